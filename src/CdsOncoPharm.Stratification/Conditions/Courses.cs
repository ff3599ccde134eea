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
