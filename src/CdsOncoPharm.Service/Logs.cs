using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Settings.Configuration;

namespace CdsOncoPharm.Service;

/// <summary>The service's log: lines for people on the console, unless the section <c>Serilog</c> says otherwise.</summary>
internal static class Logs
{
    // The targets that ship: looking for others would read every assembly.
    private static readonly ConfigurationReaderOptions Targets = new(typeof(ConsoleLoggerConfigurationExtensions).Assembly, typeof(FileLoggerConfigurationExtensions).Assembly);

    public static Logger Create(IConfiguration configuration)
    {
        var settings = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // Why the host cannot start is one line on the console, not the stack besides.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning);
        return configuration.GetSection("Serilog").Exists()
            ? settings.ReadFrom.Configuration(configuration, Targets).CreateLogger()
            : settings.WriteTo.Console(formatProvider: System.Globalization.CultureInfo.InvariantCulture).CreateLogger();
    }
}

/// <summary>One structured line for each call: ids of services, counts and durations; nothing about the patient.</summary>
internal static class CallLog
{
    public static void Write(Logger log, CdsCallReport report, KnowledgeStamp knowledge)
    {
        if (report.Notes.GetValueOrDefault("why") is { } why)
            log.Warning("{Service} from {Client}: {Why}", report.Service, report.Client, why);
        log.Information(
            "{Service} {Hook} from {Client}: {Status} in {Milliseconds} ms; {Resources} resources, {Issues} issues, {Prefetched} prefetched, {Fetches} fetches, {Bytes} bytes; scope {Scope}, level {Level}, could be {Highest}, {Cards} cards, {Breaches} card breaches; knowledge {Knowledge}",
            report.Service,
            report.Hook,
            report.Client,
            report.Status,
            Math.Round(report.Duration.TotalMilliseconds, 2),
            report.Notes.GetValueOrDefault("resources"),
            report.Notes.GetValueOrDefault("issues"),
            report.Prefetched,
            report.Fetches,
            report.BodyBytes,
            report.Notes.GetValueOrDefault("scope"),
            report.Notes.GetValueOrDefault("level"),
            report.Notes.GetValueOrDefault("highest"),
            report.Cards,
            report.Breaches.Select(breach => breach.ToString()),
            knowledge.Hash);
    }
}
