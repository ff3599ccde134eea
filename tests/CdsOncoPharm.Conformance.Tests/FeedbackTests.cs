using CdsOncoPharm.Records;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>Feedback on cards that the running service has given, read back from its records.</summary>
[Collection(OneServiceCollection.Name)]
public sealed class FeedbackTests(OneService one)
{
    private const string Path = "cds-services/care-level-patient-view/feedback";

    [Fact]
    public async Task CH_181_CH_182_CH_183_CH_186_CH_190_SB_08_accepting_a_part_of_a_card_is_kept()
    {
        var card = (await one.Service.CallAsync(Calls.Of("patient-view"))).Ok().Card();
        var suggestion = Wire.Text(Wire.Objects(card["suggestions"]).First()["uuid"]);

        var answer = await SendAsync(
            $$"""{ "card": "{{card["uuid"]}}", "outcome": "accepted", "outcomeTimestamp": "2026-11-21T10:00:00Z", "acceptedSuggestions": [ { "id": "{{suggestion}}" } ] }""");

        Assert.Equal("{}", answer.Ok().ToJsonString());
        var kept = Assert.Single(await KeptAsync(Wire.Text(card["uuid"])));
        Assert.Equal(("accepted", suggestion, "care-level-patient-view"), (kept.Outcome, Assert.Single(kept.AcceptedSuggestions), kept.Service));
    }

    [Fact]
    public async Task CH_184_INV_cds_fb_3_SB_09_EP_18_a_reason_is_kept_as_the_specification_and_as_epic_write_it()
    {
        foreach (var member in (string[])["overrideReason", "overrideReasons"])
        {
            var card = await NewCardAsync();
            Assert.Equal(200, (await SendAsync(
                $$"""{ "card": "{{card}}", "outcome": "overridden", "outcomeTimestamp": "2026-11-21T18:00:00+08:00", "{{member}}": { "reason": { "code": "patient-ineligible", "system": "s" }, "userComment": "no" } }""")).Status);

            var kept = Assert.Single(await KeptAsync(card));
            Assert.Equal(("overridden", "patient-ineligible"), (kept.Outcome, kept.OverrideCode));
        }
    }

    [Fact]
    public async Task CH_185_the_same_element_sent_again_is_kept_once()
    {
        var card = await NewCardAsync();
        var element = $$"""{ "card": "{{card}}", "outcome": "overridden", "outcomeTimestamp": "2026-11-21T10:00:00Z" }""";
        await SendAsync(element);
        await SendAsync(element, element);

        Assert.Single(await KeptAsync(card));
    }

    [Fact]
    public async Task CH_189_a_card_that_nobody_knows_does_not_lose_the_others()
    {
        var card = await NewCardAsync();

        Assert.Equal(200, (await SendAsync(
            """{ "card": "not-a-card-of-ours", "outcome": "overridden", "outcomeTimestamp": "2026-11-21T10:00:00Z" }""",
            $$"""{ "card": "{{card}}", "outcome": "overridden", "outcomeTimestamp": "2026-11-21T10:00:00Z" }""")).Status);

        Assert.Single(await KeptAsync(card));
    }

    [Fact]
    public async Task CH_191_a_comment_lies_where_the_owner_alone_can_read_it_and_not_in_the_log()
    {
        var card = await NewCardAsync();
        await SendAsync(
            $$"""{ "card": "{{card}}", "outcome": "overridden", "outcomeTimestamp": "2026-11-21T10:00:00Z", "overrideReason": { "userComment": "Capercaillie" } }""");

        Assert.Equal("Capercaillie", Assert.Single(await KeptAsync(card)).UserComment);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(one.Service.RecordsFile));
        Assert.DoesNotContain("Capercaillie", one.Service.Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "feedback": {} }""")]
    [InlineData("""{ "feedback": [ { "card": "\ud83d", "outcome": "accepted", "outcomeTimestamp": "2026-11-21T10:00:00Z" } ] }""")]
    [InlineData("""{ "feedb\ud83d": [ ] }""")]
    [InlineData("""{ "feedback": [ { "card": "x", "outcome": "ignored", "outcomeTimestamp": "2026-11-21T10:00:00Z" } ] }""")]
    public async Task CH_181_CH_182_INV_cds_fb_1_what_is_no_feedback_is_a_400(string body) =>
        (await one.Service.SendAsync(HttpMethod.Post, Path, body)).IsOutcome(400);

    private Task<Answer> SendAsync(params string[] elements) =>
        one.Service.SendAsync(HttpMethod.Post, Path, $$"""{ "feedback": [ {{string.Join(',', elements)}} ] }""");

    private async Task<string> NewCardAsync() => Wire.Text((await one.Service.CallAsync(Calls.Of("patient-view"))).Ok().Card()["uuid"]);

    private Task<IReadOnlyList<FeedbackRecord>> KeptAsync(string card) =>
        SqliteRecordStore.Open($"Data Source={one.Service.RecordsFile}").FeedbackOnAsync(card, CancellationToken.None);
}
