using System.Globalization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A drug level that is monitored: its result, its ingredient, and the targets where the result gives none.</summary>
internal sealed record DrugLevelRule(ResultRule Result, Ingredient Ingredient, IReadOnlyList<DrugTarget> Targets);

/// <summary>A target, and when it is this one.</summary>
internal sealed record DrugTarget(Limits Limits, Condition? When);

/// <summary>
/// The newest level of a medicine lies in or out of its target, with or without toxicity; without a level in its window it is "no", with one
/// that cannot be read it is open.
/// </summary>
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
            if (HasNewer(level, fact, patient))
                continue;
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

    // Methotrexate is measured again and again, each hour with a target of its own.
    private bool HasNewer(DrugLevelRule level, ResultFact fact, PatientCase patient)
    {
        foreach (var other in levels)
        {
            if (other.Ingredient == level.Ingredient && other != level && patient.Read(other.Result).Fact is { } newer && Nullable.Compare(newer.At, fact.At) > 0)
                return true;
        }
        return false;
    }

    private Outcome Judge(DrugLevelRule level, ResultFact fact, PatientCase patient, Trace? trace)
    {
        var isInRange = IsInRange(level, fact, patient, trace);
        if (isInRange != Outcome.Unknown && (isInRange == Outcome.Met) != InRange)
            return Outcome.NotMet;
        var isToxic = IsToxic(level, patient, trace);
        if (isToxic != Outcome.Unknown && (isToxic == Outcome.Met) != Toxicity)
            return Outcome.NotMet;
        return isInRange == Outcome.Unknown || isToxic == Outcome.Unknown ? Outcome.Unknown : Outcome.Met;
    }

    private Outcome IsInRange(DrugLevelRule level, ResultFact fact, PatientCase patient, Trace? trace)
    {
        var targets = TargetsOf(level, fact, patient);
        Explain(fact, targets, trace);
        if (fact.Value is { } value && targets.Count > 0)
        {
            var first = targets[0].Judge(value, fact.Comparator);
            if (first != Outcome.Unknown && targets.All(target => target.Judge(value, fact.Comparator) == first))
                return first;
        }
        LocalText why = targets.Count switch
        {
            0 => new($"{fact.Kind.Name.En}: no target", $"{fact.Kind.Name.Zh}：缺少目标范围"),
            1 => new($"{fact.Kind.Name.En}: in or outside the target is open", $"{fact.Kind.Name.Zh}：无法判断是否在目标范围内"),
            _ => new($"{fact.Kind.Name.En}: which target applies is not on record", $"{fact.Kind.Name.Zh}：无法确定适用的目标范围"),
        };
        trace?.Missing(MissingIds.TdmTarget, why, why);
        return Outcome.Unknown;
    }

    private List<Limits> TargetsOf(DrugLevelRule level, ResultFact fact, PatientCase patient)
    {
        if (fact.TherapeuticLow is not null || fact.TherapeuticHigh is not null)
            return [new(fact.TherapeuticLow, null, fact.TherapeuticHigh, null)];
        if (!tableCounts)
            return [];
        var possible = new List<Limits>();
        foreach (var target in level.Targets)
        {
            var applies = target.When?.Test(patient, null) ?? Outcome.Unknown;
            if (applies == Outcome.NotMet)
                continue;
            possible.Add(target.Limits);
            if (applies == Outcome.Met)
                break;
        }
        return possible.Count > 0 ? possible : [.. level.Targets.Select(target => target.Limits)];
    }

    private static void Explain(ResultFact fact, List<Limits> targets, Trace? trace)
    {
        if (trace is null)
            return;
        if (targets.Count == 0)
        {
            trace.Fact(fact);
            return;
        }
        trace.Note(
            new(
                $"{fact.InWords(Language.English)}, target {string.Join(" or ", targets.Select(target => InWords(target, fact, Language.English)).Distinct())}",
                $"{fact.InWords(Language.Chinese)}，目标 {string.Join(" 或 ", targets.Select(target => InWords(target, fact, Language.Chinese)).Distinct())}"),
            fact.Reference);
    }

    // In the unit of the report where that counts the same, as ng/mL and µg/L do.
    private static string InWords(Limits target, ResultFact fact, Language language)
    {
        var isSame = decimal.TryParse(fact.Written.AsSpan().TrimStart("<>≤≥= ").ToString().Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var written) && written == fact.Value;
        var unit = Units.Shown((isSame ? fact.WrittenUnit : null) ?? fact.Kind.Unit ?? "", language);
        return (target.AtLeast, target.AtMost) switch
        {
            ({ } low, { } high) => $"{Limits.Number(low)}–{Limits.Number(high)} {unit}",
            ({ } low, _) => $"≥ {Limits.Number(low)} {unit}",
            (_, { } high) => $"≤ {Limits.Number(high)} {unit}",
            _ => "",
        };
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
        if (trace is not null)
            toxicityAnswer.Ask(patient, trace, level.Result.Kind.Name);
        return Outcome.Unknown;
    }

    private bool IsOneOfSeveral(PatientCase patient) => levels.Where(level => patient.Read(level.Result).IsThere).Select(level => level.Ingredient).Distinct().Count() > 1;

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
