using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine.Tests.Cases;
using CdsOncoPharm.Intake;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>
/// Patients put together at random from the facts of the worked ones: a few diagnoses of one, the medicines of another, the results of a
/// third. A seed always gives the same patient.
/// </summary>
internal sealed class GeneratedPatient
{
    private static readonly string[] Drawn = ["conditions", "medicines", "results", "toxicities", "procedures", "nutrition", "devices", "stays", "genotypes", "interactions"];
    private static readonly Dictionary<string, JsonElement[]> Facts = Drawn.ToDictionary(
        member => member,
        member => Case.All.Where(c => c.Json.TryGetProperty(member, out _)).SelectMany(c => c.Json.GetProperty(member).EnumerateArray()).ToArray());

    private static readonly (string Key, JsonElement Value)[] Answers = [.. Case.All
        .Where(c => c.Json.TryGetProperty("answers", out _)).SelectMany(c => c.Json.GetProperty("answers").EnumerateObject().Select(a => (a.Name, a.Value)))];

    public GeneratedPatient(int seed)
    {
        Seed = seed;
        Random = new Random(seed);
        var json = new JsonObject { ["name"] = $"generated {seed}" };
        if (Random.Next(10) > 0)
            json["age"] = Random.Next(20, 90);
        else
            json["born"] = Random.Next(2) == 0 ? null : "1961";
        json["sex"] = Random.Next(12) switch { 0 => null, < 7 => "female", _ => "male" };
        json["cancer"] = Random.Next(8) switch { 0 => "C83.3", 1 => "C50.9", 2 => "C34.9", _ => "C18.9" };
        var medicines = new JsonArray();
        foreach (var member in Drawn)
        {
            var facts = Facts[member];
            var most = member switch { "results" => 14, "medicines" => 6, "conditions" => 4, "toxicities" => 3, _ => 2 };
            var list = new JsonArray();
            for (var i = Random.Next(most + 1); i > 0; i--)
                list.Add(JsonNode.Parse(facts[Random.Next(facts.Length)].GetRawText()));
            json[member] = list;
            if (member == "medicines")
                medicines = list;
        }
        // A toxicity may only suspect a medicine that is there.
        var agents = medicines.Select(m => m is JsonObject o ? o["agent"]!.GetValue<string>() : m!.GetValue<string>()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var toxicity in json["toxicities"]!.AsArray())
        {
            if (toxicity!["drug"]?.GetValue<string>() is { } drug && agents.Add(drug))
                medicines.Add(JsonValue.Create(drug));
        }
        var answers = new JsonObject();
        for (var i = Random.Next(4); i > 0; i--)
        {
            var (key, value) = Answers[Random.Next(Answers.Length)];
            answers[key] = JsonNode.Parse(value.GetRawText());
        }
        json["answers"] = answers;
        Json = json;
        Resources = new CasePatient(JsonSerializer.SerializeToElement(json)).Resources;
    }

    public int Seed { get; }

    public Random Random { get; }

    public JsonObject Json { get; }

    public IReadOnlyList<JsonObject> Resources { get; }

    public static IEnumerable<GeneratedPatient> Many(int count, int from = 1)
    {
        for (var seed = from; seed < from + count; seed++)
            yield return new GeneratedPatient(seed);
    }

    public Assessment Assess(IEnumerable<JsonObject>? resources = null, DateOnly? asOf = null, Stratifier? rules = null) =>
        (rules ?? World.Rules()).Assess(Snapshot(resources ?? Resources, asOf));

    /// <summary>Whether an answer or a measurement that is not among the resources would be missed.</summary>
    public static bool IsAsked(string id, IEnumerable<JsonObject> resources) => World.Rules().IsAsked(id, Snapshot(resources, null));

    private static PatientSnapshot Snapshot(IEnumerable<JsonObject> resources, DateOnly? asOf)
    {
        var records = new RecordSet { DraftsAreBeingSigned = true };
        records.Read(JsonSerializer.SerializeToUtf8Bytes(CasePatient.Bundle(resources)));
        return World.Snapshot(records, asOf: asOf);
    }

    /// <summary>Whether words name one of the patient's medicines.</summary>
    public bool Takes(string words) => Json["medicines"]!.AsArray().Any(medicine => words.Contains(medicine is JsonObject o ? o["agent"]!.GetValue<string>() : medicine!.GetValue<string>(), StringComparison.Ordinal));

    /// <summary>Every resource copied, with what may be changed in the copies.</summary>
    public List<JsonObject> Copy(Action<JsonObject>? change = null)
    {
        var copies = Resources.Select(r => (JsonObject)r.DeepClone()).ToList();
        if (change is not null)
            copies.ForEach(change);
        return copies;
    }

    /// <summary>The patient, for the person who looks at a failure.</summary>
    public override string ToString() => $"seed {Seed}: {Json.ToJsonString()}";

    /// <summary>Outcome of each criterion, in words.</summary>
    public static Dictionary<string, string> Outcomes(Assessment assessment) =>
        assessment.Findings.ToDictionary(f => f.Criterion, f => World.Word(f.Outcome), StringComparer.Ordinal);

    /// <summary>All that an assessment says, but for texts.</summary>
    public static string Said(Assessment assessment) => string.Create(CultureInfo.InvariantCulture,
        $"{assessment.Scope} {assessment.Level} {assessment.Highest} | {string.Join(" ", assessment.Findings.Where(f => f.Outcome != FindingOutcome.NotMet).Select(f => $"{f.Criterion}={World.Word(f.Outcome)}({string.Join(",", f.Missing.Order(StringComparer.Ordinal))})"))} | {string.Join(" ", assessment.Tasks.Select(t => t.Id))}");
}
