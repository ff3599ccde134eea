using System.Collections.Frozen;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;

namespace CdsOncoPharm.Knowledge;

/// <summary>One file of knowledge as it was read.</summary>
public sealed class KnowledgeFile(string relativePath, ReadOnlyMemory<byte> content)
{
    /// <summary>Path below the knowledge folder with forward slashes, such as <c>terminology/CodeSystem-results.json</c>.</summary>
    public string RelativePath { get; } = relativePath;

    /// <summary>The bytes, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Content { get; } = content;

    /// <inheritdoc/>
    public override string ToString() => RelativePath;
}

/// <summary>
/// The JSON files of <c>terminology/</c> and <c>cds-services/</c>, with a site's folder laid over them: a file with the same
/// relative path replaces ours, any other file is added.
/// </summary>
public sealed class KnowledgeFiles
{
    private static readonly string[] Folders = ["terminology", "cds-services"];

    private readonly FrozenDictionary<string, KnowledgeFile> byPath;
    private readonly KnowledgeFile[] sorted;
    private string? hash;

    private KnowledgeFiles(IEnumerable<KnowledgeFile> files)
    {
        sorted = [.. files.OrderBy(f => f.RelativePath, StringComparer.Ordinal)];
        byPath = sorted.ToFrozenDictionary(f => f.RelativePath, StringComparer.Ordinal);
    }

    /// <summary>Reads the knowledge below a folder, and a site's folder over it.</summary>
    /// <param name="baseFolder">The folder that holds <c>terminology</c> and <c>cds-services</c>.</param>
    /// <param name="overlay">The site's folder of the same shape; null for none.</param>
    /// <exception cref="KnowledgeException">A folder does not exist, or the base holds no terminology.</exception>
    public static KnowledgeFiles Read(string baseFolder, string? overlay = null)
    {
        ArgumentNullException.ThrowIfNull(baseFolder);
        var files = new Dictionary<string, KnowledgeFile>(StringComparer.Ordinal);
        Add(baseFolder);
        if (!files.Keys.Any(path => path.StartsWith("terminology/", StringComparison.Ordinal)))
            throw new KnowledgeException(baseFolder, "terminology", "no terminology files below this folder");
        if (overlay is not null)
            Add(overlay);
        return new KnowledgeFiles(files.Values);

        void Add(string root)
        {
            if (!Directory.Exists(root))
                throw new KnowledgeException(root, "folder", "this folder does not exist");
            foreach (var folder in Folders)
            {
                var path = Path.Combine(root, folder);
                if (!Directory.Exists(path))
                    continue;
                foreach (var file in Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories))
                {
                    var relative = Path.GetRelativePath(root, file).Replace('\\', '/');
                    files[relative] = new KnowledgeFile(relative, WithoutMark(File.ReadAllBytes(file)));
                }
            }
        }
    }

    /// <summary>Knowledge that is already in memory; of two files with one path the later wins.</summary>
    public static KnowledgeFiles Of(IEnumerable<KnowledgeFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var byPath = new Dictionary<string, KnowledgeFile>(StringComparer.Ordinal);
        foreach (var file in files)
            byPath[file.RelativePath] = file;
        return new KnowledgeFiles(byPath.Values);
    }

    /// <summary>All files, sorted by path.</summary>
    public IReadOnlyList<KnowledgeFile> All => sorted;

    /// <summary>The files directly in a folder whose name fits a pattern, such as <c>ValueSet-*.json</c>, sorted by path.</summary>
    public IEnumerable<KnowledgeFile> In(string folder, string pattern)
    {
        var prefix = folder.TrimEnd('/') + "/";
        return sorted.Where(file =>
            file.RelativePath.StartsWith(prefix, StringComparison.Ordinal)
            && file.RelativePath.IndexOf('/', prefix.Length) < 0
            && FileSystemName.MatchesSimpleExpression(pattern, file.RelativePath.AsSpan(prefix.Length), ignoreCase: false));
    }

    /// <summary>One file; null when it does not exist.</summary>
    public KnowledgeFile? Find(string relativePath) => byPath.GetValueOrDefault(relativePath);

    /// <summary>
    /// What an assessment was made with: <c>sha256:</c> over every file, sorted by path, each as its path, a line feed, its
    /// content with line ends as line feeds, and a zero byte.
    /// </summary>
    public string Hash => hash ??= ComputeHash();

    private string ComputeHash()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in sorted)
        {
            sha.AppendData(Encoding.UTF8.GetBytes(file.RelativePath + "\n"));
            var rest = file.Content.Span;
            int end;
            while ((end = rest.IndexOf("\r\n"u8)) >= 0)
            {
                sha.AppendData(rest[..end]);
                rest = rest[(end + 1)..];
            }
            sha.AppendData(rest);
            sha.AppendData([0]);
        }
        return "sha256:" + Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] bytes) =>
        bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
}
