using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Scores that are answered by a code: LOINC's answers for ECOG, or any answer that carries its ordinal value.</summary>
internal static class ScoreAnswers
{
    private const string Loinc = "http://loinc.org";
    private const string OrdinalValue = "http://hl7.org/fhir/StructureDefinition/ordinalValue";

    // LOINC answer list LL529-9 (ECOG performance status).
    private static readonly FrozenDictionary<string, decimal> Ecog = new Dictionary<string, decimal>
    {
        ["LA9622-7"] = 0,
        ["LA9623-5"] = 1,
        ["LA9624-3"] = 2,
        ["LA9625-0"] = 3,
        ["LA9626-8"] = 4,
        ["LA9627-6"] = 5,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The score that an answer stands for; null when that is not certain.</summary>
    public static decimal? Read(CodeableConcept answer)
    {
        foreach (var coding in answer.Coding)
        {
            if (coding.GetExtension(OrdinalValue)?.Value is FhirDecimal { Value: { } ordinal })
                return ordinal;
            if (coding.Code is not { } code)
                continue;
            if (coding.System == Loinc && Ecog.TryGetValue(code, out var score))
                return score;
            // A local code that is nothing but the number.
            if (code.Length <= 3 && decimal.TryParse(code, System.Globalization.NumberStyles.None, null, out var number))
                return number;
        }
        if (Numbers.OnlyNumber(answer.Text) is { } written)
            return written;
        foreach (var coding in answer.Coding)
        {
            if (Numbers.OnlyNumber(coding.Display) is { } shown && answer.Text is null)
                return shown;
        }
        return null;
    }
}
