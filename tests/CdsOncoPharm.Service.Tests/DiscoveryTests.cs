using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Service.Tests;

[Collection(OneServiceCollection.Name)]
public sealed class DiscoveryTests(OneService one)
{
    private static readonly string[] PublishedKeys =
    [
        "patient", "conditions", "medications", "administrations", "statements", "procedures", "adverseEvents", "nutrition",
        "assessments", "labs", "measurements", "surveys",
    ];

    [Fact]
    public async Task There_is_one_service_for_each_hook_and_its_id_names_the_hook()
    {
        var services = await ServicesAsync();

        Assert.Equal(
            ["encounter-discharge", "encounter-start", "medication-verify", "order-select", "order-sign", "patient-view"],
            services.Select(service => (string)service["hook"]!).Order(StringComparer.Ordinal));
        Assert.All(services, service => Assert.Equal($"care-level-{service["hook"]}", (string)service["id"]!));
        Assert.All(services, service => Assert.NotEmpty((string)service["description"]!));
    }

    [Fact]
    public async Task Every_service_asks_for_the_published_keys_and_no_other()
    {
        foreach (var service in await ServicesAsync())
            Assert.Equal(PublishedKeys.Order(StringComparer.Ordinal), Prefetch(service).Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_prefetch_url_stays_under_2000_characters_with_the_longest_id_there_is()
    {
        var longestId = new string('9', 64);
        foreach (var service in await ServicesAsync())
        {
            foreach (var (key, template) in Prefetch(service))
            {
                var url = ((string)template!).Replace("{{context.patientId}}", longestId, StringComparison.Ordinal);
                Assert.True(url.Length < 2000, $"{service["id"]}: {key} has {url.Length} characters");
            }
        }
    }

    [Fact]
    public async Task A_prefetch_url_uses_the_patient_alone_and_names_the_type_where_a_parameter_takes_several()
    {
        foreach (var service in await ServicesAsync())
        {
            foreach (var (key, template) in Prefetch(service))
            {
                var url = (string)template!;
                Assert.All(Regex.Matches(url, @"\{\{(.*?)\}\}"), token => Assert.Equal("context.patientId", token.Groups[1].Value));
                // subject may be a Group or a Device: a bare id there means nothing.
                Assert.DoesNotContain("subject={{", url, StringComparison.Ordinal);
                if (key != "patient")
                    Assert.Matches(@"[?&]_count=\d+", url);
            }
        }
    }

    [Fact]
    public async Task The_service_says_that_it_lives_and_is_ready_with_which_knowledge()
    {
        Assert.Equal("live", (string?)(await JsonAsync("health/live"))["status"]);
        var ready = await JsonAsync("health/ready");
        Assert.Equal("ready", (string?)ready["status"]);
        Assert.StartsWith("sha256:", (string)ready["knowledge"]!["hash"]!, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JsonObject>> ServicesAsync() =>
        [.. (await JsonAsync("cds-services"))["services"]!.AsArray().Select(service => service!.AsObject())];

    private async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await one.Service.Http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    private static JsonObject Prefetch(JsonObject service) => service["prefetch"]!.AsObject();
}
