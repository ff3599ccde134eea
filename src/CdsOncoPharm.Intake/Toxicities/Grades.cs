using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Reads a CTCAE grade wherever the world writes it. Seriousness is no grade; what mild, moderate and severe are is for the terminology to say.</summary>
internal sealed class Grades(Terminology terminology)
{
    /// <summary>
    /// The grade among the extensions: any whose URL ends in <c>ctcae-grade</c> or <c>ae-grade</c>, with a code, a number or words. Of
    /// several the highest.
    /// </summary>
    public CtcaeGrade? In(List<Extension> extensions)
    {
        CtcaeGrade? highest = null;
        foreach (var extension in extensions)
        {
            if (IsGradeUrl(extension.Url) && (Of(extension.Value) ?? In(extension.Extension)) is { } grade && !(grade.Value <= highest?.Value))
                highest = grade;
        }
        return highest;
    }

    /// <summary>The grade that a value gives: code, number 0 to 5, or words.</summary>
    public CtcaeGrade? Of(DataType? value) => value switch
    {
        CodeableConcept concept => Of(concept),
        Coding coding => Of(coding) ?? terminology.FindGradeInText(coding.Display),
        Integer number => Of(number.Value),
        PositiveInt number => Of(number.Value),
        UnsignedInt number => Of(number.Value),
        FhirDecimal { Value: { } number } when number == decimal.Truncate(number) && number is >= 0 and <= 5 => new CtcaeGrade((int)number),
        Quantity { Value: { } number } when number == decimal.Truncate(number) && number is >= 0 and <= 5 => new CtcaeGrade((int)number),
        Code code => Digit(code.Value) ?? terminology.FindGradeInText(code.Value),
        FhirString text => Digit(text.Value) ?? terminology.FindGradeInText(text.Value),
        _ => null,
    };

    /// <summary>The grade that a concept names by code or by words.</summary>
    public CtcaeGrade? Of(CodeableConcept? concept)
    {
        if (concept is null)
            return null;
        foreach (var coding in concept.Coding)
        {
            if (Of(coding) is { } grade)
                return grade;
        }
        if (terminology.FindGradeInText(concept.Text) is { } written)
            return written;
        foreach (var coding in concept.Coding)
        {
            if (terminology.FindGradeInText(coding.Display) is { } shown)
                return shown;
        }
        return Digit(concept.Text);
    }

    /// <summary>The grade of a severity: words first ("CTCAE v5.0 grade 3"), then its code.</summary>
    public CtcaeGrade? OfSeverity(CodeableConcept? severity) =>
        severity is null ? null : terminology.FindGradeInText(severity.Text) ?? Of(severity);

    /// <summary>
    /// The grade in the name of an event: "Neutropenia, CTCAE grade 3". It must be a number: "severe acute respiratory syndrome" is a
    /// name and no grade.
    /// </summary>
    public CtcaeGrade? InName(CodeableConcept? name)
    {
        if (name is null)
            return null;
        if (MayNumber(name.Text) && terminology.FindGradeInText(name.Text) is { } written)
            return written;
        foreach (var coding in name.Coding)
        {
            if (MayNumber(coding.Display) && terminology.FindGradeInText(coding.Display) is { } shown)
                return shown;
        }
        return null;
    }

    private static bool MayNumber(string? text) =>
        text is not null && (Words.Holds(text, "grade") || text.Contains('级') || text.Contains('度') || text.AsSpan().ContainsAnyInRange('0', '5'));

    public static bool IsGradeUrl(string? url) =>
        url is not null && (url.EndsWith("ctcae-grade", StringComparison.OrdinalIgnoreCase) || url.EndsWith("ae-grade", StringComparison.OrdinalIgnoreCase));

    private CtcaeGrade? Of(Coding coding) => terminology.FindGrade(coding.System, coding.Code) ?? Digit(coding.Code);

    private static CtcaeGrade? Of(int? number) => number is >= 0 and <= 5 ? new CtcaeGrade(number.Value) : null;

    private static CtcaeGrade? Digit(string? text) => text?.Trim() is [>= '0' and <= '5'] digit ? new CtcaeGrade(digit[0] - '0') : null;
}
