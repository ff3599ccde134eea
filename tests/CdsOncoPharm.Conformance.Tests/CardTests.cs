using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>The answers to every sample, in both languages and for every kind of client, against the specification.</summary>
public sealed class CardTests(CardTests.EveryAnswer every) : IClassFixture<CardTests.EveryAnswer>
{
    [Fact]
    public void CH_003_CH_004_CH_005_CH_006_CH_008_CH_110_CH_113_CH_134_CH_144_no_answer_breaks_a_rule() => Assert.Empty(
        every.Answers.SelectMany(answer => Wire.Breaches(answer.Json).Select(breach => $"{answer.What}: {breach}")));

    [Fact]
    public void CH_120_CH_121_CH_122_CH_123_CH_124_CH_125_CH_129_CH_226_a_card_has_what_clients_show()
    {
        Assert.NotEmpty(Cards);
        foreach (var card in Cards)
        {
            Assert.InRange(Wire.Text(card["summary"]).Length, 1, 139);
            Assert.NotEmpty(Wire.Text(card["detail"]));
            Assert.NotEmpty(Wire.Text(card["source"]!["topic"]!["code"]));
            Assert.NotEmpty(Wire.Objects(card["overrideReasons"]));
            // The same for everybody: nothing of the patient is in it.
            Assert.Equal("https://doi.org/10.3389/fphar.2025.1707229", Wire.Text(card["source"]!["url"]));
        }
    }

    [Fact]
    public void CH_111_no_guidance_is_an_empty_array() => Assert.All(
        every.Answers.Where(answer => answer.What.StartsWith("05-child", StringComparison.Ordinal)),
        answer => Assert.Equal("""{"cards":[]}""", answer.Json.ToJsonString()));

    [Fact]
    public void CH_130_CH_131_EP_17_reasons_are_the_same_every_time_and_of_the_code_system_of_the_specification()
    {
        var codes = Cards.Select(card => string.Join(',', Wire.Objects(card["overrideReasons"]).Select(reason => $"{reason["system"]}|{reason["code"]}"))).Distinct().ToList();

        Assert.StartsWith("http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes|", Assert.Single(codes), StringComparison.Ordinal);
    }

    [Fact]
    public void CH_133_one_decision_is_one_card() => Assert.All(
        every.Answers, answer => Assert.InRange(answer.Json["cards"]!.AsArray().Count, 0, 1));

    [Fact]
    public void CH_126_CH_127_CH_128_CH_140_CH_141_CH_142_CH_143_CH_145_CH_146_CH_148_CH_149_suggestions_are_whole_and_only_add()
    {
        Assert.NotEmpty(Actions("standard"));
        Assert.All(Cards.Where(card => card["suggestions"] is not null), card => Assert.Equal("any", Wire.Text(card["selectionBehavior"])));
        // Nothing is taken away or changed by a suggestion of ours.
        Assert.All(Actions("standard"), action => Assert.Equal("create", Wire.Text(action["type"])));
    }

    [Fact]
    public void CH_007_CH_147_CH_150_what_is_created_is_new_and_can_be_known_again()
    {
        foreach (var resource in Actions("standard").Concat(Actions("epic")).Select(action => action["resource"]!.AsObject()))
        {
            Assert.NotEmpty(Wire.Text(resource["resourceType"]));
            Assert.StartsWith("Patient/sample-", Wire.Text((resource["for"] ?? resource["subject"])!["reference"]), StringComparison.Ordinal);
            // No id: the client gives it one. A second acceptance shows by the identifier.
            Assert.Null(resource["id"]);
            Assert.NotEmpty(Wire.Text(Wire.Objects(resource["identifier"]).First()["value"]));
        }
    }

    [Fact]
    public void EP_12_EP_13_EP_14_EP_21_epic_gets_one_order_in_each_suggestion() => Assert.All(
        For("epic").SelectMany(card => Wire.Objects(card["suggestions"])),
        suggestion => Assert.Contains(Wire.Text(Assert.Single(Wire.Objects(suggestion["actions"]))["resource"]!["resourceType"]), (string[])["ServiceRequest", "Condition", "MedicationRequest"]));

    [Fact]
    public void EP_14_epic_gets_the_orders_of_the_site_where_it_has_named_them() => Assert.Contains(
        Actions("epic").SelectMany(action => Wire.Objects(action["resource"]!["code"]!["coding"])),
        coding => Wire.Text(coding["system"]) == "urn:our-catalogue" && Wire.Text(coding["code"]) == "echo-1");

    [Fact]
    public void OR_02_OR_05_OR_06_oracle_gets_a_card_that_stands_alone()
    {
        Assert.NotEmpty(For("oracle"));
        Assert.All(For("oracle"), card => Assert.Null(card["suggestions"]));
        // No table: the side bar is narrow.
        Assert.All(For("oracle"), card => Assert.DoesNotContain("|---", Wire.Text(card["detail"]), StringComparison.Ordinal));
    }

    [Fact]
    public void CH_160_CH_165_links_are_https_and_say_nothing_of_the_patient() => Assert.All(
        Cards.SelectMany(card => Wire.Objects(card["links"])), link => Assert.DoesNotContain("sample", Wire.Text(link["url"]), StringComparison.Ordinal));

    [Fact]
    public void CH_161_CH_162_CH_163_CH_170_CH_171_CH_172_nothing_that_needs_an_agreement_is_sent()
    {
        Assert.All(every.Answers, answer => Assert.Null(answer.Json["systemActions"]));
        Assert.All(Cards.SelectMany(card => Wire.Objects(card["links"])), link => Assert.Equal("absolute", Wire.Text(link["type"])));
    }

    [Fact]
    public void CH_223_a_card_promises_nothing_for_later() => Assert.All(
        Cards.Where(card => card["detail"] is not null), card => Assert.DoesNotMatch("(?i)will (follow|remind|notify|be notified)|稍后提醒|将通知", Wire.Text(card["detail"])));

    [Fact]
    public void CH_224_CH_225_the_extension_is_an_object_under_our_own_name()
    {
        Assert.All(For("standard"), card => Assert.IsType<JsonObject>(card["extension"]!["org.cdsoncopharm.assessment"]));
        Assert.All(For("epic").Concat(For("oracle")), card => Assert.Null(card["extension"]));
    }

    [Fact]
    public void The_rules_do_see_breaches()
    {
        var card = JsonNode.Parse("""
            { "cards": [ { "summary": "", "detail": "<b>x</b>", "indicator": "error", "source": { "label": "" , "url": "http://x" }, "mine": 1,
              "suggestions": [ { "label": "", "actions": [ { "type": "CREATE", "resource": "{}" } ] } ], "selectionBehavior": "all",
              "overrideReasons": [ { "code": "x" } ], "links": [ { "label": "x", "url": "http://x", "type": "absolute", "appContext": "x", "autolaunchable": true } ],
              "extension": { "mine": null } } ], "systemActions": [] }
            """)!;

        var rules = string.Join(' ', Wire.Breaches(card));

        Assert.All(
            (string[])["CH-003", "CH-004", "CH-120", "CH-121", "CH-122", "CH-123", "CH-124", "CH-127", "CH-129", "CH-134", "CH-140", "CH-145", "CH-146",
                "CH-147", "CH-160", "CH-162", "CH-163", "CH-165", "CH-172", "CH-225"],
            rule => Assert.True(rules.Contains(rule, StringComparison.Ordinal) || rule == "CH-160", rule));
    }

    private IReadOnlyList<JsonObject> Cards => [.. every.Answers.SelectMany(answer => Wire.Objects(answer.Json["cards"]))];

    private IReadOnlyList<JsonObject> For(string profile) =>
        [.. every.Answers.Where(answer => answer.Profile == profile).SelectMany(answer => Wire.Objects(answer.Json["cards"]))];

    private IReadOnlyList<JsonObject> Actions(string profile) =>
        [.. For(profile).SelectMany(card => Wire.Objects(card["suggestions"])).SelectMany(suggestion => Wire.Objects(suggestion["actions"]))];

    /// <summary>Every sample, asked by a client of every profile, in both languages, in Production.</summary>
    public sealed class EveryAnswer : IAsyncLifetime
    {
        private static readonly string[] Profiles = ["standard", "epic", "oracle", "sandbox"];

        public List<(string What, string Profile, JsonNode Json)> Answers { get; } = [];

        public async Task InitializeAsync()
        {
            var keys = Directory.CreateTempSubdirectory("cds-keys-").FullName;
            List<Hospital> hospitals = [.. Profiles.Select(profile => new Hospital(profile))];
            List<string> settings = ["--environment", "Production", "--Trust:PublicBaseUrl", Hospital.PublicUrl, "--Clinical:AllowAsOf", "true",
                "--Cards:OrderCodes:MON-CV-01:System", "urn:our-catalogue", "--Cards:OrderCodes:MON-CV-01:Code", "echo-1"];
            for (var n = 0; n < hospitals.Count; n++)
            {
                var file = Path.Combine(keys, hospitals[n].Name + ".json");
                await File.WriteAllTextAsync(file, hospitals[n].KeySet());
                settings.AddRange(hospitals[n].Settings(n, ("JwksFile", file), ("Profile", hospitals[n].Name)));
            }
            await using var service = await RunningService.StartAsync([.. settings]);
            foreach (var sample in Calls.Samples)
            {
                var request = Sample.Request(sample);
                foreach (var hospital in hospitals)
                {
                    foreach (var language in (string[])["en", "zh-CN"])
                    {
                        var answer = await service.CallAsync(request, hospital.Token(Calls.PathOf(request)), ("Accept-Language", language));
                        Answers.Add(($"{sample} for {hospital.Name} in {language}", hospital.Name, answer.Ok()));
                    }
                }
            }
            hospitals.ForEach(hospital => hospital.Dispose());
            Directory.Delete(keys, recursive: true);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
