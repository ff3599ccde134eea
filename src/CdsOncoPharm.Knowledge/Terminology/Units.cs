using System.Collections.Frozen;

namespace CdsOncoPharm.Knowledge;

/// <summary>How the world spells units, with the UCUM code that is meant.</summary>
internal sealed class Units
{
    private readonly FrozenDictionary<string, string> exact;
    private readonly FrozenDictionary<string, string> loose;

    public Units(ILookup<string, MapRow> rows)
    {
        var spelled = new Dictionary<string, string>(StringComparer.Ordinal);
        var folded = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var row in rows[Systems.Ucum])
        {
            if (row.Target is null)
                throw row.Refuse("a unit needs its UCUM code");
            if (!spelled.TryAdd(row.Code, row.Target) && spelled[row.Code] != row.Target)
                throw row.Refuse($"already means {spelled[row.Code]}");
            var key = Loose(row.Code);
            folded[key] = !folded.TryGetValue(key, out var before) || before == row.Target ? row.Target : null;
        }
        exact = spelled.ToFrozenDictionary(StringComparer.Ordinal);
        loose = folded.Where(pair => pair.Value is not null).ToFrozenDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
    }

    /// <summary>The UCUM code of one spelling: as written, else without case and spaces when that means one unit only.</summary>
    public string? Find(string? unit)
    {
        if (unit is null)
            return null;
        if (exact.TryGetValue(unit, out var found) || loose.TryGetValue(Loose(unit), out found))
            return found;
        return null;
    }

    private static string Loose(string unit) => string.Concat(unit.Where(c => !char.IsWhiteSpace(c) && c is not ('\u200b' or '\ufeff')))
        .Replace('µ', 'μ').ToLowerInvariant();
}
