using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>Calls of each of the six services, all about the patient of one sample.</summary>
internal static class Calls
{
    public const string Oxaliplatin = "01-oxaliplatin-kidney";

    public static readonly string[] Hooks =
        ["patient-view", "order-sign", "order-select", "medication-verify", "encounter-start", "encounter-discharge"];

    public static IEnumerable<string> Samples { get; } =
        [.. Directory.EnumerateDirectories(Repository.Of("samples")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    /// <summary>A whole call of the hook, with the context that it requires.</summary>
    public static JsonObject Of(string hook, string sample = Oxaliplatin)
    {
        var request = Sample.Request(sample);
        var context = request["context"]!.AsObject();
        request["hook"] = hook;
        switch (hook)
        {
            case "order-sign":
                context["draftOrders"] = Drafts(request);
                break;
            case "order-select":
                context["draftOrders"] = Drafts(request);
                context["selections"] = new JsonArray("MedicationRequest/draft-1");
                break;
            case "medication-verify":
                context["medication"] = Draft(request);
                break;
            case "encounter-start" or "encounter-discharge":
                context["encounterId"] = "encounter-1";
                break;
        }
        return request;
    }

    /// <summary>The path of a request's service.</summary>
    public static string PathOf(JsonNode request) => $"cds-services/care-level-{request["hook"]}";

    /// <summary>Sends anything anywhere.</summary>
    public static async Task<Answer> SendAsync(
        this RunningService service, HttpMethod method, string path, string? body = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await service.Http.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Makes a call.</summary>
    public static Task<Answer> CallAsync(this RunningService service, JsonNode request, string? token = null, params (string Name, string Value)[] headers) =>
        service.SendAsync(HttpMethod.Post, PathOf(request), request.ToJsonString(), token, headers);

    /// <summary>An answer without the ids that are new each time.</summary>
    public static string WithoutIds(this JsonNode answer)
    {
        var copy = answer.DeepClone();
        Strip(copy);
        return copy.ToJsonString();
    }

    /// <summary>The call without any prefetch, and the server to fetch it from, with a token where one is given.</summary>
    public static JsonObject Fetching(JsonObject request, string server, string? token)
    {
        request.Remove("prefetch");
        request["fhirServer"] = server;
        if (token is not null)
        {
            request["fhirAuthorization"] = new JsonObject
            {
                ["access_token"] = token,
                ["token_type"] = "Bearer",
                ["expires_in"] = 300,
                ["scope"] = "patient/*.read",
                ["subject"] = "cds",
            };
        }
        return request;
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Strip(item);
        }
        if (node is not JsonObject members)
            return;
        members.Remove("uuid");
        // A task that is offered has an id of its own.
        if (members["resourceType"] is not null)
            members.Remove("id");
        foreach (var (_, member) in members)
            Strip(member);
    }

    private static JsonObject Drafts(JsonObject request) => new()
    {
        // As the public sandbox sends it: a Bundle without a type.
        ["resourceType"] = "Bundle",
        ["entry"] = new JsonArray(new JsonObject { ["resource"] = Draft(request) }),
    };

    private static JsonObject Draft(JsonObject request)
    {
        var draft = request.Resources("medications").First().DeepClone().AsObject();
        draft["id"] = "draft-1";
        draft["status"] = "draft";
        return draft;
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The JSON of a success.</summary>
    public JsonNode Ok() => Status == 200 ? Json : throw new InvalidOperationException($"{Status}: {Body}");

    /// <summary>A refusal with this status, said by an OperationOutcome.</summary>
    public void IsOutcome(int status)
    {
        Assert.True(Status == status, $"{Status}: {Body}");
        Assert.Equal("OperationOutcome", (string?)Json["resourceType"]);
        Assert.NotEmpty((string)Json["issue"]![0]!["diagnostics"]!);
        Assert.DoesNotContain("   at ", Body, StringComparison.Ordinal);
    }
}
