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
    public override string InBrief(Language language)
    {
        var written = Written.StartsWith(Gene, StringComparison.OrdinalIgnoreCase) ? Written[Gene.Length..].TrimStart(' ', ':', '：', ',') : Written;
        if (PhenotypeIn(language) is not { } phenotype)
            return $"{Gene} {written}".TrimEnd();
        // Alleles say more than the phenotype; a code, or the phenotype in other words, does not.
        if (!written.Contains('*', StringComparison.Ordinal) && !written.Contains('/', StringComparison.Ordinal))
            return $"{Gene} {phenotype}";
        return language == Language.Chinese ? $"{Gene} {phenotype}（{written}）" : $"{Gene} {phenotype} ({written})";
    }

    private string? PhenotypeIn(Language language) => Phenotype switch
    {
        "poor" => new LocalText("poor metaboliser", "慢代谢型").In(language),
        "intermediate" => new LocalText("intermediate metaboliser", "中间代谢型").In(language),
        "normal" => new LocalText("normal metaboliser", "正常代谢型").In(language),
        "rapid" => new LocalText("rapid metaboliser", "快代谢型").In(language),
        "ultrarapid" => new LocalText("ultrarapid metaboliser", "超快代谢型").In(language),
        "deficient" => new LocalText("deficient", "缺乏").In(language),
        _ => null,
    };
}
