using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CdsOncoPharm.Service.Tests;

/// <summary>Traces and metrics reach a collector over OTLP, under the names that are documented, without anything of the patient.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Traces_and_metrics_are_sent_and_hold_nothing_of_the_patient()
    {
        ConcurrentDictionary<string, string> received = new();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async http =>
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(http.Request.Path, _ => Encoding.UTF8.GetString(body.ToArray()), (_, before) => before + Encoding.UTF8.GetString(body.ToArray()));
        });
        await collector.StartAsync();

        await using (var service = await RunningService.StartAsync("--Telemetry:OtlpEndpoint", collector.Urls.First(), "--Telemetry:Protocol", "httpProtobuf"))
        {
            await service.AskAsync(Sample.Request("01-oxaliplatin-kidney"));
            // What was counted is sent when the service stops, if not before.
            service.Terminate();
            await service.ExitCodeAsync();
        }

        Assert.Contains("cds-services", received["/v1/traces"], StringComparison.Ordinal);
        var metrics = received["/v1/metrics"];
        foreach (var name in new[] { "cdsoncopharm.calls", "cdsoncopharm.call.duration", "cdsoncopharm.cards", "http.server.request.duration", "care-level-patient-view" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        foreach (var text in received.Values)
        {
            Assert.DoesNotContain("sample-01", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Otto", text, StringComparison.Ordinal);
            Assert.DoesNotContain("pharmacist-1", text, StringComparison.Ordinal);
        }
    }
}
