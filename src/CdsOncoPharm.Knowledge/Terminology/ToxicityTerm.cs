using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>What an adverse event is about: a term of CTCAE v5.0, or only the words that were written.</summary>
public sealed record ToxicityTerm
{
    /// <summary>The CTCAE v5.0 term when the words name one; null when only a synonym of a set matched or nothing did.</summary>
    public string? Code { get; init; }

    /// <summary>The term in both languages; the written words where the term is not known.</summary>
    public required LocalText Name { get; init; }

    /// <summary>
    /// Whether it is known what the event is. An unknown term belongs to <c>ae-any-drug-related</c> alone: its grade counts, whether
    /// it concerns the blood is unknown.
    /// </summary>
    public required bool IsKnown { get; init; }

    /// <summary>The toxicity sets it belongs to whatever caused it.</summary>
    public required Tags Sets { get; init; }

    /// <summary>Sets it belongs to only beside radiotherapy (a procedure-related pneumonitis, for example).</summary>
    public Tags SetsWithRadiotherapy { get; init; }

    /// <summary>Sets it belongs to only when this agent is suspected: agent code to sets (ileus as neurotoxicity of vincristine).</summary>
    public IReadOnlyDictionary<string, Tags> SetsWithAgent { get; init; } = new Dictionary<string, Tags>();

    /// <summary>The sets it belongs to when this medicine is suspected.</summary>
    public Tags SetsFor(Ingredient? suspect) =>
        suspect is not null && SetsWithAgent.TryGetValue(suspect.Code, out var more) ? Sets | more : Sets;

    /// <inheritdoc/>
    public override string ToString() => Name.En;
}
