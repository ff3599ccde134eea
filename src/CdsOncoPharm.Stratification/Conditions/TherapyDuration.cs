using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A class of medicines has been used without a longer break for a time; a switch within the class goes on.</summary>
public sealed record TherapyDuration : MedicineCondition
{
    private Knowledge.Currency currency = null!;

    public required Duration AtLeast { get; init; }

    /// <summary>Breaks shorter than this do not end the therapy.</summary>
    public required Duration MaxGap { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        currency = binder.Currency;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var spans = new List<Span>();
        var current = false;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!Filter.Fits(therapy.Ingredient))
                continue;
            current |= therapy.IsCurrent;
            var windows = currency.Therapy(therapy.Ingredient.Kind);
            var days = therapy.Records.Where(record => record is { Counts: true, IsPlan: false }).Select(record => LastDay(record, patient.AsOf)).ToList();
            foreach (var record in therapy.Records)
            {
                if (record is { Counts: true, IsPlan: false } && SpanOf(record, days, windows, patient.AsOf) is { } span)
                    spans.Add(span);
            }
        }
        if (current && Reach(spans, patient.AsOf, span => (span.SureFrom, span.SureTo)) is { } sure && AtLeast.EndAfter(sure.SureFrom) <= patient.AsOf)
        {
            trace?.Note(new($"{Filter.Words.En} since {sure.Record.StartInWords()}", $"{Filter.Words.Zh}，自 {sure.Record.StartInWords()} 起"));
            foreach (var therapy in patient.Snapshot.Therapies.Where(t => t.IsCurrent && Filter.Fits(t.Ingredient)))
                trace?.Fact(therapy.Evidence);
            return Outcome.Met;
        }
        var open = spans.Where(span => span.From != span.SureFrom || span.To != span.SureTo).ToList();
        // An active order that is older than its window may still run.
        var mayRun = current || open.Exists(span => span.To >= patient.AsOf);
        if (open.Count > 0 && mayRun && Reach(spans, patient.AsOf, span => (span.From, span.To)) is { } possible && AtLeast.EndAfter(possible.From) <= patient.AsOf)
        {
            var since = possible.Record.StartInWords();
            foreach (var span in open)
                trace?.Missing(MissingIds.Medications, WhyOpen(span));
            trace?.Note(open.Exists(span => span.To != span.SureTo)
                ? new($"{Filter.Words.En} since {since}, if it went on", $"{Filter.Words.Zh}，若持续使用则自 {since} 起")
                : new($"{Filter.Words.En} since {since}", $"{Filter.Words.Zh}，自 {since} 起"));
            return Outcome.Unknown;
        }
        return patient.Misses(RecordKind.Medications) || (current && patient.Misses(RecordKind.Administrations)) ? Medicines.Gap(trace) : Outcome.NotMet;
    }

    private static Span? SpanOf(MedicationRecord record, IReadOnlyList<DateOnly?> days, Knowledge.TherapyWindow windows, DateOnly asOf)
    {
        // What is being signed says nothing of the time before.
        if (record.Kind == MedicationRecordKind.Draft)
            return new(record, asOf, asOf, asOf, asOf);
        if ((record.Start ?? record.At?.Day) is not { } from || from > asOf)
            return null;
        var sureFrom = record.Start is not null && record.LatestStart is { } late && late < asOf ? late : from;
        if (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense)
        {
            var reach = record.DaysSupply is { } supply ? from.AddDays((int)supply) : windows.Administration.EndAfter(from);
            return new(record, from, reach, sureFrom, reach);
        }
        var isOver = record.Status is "completed" or "stopped";
        if (record.End is { } end)
        {
            var shown = Earlier(end, windows.Order.EndAfter(days.Max() ?? from));
            return new(record, from, shown, sureFrom, shown);
        }
        // Its window runs from the newest day on which the medicine is shown. An order that is over, and nobody says since when, lasted
        // until the next record inside its window, and without one perhaps as long as that window.
        var own = windows.Order.EndAfter(from);
        if (!isOver)
        {
            var to = windows.Order.EndAfter(days.Max() is { } newest && newest > from ? newest : from);
            return new(record, from, record.Status == "active" && to < asOf ? asOf : to, sureFrom, to);
        }
        var next = days.Where(day => day > from && day <= own).Min();
        var yesterday = asOf.AddDays(-1);
        return new(record, from, Earlier(next ?? own, yesterday), sureFrom, Earlier(next ?? windows.Administration.EndAfter(from), yesterday));
    }

    private static DateOnly? LastDay(MedicationRecord record, DateOnly asOf)
    {
        var day = record.Kind switch
        {
            MedicationRecordKind.Draft => asOf,
            MedicationRecordKind.Statement when record.End <= asOf => record.End,
            _ => record.Start > record.At?.Day ? record.Start : record.At?.Day ?? record.Start,
        };
        return day > asOf ? asOf : day;
    }

    /// <summary>The span that begins the unbroken therapy which reaches asOf; null when none does.</summary>
    private Span? Reach(List<Span> spans, DateOnly asOf, Func<Span, (DateOnly From, DateOnly To)> days)
    {
        Span? first = null;
        var reach = DateOnly.MinValue;
        foreach (var span in spans.OrderBy(span => days(span)))
        {
            var (from, to) = days(span);
            if (first is null || from >= MaxGap.EndAfter(reach))
                first = span;
            if (to > reach)
                reach = to;
        }
        return reach >= asOf ? first : null;
    }

    private static LocalText WhyOpen(Span open)
    {
        var record = open.Record;
        var text = record.Text;
        if (open.To == open.SureTo)
            return new($"{text}: start known only as {record.StartInWords()}", $"{text}：开始时间仅精确到 {record.StartInWords()}");
        var day = record.At?.ToString() ?? record.StartInWords();
        return record.Status is "completed" or "stopped"
            ? new($"{text}, order of {day}: end not recorded", $"{text}，{day} 的医嘱：未记录结束日期")
            : new($"{text}: active order of {day} without a newer record", $"{text}：{day} 的有效医嘱，之后无更新记录");
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    /// <summary>The days that a record covers, those that it may cover and those that it surely covers.</summary>
    private sealed record Span(MedicationRecord Record, DateOnly From, DateOnly To, DateOnly SureFrom, DateOnly SureTo);

    internal override LocalText InWords() => new(
        $"{Filter.Words.En} for {AtLeast.In(Language.English)} or longer (breaks shorter than {MaxGap.In(Language.English)})",
        $"{Filter.Words.Zh} 使用 ≥ {AtLeast.In(Language.Chinese)}（中断短于{MaxGap.In(Language.Chinese)}）");
}
