using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>What sort of answer a result gives.</summary>
public enum ResultNature
{
    /// <summary>A number with a unit.</summary>
    Quantity,

    /// <summary>A bare number, such as ECOG.</summary>
    Score,

    /// <summary>Positive or negative, sometimes reported as a number with a cut-off.</summary>
    Qualitative,

    /// <summary>A metaboliser phenotype or an enzyme state.</summary>
    Genotype,

    /// <summary>A word that only a person or a document gives, such as ascites.</summary>
    Finding,

    /// <summary>A panel: its components are the results.</summary>
    Panel,
}

/// <summary>How a qualitative result reads.</summary>
public enum QualitativeReading
{
    /// <summary>Not readable: unknown.</summary>
    Unreadable,

    /// <summary>Negative, not detected.</summary>
    Negative,

    /// <summary>Positive, detected, reactive.</summary>
    Positive,

    /// <summary>Indeterminate, equivocal: unknown.</summary>
    Indeterminate,
}

/// <summary>The phenotype that a pharmacogenetic test predicts.</summary>
public enum Phenotype
{
    /// <summary>Poor metaboliser.</summary>
    Poor,

    /// <summary>Intermediate metaboliser.</summary>
    Intermediate,

    /// <summary>Normal (extensive) metaboliser.</summary>
    Normal,

    /// <summary>Rapid metaboliser.</summary>
    Rapid,

    /// <summary>Ultrarapid metaboliser.</summary>
    Ultrarapid,

    /// <summary>Enzyme deficiency (G6PD).</summary>
    Deficient,
}

/// <summary>A gene and the medicines for which its phenotype matters.</summary>
/// <param name="Gene">HGNC symbol, such as <c>DPYD</c>.</param>
/// <param name="Result">The result kind under which the phenotype is filed, such as <c>dpyd</c>.</param>
/// <param name="Medicines">The medicines.</param>
public sealed record PgxPair(string Gene, ResultKind Result, IReadOnlyList<Ingredient> Medicines);
