using System.Text;
using System.Text.Json.Nodes;
using static VerifyXunit.Verifier;

namespace CdsHooks.AspNetCore.Tests;

public sealed class CardRulesTests
{
    private static readonly byte[] Task = """{"resourceType":"Task","status":"requested","_given":[null,{"id":"x"}]}"""u8.ToArray();

    private static readonly Card Good = new()
    {
        Uuid = "card-1",
        Summary = "Level 1: severe renal impairment",
        Detail = "**Creatinine clearance** 25 mL/min",
        Indicator = Indicator.Critical,
        Source = new Source
        {
            Label = "Consensus",
            Url = new Uri("https://example.org/consensus"),
            Icon = new Uri("https://example.org/icon.png"),
            Topic = new Coding("https://example.org/topics", "carelevel1", "Care level 1"),
        },
        Suggestions =
        [
            new Suggestion
            {
                Label = "Monitor creatinine",
                Uuid = "suggestion-1",
                IsRecommended = true,
                Actions = [new SuggestedAction { Type = ActionType.Create, Description = "Creatinine every week", Resource = Task }],
            },
            new Suggestion
            {
                Label = "Stop",
                Uuid = "suggestion-2",
                Actions = [new SuggestedAction { Type = ActionType.Delete, Description = "Stop the draft", ResourceId = "MedicationRequest/1" }],
            },
        ],
        SelectionBehavior = SelectionBehavior.Any,
        OverrideReasons = [new Coding("https://example.org/reasons", "patient-refuses", "Patient refuses")],
        Links =
        [
            new Link { Label = "Paper", Url = new Uri("https://example.org/paper"), Type = LinkType.Absolute },
            new Link { Label = "App", Url = new Uri("https://example.org/launch?theme=1"), Type = LinkType.Smart, AppContext = "{\"a\":1}" },
        ],
        Extension = new Dictionary<string, ReadOnlyMemory<byte>> { ["org.example.data"] = """{"level":1}"""u8.ToArray() },
    };

    private static (CdsResponse Response, IReadOnlyList<CardBreach> Breaches) Check(Card card, ClientProfile? profile = null) =>
        Check(new CdsResponse { Cards = [card] }, profile);

    private static (CdsResponse Response, IReadOnlyList<CardBreach> Breaches) Check(CdsResponse response, ClientProfile? profile = null)
    {
        int ids = 0;
        return CardRules.Check(response, profile ?? ClientProfile.Standard, () => CdsHost.Id(++ids));
    }

    private static void Breaks(string rule, Card card, Action<Card?>? repaired = null)
    {
        (CdsResponse response, IReadOnlyList<CardBreach> breaches) = Check(card);
        Assert.Contains(breaches, breach => breach.Rule == rule);
        if (repaired is null)
            Assert.Empty(response.Cards);
        else
            repaired(Assert.Single(response.Cards));
        // What was repaired needs no second repair.
        Assert.Empty(Check(response).Breaches);
    }

    [Fact]
    public async Task CH_008_CH_120_to_165_a_card_has_the_members_of_the_specification()
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, _ => new CdsResponse
        {
            Cards = [Good, new Card { Summary = "只有摘要 <b>", Indicator = Indicator.Info, Source = new Source { Label = "S" } }],
            Extension = new Dictionary<string, ReadOnlyMemory<byte>> { ["org.example.more"] = "7"u8.ToArray() },
        }));

        Answer answer = await host.CallAsync(Bodies.PatientView());

        Assert.Equal(200, answer.Status);
        Assert.Empty(Assert.Single(host.Reports).Breaches);
        Assert.Contains("只有摘要", answer.Body, StringComparison.Ordinal);
        await VerifyJson(answer.Body);
    }

    [Fact]
    public void A_good_card_leaves_as_it_is()
    {
        (CdsResponse response, IReadOnlyList<CardBreach> breaches) = Check(Good);

        Assert.Empty(breaches);
        Card card = Assert.Single(response.Cards);
        Assert.Equal((Good.Uuid, Good.Summary, Good.Detail), (card.Uuid, card.Summary, card.Detail));
        Assert.Equal(2, card.Suggestions.Count);
        Assert.Equal(Good.Links, card.Links);
    }

    [Fact]
    public async Task CH_003_CH_004_CH_005_nothing_null_or_empty_leaves()
    {
        Card hollow = new()
        {
            Summary = "S",
            Detail = "",
            Indicator = Indicator.Info,
            Source = new Source { Label = "L", Topic = new Coding("s", "c", "") },
            Suggestions = [new Suggestion { Label = "do" }],
            Links = [new Link { Label = "l", Url = new Uri("https://example.org"), Type = LinkType.Smart, AppContext = "" }],
        };
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, _ => new CdsResponse { Cards = [hollow, Good] }));

        Answer answer = await host.CallAsync(Bodies.PatientView());

        JsonNode json = answer.Json;
        Assert.Equal(2, json["cards"]!.AsArray().Count);
        // The null of a primitive array is FHIR's own.
        json["cards"]![1]!["suggestions"]![0]!["actions"]![0]!["resource"]!.AsObject().Remove("_given");
        Assert.Empty(Nothing.In(json, "cards"));
    }

    [Theory]
    [InlineData("""{"resourceType":"Task","note":null}""")]
    [InlineData("""{"resourceType":"Task","note":[]}""")]
    [InlineData("""{"resourceType":"Task","note":{}}""")]
    [InlineData("""{"resourceType":"Task","note":[{"text":""}]}""")]
    public void CH_004_a_resource_with_an_empty_element_does_not_leave(string resource) =>
        Breaks("CH-004", WithAction(new SuggestedAction { Type = ActionType.Create, Description = "d", Resource = Encoding.UTF8.GetBytes(resource) }),
            card => Assert.Empty(card!.Suggestions));

    [Theory]
    [InlineData("null", "CH-004")]
    [InlineData("{}", "CH-004")]
    [InlineData("""{"a":[null]}""", "CH-004")]
    [InlineData("""{"a":""}""", "CH-004")]
    [InlineData("{", "CH-224")]
    [InlineData("", "CH-224")]
    [InlineData("1 2", "CH-224")]
    public void CH_004_CH_224_an_extension_that_is_empty_or_broken_does_not_leave(string json, string rule) => Breaks(
        rule,
        Good with { Extension = new Dictionary<string, ReadOnlyMemory<byte>> { ["org.example.x"] = Encoding.UTF8.GetBytes(json) } },
        card => Assert.Empty(card!.Extension));

    [Fact]
    public void CH_120_every_card_and_suggestion_gets_its_own_uuid()
    {
        Card bare = Good with { Uuid = null, Suggestions = [.. Good.Suggestions.Select(suggestion => suggestion with { Uuid = "" })] };
        CdsResponse response = Check(new CdsResponse { Cards = [bare, bare] }).Response;

        string?[] ids = [.. response.Cards.SelectMany(card => card.Suggestions.Select(suggestion => suggestion.Uuid).Append(card.Uuid))];
        Assert.Equal(6, ids.Distinct().Count());
        Assert.DoesNotContain(ids, string.IsNullOrEmpty);
    }

    [Fact]
    public void CH_120_a_uuid_that_is_there_twice_is_replaced()
    {
        (CdsResponse response, IReadOnlyList<CardBreach> breaches) = Check(new CdsResponse { Cards = [Good, Good] });

        Assert.NotEqual(response.Cards[0].Uuid, response.Cards[1].Uuid);
        Assert.Contains(breaches, breach => breach.Rule == "CH-120");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    public void CH_121_a_card_without_a_summary_does_not_leave(string summary) => Breaks("CH-121", Good with { Summary = summary });

    [Fact]
    public void CH_121_a_summary_of_139_stays_and_one_of_140_is_cut_at_a_word()
    {
        string longest = string.Concat(Enumerable.Repeat("word ", 27)) + "last";
        Assert.Equal(139, longest.Length);

        Assert.Empty(Check(Good with { Summary = longest }).Breaches);
        Breaks("CH-121", Good with { Summary = longest + "s" }, card =>
            Assert.Equal(string.Concat(Enumerable.Repeat("word ", 27)).TrimEnd() + "…", card!.Summary));
    }

    [Theory]
    [InlineData("肾")]
    [InlineData("𠮷")]
    [InlineData("👩‍⚕️")]
    [InlineData("é̂")]
    public void CH_121_a_cut_never_splits_a_character(string letter)
    {
        string cut = CardRules.Shorten(string.Concat(Enumerable.Repeat(letter, 200)));

        Assert.InRange(cut.Length, 100, CardRules.LongestSummary);
        Assert.Equal(string.Concat(Enumerable.Repeat(letter, (cut.Length - 1) / letter.Length)) + "…", cut);
    }

    [Fact]
    public void CH_121_a_summary_is_one_line() => Assert.Equal("a b c", Check(Good with { Summary = "a\r\nb\u0000\tc" }).Response.Cards[0].Summary);

    [Theory]
    [InlineData("see <b>this</b>", "see &lt;b>this&lt;/b>")]
    [InlineData("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>")]
    [InlineData("<!-- x -->", "&lt;!-- x -->")]
    [InlineData("[x](javascript:alert(1))", "[x](unsafe-javascript:alert(1))")]
    [InlineData("[x]( JavaScript:alert(1))", "[x]( unsafe-JavaScript:alert(1))")]
    [InlineData("[x]: data:text/html,1", "[x]: unsafe-data:text/html,1")]
    [InlineData("[x](javascript&colon;alert(1))", "[x](unsafe-javascript&colon;alert(1))")]
    [InlineData("[x](java&#115;cript:alert(1))", "[x](unsafe-java&#115;cript:alert(1))")]
    [InlineData("[x](java&Tab;script:alert(1))", "[x](unsafe-java&Tab;script:alert(1))")]
    [InlineData("[x](&#1;javascript:alert(1))", "[x](unsafe-&#1;javascript:alert(1))")]
    [InlineData(@"[x](javascript\:alert(1))", @"[x](unsafe-javascript\:alert(1))")]
    [InlineData("[x](<&#106;avascript:alert(1)>)", "[x](unsafe-<&#106;avascript:alert(1)>)")]
    [InlineData("[x](< java\tscript:alert(1)>)", "[x](unsafe-< java\tscript:alert(1)>)")]
    [InlineData("![x](blob:1)", "![x](unsafe-blob:1)")]
    [InlineData("[y]: java&#115;cript:alert(1)", "[y]: unsafe-java&#115;cript:alert(1)")]
    [InlineData("[y]:\njava&#115;cript:alert(1) \"t\"", "[y]:\nunsafe-java&#115;cript:alert(1) \"t\"")]
    [InlineData(@"[y\\](vbscript&colon;1)", @"[y\\](unsafe-vbscript&colon;1)")]
    public void CH_122_html_and_script_in_detail_become_text(string detail, string safe) =>
        Breaks("CH-122", Good with { Detail = detail }, card => Assert.Equal(safe, card!.Detail));

    [Theory]
    [InlineData("ANC < 0.5 and <5 and a<-b, [p](https://example.org/data:x)")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("[p](HTTP://example.org/?a=1&b=2), [m](mailto:a@example.org), [r](/a:b?c&d), [s](a/b \"t: t\"), [t](#u:v), [n]()")]
    [InlineData(@"\[Carboplatin\]: AUC: 5, \[x\](DE: 100 mg) and R&amp;D")]
    public void CH_122_markdown_without_html_stays(string detail)
    {
        (CdsResponse response, IReadOnlyList<CardBreach> breaches) = Check(Good with { Detail = detail });

        Assert.Empty(breaches);
        Assert.Equal(detail, response.Cards[0].Detail);
    }

    [Fact]
    public void CH_123_an_indicator_outside_the_three_does_not_leave() => Breaks("CH-123", Good with { Indicator = (Indicator)7 });

    [Fact]
    public void CH_124_a_source_needs_a_label_and_its_urls_are_absolute()
    {
        Breaks("CH-124", Good with { Source = Good.Source with { Label = " " } });
        Breaks("CH-124", Good with { Source = null! });
        Breaks("CH-124", Good with { Source = Good.Source with { Url = new Uri("/about", UriKind.Relative) } }, card => Assert.Null(card!.Source.Url));
        Breaks("CH-124", Good with { Source = Good.Source with { Icon = new Uri("file:///icon.png") } }, card => Assert.Null(card!.Source.Icon));
        Breaks("CH-226", Good with { Source = Good.Source with { Topic = new Coding("", "c", "d") } }, card => Assert.Null(card!.Source.Topic));
    }

    [Fact]
    public void CH_126_INV_cds_resp_6_suggestions_come_with_a_selection_behavior() =>
        Breaks("CH-126", Good with { SelectionBehavior = null }, card => Assert.Equal(SelectionBehavior.Any, card!.SelectionBehavior));

    [Fact]
    public void CH_126_without_suggestions_there_is_no_selection_behavior() =>
        Assert.Null(Check(Good with { Suggestions = [] }).Response.Cards[0].SelectionBehavior);

    [Fact]
    public void CH_127_a_selection_behavior_outside_the_two_does_not_leave() =>
        Breaks("CH-126", Good with { SelectionBehavior = (SelectionBehavior)7 }, card => Assert.Equal(SelectionBehavior.Any, card!.SelectionBehavior));

    [Fact]
    public void CH_128_INV_cds_resp_1_at_most_one_has_at_most_one_recommendation()
    {
        Suggestion[] both = [.. Good.Suggestions.Select(suggestion => suggestion with { IsRecommended = true })];

        Breaks("CH-128", Good with { SelectionBehavior = SelectionBehavior.AtMostOne, Suggestions = both }, card =>
            Assert.Equal([true, null], card!.Suggestions.Select(suggestion => suggestion.IsRecommended)));
        Assert.Empty(Check(Good with { Suggestions = both }).Breaches);
    }

    [Fact]
    public void CH_129_INV_cds_resp_4_override_reasons_are_whole_and_there_once()
    {
        Coding reason = Good.OverrideReasons[0];
        foreach (Coding bad in (Coding[])[reason with { Display = null }, reason with { Code = "" }, reason with { System = "" }, reason])
            Breaks("CH-129", Good with { OverrideReasons = [reason, bad] }, card => Assert.Equal([reason], card!.OverrideReasons));
    }

    [Fact]
    public void CH_140_a_suggestion_without_a_label_does_not_leave() =>
        Breaks("CH-140", Good with { Suggestions = [new Suggestion { Label = "" }] }, card => Assert.Empty(card!.Suggestions));

    public static TheoryData<string, SuggestedAction> BadActions() => new()
    {
        { "CH-145", new SuggestedAction { Type = (ActionType)7, Description = "d" } },
        { "CH-146", new SuggestedAction { Type = ActionType.Create, Description = " ", Resource = Task } },
        { "CH-147", new SuggestedAction { Type = ActionType.Create, Description = "d" } },
        { "CH-147", new SuggestedAction { Type = ActionType.Create, Description = "d", Resource = "\"Task\""u8.ToArray() } },
        { "CH-147", new SuggestedAction { Type = ActionType.Create, Description = "d", Resource = """{"x":{"resourceType":"Task"}}"""u8.ToArray() } },
        { "CH-147", new SuggestedAction { Type = ActionType.Create, Description = "d", Resource = """{"resourceType":"Task"},{}"""u8.ToArray() } },
        { "CH-148", new SuggestedAction { Type = ActionType.Update, Description = "d", ResourceId = "Task/1" } },
        { "CH-149", new SuggestedAction { Type = ActionType.Delete, Description = "d" } },
        { "CH-149", new SuggestedAction { Type = ActionType.Delete, Description = "d", ResourceId = "1" } },
        { "CH-149", new SuggestedAction { Type = ActionType.Delete, Description = "d", ResourceId = "Task/1", Resource = Task } },
    };

    [Theory]
    [MemberData(nameof(BadActions))]
    public void CH_145_to_149_INV_cds_resp_2_5_an_action_that_breaks_a_rule_takes_its_suggestion_with_it(string rule, SuggestedAction action) =>
        Breaks(rule, WithAction(action), card => Assert.Empty(card!.Suggestions));

    [Fact]
    public void CH_143_a_suggestion_never_loses_one_of_its_actions() => Breaks(
        "CH-146",
        Good with { Suggestions = [Good.Suggestions[0] with { Actions = [.. Good.Suggestions[0].Actions, new SuggestedAction { Type = ActionType.Create, Description = "", Resource = Task }] }] },
        card => Assert.Empty(card!.Suggestions));

    [Fact]
    public void CH_160_a_link_needs_label_type_and_absolute_url()
    {
        Link link = Good.Links[0];
        foreach (Link bad in (Link[])[link with { Label = "" }, link with { Url = new Uri("/x", UriKind.Relative) }, link with { Url = new Uri("javascript:alert(1)") }, link with { Type = (LinkType)7 }])
            Breaks("CH-160", Good with { Links = [link, bad] }, card => Assert.Equal([link], card!.Links));
    }

    [Theory]
    [InlineData("https://example.org/launch?iss=https://evil.example.org")]
    [InlineData("https://example.org/launch?a=1&launch=xyz")]
    public void CH_161_a_smart_link_leaves_iss_and_launch_to_the_client(string url) =>
        Breaks("CH-161", Good with { Links = [Good.Links[1] with { Url = new Uri(url) }] }, card => Assert.Empty(card!.Links));

    [Fact]
    public void CH_162_INV_cds_resp_3_app_context_is_for_smart_links_alone() =>
        Breaks("CH-162", Good with { Links = [Good.Links[0] with { AppContext = "x" }] }, card => Assert.Null(card!.Links[0].AppContext));

    [Fact]
    public void CH_163_autolaunchable_leaves_only_by_agreement()
    {
        Card card = Good with { Links = [Good.Links[1] with { Autolaunchable = true }] };

        Assert.Null(Check(card).Response.Cards[0].Links[0].Autolaunchable);
        Assert.True(Check(card, ClientProfile.Standard with { Autolaunch = true }).Response.Cards[0].Links[0].Autolaunchable);
    }

    [Fact]
    public void CH_165_a_link_is_https_or_on_this_machine()
    {
        Breaks("CH-165", Good with { Links = [Good.Links[0] with { Url = new Uri("http://example.org") }] }, card => Assert.Empty(card!.Links));
        Assert.Empty(Check(Good with { Links = [Good.Links[0] with { Url = new Uri("http://127.0.0.1:5080/") }] }).Breaches);
    }

    [Fact]
    public void CH_113_CH_170_CH_171_CH_172_system_actions_leave_only_by_agreement_and_whole()
    {
        SuggestedAction sound = Good.Suggestions[0].Actions[0];
        CdsResponse response = new() { SystemActions = [sound, sound with { Description = "" }] };

        Assert.Empty(Check(response).Response.SystemActions);
        Assert.Equal([sound], Check(response, ClientProfile.Standard with { SystemActions = true }).Response.SystemActions);
    }

    [Fact]
    public async Task CH_089_a_breach_is_repaired_and_logged_without_the_content_of_the_card()
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(
            TestService.Greeter, _ => new CdsResponse { Cards = [Good with { Summary = "Mr Secret " + new string('x', 200) }, Good with { Summary = "" }] }));

        Answer answer = await host.CallAsync(Bodies.PatientView());

        Assert.Single(answer.Json["cards"]!.AsArray());
        Assert.InRange(((string)answer.Json["cards"]![0]!["summary"]!).Length, 1, 139);
        Assert.Equal(["CH-121", "CH-121"], Assert.Single(host.Reports).Breaches.Select(breach => breach.Rule));
        Assert.Contains("CH-121, card 1: summary cut", host.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public void EP_12_EP_13_EP_14_cards_are_fitted_to_epic()
    {
        SuggestedAction task = Good.Suggestions[0].Actions[0];
        SuggestedAction order = task with { Description = "Order creatinine", Resource = """{"resourceType":"ServiceRequest"}"""u8.ToArray() };
        Card card = Check(
            Good with { SelectionBehavior = SelectionBehavior.AtMostOne, Suggestions = [Good.Suggestions[0] with { Actions = [order, task, order] }, Good.Suggestions[1]] },
            ClientProfile.Epic).Response.Cards[0];

        Assert.Equal(SelectionBehavior.Any, card.SelectionBehavior);
        Assert.Equal(["Order creatinine", "Order creatinine", "Stop"], card.Suggestions.Select(suggestion => suggestion.Label));
        Assert.All(card.Suggestions, suggestion => Assert.Single(suggestion.Actions));
        Assert.Equal(3, card.Suggestions.Select(suggestion => suggestion.Uuid).Distinct().Count());
        Assert.Empty(card.Extension);
    }

    [Fact]
    public void OR_02_OR_04_OR_06_cards_are_fitted_to_oracle()
    {
        Card card = Check(Good, ClientProfile.Oracle with { LinkHosts = new HashSet<string> { "apps.example.org" } }).Response.Cards[0];

        Assert.Empty(card.Suggestions);
        Assert.Null(card.SelectionBehavior);
        Assert.Empty(card.Links);
        Assert.All(Check(Good, ClientProfile.Oracle).Response.Cards[0].Links, link => Assert.Null(link.AppContext));
    }

    private static Card WithAction(SuggestedAction action) => Good with { Suggestions = [new Suggestion { Label = "do", Uuid = "s", Actions = [action] }] };
}
