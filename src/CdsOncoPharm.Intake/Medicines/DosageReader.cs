using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;
using FhirDuration = Hl7.Fhir.Model.Duration;
using FhirRange = Hl7.Fhir.Model.Range;

namespace CdsOncoPharm.Intake;

/// <summary>What dosage instructions say, together.</summary>
internal struct DosageFacts
{
    public Dose? Dose;
    public Dose? DailyDose;
    public decimal? CycleDays;
    public bool AsNeeded;
    public bool SingleDose;

    /// <summary>Whether the words say that it is taken every day, which its timing does not.</summary>
    public bool IsDailyInWords;

    /// <summary>First day, where bounds name one.</summary>
    public DateOnly? Start;

    /// <summary>Last day, where every instruction ends.</summary>
    public DateOnly? End;

    public Tags Route;
    public bool HasRoute;
}

/// <summary>Reads dosage instructions: dose, timing, bounds and route.</summary>
internal sealed class DosageReader(Reading reading)
{
    /// <summary>Reads the instructions of an order or statement.</summary>
    /// <param name="dosages">The instructions; steps of one therapy.</param>
    /// <param name="authored">The day from which lengths without a start count.</param>
    public DosageFacts Read(List<Dosage> dosages, DateOnly? authored)
    {
        var facts = default(DosageFacts);
        if (dosages.Count == 0)
            return facts;
        var allEnd = true;
        facts.AsNeeded = true;
        foreach (var dosage in dosages)
        {
            AddRoute(ref facts, dosage.Route, dosage.Text);
            facts.AsNeeded &= dosage.AsNeeded is CodeableConcept or FhirBoolean { Value: true };
            var repeat = dosage.Timing?.Repeat;
            var dose = DoseOf(dosage);
            facts.Dose ??= dose;
            var (times, days) = Rhythm(dosage.Timing);
            facts.CycleDays ??= days;
            if (dose is { } amount && days > 0)
                facts.DailyDose ??= amount with { Value = amount.Value * Math.Max(1, times / days.Value) };
            facts.SingleDose |= repeat?.Count == 1;
            facts.IsDailyInWords |= days is null && (SaysDaily(dosage.Text) || SaysDaily(dosage.Timing?.Code?.Text));
            var (start, end) = Bounds(repeat, days, times, authored);
            if (start < (facts.Start ?? DateOnly.MaxValue))
                facts.Start = start;
            allEnd &= end is not null;
            if (end > (facts.End ?? DateOnly.MinValue))
                facts.End = end;
            if (dosages.Count == 1 && facts.CycleDays is null && start is not null && start == end)
                facts.SingleDose = true;
        }
        if (!allEnd)
            facts.End = null;
        return facts;
    }

    private bool SaysDaily(string? words) =>
        !string.IsNullOrWhiteSpace(words) && reading.Terminology.FindConditionSetsByText(words).Overlaps(reading.Sets.TakenDaily);

    /// <summary>Reads what was given at one time.</summary>
    public DosageFacts Read(MedicationAdministration.DosageComponent? dosage)
    {
        var facts = default(DosageFacts);
        if (dosage is null)
            return facts;
        facts.Dose = DoseOf(dosage.Dose);
        AddRoute(ref facts, dosage.Route, dosage.Text);
        return facts;
    }

    private void AddRoute(ref DosageFacts facts, CodeableConcept? route, string? text)
    {
        if (route is not null && (route.Coding.Count > 0 || !string.IsNullOrWhiteSpace(route.Text)))
        {
            facts.HasRoute = true;
            facts.Route |= reading.AllSetsOf(route) & reading.Sets.Routes;
        }
        if (!string.IsNullOrWhiteSpace(text))
        {
            var named = reading.Terminology.FindConditionSetsByText(text) & reading.Sets.Routes;
            facts.Route |= named;
            facts.HasRoute |= !named.IsEmpty;
        }
    }

    private Dose? DoseOf(Dosage dosage)
    {
        foreach (var part in dosage.DoseAndRate)
        {
            // Of a range the lower end is certain.
            var quantity = part.Dose switch
            {
                Quantity exact => exact,
                FhirRange range => range.Low ?? range.High,
                _ => null,
            };
            if (DoseOf(quantity) is { } dose)
                return dose;
        }
        return null;
    }

    // A number without a unit is no dose.
    private Dose? DoseOf(Quantity? quantity)
    {
        if (quantity?.Value is not (> 0 and < 1_000_000_000_000m and var value))
            return null;
        var unit = reading.Terminology.FindUnit(quantity.Code, quantity.Unit)
            ?? Words.Trimmed(quantity.Code) ?? Words.Trimmed(quantity.Unit);
        return unit switch
        {
            null => null,
            "g" => new(value * 1000, "mg"),
            "g/m2" => new(value * 1000, "mg/m2"),
            "ug" => new(value / 1000, "mg"),
            _ => new(value, unit),
        };
    }

    /// <summary>How many times in how many days.</summary>
    internal static (decimal Times, decimal? Days) Rhythm(Timing? timing)
    {
        if (timing?.Repeat is { } repeat)
        {
            var times = repeat.Frequency
                ?? (repeat.TimeOfDayElement.Count > 0 ? repeat.TimeOfDayElement.Count
                : repeat.WhenElement.Count > 0 ? repeat.WhenElement.Count : 1);
            if (repeat.Period is > 0 and < 100_000 and var period && DaysIn(repeat.PeriodUnit) is { } unit)
                return (times, period * unit);
            if (repeat.Period is null && repeat.DayOfWeekElement.Count > 0)
                return (times * repeat.DayOfWeekElement.Count, 7);
            if (repeat.Period is null && (repeat.TimeOfDayElement.Count > 0 || repeat.WhenElement.Count > 0))
                return (times, 1);
        }
        // HL7's timing abbreviations.
        return timing?.Code is { Coding: [{ Code: { } code }, ..] }
            ? code switch
            {
                "QD" or "AM" or "PM" or "BED" => (1, 1),
                "BID" => (2, 1),
                "TID" => (3, 1),
                "QID" => (4, 1),
                "Q1H" => (24, 1),
                "Q2H" => (12, 1),
                "Q3H" => (8, 1),
                "Q4H" => (6, 1),
                "Q6H" => (4, 1),
                "Q8H" => (3, 1),
                "QOD" => (1, 2),
                "WK" => (1, 7),
                "MO" => (1, DaysIn(Timing.UnitsOfTime.Mo)),
                _ => (1, null),
            }
            : (1, null);
    }

    /// <summary>Bounds, or a number of repeats.</summary>
    private (DateOnly? Start, DateOnly? End) Bounds(Timing.RepeatComponent? repeat, decimal? periodDays, decimal times, DateOnly? authored)
    {
        if (repeat is null)
            return (null, null);
        DateOnly? start = null, end = null;
        decimal? length = null;
        switch (repeat.Bounds)
        {
            case Period period:
                start = reading.Calendar.Read(period.Start)?.Earliest;
                end = reading.Calendar.Read(period.End)?.Latest;
                break;
            case FhirDuration duration:
                length = Days(duration);
                break;
            case FhirRange range:
                length = Days(range.High ?? range.Low);
                break;
        }
        if (length is null && end is null && repeat.Count > 0 && periodDays > 0)
            length = Math.Ceiling((repeat.CountMax ?? repeat.Count).Value / times) * periodDays;
        if (length is { } days && (start ?? authored) is { Year: < 9_900 } from && days is >= 0 and < 36_600)
            end = from.AddDays((int)Math.Ceiling(days));
        return (start, end);
    }

    private static decimal? Days(Quantity? quantity)
    {
        if (quantity?.Value is not (>= 0 and < 100_000 and var value))
            return null;
        return (quantity.Code ?? quantity.Unit) switch
        {
            "d" or "day" or "days" or "天" or "日" => value,
            "wk" or "week" or "weeks" or "周" => value * 7,
            "mo" or "month" or "months" or "月" or "个月" => value * DaysIn(Timing.UnitsOfTime.Mo),
            "a" or "year" or "years" or "年" => value * DaysIn(Timing.UnitsOfTime.A),
            "h" or "hour" or "hours" or "小时" => value / 24,
            _ => null,
        };
    }

    /// <summary>Days of supply, from a quantity with a unit of time; a bare number is days. More than a century is none.</summary>
    internal static decimal? SupplyDays(Quantity? quantity) =>
        (quantity is { Code: null, Unit: null } ? quantity.Value : Days(quantity)) is > 0 and < 36_600 and var days ? days : null;

    private static decimal? DaysIn(Timing.UnitsOfTime? unit) => unit switch
    {
        Timing.UnitsOfTime.S => 1m / 86_400,
        Timing.UnitsOfTime.Min => 1m / 1_440,
        Timing.UnitsOfTime.H => 1m / 24,
        Timing.UnitsOfTime.D => 1,
        Timing.UnitsOfTime.Wk => 7,
        Timing.UnitsOfTime.Mo => 30,
        Timing.UnitsOfTime.A => 365,
        _ => null,
    };
}
