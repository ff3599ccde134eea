using System.Text.Json;

namespace CdsOncoPharm.Engine.Tests.Cases;

/// <summary>
/// A worked patient of <c>cds-services/care-level/cases</c>: facts in few words, and what the rules must say about them.
/// "inside" names the criteria whose boundary the patient lies just inside of (met), "outside" those just missed (not-met), "missing"
/// those whose datum is not there (unknown, where nothing else is written); "also" is expected besides.
/// </summary>
internal sealed class Case
{
    private static readonly string[] Kinds = ["inside", "outside", "missing", "also"];

    private Case(string file, JsonElement json)
    {
        File = file;
        Json = json;
        Name = json.GetProperty("name").GetString()!;
        if (json.TryGetProperty("options", out var options))
            Options = options.EnumerateObject().ToDictionary(o => o.Name, o => o.Value.GetString()!, StringComparer.Ordinal);
        if (json.TryGetProperty("site", out var site))
            Site = site.GetRawText();
        foreach (var kind in Kinds)
        {
            if (!json.TryGetProperty(kind, out var expected))
                continue;
            if (expected.ValueKind == JsonValueKind.Array)
            {
                foreach (var id in expected.EnumerateArray())
                    Expected.Add((kind, Full(id.GetString()!), kind switch { "inside" => "met", "outside" => "not-met", "missing" => "unknown", _ => throw new FormatException($"{Name}: \"also\" needs outcomes") }));
            }
            else
            {
                foreach (var row in expected.EnumerateObject())
                    Expected.Add((kind, Full(row.Name), row.Value.GetString()!));
            }
        }
        if (Expected.Count == 0)
            throw new FormatException($"{file}: {Name}: nothing is expected");
    }

    public string File { get; }

    public string Name { get; }

    public JsonElement Json { get; }

    public IReadOnlyDictionary<string, string>? Options { get; }

    /// <summary>The site's own <c>site.json</c>; null for none.</summary>
    public string? Site { get; }

    public List<(string Kind, string Criterion, string Outcome)> Expected { get; } = [];

    public override string ToString() => $"{File}: {Name}";

    public static IReadOnlyList<Case> All { get; } = Read();

    /// <summary>Cases that cannot be, such as <c>PC-5.2.8-L2-a unknown</c>, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Impossible { get; } = Documents()
        .SelectMany(d => d.Json.TryGetProperty("impossible", out var rows) ? rows.EnumerateObject().ToList() : [])
        .ToDictionary(row => Full(row.Name), row => row.Value.GetString()!, StringComparer.Ordinal);

    private static string Full(string id) => id.StartsWith("PC-", StringComparison.Ordinal) ? id : "PC-" + id;

    private static List<Case> Read() =>
        [.. Documents().SelectMany(d => d.Json.GetProperty("cases").EnumerateArray().Select(json => new Case(d.File, json)))];

    // decisions.json holds patients by decision: OptionCase reads it.
    private static IEnumerable<(string File, JsonElement Json)> Documents()
    {
        var folder = Path.Combine(World.Root, "cds-services", "care-level", "cases");
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Where(p => Path.GetFileName(p) != "decisions.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            yield return (Path.GetFileName(path), document.RootElement.Clone());
        }
    }
}
