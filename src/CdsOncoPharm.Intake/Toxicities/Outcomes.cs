using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Whether an adverse event is stated to be over, or to go on.</summary>
internal static class Outcomes
{
    /// <summary>True: over. False: goes on. Null: not stated.</summary>
    public static bool? IsOver(CodeableConcept? outcome)
    {
        if (outcome is null)
            return null;
        foreach (var coding in outcome.Coding)
        {
            switch (coding.Code)
            {
                case "resolved" or "resolvedWithSequelae" or "fatal": return true;
                case "ongoing" or "recovering": return false;
            }
        }
        if (OfWords(outcome.Text) is { } written)
            return written;
        foreach (var coding in outcome.Coding)
        {
            if (OfWords(coding.Display) is { } shown)
                return shown;
        }
        return null;
    }

    // What goes on is looked for first: "not recovered" holds "recovered".
    private static bool? OfWords(string? words)
    {
        if (words is null)
            return null;
        if (Words.Holds(words, "not recover") || Words.Holds(words, "not resolve") || Words.Holds(words, "unresolved")
            || Words.Holds(words, "recovering") || Words.Holds(words, "resolving") || Words.Holds(words, "ongoing")
            || Words.Holds(words, "未恢复") || Words.Holds(words, "未痊愈") || Words.Holds(words, "未缓解") || Words.Holds(words, "好转")
            || Words.Holds(words, "持续"))
            return false;
        if (Words.Holds(words, "recovered") || Words.Holds(words, "resolved") || Words.Holds(words, "fatal")
            || Words.Holds(words, "痊愈") || Words.Holds(words, "恢复") || Words.Holds(words, "缓解") || Words.Holds(words, "死亡"))
            return true;
        return null;
    }
}
