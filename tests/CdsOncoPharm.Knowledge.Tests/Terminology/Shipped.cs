using System.Text;

namespace CdsOncoPharm.Knowledge.Tests;

/// <summary>The terminology as it is shipped, loaded once, and ways to lay a changed file over it.</summary>
internal static class Shipped
{
    private static readonly Lazy<string> s_root = new(() =>
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No CdsOncoPharm.sln above the tests.");
    });

    private static readonly Lazy<KnowledgeFiles> s_files = new(() => KnowledgeFiles.Read(s_root.Value));

    private static readonly Lazy<Terminology> s_terminology = new(() => Terminology.Load(s_files.Value));

    public static string Root => s_root.Value;

    public static KnowledgeFiles Files => s_files.Value;

    public static Terminology Terminology => s_terminology.Value;

    /// <summary>The shipped files with one more, or with one changed.</summary>
    public static KnowledgeFiles With(string name, string json) =>
        KnowledgeFiles.Of([.. Files.All, new KnowledgeFile("terminology/" + name, Encoding.UTF8.GetBytes(json))]);

    /// <summary>The shipped files with words of one file replaced.</summary>
    public static KnowledgeFiles Changed(string name, string from, string to)
    {
        var json = Encoding.UTF8.GetString(Files.Find("terminology/" + name)!.Content.Span);
        Assert.Contains(from, json, StringComparison.Ordinal);
        var at = json.IndexOf(from, StringComparison.Ordinal);
        return With(name, json[..at] + to + json[(at + from.Length)..]);
    }

    /// <summary>A ConceptMap of one row.</summary>
    public static string Map(string source, string target, string code, string? targetCode) => $$"""
        { "resourceType": "ConceptMap", "id": "site", "url": "https://site.example.org/ConceptMap/site", "status": "active",
          "group": [ { "source": "{{source}}", "target": "{{target}}", "element": [ { "code": "{{code}}", "target": [
            {{(targetCode is null ? "{ \"equivalence\": \"unmatched\" }" : $$"""{ "code": "{{targetCode}}", "equivalence": "equivalent" }""")}} ] } ] } ] }
        """;
}
