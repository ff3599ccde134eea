using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>A row of the paper, ready to be judged.</summary>
public sealed class Criterion
{
    internal Criterion(CriterionRow row, int index, CareLevel level)
    {
        Row = row;
        Index = index;
        Level = level;
    }

    /// <summary>The row as it was read.</summary>
    public CriterionRow Row { get; }

    /// <summary>Stable id of the row.</summary>
    public string Id => Row.Id;

    /// <summary>The level in force under the chosen options.</summary>
    public CareLevel Level { get; }

    /// <summary>Whether the row is judged at all.</summary>
    public bool IsOn => Row.SwitchedOff is null;

    /// <summary>The rule in a pharmacist's words, made from what runs; a row that is not judged has none.</summary>
    public LocalText? InWords => IsOn ? When.InWords() : null;

    internal int Index { get; }

    /// <summary>Rows with the same number share an organ system, in which the stronger row hides the weaker.</summary>
    internal int Guard { get; init; }

    internal Condition When { get; set; } = null!;

    /// <inheritdoc/>
    public override string ToString() => Id;
}
