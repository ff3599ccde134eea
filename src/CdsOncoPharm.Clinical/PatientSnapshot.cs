using System.Collections.Immutable;

namespace CdsOncoPharm.Clinical;

/// <summary>Sex as the record states it for clinical use.</summary>
public enum Sex
{
    Unknown,
    Female,
    Male,
}

/// <summary>Kinds of record that can arrive whole, in part, or not at all.</summary>
public enum RecordKind
{
    Conditions,
    Medications,
    Administrations,
    Observations,
    Procedures,
    AdverseEvents,
    Nutrition,
    Answers,
}

/// <summary>Why a kind of record is not whole.</summary>
public enum GapReason
{
    /// <summary>It was asked for and did not arrive.</summary>
    Failed,

    /// <summary>The client did not send it, and there was no server to ask.</summary>
    NotSent,

    /// <summary>A page was cut and the rest did not arrive.</summary>
    Truncated,

    /// <summary>Some of what came was about somebody else, and was left out.</summary>
    OfAnotherPatient,
}

/// <summary>
/// What is known of one patient on one day: every fact with the resource it came from, by the rules of
/// <c>currency.json</c>. Immutable, without names, addresses or free text beyond what a finding shows.
/// </summary>
public sealed class PatientSnapshot
{
    private static readonly IReadOnlyList<ResultFact> NoResults = [];

    /// <summary>The day of the assessment; nothing after its end exists.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>The patient's own reference, such as <c>Patient/123</c>.</summary>
    public required string Patient { get; init; }

    public Sex Sex { get; init; }

    /// <summary>Null when it is missing or unreadable.</summary>
    public PartialDate? BirthDate { get; init; }

    /// <summary>One for each ingredient on record, current ones first.</summary>
    public ImmutableArray<Therapy> Therapies { get; init; } = [];

    public IReadOnlyList<UnrecognisedMedicine> UnrecognisedMedicines { get; init; } = [];

    public IReadOnlyList<ConditionFact> Conditions { get; init; } = [];

    /// <summary>Results by <see cref="ResultKind.Index"/>, each list newest first; a kind without results may be null or beyond the end.</summary>
    public IReadOnlyList<IReadOnlyList<ResultFact>?> Results { get; init; } = [];

    public IReadOnlyList<ToxicityFact> Toxicities { get; init; } = [];

    public IReadOnlyList<ProcedureFact> Procedures { get; init; } = [];

    /// <summary>What people answered, newest first.</summary>
    public IReadOnlyList<AnswerFact> Answers { get; init; } = [];

    public IReadOnlyList<NutritionFact> Nutrition { get; init; } = [];

    public IReadOnlyList<DeviceFact> Devices { get; init; } = [];

    public IReadOnlyList<EncounterFact> Encounters { get; init; } = [];

    public IReadOnlyList<GenotypeFact> Genotypes { get; init; } = [];

    public IReadOnlyList<InteractionFact> Interactions { get; init; } = [];

    /// <summary>Regimen names found in orders, care plans or request groups (folded texts).</summary>
    public IReadOnlyList<string> RegimenTexts { get; init; } = [];

    /// <summary>Kinds of record that did not arrive whole: what they may hold is unknown.</summary>
    public IReadOnlyDictionary<RecordKind, GapReason> Gaps { get; init; } = new Dictionary<RecordKind, GapReason>();

    /// <summary>How many resources were read, and how many of them could not be used, for the call's log line.</summary>
    public int ResourceCount { get; init; }

    /// <summary>Results of a kind, newest first.</summary>
    public IReadOnlyList<ResultFact> ResultsOf(ResultKind kind) =>
        kind.Index < Results.Count ? Results[kind.Index] ?? NoResults : NoResults;

    /// <summary>Completed years on asOf: the least and the most that the birth date allows; null without one.</summary>
    public (int Least, int Most)? Age
    {
        get
        {
            if (BirthDate is not { } birth)
                return null;
            return (YearsSince(birth.Latest), YearsSince(birth.Earliest));
        }
    }

    // By month and day, so that somebody born on 29 February turns a year older on 1 March of a common year.
    private int YearsSince(DateOnly birth) =>
        AsOf.Year - birth.Year - ((AsOf.Month, AsOf.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);
}
