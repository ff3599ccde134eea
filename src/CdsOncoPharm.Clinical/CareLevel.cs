namespace CdsOncoPharm.Clinical;

/// <summary>A level of pharmaceutical care: 1 is the most intensive, 3 the least (consensus 3.1).</summary>
public readonly record struct CareLevel : IComparable<CareLevel>
{
    /// <summary>1, 2 or 3.</summary>
    public int Value { get; }

    /// <summary>Makes a level; anything but 1 to 3 is refused.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 1, 2 or 3.</exception>
    public CareLevel(int value) => Value = value is >= 1 and <= 3
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A care level is 1, 2 or 3.");

    /// <summary>Whether this level asks for more care than the other.</summary>
    public bool IsStrongerThan(CareLevel other) => Value < other.Value;

    /// <summary>Orders the strongest level (1) first.</summary>
    public int CompareTo(CareLevel other) => Value.CompareTo(other.Value);

    public static bool operator <(CareLevel left, CareLevel right) => left.Value < right.Value;

    public static bool operator >(CareLevel left, CareLevel right) => left.Value > right.Value;

    public static bool operator <=(CareLevel left, CareLevel right) => left.Value <= right.Value;

    public static bool operator >=(CareLevel left, CareLevel right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => $"Level {Value}";
}
