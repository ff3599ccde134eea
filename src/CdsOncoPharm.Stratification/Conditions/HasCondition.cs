using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Which diagnoses count.</summary>
public enum StatusAsked
{
    /// <summary>Active ones.</summary>
    Active,

    /// <summary>Past ones too.</summary>
    Any,
}

/// <summary>How sure a diagnosis must be.</summary>
public enum CertaintyAsked
{
    /// <summary>Confirmed or not stated; a suspected one leaves the answer open.</summary>
    Confirmed,

    /// <summary>Only a suspected one (provisional, differential, unconfirmed).</summary>
    Suspected,
}

/// <summary>How severe a diagnosis must be stated to be.</summary>
public enum SeverityAsked
{
    /// <summary>It does not matter.</summary>
    Any,
    Mild,
    Moderate,
    Severe,

    /// <summary>No severity is stated.</summary>
    NotStated,
}

/// <summary>A diagnosis of one of the sets is on file.</summary>
public sealed record HasCondition : Condition
{
    private Tags sets;
    private Tags alsoSets;
    private Tags exceptSets;
    private MedicineFilter? after;
    private MedicineFilter? before;
    private bool earlierLineOnly;
    private AssessmentRule? judgement;

    /// <summary>Condition sets; one of them is enough.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    /// <summary>Sets, one of which the same diagnosis must belong to besides (a diabetes, and one that is called uncontrolled).</summary>
    public IReadOnlyList<string> AlsoSets { get; init => field = value ?? []; } = [];

    /// <summary>Sets that the diagnosis must not belong to.</summary>
    public IReadOnlyList<string> ExceptSets { get; init => field = value ?? []; } = [];

    public StatusAsked Status { get; init; }

    public CertaintyAsked Certainty { get; init; }

    public SeverityAsked Severity { get; init; }

    /// <summary>Its CTCAE grade as a toxicity; a diagnosis without one is asked for it.</summary>
    public int? GradeAtLeast { get; init; }

    /// <summary>It began or was recorded within this time; only asked of a diagnosis without an end, and an undated one counts.</summary>
    public Duration? Within { get; init; }

    /// <summary>Whether the day on which it was recorded counts, where it is later than the onset.</summary>
    public bool ByRecord { get; init; }

    /// <summary>It began and was recorded longer ago than this, and has no end: a record that nobody closed.</summary>
    public Duration? NotWithin { get; init; }

    /// <summary>An assessment by which nobody has judged the diagnosis yet.</summary>
    public string? NotJudged { get; init; }

    /// <summary>It began after the first dose or order of these classes.</summary>
    public IReadOnlyList<string> OnsetAfter { get; init => field = value ?? []; } = [];

    /// <summary>It began before the first dose or order of these classes.</summary>
    public IReadOnlyList<string> OnsetBefore { get; init => field = value ?? []; } = [];

    /// <summary>Whether it is of earlier treatment: under option <c>earlier-line</c> of D-27c, begun before the current line.</summary>
    public bool EarlierTreatment { get; init; }

    /// <summary>What to say where they did not arrive.</summary>
    internal static readonly LocalText DidNotArrive = new("diagnoses did not arrive completely", "诊断记录未能完整获取");

    internal override void Bind(Binder binder)
    {
        sets = binder.ConditionSets(Sets);
        alsoSets = binder.ConditionSets(AlsoSets);
        exceptSets = binder.ConditionSets(ExceptSets);
        after = OnsetAfter.Count > 0 ? binder.Medicines(OnsetAfter, [], [], []) : null;
        before = OnsetBefore.Count > 0 ? binder.Medicines(OnsetBefore, [], [], []) : null;
        judgement = NotJudged is null ? null : binder.Assessment(NotJudged);
        earlierLineOnly = EarlierTreatment && binder.Option("D-27c", "earlier-line");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var fact in patient.Snapshot.Conditions)
        {
            if (!fact.Sets.Overlaps(sets) || fact.Sets.Overlaps(exceptSets) || !AlsoSets.IsEmptyOr(fact.Sets.Overlaps(alsoSets)))
                continue;
            var answer = Judge(fact, patient);
            if (answer == Outcome.Met)
            {
                if (trace is null)
                    return Outcome.Met;
                trace.Fact(fact);
            }
            else if (answer == Outcome.Unknown && trace is not null)
            {
                var (id, doubt) = Doubt(fact);
                trace.Missing(id, doubt, doubt);
            }
            if (answer > outcome)
                outcome = answer;
        }
        if (outcome != Outcome.Met && patient.Misses(RecordKind.Conditions))
        {
            trace?.Missing(MissingIds.Conditions, DidNotArrive);
            return Outcome.Unknown;
        }
        return outcome;
    }

    private (string Id, LocalText Why) Doubt(ConditionFact fact) => fact.Verification == Verification.Suspected
        ? (MissingIds.Confirmation, new($"{fact.Called(Language.English)}: suspected, not confirmed", $"{fact.Called(Language.Chinese)}：疑似，尚未确诊"))
        : GradeAtLeast is not null && fact.Grade is null && fact.Day is not null
        ? (MissingIds.Grade, new($"{fact.Called(Language.English)}: no grade", $"{fact.Called(Language.Chinese)}：未分级"))
        : (MissingIds.Onset, new($"{fact.Called(Language.English)}: date of onset not recorded", $"{fact.Called(Language.Chinese)}：未记录起病日期"));

    private Outcome Judge(ConditionFact fact, PatientCase patient)
    {
        if (fact.Verification == Verification.Refuted || (Status == StatusAsked.Active && fact.Status == ConditionStatus.Past))
            return Outcome.NotMet;
        if (Certainty == CertaintyAsked.Suspected && fact.Verification != Verification.Suspected)
            return Outcome.NotMet;
        if (!FitsSeverity(fact.Severity) || fact.Grade?.Value < GradeAtLeast)
            return Outcome.NotMet;
        // What somebody wrote down lately is there now, however long ago it began, where the row says so.
        var newest = ByRecord && fact.Recorded > fact.Onset ? fact.Recorded : fact.Day;
        if (Within is { } window && fact.Abated is null && newest is { } day && !patient.IsWithin(day, window))
            return Outcome.NotMet;
        if (NotWithin is { } passed && (fact.Abated is not null || newest is not { } last || patient.IsWithin(last, passed)))
            return Outcome.NotMet;
        if (judgement?.NewestAbout(fact, patient) is not null)
            return Outcome.NotMet;
        var outcome = Outcome.Met;
        if (after is not null)
            outcome = Min(outcome, Order(fact, FirstDay(after, patient), patient, (onset, first) => onset >= first));
        if (before is not null)
            outcome = Min(outcome, IsBefore(fact, FirstDay(before, patient), patient));
        if (earlierLineOnly)
            outcome = Min(outcome, fact.Day is { } began ? Outcomes.Of(!(began >= patient.CurrentLineStart)) : Outcome.Unknown);
        if (GradeAtLeast is not null && fact.Grade is null)
            outcome = Min(outcome, Outcome.Unknown);
        if (outcome != Outcome.NotMet && Certainty == CertaintyAsked.Confirmed && fact.Verification == Verification.Suspected)
            return Outcome.Unknown;
        return outcome;
    }

    private bool FitsSeverity(string? stated) => Severity switch
    {
        SeverityAsked.Any => true,
        SeverityAsked.NotStated => stated is null,
        SeverityAsked.Mild => stated == "mild",
        SeverityAsked.Moderate => stated == "moderate",
        _ => stated == "severe",
    };

    private static Outcome Order(ConditionFact fact, DateOnly? first, PatientCase patient, Func<DateOnly, DateOnly, bool> fits)
    {
        if (first is not { } start)
            return Medicines.MissesAny(patient) ? Outcome.Unknown : Outcome.NotMet;
        return fact.Day is { } onset ? Outcomes.Of(fits(onset, start)) : Outcome.Unknown;
    }

    // What was written down after the first dose may have begun long before it.
    private static Outcome IsBefore(ConditionFact fact, DateOnly? first, PatientCase patient)
    {
        if (first is not { } start)
            return Medicines.MissesAny(patient) ? Outcome.Unknown : Outcome.NotMet;
        return fact.Day < start ? Outcome.Met : (fact.OnsetFrom ?? fact.Onset) >= start ? Outcome.NotMet : Outcome.Unknown;
    }

    private static DateOnly? FirstDay(MedicineFilter filter, PatientCase patient)
    {
        DateOnly? first = null;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (filter.Fits(therapy.Ingredient) && therapy.FirstDay is { } day && (first is null || day < first))
                first = day;
        }
        return first;
    }

    private static Outcome Min(Outcome a, Outcome b) => a < b ? a : b;

    internal override LocalText InWords()
    {
        var names = string.Join(" / ", Sets) + (AlsoSets.Count > 0 ? $" + {string.Join(" / ", AlsoSets)}" : "")
            + (ExceptSets.Count > 0 ? $" − {string.Join(" / ", ExceptSets)}" : "");
        var en = Certainty == CertaintyAsked.Suspected ? "suspected " : Status == StatusAsked.Any ? "present or past " : "";
        var zh = Certainty == CertaintyAsked.Suspected ? "疑似" : Status == StatusAsked.Any ? "现有或既往" : "";
        var severity = Severity switch
        {
            SeverityAsked.Any => new LocalText("", ""),
            SeverityAsked.NotStated => new(", severity not stated", "，未注明严重程度"),
            SeverityAsked.Mild => new(", mild", "，轻度"),
            SeverityAsked.Moderate => new(", moderate", "，中度"),
            _ => new(", severe", "，重度"),
        };
        if (GradeAtLeast is { } grade)
            severity = new($"{severity.En} grade ≥ {grade}", $"{severity.Zh} ≥ {grade} 级");
        var within = Within is { } w ? new LocalText($", within {w.In(Language.English)}", $"，{w.In(Language.Chinese)}内")
            : NotWithin is { } n ? new($", not within {n.In(Language.English)}", $"，{n.In(Language.Chinese)}以前")
            : new("", "");
        if (NotJudged is not null)
            within = new($"{within.En}, not judged ({NotJudged})", $"{within.Zh}，未经评估（{NotJudged}）");
        var onset = after is not null ? new LocalText($", begun after {after.Words.En}", $"，在{after.Words.Zh}之后发生")
            : before is not null ? new LocalText($", begun before {before.Words.En}", $"，在{before.Words.Zh}之前已有")
            : new("", "");
        return new($"{en}diagnosis of {names}{severity.En}{within.En}{onset.En}", $"{zh}诊断 {names}{severity.Zh}{within.Zh}{onset.Zh}");
    }
}
