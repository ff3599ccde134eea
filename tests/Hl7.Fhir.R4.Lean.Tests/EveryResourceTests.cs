using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class EveryResourceTests(ITestOutputHelper output)
{
    [FolderFact("../shared/data", "it holds published patients, and is not part of the repository")]
    public void Every_listed_element_of_the_published_patients_is_read_to_the_value_of_the_JSON() => CompareAll("../shared/data");

    [FolderFact("../shared/cases", "it holds worked patients, and is not part of the repository")]
    public void Every_listed_element_of_the_worked_patients_is_read_to_the_value_of_the_JSON() => CompareAll("../shared/cases");

    [FolderFact("samples", "it comes with the repository")]
    public void Every_listed_element_of_the_samples_is_read_to_the_value_of_the_JSON() => CompareAll("samples");

    [FolderFact("terminology", "it comes with the repository")]
    public void Every_listed_element_of_the_terminology_is_read_to_the_value_of_the_JSON() => CompareAll("terminology");

    [Fact]
    public void Every_listed_element_of_the_examples_here_is_read_to_the_value_of_the_JSON()
    {
        foreach (var example in Examples.All)
            Assert.Empty(Compare(example).Differences);
    }

    [FolderFact("../shared/data", "it holds published patients, and is not part of the repository")]
    public void What_was_written_reads_as_what_it_was_written_from()
    {
        foreach (var (file, json) in ResourcesOf("../shared/data"))
        {
            if (LeanJson.Read(json).Resource is not { } resource)
                continue;
            var first = Examples.Write(resource);
            var again = Examples.Write(LeanJson.Read(first).Resource!);
            Assert.True(first.AsSpan().SequenceEqual(again), file);
        }
    }

    private void CompareAll(string folder)
    {
        var values = 0;
        var differences = new List<string>();
        foreach (var (file, json) in ResourcesOf(folder))
        {
            var comparison = Compare(json);
            values += comparison.ValuesCompared;
            differences.AddRange(comparison.Differences.Select(difference => $"{file}: {difference}"));
        }

        output.WriteLine($"{values} values compared");
        Assert.True(values > 0, "nothing was compared");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
    }

    private static ModelComparison Compare(byte[] utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var reading = LeanJson.Read(utf8);
        var comparison = new ModelComparison(reading.Issues.Select(issue => issue.Path).ToHashSet(StringComparer.Ordinal));
        if (reading.Resource is { } resource)
            comparison.Compare(document.RootElement, resource, resource.TypeName);
        return comparison;
    }

    /// <summary>The outermost resources of every JSON file: whole files, or the values of a prefetch.</summary>
    private static IEnumerable<(string File, byte[] Json)> ResourcesOf(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Of(folder), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var resource in Outermost(document.RootElement))
                yield return (Path.GetRelativePath(Repository.Root, file), Encoding.UTF8.GetBytes(resource.GetRawText()));
        }
    }

    private static IEnumerable<JsonElement> Outermost(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("resourceType", out _) => [json],
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Outermost(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Outermost),
        _ => [],
    };
}
