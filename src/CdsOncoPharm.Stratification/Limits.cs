using System.Globalization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification;

/// <summary>An interval of numbers with open or closed ends: "above 30 and at most 60".</summary>
internal readonly record struct Limits(decimal? AtLeast, decimal? Above, decimal? AtMost, decimal? Below)
{
    public bool IsEmpty => AtLeast is null && Above is null && AtMost is null && Below is null;

    public bool IsContradiction =>
        (AtLeast is not null && Above is not null) || (AtMost is not null && Below is not null) || (AtLeast ?? Above) is { } low && (AtMost ?? Below) is { } high && low >= high && !(AtLeast == AtMost && AtLeast is not null);

    public bool Holds(decimal value) =>
        (AtLeast is not { } a || value >= a) && (Above is not { } b || value > b) && (AtMost is not { } c || value <= c) && (Below is not { } d || value < d);

    /// <summary>Judges a value that may only be known as "below" or "above" a number, or at it.</summary>
    public Outcome Judge(decimal value, Comparator comparator)
    {
        switch (comparator)
        {
            case Comparator.Below or Comparator.AtMost:
                // The true value lies somewhere below: it holds for certain only without a lower limit, and fails for certain only when the lower limit is not below the number.
                var mayBeAt = comparator == Comparator.AtMost;
                if ((AtLeast ?? Above) is { } low)
                    return low > value || (low == value && !(mayBeAt && AtLeast is not null)) ? Outcome.NotMet : Outcome.Unknown;
                return AtMost >= value || Below > value || (Below == value && !mayBeAt) ? Outcome.Met : Outcome.Unknown;
            case Comparator.Above or Comparator.AtLeast:
                mayBeAt = comparator == Comparator.AtLeast;
                if ((AtMost ?? Below) is { } high)
                    return high < value || (high == value && !(mayBeAt && AtMost is not null)) ? Outcome.NotMet : Outcome.Unknown;
                return AtLeast <= value || Above < value || (Above == value && !mayBeAt) ? Outcome.Met : Outcome.Unknown;
            default:
                return Outcomes.Of(Holds(value));
        }
    }

    /// <summary>Judges a sum of which only a part is known: the true value is this or more.</summary>
    public Outcome JudgeLowerBound(decimal known)
    {
        if ((AtMost is { } c && known > c) || (Below is { } d && known >= d))
            return Outcome.NotMet;
        var reached = (AtLeast is not { } a || known >= a) && (Above is not { } b || known > b);
        return reached && AtMost is null && Below is null ? Outcome.Met : Outcome.Unknown;
    }

    public string InWords(string unit)
    {
        var parts = new List<string>(2);
        if (AtLeast is { } a)
            parts.Add($"≥ {Number(a)}");
        if (Above is { } b)
            parts.Add($"> {Number(b)}");
        if (AtMost is { } c)
            parts.Add($"≤ {Number(c)}");
        if (Below is { } d)
            parts.Add($"< {Number(d)}");
        var shown = unit == "xULN" ? "× ULN" : Units.Shown(unit, Language.English);
        return $"{string.Join(" and ", parts)} {shown}".TrimEnd();
    }

    public static string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
