using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>The words of coded elements.</summary>
internal static class Words
{
    /// <summary>The record's own words, else the first display, else the first code; null when it says nothing.</summary>
    public static string? Of(CodeableConcept? concept)
    {
        if (concept is null)
            return null;
        if (!string.IsNullOrWhiteSpace(concept.Text))
            return concept.Text;
        string? code = null;
        foreach (var coding in concept.Coding)
        {
            if (!string.IsNullOrWhiteSpace(coding.Display))
                return coding.Display;
            code ??= string.IsNullOrWhiteSpace(coding.Code) ? null : coding.Code;
        }
        return code;
    }

    /// <summary>As <see cref="Of(CodeableConcept)"/>, without falling back to a bare code: words that a person could read.</summary>
    public static string? Readable(CodeableConcept? concept)
    {
        if (concept is null)
            return null;
        if (!string.IsNullOrWhiteSpace(concept.Text))
            return concept.Text;
        foreach (var coding in concept.Coding)
        {
            if (!string.IsNullOrWhiteSpace(coding.Display))
                return coding.Display;
        }
        return null;
    }

    /// <summary>Whether any coding has the code, whatever its system.</summary>
    public static bool HasCode(CodeableConcept? concept, string code)
    {
        if (concept is null)
            return false;
        foreach (var coding in concept.Coding)
        {
            if (coding.Code == code)
                return true;
        }
        return false;
    }

    /// <summary>Whether the text or a display holds the words, whatever the case.</summary>
    public static bool Say(CodeableConcept? concept, string words)
    {
        if (concept is null)
            return false;
        if (Holds(concept.Text, words))
            return true;
        foreach (var coding in concept.Coding)
        {
            if (Holds(coding.Display, words))
                return true;
        }
        return false;
    }

    /// <summary>Whether the text holds the words, whatever the case.</summary>
    public static bool Holds(string? text, string words) => text is not null && text.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Text without surrounding space; null when nothing is left.</summary>
    public static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
