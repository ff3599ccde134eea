using System.Globalization;
using CdsOncoPharm.Engine;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;

namespace CdsOncoPharm.Service;

/// <summary>
/// The first words of keys. Below ours, every key is known or refused when its section is read; here the first words themselves
/// are. The environment holds a machine's other variables too, so only files and the command line are held to them.
/// </summary>
internal static class SectionsOfTheService
{
    /// <summary>Sections that this service reads itself.</summary>
    public static IReadOnlyList<string> Ours { get; } = ["Clinical", "Cards", "Fetch", "Trust", "Records", "Telemetry"];

    // What ASP.NET and Serilog read, as far as it does something here.
    private static readonly string[] OfTheFramework =
        ["Urls", "Kestrel", "AllowedHosts", "Serilog", "Logging", "Environment", "ContentRoot", "ApplicationName",
        "HostingStartupAssemblies", "ShutdownTimeoutSeconds"];

    private static readonly string[] OfKestrel = ["Endpoints", "EndpointDefaults", "Certificates"];

    private static readonly string[] OfLogging = ["LogLevel"];

    private static readonly string[] OfSerilog = ["Using", "MinimumLevel", "WriteTo", "Enrich", "Properties", "Filter"];

    // The targets that ship; another one would be ignored in silence, and so would the log.
    private static readonly string[] LogTargets = ["Console", "File"];

    /// <summary>Refuses what nothing reads.</summary>
    /// <exception cref="SettingsException">Names the key.</exception>
    public static void Check(IConfigurationRoot configuration)
    {
        foreach (var provider in configuration.Providers.Where(p => p is JsonConfigurationProvider or CommandLineConfigurationProvider))
        {
            foreach (var key in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase))
                Known(key, key, [.. Ours, .. OfTheFramework]);
        }
        var serilog = configuration.GetSection("Serilog");
        foreach (var (section, keys) in new[] { (serilog, OfSerilog), (configuration.GetSection("Kestrel"), OfKestrel), (configuration.GetSection("Logging"), OfLogging) })
        {
            foreach (var child in section.GetChildren())
                Known(child.Path, child.Key, keys);
        }
        if (configuration["ShutdownTimeoutSeconds"] is { } seconds && !(int.TryParse(seconds, CultureInfo.InvariantCulture, out var wait) && wait >= 0))
            throw new SettingsException("ShutdownTimeoutSeconds: must be a number of seconds");
        foreach (var target in serilog.GetSection("WriteTo").GetChildren())
        {
            var name = target.Value ?? target["Name"] ?? "";
            Known($"{target.Path}:Name", name, LogTargets);
            // Without it nothing is written, and nothing says so.
            if (name.Equals("File", StringComparison.OrdinalIgnoreCase) && target["Args:path"] is null)
                throw new SettingsException($"{target.Path}:Args:path: is required");
        }
    }

    private static void Known(string path, string name, IReadOnlyList<string> names)
    {
        if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            throw new SettingsException($"{path}: there is no such setting ({string.Join(", ", names)})");
    }
}
