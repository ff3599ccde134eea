namespace CdsOncoPharm.Knowledge;

/// <summary>Codes and words that lead to one of a few answers: positive or negative, a phenotype.</summary>
internal sealed class WordReadings<T>
    where T : struct
{
    private readonly CodeTable<object> codes;
    private readonly PhraseIndex words;
    private readonly T[] meanings;

    public WordReadings(IEnumerable<MapRow> rows, string textSystem, string ownSystem, IReadOnlyDictionary<string, T> answers)
    {
        var tables = new Dictionary<string, Dictionary<string, object>>(StringComparer.Ordinal)
        {
            [ownSystem] = answers.ToDictionary(answer => answer.Key, answer => (object)answer.Value, StringComparer.OrdinalIgnoreCase),
        };
        var index = new PhraseIndex.Builder();
        var list = new List<T>();
        foreach (var row in rows)
        {
            if (row.Target is null || !answers.TryGetValue(row.Target, out var answer))
                throw row.Refuse($"'{row.Target}' is not one of {string.Join(", ", answers.Keys)}");
            if (row.Source == textSystem)
            {
                var before = index.Add(row.Code, list.Count, out var usable);
                if (!usable || before >= 0 && !list[before].Equals(answer))
                    throw row.Refuse(usable ? $"already means {list[before]}" : "nothing is left of it when it is folded");
                list.Add(answer);
                continue;
            }
            if (!tables.TryGetValue(row.Source, out var table))
                tables.Add(row.Source, table = new(StringComparer.OrdinalIgnoreCase));
            if (!table.TryAdd(row.Code, answer) && !table[row.Code].Equals(answer))
                throw row.Refuse($"already means {table[row.Code]}");
        }
        codes = new CodeTable<object>(tables);
        words = index.Build();
        meanings = [.. list];
    }

    public T? Find(string? system, string? code) => codes.TryFind(system, code, out var found) ? (T)found : null;

    /// <summary>The answer of the longest phrase; null when none is named.</summary>
    public T? FindByText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var hits = new List<PhraseHit>();
        words.Find(text, hits);
        PhraseIndex.KeepLongest(hits);
        PhraseHit? best = null;
        foreach (var hit in hits)
        {
            if (best is null || hit.Length > best.Value.Length)
                best = hit;
        }
        return best is { } phrase ? meanings[phrase.Value] : null;
    }
}
