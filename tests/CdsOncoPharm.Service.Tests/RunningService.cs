using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Service.Tests;

/// <summary>The real service in a process of its own, on a free port of this machine, with all that it writes.</summary>
public sealed partial class RunningService : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly string records;
    private readonly StringBuilder written = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningService(Process process, string records)
    {
        this.process = process;
        this.records = records;
    }

    /// <summary>Calls it.</summary>
    public HttpClient Http { get; } = new();

    /// <summary>What it has written to its console so far, log and errors alike.</summary>
    public string Written
    {
        get
        {
            lock (written)
                return written.ToString();
        }
    }

    /// <summary>Bytes of memory that it holds now.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>The file of its records.</summary>
    public string RecordsFile => Path.Combine(records, "records.db");

    /// <summary>Starts it as <c>./run</c> does, and waits until it listens.</summary>
    public static async Task<RunningService> StartAsync(params string[] settings)
    {
        var service = Begin(settings);
        var first = await Task.WhenAny(service.listening.Task, service.process.WaitForExitAsync()).WaitAsync(Patience);
        if (first != service.listening.Task)
            throw new InvalidOperationException($"The service did not start:\n{service.Written}");
        service.Http.BaseAddress = await service.listening.Task;
        return service;
    }

    /// <summary>Starts it where it is expected to refuse; its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> StartAndFailAsync(params string[] settings)
    {
        await using var service = Begin(settings);
        var first = await Task.WhenAny(service.listening.Task, service.process.WaitForExitAsync()).WaitAsync(Patience);
        if (first == service.listening.Task)
            throw new InvalidOperationException("The service started, and should have refused to.");
        service.process.WaitForExit();
        return (service.process.ExitCode, service.Written);
    }

    /// <summary>Posts a CDS Hooks request.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? language = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (language is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        return await Http.SendAsync(request);
    }

    /// <summary>Posts a request to the service of its hook; the answer, which must be a success.</summary>
    public async Task<JsonNode> AskAsync(JsonNode request, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var response = await PostAsync($"cds-services/care-level-{request["hook"]}", request.ToJsonString(), language);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(body)!
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
    }

    /// <summary>Asks it to stop, as an operator's system does (SIGTERM).</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until nobody can connect any more.</summary>
    public async Task UntilItListensNoMoreAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            try
            {
                using System.Net.Sockets.TcpClient client = new();
                await client.ConnectAsync(Http.BaseAddress!.Host, Http.BaseAddress.Port, patience.Token);
            }
            catch (System.Net.Sockets.SocketException)
            {
                return;
            }
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        process.Dispose();
        Directory.Delete(records, recursive: true);
    }

    private static RunningService Begin(string[] settings)
    {
        // Each has records of its own, so that tests neither meet nor leave anything behind.
        var records = Directory.CreateTempSubdirectory("cds-records-").FullName;
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "CdsOncoPharm.Service.dll"),
            "--urls", "http://127.0.0.1:0",
            "--Records:ConnectionString", $"Data Source={Path.Combine(records, "records.db")}",
            .. settings,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";

        RunningService service = new(new Process { StartInfo = start }, records);
        service.process.OutputDataReceived += service.Take;
        service.process.ErrorDataReceived += service.Take;
        service.process.Start();
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        return service;
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
            return;
        lock (written)
            written.AppendLine(text);
        if (Listening().Match(text) is { Success: true } match)
            listening.TrySetResult(new Uri(match.Groups[1].Value + "/"));
    }

    [GeneratedRegex(@"is listening on (http://\S+)")]
    private static partial Regex Listening();
}

/// <summary>Where this repository is.</summary>
public static class Repository
{
    /// <summary>The folder of CdsOncoPharm.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path in it.</summary>
    public static string Of(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"CdsOncoPharm.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
