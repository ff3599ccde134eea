using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Intake;

/// <summary>Whether a medicine is current, and since when.</summary>
internal readonly record struct CurrencyVerdict(
    bool IsCurrent, MedicationRecord Evidence, DateOnly? FirstDay, DateOnly? LastDay, DateOnly? Since);

/// <summary>
/// The rule of <c>currency.medication</c>, over all records of one ingredient. An order or statement counts while its status is active
/// or on-hold, it has not ended, no newer order was stopped without anything given after, and the newest day on which any record shows
/// the therapy lies inside the order window. A dose makes the medicine current inside its own window whatever the order says; so does a
/// supply that was handed out, for as long as it lasts, unless it was stopped since. All windows include both ends.
/// </summary>
internal sealed class CurrencyRule
{
    private readonly IReadOnlyList<MedicationRecord> records;
    private readonly TherapyWindow window;
    private readonly Duration grace;
    private readonly DateOnly asOf;
    private readonly DateOnly? anchor;

    private CurrencyRule(IReadOnlyList<MedicationRecord> records, TherapyWindow window, Duration grace, DateOnly asOf)
    {
        (this.records, this.window, this.grace, this.asOf) = (records, window, grace, asOf);
        foreach (var record in records)
        {
            if (Shows(record) && DayOf(record) is { } day && day > (anchor ?? DateOnly.MinValue))
                anchor = day;
        }
    }

    /// <summary>Judges the records of one ingredient; there must be at least one, and the newest comes first.</summary>
    public static CurrencyVerdict Judge(IReadOnlyList<MedicationRecord> records, TherapyWindow window, Duration cycleGrace, DateOnly asOf)
    {
        var rule = new CurrencyRule(records, window, cycleGrace, asOf);
        MedicationRecord? evidence = null;
        foreach (var record in records)
        {
            if (rule.MakesCurrent(record) && (evidence is null || rule.IsBetterEvidence(record, evidence)))
                evidence = record;
        }
        var (first, last) = rule.History();
        return new(
            evidence is not null,
            evidence ?? rule.NewestThatCounts() ?? records[0],
            first,
            last,
            evidence is null ? null : rule.Since() ?? rule.DayOf(evidence) ?? asOf);
    }

    // A plan shows no therapy, and neither does what was refused, cancelled or not done.
    private static bool Shows(MedicationRecord record) => record is { Counts: true, IsPlan: false };

    /// <summary>The day on which a record shows the therapy, never after asOf.</summary>
    private DateOnly? DayOf(MedicationRecord record)
    {
        var day = record.Kind switch
        {
            MedicationRecordKind.Draft => asOf,
            MedicationRecordKind.Administration => record.End ?? record.At?.Day,
            MedicationRecordKind.Order => Later(record.At?.Day, record.Start),
            _ => record.At?.Day ?? record.Start,
        };
        return day > asOf ? asOf : day;
    }

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;

    private bool MakesCurrent(MedicationRecord record)
    {
        if (!Shows(record))
            return false;
        return record.Kind switch
        {
            MedicationRecordKind.Draft => true,
            MedicationRecordKind.Administration => IsGiven(record) && DayOf(record) is { } day && day >= DoseReachesBack(CycleOf(record)),
            MedicationRecordKind.Dispense => DayOf(record) is { } day && day >= DoseReachesBack(record.DaysSupply) && !IsStoppedSince(record, day),
            _ => IsRunning(record) && IsInsideOrderWindow() && !IsStoppedSince(record, record.At?.Day),
        };
    }

    private bool IsInsideOrderWindow() => anchor is null || anchor >= Back(window.Order, asOf);

    // A status that is missing or "unknown" says nothing against the order: that must not turn it into "no".
    private bool IsRunning(MedicationRecord record) =>
        record.Status is "active" or "on-hold" or "unknown" or "" && (record.End is null || record.End >= asOf);

    private static bool IsGiven(MedicationRecord record) => record.Status is "completed" or "in-progress" or "unknown" or "";

    /// <summary>The longer of the window of a dose, and a cycle (or supply) with its grace.</summary>
    private DateOnly DoseReachesBack(decimal? cycleDays)
    {
        var byWindow = Back(window.Administration, asOf);
        if (cycleDays is not (> 0 and < 3_660))
            return byWindow;
        var byCycle = Back(grace with { Days = grace.Days + (int)Math.Ceiling(cycleDays.Value) }, asOf);
        return byCycle < byWindow ? byCycle : byWindow;
    }

    // The cycle of the order that the dose belongs to, else of the newest order that has one.
    private decimal? CycleOf(MedicationRecord dose)
    {
        decimal? newest = null;
        foreach (var record in records)
        {
            if (record.Kind is not (MedicationRecordKind.Order or MedicationRecordKind.Draft) || !Shows(record) || record.CycleDays is null)
                continue;
            if (dose.BasedOn is not null && record.Reference == dose.BasedOn)
                return record.CycleDays;
            newest ??= record.CycleDays;
        }
        return newest;
    }

    /// <summary>Whether a newer order was stopped, and nothing was given or handed out after that.</summary>
    private bool IsStoppedSince(MedicationRecord record, DateOnly? day)
    {
        if (day is null)
            return false;
        foreach (var other in records)
        {
            if (other is not { Kind: MedicationRecordKind.Order, Status: "stopped", IsPlan: false, At: { } at })
                continue;
            var stop = StopDay(other, at.Day);
            var isNewer = record.Kind == MedicationRecordKind.Dispense
                ? stop >= day || other.Reference == record.BasedOn
                : at.Day > day;
            if (isNewer && !IsGivenAfter(stop))
                return true;
        }
        return false;
    }

    private DateOnly StopDay(MedicationRecord order, DateOnly authored) =>
        order.End is { } end && end > authored && end <= asOf ? end : authored;

    private bool IsGivenAfter(DateOnly stop)
    {
        foreach (var record in records)
        {
            if (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense && Shows(record) && DayOf(record) > stop)
                return true;
        }
        return false;
    }

    // The newest day; on one day what is being signed, then what was given, then what was ordered.
    private bool IsBetterEvidence(MedicationRecord one, MedicationRecord other)
    {
        if ((one.Kind == MedicationRecordKind.Draft) != (other.Kind == MedicationRecordKind.Draft))
            return one.Kind == MedicationRecordKind.Draft;
        var byDay = Nullable.Compare(DayOf(one), DayOf(other));
        return byDay != 0 ? byDay > 0 : Rank(one) < Rank(other);
    }

    private static int Rank(MedicationRecord record) => record.Kind switch
    {
        MedicationRecordKind.Draft => 0,
        MedicationRecordKind.Administration => 1,
        MedicationRecordKind.Order => 2,
        MedicationRecordKind.Dispense => 3,
        _ => 4,
    };

    private MedicationRecord? NewestThatCounts()
    {
        foreach (var record in records)
        {
            if (Shows(record))
                return record;
        }
        return null;
    }

    private (DateOnly? First, DateOnly? Last) History()
    {
        DateOnly? first = null, last = null;
        foreach (var record in records)
        {
            if (!Shows(record))
                continue;
            var start = record.Kind == MedicationRecordKind.Draft ? asOf
                : record.Start <= asOf ? record.Start
                : record.At?.Day;
            if (start <= asOf && start < (first ?? DateOnly.MaxValue))
                first = start;
            var taken = record.Kind switch
            {
                MedicationRecordKind.Administration or MedicationRecordKind.Dispense => DayOf(record),
                MedicationRecordKind.Statement => record.End <= asOf ? record.End : DayOf(record),
                _ => null,
            };
            if (taken > (last ?? DateOnly.MinValue))
                last = taken;
        }
        return (first, last ?? anchor);
    }

    /// <summary>First day of the exposure that reaches asOf: intervals that overlap or touch are one.</summary>
    private DateOnly? Since()
    {
        var spans = new List<(DateOnly From, DateOnly To)>(records.Count);
        foreach (var record in records)
        {
            if (Shows(record) && SpanOf(record) is { } span && span.From <= span.To)
                spans.Add(span);
        }
        spans.Sort(static (a, b) => b.To.CompareTo(a.To));
        DateOnly? since = null;
        foreach (var (from, to) in spans)
        {
            if (since is null)
            {
                if (to < asOf)
                    return null;
                since = from;
            }
            else if (to.DayNumber >= since.Value.DayNumber - 1 && from < since)
            {
                since = from;
            }
        }
        return since;
    }

    private (DateOnly From, DateOnly To)? SpanOf(MedicationRecord record)
    {
        if (record.Kind == MedicationRecordKind.Draft)
            return (asOf, asOf);
        var day = DayOf(record);
        if (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense)
        {
            if (day is not { } given)
                return null;
            var from = record.At?.Day < given ? record.At.Value.Day : given;
            var days = record.Kind == MedicationRecordKind.Dispense ? record.DaysSupply : CycleOf(record);
            var to = On(window.Administration, given);
            if (days is > 0 and < 3_660)
            {
                var byCycle = On(grace with { Days = grace.Days + (int)Math.Ceiling(days.Value) }, given);
                to = byCycle > to ? byCycle : to;
            }
            return (from, Earlier(to, asOf));
        }
        var start = record.Start <= asOf ? record.Start : record.At?.Day ?? day;
        if (start is not { } begin)
            return IsRunning(record) ? (asOf, asOf) : null;
        // An order that was completed or stopped without an end stands for one dose.
        if (!IsRunning(record) && record.End is null)
            return (begin, Earlier(On(window.Administration, begin), asOf));
        var reach = anchor is { } last ? On(window.Order, last) : asOf;
        return (begin, Earlier(Earlier(reach, record.End ?? asOf), asOf));
    }

    // Records hold days of the year 1 and of the year 9999; a window that leaves the calendar ends with it.
    private static DateOnly Back(Duration length, DateOnly day) => day.Year < 100 ? DateOnly.MinValue : length.StartBefore(day);

    private static DateOnly On(Duration length, DateOnly day) => day.Year > 9_900 ? DateOnly.MaxValue : length.EndAfter(day);

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
