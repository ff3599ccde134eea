using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests.Operations;

/// <summary>
/// Parts of pages that are made from the program. A stale one is red and writes what it should be to <c>*.received.*</c> beside the
/// page: read it, then move it over.
/// </summary>
internal static class Pages
{
    /// <summary>Holds the part of a page between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c> against what it should be.</summary>
    public static void HoldsPart(string page, string name, string part)
    {
        var text = Read(page);
        var (start, end) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= start.Length && to >= from, $"{page} has no part {name}");
        Holds(page, text[..from] + part + text[to..]);
    }

    /// <summary>Holds a whole file against what it should be.</summary>
    public static void Holds(string page, string expected)
    {
        var received = Repository.Of(Path.ChangeExtension(page, ".received" + Path.GetExtension(page)));
        if (Read(page) == expected)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, expected);
        Assert.Fail($"{page} is stale: read {Path.GetFileName(received)} beside it, then move it over {page}");
    }

    private static string Read(string page) =>
        File.Exists(Repository.Of(page)) ? File.ReadAllText(Repository.Of(page)).ReplaceLineEndings("\n") : "";
}
