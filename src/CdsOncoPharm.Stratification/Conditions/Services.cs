using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Whether a procedure was done or is planned.</summary>
public enum Plan
{
    /// <summary>Done or under way.</summary>
    Done,

    /// <summary>Only planned.</summary>
    Planned,

    /// <summary>Either.</summary>
    DoneOrPlanned,
}

/// <summary>A procedure of the sets in the window.</summary>
public sealed record Procedure : Condition
{
    private IReadOnlyList<Tags> sets = [];

    /// <summary>Sets that it must belong to, all of them (such as radiotherapy, and a site).</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    public Plan Plan { get; init; }

    /// <summary>Whether one counts that is being prepared, and one that is ordered for a day that has come.</summary>
    public bool Preparation { get; init; }

    /// <summary>How long after it ended it still counts; null without limit.</summary>
    public Duration? Within { get; init; }

    /// <summary>It ended at least this long ago; one without a day counts, one that goes on does not.</summary>
    public Duration? EndedBefore { get; init; }

    /// <summary>What to say where they did not arrive.</summary>
    internal static readonly LocalText DidNotArrive = new("procedures did not arrive completely", "操作/治疗记录未能完整获取");

    internal override void Bind(Binder binder) => sets = [.. Sets.Select(set => binder.ConditionSets([set]))];

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var fact in patient.Snapshot.Procedures)
        {
            var fits = Fits(fact, patient);
            if (fits == Outcome.Met && trace is null)
                return fits;
            if (fits == Outcome.Met)
                trace!.Fact(fact);
            else if (fits == Outcome.Unknown)
                trace?.Missing(MissingIds.Procedures, new($"{fact.Text}: date not recorded", $"{fact.Text}：未记录日期"));
            if (fits > outcome)
                outcome = fits;
        }
        if (outcome == Outcome.NotMet && patient.Misses(RecordKind.Procedures))
        {
            trace?.Missing(MissingIds.Procedures, DidNotArrive);
            return Outcome.Unknown;
        }
        return outcome;
    }

    private Outcome Fits(ProcedureFact fact, PatientCase patient)
    {
        foreach (var set in sets)
        {
            if (!fact.Sets.Overlaps(set))
                return Outcome.NotMet;
        }
        if (fact.IsPlanned)
            return Outcomes.Of(Plan != Plan.Done || (Preparation && IsPreparation(fact, patient)));
        if (Plan == Plan.Planned)
            return Outcome.NotMet;
        if (EndedBefore is { } earlier && (fact.Status == "in-progress" || (fact.End ?? fact.Start) > earlier.StartBefore(patient.AsOf)))
            return Outcome.NotMet;
        if (Within is not { } window || fact.Status == "in-progress")
            return Outcome.Met;
        // Done, and nobody says when.
        return (fact.End ?? fact.Start) is { } day ? Outcomes.Of(patient.IsWithin(day, window)) : Outcome.Unknown;
    }

    // A preparation of long ago came to nothing, or was done and recorded otherwise.
    private bool IsPreparation(ProcedureFact fact, PatientCase patient)
    {
        if (fact.Start is not { } start || start > patient.AsOf)
            return fact.Status == "preparation";
        return (fact.Status == "preparation" || fact.IsScheduled) && (Within is not { } window || patient.IsWithin(start, window));
    }

    internal override LocalText InWords()
    {
        var names = string.Join(" + ", Sets);
        var (en, zh) = Plan switch { Plan.Planned => ("planned ", "计划"), Plan.DoneOrPlanned => ("done or planned ", "已行或计划"), _ => ("", "") };
        var within = Within is { } w ? new LocalText($" within {w.In(Language.English)}", $"（{w.In(Language.Chinese)}内）")
            : EndedBefore is { } b ? new($" that ended at least {b.In(Language.English)} ago", $"（至少{b.In(Language.Chinese)}前结束）")
            : new("", "");
        if (Preparation)
            (en, zh) = (en + "prepared or ", zh + "准备中或");
        return new($"{en}procedure {names}{within.En}", $"{zh}操作 {names}{within.Zh}");
    }
}

/// <summary>How the patient is fed by order.</summary>
public enum Feeding
{
    Enteral,
    Parenteral,
}

/// <summary>An active nutrition order of the kind.</summary>
public sealed record Nutrition : Condition
{
    public required Feeding Is { get; init; }

    /// <summary>What to say where the orders did not arrive.</summary>
    internal static readonly LocalText DidNotArrive = new("nutrition orders did not arrive", "营养医嘱未能获取");

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var fact in patient.Snapshot.Nutrition)
        {
            if (Is == Feeding.Enteral ? fact.IsEnteral : fact.IsParenteral)
            {
                trace?.Fact(fact);
                return Outcome.Met;
            }
        }
        if (!patient.Misses(RecordKind.Nutrition))
            return Outcome.NotMet;
        trace?.Missing(MissingIds.Nutrition, DidNotArrive);
        return Outcome.Unknown;
    }

    internal override LocalText InWords() => Is == Feeding.Enteral ? new("enteral feeding ordered", "肠内营养医嘱") : new("parenteral nutrition ordered", "肠外营养医嘱");
}

/// <summary>A device of the sets is in use.</summary>
public sealed record DeviceInUse : Condition
{
    private Tags sets;

    public required IReadOnlyList<string> Sets { get; init; }

    internal override void Bind(Binder binder) => sets = binder.ConditionSets(Sets);

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var fact in patient.Snapshot.Devices)
        {
            if (fact.Sets.Overlaps(sets))
            {
                trace?.Fact(fact);
                return Outcome.Met;
            }
        }
        return Outcome.NotMet;
    }

    internal override LocalText InWords() => new($"device {string.Join(" / ", Sets)} in use", $"正在使用装置 {string.Join(" / ", Sets)}");
}

/// <summary>An inpatient stay: the present one, or one in the window with such a reason.</summary>
public sealed record Inpatient : Condition
{
    private Tags reasons;

    /// <summary>Condition sets of its reason; empty for any.</summary>
    public IReadOnlyList<string> Reasons { get; init => field = value ?? []; } = [];

    /// <summary>How long after it ended it counts; null: only while it lasts.</summary>
    public Duration? Within { get; init; }

    internal override void Bind(Binder binder) => reasons = binder.ConditionSets(Reasons);

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var fact in patient.Snapshot.Encounters)
        {
            if (!fact.IsInpatient || !Reasons.IsEmptyOr(fact.Reasons.Overlaps(reasons)))
                continue;
            if (fact.IsInProgress || (Within is { } window && (fact.End ?? fact.Start) is { } day && patient.IsWithin(day, window)))
            {
                trace?.Fact(fact);
                return Outcome.Met;
            }
        }
        return Outcome.NotMet;
    }

    internal override LocalText InWords() => Within is { } w
        ? new($"inpatient within {w.In(Language.English)}{For()}", $"{w.In(Language.Chinese)}内住院{For()}")
        : new($"inpatient now{For()}", $"目前住院{For()}");

    private string For() => Reasons.Count > 0 ? $" ({string.Join(" / ", Reasons)})" : "";
}
