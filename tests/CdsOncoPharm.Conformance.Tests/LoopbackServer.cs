using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>A web server of this machine that answers what the test says and remembers what it was asked.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private LoopbackServer(WebApplication app) => this.app = app;

    /// <summary>Path and query of every request, with its Authorization.</summary>
    public ConcurrentQueue<(string Asked, string? Authorization)> Requests { get; } = [];

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url => app.Urls.First();

    /// <summary>Its port.</summary>
    public int Port => new Uri(Url).Port;

    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        LoopbackServer server = new(app);
        app.Run(http =>
        {
            server.Requests.Enqueue((http.Request.Path + http.Request.QueryString.Value, http.Request.Headers.Authorization.FirstOrDefault()));
            return answer(http);
        });
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
