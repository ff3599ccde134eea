using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Cli;
using CdsOncoPharm.Service.Tests;
using VerifyTests;

namespace CdsOncoPharm.Journeys.Tests;

/// <summary>
/// Every folder of <c>samples/</c> is posted to the real service and compared with the cards beside it. A new folder is
/// picked up by itself: write story.md and request.json, run this, read cards.received.json, and rename it.
/// </summary>
[Collection(OneServiceCollection.Name)]
public sealed partial class SamplesTests(OneService one)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Repository.Of("samples")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task The_service_answers_the_sample_with_the_expected_cards(string folder)
    {
        var received = Readable(await AnswerAsync(folder));

        var verifiedPath = Repository.Of("samples", folder, "cards.verified.json");
        var receivedPath = Repository.Of("samples", folder, "cards.received.json");
        var verified = File.Exists(verifiedPath) ? (await File.ReadAllTextAsync(verifiedPath)).TrimEnd('\n') : "";
        if (verified == received)
        {
            File.Delete(receivedPath);
            return;
        }
        await File.WriteAllTextAsync(receivedPath, received + "\n", new UTF8Encoding(false));
        throw new VerifyException($"{FirstDifference(verified, received)}\nTo approve: move {receivedPath} to {verifiedPath}");

        static string Readable(JsonNode answer) => Normalised(answer.ToJsonString(SamplesTests.Readable));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task The_command_line_says_the_same_as_the_card(string folder)
    {
        var answer = await AnswerAsync(folder);
        using StringWriter output = new(), error = new();
        var exit = await CommandLine.RunAsync(
            ["stratify", Repository.Of("samples", folder, "request.json"), "--format", "json"], output, error, new AnyDay());

        Assert.Equal(0, exit);
        var line = JsonNode.Parse(output.ToString())!;
        if (answer["cards"]!.AsArray() is not [{ } card])
        {
            Assert.Null((int?)line["level"]);
            return;
        }
        var shown = card["extension"]!["org.cdsoncopharm.assessment"]!;
        Assert.Equal((int?)shown["level"], (int?)line["level"]);
        Assert.Equal((string?)shown["asOf"], (string?)line["asOf"]);
        Assert.Equal((string?)shown["scope"], (string?)line["scope"]);
        Assert.Equal(Met(shown), Met(line));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_folder_tells_its_story(string folder)
    {
        var story = File.ReadAllLines(Repository.Of("samples", folder, "story.md"));

        Assert.StartsWith("# ", story[0], StringComparison.Ordinal);
        Assert.Contains(story, line => line.StartsWith("**The answer: ", StringComparison.Ordinal));
        Assert.InRange(story.Count(line => line.Length > 0), 4, 12);
    }

    [Fact]
    public async Task Feedback_on_the_card_of_a_sample_is_taken()
    {
        const string folder = "17-the-pharmacist-has-answered";
        var card = Assert.Single((await AnswerAsync(folder))["cards"]!.AsArray())!;
        var feedback = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Of("samples", folder, "feedback.json")))!;

        feedback["feedback"]![0]!["card"] = (string)card["uuid"]!;
        using var taken = await PostFeedbackAsync();
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        feedback["feedback"]![0]!["outcome"] = "ignored";
        using var refused = await PostFeedbackAsync();
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);

        Task<HttpResponseMessage> PostFeedbackAsync() => one.Service.PostAsync("cds-services/care-level-patient-view/feedback", feedback.ToJsonString());
    }

    private async Task<JsonNode> AnswerAsync(string folder)
    {
        var request = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Of("samples", folder, "request.json")))!;
        var language = Repository.Of("samples", folder, "language.txt");
        return await one.Service.AskAsync(request, File.Exists(language) ? (await File.ReadAllTextAsync(language)).Trim() : "en");
    }

    private static List<string> Met(JsonNode assessment) =>
        [.. assessment["findings"]!.AsArray().Where(f => (string?)f!["outcome"] == "met").Select(f => (string)f!["criterion"]!)];

    /// <summary>Without what differs from call to call (identifiers) or with every edit of the knowledge (its hash).</summary>
    private static string Normalised(string json)
    {
        Dictionary<string, string> names = [];
        json = Uuid().Replace(json, found =>
        {
            if (!names.TryGetValue(found.Value, out var name))
                names.Add(found.Value, name = $"uuid-{names.Count + 1}");
            return name;
        });
        return Hash().Replace(json, "sha256:…");
    }

    private static string FirstDifference(string verified, string received)
    {
        string[] approved = verified.Split('\n'), now = received.Split('\n');
        var line = 0;
        while (line < approved.Length && line < now.Length && approved[line] == now[line])
            line++;
        return $"Line {line + 1} differs.\n"
            + $"  approved: {approved.ElementAtOrDefault(line) ?? "(end of file)"}\n"
            + $"  received: {now.ElementAtOrDefault(line) ?? "(end of file)"}";
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex("sha256:[0-9a-f]+")]
    private static partial Regex Hash();
}
