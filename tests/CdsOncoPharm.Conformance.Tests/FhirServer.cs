using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>A FHIR R4 server that is not ours (Medplum, tests/fhir-server), with the patients of samples/, and the service that fetches from it.</summary>
public sealed partial class FhirServer : IAsyncLifetime, IDisposable
{
    private readonly List<string> lines = [];
    private Process? node;

    /// <summary>Where its packages are, once <c>./test --install</c> has fetched them.</summary>
    public static string Packages { get; } = Repository.Of("tests", "fhir-server", "node_modules");

    /// <summary>The service, which writes all that it can into its log.</summary>
    public RunningService Service { get; private set; } = null!;

    /// <summary>Its address; how it behaves stands in the path: see server.mjs.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What it was asked and how it answered, a line for each.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    public async Task InitializeAsync()
    {
        if (!Directory.Exists(Packages))
            return;
        TaskCompletionSource<string> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node = new Process
        {
            StartInfo = new ProcessStartInfo("node")
            {
                WorkingDirectory = Repository.Of("tests", "fhir-server"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        // Medplum's library wants a WebSocket that node has only since 22.
        string[] arguments = ["--experimental-websocket", "--no-warnings", "server.mjs", .. Calls.Samples.Select(sample => Repository.Of("samples", sample, "request.json")).Where(File.Exists)];
        foreach (var argument in arguments)
            node.StartInfo.ArgumentList.Add(argument);
        node.OutputDataReceived += Take;
        node.ErrorDataReceived += Take;
        node.Start();
        node.BeginOutputReadLine();
        node.BeginErrorReadLine();
        await Task.WhenAny(listening.Task, node.WaitForExitAsync()).WaitAsync(TimeSpan.FromMinutes(3));
        Url = listening.Task.IsCompletedSuccessfully
            ? await listening.Task
            : throw new InvalidOperationException($"The FHIR server did not start:\n{string.Join('\n', Asked)}");
        Service = await RunningService.StartAsync("--Logging:LogLevel:Default", "Trace", "--Fetch:Deadline", "00:00:05", "--Fetch:RequestTimeout", "00:00:05");

        void Take(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not { } text)
                return;
            lock (lines)
                lines.Add(text);
            if (Listening().Match(text) is { Success: true } match)
                listening.TrySetResult(match.Groups[1].Value);
        }
    }

    public async Task DisposeAsync()
    {
        if (Service is not null)
            await Service.DisposeAsync();
        if (node is null)
            return;
        node.Kill();
        await node.WaitForExitAsync();
    }

    public void Dispose() => node?.Dispose();

    /// <summary>A call of the sample's patient without any prefetch, and the server under these manners to fetch it from.</summary>
    public JsonObject Fetching(string sample, string manners = "", string? token = null)
    {
        var request = Sample.Request(sample);
        return Calls.Fetching(request, $"{Url}{manners}/fhir", token);
    }

    /// <summary>The same call as a client makes it that has run the prefetch templates itself.</summary>
    public async Task<JsonObject> PrefetchedAsync(string sample)
    {
        var request = Sample.Request(sample);
        var service = Wire.Objects((await Service.SendAsync(HttpMethod.Get, "cds-services")).Ok()["services"]).First(s => Wire.Text(s["hook"]) == Wire.Text(request["hook"]));
        using HttpClient http = new();
        JsonObject prefetch = [];
        foreach (var (key, template) in service["prefetch"]!.AsObject())
        {
            var url = Wire.Text(template).Replace("{{context.patientId}}", Wire.Text(request["context"]!["patientId"]), StringComparison.Ordinal);
            prefetch[key] = JsonNode.Parse(await http.GetStringAsync(new Uri($"{Url}/strict/fhir/{url}")));
        }
        request["prefetch"] = prefetch;
        return request;
    }

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex Listening();
}

/// <summary>A test against the real FHIR server: skipped, with its name, where its packages are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FhirServerFactAttribute : FactAttribute
{
    public FhirServerFactAttribute() => Skip = FhirServerTheoryAttribute.Why;
}

/// <inheritdoc cref="FhirServerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FhirServerTheoryAttribute : TheoryAttribute
{
    public FhirServerTheoryAttribute() => Skip = Why;

    internal static string? Why => Directory.Exists(FhirServer.Packages) ? null : "tests/fhir-server/node_modules is not there: ./test --install fetches it";
}
