using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace CdsOncoPharm.Benchmarks;

/// <summary>The published service (<c>./publish</c>) in a process of its own: how fast it starts, answers, and how much memory it takes.</summary>
internal static class PublishedService
{
    private const int Starts = 7;
    private const string Service = "cds-services/care-level-patient-view";
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task PrintAsync(string folder, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync("start       first card   CPU until then");
        var starts = new List<(double Wall, double Cpu)>();
        for (var i = 0; i < Starts; i++)
        {
            using var running = new Running(folder);
            starts.Add(await running.FirstCardAsync());
        }
        var (wall, cpu) = (Share([.. starts.Select(s => s.Wall)], 0.5), Share([.. starts.Select(s => s.Cpu)], 0.5));
        await WriteAsync(output, $"median of {Starts}  {wall,6:0} ms   {cpu,6:0} ms");

        await output.WriteLineAsync();
        await output.WriteLineAsync("connections  resources   calls/s    p50 ms    p99 ms   peak memory MB");
        using var service = new Running(folder);
        await service.FirstCardAsync();
        foreach (var resources in new[] { 100, 1000 })
        {
            var body = Encoding.UTF8.GetBytes(Requests.PatientView(resources).ToJsonString());
            await service.LoadAsync(body, connections: 8);
            foreach (var connections in new[] { 1, 8, 32 })
            {
                var (calls, milliseconds) = await service.LoadAsync(body, connections);
                await WriteAsync(output, $"{connections,11}  {resources,9}  {calls,8:0}  {Share(milliseconds, 0.5),8:0.0}  {Share(milliseconds, 0.99),8:0.0}  {service.PeakMegabytes,15:0}");
            }
        }
    }

    private static Task WriteAsync(TextWriter output, FormattableString line) => output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));

    private static double Share(List<double> values, double share)
    {
        values.Sort();
        return values[(int)(share * (values.Count - 1))];
    }

    private sealed class Running : IDisposable
    {
        private readonly long started = Stopwatch.GetTimestamp();
        private readonly string records = Directory.CreateTempSubdirectory("cds-bench-").FullName;
        private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Process process;
        private readonly HttpClient http;

        public Running(string folder)
        {
            var port = FreePort();
            var start = new ProcessStartInfo(Path.Combine(folder, "CdsOncoPharm.Service")) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[]
            {
                "--urls", $"http://127.0.0.1:{port}", "--Records:ConnectionString", $"Data Source={Path.Combine(records, "records.db")}",
                "--Serilog:MinimumLevel", "Error", "--Clinical:AllowAsOf", "true",
            })
                start.ArgumentList.Add(argument);
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
            process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data?.Contains("is listening on", StringComparison.Ordinal) == true)
                    listening.TrySetResult();
            };
            process.ErrorDataReceived += (_, line) => { if (line.Data is { } text) Console.Error.WriteLine(text); };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        }

        /// <summary>The most memory it ever held, in MB (Linux: VmHWM).</summary>
        public double PeakMegabytes
        {
            get
            {
                process.Refresh();
                return process.PeakWorkingSet64 / 1e6;
            }
        }

        /// <summary>Milliseconds from starting the process to having a card, and CPU time until then. It says itself when it listens: asking all the time would slow it.</summary>
        public async Task<(double Wall, double Cpu)> FirstCardAsync()
        {
            var body = Encoding.UTF8.GetBytes(Requests.PatientView(100).ToJsonString());
            await listening.Task.WaitAsync(Patience);
            await CallAsync(body);
            var wall = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            process.Refresh();
            return (wall, process.TotalProcessorTime.TotalMilliseconds);
        }

        /// <summary>Calls as fast as it goes over so many connections: calls a second, and the duration of each in ms.</summary>
        public async Task<(double CallsPerSecond, List<double> Milliseconds)> LoadAsync(byte[] body, int connections)
        {
            var from = Stopwatch.GetTimestamp();
            var each = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
            {
                var durations = new List<double>();
                while (Stopwatch.GetElapsedTime(from) < Load)
                {
                    var begun = Stopwatch.GetTimestamp();
                    await CallAsync(body);
                    durations.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }
                return durations;
            })));
            var all = each.SelectMany(durations => durations).ToList();
            return (all.Count / Stopwatch.GetElapsedTime(from).TotalSeconds, all);
        }

        public void Dispose()
        {
            http.Dispose();
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Directory.Delete(records, recursive: true);
        }

        private async Task CallAsync(byte[] body)
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync(new Uri(Service, UriKind.Relative), content);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }

        private static int FreePort()
        {
            using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
