namespace CdsOncoPharm.Clinical;

/// <summary>A metaboliser genotype or phenotype.</summary>
public sealed record GenotypeFact : Fact
{
    /// <summary>HGNC gene symbol.</summary>
    public required string Gene { get; init; }

    /// <summary><c>poor</c>, <c>intermediate</c>, <c>normal</c>, <c>rapid</c>, <c>ultrarapid</c>, <c>deficient</c>; null when the text cannot be read.</summary>
    public required string? Phenotype { get; init; }

    public required string Written { get; init; }

    public DateOnly? Day { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) => Day is not { } d ? InBrief(language)
        : language == Language.Chinese ? $"{InBrief(language)}（{new When(d)}）" : $"{InBrief(language)} ({new When(d)})";

    /// <inheritdoc/>
    public override string InBrief(Language language) => $"{Gene} {Written}";
}
