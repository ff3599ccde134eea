using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Whether a procedure was done or is planned.</summary>
public enum Plan
{
    /// <summary>Done, under way or in preparation.</summary>
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
            if (!Fits(fact, patient))
                continue;
            outcome = Outcome.Met;
            if (trace is null)
                return outcome;
            trace.Fact(fact);
        }
        if (outcome == Outcome.NotMet && patient.Misses(RecordKind.Procedures))
        {
            trace?.Missing(MissingIds.Procedures, DidNotArrive);
            return Outcome.Unknown;
        }
        return outcome;
    }

    private bool Fits(ProcedureFact fact, PatientCase patient)
    {
        foreach (var set in sets)
        {
            if (!fact.Sets.Overlaps(set))
                return false;
        }
        if (fact.IsPlanned)
            return Plan != Plan.Done;
        if (Plan == Plan.Planned)
            return false;
        if (EndedBefore is { } earlier && (fact.Status is "in-progress" or "preparation" || (fact.End ?? fact.Start) > earlier.StartBefore(patient.AsOf)))
            return false;
        if (Within is not { } window || fact.Status is "in-progress" or "preparation")
            return true;
        return (fact.End ?? fact.Start) is { } day && patient.IsWithin(day, window);
    }

    internal override LocalText InWords()
    {
        var names = string.Join(" + ", Sets);
        var (en, zh) = Plan switch { Plan.Planned => ("planned ", "计划"), Plan.DoneOrPlanned => ("done or planned ", "已行或计划"), _ => ("", "") };
        var within = Within is { } w ? new LocalText($" within {w.In(Language.English)}", $"（{w.In(Language.Chinese)}内）")
            : EndedBefore is { } b ? new($" that ended at least {b.In(Language.English)} ago", $"（至少{b.In(Language.Chinese)}前结束）")
            : new("", "");
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
