using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests.Operations;

/// <summary>The table of <c>operations/connecting.md</c> from which a site types in keys and queries.</summary>
public sealed class ConnectingPageTests
{
    private const string Page = "operations/connecting.md";

    [Fact]
    public void The_table_of_keys_and_queries_is_that_of_the_services()
    {
        var part = new StringBuilder();
        foreach (var (key, query) in Prefetch("patient-view"))
            part.Append(CultureInfo.InvariantCulture, $"\n`{key}`\n```\n{query}\n```\n");
        Pages.HoldsPart(Page, "prefetch", part.ToString() + "\n");
    }

    [Theory]
    [InlineData("order-sign")]
    [InlineData("order-select")]
    [InlineData("medication-verify")]
    [InlineData("encounter-start")]
    [InlineData("encounter-discharge")]
    public void One_table_does_for_all_services(string hook) => Assert.Equal(Prefetch("patient-view"), Prefetch(hook));

    private static IReadOnlyList<(string Key, string Query)> Prefetch(string hook) =>
        [.. JsonNode.Parse(File.ReadAllText(Repository.Of("cds-services", "care-level", $"{hook}.json")))!["prefetch"]!.AsObject()
            .Select(entry => (entry.Key, (string)entry.Value!))];
}
