using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification;

/// <summary>A result as the criteria name it: the kind, how long it counts, when its absence matters, how it can be derived.</summary>
internal sealed class ResultRule
{
    public required ResultKind Kind { get; init; }

    /// <summary>How far back it counts; null without limit.</summary>
    public Duration? Window { get; init; }

    /// <summary>Shorter window while a nephrotoxic order is new.</summary>
    public Duration? NephrotoxicWindow { get; init; }

    /// <summary>The site's upper limit of normal for reports without one; null when it states none.</summary>
    public decimal? SiteUpperLimit { get; init; }

    /// <summary>Outside its gate a missing measurement is "no": it is only made on suspicion.</summary>
    public Condition? Gate { get; set; }

    /// <summary>Computes it where nobody reported it.</summary>
    public Func<PatientCase, Reading>? Derive { get; init; }
}

/// <summary>A datum that is not there, or that is there and cannot be used, and why.</summary>
internal readonly record struct Lack(string Id, LocalText Why, bool IsUnusable = false);

/// <summary>The result that stands for a patient today, or why there is none. Words are made when they are asked for.</summary>
internal sealed record Reading
{
    /// <summary>The reported result; null for a derived or missing one.</summary>
    public ResultFact? Fact { get; init; }

    /// <summary>The value in the kind's unit.</summary>
    public decimal? Value { get; init; }

    /// <summary>How a derived value came about, and the resource that dates it.</summary>
    public Func<LocalText>? Derivation { get; init; }

    public string? Reference { get; init; }

    /// <summary>What is not there, each with the reason; null when there is a value.</summary>
    public IReadOnlyList<Func<Lack>>? Missing { get; init; }

    public bool IsThere => Fact is not null || Value is not null;

    public static Reading Of(ResultFact fact) => new() { Fact = fact, Value = fact.Value };

    public static Reading Without(Func<Lack> lack) => new() { Missing = [lack] };

    public void Explain(Trace? trace)
    {
        if (trace is null)
            return;
        if (Fact is not null)
            trace.Fact(Fact);
        else if (Derivation is not null)
            trace.Note(Derivation(), Reference);
        else
            Blame(trace);
    }

    public void Blame(Trace? trace)
    {
        if (trace is null || Missing is null)
            return;
        foreach (var lack in Missing)
        {
            var (id, why, isUnusable) = lack();
            if (isUnusable)
                trace.Unusable(id, why);
            else
                trace.Missing(id, why);
        }
    }
}
