using System.Text.Json.Nodes;

namespace CdsOncoPharm.Service.Tests;

/// <summary>A request of <c>samples/</c> as a starting point, and what tests change in it.</summary>
internal static class Sample
{
    public static JsonObject Request(string folder) =>
        JsonNode.Parse(File.ReadAllText(Repository.Of("samples", folder, "request.json")))!.AsObject();

    public static JsonObject Prefetch(this JsonObject request) => request["prefetch"]!.AsObject();

    public static JsonArray Entries(this JsonObject request, string key) => request.Prefetch()[key]!["entry"]!.AsArray();

    public static IEnumerable<JsonObject> Resources(this JsonObject request, string key) =>
        request.Entries(key).Select(entry => entry!["resource"]!.AsObject());

    public static JsonObject OperationOutcome() =>
        JsonNode.Parse("""{ "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "timeout" } ] }""")!.AsObject();

    public static JsonObject Card(this JsonNode answer) => Assert.Single(answer["cards"]!.AsArray())!.AsObject();

    public static JsonObject Assessment(this JsonNode answer) =>
        answer.Card()["extension"]!["org.cdsoncopharm.assessment"]!.AsObject();

    public static int? Level(this JsonNode answer) => (int?)answer.Assessment()["level"];

    /// <summary>How a row came out; null when the card does not show it, which is what not-met looks like there.</summary>
    public static string? Outcome(this JsonNode answer, string criterion) => (string?)answer.Assessment()["findings"]!.AsArray()
        .FirstOrDefault(finding => (string?)finding!["criterion"] == criterion)?["outcome"];
}
