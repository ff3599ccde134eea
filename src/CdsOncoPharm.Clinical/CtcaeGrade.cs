namespace CdsOncoPharm.Clinical;

/// <summary>A CTCAE severity grade, 0 (absent) to 5 (death).</summary>
public readonly record struct CtcaeGrade
{
    /// <summary>0 to 5.</summary>
    public int Value { get; }

    /// <summary>Makes a grade.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not 0 to 5.</exception>
    public CtcaeGrade(int value) => Value = value is >= 0 and <= 5
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A CTCAE grade is 0 to 5.");

    /// <inheritdoc/>
    public override string ToString() => $"grade {Value}";
}
