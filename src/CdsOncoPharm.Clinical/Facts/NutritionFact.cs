namespace CdsOncoPharm.Clinical;

/// <summary>A nutrition order: by tube, by vein, or by mouth.</summary>
public sealed record NutritionFact : Fact
{
    public required string Text { get; init; }

    public required bool IsEnteral { get; init; }

    public required bool IsParenteral { get; init; }

    public DateOnly? Day { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) =>
        Day is not { } d ? Text : language == Language.Chinese ? $"{Text}，自 {new When(d)}" : $"{Text}, since {new When(d)}";

    /// <inheritdoc/>
    public override string InBrief(Language language) => Text;
}
