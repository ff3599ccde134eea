using System.Text.Json;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>A test that needs the folder <c>../shared/cases</c> beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WithSharedCasesAttribute : TheoryAttribute
{
    public WithSharedCasesAttribute()
    {
        if (SharedCaseTests.Folder is null)
            Skip = "../shared/cases is not beside this repository";
    }
}

/// <summary>The acceptance cases: level, scope, range, and what must, must not, or cannot be said.</summary>
public sealed class SharedCaseTests
{
    internal static string? Folder { get; } = Find();

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            if (Folder is null)
            {
                names.Add("");
                return names;
            }
            using var expected = Expected();
            foreach (var row in expected.RootElement.EnumerateObject())
                names.Add(row.Name);
            return names;
        }
    }

    [WithSharedCases]
    [MemberData(nameof(Names))]
    public void An_acceptance_case_comes_out_as_expected(string name)
    {
        using var file = Expected();
        var expected = file.RootElement.GetProperty(name);
        var asOf = DateOnly.Parse(expected.GetProperty("asOf").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var part = Assert.Single(FileReader.Read(File.ReadAllBytes(Path.Combine(Folder!, expected.GetProperty("input").GetString()!))));
        Assert.Null(part.Error);
        var patient = expected.GetProperty("patient").GetString()!;
        var assessment = World.Rules().Assess(World.Snapshots.Build(part.Records!, patient[(patient.IndexOf('/') + 1)..], asOf));

        var wrong = new List<string>();
        if (expected.TryGetProperty("level", out var level) && assessment.Level?.Value != (level.ValueKind == JsonValueKind.Null ? null : level.GetInt32()))
            wrong.Add($"level {assessment.Level}, not {level}");
        if (expected.TryGetProperty("scope", out var scope) && ScopeWord(assessment.Scope) != scope.GetString())
            wrong.Add($"scope {assessment.Scope}, not {scope}");
        Check("mustFire", outcome => outcome == "met");
        Check("mustNotFire", outcome => outcome != "met");
        Check("mustBeUnknown", outcome => outcome == "unknown");
        Check("mustBeSuppressed", outcome => outcome == "suppressed");
        Check("mustBeNotMet", outcome => outcome == "not-met");
        if (expected.TryGetProperty("levelRange", out var range))
        {
            if (Number(range, "highest") != assessment.Highest?.Value || Number(range, "lowest") != assessment.Level?.Value)
                wrong.Add($"range {assessment.Highest} to {assessment.Level}, not {range}");
        }
        if (expected.TryGetProperty("provisional", out var provisional) && provisional.GetBoolean() != assessment.IsProvisional)
            wrong.Add($"provisional is {assessment.IsProvisional}");
        if (expected.TryGetProperty("missingAny", out var any)
            && !any.EnumerateArray().Any(m => assessment.Missing.Any(have => have.Id.Contains(m.GetString()!, StringComparison.Ordinal))))
            wrong.Add($"missing is {string.Join(", ", assessment.Missing.Select(m => m.Id))}, not any of {any}");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        void Check(string member, Func<string, bool> fits)
        {
            if (!expected.TryGetProperty(member, out var ids))
                return;
            foreach (var id in ids.EnumerateArray())
            {
                var finding = assessment.Findings.FirstOrDefault(f => f.Criterion == id.GetString());
                if (!fits(finding is null ? "" : World.Word(finding.Outcome)))
                    wrong.Add($"{member} {id}: {(finding is null ? "no such finding" : $"{World.Word(finding.Outcome)}: {finding.Reason.En}")}");
            }
        }
    }

    private static int? Number(JsonElement range, string name) =>
        range.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static string ScopeWord(Scope scope) => scope switch { Scope.InScope => "in-scope", Scope.Annotated => "annotated", _ => "out-of-scope" };

    private static JsonDocument Expected() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, "expected.json")));

    // Beside the repository; a git worktree has it beside the repository that it belongs to.
    private static string? Find()
    {
        var roots = new List<string> { World.Root };
        var git = Path.Combine(World.Root, ".git");
        if (File.Exists(git) && File.ReadAllText(git).Split("gitdir:") is [_, var target])
        {
            var main = target.Trim().Split("/.git/")[0];
            roots.Add(main);
        }
        return roots.Select(root => Path.GetFullPath(Path.Combine(root, "..", "shared", "cases"))).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "expected.json")));
    }
}
