using Microsoft.Data.Sqlite;

namespace CdsOncoPharm.Records.Tests;

public sealed class SqliteRecordStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("records").FullName;

    private string ConnectionString => $"Data Source={Path.Combine(folder, "inner", "records.db")}";

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static FeedbackRecord Accepted(string card) => new()
    {
        Client = "north",
        Service = "care-level-patient-view",
        Card = card,
        Outcome = "accepted",
        OutcomeAt = Noon,
        AcceptedSuggestions = ["s1"],
        ReceivedAt = Noon,
    };

    [Fact]
    public async Task Feedback_sent_twice_is_kept_once()
    {
        var store = SqliteRecordStore.Open(ConnectionString);

        Assert.Equal(1, await store.KeepAsync([Accepted("c1"), Accepted("c1")], default));
        Assert.Equal(0, await store.KeepAsync([Accepted("c1")], default));

        var kept = Assert.Single(await store.FeedbackOnAsync("c1", default));
        Assert.Equal(Accepted("c1") with { AcceptedSuggestions = kept.AcceptedSuggestions }, kept);
        Assert.Equal(["s1"], kept.AcceptedSuggestions);
    }

    [Fact]
    public async Task Suggestions_that_are_told_one_by_one_are_all_kept()
    {
        var store = SqliteRecordStore.Open(ConnectionString);
        await store.KeepAsync([Accepted("c1"), Accepted("c1") with { AcceptedSuggestions = ["s2"] }], default);
        Assert.Equal(1, await store.KeepAsync([Accepted("c1") with { AcceptedSuggestions = ["s3"], UserComment = "agreed" }], default));
        Assert.Equal(0, await store.KeepAsync([Accepted("c1") with { AcceptedSuggestions = ["s2"], UserComment = "again" }], default));

        var kept = Assert.Single(await store.FeedbackOnAsync("c1", default));
        Assert.Equal(["s1", "s2", "s3"], kept.AcceptedSuggestions);
        Assert.Equal("agreed", kept.UserComment);
    }

    [Fact]
    public async Task Another_outcome_or_time_of_the_same_card_is_kept_beside_it()
    {
        var store = SqliteRecordStore.Open(ConnectionString);
        await store.KeepAsync([Accepted("c1"), Accepted("c1") with { OutcomeAt = Noon.AddMinutes(1) }, Accepted("c1") with { Outcome = "overridden", OverrideCode = "need-more-info" }], default);

        Assert.Equal(3, (await store.FeedbackOnAsync("c1", default)).Count);
    }

    [Fact]
    public async Task EP_18_a_reason_of_a_display_alone_is_kept_once()
    {
        var overridden = Accepted("c1") with { Outcome = "overridden", AcceptedSuggestions = [], OverrideDisplay = "Not now" };
        var store = SqliteRecordStore.Open(ConnectionString);

        Assert.Equal(1, await store.KeepAsync([overridden], default));
        Assert.Equal(0, await store.KeepAsync([overridden, overridden with { OverrideDisplay = "Never" }], default));

        var kept = Assert.Single(await store.FeedbackOnAsync("c1", default));
        Assert.Equal((null, null, "Not now"), (kept.OverrideSystem, kept.OverrideCode, kept.OverrideDisplay));
    }

    [Theory]
    [InlineData(null, "Not now", "a", "A", "a", "A")]
    [InlineData(null, "Not now", "a", null, "a", "Not now")]
    [InlineData("a", null, "a", "A", "a", "A")]
    [InlineData("a", null, "b", "B", "a", null)]
    [InlineData("a", null, null, "Not now", "a", null)]
    [InlineData(null, null, null, "Not now", null, "Not now")]
    public async Task A_display_that_is_told_later_does_not_stand_beside_the_code_of_another(
        string? code, string? display, string? laterCode, string? laterDisplay, string? keptCode, string? keptDisplay)
    {
        var overridden = Accepted("c1") with { Outcome = "overridden", OverrideCode = code, OverrideDisplay = display };
        var store = SqliteRecordStore.Open(ConnectionString);
        await store.KeepAsync([overridden, overridden with { OverrideCode = laterCode, OverrideDisplay = laterDisplay }], default);

        var kept = Assert.Single(await store.FeedbackOnAsync("c1", default));
        Assert.Equal((keptCode, keptDisplay), (kept.OverrideCode, kept.OverrideDisplay));
    }

    [Fact]
    public async Task A_store_of_the_first_version_keeps_what_it_holds_and_takes_displays()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            Directory.CreateDirectory(Path.Combine(folder, "inner"));
            connection.Open();
            using var script = typeof(SqliteRecordStore).Assembly.GetManifestResourceStream("CdsOncoPharm.Records.Scripts.0001-feedback-and-used-tokens.sql")!;
            using var text = new StreamReader(script);
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The script is the program's own.
            command.CommandText = await text.ReadToEndAsync() + """
                create table script (number integer primary key, name text not null);
                insert into script values (1, '0001-feedback-and-used-tokens.sql');
                insert into feedback values ('north', 's', 'c0', 'overridden', '2026-11-21T12:00:00.0000000Z', '[]', 'c', 'a', null, '2026-11-21T12:00:00.0000000Z');
                """;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        var store = SqliteRecordStore.Open(ConnectionString);
        await store.KeepAsync([Accepted("c1") with { OverrideDisplay = "Not now" }], default);

        var before = Assert.Single(await store.FeedbackOnAsync("c0", default));
        Assert.Equal(("a", null), (before.OverrideCode, before.OverrideDisplay));
        Assert.Equal("Not now", Assert.Single(await store.FeedbackOnAsync("c1", default)).OverrideDisplay);
    }

    [Fact]
    public async Task A_token_is_used_once_also_after_a_restart()
    {
        var first = SqliteRecordStore.Open(ConnectionString);
        Assert.True(await first.TryUseTokenAsync("ehr", "t1", Noon.AddHours(1), Noon, default));
        Assert.False(await first.TryUseTokenAsync("ehr", "t1", Noon.AddHours(1), Noon, default));

        SqliteConnection.ClearAllPools();
        var second = SqliteRecordStore.Open(ConnectionString);

        Assert.False(await second.TryUseTokenAsync("ehr", "t1", Noon.AddHours(1), Noon, default));
        Assert.True(await second.TryUseTokenAsync("other-ehr", "t1", Noon.AddHours(1), Noon, default));
    }

    [Fact]
    public async Task Of_many_that_use_a_token_at_once_one_wins()
    {
        var store = SqliteRecordStore.Open(ConnectionString);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => store.TryUseTokenAsync("ehr", "t1", Noon.AddHours(1), Noon, default))));

        Assert.Single(answers, won => won);
    }

    [Fact]
    public async Task A_token_that_would_be_refused_anyway_is_forgotten()
    {
        var store = SqliteRecordStore.Open(ConnectionString);
        await store.TryUseTokenAsync("ehr", "t1", Noon.AddMinutes(1), Noon, default);

        Assert.True(await store.TryUseTokenAsync("ehr", "t1", Noon.AddHours(3), Noon.AddHours(2), default));
    }

    [Fact]
    public async Task The_file_is_readable_by_its_owner_alone()
    {
        var store = SqliteRecordStore.Open(ConnectionString);

        Assert.True(await store.IsReachableAsync(default));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "inner", "records.db")));
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused()
    {
        SqliteRecordStore.Open(ConnectionString);
        using (var connection = new SqliteConnection(ConnectionString))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "insert into script (number, name) values (99, 'future')";
            command.ExecuteNonQuery();
        }

        Assert.Contains("newer version", Assert.Throws<RecordStoreException>(() => SqliteRecordStore.Open(ConnectionString)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_cannot_be_written_stops_the_start() =>
        Assert.Throws<RecordStoreException>(() => SqliteRecordStore.Open("Data Source=/proc/records.db"));
}
