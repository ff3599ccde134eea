using Microsoft.Extensions.DependencyInjection;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>Browser-based clients (CORS), and clients that call too much.</summary>
public sealed class BrowserTests
{
    private const string Origin = "https://ehr.example.org";

    private sealed class Sink : IFeedbackSink
    {
        public ValueTask KeepAsync(string serviceId, CdsClient client, IReadOnlyList<CardFeedback> feedback, CancellationToken cancellation) => default;
    }

    private static Task<CdsHost> StartAsync() => CdsHost.StartAsync(
        options => options.Origins.Add(Origin), services => services.AddSingleton<IFeedbackSink>(new Sink()), new TestService(TestService.Greeter, _ => CdsResponse.Empty));

    private static async Task<HttpResponseMessage> PreflightAsync(CdsHost host, string path, string origin)
    {
        using HttpRequestMessage request = new(HttpMethod.Options, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,content-type");
        return await host.Client.SendAsync(request);
    }

    private static string? Allowed(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? values) ? string.Join(',', values) : null;

    [Theory]
    [InlineData("/cds-services")]
    [InlineData("/cds-services/greeter")]
    [InlineData("/cds-services/greeter/feedback")]
    public async Task CH_220_SB_01_a_preflight_is_answered_for_every_endpoint(string path)
    {
        await using CdsHost host = await StartAsync();

        using HttpResponseMessage answer = await PreflightAsync(host, path, Origin);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(Origin, Allowed(answer));
        Assert.Equal("Authorization, Content-Type", string.Join(", ", answer.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Contains("POST", string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task CH_220_a_preflight_needs_no_token()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync(("Clients:0:Origins:0", Origin));

        using HttpResponseMessage answer = await PreflightAsync(host, "/cds-services/greeter", Origin);
        Answer refused = await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", null, Bodies.PatientView(), Origin);

        Assert.Equal(Origin, Allowed(answer));
        refused.IsOutcome(401);
        Assert.Equal(Origin, Allowed(refused.Message));
    }

    [Theory]
    [InlineData("GET", "/cds-services", null, 200)]
    [InlineData("POST", "/cds-services/greeter", "ok", 200)]
    [InlineData("POST", "/cds-services/greeter", "{", 400)]
    [InlineData("POST", "/cds-services/nobody", "{}", 404)]
    [InlineData("GET", "/cds-services/greeter", null, 405)]
    [InlineData("POST", "/cds-services/greeter/feedback", "{}", 400)]
    [InlineData("POST", "/cds-services/greeter/feedback", "{\"feedback\":[]}", 200)]
    public async Task CH_220_every_answer_can_be_read_by_an_allowed_origin_errors_and_feedback_too(string method, string path, string? body, int status)
    {
        await using CdsHost host = await StartAsync();

        Answer answer = await host.SendAsync(new HttpMethod(method), path, null, body == "ok" ? Bodies.PatientView() : body, Origin);

        Assert.Equal((status, Origin), (answer.Status, Allowed(answer.Message)));
        Assert.Contains("Origin", answer.Message.Headers.Vary);
    }

    [Theory]
    [InlineData("https://evil.example.org")]
    [InlineData("https://ehr.example.org.evil.example.org")]
    [InlineData("http://ehr.example.org")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task CH_221_no_other_origin_is_allowed(string origin)
    {
        await using CdsHost host = await StartAsync();

        using HttpResponseMessage preflight = await PreflightAsync(host, "/cds-services/greeter", origin);
        Answer answer = await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", null, Bodies.PatientView(), origin);

        Assert.Null(Allowed(preflight));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Headers"));
        Assert.Null(Allowed(answer.Message));
    }

    [Fact]
    public async Task A_client_that_calls_too_often_is_a_429_and_no_other_suffers()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync(
            ("Clients:0:CallsPerMinute", "2"), ("Clients:0:Tenants:0", "north"),
            ("Clients:1:Name", "south"), ("Clients:1:Issuer", Issuer.Iss), ("Clients:1:Jku", issuer.Jku), ("Clients:1:Tenants:0", "south"));
        Task<Answer> As(string tenant) => host.SendAsync(
            HttpMethod.Post, "/cds-services/greeter", issuer.Token(claims: [("tenant", $"\"{tenant}\"")]), Bodies.PatientView());

        Assert.Equal(200, (await As("north")).Status);
        Assert.Equal(200, (await As("north")).Status);
        Answer refused = await As("north");

        refused.IsOutcome(429);
        Assert.True(refused.Message.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(200, (await As("south")).Status);
    }

    [Fact]
    public async Task A_client_has_so_many_calls_open_at_once()
    {
        TaskCompletionSource entered = new(), leave = new();
        await using CdsHost host = await CdsHost.StartAsync(
            _ => { },
            services => services.AddSingleton<IClientIdentity>(new OneClient(CdsClient.Anonymous with { ConcurrentCalls = 1 })),
            new TestService(TestService.Greeter, async (_, _) =>
            {
                entered.TrySetResult();
                await leave.Task;
                return CdsResponse.Empty;
            }));

        Task<Answer> first = host.CallAsync(Bodies.PatientView());
        await entered.Task;
        (await host.CallAsync(Bodies.PatientView())).IsOutcome(429);
        leave.SetResult();

        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await host.CallAsync(Bodies.PatientView())).Status);
    }

    private sealed class OneClient(CdsClient client) : IClientIdentity
    {
        public ValueTask<CdsClient?> IdentifyAsync(Microsoft.AspNetCore.Http.HttpContext http) => new(client);
    }
}
