using System.Text;
using System.Text.Json.Nodes;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>The same record in other orders, with duplicates, or with parts of it broken.</summary>
internal static class Shuffling
{
    /// <summary>Compares the snapshots of a Bundle's patients with those of shuffled copies in which every entry stands twice.</summary>
    public static void Check(byte[] bundle, int times)
    {
        var expected = Snapshots(bundle);
        var random = new Random(bundle.Length);
        for (var i = 0; i < times; i++)
        {
            var copy = JsonNode.Parse(bundle)!.AsObject();
            var entries = copy["entry"]!.AsArray().Select(e => e!.ToJsonString()).ToArray();
            string[] twice = [.. entries, .. entries.Where(HasId)];
            random.Shuffle(twice);
            copy["entry"] = new JsonArray([.. twice.Select(e => JsonNode.Parse(e))]);
            Assert.Equal(expected, Snapshots(Encoding.UTF8.GetBytes(copy.ToJsonString())));
        }
    }

    /// <summary>One element somewhere in the document, removed or replaced by something else.</summary>
    public static string Break(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        var all = new List<JsonNode>();
        Collect(root, all);
        for (var i = 0; i < 3; i++)
        {
            var node = all[random.Next(all.Count)];
            var other = random.Next(12) switch
            {
                0 => null,
                1 => (JsonNode)JsonValue.Create("")!,
                2 => JsonValue.Create("2026-99-99"),
                3 => JsonValue.Create(-1),
                4 => JsonValue.Create(1e28m),
                5 => JsonValue.Create(true),
                6 => new JsonObject(),
                7 => new JsonArray(),
                8 => JsonValue.Create("#"),
                9 => JsonValue.Create("9999-12-31T23:59:59Z"),
                10 => JsonValue.Create("0001-01-01"),
                _ => all[random.Next(all.Count)].DeepClone(),
            };
            if (node.Parent is JsonObject parent)
                parent[node.GetPropertyName()] = other;
            else if (node.Parent is JsonArray list)
                list[node.GetElementIndex()] = other;
        }
        return root.ToJsonString();
    }

    private static bool HasId(string entry) => JsonNode.Parse(entry)?["resource"]?["id"] is not null;

    private static string Snapshots(byte[] bundle)
    {
        var text = new StringBuilder();
        foreach (var part in FileReader.Read(bundle))
        {
            foreach (var patient in part.PatientIds)
                text.AppendLine(SnapshotText.Of(A.Of(part.Records!, patient: patient)));
        }
        return text.ToString();
    }

    private static void Collect(JsonNode? node, List<JsonNode> all)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (_, value) in o)
                    Take(value, all);
                break;
            case JsonArray a:
                foreach (var value in a)
                    Take(value, all);
                break;
        }

        static void Take(JsonNode? value, List<JsonNode> all)
        {
            if (value is null)
                return;
            all.Add(value);
            Collect(value, all);
        }
    }
}
