using System.Collections.Frozen;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>All reviewed knowledge, loaded once at start: immutable, and the same for every call.</summary>
public sealed class KnowledgeBase
{
    public required KnowledgeFiles Files { get; init; }

    public required Terminology Terminology { get; init; }

    public required CareLevelKnowledge CareLevel { get; init; }

    /// <summary>CTCAE grades by laboratory values.</summary>
    public required LaboratoryTable Laboratory { get; init; }

    /// <summary>Version and hash that every assessment carries; the hash covers the chosen options too.</summary>
    public required KnowledgeStamp Stamp { get; init; }

    /// <summary>Keys of what people assess.</summary>
    public IReadOnlySet<string> AssessmentKeys { get; private init; } = FrozenSet<string>.Empty;

    /// <summary>Gets ready how the files are read, once for the process.</summary>
    public static void Prepare() => StrictJson.Prepare();

    /// <summary>Loads and checks everything.</summary>
    /// <exception cref="KnowledgeException">A file or row is wrong; nothing is half loaded.</exception>
    public static KnowledgeBase Load(KnowledgeFiles files, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= FrozenDictionary<string, string>.Empty;
        // Neither needs the other, and the two are most of a start. A refusal of a row comes before one of the terminology.
        var reading = Task.Run(() => (Terminology.Load(files), HashWith(files, options)));
        var careLevel = CareLevelKnowledge.Load(files, options);
        var (terminology, hash) = reading.GetAwaiter().GetResult();
        return new KnowledgeBase
        {
            Files = files,
            Terminology = terminology,
            CareLevel = careLevel,
            Laboratory = LaboratoryTable.Load(files, terminology),
            Stamp = new KnowledgeStamp(ReadVersion(files), hash),
            AssessmentKeys = careLevel.Assessments.Keys.ToFrozenSet(),
        };
    }

    private static string ReadVersion(KnowledgeFiles files)
    {
        const string path = "cds-services/version.json";
        var file = files.Find(path) ?? throw new KnowledgeException(path, "file", "this file is missing");
        return StrictJson.Read<VersionFile>(file).Version;
    }

    private static string HashWith(KnowledgeFiles files, IReadOnlyDictionary<string, string> options)
    {
        if (options.Count == 0)
            return files.Hash;
        var text = files.Hash + "\n" + string.Join("\n", options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
        return "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary><c>cds-services/version.json</c>.</summary>
internal sealed record VersionFile(string Version);
