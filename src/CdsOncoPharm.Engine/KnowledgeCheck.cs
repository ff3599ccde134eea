using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine;

/// <summary>A fault of the knowledge: file, row and reason.</summary>
public sealed record KnowledgeFault(string File, string Row, string Reason);

/// <summary>Finds the faults of an overlay: after each one the file is set aside and the rest is tried again, so that one run names them all.</summary>
public static class KnowledgeCheck
{
    /// <summary>The faults, one for each faulty file of the overlay (or of the knowledge itself); empty when all is well.</summary>
    /// <param name="baseFolder">The folder that holds <c>terminology</c> and <c>cds-services</c>.</param>
    /// <param name="overlay">The site's folder; null to check the knowledge alone.</param>
    /// <param name="options">The site's choices, by decision.</param>
    public static IReadOnlyList<KnowledgeFault> Run(string baseFolder, string? overlay, IReadOnlyDictionary<string, string> options)
    {
        var faults = new List<KnowledgeFault>();
        var original = KnowledgeFiles.Read(baseFolder);
        var files = overlay is null ? original : KnowledgeFiles.Read(baseFolder, overlay);
        while (true)
        {
            try
            {
                Stratifier.Load(KnowledgeBase.Load(files, options));
                return faults;
            }
            catch (KnowledgeException e)
            {
                faults.Add(new KnowledgeFault(e.File, e.Row, e.Reason));
                if (WithoutFile(files, original, e.File) is not { } rest)
                    return faults;
                files = rest;
            }
        }
    }

    /// <summary>The same files with a faulty one as it was before the overlay, or left out; null when that changes nothing.</summary>
    private static KnowledgeFiles? WithoutFile(KnowledgeFiles files, KnowledgeFiles original, string path)
    {
        var faulty = files.Find(path);
        if (faulty is null)
            return null;
        var before = original.Find(path);
        if (before is not null && before.Content.Span.SequenceEqual(faulty.Content.Span))
            return null;
        var rest = files.All.Where(file => file.RelativePath != path);
        return KnowledgeFiles.Of(before is null ? rest : rest.Append(before));
    }
}
