using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CdsHooks.AspNetCore.Tests;

public sealed class FeedbackTests
{
    private const string Accepted = """{"card":"c1","outcome":"accepted","acceptedSuggestions":[{"id":"s1"},{"id":"s2"}],"outcomeTimestamp":"2026-11-21T10:05:31Z"}""";
    private const string Overridden = """{"card":"c2","outcome":"overridden","outcomeTimestamp":"2026-11-21T18:05:31.5+08:00"}""";

    private sealed class Sink : IFeedbackSink
    {
        public List<CardFeedback> Kept { get; } = [];

        public string? Service { get; private set; }

        public CdsClient? Client { get; private set; }

        public ValueTask KeepAsync(string serviceId, CdsClient client, IReadOnlyList<CardFeedback> feedback, CancellationToken cancellation)
        {
            (Service, Client) = (serviceId, client);
            Kept.AddRange(feedback);
            return ValueTask.CompletedTask;
        }
    }

    private static async Task<(Answer Answer, Sink Sink)> SendAsync(string body)
    {
        Sink sink = new();
        await using CdsHost host = await CdsHost.StartAsync(
            _ => { }, services => services.AddSingleton<IFeedbackSink>(sink), new TestService(TestService.Greeter, _ => CdsResponse.Empty));
        Answer answer = await host.PostAsync("/cds-services/greeter/feedback", body);
        Assert.DoesNotContain("Secret", answer.Body + host.Log.All, StringComparison.Ordinal);
        return (answer, sink);
    }

    private static Task<(Answer Answer, Sink Sink)> SendItemsAsync(params string[] items) => SendAsync($$"""{"feedback":[{{string.Join(',', items)}}]}""");

    [Fact]
    public async Task CH_181_to_185_feedback_on_several_cards_is_kept()
    {
        (Answer answer, Sink sink) = await SendItemsAsync(Accepted, Overridden);

        Assert.Equal((200, "{}"), (answer.Status, answer.Body));
        Assert.Equal(("greeter", "anonymous"), (sink.Service, sink.Client!.Name));
        Assert.Equal(["c1", "c2"], sink.Kept.Select(item => item.Card));
        Assert.Equal([FeedbackOutcome.Accepted, FeedbackOutcome.Overridden], sink.Kept.Select(item => item.Outcome));
        Assert.Equal(["s1", "s2"], sink.Kept[0].AcceptedSuggestions);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 5, 31, 500, TimeSpan.Zero), sink.Kept[1].OutcomeTimestamp);
        Assert.Null(sink.Kept[1].OverrideReason);
    }

    [Fact]
    public async Task CH_184_SB_09_an_override_reason_may_lack_its_display()
    {
        (_, Sink sink) = await SendItemsAsync("""
            {"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z",
             "overrideReason":{"reason":{"code":"d7ecf885","system":"https://example.com/reasons"},"userComment":"Mr Secret refuses"}}
            """);

        Assert.Equal(new Coding("https://example.com/reasons", "d7ecf885", null), sink.Kept[0].OverrideReason);
        Assert.Equal("Mr Secret refuses", sink.Kept[0].UserComment);
    }

    [Theory]
    [InlineData("""{"reason":{"code":"contraindicated","display":"bad","system":"http: //example.org/x"},"userComment":"text"}""", "http: //example.org/x", "contraindicated", "bad")]
    [InlineData("""[{"reason":{"code":"a","display":"b","system":"c"},"userComment":"text"}]""", "c", "a", "b")]
    [InlineData("""{"extension":{"com.epic.cdshooks.feedback.overrideReason.reasonCategory":"45","com.epic.cdshooks.feedback.overrideReason.reasonDisplay":"Does not meet criteria","com.epic.cdshooks.feedback.overrideReason.reasonTitle":"T"},"userComment":"text"}""",
        "com.epic.cdshooks.feedback.overrideReason.reasonCategory", "45", "Does not meet criteria")]
    public async Task EP_18_epic_says_override_reasons_and_may_put_them_into_an_extension(string reasons, string system, string code, string display)
    {
        (Answer answer, Sink sink) = await SendItemsAsync(
            $$"""{"card":"123456","outcome":"overridden","outcomeTimestamp":"2022-05-19T19:44:04Z","overrideReasons":{{reasons}}}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(new Coding(system, code, display), sink.Kept[0].OverrideReason);
        Assert.Equal("text", sink.Kept[0].UserComment);
    }

    [Theory]
    [InlineData("""
        "extension":{"com.epic.cdshooks.feedback.overrideReason.reasonCategory":"45","com.epic.cdshooks.feedback.overrideReason.reasonTitle":"T"}
        """, "com.epic.cdshooks.feedback.overrideReason.reasonCategory", "45", "T")]
    [InlineData("""
        "extension":{"com.epic.cdshooks.feedback.overrideReason.reasonCategory":45}
        """, "com.epic.cdshooks.feedback.overrideReason.reasonCategory", "45", null)]
    [InlineData("""
        "overrideReasons":{"userComment":"text"},"extension":{"com.epic.cdshooks.feedback.overrideReason.reasonCategory":"45"}
        """, "com.epic.cdshooks.feedback.overrideReason.reasonCategory", "45", null)]
    [InlineData("""
        "overrideReasons":{"extension":{}},"extension":{"com.epic.cdshooks.feedback.overrideReason.reasonCategory":"45"}
        """, "com.epic.cdshooks.feedback.overrideReason.reasonCategory", "45", null)]
    [InlineData("""
        "overrideReason":null,"overrideReasons":{"reason":{"code":"a","display":"b","system":"c"}}
        """, "c", "a", "b")]
    [InlineData("""
        "overrideReason":{"reason":{"code":"a","system":"c"}},"overrideReasons":null
        """, "c", "a", null)]
    [InlineData("""
        "overrideReason":[],"overrideReasons":[{"reason":{"code":"a","system":"c"}}]
        """, "c", "a", null)]
    [InlineData("""
        "overrideReasons":[{"reason":{"display":"first"}},{"reason":{"code":"a","display":"b","system":"c"}}]
        """, "c", "a", "b")]
    [InlineData("""
        "overrideReasons":[null,7,{"reason":{"code":"a","system":"c"}},{"reason":{"code":"z","system":"c"}}]
        """, "c", "a", null)]
    public async Task EP_18_the_first_code_is_the_reason_wherever_epic_puts_it(string members, string system, string code, string? display)
    {
        (Answer answer, Sink sink) = await SendItemsAsync(
            $$"""{"card":"123456","outcome":"overridden","outcomeTimestamp":"2022-05-19T19:44:04Z",{{members}}}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(new Coding(system, code, display), sink.Kept[0].OverrideReason);
    }

    [Fact]
    public async Task EP_18_a_comment_is_kept_beside_the_reason_of_another_element()
    {
        (_, Sink sink) = await SendItemsAsync("""
            {"card":"c","outcome":"overridden","outcomeTimestamp":"2022-05-19T19:44:04Z",
             "overrideReasons":[{"userComment":"Mr Secret refuses"},{"reason":{"code":"a","system":"c"}}]}
            """);

        Assert.Equal(("a", "Mr Secret refuses"), (sink.Kept[0].OverrideReason?.Code, sink.Kept[0].UserComment));
    }

    [Theory]
    [InlineData("""{"reason":{"display":"Secret reason"}}""", "Secret reason")]
    [InlineData("""[{"reason":{"code":" ","display":" "}},{"reason":{"display":"Secret reason"}}]""", "Secret reason")]
    [InlineData("""{"extension":{"com.epic.cdshooks.feedback.overrideReason.reasonDisplay":"Secret reason"}}""", "Secret reason")]
    [InlineData("""{"reason":{"display":"Sec\u0000ret\u001b reason\r\n"}}""", "Secret reason")]
    public async Task EP_18_a_reason_of_a_display_alone_is_kept(string reasons, string display)
    {
        (Answer answer, Sink sink) = await SendItemsAsync(
            $$"""{"card":"c","outcome":"overridden","outcomeTimestamp":"2022-05-19T19:44:04Z","overrideReasons":{{reasons}}}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(("", display), (sink.Kept[0].OverrideReason?.Code, sink.Kept[0].OverrideReason?.Display));
    }

    [Fact]
    public async Task EP_18_a_display_is_kept_to_two_hundred_characters_and_to_whole_ones()
    {
        string longest = new('a', 199);
        foreach (string display in (string[])[longest + "bc", longest + "💊"])
        {
            (_, Sink sink) = await SendItemsAsync(
                $$"""{"card":"c","outcome":"overridden","outcomeTimestamp":"2022-05-19T19:44:04Z","overrideReason":{"reason":{"display":"{{display}}","code":"a"} } }""");

            Assert.Equal(display.EndsWith('c') ? longest + "b" : longest, sink.Kept[0].OverrideReason?.Display);
        }
    }

    [Theory]
    [InlineData("""{"outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z"}""", "card")]
    [InlineData("""{"card":7,"outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z"}""", "card")]
    [InlineData("""{"card":"c","outcomeTimestamp":"2026-11-21T10:05:31Z"}""", "outcome")]
    [InlineData("""{"card":"c","outcome":"ignored","outcomeTimestamp":"2026-11-21T10:05:31Z"}""", "outcome")]
    [InlineData("""{"card":"c","outcome":"overridden"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"yesterday"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-21"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"10:00"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"Sunday, 22 November 2026 10:00"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"11/22/2026 10:00"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-21 10:05:31Z"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z Secret"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-13-21T10:05:31Z"}""", "outcomeTimestamp")]
    [InlineData("""{"card":"c","outcome":"accepted","outcomeTimestamp":"2026-11-21T10:05:31Z"}""", "acceptedSuggestions")]
    [InlineData("""{"card":"c","outcome":"accepted","acceptedSuggestions":[{}],"outcomeTimestamp":"2026-11-21T10:05:31Z"}""", "acceptedSuggestions")]
    [InlineData("7", "card")]
    [InlineData("null", "card")]
    public async Task CH_182_CH_183_INV_cds_fb_1_2_feedback_that_is_incomplete_is_a_400_that_says_what_lacks(string item, string named)
    {
        (Answer answer, Sink sink) = await SendItemsAsync(item);

        answer.IsOutcome(400);
        Assert.Contains(named, answer.Diagnostics, StringComparison.Ordinal);
        Assert.Empty(sink.Kept);
    }

    [Theory]
    [InlineData("2026-11-21T10:05:31Z")]
    [InlineData("2026-11-21t10:05:31z")]
    [InlineData("2026-11-21T18:05:31+08:00")]
    [InlineData("2026-11-21T18:05:31.000+0800")]
    [InlineData("2026-11-21T10:05:31")]
    [InlineData("2026-11-21T05:05:31.000000000-05:00")]
    public async Task CH_182_a_time_of_rfc_3339_is_taken_in_any_zone_and_of_any_fraction(string time)
    {
        (_, Sink sink) = await SendItemsAsync($$"""{"card":"c","outcome":"overridden","outcomeTimestamp":"{{time}}"}""");

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 10, 5, 31, TimeSpan.Zero), Assert.Single(sink.Kept).OutcomeTimestamp);
    }

    [Fact]
    public async Task CH_186_one_card_told_suggestion_by_suggestion_is_all_kept()
    {
        (_, Sink sink) = await SendItemsAsync(Accepted, Accepted, Accepted.Replace("s2", "s3", StringComparison.Ordinal));

        Assert.Equal(["s1 s2", "s1 s3"], sink.Kept.Select(kept => string.Join(' ', kept.AcceptedSuggestions)));
    }

    [Fact]
    public async Task CH_189_one_bad_element_does_not_lose_the_others()
    {
        (Answer answer, Sink sink) = await SendItemsAsync("""{"card":"c"}""", Overridden);

        Assert.Equal(200, answer.Status);
        Assert.Equal("c2", Assert.Single(sink.Kept).Card);
    }

    [Theory]
    [InlineData("""{"card":"\ud800","outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z"}""")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z","overrideReason":{"userComment":"\ud800"}}""")]
    [InlineData("""{"card":"c","outcome":"overridden","outcomeTimestamp":"2026-11-21T10:05:31Z","ca\ud800":1}""")]
    public async Task CH_189_an_element_that_is_not_unicode_does_not_lose_the_others(string item)
    {
        (Answer answer, Sink sink) = await SendItemsAsync(Accepted, item, Overridden);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["c1", "c2"], sink.Kept.Select(kept => kept.Card));
    }

    [Fact]
    public async Task CH_181_a_byte_order_mark_is_no_fault()
    {
        (Answer answer, Sink sink) = await SendAsync($$"""{{'\uFEFF'}}{"feedback":[{{Overridden}}]}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal("c2", Assert.Single(sink.Kept).Card);
    }

    [Fact]
    public async Task CH_185_the_same_element_twice_in_one_body_is_kept_once() =>
        Assert.Single((await SendItemsAsync(Overridden, Overridden)).Sink.Kept);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"feedback":{}}""")]
    [InlineData("""{"feedback":[{"card":"\ud800"}]}""")]
    [InlineData("""{"feedback":[""")]
    public async Task CH_181_a_body_that_is_no_feedback_is_a_400(string body) => (await SendAsync(body)).Answer.IsOutcome(400);

    [Fact]
    public async Task CH_187_an_empty_array_is_taken() => Assert.Equal(200, (await SendItemsAsync()).Answer.Status);

    [Fact]
    public async Task CH_180_without_a_sink_or_for_an_unknown_service_there_is_no_endpoint()
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, _ => CdsResponse.Empty));

        (await host.PostAsync("/cds-services/greeter/feedback", "{}")).IsOutcome(404);
        await using CdsHost other = await CdsHost.StartAsync(
            _ => { }, services => services.AddSingleton<IFeedbackSink>(new Sink()), new TestService(TestService.Greeter, _ => CdsResponse.Empty));
        (await other.PostAsync("/cds-services/nobody/feedback", "{}")).IsOutcome(404);
        (await other.GetAsync("/cds-services/greeter/feedback")).IsOutcome(405);
    }

    [Theory]
    [InlineData("/cds-services/greeter/feedback", 200)]
    [InlineData("/cds-services/greeter", 200)]
    [InlineData("/cds-services", 401)]
    [InlineData("/cds-services/other/feedback", 401)]
    public async Task CH_188_feedback_is_authenticated_for_its_own_url_or_that_of_its_service(string audience, int status)
    {
        Sink sink = new();
        await using Issuer issuer = await Issuer.StartAsync();
        using Microsoft.Extensions.Configuration.ConfigurationManager configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        foreach ((string key, string? value) in issuer.Settings())
            configuration[key] = value;
        await using CdsHost host = await CdsHost.StartAsync(
            _ => { },
            services =>
            {
                services.AddSingleton<IFeedbackSink>(sink);
                services.AddCdsHooksTrust(configuration.GetSection("Trust"), new TestEnvironment(Environments.Production), issuer.Clock);
            },
            new TestService(TestService.Greeter, _ => CdsResponse.Empty));
        string body = $$"""{"feedback":[{{Overridden}}]}""";

        Answer answer = await host.SendAsync(
            HttpMethod.Post, "/cds-services/greeter/feedback", issuer.Token(claims: [("aud", $"\"{Issuer.PublicUrl}{audience}\"")]), body);

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? "north" : null, sink.Client?.Name);
        (await host.SendAsync(HttpMethod.Post, "/cds-services/greeter/feedback", null, body)).IsOutcome(401);
    }

    [Fact]
    public async Task Three_thousand_mutations_of_feedback_give_no_5xx()
    {
        await using CdsHost host = await CdsHost.StartAsync(
            _ => { }, services => services.AddSingleton<IFeedbackSink>(new Sink()), new TestService(TestService.Greeter, _ => CdsResponse.Empty));
        byte[] sample = Encoding.UTF8.GetBytes($$"""{"feedback":[{{Accepted}},{{Overridden}}]}""");
        for (int seed = 0; seed < 3000; seed++)
        {
            using ByteArrayContent content = new(RobustnessTests.Mutated(sample, new Random(seed)));
            content.Headers.ContentType = new("application/json");
            using HttpResponseMessage answer = await host.Client.PostAsync("/cds-services/greeter/feedback", content);
            Assert.True((int)answer.StatusCode is 200 or 400, $"seed {seed}: {answer.StatusCode}");
        }
    }
}
