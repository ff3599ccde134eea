using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class MutationTests
{
    private const int Trials = 4000;

    [Fact]
    public void Whatever_shape_a_resource_takes_it_is_read_without_an_exception()
        => Check(seed =>
        {
            var reading = LeanJson.Read(Reshaped(new Random(seed)));
            // And what was read can be written, as JSON that reads the same.
            if (reading.Resource is { } resource)
            {
                var written = Examples.Write(resource);
                JsonDocument.Parse(written).Dispose();
                return LeanJson.Read(written).Resource?.TypeName == resource.TypeName;
            }

            return true;
        });

    [Fact]
    public void Whatever_bytes_come_they_are_read_or_refused_as_broken_JSON()
        => Check(seed =>
        {
            var json = Scrambled(new Random(seed));
            try
            {
                LeanJson.Read(json);
                return true;
            }
            catch (LeanJsonException)
            {
                // Then System.Text.Json refuses it as well.
                return !IsJson(json);
            }
        });

    private static void Check(Func<int, bool> holds)
    {
        // A fixed replay: the same trials on every machine, and on the next run after a failure.
        var config = Config.QuickThrowOnFailure.WithMaxTest(Trials).WithReplay(20261121, 1);
        var seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
        var run = System.Threading.Tasks.Task.Run(() => FsCheck.Check.One(config, Prop.ForAll(seeds, holds)));
        Assert.True(run.Wait(TimeSpan.FromMinutes(2)), "a reading hangs");
    }

    private static byte[] Reshaped(Random random)
    {
        var root = JsonNode.Parse(Examples.All[random.Next(Examples.All.Count)])!;
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var nodes = Descendants(root).ToList();
            var node = nodes[random.Next(nodes.Count)];
            var replacement = Replacement(random, node);
            switch (node.Parent)
            {
                case JsonObject parent:
                    parent[node.GetPropertyName()] = replacement;
                    break;
                case JsonArray array:
                    array[node.GetElementIndex()] = replacement;
                    break;
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static JsonNode? Replacement(Random random, JsonNode node) => random.Next(14) switch
    {
        0 => null,
        1 => "text",
        2 => random.Next(),
        3 => random.NextDouble() * 1e30,
        4 => random.Next(2) == 0,
        5 => new JsonArray(),
        6 => new JsonObject(),
        7 => new JsonArray(node.DeepClone()),
        8 => new JsonArray(node.DeepClone(), node.DeepClone()),
        9 => new JsonObject { ["text"] = node.DeepClone() },
        10 => new JsonArray(new JsonArray(node.DeepClone()), null, "x", 1),
        11 => new JsonObject { ["resourceType"] = "Observation", ["contained"] = new JsonArray(node.DeepClone()), ["code"] = node.DeepClone() },
        12 => new JsonObject { ["id"] = node.DeepClone(), ["extension"] = node.DeepClone(), ["value"] = node.DeepClone(), ["coding"] = node.DeepClone() },
        _ => node.ToJsonString(),
    };

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        var children = node switch
        {
            JsonObject item => item.Select(property => property.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var child in children)
        {
            if (child is null)
                continue;
            yield return child;
            foreach (var below in Descendants(child))
                yield return below;
        }
    }

    private static byte[] Scrambled(Random random)
    {
        var json = Examples.All[random.Next(Examples.All.Count)].ToList();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var at = random.Next(json.Count);
            switch (random.Next(7))
            {
                case 0: json[at] = (byte)random.Next(256); break;
                case 1: json.RemoveAt(at); break;
                case 2: json.Insert(at, "{}[]\",:\\u0_e-.n"u8[random.Next(15)]); break;
                case 3: json.RemoveRange(at, Math.Min(random.Next(40), json.Count - at)); break;
                case 4: json.InsertRange(at, json.GetRange(at, Math.Min(random.Next(40), json.Count - at))); break;
                case 5: json.InsertRange(at, random.Next(2) == 0 ? "\\ud83d"u8.ToArray() : "\\ude00"u8.ToArray()); break;
                default: json[at] ^= 0x20; break;
            }

            if (json.Count == 0)
                json.Add((byte)'{');
        }

        return [.. json];
    }

    private static bool IsJson(byte[] utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
