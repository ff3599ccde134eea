namespace CdsOncoPharm.Records;

/// <summary>What a user did with a card.</summary>
public sealed record FeedbackRecord
{
    /// <summary>The client's configured name.</summary>
    public required string Client { get; init; }

    /// <summary>Id of the service that made the card.</summary>
    public required string Service { get; init; }

    /// <summary>The card's uuid.</summary>
    public required string Card { get; init; }

    /// <summary><c>accepted</c> or <c>overridden</c>.</summary>
    public required string Outcome { get; init; }

    public required DateTimeOffset OutcomeAt { get; init; }

    /// <summary>Uuids of accepted suggestions.</summary>
    public IReadOnlyList<string> AcceptedSuggestions { get; init; } = [];

    public string? OverrideSystem { get; init; }

    public string? OverrideCode { get; init; }

    /// <summary>What the reason was called when the user chose it; some clients tell no more of it.</summary>
    public string? OverrideDisplay { get; init; }

    /// <summary>What the user wrote; it may name the patient, so it is kept here and nowhere else.</summary>
    public string? UserComment { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>What the service keeps. Assessments will join it; today it is feedback and used tokens.</summary>
public interface IRecordStore
{
    /// <summary>Keeps feedback; the same card, outcome and time of a client is kept once.</summary>
    /// <returns>How many were new.</returns>
    Task<int> KeepAsync(IReadOnlyList<FeedbackRecord> feedback, CancellationToken cancellation);

    /// <summary>Everything kept about a card, oldest first.</summary>
    Task<IReadOnlyList<FeedbackRecord>> FeedbackOnAsync(string card, CancellationToken cancellation);

    /// <summary>Marks a token as used: true the first time, false ever after, also when two ask at once and after a restart.</summary>
    /// <param name="issuer">The token's issuer.</param>
    /// <param name="tokenId">The token's id.</param>
    /// <param name="until">After this moment it may be forgotten.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="cancellation">The call's own.</param>
    Task<bool> TryUseTokenAsync(string issuer, string tokenId, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Whether the store answers.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellation);
}
