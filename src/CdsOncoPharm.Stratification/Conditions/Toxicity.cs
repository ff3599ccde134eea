using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A reported toxicity of one of the sets, with its grade, how long ago, and what was done about it.</summary>
public sealed record Toxicity : Condition
{
    private Tags sets;
    private Tags outside;
    private MedicineFilter? suspects;
    private AssessmentRule action = null!;
    private AssessmentRule? history;
    private Knowledge.ToxicityWindow windows = null!;
    private bool earlierLineOnly;

    /// <summary>Toxicity sets, one of which it must belong to; empty for any.</summary>
    public IReadOnlyList<string> Sets { get; init => field = value ?? []; } = [];

    /// <summary>Toxicity sets that it must not belong to; a term that nobody knows leaves that open.</summary>
    public IReadOnlyList<string> OutsideSets { get; init => field = value ?? []; } = [];

    /// <summary>Whether an antineoplastic must be suspected.</summary>
    public bool DrugRelated { get; init; }

    /// <summary>Whether a procedure (radiotherapy, operation, intervention) must be suspected.</summary>
    public bool ProcedureRelated { get; init; }

    /// <summary>Whether an event counts whatever caused it, a procedure too.</summary>
    public bool AnyCause { get; init; }

    /// <summary>
    /// Whether an event is left out whose suspects are named and none of them an antineoplastic, or judged to have nothing to do with it;
    /// one that nobody attributed counts.
    /// </summary>
    public bool NotOfOthers { get; init; }

    /// <summary>Drug classes, one of which a suspected medicine must belong to.</summary>
    public IReadOnlyList<string> Suspects { get; init => field = value ?? []; } = [];

    /// <summary>Whether a term that nobody knows counts as outside <see cref="OutsideSets"/>.</summary>
    public bool UnknownTermCounts { get; init; }

    public int? GradeAtLeast { get; init; }

    public int? GradeAtMost { get; init; }

    /// <summary>Whether an event without a grade counts.</summary>
    public bool UngradedCounts { get; init; }

    /// <summary>How long a report counts; null: as <c>currency.json</c> says for a current toxicity.</summary>
    public Duration? Within { get; init; }

    /// <summary>Whether events that are over or long ago count.</summary>
    public bool Ever { get; init; }

    /// <summary>Whether it is of earlier treatment: under option <c>earlier-line</c> of D-27c, before the current line.</summary>
    public bool EarlierTreatment { get; init; }

    /// <summary>Actions, one of which was taken for this event.</summary>
    public IReadOnlyList<ActionTaken> Actions { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        sets = binder.ToxicitySets(Sets);
        outside = binder.ToxicitySets(OutsideSets);
        suspects = Suspects.Count > 0 ? binder.Medicines(Suspects, [], [], []) : null;
        windows = binder.Currency.Toxicities;
        action = binder.Assessment("ae-action");
        history = Ever ? binder.Assessment(AnswerFact.ToxicityHistory) : null;
        earlierLineOnly = EarlierTreatment && binder.Option("D-27c", "earlier-line");
        if (GradeAtLeast is < 1 or > 5 || GradeAtMost is < 1 or > 5 || GradeAtLeast > GradeAtMost)
            throw new BindingException("grades are 1 to 5");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var event_ in patient.Snapshot.Toxicities)
        {
            var answer = Judge(event_, patient, trace, out var missing, out var why, out var detail);
            if (answer == Outcome.Met)
            {
                if (trace is null)
                    return Outcome.Met;
                trace.Fact(event_);
            }
            else if (answer == Outcome.Unknown)
                trace?.Missing(missing, why, detail ?? why);
            if (answer > outcome)
                outcome = answer;
        }
        // Earlier treatment that is not on record had its toxicities elsewhere.
        if (outcome != Outcome.Met && history?.IsMissed(patient) == true)
        {
            history.Ask(patient, trace);
            outcome = Outcome.Unknown;
        }
        if (outcome != Outcome.Met && patient.Misses(RecordKind.AdverseEvents))
        {
            trace?.Missing(MissingIds.AdverseEvents, new("adverse events did not arrive completely", "不良事件记录未能完整获取"));
            return Outcome.Unknown;
        }
        // A procedure tells of its complications itself, and so does a diagnosis that is due to one.
        if (outcome != Outcome.Met && ProcedureRelated && patient.Misses(RecordKind.Procedures))
        {
            trace?.Missing(MissingIds.Procedures, Procedure.DidNotArrive);
            return Outcome.Unknown;
        }
        if (outcome != Outcome.Met && ProcedureRelated && patient.Misses(RecordKind.Conditions))
        {
            trace?.Missing(MissingIds.Conditions, HasCondition.DidNotArrive);
            return Outcome.Unknown;
        }
        return outcome;
    }

    private Outcome Judge(ToxicityFact fact, PatientCase patient, Trace? trace, out string missing, out LocalText why, out LocalText? detail)
    {
        (missing, why, detail) = ("", default, null);
        if (!Sets.IsEmptyOr(fact.Sets.Overlaps(sets)) || fact.Sets.Overlaps(outside) || (DrugRelated && !fact.IsDrugRelated))
            return Outcome.NotMet;
        // A complication of a procedure belongs to 5.3, unless a medicine is suspected as well.
        if (ProcedureRelated ? !fact.IsProcedureRelated : !AnyCause && fact is { IsProcedureRelated: true, IsDrugRelated: false, IsCauseOpen: false })
            return Outcome.NotMet;
        if (suspects is not null && !fact.Suspects.Any(suspects.Fits))
            return Outcome.NotMet;
        if (NotOfOthers && (fact.IsUnrelated || fact is { IsDrugRelated: false, Suspects.Count: > 0 }))
            return Outcome.NotMet;
        if (earlierLineOnly && fact.Day >= patient.CurrentLineStart)
            return Outcome.NotMet;
        if (!Ever && !IsCurrent(fact, patient))
            return Outcome.NotMet;
        if (fact.Grade is { } g && (g.Value == 0 || g.Value < (GradeAtLeast ?? 0) || g.Value > (GradeAtMost ?? 5)))
            return Outcome.NotMet;

        var outcome = Outcome.Met;
        if (fact.IsSuspected)
        {
            outcome = Outcome.Unknown;
            (missing, why) = (MissingIds.Confirmation, new($"{fact.Term.En}: suspected, not confirmed", $"{fact.Term.Zh}：疑似，尚未确诊"));
        }
        if (fact.Grade is null && GradeAtLeast is not null && !UngradedCounts)
        {
            outcome = Outcome.Unknown;
            (missing, why) = (MissingIds.Grade, new($"{fact.Term.En}: no grade", $"{fact.Term.Zh}：未分级"));
        }
        if (earlierLineOnly && fact is { Day: null, IsOfEarlierTreatment: false })
        {
            outcome = Outcome.Unknown;
            (missing, why) = (MissingIds.Onset, new($"{fact.Term.En}: day not recorded, earlier or current line is open", $"{fact.Term.Zh}：未记录日期，无法判断是否发生于既往治疗线"));
        }
        if (!fact.IsKnownTerm && !outside.IsEmpty && !UnknownTermCounts)
        {
            outcome = Outcome.Unknown;
            (missing, why) = (MissingIds.AdverseEvents, new($"{fact.Term.En}: term not recognised, blood or not is open", $"{fact.Term.Zh}：术语未识别，无法判断是否为血液学毒性"));
        }
        if (Actions.Count > 0)
        {
            var taken = ActionFor(fact, patient);
            if (taken is null)
            {
                outcome = Outcome.Unknown;
                var asked = action.WhyMissing(patient);
                (missing, why) = (action.Key, new($"{fact.Term.En}: {asked.En}", $"{fact.Term.Zh}：{asked.Zh}"));
                detail = new($"{fact.Term.En}: {action.Question.En}", $"{fact.Term.Zh}：{action.Question.Zh}");
            }
            else if (!Actions.Contains(taken.Value))
                return Outcome.NotMet;
        }
        return outcome;
    }

    private bool IsCurrent(ToxicityFact fact, PatientCase patient)
    {
        if (fact is { Action: ActionTaken.PermanentlyDiscontinued, ActionDay: { } stopped } && patient.IsWithin(stopped, windows.AfterDiscontinuation))
            return true;
        if (fact.IsOver)
            return false;
        // Without a day nobody can call it old; it stays until somebody says that it is over.
        if (fact.Day is not { } day)
            return true;
        return patient.IsWithin(day, Within ?? windows.Reported) || (fact.IsOngoing && patient.IsWithin(day, windows.Ongoing));
    }

    /// <summary>What was done, by the order or by what a person answered, whichever is more; null when it is not recorded and worth asking for.</summary>
    private ActionTaken? ActionFor(ToxicityFact fact, PatientCase patient)
    {
        var answered = Answered(fact, patient);
        var taken = answered > fact.Action ? answered : fact.Action;
        return taken != ActionTaken.Unknown ? taken : action.IsAsked(patient) ? null : ActionTaken.None;
    }

    // An answer about this event, else one about none in particular since it began.
    private ActionTaken Answered(ToxicityFact fact, PatientCase patient)
    {
        var answer = action.NewestOf(patient, said => said.About == fact.Reference)
            ?? action.NewestOf(patient, said => said.About is null && !(said.At?.Day < fact.Day));
        return answer?.Value switch
        {
            "none" => ActionTaken.None,
            "dose-reduction" => ActionTaken.DoseReduced,
            "interruption" => ActionTaken.Interrupted,
            "permanent-discontinuation" => ActionTaken.PermanentlyDiscontinued,
            _ => ActionTaken.Unknown,
        };
    }

    internal override LocalText InWords()
    {
        var what = Sets.Count > 0 ? string.Join(" / ", Sets) : OutsideSets.Count > 0 ? $"outside {string.Join(" / ", OutsideSets)}" : "any";
        var grade = (GradeAtLeast, GradeAtMost) switch
        {
            ({ } low, { } high) => $" {low}–{high}",
            ({ } low, null) => $" ≥ {low}",
            (null, { } high) => $" ≤ {high}",
            _ => "",
        };
        var zhWhat = Sets.Count > 0 ? string.Join(" / ", Sets) : OutsideSets.Count > 0 ? $"{string.Join(" / ", OutsideSets)} 以外" : "任何";
        var done = Actions.Count > 0 ? $", medicine {string.Join(" / ", Actions.Select(action => action.Name()?.En ?? "unchanged"))}" : "";
        var doneZh = Actions.Count > 0 ? $"，药物{string.Join(" / ", Actions.Select(action => action.Name()?.Zh ?? "未调整"))}" : "";
        var drug = DrugRelated ? (" attributed to an antineoplastic", "（归因于抗肿瘤药物）")
            : ProcedureRelated ? (" attributed to a procedure", "（归因于非药物治疗）")
            : NotOfOthers ? (" not attributed to something other than an antineoplastic", "（未归因于抗肿瘤药物以外的原因）")
            : ("", "");
        var time = Ever ? (" at any time", "（任何时间）") : Within is { } w ? ($" within {w.In(Language.English)}", $"（{w.In(Language.Chinese)}内）") : (" (current)", "（当前）");
        return new($"toxicity ({what}){(grade.Length > 0 ? " grade" + grade : "")}{drug.Item1}{time.Item1}{done}{(UngradedCounts ? ", also without a grade" : "")}",
            $"毒性（{zhWhat}）{(grade.Length > 0 ? grade + " 级" : "")}{drug.Item2}{time.Item2}{doneZh}{(UngradedCounts ? "，未分级亦计入" : "")}");
    }
}

internal static class Choices
{
    /// <summary>An empty choice fits everything.</summary>
    public static bool IsEmptyOr(this IReadOnlyList<string> choice, bool fits) => choice.Count == 0 || fits;
}
