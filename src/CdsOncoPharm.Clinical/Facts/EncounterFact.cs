namespace CdsOncoPharm.Clinical;

/// <summary>A stay or visit.</summary>
public sealed record EncounterFact : Fact
{
    public required bool IsInpatient { get; init; }

    public required bool IsInProgress { get; init; }

    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    /// <summary>Condition sets of its reasons.</summary>
    public Tags Reasons { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var what = language == Language.Chinese ? (IsInpatient ? "住院" : "就诊") : IsInpatient ? "inpatient stay" : "encounter";
        return Start is { } s ? $"{what} {new When(s)}" : what;
    }
}
