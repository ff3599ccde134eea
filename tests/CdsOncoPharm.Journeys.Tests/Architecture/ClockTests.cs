using System.Text.RegularExpressions;
using System.Xml.Linq;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests.Architecture;

/// <summary>Time and identifiers are arguments: the build refuses the clock (BannedSymbols.txt), and these tests refuse a way around it.</summary>
public sealed partial class ClockTests
{
    // The host chooses the clock and makes identifiers; the command line chooses its clock in one file.
    private static readonly string[] MayChoose = ["src/CdsOncoPharm.Service/", "src/CdsOncoPharm.Cli/TimeProviders.cs"];

    [Fact]
    public void The_banned_symbols_reach_every_project_but_the_host()
    {
        var banned = Assert.Single(
            XDocument.Load(Repository.Of("Directory.Build.props")).Descendants("AdditionalFiles"),
            file => ((string?)file.Attribute("Include"))?.EndsWith("BannedSymbols.txt", StringComparison.Ordinal) == true);

        Assert.Equal("'$(MSBuildProjectName)' != 'CdsOncoPharm.Service'", (string?)banned.Attribute("Condition"));
        Assert.Null(banned.Parent!.Attribute("Condition"));
        var nearer = Directory.EnumerateFiles(Repository.Of("src"), "Directory.Build.*", SearchOption.AllDirectories);
        Assert.Empty(nearer);
    }

    [Fact]
    public void The_banned_symbols_name_the_clock_and_new_identifiers()
    {
        var banned = File.ReadAllText(Repository.Of("BannedSymbols.txt"));

        Assert.All(
            new[] { "DateTime.Now;", "DateTime.UtcNow;", "DateTime.Today;", "DateTimeOffset.Now;", "DateTimeOffset.UtcNow;", "TimeProvider.System;", "Guid.NewGuid;" },
            symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_switches_the_refusal_off()
    {
        var files = Directory.EnumerateFiles(Repository.Of("src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Sources.Of(Repository.Of("src")))
            .Append(Repository.Of("Directory.Build.props"))
            .Append(Repository.Of(".editorconfig"));

        Assert.DoesNotContain(files.Select(Relative), file => !IsAllowed(file) && File.ReadAllText(Repository.Of(file)).Contains("RS0030", StringComparison.Ordinal));
    }

    [Fact]
    public void No_source_outside_the_host_reads_the_clock_or_makes_identifiers() => Assert.Empty(
        Sources.Of(Repository.Of("src")).Where(file => !IsAllowed(Relative(file)) && Clock().IsMatch(Sources.WithoutComments(file))).Select(Relative));

    private static string Relative(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');

    private static bool IsAllowed(string relative) => MayChoose.Any(place => relative.StartsWith(place, StringComparison.Ordinal));

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bTimeProvider\.System\b|\bGuid\.(NewGuid|CreateVersion7)\b|\bEnvironment\.TickCount|\bStopwatch\.(GetTimestamp|StartNew)")]
    private static partial Regex Clock();
}
