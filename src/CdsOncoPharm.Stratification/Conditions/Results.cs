using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>The newest usable result lies inside limits; the unit must be the result's own, or <c>xULN</c> for multiples of the upper limit of normal.</summary>
public sealed record LatestResult : Condition
{
    private ResultRule rule = null!;
    private Limits limits;
    private bool isMultiple;

    public required string Result { get; init; }

    public decimal? AtLeast { get; init; }

    public decimal? Above { get; init; }

    public decimal? AtMost { get; init; }

    public decimal? Below { get; init; }

    /// <summary>UCUM unit of the limits, or <c>xULN</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>A window that differs from the one of <c>currency.json</c>.</summary>
    public Duration? Within { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Result(Result);
        limits = new(AtLeast, Above, AtMost, Below);
        if (limits.IsEmpty || limits.IsContradiction)
            throw new BindingException($"the limits of {Result} say nothing or contradict each other");
        isMultiple = Unit == "xULN";
        if (!isMultiple && Unit != rule.Kind.Unit)
            throw new BindingException($"{Result} is kept in {rule.Kind.Unit ?? "no unit"}, not in {Unit}");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var reading = patient.Read(rule, Within);
        if (reading.Value is not { } value)
        {
            if (rule.Gate is { } gate && gate.Test(patient, null) == Outcome.NotMet && !patient.HasUnreadable(rule))
                return Outcome.NotMet;
            if (reading.Fact is { } fact)
                trace?.Unusable(Result, Said(rule, fact, ": not a number", "：结果不是数值"));
            else
                reading.Blame(trace);
            return Outcome.Unknown;
        }
        if (isMultiple)
        {
            if ((reading.Fact?.UpperLimit ?? rule.SiteUpperLimit) is not { } upper || upper <= 0)
            {
                var why = Said(rule, reading.Fact, ": no upper limit of normal", "：缺少正常值上限");
                trace?.Missing(MissingIds.UpperLimit, why, why);
                return Outcome.Unknown;
            }
            value /= upper;
        }
        var outcome = limits.Judge(value, reading.Fact?.Comparator ?? Comparator.Exact);
        if (outcome == Outcome.Unknown)
            trace?.Unusable(Result, Said(rule, reading.Fact, ": too imprecise", "：结果不够精确"));
        else
            reading.Explain(trace);
        return outcome;
    }

    /// <summary>A result with what is wrong with it.</summary>
    internal static LocalText Said(ResultRule rule, ResultFact? fact, string en, string zh) => new(
        (fact?.InWords(Language.English) ?? rule.Kind.Name.En) + en, (fact?.InWords(Language.Chinese) ?? rule.Kind.Name.Zh) + zh);

    internal override LocalText InWords()
    {
        var (en, zh) = (rule.Kind.Name.En, rule.Kind.Name.Zh);
        var words = limits.InWords(Unit);
        var window = Within ?? rule.Window;
        return window is { } w
            ? new($"{en} {words} (newest of the last {w.In(Language.English)})", $"{zh} {words}（最近{w.In(Language.Chinese)}内的最新结果）")
            : new($"{en} {words} (newest)", $"{zh} {words}（最新结果）");
    }
}

/// <summary>The newest usable result is positive or negative.</summary>
public sealed record ResultIs : Condition
{
    private ResultRule rule = null!;

    public required string Result { get; init; }

    public required Qualitative Is { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Result(Result);
        if (Is is not (Qualitative.Positive or Qualitative.Negative))
            throw new BindingException("a result is asked to be positive or negative");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var reading = patient.Read(rule);
        if (reading.Fact is { Qualitative: Qualitative.Positive or Qualitative.Negative } fact)
        {
            trace?.Fact(fact);
            return Outcomes.Of(fact.Qualitative == Is);
        }
        if (reading.Fact is not null)
            trace?.Unusable(Result, LatestResult.Said(rule, reading.Fact, ": neither positive nor negative", "：无法判断阴阳性"));
        else
            reading.Blame(trace);
        return Outcome.Unknown;
    }

    internal override LocalText InWords() => Is == Qualitative.Positive
        ? new($"{rule.Kind.Name.En} positive", $"{rule.Kind.Name.Zh}阳性")
        : new($"{rule.Kind.Name.En} negative", $"{rule.Kind.Name.Zh}阴性");
}

/// <summary>A usable result exists in its window: met or not met, never unknown.</summary>
public sealed record HasResult : Condition
{
    private ResultRule rule = null!;

    public required string Result { get; init; }

    public Duration? Within { get; init; }

    internal override void Bind(Binder binder) => rule = binder.Result(Result);

    internal override Outcome Test(PatientCase patient, Trace? trace) => Outcomes.Of(patient.Read(rule, Within).IsThere);

    internal override LocalText InWords() => new($"{rule.Kind.Name.En} on record", $"已有{rule.Kind.Name.Zh}结果");
}

/// <summary>What several results of a window say together.</summary>
public enum Of
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>Each of the newest <c>count</c>.</summary>
    EachOfNewest,

    /// <summary>At least <c>count</c> of them.</summary>
    AtLeastCount,
}

/// <summary>Several results of a window lie inside limits; with fewer than <see cref="Count"/> of them it is unknown.</summary>
public sealed record RecentResults : Condition
{
    private ResultRule rule = null!;
    private Limits limits;

    public required string Result { get; init; }

    public required Of Of { get; init; }

    /// <summary>How many results are needed.</summary>
    public required int Count { get; init; }

    public decimal? AtLeast { get; init; }

    public decimal? Above { get; init; }

    public required string Unit { get; init; }

    public required Duration Within { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Result(Result);
        limits = new(AtLeast, Above, null, null);
        if (limits.IsEmpty || limits.IsContradiction || Count < 1)
            throw new BindingException($"the limits of {Result} say nothing");
        if (Unit != rule.Kind.Unit)
            throw new BindingException($"{Result} is kept in {rule.Kind.Unit ?? "no unit"}, not in {Unit}");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        int seen = 0, inside = 0, newestInside = 0;
        decimal sum = 0;
        foreach (var fact in patient.Snapshot.ResultsOf(rule.Kind))
        {
            if (fact is not { At: { } at, Value: { } value, Unusable: Unusable.No } || !patient.IsWithin(at.Day, Within))
                continue;
            seen++;
            sum += value;
            var holds = limits.Holds(value);
            inside += holds ? 1 : 0;
            newestInside += holds && seen <= Count ? 1 : 0;
            if (holds)
                trace?.Fact(fact);
        }
        if (seen < Count)
        {
            if (Of == Of.AtLeastCount && seen > 0 && inside == 0)
                return Outcome.NotMet;
            trace?.Missing(Result, Count == 1 || seen == 0
                ? new($"no {rule.Kind.Name.En} in {Within.In(Language.English)}", $"{Within.In(Language.Chinese)}内无{rule.Kind.Name.Zh}结果")
                : new($"fewer than {Count} results of {rule.Kind.Name.En} in {Within.In(Language.English)}", $"{Within.In(Language.Chinese)}内{rule.Kind.Name.Zh}少于 {Count} 次"));
            return Outcome.Unknown;
        }
        if (Of == Of.Mean)
        {
            var mean = $"{Units.Rounded(sum / seen, 1, step: 1)} {Units.Shown(Unit, Language.English)}";
            trace?.Note(new($"{rule.Kind.Name.En}: mean of {seen} readings {mean}", $"{rule.Kind.Name.Zh}：{seen} 次均值 {mean}"));
        }
        return Outcomes.Of(Of switch
        {
            Of.Mean => limits.Holds(sum / seen),
            Of.EachOfNewest => newestInside == Count,
            _ => inside >= Count,
        });
    }

    internal override LocalText InWords()
    {
        var words = $"{limits.InWords(Unit)}";
        return Of switch
        {
            Of.Mean => new($"mean {rule.Kind.Name.En} of {Within.In(Language.English)} {words}", $"{Within.In(Language.Chinese)}内{rule.Kind.Name.Zh}均值 {words}"),
            Of.EachOfNewest => new($"the last {Count} {rule.Kind.Name.En} {words}", $"最近 {Count} 次{rule.Kind.Name.Zh} {words}"),
            _ => new($"{Count} results of {rule.Kind.Name.En} {words} in {Within.In(Language.English)}", $"{Within.In(Language.Chinese)}内 {Count} 次{rule.Kind.Name.Zh} {words}"),
        };
    }
}

internal static class Results
{
    /// <summary>Unknown: observations did not arrive completely.</summary>
    public static Outcome Gap(Trace? trace)
    {
        trace?.Missing(MissingIds.Observations, new("results did not arrive completely", "检查结果未能完整获取"));
        return Outcome.Unknown;
    }
}
