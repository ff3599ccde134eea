using CdsHooks.AspNetCore;
using CdsOncoPharm.Records;

namespace CdsOncoPharm.Service;

/// <summary>Used tokens, kept across restarts.</summary>
internal sealed class StoredTokens(IRecordStore store, TimeProvider clock) : IReplayCache
{
    public async ValueTask<bool> TryUseAsync(string issuer, string tokenId, DateTimeOffset until, CancellationToken cancellation) =>
        await store.TryUseTokenAsync(issuer, tokenId, until, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
}

/// <summary>Feedback on cards, kept once for each card, outcome and time.</summary>
internal sealed class StoredFeedback(IRecordStore store, TimeProvider clock) : IFeedbackSink
{
    public async ValueTask KeepAsync(string serviceId, CdsClient client, IReadOnlyList<CardFeedback> feedback, CancellationToken cancellation)
    {
        var received = clock.GetUtcNow();
        await store.KeepAsync([.. feedback.Select(item => new FeedbackRecord
        {
            Client = client.Name,
            Service = serviceId,
            Card = item.Card,
            Outcome = item.Outcome == FeedbackOutcome.Accepted ? "accepted" : "overridden",
            OutcomeAt = item.OutcomeTimestamp,
            AcceptedSuggestions = item.AcceptedSuggestions,
            // Without a code a system says nothing, and would stand beside the code of another.
            OverrideSystem = item.OverrideReason is { Code.Length: > 0 } ? item.OverrideReason.System : null,
            OverrideCode = item.OverrideReason is { Code.Length: > 0 } ? item.OverrideReason.Code : null,
            OverrideDisplay = item.OverrideReason?.Display,
            UserComment = item.UserComment,
            ReceivedAt = received,
        })], cancellation).ConfigureAwait(false);
    }
}
