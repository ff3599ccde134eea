namespace CdsOncoPharm.Clinical;

/// <summary>What became of a criterion.</summary>
public enum FindingOutcome
{
    Met,
    NotMet,
    Unknown,

    /// <summary>Met, but its row applies only where a stronger row of the same organ system is not met.</summary>
    Suppressed,

    /// <summary>Not judged: a site switched it off, or it is not built yet.</summary>
    SwitchedOff,
}

/// <summary>A datum that is missing: a key of <c>missing.json</c>, with a name for people.</summary>
public sealed record MissingDatum(string Id, LocalText Name);

/// <summary>What shows a finding: the resource and its words.</summary>
public sealed record Evidence(string Reference, LocalText Text)
{
    /// <summary>The same in as few words as a headline has room for; null where it is short enough.</summary>
    public LocalText? Brief { get; init; }

    /// <summary>Whether it only aggravates what the row is about: a risk factor.</summary>
    public bool IsRisk { get; init; }
}

/// <summary>Why a finding came out as it did.</summary>
public sealed record Explanation(LocalText Reason, IReadOnlyList<Evidence> Evidence)
{
    /// <summary>Ids of what is missing, for an unknown finding.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>An explanation that is already made.</summary>
    public static Explanation Of(LocalText reason, params IReadOnlyList<Evidence> evidence) => new(reason, evidence);
}

/// <summary>Makes what is said about the outcomes when somebody looks at it: most findings are never shown.</summary>
public interface IExplainer
{
    /// <summary>Why the finding came out as it did.</summary>
    Explanation Explain(Finding finding);

    /// <summary>What is missing, in the order of <see cref="Assessment.Missing"/>.</summary>
    IReadOnlyList<MissingInformation> MissingOf(Assessment assessment);

    /// <summary>The monitoring that the findings and the current medicines ask for.</summary>
    IReadOnlyList<MonitoringTask> TasksOf(Assessment assessment);
}

/// <summary>The answer of one criterion, with the reason.</summary>
public sealed record Finding
{
    /// <summary>Stable id of the paper's row, such as <c>PC-5.2.1.5-L3-e</c>.</summary>
    public required string Criterion { get; init; }

    /// <summary>The level in force under the chosen options.</summary>
    public required CareLevel Level { get; init; }

    public required FindingOutcome Outcome { get; init; }

    /// <summary>The row in a pharmacist's words.</summary>
    public required LocalText Statement { get; init; }

    private Explanation? explanation;

    /// <summary>Who is asked for the explanation; not needed where <see cref="Explanation"/> is given.</summary>
    public IExplainer? Explainer { private get; init; }

    /// <summary>Reason and evidence, made when they are first looked at.</summary>
    public Explanation Explanation
    {
        get => explanation ??= Explainer?.Explain(this) ?? new Explanation(default, []);
        init => explanation = value;
    }

    /// <summary>Why: the evidence, what is missing, or what suppresses it.</summary>
    public LocalText Reason => Explanation.Reason;

    public IReadOnlyList<Evidence> Evidence => Explanation.Evidence;

    private IReadOnlyList<string>? missing;

    /// <summary>Ids of what is missing, for an unknown finding.</summary>
    public IReadOnlyList<string> Missing
    {
        get => missing ?? Explanation.Missing;
        init => missing = value;
    }

    /// <summary>Decisions that shaped it, such as <c>D-12a</c>.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>What the paper says differently elsewhere (text against table); null where it agrees with itself.</summary>
    public LocalText? Conflict { get; init; }

    /// <summary>Where the paper says it: section and table row.</summary>
    public required string Locator { get; init; }

    /// <summary>What the paper's section is about, for readers who do not read its language; null where nobody named it.</summary>
    public LocalText? Section { get; init; }

    /// <summary>Organ system or domain, in which "only if Level 2 is not met" works.</summary>
    public required string Organ { get; init; }
}

/// <summary>A missing datum and what it could change.</summary>
public sealed record MissingInformation
{
    public required string Id { get; init; }

    public required LocalText Name { get; init; }

    /// <summary>The strongest level that the datum could still raise the patient to; null when it cannot raise the level.</summary>
    public CareLevel? CouldRaiseTo { get; init; }

    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary>A question for a person, where the datum is an assessment.</summary>
    public LocalText? Question { get; init; }

    /// <summary>What exactly is missing, where the name alone does not say it: "Cyclophosphamide: no dose", "Creatinine 1.4 g/dL: unit not usable".</summary>
    public IReadOnlyList<LocalText> Details { get; init; } = [];

    /// <summary>Whether there is something on record that cannot be used, rather than nothing.</summary>
    public bool IsUnusable { get; init; }
}

/// <summary>A repeat as FHIR Timing has it: so many times in each period; unit <c>d</c>, <c>wk</c>, <c>mo</c> or <c>a</c>.</summary>
public sealed record RepeatTiming(int Frequency, decimal Period, string PeriodUnit);

/// <summary>Something to watch, with how often and why.</summary>
public sealed record MonitoringTask
{
    public required string Id { get; init; }

    public required LocalText Title { get; init; }

    /// <summary>How often, in words.</summary>
    public required LocalText Frequency { get; init; }

    /// <summary>The repeat that an order can carry; null where only words say when.</summary>
    public RepeatTiming? Timing { get; init; }

    /// <summary>What to do at which value, in words.</summary>
    public LocalText? Action { get; init; }

    /// <summary>Criteria and drug classes that ask for it.</summary>
    public required IReadOnlyList<string> Because { get; init; }

    /// <summary>LOINC codes of what is measured.</summary>
    public IReadOnlyList<string> Loinc { get; init; } = [];

    /// <summary>Guideline or label that the schedule comes from.</summary>
    public required string Source { get; init; }
}

/// <summary>Whether the consensus speaks about this patient.</summary>
public enum Scope
{
    InScope,

    /// <summary>In scope, with a haematological malignancy as the only cancer: the paper is about solid tumours.</summary>
    Annotated,

    OutOfScope,
}

/// <summary>Which knowledge answered, and how many of its criteria nobody has signed in their present form.</summary>
public sealed record KnowledgeStamp(string Version, string Hash, int NotSigned = 0);

/// <summary>The whole answer for one patient on one day.</summary>
public sealed record Assessment
{
    public required string Patient { get; init; }

    public required DateOnly AsOf { get; init; }

    public required Scope Scope { get; init; }

    public IReadOnlyList<LocalText> ScopeNotes { get; init; } = [];

    /// <summary>The strongest level that is met and not suppressed; null when no criterion is met.</summary>
    public CareLevel? Level { get; init; }

    /// <summary>The strongest level that the unknown criteria still allow; null when no criterion is met or unknown.</summary>
    public CareLevel? Highest { get; init; }

    /// <summary>Whether missing data could change the level.</summary>
    public bool IsProvisional => Highest != Level;

    /// <summary>All criteria, in the paper's order; empty out of scope.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Who is asked for what is missing and what to monitor; not needed where they are given.</summary>
    public IExplainer? Explainer { private get; init; }

    private IReadOnlyList<MissingInformation>? missing;

    /// <summary>What is missing, that which could raise the level most first.</summary>
    public IReadOnlyList<MissingInformation> Missing
    {
        get => missing ??= Explainer?.MissingOf(this) ?? [];
        init => missing = value;
    }

    private IReadOnlyList<MonitoringTask>? tasks;

    /// <summary>What to watch, with how often and why.</summary>
    public IReadOnlyList<MonitoringTask> Tasks
    {
        get => tasks ??= Explainer?.TasksOf(this) ?? [];
        init => tasks = value;
    }

    /// <summary>Things the reader must know about the data: medicines not recognised, records that did not arrive, rows not judged.</summary>
    public IReadOnlyList<LocalText> Notes { get; init; } = [];

    /// <summary>Visits for each week and items that Table 1 gives for the level.</summary>
    public CarePlanOfLevel? Plan { get; init; }

    public required KnowledgeStamp Knowledge { get; init; }
}

/// <summary>Table 1: how often a level is visited and what is done.</summary>
public sealed record CarePlanOfLevel(CareLevel Level, int VisitsPerWeek, IReadOnlyList<LocalText> Items);
