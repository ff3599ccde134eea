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
        foreach (var (row, therapies) in patient.Regimens)
        {
            if (!row.Risks.Any(Risks.Contains))
                continue;
            outcome = Outcome.Met;
            trace?.Note(new($"regimen {row.Id}", $"方案 {row.Id}"));
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
    private Knowledge.Currency currency = null!;

    /// <summary>Radiotherapy sets, one of which is enough.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    public required Duration Within { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        sites = binder.ConditionSets(Sites);
        currency = binder.Currency;
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
            var end = course.End ?? (course.Status == "in-progress" ? Earlier(patient.AsOf, Within.EndAfter(start)) : start);
            foreach (var therapy in patient.Snapshot.Therapies)
            {
                if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient) || !IsNear(therapy, start, end, patient))
                    continue;
                outcome = Outcome.Met;
                if (trace is null)
                    return outcome;
                trace.Fact(course);
                trace.Fact(therapy.Evidence);
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

    private bool IsNear(Therapy therapy, DateOnly start, DateOnly end, PatientCase patient)
    {
        var given = false;
        foreach (var record in therapy.Records)
        {
            if (record is not { Counts: true, Kind: MedicationRecordKind.Administration, At: { } at })
                continue;
            given = true;
            if (IsNear(at.Day, at.Day, start, end))
                return true;
        }
        // Without recorded doses the medicine runs from its start to asOf.
        var first = therapy.CurrentSince ?? therapy.FirstDay ?? patient.AsOf;
        return (!given || therapy.Evidence.Kind == MedicationRecordKind.Draft) && IsNear(first, patient.AsOf, start, end);
    }

    private bool IsNear(DateOnly from, DateOnly to, DateOnly start, DateOnly end) =>
        to >= Within.StartBefore(start) && from <= Within.EndAfter(end);

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    internal override LocalText InWords() => new(
        $"{string.Join(" / ", Sites)} within {Within.In(Language.English)} of current {Filter.Words.En}",
        $"{string.Join(" / ", Sites)} 与正在使用的{Filter.Words.Zh}相隔不超过{Within.In(Language.Chinese)}");
}

/// <summary>A medicine of one choice was used before the present one of another choice.</summary>
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
                if (earlier.FirstDay < later.FirstDay)
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

    private static bool HasUndated(Therapy therapy) =>
        therapy.Records.Any(record => record is { Counts: true, IsPlan: false, At: null, Start: null, Kind: not MedicationRecordKind.Draft });

    internal override LocalText InWords() => new($"{first.Words.En} earlier, {then.Words.En} now", $"先用{first.Words.Zh}，现用{then.Words.Zh}");
}

/// <summary>A class of medicines has been used without a longer break for a time; a switch within the class goes on.</summary>
public sealed record TherapyDuration : MedicineCondition
{
    private Knowledge.Currency currency = null!;

    public required Duration AtLeast { get; init; }

    /// <summary>Breaks up to this long do not end the therapy.</summary>
    public required Duration MaxGap { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        currency = binder.Currency;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var intervals = new List<(DateOnly From, DateOnly To)>();
        MedicationRecord? openOrder = null;
        DateOnly? openFrom = null;
        var current = false;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!Filter.Fits(therapy.Ingredient))
                continue;
            current |= therapy.IsCurrent;
            var windows = currency.Therapy(therapy.Ingredient.Kind);
            foreach (var record in therapy.Records)
            {
                if (!record.Counts || record.IsPlan || (record.Start ?? record.At?.Day) is not { } from || from > patient.AsOf)
                    continue;
                if (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense)
                {
                    var days = record.DaysSupply is { } supply ? from.AddDays((int)supply) : windows.Administration.EndAfter(from);
                    intervals.Add((from, days));
                    continue;
                }
                // An order without an end runs on while newer records show the therapy, and its window after the newest.
                var shown = windows.Order.EndAfter(therapy.LastDay is { } last && last > from && record.Status is "active" or "on-hold" ? last : from);
                var to = record.End is { } end && end < shown ? end : record.Status is "stopped" or "completed" && record.End is null ? from : shown;
                intervals.Add((from, to));
                if (record.Status is "active" && record.End is null && to < patient.AsOf && (openFrom is null || from < openFrom))
                    (openFrom, openOrder) = (from, record);
            }
        }
        intervals.Sort();
        DateOnly? start = null;
        var reach = DateOnly.MinValue;
        foreach (var (from, to) in intervals)
        {
            if (start is null || from > MaxGap.EndAfter(reach))
                start = from;
            if (to > reach)
                reach = to;
        }
        if (current && start is { } begun && reach >= patient.AsOf && AtLeast.EndAfter(begun) <= patient.AsOf)
        {
            if (trace is null)
                return Outcome.Met;
            var taken = patient.Snapshot.Therapies.Where(t => Filter.Fits(t.Ingredient) && t.FirstDay is not null).OrderBy(t => t.FirstDay).ToList();
            trace.Note(new(
                $"{string.Join(" / ", taken.Select(t => t.Ingredient.Name.En))} since {new When(begun)}",
                $"{string.Join(" / ", taken.Select(t => t.Ingredient.Name.Zh))}，自 {new When(begun)} 起"));
            foreach (var therapy in taken.Where(t => t.IsCurrent))
                trace.Fact(therapy.Evidence);
            return Outcome.Met;
        }
        if (openFrom is { } open && AtLeast.EndAfter(open) <= patient.AsOf)
        {
            trace?.Missing(MissingIds.Medications, new($"{openOrder!.Text}: active order of {new When(open)} without a newer record", $"{openOrder!.Text}：{new When(open)} 的有效医嘱，之后无更新记录"));
            return Outcome.Unknown;
        }
        return patient.Misses(RecordKind.Medications) || (current && patient.Misses(RecordKind.Administrations)) ? Medicines.Gap(trace) : Outcome.NotMet;
    }

    internal override LocalText InWords() => new(
        $"{Filter.Words.En} for {AtLeast.In(Language.English)} or longer (breaks up to {MaxGap.In(Language.English)})",
        $"{Filter.Words.Zh} 使用 ≥ {AtLeast.In(Language.Chinese)}（中断不超过{MaxGap.In(Language.Chinese)}）");
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
                if (before.IsCurrent || !before.Ingredient.Classes.Overlaps(among) || before.LastDay is not { } last || !patient.IsWithin(last, Within)
                    || before.FirstDay is not { } first || now.FirstDay is not { } started || first >= started || !SameGroup(before.Ingredient, now.Ingredient))
                    continue;
                trace?.Fact(before.Evidence);
                trace?.Fact(now.Evidence);
                return Outcome.Met;
            }
        }
        return patient.Misses(RecordKind.Medications) || patient.Misses(RecordKind.Administrations) ? Medicines.Gap(trace) : Outcome.NotMet;
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
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient))
                continue;
            current++;
            trace?.Fact(therapy.Evidence);
        }
        if (current >= AtLeast)
            return Outcome.Met;
        // A medicine that nobody could map may be one of them; records that did not arrive may hide any number.
        var possible = patient.Snapshot.UnrecognisedMedicines.Count(m => m.IsCurrent && (m.Classes | m.PossibleClasses).Overlaps(Filter.Classes));
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
                var isAgain = event_.IsOfEarlierTreatment ? Outcome.Met : event_.Day is { } day
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

    private bool IsSimilar(Ingredient suspect, Ingredient current) =>
        suspect == current
        || !(suspect.Classes & current.Classes & similar).IsEmpty
        || (suspect.Atc is { Length: >= 5 } a && current.Atc is { Length: >= 5 } b && string.CompareOrdinal(a, 0, b, 0, 5) == 0);

    internal override LocalText InWords() => new(
        $"the same or a similar medicine given again after {string.Join(" / ", Sets)} grade ≥ {GradeAtLeast}",
        $"发生 ≥ {GradeAtLeast} 级 {string.Join(" / ", Sets)} 后再次使用相同或类似药物");
}
