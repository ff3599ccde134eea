using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>The patient is on a regimen that carries a risk.</summary>
public sealed record RegimenRisk : Condition
{
    public required IReadOnlyList<string> Risks { get; init; }

    internal override void Bind(Binder binder)
    {
        foreach (var risk in Risks)
        {
            if (!binder.RegimenRisks.Contains(risk))
                throw new BindingException($"no regimen carries the risk \"{risk}\"");
        }
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var (row, therapies, twin) in patient.Regimens)
        {
            var carries = row.Risks.Any(Risks.Contains);
            // Of twins one was taken because nobody wrote down the cycle length: the other may be meant.
            if (twin is not null && (carries || twin.Risks.Any(Risks.Contains)))
                trace?.Note(new($"regimen {row.Id} assumed: cycle length not recorded, {twin.Id} has the same medicines", $"按方案 {row.Id} 处理：未记录周期长度，{twin.Id} 用药相同"));
            else if (carries)
                trace?.Note(new($"regimen {row.Id}", $"方案 {row.Id}"));
            if (!carries)
                continue;
            outcome = Outcome.Met;
            foreach (var therapy in therapies)
                trace?.Fact(therapy.Evidence);
        }
        return outcome == Outcome.NotMet && patient.Misses(RecordKind.Medications) ? Medicines.Gap(trace) : outcome;
    }

    internal override LocalText InWords() => new($"on a regimen of {string.Join(" / ", Risks)}", $"使用 {string.Join(" / ", Risks)} 方案");
}

/// <summary>Radiotherapy of a site and a current medicine lie no further apart than the window.</summary>
public sealed record RadiotherapyWith : MedicineCondition
{
    private Tags sites;
    private Duration goesOnFor;

    /// <summary>Radiotherapy sets, one of which is enough.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    public required Duration Within { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        sites = binder.ConditionSets(Sites);
        goesOnFor = binder.Currency.RadiotherapyGoesOnFor;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var course in patient.Snapshot.Procedures)
        {
            if (!course.Sets.Overlaps(sites))
                continue;
            if ((course.Start ?? course.End) is not { } start)
            {
                if (outcome == Outcome.NotMet && patient.Snapshot.Therapies.Any(therapy => therapy.IsCurrent && Filter.Fits(therapy.Ingredient)))
                {
                    trace?.Missing(MissingIds.Procedures, new($"{course.Text}: date not recorded", $"{course.Text}：未记录日期"));
                    outcome = Outcome.Unknown;
                }
                continue;
            }
            // A course whose end nobody wrote down does not go on for ever.
            var end = course.End ?? (course.Status == "in-progress" ? Earlier(patient.AsOf, goesOnFor.EndAfter(start)) : start);
            foreach (var therapy in patient.Snapshot.Therapies)
            {
                if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient) || DaysApart(therapy, start, end, patient) is not { } days)
                    continue;
                outcome = Outcome.Met;
                if (trace is null)
                    return outcome;
                trace.Fact(course);
                trace.Fact(therapy.Evidence);
                var name = therapy.Ingredient.Name;
                trace.Note(days == 0
                    ? new($"{name.En} during radiotherapy", $"放疗期间使用{name.Zh}")
                    : new($"{days} {(days == 1 ? "day" : "days")} between radiotherapy and {name.En}", $"放疗与{name.Zh}相隔 {days} 天"));
            }
        }
        if (outcome == Outcome.Met)
            return outcome;
        if (patient.Misses(RecordKind.Procedures))
        {
            trace?.Missing(MissingIds.Procedures, new("procedures did not arrive completely", "操作/治疗记录未能完整获取"));
            return Outcome.Unknown;
        }
        return patient.Misses(RecordKind.Medications) && patient.Snapshot.Procedures.Any(p => p.Sets.Overlaps(sites)) ? Medicines.Gap(trace) : outcome;
    }

    /// <summary>Days from the course to the nearest dose, 0 during it; null when they lie further apart than the window.</summary>
    private int? DaysApart(Therapy therapy, DateOnly start, DateOnly end, PatientCase patient)
    {
        int? least = null;
        var given = false;
        foreach (var record in therapy.Records)
        {
            if (record is not { Counts: true, Kind: MedicationRecordKind.Administration, At: { } at })
                continue;
            given = true;
            Look(at.Day, at.Day);
        }
        // Without recorded doses the medicine runs from its start to asOf.
        if (!given || therapy.Evidence.Kind == MedicationRecordKind.Draft)
            Look(therapy.CurrentSince ?? therapy.FirstDay ?? patient.AsOf, patient.AsOf);
        return least;

        void Look(DateOnly from, DateOnly to)
        {
            if (to < Within.StartBefore(start) || from > Within.EndAfter(end))
                return;
            var days = Math.Max(0, Math.Max(from.DayNumber - end.DayNumber, start.DayNumber - to.DayNumber));
            if (least is null || days < least)
                least = days;
        }
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    internal override LocalText InWords() => new(
        $"{string.Join(" / ", Sites)} within {Within.In(Language.English)} of current {Filter.Words.En}",
        $"{string.Join(" / ", Sites)} 与正在使用的{Filter.Words.Zh}相隔不超过{Within.In(Language.Chinese)}");
}

/// <summary>A medicine of one choice was used, and the present one of another choice after it; that this one was used before as well takes nothing away.</summary>
public sealed record Sequence : Condition
{
    private MedicineFilter first = null!;
    private MedicineFilter then = null!;
    private Tags thenExcept;

    /// <summary>Classes that came before.</summary>
    public required IReadOnlyList<string> First { get; init; }

    /// <summary>Classes that are current now.</summary>
    public required IReadOnlyList<string> Then { get; init; }

    /// <summary>Classes that do not count among the later ones.</summary>
    public IReadOnlyList<string> ThenExceptClasses { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        first = binder.Medicines(First, [], [], []);
        then = binder.Medicines(Then, [], [], []);
        thenExcept = ThenExceptClasses.Count > 0 ? binder.Medicines(ThenExceptClasses, [], [], []).Classes : default;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var (current, open) = (false, false);
        foreach (var later in patient.Snapshot.Therapies)
        {
            if (!later.IsCurrent || !then.Fits(later.Ingredient) || later.Ingredient.Classes.Overlaps(thenExcept))
                continue;
            current = true;
            foreach (var earlier in patient.Snapshot.Therapies)
            {
                if (!first.Fits(earlier.Ingredient))
                    continue;
                if (!WasTaken(earlier, patient))
                    continue;
                if (earlier.FirstDay is { } day && later.Records.Any(record => ShowsAfter(record, day)))
                {
                    trace?.Fact(earlier.Evidence);
                    trace?.Fact(later.Evidence);
                    return Outcome.Met;
                }
                if (!HasUndated(earlier) && (later.FirstDay is not null || earlier.FirstDay is null))
                    continue;
                open = true;
                trace?.Missing(MissingIds.Medications, new(
                    $"{earlier.Ingredient.Name.En}, {later.Ingredient.Name.En}: which came first is not recorded",
                    $"{earlier.Ingredient.Name.Zh}、{later.Ingredient.Name.Zh}：未记录先后"));
            }
        }
        if (open)
            return Outcome.Unknown;
        return (current && patient.Misses(RecordKind.Administrations)) || patient.Misses(RecordKind.Medications) ? Medicines.Gap(trace) : Outcome.NotMet;
    }

    // What was ordered and stopped was never given, as far as a record goes that tells of doses.
    private static bool WasTaken(Therapy therapy, PatientCase patient) =>
        therapy.Records.Any(record => record is { Counts: true, IsPlan: false } && !(record.Kind == MedicationRecordKind.Order && record.Status == "stopped"))
        || !patient.Snapshot.Therapies.Any(other => other.Records.Any(record => record.Kind == MedicationRecordKind.Administration));

    private static bool ShowsAfter(MedicationRecord record, DateOnly day) =>
        record is { Counts: true, IsPlan: false } && (record.Kind == MedicationRecordKind.Draft || (record.At?.Day ?? record.Start) > day);

    private static bool HasUndated(Therapy therapy) =>
        therapy.Records.Any(record => record is { Counts: true, IsPlan: false, At: null, Start: null, Kind: not MedicationRecordKind.Draft });

    internal override LocalText InWords() => new($"{first.Words.En} earlier, {then.Words.En} now", $"先用{first.Words.Zh}，现用{then.Words.Zh}");
}

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

/// <summary>An earlier medicine was replaced by another of the same group.</summary>
public sealed record ClassSwitch : Condition
{
    private IReadOnlyList<Tags> groups = [];
    private Tags among;

    /// <summary>Groups of classes inside which a switch counts.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Groups { get; init; }

    /// <summary>Classes that both must belong to.</summary>
    public required IReadOnlyList<string> Among { get; init; }

    /// <summary>How long ago the earlier one may have been used last.</summary>
    public required Duration Within { get; init; }

    internal override void Bind(Binder binder)
    {
        groups = [.. Groups.Select(group => binder.Medicines(group, [], [], []).Classes)];
        among = binder.Medicines(Among, [], [], []).Classes;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var now in patient.Snapshot.Therapies)
        {
            if (!now.IsCurrent || !now.Ingredient.Classes.Overlaps(among))
                continue;
            foreach (var before in patient.Snapshot.Therapies)
            {
                if (!before.Ingredient.Classes.Overlaps(among) || LastUse(before, patient) is not { } last || !patient.IsWithin(last, Within)
                    || now.FirstDay is not { } started || last >= started || !SameGroup(before.Ingredient, now.Ingredient))
                    continue;
                trace?.Fact(before.Evidence);
                trace?.Fact(now.Evidence);
                return Outcome.Met;
            }
        }
        return patient.Misses(RecordKind.Medications) || patient.Misses(RecordKind.Administrations) ? Medicines.Gap(trace) : Outcome.NotMet;
    }

    // Two that are given together are no switch: the last dose of the one comes before the first of the other. Without recorded doses
    // a current medicine runs to asOf.
    private static DateOnly? LastUse(Therapy therapy, PatientCase patient)
    {
        if (!therapy.IsCurrent)
            return therapy.LastDay;
        var isGiven = therapy.Records.Any(record => record is { Counts: true, Kind: MedicationRecordKind.Administration });
        return isGiven && therapy.Evidence.Kind != MedicationRecordKind.Draft ? therapy.LastDay : patient.AsOf;
    }

    private bool SameGroup(Ingredient a, Ingredient b)
    {
        foreach (var group in groups)
        {
            if (a.Classes.Overlaps(group) && b.Classes.Overlaps(group))
                return true;
        }
        return false;
    }

    internal override LocalText InWords() => new(
        $"switched within {string.Join("; ", Groups.Select(g => string.Join(" / ", g)))} (earlier one within {Within.In(Language.English)})",
        $"在同类（{string.Join("；", Groups.Select(g => string.Join(" / ", g)))}）内换药（{Within.In(Language.Chinese)}内）");
}

/// <summary>So many current medicines share a class.</summary>
public sealed record Overlap : MedicineCondition
{
    public required int AtLeast { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var current = 0;
        var mark = trace?.Mark ?? 0;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient))
                continue;
            current++;
            trace?.Fact(therapy.Evidence);
        }
        if (current >= AtLeast)
            return Outcome.Met;
        // One alone overlaps with nothing, and two of different groups do not overlap with each other.
        trace?.Forget(mark, trace.Mark);
        // A medicine that nobody could map may be one of them; records that did not arrive may hide any number.
        var possible = patient.Snapshot.UnrecognisedMedicines.Count(m => m.IsCurrent && !(m.IsOfGroup && m.Classes.Overlaps(Filter.Classes)) && (m.Classes | m.PossibleClasses).Overlaps(Filter.Classes));
        return current + possible < AtLeast && !Medicines.MissesAny(patient) ? Outcome.NotMet
            : Medicines.Unrecognised(patient, Filter, trace) == Outcome.NotMet ? Outcome.NotMet
            : Outcome.Unknown;
    }

    internal override LocalText InWords() => new($"at least {AtLeast} current medicines of {Filter.Words.En}", $"正在使用的{Filter.Words.Zh}至少 {AtLeast} 种");
}

/// <summary>After a severe toxicity the same or a similar medicine was given again.</summary>
public sealed record Rechallenge : Condition
{
    private Tags sets;
    private Tags similar;
    private AssessmentRule history = null!;

    public required IReadOnlyList<string> Sets { get; init; }

    public required int GradeAtLeast { get; init; }

    /// <summary>Classes whose members are similar to each other; medicines of one ATC group of the fourth level are similar too.</summary>
    public required IReadOnlyList<string> Similar { get; init; }

    internal override void Bind(Binder binder)
    {
        sets = binder.ToxicitySets(Sets);
        similar = binder.Medicines(Similar, [], [], []).Classes;
        history = binder.Assessment(AnswerFact.ToxicityHistory);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        (string Id, LocalText Why)? missing = null;
        foreach (var event_ in patient.Snapshot.Toxicities)
        {
            if (!event_.Sets.Overlaps(sets) || event_.Grade?.Value < GradeAtLeast)
                continue;
            foreach (var therapy in patient.Snapshot.Therapies)
            {
                if (!therapy.IsCurrent || !therapy.Ingredient.IsAntineoplastic || !event_.Suspects.Any(s => IsSimilar(s, therapy.Ingredient)))
                    continue;
                var isAgain = event_.IsOfEarlierTreatment || (event_.IsOver && GoesOn(therapy)) ? Outcome.Met : event_.Day is { } day
                    ? Outcomes.Of(therapy.Records.Any(r => r.Counts && (r.Kind == MedicationRecordKind.Draft || (r.At?.Day ?? r.Start) > day)))
                    : Outcome.Unknown;
                if (isAgain == Outcome.NotMet)
                    continue;
                if (event_.Grade is null)
                    missing = (MissingIds.Grade, new($"{event_.Term.En}: no grade", $"{event_.Term.Zh}：未分级"));
                else if (isAgain == Outcome.Unknown)
                    missing ??= (MissingIds.AdverseEvents, new("date of the earlier toxicity not recorded", "未记录既往毒性发生日期"));
                else
                {
                    trace?.Fact(event_);
                    trace?.Fact(therapy.Evidence);
                    return Outcome.Met;
                }
            }
        }
        if (missing is null && patient.Misses(RecordKind.AdverseEvents))
            missing = (MissingIds.AdverseEvents, new("adverse events did not arrive completely", "不良事件记录未能完整获取"));
        if (missing is { } lack)
        {
            trace?.Missing(lack.Id, lack.Why);
            return Outcome.Unknown;
        }
        if (!history.IsMissed(patient))
            return Outcome.NotMet;
        history.Ask(patient, trace);
        return Outcome.Unknown;
    }

    // A tablet that is still taken after the toxicity was over is given again, though no new record says so.
    private static bool GoesOn(Therapy therapy) =>
        therapy.Evidence.Status == "active" && !therapy.Records.Any(record => record is { Counts: true, Kind: MedicationRecordKind.Administration });

    private bool IsSimilar(Ingredient suspect, Ingredient current) =>
        suspect == current
        || !(suspect.Classes & current.Classes & similar).IsEmpty
        || (suspect.Atc is { Length: >= 5 } a && current.Atc is { Length: >= 5 } b && string.CompareOrdinal(a, 0, b, 0, 5) == 0);

    internal override LocalText InWords() => new(
        $"the same or a similar medicine given again after {string.Join(" / ", Sets)} grade ≥ {GradeAtLeast}",
        $"发生 ≥ {GradeAtLeast} 级 {string.Join(" / ", Sets)} 后再次使用相同或类似药物");
}
