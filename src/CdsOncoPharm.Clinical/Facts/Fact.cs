namespace CdsOncoPharm.Clinical;

/// <summary>Something on the record, with the resource that it came from.</summary>
public abstract record Fact
{
    /// <summary>The resource, such as <c>Observation/7</c>; never a server's address.</summary>
    public required string Reference { get; init; }

    /// <summary>What the resource says, in a few words: "ANC 0.8 × 10⁹/L on 2026-11-19". Rendered only when it is shown.</summary>
    public abstract string InWords(Language language);

    /// <summary>The same in as few words as a headline has room for: what it is and its value, without doses and days.</summary>
    public virtual string InBrief(Language language) => InWords(language);
}
