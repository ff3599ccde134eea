using System.Globalization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;
using FhirRange = Hl7.Fhir.Model.Range;

namespace CdsOncoPharm.Intake;

/// <summary>What the value of an observation says, in the unit of its kind.</summary>
internal struct ReadValue
{
    public decimal? Value;
    public Comparator Comparator;
    public Qualitative Qualitative;
    public Unusable Unusable;
    public string Written;

    /// <summary>The unit as written, for limits that name none.</summary>
    public string? UnitCode;
    public string? UnitText;
}

/// <summary>Reads <c>Observation.value[x]</c> for a kind of result, whatever its type.</summary>
internal sealed class ValueReader(Reading reading)
{
    private readonly Grades grades = new(reading.Terminology);

    public ReadValue Read(ResultKind kind, ResultNature nature, DataType? value, CodeableConcept? absent, List<CodeableConcept> interpretation)
    {
        var read = new ReadValue { Written = "" };
        switch (value)
        {
            case Quantity quantity:
                ReadQuantity(ref read, kind, nature, quantity);
                break;
            case Integer whole:
                ReadBare(ref read, kind, nature, whole.Value, whole.Value?.ToString(CultureInfo.InvariantCulture));
                break;
            case FhirDecimal number:
                ReadBare(ref read, kind, nature, number.Value, number.Value?.ToString(CultureInfo.InvariantCulture));
                break;
            case FhirString text:
                ReadText(ref read, kind, nature, text.Value);
                break;
            case CodeableConcept concept:
                ReadConcept(ref read, kind, nature, concept);
                break;
            case FhirBoolean { Value: { } truth }:
                read.Written = truth ? "true" : "false";
                read.Qualitative = truth ? Qualitative.Positive : Qualitative.Negative;
                read.Unusable = IsWorded(nature) ? Unusable.No : Unusable.NotANumber;
                break;
            case Ratio ratio:
                ReadRatio(ref read, kind, nature, ratio);
                break;
            case FhirRange range:
                read.Written = string.Concat(Show(range.Low), " – ", Show(range.High));
                read.Unusable = Unusable.NotANumber;
                break;
            case null:
                read.Unusable = Unusable.NoValue;
                read.Written = Words.Of(absent) ?? "";
                break;
            default:
                read.Unusable = Unusable.NotANumber;
                break;
        }
        if (nature == ResultNature.Qualitative)
            Judge(ref read, kind, interpretation);
        else if (nature == ResultNature.Finding)
            ReadDegree(ref read, value);
        return read;
    }

    private static bool IsWorded(ResultNature nature) => nature is ResultNature.Qualitative or ResultNature.Finding;

    private void ReadQuantity(ref ReadValue read, ResultKind kind, ResultNature nature, Quantity quantity)
    {
        read.Written = Show(quantity);
        if (quantity.Value is not { } value)
        {
            read.Unusable = Unusable.NoValue;
            return;
        }
        read.Comparator = quantity.Comparator switch
        {
            Quantity.QuantityComparator.LessThan => Comparator.Below,
            Quantity.QuantityComparator.LessOrEqual => Comparator.AtMost,
            Quantity.QuantityComparator.GreaterOrEqual => Comparator.AtLeast,
            Quantity.QuantityComparator.GreaterThan => Comparator.Above,
            _ => Comparator.Exact,
        };
        Convert(ref read, kind, nature, value, quantity.Code, quantity.Unit);
    }

    private void ReadBare(ref ReadValue read, ResultKind kind, ResultNature nature, decimal? value, string? written)
    {
        read.Written = written ?? "";
        if (value is { } number)
            Convert(ref read, kind, nature, number, null, null);
        else
            read.Unusable = Unusable.NoValue;
    }

    private void Convert(ref ReadValue read, ResultKind kind, ResultNature nature, decimal value, string? code, string? text)
    {
        (read.UnitCode, read.UnitText) = (code, text);
        if (reading.Terminology.TryConvert(kind, value, code, text, out var canonical))
            read.Value = canonical;
        else if (nature == ResultNature.Score && string.IsNullOrWhiteSpace(code) && string.IsNullOrWhiteSpace(text))
            read.Value = value;
        else
            read.Unusable = Unusable.Unit;
    }

    private void ReadText(ref ReadValue read, ResultKind kind, ResultNature nature, string? text)
    {
        read.Written = text?.Trim() ?? "";
        if (read.Written.Length == 0)
        {
            read.Unusable = Unusable.NoValue;
            return;
        }
        if (IsWorded(nature) && Qualify(reading.Terminology.ReadQualitativeText(text)) is not Qualitative.None and var said)
        {
            read.Qualitative = said;
            return;
        }
        if (Numbers.TryRead(text, out var number))
        {
            read.Comparator = number.Comparator;
            Convert(ref read, kind, nature, number.Value, null, number.Unit);
            if (read.Unusable == Unusable.No)
                return;
        }
        if (nature == ResultNature.Score && (Numbers.OnlyNumber(text) ?? Numbers.OnlyRoman(text)) is { } score)
        {
            (read.Value, read.Unusable) = (score, Unusable.No);
            return;
        }
        if (read.Unusable == Unusable.Unit)
            return;
        read.Unusable = Unusable.NotANumber;
        read.Qualitative = Qualify(reading.Terminology.ReadQualitativeText(text));
    }

    private void ReadConcept(ref ReadValue read, ResultKind kind, ResultNature nature, CodeableConcept concept)
    {
        read.Written = Words.Of(concept) ?? "";
        if (nature == ResultNature.Score)
        {
            read.Value = ScoreAnswers.Read(concept);
            read.Unusable = read.Value is null ? Unusable.NotANumber : Unusable.No;
            return;
        }
        read.Qualitative = QualitativeOf(concept);
        if (read.Qualitative != Qualitative.None)
        {
            read.Unusable = IsWorded(nature) ? Unusable.No : Unusable.NotANumber;
            return;
        }
        ReadText(ref read, kind, nature, Words.Readable(concept));
        if (read.Unusable == Unusable.NoValue)
            read.Unusable = Unusable.NotANumber;
    }

    private void ReadRatio(ref ReadValue read, ResultKind kind, ResultNature nature, Ratio ratio)
    {
        read.Written = string.Concat(Show(ratio.Numerator), " : ", Show(ratio.Denominator));
        if (ratio.Numerator?.Value is not { } over || ratio.Denominator?.Value is not { } under || under == 0)
        {
            read.Unusable = Unusable.NotANumber;
            return;
        }
        var upper = ratio.Numerator.Code ?? ratio.Numerator.Unit;
        var lower = ratio.Denominator.Code ?? ratio.Denominator.Unit;
        var unit = lower is null or "1" ? upper : $"{upper}/{lower}";
        Convert(ref read, kind, nature, over / under, unit, unit);
    }

    // How much of it there is, 0 for none and 3 for severe: a grade that is written, else words. "Present" alone does not say.
    private void ReadDegree(ref ReadValue read, DataType? value)
    {
        read.Value = read.Qualitative == Qualitative.Negative ? 0 : grades.Of(value)?.Value ?? DegreeIn(value);
        if (read.Value is not null || read.Qualitative == Qualitative.Positive)
            read.Unusable = Unusable.No;
    }

    private decimal? DegreeIn(DataType? value)
    {
        var said = value switch
        {
            CodeableConcept concept => reading.AllSetsOf(concept),
            FhirString text => reading.Terminology.FindConditionSetsByText(text.Value),
            _ => default,
        };
        foreach (var (word, sets) in reading.Sets.Severities)
        {
            if (said.Overlaps(sets))
                return word switch { "severe" => 3, "moderate" => 2, _ => 1 };
        }
        return said.Overlaps(reading.Sets.SeverityNone) ? 0 : null;
    }

    // Positive or negative: by the value, else by the interpretation, else by the cut-off.
    private void Judge(ref ReadValue read, ResultKind kind, List<CodeableConcept> interpretation)
    {
        if (read.Qualitative == Qualitative.None)
        {
            foreach (var concept in interpretation)
            {
                read.Qualitative = QualitativeOf(concept);
                if (read.Qualitative != Qualitative.None)
                    break;
            }
        }
        if (read.Qualitative == Qualitative.None && read.Value is { } number)
        {
            var against = reading.Terminology.ReadAgainstCutoff(kind, number);
            // "<250" may lie on either side of a lower cut-off.
            var isCertain = read.Comparator == Comparator.Exact
                || (read.Comparator is Comparator.Below or Comparator.AtMost && against == QualitativeReading.Negative)
                || (read.Comparator is Comparator.Above or Comparator.AtLeast && against == QualitativeReading.Positive);
            read.Qualitative = isCertain ? Qualify(against) : Qualitative.Indeterminate;
        }
        if (read.Qualitative != Qualitative.None)
            read.Unusable = Unusable.No;
        else if (read.Unusable == Unusable.No)
            read.Unusable = Unusable.NotANumber;
    }

    private Qualitative QualitativeOf(CodeableConcept concept)
    {
        foreach (var coding in concept.Coding)
        {
            var by = Qualify(reading.Terminology.ReadQualitative(coding.System, coding.Code));
            if (by != Qualitative.None)
                return by;
        }
        var byText = Qualify(reading.Terminology.ReadQualitativeText(concept.Text));
        if (byText != Qualitative.None)
            return byText;
        foreach (var coding in concept.Coding)
        {
            byText = Qualify(reading.Terminology.ReadQualitativeText(coding.Display));
            if (byText != Qualitative.None)
                return byText;
        }
        return Qualitative.None;
    }

    private static Qualitative Qualify(QualitativeReading reading) => reading switch
    {
        QualitativeReading.Positive => Qualitative.Positive,
        QualitativeReading.Negative => Qualitative.Negative,
        QualitativeReading.Indeterminate => Qualitative.Indeterminate,
        _ => Qualitative.None,
    };

    private static string Show(Quantity? quantity)
    {
        if (quantity is null)
            return "";
        var sign = quantity.Comparator switch
        {
            Quantity.QuantityComparator.LessThan => "<",
            Quantity.QuantityComparator.LessOrEqual => "≤",
            Quantity.QuantityComparator.GreaterThan => ">",
            Quantity.QuantityComparator.GreaterOrEqual => "≥",
            _ => "",
        };
        var number = quantity.Value?.ToString(CultureInfo.InvariantCulture) ?? "";
        var unit = quantity.Unit ?? quantity.Code;
        return unit is null or "1" ? sign + number : $"{sign}{number} {unit}";
    }
}
