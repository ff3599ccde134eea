using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Intake;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine.Tests.Cases;

/// <summary>
/// A patient of <c>cases/decisions.json</c>: the same facts, and what must come out under each option of one decision. An outcome is
/// <c>met</c>, <c>not-met</c>, <c>unknown</c>, <c>suppressed</c>, or with its level <c>met 2</c>; <c>level</c> and <c>scope</c> are of the whole
/// assessment. "overlay" names sets of medicines that the site's own folder fills.
/// </summary>
internal sealed class OptionCase
{
    private OptionCase(string decision, JsonElement json)
    {
        Decision = decision;
        Name = json.GetProperty("name").GetString()!;
        Json = json;
        Outcomes = json.GetProperty("outcomes").EnumerateObject().ToDictionary(
            option => option.Name,
            IReadOnlyDictionary<string, string> (option) => option.Value.EnumerateObject().ToDictionary(o => o.Name, o => o.Value.ToString(), StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    public string Decision { get; }

    public string Name { get; }

    public JsonElement Json { get; }

    /// <summary>By option: what is expected of a criterion, of the level, of the scope.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Outcomes { get; }

    public override string ToString() => $"{Decision}: {Name}";

    public static IReadOnlyList<OptionCase> All { get; } = Read();

    /// <summary>What was expected and did not come.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (option, outcomes) in Outcomes)
        {
            var assessment = Assess(option);
            foreach (var (what, expected) in outcomes)
            {
                var came = Came(assessment, what, withLevel: expected.Contains(' ', StringComparison.Ordinal));
                if (came != expected)
                    yield return $"{this}, {option}: {what} should be {expected}, is {came}: {assessment.Findings.FirstOrDefault(f => f.Criterion == what)?.Reason.En}";
            }
        }
    }

    /// <summary>Rows that come out differently under two options and do not name the decision: their findings would not say what shaped them.</summary>
    public IEnumerable<string> Unnamed(Func<string, IReadOnlyList<string>> decisionsOf)
    {
        var assessments = Outcomes.Keys.Select(Assess).ToList();
        return assessments.SelectMany(a => a.Findings)
            .GroupBy(f => f.Criterion)
            // That a row is silenced is the doing of the row that silences it.
            .Where(rows => rows.Select(f => (f.Outcome == FindingOutcome.Suppressed ? FindingOutcome.Met : f.Outcome, f.Level)).Distinct().Count() > 1)
            .Select(rows => rows.Key)
            .Where(criterion => !decisionsOf(criterion).Any(d => d == Decision || d == Decision.TrimEnd('a', 'b', 'c')))
            .Select(criterion => $"{criterion} does not name {Decision} ({Name})");
    }

    private static string Came(Assessment assessment, string what, bool withLevel)
    {
        if (what == "level")
            return assessment.Level?.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
        if (what == "scope")
            return assessment.Scope switch { Scope.InScope => "in-scope", Scope.Annotated => "annotated", _ => "out-of-scope" };
        if (assessment.Findings.FirstOrDefault(f => f.Criterion == what) is not { } finding)
            return "no such criterion";
        return World.Word(finding.Outcome) + (withLevel ? " " + finding.Level.Value : "");
    }

    private Assessment Assess(string option)
    {
        var options = new Dictionary<string, string> { [Decision] = option };
        var records = new CasePatient(Json).Records();
        if (!Json.TryGetProperty("overlay", out var overlay))
            return World.Rules(options).Assess(World.Snapshot(records));
        var knowledge = KnowledgeBase.Load(KnowledgeFiles.Of([.. World.Files.All, .. overlay.EnumerateObject().Select(Filled)]), options);
        var snapshots = new SnapshotBuilder(knowledge.Terminology, knowledge.CareLevel.Currency, knowledge.AssessmentKeys, World.Shanghai);
        return Stratifier.Load(knowledge).Assess(snapshots.Build(records, "p", World.AsOf));
    }

    // The set as a site would write it: the medicines by name.
    private static KnowledgeFile Filled(JsonProperty set)
    {
        var path = $"terminology/ValueSet-{set.Name}.json";
        var json = JsonNode.Parse(World.Files.Find(path)!.Content.Span)!;
        json["compose"] = new JsonObject
        {
            ["include"] = new JsonArray(new JsonObject
            {
                ["system"] = "https://cdsoncopharm.org/fhir/CodeSystem/antineoplastic-agents",
                ["concept"] = new JsonArray([.. set.Value.EnumerateArray().Select(agent => new JsonObject { ["code"] = agent.GetString() })]),
            }),
        };
        return new KnowledgeFile(path, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static List<OptionCase> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(World.Root, "cds-services", "care-level", "cases", "decisions.json")));
        return [.. document.RootElement.GetProperty("decisions").EnumerateObject()
            .SelectMany(decision => decision.Value.EnumerateArray().Select(json => new OptionCase(decision.Name, json.Clone())))];
    }
}
