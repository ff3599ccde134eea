using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>Discovery, as the running service gives it.</summary>
[Collection(OneServiceCollection.Name)]
public sealed partial class DiscoveryTests(OneService one)
{
    private static readonly string[] Members = ["id", "hook", "title", "description", "usageRequirements", "prefetch", "extension"];

    [Theory]
    [InlineData("cds-services")]
    [InlineData("cds-services/")]
    public async Task CH_002_CH_020_CH_021_CH_032_discovery_is_there_as_json(string path)
    {
        var answer = await one.Service.SendAsync(HttpMethod.Get, path);

        Assert.Equal(200, answer.Status);
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(6, answer.Json["services"]!.AsArray().Count);
    }

    [Fact]
    public async Task CH_023_CH_024_CH_025_CH_026_CH_028_CH_033_a_service_has_what_a_client_reads_and_nothing_of_its_own()
    {
        foreach (var service in await ServicesAsync())
        {
            foreach (var member in new[] { "id", "hook", "title", "description", "usageRequirements" })
                Assert.NotEmpty(Wire.Text(service[member]));
            Assert.All(service, member => Assert.Contains(member.Key, Members));
            Assert.Matches("^[a-z-]+$", Wire.Text(service["id"]));
            // The id is the address.
            (await one.Service.SendAsync(HttpMethod.Post, $"cds-services/{service["id"]}", "{}")).IsOutcome(400);
        }
    }

    [Fact]
    public async Task CH_031_SB_03_no_two_services_share_an_id()
    {
        var ids = (await ServicesAsync()).Select(service => Wire.Text(service["id"])).ToList();

        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public async Task CH_228_every_hook_is_one_of_the_specification() =>
        Assert.Equal(Calls.Hooks.Order(StringComparer.Ordinal), (await ServicesAsync()).Select(service => Wire.Text(service["hook"])).Order(StringComparer.Ordinal));

    [Fact]
    public async Task CH_027_CH_040_CH_041_CH_042_CH_043_CH_050_a_template_is_a_read_or_a_search_with_tokens_every_client_knows()
    {
        foreach (var (key, template) in await TemplatesAsync())
        {
            Assert.Matches("^[A-Za-z0-9-]+$", key);
            Assert.Matches(@"^[A-Z][A-Za-z]+(/\{\{context\.patientId\}\}|\?\S+)$", template);
            Assert.All(Token().Matches(template), token => Assert.Equal("{{context.patientId}}", token.Value));
        }
    }

    [Fact]
    public async Task CH_044_CH_047_CH_048_a_search_keeps_to_what_servers_widely_support()
    {
        foreach (var (_, template) in (await TemplatesAsync()).Where(item => item.Template.Contains('?', StringComparison.Ordinal)))
        {
            foreach (var parameter in template.Split('?')[1].Split('&'))
            {
                var name = parameter.Split('=')[0];
                Assert.Contains(name, (string[])["patient", "subject", "code", "_sort", "_count"]);
                Assert.DoesNotContain("userId", parameter, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task CH_227_what_is_supported_is_written_down_for_people()
    {
        var readme = await File.ReadAllTextAsync(Repository.Of("README.md"));

        foreach (var service in await ServicesAsync())
        {
            Assert.Contains($"`{service["id"]}`", readme, StringComparison.Ordinal);
            foreach (var (key, _) in service["prefetch"]!.AsObject())
                Assert.Contains($"`{key}`", readme, StringComparison.Ordinal);
        }
    }

    private async Task<List<JsonObject>> ServicesAsync() =>
        [.. Wire.Objects((await one.Service.SendAsync(HttpMethod.Get, "cds-services")).Ok()["services"])];

    private async Task<List<(string Key, string Template)>> TemplatesAsync() =>
        [.. (await ServicesAsync()).SelectMany(service => service["prefetch"]!.AsObject()).Select(item => (item.Key, Wire.Text(item.Value)))];

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex Token();
}
