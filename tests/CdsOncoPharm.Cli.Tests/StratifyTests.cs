using System.Text.Json.Nodes;

namespace CdsOncoPharm.Cli.Tests;

/// <summary><c>./cds stratify</c> as a person or a script uses it.</summary>
public sealed class StratifyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cds-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_bundle_gives_one_line_of_json_for_its_patient()
    {
        var (exit, output, _) = await RunAsync("stratify", File("one.json", Bundles.WithCreatinine("p1", 300)), "--format", "json");

        Assert.Equal(0, exit);
        var line = Assert.Single(Lines(output));
        Assert.Equal("Patient/p1", (string?)line["patient"]);
        Assert.Equal("2026-11-21", (string?)line["asOf"]);
        Assert.Equal("in-scope", (string?)line["scope"]);
        Assert.Equal(1, (int?)line["level"]);
        Assert.Contains(line["findings"]!.AsArray(), f => (string?)f!["criterion"] == "PC-5.1.2.5-L1-a" && (string?)f["outcome"] == "met");
        Assert.StartsWith("sha256:", (string)line["knowledge"]!["hash"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_every_criterion_also_those_that_are_not_met()
    {
        var (_, output, _) = await RunAsync("stratify", File("one.json", Bundles.WithCreatinine("p1", 80)), "--format", "json");

        var findings = Lines(output).Single()["findings"]!.AsArray();
        Assert.Equal(148, findings.Count);
        Assert.Contains(findings, f => (string?)f!["outcome"] == "not-met");
    }

    [Fact]
    public async Task No_level_is_printed_as_null()
    {
        var (_, output, _) = await RunAsync("stratify", File("one.json", Bundles.Of(Bundles.Patient("p1"), Bundles.Condition("p1", "C34.1"))), "--format", "json");

        var line = Lines(output).Single().AsObject();
        Assert.True(line.ContainsKey("level"));
        Assert.Null(line["level"]);
        Assert.True((bool)line["provisional"]!);
        Assert.Equal(1, (int?)line["levelRange"]!["highest"]);
    }

    [Fact]
    public async Task Somebody_without_cancer_is_a_line_out_of_scope()
    {
        var (exit, output, _) = await RunAsync("stratify", File("one.json", Bundles.Of(Bundles.Patient("p1"), Bundles.Condition("p1", "I10"))), "--format", "json");

        Assert.Equal(0, exit);
        var line = Lines(output).Single();
        Assert.Equal("out-of-scope", (string?)line["scope"]);
        Assert.Null(line["level"]);
        Assert.NotEmpty(line["scopeNotes"]!.AsArray());
    }

    [Fact]
    public async Task A_table_is_for_people()
    {
        var (exit, output, _) = await RunAsync("stratify", File("one.json", Bundles.WithCreatinine("p1", 300)), "--format", "table");

        Assert.Equal(0, exit);
        Assert.StartsWith("Patient/p1  2026-11-21", output, StringComparison.Ordinal);
        Assert.Contains("Level 1", output, StringComparison.Ordinal);
        Assert.Contains("PC-5.1.2.5-L1-a", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table", "一级")]
    [InlineData("json", "重度肾功能损害")]
    public async Task The_answer_can_be_in_chinese(string format, string word)
    {
        var (exit, output, _) = await RunAsync("stratify", File("one.json", Bundles.WithCreatinine("p1", 300)), "--format", format, "--lang", "zh-CN");

        Assert.Equal(0, exit);
        Assert.Contains(word, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_patients_in_a_bundle_are_assessed_one_by_one()
    {
        var both = Bundles.Join(Bundles.WithCreatinine("p1", 300), Bundles.WithCreatinine("p2", 80));
        var (exit, output, _) = await RunAsync("stratify", File("two.json", both), "--format", "json");

        Assert.Equal(0, exit);
        Assert.Equal(["Patient/p1 1", "Patient/p2 3"], Lines(output).Select(line => $"{line["patient"]} {line["level"]}"));
    }

    [Fact]
    public async Task A_folder_is_read_in_the_order_of_its_names_with_the_folders_in_it()
    {
        Directory.CreateDirectory(Path.Combine(folder, "c"));
        File("b.json", Bundles.WithCreatinine("p2", 80));
        File("a.json", Bundles.WithCreatinine("p1", 80));
        File(Path.Combine("c", "d.json"), Bundles.WithCreatinine("p3", 80));
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "readme.txt"), "not a record");

        var (exit, output, _) = await RunAsync("stratify", folder, "--format", "json");

        Assert.Equal(0, exit);
        Assert.Equal(["Patient/p1", "Patient/p2", "Patient/p3"], Lines(output).Select(line => (string?)line["patient"]));
    }

    [Fact]
    public async Task Ndjson_is_read_line_by_line_and_a_broken_line_is_named()
    {
        var path = Path.Combine(folder, "many.ndjson");
        await System.IO.File.WriteAllLinesAsync(
            path, [Bundles.WithCreatinine("p1", 300).ToJsonString(), "{ \"resourceType\": \"Bundle\", ", Bundles.WithCreatinine("p2", 80).ToJsonString()]);

        var (exit, output, _) = await RunAsync("stratify", path, "--format", "json");

        Assert.Equal(3, exit);
        var lines = Lines(output);
        Assert.Equal(3, lines.Count);
        Assert.Equal("Patient/p1", (string?)lines[0]["patient"]);
        Assert.Equal(path + ":2", (string?)lines[1]["file"]);
        Assert.NotEmpty((string)lines[1]["error"]!);
        Assert.Equal("Patient/p2", (string?)lines[2]["patient"]);
    }

    [Fact]
    public async Task A_bundle_without_a_patient_is_an_error_line_and_the_others_still_run()
    {
        var without = File("a.json", Bundles.Of(Bundles.Condition("p1", "C34.1")));
        var with = File("b.json", Bundles.WithCreatinine("p1", 80));

        var (exit, output, _) = await RunAsync("stratify", without, with, "--format", "json");

        Assert.Equal(3, exit);
        var lines = Lines(output);
        Assert.Equal(["file", "error"], lines[0].AsObject().Select(member => member.Key));
        Assert.Equal(without, (string?)lines[0]["file"]);
        Assert.Equal("Patient/p1", (string?)lines[1]["patient"]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_on_the_error_stream_of_a_table()
    {
        var path = Path.Combine(folder, "broken.json");
        await System.IO.File.WriteAllTextAsync(path, "{ \"resourceType\": \"Bundle\", \"entry\": [ ");

        var (exit, output, error) = await RunAsync("stratify", path, "--format", "table");

        Assert.Equal(3, exit);
        Assert.Empty(output);
        Assert.StartsWith(path + ": ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_day_decides_what_is_too_old()
    {
        var path = File("one.json", Bundles.WithCreatinine("p1", 300));

        Assert.Equal(1, await LevelAsync(path, "--as-of", "2026-12-18"));
        Assert.Null(await LevelAsync(path, "--as-of", "2026-12-19"));
    }

    [Fact]
    public async Task A_saved_request_brings_its_own_day()
    {
        var request = new JsonObject
        {
            ["hook"] = "patient-view",
            ["context"] = new JsonObject { ["patientId"] = "p1" },
            ["prefetch"] = new JsonObject { ["all"] = Bundles.WithCreatinine("p1", 300) },
            ["extension"] = new JsonObject { ["org.cdsoncopharm.asOf"] = "2026-11-19" },
        };
        var path = File("request.json", request);

        var (_, own, _) = await RunAsync("stratify", path, "--format", "json");
        var (_, other, _) = await RunAsync("stratify", path, "--format", "json", "--as-of", "2026-11-20");

        Assert.Equal("2026-11-19", (string?)Lines(own).Single()["asOf"]);
        Assert.Equal("2026-11-20", (string?)Lines(other).Single()["asOf"]);
    }

    [Fact]
    public async Task A_request_whose_diagnoses_failed_does_not_say_that_there_is_no_cancer()
    {
        var failed = new JsonObject { ["resourceType"] = "OperationOutcome" };
        var (exit, output, _) = await RunAsync("stratify", File("request.json", Request(failed, null)), "--format", "json");

        Assert.Equal(0, exit);
        Assert.Contains("whether there is a cancer is unknown", (string?)Lines(output).Single()["scopeNotes"]![0], StringComparison.Ordinal);

        (_, output, _) = await RunAsync("stratify", File("request.json", Request(null, null)), "--format", "json");
        Assert.Equal("No cancer diagnosis", (string?)Lines(output).Single()["scopeNotes"]![0]);
    }

    [Fact]
    public async Task A_request_without_diagnoses_and_medicines_is_an_error_line()
    {
        var failed = new JsonObject { ["resourceType"] = "OperationOutcome" };
        var (exit, output, _) = await RunAsync("stratify", File("request.json", Request(failed, failed.DeepClone())), "--format", "json");

        Assert.Equal(3, exit);
        Assert.Contains("Neither conditions nor medications", (string?)Lines(output).Single()["error"], StringComparison.Ordinal);
    }

    private static JsonObject Request(JsonNode? conditions, JsonNode? medications) => new()
    {
        ["hook"] = "patient-view",
        ["context"] = new JsonObject { ["patientId"] = "p1" },
        ["prefetch"] = new JsonObject { ["patient"] = Bundles.Patient("p1"), ["conditions"] = conditions, ["medications"] = medications },
    };

    [Fact]
    public async Task An_option_of_a_decision_is_chosen_as_on_the_service()
    {
        var path = File("bleomycin.json", Bundles.WithBleomycin("p1"));

        Assert.Equal(1, await LevelAsync(path));
        Assert.Equal(2, await LevelAsync(path, "--Clinical:Options:D-17", "level-2"));
        Assert.Equal(2, await LevelAsync(path, "--Clinical:Options:D-17=level-2"));
    }

    [Theory]
    [InlineData("D-999", "--Clinical:Options:D-999", "level-2")]
    [InlineData("level-9", "--Clinical:Options:D-17", "level-9")]
    [InlineData("Clinical:Optionz", "--Clinical:Optionz:D-17", "level-2")]
    [InlineData("nowhere", "--Clinical:LocalKnowledge", "nowhere")]
    [InlineData("--as-of", "--as-of", "21.11.2026")]
    [InlineData("--as-of", "--as-of", "2026-02-30")]
    [InlineData("xml", "--format", "xml")]
    [InlineData("fr", "--lang", "fr")]
    [InlineData("--colour", "--colour", "red")]
    public async Task An_argument_that_cannot_be_used_is_named(string named, params string[] arguments)
    {
        var (exit, output, error) = await RunAsync(["stratify", File("one.json", Bundles.WithCreatinine("p1", 80)), .. arguments]);

        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_named()
    {
        var (exit, _, error) = await RunAsync("stratify", Path.Combine(folder, "nothing.json"));

        Assert.Equal(2, exit);
        Assert.Contains("nothing.json", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_path_the_command_says_what_it_wants()
    {
        var (exit, _, error) = await RunAsync("stratify");

        Assert.Equal(2, exit);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task A_long_run_reports_progress_on_the_error_stream_alone()
    {
        for (var i = 10; i < 40; i++)
            File($"{i}.json", Bundles.WithCreatinine($"p{i}", 80));

        var (exit, output, error) = await RunAsync("stratify", folder, "--format", "json");

        Assert.Equal(0, exit);
        Assert.Equal(30, Lines(output).Count);
        Assert.Contains("of 30", error, StringComparison.Ordinal);
    }

    private static async Task<int?> LevelAsync(string path, params string[] more)
    {
        var (exit, output, error) = await RunAsync(["stratify", path, "--format", "json", .. more]);
        Assert.True(exit == 0, error);
        return (int?)Lines(output).Single()["level"];
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var exit = await CommandLine.RunAsync(arguments, output, error, new NoonOf21November());
        return (exit, output.ToString(), error.ToString());
    }

    private static List<JsonNode> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private string File(string name, JsonObject content)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, content.ToJsonString());
        return path;
    }

    private sealed class NoonOf21November : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    }
}
