using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A drug level that is monitored: its result, its ingredient, and the target where the result gives none.</summary>
internal sealed record DrugLevelRule(ResultRule Result, Ingredient Ingredient, decimal? TargetLow, decimal? TargetHigh);

/// <summary>A drug level lies in or out of its target, with or without toxicity; without a level in its window it is "no", with one that cannot be read it is open.</summary>
public sealed record DrugLevel : Condition
{
    private IReadOnlyList<DrugLevelRule> levels = [];
    private AssessmentRule toxicityAnswer = null!;
    private bool tableCounts;

    public required bool InRange { get; init; }

    public required bool Toxicity { get; init; }

    /// <summary>How long a toxicity that names the agent counts.</summary>
    public required Duration ToxicityWithin { get; init; }

    internal override void Bind(Binder binder)
    {
        levels = binder.DrugLevels();
        toxicityAnswer = binder.Assessment("tdm-toxicity");
        tableCounts = binder.Option("D-44", "reported-or-table");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var level in levels)
        {
            var reading = patient.Read(level.Result);
            if (reading.Fact is not { } fact)
            {
                // A level that is on file and cannot be read is not "no level".
                if (patient.HasUnreadable(level.Result))
                {
                    reading.Blame(trace);
                    outcome = outcome == Outcome.Met ? outcome : Outcome.Unknown;
                }
                continue;
            }
            var mark = trace?.Mark ?? 0;
            var answer = Judge(level, fact, patient, trace);
            if (answer == Outcome.NotMet)
                trace?.Forget(mark, trace.Mark);
            if (answer > outcome)
                outcome = answer;
        }
        return outcome == Outcome.NotMet && patient.Misses(RecordKind.Observations) && levels.Any(level => patient.Snapshot.Therapies.Any(therapy => therapy.IsCurrent && therapy.Ingredient == level.Ingredient))
            ? Results.Gap(trace)
            : outcome;
    }

    private Outcome Judge(DrugLevelRule level, ResultFact fact, PatientCase patient, Trace? trace)
    {
        trace?.Fact(fact);
        var isInRange = IsInRange(level, fact, trace);
        if (isInRange != Outcome.Unknown && (isInRange == Outcome.Met) != InRange)
            return Outcome.NotMet;
        var isToxic = IsToxic(level, patient, trace);
        if (isToxic != Outcome.Unknown && (isToxic == Outcome.Met) != Toxicity)
            return Outcome.NotMet;
        return isInRange == Outcome.Unknown || isToxic == Outcome.Unknown ? Outcome.Unknown : Outcome.Met;
    }

    private Outcome IsInRange(DrugLevelRule level, ResultFact fact, Trace? trace)
    {
        var low = fact.TherapeuticLow;
        var high = fact.TherapeuticHigh;
        if (low is null && high is null && tableCounts)
            (low, high) = (level.TargetLow, level.TargetHigh);
        if ((low is null && high is null) || fact.Value is not { } value)
        {
            var why = new LocalText($"{fact.Kind.Name.En}: no target", $"{fact.Kind.Name.Zh}：缺少目标范围");
            trace?.Missing(MissingIds.TdmTarget, why, why);
            return Outcome.Unknown;
        }
        return new Limits(low, null, high, null).Judge(value, fact.Comparator);
    }

    private Outcome IsToxic(DrugLevelRule level, PatientCase patient, Trace? trace)
    {
        var answer = toxicityAnswer.NewestOf(patient);
        // The answer names no drug: of several levels, one whose toxicity is reported is not hushed by it.
        if ((answer is null || IsOneOfSeveral(patient)) && Reported(level, patient) is { } event_)
        {
            trace?.Fact(event_);
            return Outcome.Met;
        }
        if (answer is not null)
        {
            toxicityAnswer.Explain(answer, trace);
            return Outcomes.Of(answer.Value == "yes");
        }
        var name = level.Result.Kind.Name;
        trace?.Missing(
            toxicityAnswer.Key,
            new($"not recorded: {toxicityAnswer.Question.En}", $"未记录：{toxicityAnswer.Question.Zh}"),
            new($"{name.En}: {toxicityAnswer.Question.En}", $"{name.Zh}：{toxicityAnswer.Question.Zh}"));
        return Outcome.Unknown;
    }

    private bool IsOneOfSeveral(PatientCase patient) => levels.Count(level => patient.Read(level.Result).IsThere) > 1;

    private ToxicityFact? Reported(DrugLevelRule level, PatientCase patient) => patient.Snapshot.Toxicities.FirstOrDefault(event_ =>
        event_.IsDrugRelated && event_.Grade is not { Value: 0 } && event_.Suspects.Contains(level.Ingredient)
        && (event_.Day is { } day ? patient.IsWithin(day, ToxicityWithin) : !event_.IsOfEarlierTreatment));

    internal override LocalText InWords() => new(
        $"a drug level {(InRange ? "in" : "outside")} its target {(Toxicity ? "with" : "without")} toxicity",
        $"血药浓度{(InRange ? "在" : "不在")}目标范围内，{(Toxicity ? "有" : "无")}毒性反应");
}

/// <summary>A level of a monitored drug is on file in its window.</summary>
public sealed record HasDrugLevel : Condition
{
    private IReadOnlyList<DrugLevelRule> levels = [];

    internal override void Bind(Binder binder) => levels = binder.DrugLevels();

    internal override Outcome Test(PatientCase patient, Trace? trace) => Outcomes.Of(levels.Any(level => patient.Read(level.Result).IsThere));

    internal override LocalText InWords() => new("a level of a monitored drug on record", "已有需监测药物的血药浓度结果");
}
