using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CdsOncoPharm.Benchmarks;

/// <summary>
/// What a call costs, against an endpoint that only reads the body: CPU time and allocated bytes of the whole process, the client in it.
/// One in between goes over the JSON once: what no service could save.
/// </summary>
internal static class CallCosts
{
    private const string Service = "/cds-services/care-level-patient-view";

    private static readonly (string Path, Action<ReadOnlyMemory<byte>> Work)[] Parts =
    [
        ("/only-read", _ => { }),
        ("/tokens", Tokens),
    ];

    public static async Task PrintAsync(TextWriter output)
    {
        await using var factory = new WebApplicationFactory<CdsOncoPharm.Service.EntryPoint>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Development");
            host.UseSetting("Records:ConnectionString", $"Data Source={Path.Combine(Path.GetTempPath(), $"cds-bench-{Environment.ProcessId}.db")}");
            host.UseSetting("Serilog:MinimumLevel", "Error");
            host.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new PartEndpoints()));
        });
        using var client = factory.CreateClient();
        await output.WriteLineAsync("resources  bytes    what                    CPU ms  CPU ×  allocated B  beyond reading, × payload");
        foreach (var resources in new[] { 100, 1000 })
        {
            var body = Encoding.UTF8.GetBytes(Requests.PatientView(resources).ToJsonString());
            var calls = 300_000 / resources;
            (double Milliseconds, double Bytes) read = default;
            foreach (var path in Parts.Select(part => part.Path).Append(Service))
            {
                var cost = await MeasureAsync(client, path, body, calls);
                read = read == default ? cost : read;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"{resources,9}  {body.Length,7}  {(path == Service ? "the whole call" : path[1..]),-20}  {cost.Milliseconds,8:0.000}  {cost.Milliseconds / read.Milliseconds,5:0.0}  {cost.Bytes,11:0}  {(cost.Bytes - read.Bytes) / body.Length,5:0.00}"));
            }
        }
    }

    private static void Tokens(ReadOnlyMemory<byte> body)
    {
        var json = new Utf8JsonReader(body.Span);
        while (json.Read())
        {
        }
    }

    private static async Task<(double Milliseconds, double Bytes)> MeasureAsync(HttpClient client, string path, byte[] body, int calls)
    {
        // Long enough that the compiler has finished with what runs often.
        for (var i = 0; i < calls; i++)
            await CallAsync(client, path, body);
        await Task.Delay(500);
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        var cpu = process.TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < calls; i++)
            await CallAsync(client, path, body);
        process.Refresh();
        return ((process.TotalProcessorTime - cpu).TotalMilliseconds / calls, (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls);
    }

    private static async Task CallAsync(HttpClient client, string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        // The answer is read as it comes: a client that gathers it first would be charged to the service.
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    /// <summary>Reads the body into a pooled buffer, does the part's work, and answers with nothing.</summary>
    private sealed class PartEndpoints : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                if (Parts.FirstOrDefault(part => part.Path == http.Request.Path).Work is not { } work)
                {
                    await rest(http);
                    return;
                }
                var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength ?? 1 << 20));
                var length = 0;
                int read;
                while ((read = await http.Request.Body.ReadAsync(buffer.AsMemory(length))) > 0)
                    length += read;
                work(buffer.AsMemory(0, length));
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            });
            next(app);
        };
    }
}
