using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Scores that are answered by a code: LOINC's answers for ECOG, SNOMED CT's for NYHA, or any answer that carries its ordinal value.</summary>
internal static class ScoreAnswers
{
    private const string Loinc = "http://loinc.org";
    private const string Snomed = "http://snomed.info/sct";
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

    // SNOMED CT: New York Heart Association classification, class I to IV.
    private static readonly FrozenDictionary<string, decimal> Nyha = new Dictionary<string, decimal>
    {
        ["420300004"] = 1,
        ["421704003"] = 2,
        ["420913000"] = 3,
        ["422293003"] = 4,
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
            if (coding.System == Snomed && Nyha.TryGetValue(code, out var heart))
                return heart;
            // A local code that is nothing but the number.
            if (code.Length <= 3 && decimal.TryParse(code, System.Globalization.NumberStyles.None, null, out var number))
                return number;
        }
        if ((Numbers.OnlyNumber(answer.Text) ?? Numbers.OnlyRoman(answer.Text)) is { } written)
            return written;
        foreach (var coding in answer.Coding)
        {
            if ((Numbers.OnlyNumber(coding.Display) ?? Numbers.OnlyRoman(coding.Display)) is { } shown && answer.Text is null)
                return shown;
        }
        return null;
    }
}
