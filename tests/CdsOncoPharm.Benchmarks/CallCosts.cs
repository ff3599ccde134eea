using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace CdsOncoPharm.Benchmarks;

/// <summary>What a call costs, against an endpoint that only reads the body: CPU time and allocated bytes of the whole process, the client in it.</summary>
internal static class CallCosts
{
    private const string OnlyRead = "/only-read";
    private const string Service = "/cds-services/care-level-patient-view";

    public static async Task PrintAsync(TextWriter output)
    {
        await using var factory = new WebApplicationFactory<CdsOncoPharm.Service.EntryPoint>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Development");
            host.UseSetting("Records:ConnectionString", $"Data Source={Path.Combine(Path.GetTempPath(), $"cds-bench-{Environment.ProcessId}.db")}");
            host.UseSetting("Serilog:MinimumLevel", "Error");
            host.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new ReadOnlyEndpoint()));
        });
        using var client = factory.CreateClient();
        await output.WriteLineAsync("resources  bytes     only reading              whole call                ratio");
        foreach (var resources in new[] { 100, 1000 })
        {
            var body = Encoding.UTF8.GetBytes(Requests.PatientView(resources).ToJsonString());
            var calls = 300_000 / resources;
            var read = await MeasureAsync(client, OnlyRead, body, calls);
            var call = await MeasureAsync(client, Service, body, calls);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{resources,9}  {body.Length,7}  {read.Milliseconds,8:0.000} ms {read.Bytes,9:0} B  {call.Milliseconds,8:0.000} ms {call.Bytes,9:0} B  CPU × {call.Milliseconds / read.Milliseconds:0.0}, allocated beyond reading {(call.Bytes - read.Bytes) / body.Length:0.00} × payload"));
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

    /// <summary>Reads the body into a pooled buffer and answers with nothing.</summary>
    private sealed class ReadOnlyEndpoint : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                if (http.Request.Path != OnlyRead)
                {
                    await rest(http);
                    return;
                }
                var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)(http.Request.ContentLength ?? 1 << 20));
                var length = 0;
                int read;
                while ((read = await http.Request.Body.ReadAsync(buffer.AsMemory(length))) > 0)
                    length += read;
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            });
            next(app);
        };
    }
}
