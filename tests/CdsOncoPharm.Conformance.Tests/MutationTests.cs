using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;
using Xunit.Abstractions;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>
/// Real requests, changed at random places: no 5xx, no hang, no growth. 3,000 of them; as many as CDS_MUTATIONS says for a
/// night (100,000). A seed that fails gives the same request again.
/// </summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const long Megabyte = 1024 * 1024;

    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("CDS_MUTATIONS") ?? "3000", CultureInfo.InvariantCulture);

    private static readonly byte[][] Requests = [.. Calls.Samples
        .Select(sample => Sample.Request(sample))
        .Concat(Calls.Hooks.Select(hook => Calls.Of(hook)))
        .Select(request => Encoding.UTF8.GetBytes(request.ToJsonString()))];

    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1e308", "1e400", "-0.0", "0.1e-400", "9007199254740993", "[]", "{}", "[[]]", "[null]", "\"\"", "\" \"", "\"\\u0000\"",
        "\"\\ud83d\"", "\"9999-99-99\"", "\"9999-12-31\"", "\"0001-01-01\"", "36500", "1e-9", "\"0000-00-00\"", "\"2026-11-21T25:61:61Z\"", "\"2026\"", "\"1\"", "\"Patient/../x\"", "\"../../../etc/passwd\"",
        "\"<script>alert(1)</script>\"", "\"'; drop table feedback; --\"", "\"{{context.patientId}}\"", "\"http://127.0.0.1:9/fhir\"",
        "{\"resourceType\":\"Observation\"}", "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Bundle\"}}]}", "{\"reference\":\"#\"}",
        "{\"value\":1e30,\"unit\":\"µg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"ug\"}",
    ];

    [Fact]
    public async Task CH_068_CH_071_mutations_of_real_requests_give_no_5xx_no_hang_and_no_growth()
    {
        await using var service = await RunningService.StartAsync();
        service.Http.Timeout = TimeSpan.FromSeconds(60);
        ConcurrentDictionary<int, int> statuses = [];
        // What the first third makes the process hold is compiled code and pools; what comes after it would be a leak.
        var first = Count / 3;

        await SendAsync(service, 0, first, statuses);
        var before = service.Memory;
        await SendAsync(service, first, Count, statuses);
        var after = service.Memory;

        Assert.True(after < before + (32 * Megabyte), $"memory grew from {before / Megabyte} to {after / Megabyte} MB in {Count - first} calls");
        // The mutations must reach behind the parser too, else this shows nothing.
        var seen = string.Join(' ', statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}"));
        output.WriteLine($"{Count} mutations: {seen}; memory {before / Megabyte} MB after a third, {after / Megabyte} MB at the end");
        Assert.True(statuses.GetValueOrDefault(200) > Count / 5 && statuses.GetValueOrDefault(400) > Count / 20 && statuses.GetValueOrDefault(412) > 0, seen);
        // And the service is as it was.
        Assert.Equal(2, (await service.CallAsync(Calls.Of("patient-view"))).Ok().Level());
    }

    [Fact]
    public void A_seed_gives_the_same_request_again_and_another_seed_another()
    {
        Assert.Equal(Mutated(7).Body, Mutated(7).Body);
        Assert.True(Enumerable.Range(0, 100).Select(seed => Convert.ToBase64String(Mutated(seed).Body)).Distinct().Count() > 95);
    }

    private static Task SendAsync(RunningService service, int from, int to, ConcurrentDictionary<int, int> statuses) => Parallel.ForEachAsync(
        Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (seed, cancellation) =>
        {
            var (path, body) = Mutated(seed);
            using ByteArrayContent content = new(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            try
            {
                using var answer = await service.Http.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
                await answer.Content.ReadAsByteArrayAsync(cancellation);
                var status = (int)answer.StatusCode;
                Assert.True(status < 500, status < 500 ? "" : $"seed {seed}: {status}\n{await FaultAsync(service)}");
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                Assert.Fail($"seed {seed}: no answer ({fault.GetType().Name})");
            }
        });

    /// <summary>What the service has logged of its first failure: type and place. It arrives a moment after the answer.</summary>
    private static async Task<string> FaultAsync(RunningService service)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        var log = service.Written;
        var at = log.IndexOf(" ERR] ", StringComparison.Ordinal);
        return at < 0 ? "" : log[at..Math.Min(log.Length, at + 1500)];
    }

    private static (string Path, byte[] Body) Mutated(int seed)
    {
        Random random = new(seed);
        var request = Requests[random.Next(Requests.Length)];
        var path = Calls.PathOf(JsonNode.Parse(request)!);
        return (path, random.Next(5) == 0 ? Broken(request, random) : Encoding.UTF8.GetBytes(Rewritten(request, random)));
    }

    /// <summary>Still JSON, but with members that are missing, doubled, moved, or of another kind.</summary>
    private static string Rewritten(byte[] request, Random random)
    {
        // A place to be filled with text that JsonNode would not write itself.
        const string place = "@@odd@@";
        var root = JsonNode.Parse(request)!;
        List<string> odd = [];
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            List<JsonNode> nodes = [];
            Collect(root, nodes);
            var node = nodes[random.Next(nodes.Count)];
            switch (random.Next(6))
            {
                case 0:
                    Remove(node);
                    break;
                case 1:
                    node.ReplaceWith(nodes[random.Next(nodes.Count)].DeepClone());
                    break;
                case 2:
                    node.ReplaceWith(new JsonArray(node.DeepClone(), node.DeepClone()));
                    break;
                case 3:
                    node.ReplaceWith(Nested(random.Next(1, 200)));
                    break;
                default:
                    odd.Add(Odd[random.Next(Odd.Length)]);
                    node.ReplaceWith(place);
                    break;
            }
        }
        StringBuilder text = new(root.ToJsonString());
        foreach (var value in odd)
        {
            if (text.ToString().IndexOf($"\"{place}\"", StringComparison.Ordinal) is >= 0 and var at)
                text.Remove(at, place.Length + 2).Insert(at, value);
        }
        return text.ToString();
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        if (node is null)
            return;
        if (node.Parent is not null)
            nodes.Add(node);
        foreach (var child in node is JsonArray array ? array : node is JsonObject members ? members.Select(member => member.Value) : [])
            Collect(child, nodes);
    }

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonArray array)
            array.Remove(node);
        else
            node.Parent!.AsObject().Remove(node.GetPropertyName());
    }

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonObject { ["resourceType"] = "Observation" };
        for (; depth > 0; depth--)
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["x"] = node };
        return node;
    }

    /// <summary>Bytes changed, lost, doubled: mostly no JSON any more.</summary>
    private static byte[] Broken(byte[] request, Random random)
    {
        List<byte> body = [.. request];
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(body.Count), length = Math.Min(random.Next(1, 400), body.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, length);
                    break;
                case 2:
                    body.InsertRange(random.Next(body.Count), body.GetRange(at, length));
                    break;
                default:
                    body[at] = "{}[]\",:0\\"u8[random.Next(9)];
                    break;
            }
        }
        return [.. body];
    }
}
