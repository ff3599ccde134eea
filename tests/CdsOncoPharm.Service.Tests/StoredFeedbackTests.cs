using CdsHooks.AspNetCore;
using CdsOncoPharm.Records;
using Microsoft.Data.Sqlite;

namespace CdsOncoPharm.Service.Tests;

public sealed class StoredFeedbackTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("records").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("a", null, "s", "a")]
    [InlineData("a", "Not now", "s", "a")]
    [InlineData("", "Not now", null, null)]
    public async Task EP_18_a_reason_is_kept_with_its_display_and_without_a_code_where_there_is_none(string code, string? display, string? keptSystem, string? keptCode)
    {
        var store = SqliteRecordStore.Open($"Data Source={Path.Combine(folder, "records.db")}");
        var feedback = new CardFeedback
        {
            Card = "c",
            Outcome = FeedbackOutcome.Overridden,
            OutcomeTimestamp = Noon,
            OverrideReason = new Coding("s", code, display),
        };

        await new StoredFeedback(store, new Clock()).KeepAsync("service", CdsClient.Anonymous, [feedback], default);

        var kept = Assert.Single(await store.FeedbackOnAsync("c", default));
        Assert.Equal((keptSystem, keptCode, display), (kept.OverrideSystem, kept.OverrideCode, kept.OverrideDisplay));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }
}
