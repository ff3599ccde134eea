using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>The limits that a result carries, in the result's own unit.</summary>
internal readonly record struct Limits(decimal? Low, decimal? High, decimal? TherapeuticLow, decimal? TherapeuticHigh);

/// <summary>
/// Picks the reference range of a result. A range without a type, or of type "normal", is the normal one. Ranges for another sex or
/// another age than the patient's are left out; where several remain, one that names no group is taken, and where that leaves more than
/// one answer there is none: a limit of somebody else would make an abnormal value look normal.
/// </summary>
internal sealed class ReferenceRanges(Reading reading)
{
    public Limits Read(ResultKind kind, List<Observation.ReferenceRangeComponent> ranges, string? unitCode, string? unitText)
    {
        if (ranges.Count == 0)
            return default;
        decimal? low = null, high = null, therapeuticLow = null, therapeuticHigh = null;
        var normals = 0;
        var isGeneral = false;
        foreach (var range in ranges)
        {
            var type = TypeOf(range.Type);
            if (type == RangeType.Other || !Fits(range) || !TryLimits(kind, range, unitCode, unitText, out var from, out var to))
                continue;
            if (type == RangeType.Therapeutic)
            {
                therapeuticLow ??= from;
                therapeuticHigh ??= to;
                continue;
            }
            var general = range.AppliesTo.Count == 0 && range.Age is null;
            if (normals == 0 || (general && !isGeneral))
            {
                (low, high, isGeneral, normals) = (from, to, general, 1);
            }
            else if (general == isGeneral && (from != low || to != high))
            {
                normals++;
            }
        }
        return normals > 1 ? new(null, null, therapeuticLow, therapeuticHigh) : new(low, high, therapeuticLow, therapeuticHigh);
    }

    private enum RangeType
    {
        Normal,
        Therapeutic,
        Other,
    }

    private static RangeType TypeOf(CodeableConcept? type)
    {
        if (type is null || (type.Coding.Count == 0 && string.IsNullOrWhiteSpace(type.Text)))
            return RangeType.Normal;
        if (Words.HasCode(type, "therapeutic") || Words.Say(type, "therapeutic") || Words.Say(type, "治疗"))
            return RangeType.Therapeutic;
        return Words.HasCode(type, "normal") || Words.Say(type, "normal") || Words.Say(type, "正常") || Words.Say(type, "参考")
            ? RangeType.Normal
            : RangeType.Other;
    }

    // Whether the range can be meant for this patient.
    private bool Fits(Observation.ReferenceRangeComponent range)
    {
        foreach (var group in range.AppliesTo)
        {
            var sex = SexOf(group);
            if (sex != Sex.Unknown && reading.Sex != Sex.Unknown && sex != reading.Sex)
                return false;
        }
        if (range.Age is not { } ages || reading.BirthDate is not { } birth)
            return true;
        var most = YearsSince(birth.Earliest);
        var least = YearsSince(birth.Latest);
        return !(Years(ages.Low) > most) && !(Years(ages.High) < least);
    }

    private int YearsSince(DateOnly birth) =>
        reading.AsOf.Year - birth.Year - ((reading.AsOf.Month, reading.AsOf.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);

    private static decimal? Years(Quantity? age) =>
        age?.Value is { } value && (age.Code ?? age.Unit) is "a" or "year" or "years" or "yr" or "岁" ? value : null;

    private static Sex SexOf(CodeableConcept group)
    {
        foreach (var coding in group.Coding)
        {
            switch (coding.Code)
            {
                case "female" or "F": return Sex.Female;
                case "male" or "M": return Sex.Male;
            }
        }
        if (Words.Say(group, "female") || Words.Say(group, "女"))
            return Sex.Female;
        return Words.Say(group, "male") || Words.Say(group, "男") ? Sex.Male : Sex.Unknown;
    }

    private bool TryLimits(ResultKind kind, Observation.ReferenceRangeComponent range, string? unitCode, string? unitText, out decimal? low, out decimal? high)
    {
        low = Limit(kind, range.Low, unitCode, unitText);
        high = Limit(kind, range.High, unitCode, unitText);
        if (low is not null || high is not null)
            return true;
        if (range.Low is not null || range.High is not null || !Numbers.TryReadRange(range.Text, out var from, out var to, out var unit))
            return false;
        low = from is { } f ? In(kind, f, unit is null ? unitCode : null, unit ?? unitText) : null;
        high = to is { } t ? In(kind, t, unit is null ? unitCode : null, unit ?? unitText) : null;
        return low is not null || high is not null;
    }

    // A limit without a unit has the unit of the value.
    private decimal? Limit(ResultKind kind, Quantity? limit, string? unitCode, string? unitText)
    {
        if (limit?.Value is not { } value)
            return null;
        return string.IsNullOrWhiteSpace(limit.Code) && string.IsNullOrWhiteSpace(limit.Unit)
            ? In(kind, value, unitCode, unitText)
            : In(kind, value, limit.Code, limit.Unit);
    }

    private decimal? In(ResultKind kind, decimal value, string? unitCode, string? unitText) =>
        reading.Terminology.TryConvert(kind, value, unitCode, unitText, out var canonical) ? canonical : null;
}
