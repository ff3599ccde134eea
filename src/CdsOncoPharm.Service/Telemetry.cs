using System.Diagnostics;
using System.Diagnostics.Metrics;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Engine;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CdsOncoPharm.Service;

/// <summary>The section <c>Telemetry</c>.</summary>
internal sealed class TelemetrySettings
{
    /// <summary>Address of an OTLP collector, such as <c>http://127.0.0.1:4317</c>; without it nothing is sent.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary><c>grpc</c>, or <c>httpProtobuf</c>, which adds <c>v1/traces</c> and <c>v1/metrics</c> to the address.</summary>
    public OtlpExportProtocol Protocol { get; set; }
}

/// <summary>
/// Metrics and traces over OTLP, by configuration. Meters: <c>CdsOncoPharm</c> (<c>cdsoncopharm.calls</c>,
/// <c>cdsoncopharm.call.duration</c> in ms, <c>cdsoncopharm.cards</c>, by service, status and level) and the framework's own.
/// Spans: the framework's one for each request, with the same tags. No patient data: only ids of services, statuses and levels.
/// </summary>
internal static class Telemetry
{
    private const string Name = "CdsOncoPharm";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("cdsoncopharm.calls");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("cdsoncopharm.call.duration", "ms");
    private static readonly Counter<long> Cards = Meter.CreateCounter<long>("cdsoncopharm.cards");

    public static void Record(CdsCallReport report)
    {
        var tags = new TagList
        {
            { "service", report.Service },
            { "status", report.Status },
            { "level", report.Notes.GetValueOrDefault("level") },
        };
        Calls.Add(1, tags);
        Duration.Record(report.Duration.TotalMilliseconds, tags);
        Cards.Add(report.Cards, tags);
        if (Activity.Current is { } span)
        {
            span.DisplayName = $"POST /cds-services/{report.Service}";
            foreach (var tag in tags)
                span.SetTag(tag.Key, tag.Value);
            span.SetTag("fetches", report.Fetches);
        }
    }

    /// <summary>Starts sending; null where nothing is configured.</summary>
    /// <exception cref="SettingsException">The address is none that can be sent to.</exception>
    public static IDisposable? Start(IConfiguration configuration)
    {
        var settings = Strict.Read<TelemetrySettings>(configuration, "Telemetry");
        if (settings.OtlpEndpoint is null)
            return null;
        if (settings.OtlpEndpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw new SettingsException("Telemetry:OtlpEndpoint: must be an http or https URL");
        var resource = ResourceBuilder.CreateDefault().AddService(Name);
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddOtlpExporter(options => Send(options, settings, "v1/metrics")).Build();
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore")
            .AddOtlpExporter(options => Send(options, settings, "v1/traces")).Build();
        return new Both(metrics, traces);
    }

    private static void Send(OtlpExporterOptions options, TelemetrySettings settings, string path)
    {
        options.Protocol = settings.Protocol;
        var endpoint = settings.OtlpEndpoint!;
        options.Endpoint = settings.Protocol == OtlpExportProtocol.HttpProtobuf ? new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path) : endpoint;
    }

    private sealed class Both(IDisposable? first, IDisposable? second) : IDisposable
    {
        public void Dispose()
        {
            first?.Dispose();
            second?.Dispose();
        }
    }
}
