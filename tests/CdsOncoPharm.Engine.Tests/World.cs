using System.Collections.Concurrent;
using System.Text;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Intake;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>The real knowledge, read once, and rules bound from it under any options or with one file edited in memory.</summary>
internal static class World
{
    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.CreateCustomTimeZone("UTC+8", TimeSpan.FromHours(8), "UTC+8", "UTC+8");

    public static string Root { get; } = FindRoot();

    private const string SitePath = "cds-services/care-level/site.json";

    private static readonly Lazy<KnowledgeFiles> LoadedFiles = new(() => KnowledgeFiles.Read(Root));
    private static readonly Lazy<KnowledgeBase> LoadedKnowledge = new(() => KnowledgeBase.Load(Files));
    private static readonly ConcurrentDictionary<string, Stratifier> Bound = new(StringComparer.Ordinal);
    private static readonly Lazy<SnapshotBuilder> LoadedSnapshots = new(() => new(Knowledge.Terminology, Knowledge.CareLevel.Currency, Knowledge.AssessmentKeys, Shanghai));

    /// <summary>The day on which all invented patients are assessed.</summary>
    public static readonly DateOnly AsOf = new(2026, 11, 21);

    public static KnowledgeFiles Files => LoadedFiles.Value;

    public static KnowledgeBase Knowledge => LoadedKnowledge.Value;

    public static SnapshotBuilder Snapshots => LoadedSnapshots.Value;

    /// <summary>The rules under some options, and with what a site says in its <c>site.json</c>.</summary>
    public static Stratifier Rules(IReadOnlyDictionary<string, string>? options = null, string? site = null)
    {
        var key = (options is null ? "" : string.Join(";", options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"))) + site;
        return Bound.GetOrAdd(key, _ => Bind(site is null ? Files : With(SitePath, _ => site), options));
    }

    /// <summary>Binds care-level files over the terminology that is already loaded.</summary>
    public static Stratifier Bind(KnowledgeFiles files, IReadOnlyDictionary<string, string>? options = null)
    {
        var careLevel = CareLevelKnowledge.Load(files, options ?? new Dictionary<string, string>());
        return Stratifier.Load(new KnowledgeBase { Files = files, Terminology = Knowledge.Terminology, CareLevel = careLevel, Laboratory = LaboratoryTable.Load(files, Knowledge.Terminology), Stamp = Knowledge.Stamp });
    }

    /// <summary>The knowledge with one file's text changed.</summary>
    public static KnowledgeFiles With(string path, Func<string, string> edit)
    {
        var text = Encoding.UTF8.GetString(Files.Find(path)!.Content.Span);
        var edited = edit(text);
        Assert.NotEqual(text, edited);
        return KnowledgeFiles.Of([.. Files.All, new KnowledgeFile(path, Encoding.UTF8.GetBytes(edited))]);
    }

    public static PatientSnapshot Snapshot(RecordSet records, string patient = "p", DateOnly? asOf = null) =>
        Snapshots.Build(records, patient, asOf ?? AsOf);

    /// <summary>How an outcome is written in cases and for the outside.</summary>
    public static string Word(FindingOutcome outcome) => outcome switch
    {
        FindingOutcome.Met => "met",
        FindingOutcome.NotMet => "not-met",
        FindingOutcome.Unknown => "unknown",
        FindingOutcome.Suppressed => "suppressed",
        _ => "switched-off",
    };

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root was not found above the test.");
    }
}
