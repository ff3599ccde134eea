using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>What a limit of a grade is measured in.</summary>
public enum LimitOf
{
    /// <summary>A number with a unit.</summary>
    Number,

    /// <summary>A multiple of the upper limit of normal.</summary>
    UpperLimit,

    /// <summary>A multiple of the lower limit of normal.</summary>
    LowerLimit,

    /// <summary>A multiple of the value before treatment.</summary>
    Baseline,
}

/// <summary>When a grade is measured against the value before treatment.</summary>
public enum BaselineUse
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Instead of the limits of normal, where the value before treatment was abnormal.</summary>
    Abnormal,

    /// <summary>Beside the limits of normal: the higher grade counts.</summary>
    Also,

    /// <summary>Instead of fixed numbers, while the definition that <see cref="LaboratoryTerm.During"/> names holds.</summary>
    During,
}

/// <summary>The value from which on a grade is reached.</summary>
/// <param name="Grade">1 to 4.</param>
/// <param name="Of">What the number counts.</param>
/// <param name="Unit">UCUM unit of a <see cref="LimitOf.Number"/>; null for a multiple.</param>
/// <param name="Written">The number as the table writes it.</param>
/// <param name="Value">The number in the unit in which the result is kept; a multiple as written.</param>
/// <param name="Includes">Whether the number itself has the grade.</param>
public sealed record LaboratoryLimit(int Grade, LimitOf Of, string? Unit, decimal Written, decimal Value, bool Includes);

/// <summary>A laboratory value with what it is judged by, in the unit in which the result is kept.</summary>
public readonly record struct LaboratoryValue
{
    /// <summary>The least that the value can be; null where it is only known to lie below <see cref="High"/>.</summary>
    public required decimal? Low { get; init; }

    /// <summary>The most that it can be; null where it is only known to lie above <see cref="Low"/>.</summary>
    public required decimal? High { get; init; }

    /// <summary>The UCUM unit that the record wrote it in; null for the unit in which it is kept.</summary>
    public string? Unit { get; init; }

    public decimal? UpperLimit { get; init; }

    public decimal? LowerLimit { get; init; }

    /// <summary>The value before treatment; null where there is none.</summary>
    public decimal? Baseline { get; init; }

    /// <summary>Whether <see cref="Baseline"/> is known to have lain beyond the limit of normal.</summary>
    public bool BaselineIsAbnormal { get; init; }

    /// <summary>Whether what <see cref="LaboratoryTerm.During"/> names may hold.</summary>
    public bool During { get; init; }
}

/// <summary>The grades that a value may have: at least one, at most the other. Equal where the value decides; 0 is no toxicity.</summary>
/// <param name="Least">What the value proves.</param>
/// <param name="Most">What it leaves possible.</param>
/// <param name="Lacks">What would decide: a limit of normal or the value before treatment; null where nothing of that sort is missing.</param>
public readonly record struct GradeRange(int Least, int Most, LimitOf? Lacks);

/// <summary>
/// How one CTCAE v5.0 term is graded by one laboratory value: a row of <c>cds-services/ctcae-labs.json</c>. What only a person can judge
/// (symptoms, consequences) is never assumed: the grade is the highest that the value alone proves.
/// </summary>
public sealed class LaboratoryTerm
{
    /// <summary>The CTCAE term with its sets.</summary>
    public required ToxicityTerm Term { get; init; }

    public required ResultKind Result { get; init; }

    /// <summary>Whether high values are the toxic ones.</summary>
    public required bool IsHigh { get; init; }

    public required IReadOnlyList<LaboratoryLimit> Limits { get; init; }

    public BaselineUse Baseline { get; init; }

    /// <summary>A definition of <c>definitions.json</c>; only with <see cref="BaselineUse.During"/>.</summary>
    public string? During { get; init; }

    /// <summary>Whether the value is calcium that is corrected for albumin first.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>What the value cannot say.</summary>
    public LocalText? Note { get; init; }

    /// <summary>The highest grade that a value can prove.</summary>
    public required int Highest { get; init; }

    /// <summary>Units besides the kept one that have numbers of their own: CTCAE rounds for each unit.</summary>
    public required IReadOnlyList<string> OwnUnits { get; init; }

    /// <summary>Grades a value.</summary>
    public GradeRange Grade(in LaboratoryValue value)
    {
        var (mild, severe) = IsHigh ? (value.Low, value.High) : (value.High, value.Low);
        var least = mild is { } m ? At(m, value) : default;
        if (mild == severe)
            return least;
        var most = severe is { } s ? At(s, value) : new GradeRange(0, Highest, null);
        return new(least.Least, Math.Max(least.Least, most.Most), least.Lacks ?? most.Lacks);
    }

    private GradeRange At(decimal value, in LaboratoryValue by)
    {
        var unit = Result.Unit;
        if (by.Unit is { } written && OwnUnits.Contains(written))
            unit = written;
        var onBaseline = Baseline switch
        {
            BaselineUse.Abnormal => by is { Baseline: not null, BaselineIsAbnormal: true },
            BaselineUse.During => by.During,
            _ => false,
        };
        int least = 0, most = 0;
        LimitOf? lacks = null;
        foreach (var limit in Limits)
        {
            var isOpen = false;
            decimal? number = null;
            switch (limit.Of)
            {
                case LimitOf.Number:
                    if (limit.Unit != unit)
                        continue;
                    // While something else sets the level (an anticoagulant), the numbers say only what is possible.
                    if (onBaseline && Baseline == BaselineUse.During)
                    {
                        if (by.Baseline is not null || !Holds(value, limit.Value, limit.Includes))
                            continue;
                        isOpen = true;
                        break;
                    }
                    number = limit.Value;
                    break;
                case LimitOf.UpperLimit:
                    if (onBaseline)
                        continue;
                    number = Times(limit.Value, by.UpperLimit);
                    // Not above the lower limit is not above the upper one, whatever that is.
                    if (number is null && value <= by.LowerLimit)
                        continue;
                    isOpen = number is null;
                    break;
                case LimitOf.LowerLimit:
                    if (onBaseline)
                        continue;
                    number = Times(limit.Value, by.LowerLimit);
                    if (number is null && value >= by.UpperLimit)
                        continue;
                    isOpen = number is null;
                    break;
                default:
                    if (Baseline != BaselineUse.Also && !onBaseline)
                        continue;
                    number = Times(limit.Value, by.Baseline);
                    if (number is null)
                        continue;
                    break;
            }
            if (isOpen)
            {
                if (limit.Grade > most)
                    (most, lacks) = (limit.Grade, limit.Of == LimitOf.Number ? LimitOf.Baseline : limit.Of);
            }
            else if (number is { } bound && Holds(value, bound, limit.Includes))
            {
                least = Math.Max(least, limit.Grade);
            }
        }
        return least >= most ? new(least, least, null) : new(least, most, lacks);
    }

    private bool Holds(decimal value, decimal bound, bool includes) =>
        IsHigh ? value > bound || (includes && value == bound) : value < bound || (includes && value == bound);

    // A limit that no laboratory can mean is none.
    private static decimal? Times(decimal factor, decimal? limit) => limit is { } l and > 0 and < 1_000_000_000_000m ? factor * l : null;
}
