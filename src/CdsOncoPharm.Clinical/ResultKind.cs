namespace CdsOncoPharm.Clinical;

/// <summary>A laboratory value, measurement or score that the criteria ask for, such as <c>creatinine</c>.</summary>
public sealed class ResultKind
{
    /// <summary>Position in the knowledge's list of results; facts are filed under it.</summary>
    public required int Index { get; init; }

    /// <summary>The code in <c>CodeSystem-results</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Names for people.</summary>
    public required LocalText Name { get; init; }

    /// <summary>The UCUM unit in which values are kept and compared; <c>1</c> for a bare number, null for a result that is only positive or negative.</summary>
    public string? Unit { get; init; }

    /// <summary>LOINC codes, the first is the one to order or to ask for.</summary>
    public IReadOnlyList<string> Loinc { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Code;
}
