using System.Text.RegularExpressions;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>What the specification asks of a service (requirements.txt) is held against the names of the tests.</summary>
public sealed partial class RequirementsTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.Of("tests", "CdsOncoPharm.Conformance.Tests", "requirements.txt"));

    private static readonly string? Shared = SharedConformance();

    private static IReadOnlyList<string> Binding { get; } = [.. Lines.Select(line => BindingLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    private static IReadOnlyList<string> Excused { get; } = [.. Lines.Select(line => ExcusedLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_requirement_that_binds_a_service_is_in_the_name_of_a_test()
    {
        HashSet<string> named = [];
        foreach (var file in Directory.EnumerateFiles(Repository.Of("tests"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Split('/', '\\').Any(part => part is "bin" or "obj"))
                continue;
            foreach (Match test in TestName().Matches(File.ReadAllText(file)))
                named.UnionWith(Named(test.Groups[1].Value));
        }

        string[] unnamed = [.. Binding.Where(id => !named.Contains(id))];

        Assert.Empty(unnamed);
    }

    [Fact]
    public void The_list_has_each_requirement_once()
    {
        Assert.True(Binding.Count > 100, $"only {Binding.Count} requirements were read");
        Assert.Equal([.. Binding.Concat(Excused).Distinct().Order(StringComparer.Ordinal)], Binding.Concat(Excused).Order(StringComparer.Ordinal));
        // Every line with an id was understood.
        Assert.Equal(Lines.Count(line => AnyId().IsMatch(line) && !line.StartsWith('#')), Binding.Count + Excused.Count);
    }

    [Fact]
    public void A_name_gives_its_ids_and_no_range() => Assert.Equal(
        ["CH-003", "CH-004", "CH-120"], Named("CH_003_CH_004_INV_cds_resp_2_CH_120_to_165_something_of_7").Order(StringComparer.Ordinal));

    [SharedConformanceFact]
    public void The_list_is_complete()
    {
        var known = File.ReadLines(Shared!).Select(line => RowOfDocument().Match(line)).Where(row => row.Success).Select(row => row.Groups[1].Value);

        Assert.Equal(known.Order(StringComparer.Ordinal), Binding.Concat(Excused).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Named(string test) => IdInName().Matches(test).Select(match => $"CH-{match.Groups[1].Value}");

    private static string? SharedConformance()
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "reference", "cds-hooks-conformance.md");
            if (File.Exists(file))
                return file;
        }
        return null;
    }

    [GeneratedRegex(@"^(CH-\d{3})  \S")]
    private static partial Regex BindingLine();

    [GeneratedRegex(@"^- (CH-\d{3})  .*: \S")]
    private static partial Regex ExcusedLine();

    [GeneratedRegex(@"CH-\d{3}")]
    private static partial Regex AnyId();

    [GeneratedRegex(@"^\| (CH-\d{3}) \|")]
    private static partial Regex RowOfDocument();

    [GeneratedRegex(@"\[(?:Fact|Theory|[A-Za-z]+Fact\b|[A-Za-z]+Theory\b)[^\n]*\](?:\s*\[[^\n]*\]|\s*//[^\n]*)*\s*public (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex TestName();

    [GeneratedRegex(@"CH_(\d{3})(?=_)")]
    private static partial Regex IdInName();

    /// <summary>A test over <c>../shared</c>: skipped, with its name, where the folder is not there.</summary>
    private sealed class SharedConformanceFactAttribute : FactAttribute
    {
        public SharedConformanceFactAttribute() => Skip = SharedConformance() is null ? "../shared is not beside this repository" : null;
    }
}
