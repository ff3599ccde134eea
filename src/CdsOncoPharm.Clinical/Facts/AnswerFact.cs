namespace CdsOncoPharm.Clinical;

/// <summary>What a person answered: fertility wish, stability, PG-SGA …</summary>
public sealed record AnswerFact : Fact
{
    /// <summary>Key of the question after doses that were given elsewhere.</summary>
    public const string OutsideDose = "outside-cumulative-dose";

    /// <summary>Key of the question after toxicity of earlier treatment.</summary>
    public const string ToxicityHistory = "toxicity-history";

    /// <summary>Key of the question whether an agent is often used off-label.</summary>
    public const string OffLabel = "frequent-off-label";

    /// <summary>Key of the question how many clinical pharmacists of different specialties decide jointly.</summary>
    public const string PharmacistsOfSpecialties = "multi-specialty-pharmacist";

    /// <summary>Key of the assessment, as in <c>assessments.json</c>.</summary>
    public required string Assessment { get; init; }

    /// <summary>The coded value, such as <c>yes</c>, <c>unstable</c>, <c>C</c>, or a number as text.</summary>
    public required string Value { get; init; }

    /// <summary>Amount with unit, for answers that are quantities.</summary>
    public Dose? Quantity { get; init; }

    public required When? At { get; init; }

    /// <summary>The resource that the answer is about (focus), where it names one.</summary>
    public string? About { get; init; }

    /// <summary>The diagnosis that its words name (the display of its focus, or the words of its code), as the one set that tells most; empty where they name none.</summary>
    public Tags AboutSets { get; init; }

    /// <summary>The medicines that the answer names, where it may name any.</summary>
    public IReadOnlyList<Ingredient> Medicines { get; init; } = [];

    /// <summary>Whether the answer is about a diagnosis: it names it, or it names nothing and is about all.</summary>
    public bool IsAbout(ConditionFact condition) => (About is null && AboutSets.IsEmpty)
        || About == condition.Reference || About == condition.Text || condition.Sets.Overlaps(AboutSets);

    /// <inheritdoc/>
    public override string InWords(Language language) =>
        At is not { } at ? Value : language == Language.Chinese ? $"{Value}（{at}）" : $"{Value} ({at})";
}
