using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A named condition of <c>definitions.json</c>.</summary>
public sealed record Defined : Condition
{
    private Condition condition = null!;
    private LocalText name;

    public required string Name { get; init; }

    internal override void Bind(Binder binder) => (condition, name) = binder.Definition(Name);

    internal override Outcome Test(PatientCase patient, Trace? trace) => condition.Test(patient, trace);

    internal override LocalText InWords() => name;
}

/// <summary>Changes no outcome: where its condition is met, it says what the reader should consider.</summary>
public sealed record Advice : Condition
{
    public required Condition When { get; init; }

    public required LocalText Text { get; init; }

    internal override void Bind(Binder binder) => When.Bind(binder);

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (trace is not null && When.Test(patient, null) == Outcome.Met)
            trace.Note(Text);
        return Outcome.Met;
    }

    internal override LocalText InWords() =>
        new($"(advice where {When.InWords().En}: {Text.En})", $"（{When.InWords().Zh}时提示：{Text.Zh}）");
}

/// <summary>Whether a site chose an option of a decision: decided at start, never unknown.</summary>
public sealed record OptionIs : Condition
{
    private bool chosen;

    public required string Decision { get; init; }

    public required string Is { get; init; }

    internal override void Bind(Binder binder) => chosen = binder.Option(Decision, Is);

    internal override Outcome Test(PatientCase patient, Trace? trace) => Outcomes.Of(chosen);

    internal override LocalText InWords() => new($"option {Decision} is \"{Is}\"", $"选项 {Decision} 为“{Is}”");
}

/// <summary>Another row of the paper is met, whether or not a stronger row suppresses it.</summary>
public sealed record CriterionMet : Condition
{
    private IReadOnlyList<Criterion> criteria = [];

    /// <summary>Ids; one of them is enough.</summary>
    public required IReadOnlyList<string> Any { get; init; }

    internal override void Bind(Binder binder) => binder.Later(() => criteria = [.. Any.Select(binder.Criterion)]);

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var criterion in criteria)
        {
            var answer = patient.OutcomeOf(criterion);
            if (answer > outcome)
                outcome = answer;
        }
        if (trace is not null && outcome != Outcome.NotMet)
        {
            trace.BeginRisk();
            foreach (var criterion in criteria)
            {
                if (patient.OutcomeOf(criterion) == outcome)
                    criterion.When.Test(patient, trace);
            }
            trace.EndRisk();
        }
        return outcome;
    }

    internal override LocalText InWords() => new("one of " + string.Join(", ", Any) + " is met", "满足 " + string.Join("、", Any) + " 之一");
}

/// <summary>At least so many factors of a risk-factor set.</summary>
public sealed record RiskFactors : Condition
{
    private RiskFactorConditions factors = null!;

    public required string Set { get; init; }

    public required int AtLeast { get; init; }

    /// <summary>Ids of factors that do not count here.</summary>
    public IReadOnlyList<string> Except { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        factors = binder.RiskFactors(Set);
        if (Except.FirstOrDefault(id => factors.Conditions.All(f => f.Id != id)) is { } unknown)
            throw new BindingException($"{Set} has no factor \"{unknown}\"");
        factors = factors with { Conditions = [.. factors.Conditions.Where(f => !Except.Contains(f.Id))] };
        if (AtLeast < 1 || AtLeast > factors.Conditions.Count)
            throw new BindingException($"atLeast {AtLeast} is not between 1 and the {factors.Conditions.Count} factors of {Set}");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Parts.AtLeast(factors.Conditions, AtLeast, patient, trace);
        if (trace is not null && outcome == Outcome.NotMet && AtLeast > 1)
        {
            var met = factors.Conditions.Count(factor => factor.Test(patient, null) == Outcome.Met);
            trace.Note(new($"{met} of {AtLeast} factors", $"{AtLeast} 项因素中满足 {met} 项"));
        }
        return outcome;
    }

    internal override LocalText InWords() =>
        new($"at least {AtLeast} of the {factors.Name.En} ({string.Join("; ", factors.Conditions.Select(f => f.InWords().En))})",
            $"{factors.Name.Zh}至少 {AtLeast} 项（{string.Join("；", factors.Conditions.Select(f => f.InWords().Zh))}）");
}

/// <summary>A factor says its name before its evidence.</summary>
internal sealed record NamedFactor(string Id, LocalText Name, Condition When) : Condition
{
    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var mark = trace?.Mark ?? 0;
        trace?.BeginRisk();
        var outcome = When.Test(patient, trace);
        trace?.EndRisk();
        if (trace is not null && outcome == Outcome.Met && trace.Mark == mark)
            trace.Note(Name);
        return outcome;
    }

    internal override LocalText InWords() => new($"{Name.En}: {When.InWords().En}", $"{Name.Zh}：{When.InWords().Zh}");
}

/// <summary>The factors of a set, bound.</summary>
internal sealed record RiskFactorConditions(LocalText Name, IReadOnlyList<NamedFactor> Conditions);
