using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>The machine's clock; a test that needs another one has its own.</summary>
internal sealed class Clock : TimeProvider;

/// <summary>A service that answers what the test says.</summary>
internal sealed class TestService(ServiceDefinition definition, Func<CdsCall, CancellationToken, ValueTask<CdsAnswer>> answer) : ICdsService
{
    public TestService(ServiceDefinition definition, Func<CdsCall, CdsAnswer> answer)
        : this(definition, (call, _) => new ValueTask<CdsAnswer>(answer(call)))
    {
    }

    public static ServiceDefinition Greeter { get; } = new() { Id = "greeter", Hook = "patient-view", Description = "Greets." };

    public ServiceDefinition Definition { get; } = definition;

    public ValueTask<CdsAnswer> HandleAsync(CdsCall call, CancellationToken cancellation) => answer(call, cancellation);
}

/// <summary>CDS services behind real HTTP on a free port of this machine.</summary>
internal sealed class CdsHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _ids;

    private CdsHost(WebApplication app, List<CdsCallReport> reports, LogLines log)
    {
        _app = app;
        Reports = reports;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public List<CdsCallReport> Reports { get; }

    public LogLines Log { get; }

    public static Task<CdsHost> StartAsync(params ICdsService[] services) => StartAsync(_ => { }, services);

    public static Task<CdsHost> StartAsync(Action<CdsHooksOptions> configure, params ICdsService[] services) =>
        StartAsync(configure, _ => { }, services);

    public static async Task<CdsHost> StartAsync(
        Action<CdsHooksOptions> configure, Action<IServiceCollection> register, params ICdsService[] services)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        List<CdsHost> self = [];
        List<CdsCallReport> reports = [];
        LogLines log = new();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        register(builder.Services);
        builder.Services.AddCdsHooks(new Clock(), () => Id(Interlocked.Increment(ref self[0]._ids)), options =>
        {
            options.OnCall = reports.Add;
            configure(options);
        });
        foreach (ICdsService service in services)
            builder.Services.AddSingleton(service);
        WebApplication app = builder.Build();
        app.MapCdsHooks();
        await app.StartAsync();
        self.Add(new CdsHost(app, reports, log));
        return self[0];
    }

    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public async Task<Answer> PostAsync(string path, string body, string contentType = "application/json")
    {
        using StringContent content = new(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await Answer.OfAsync(await Client.PostAsync(path, content));
    }

    /// <summary>A call with a token in its Authorization header.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? token, string? body = null, string? origin = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        return await Answer.OfAsync(await Client.SendAsync(request));
    }

    public Task<Answer> CallAsync(string body, string id = "greeter") => PostAsync($"/cds-services/{id}", body);

    public async Task<Answer> GetAsync(string path) => await Answer.OfAsync(await Client.GetAsync(path));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Every line that was logged.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public string All
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
            _lines.Add($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}

/// <summary>An HTTP answer, read to the end.</summary>
internal sealed record Answer(int Status, string Body, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Diagnostics => (string?)Json["issue"]?[0]?["diagnostics"];

    public static async Task<Answer> OfAsync(HttpResponseMessage message) =>
        new((int)message.StatusCode, await message.Content.ReadAsStringAsync(), message);

    /// <summary>Not a 200, and said so by an OperationOutcome.</summary>
    public void IsOutcome(int status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("OperationOutcome", (string?)Json["resourceType"]);
        Assert.Equal("error", (string?)Json["issue"]![0]!["severity"]);
        Assert.NotEmpty((string)Json["issue"]![0]!["code"]!);
        Assert.NotEmpty(Diagnostics!);
    }
}

/// <summary>A FHIR server that answers what the test says, and remembers what it was asked.</summary>
internal sealed class StubFhir : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubFhir(WebApplication app) => _app = app;

    public List<(string PathAndQuery, string? Authorization)> Requests { get; } = [];

    /// <summary>The base URL, without a slash at its end.</summary>
    public string Base => _app.Urls.First() + "/fhir";

    public static async Task<StubFhir> StartAsync(Func<HttpRequest, HttpResponse, Task> answer, string urls = "http://127.0.0.1:0")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls);
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        StubFhir stub = new(app);
        app.Run(async http =>
        {
            lock (stub.Requests)
                stub.Requests.Add((http.Request.Path + http.Request.QueryString.Value, http.Request.Headers.Authorization.FirstOrDefault()));
            await answer(http.Request, http.Response);
        });
        await app.StartAsync();
        return stub;
    }

    /// <summary>Answers with the JSON that belongs to the path and query, else 404.</summary>
    public static Task<StubFhir> StartAsync(Dictionary<string, string> answers) => StartAsync(async (request, response) =>
    {
        string asked = (request.Path + request.QueryString.Value)["/fhir/".Length..];
        if (answers.TryGetValue(asked, out string? json))
            await response.WriteAsync(json);
        else
            response.StatusCode = (int)HttpStatusCode.NotFound;
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>Bodies of calls.</summary>
internal static class Bodies
{
    public const string Instance = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea";

    /// <summary>A patient-view call, with any of its members changed (a JSON text), added, or left out (null).</summary>
    public static string PatientView(params (string Member, string? Json)[] changes)
    {
        JsonObject body = new()
        {
            ["hook"] = "patient-view",
            ["hookInstance"] = Instance,
            ["context"] = new JsonObject { ["userId"] = "Practitioner/example", ["patientId"] = "1288992" },
        };
        foreach ((string member, string? json) in changes)
        {
            body.Remove(member);
            if (json is not null)
                body[member] = JsonNode.Parse(json);
        }

        return body.ToJsonString();
    }

    public static string With(string hook, string context) => PatientView(("hook", $"\"{hook}\""), ("context", context));

    public static (string, string?) Authorization(string token = "lent-token") =>
        ("fhirAuthorization", $$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":300,"scope":"user/Patient.read","subject":"cds"}""");

    public static string Bundle(params string[] resources) =>
        $$"""{"resourceType":"Bundle","type":"searchset","entry":[{{string.Join(',', resources.Select(Match))}}]}""";

    private static string Match(string resource) => """{"search":{"mode":"match"},"resource":""" + resource + "}";
}
