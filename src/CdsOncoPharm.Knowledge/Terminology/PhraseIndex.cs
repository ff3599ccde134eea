using System.Buffers;
using System.Collections.Frozen;

namespace CdsOncoPharm.Knowledge;

/// <summary>Where a phrase stands in a folded text, and what it means.</summary>
internal readonly record struct PhraseHit(int Start, int Length, int Value);

/// <summary>
/// Finds many phrases in one pass: whole words in alphabets, anywhere in Chinese. A phrase that ends in <c>*</c> is the start of a
/// word; one written in capitals alone must be written in capitals in the text.
/// </summary>
internal sealed class PhraseIndex
{
    private readonly FrozenDictionary<long, int> steps;
    private readonly int[] meanings;
    private readonly bool[] open;
    private readonly string?[] capitals;

    private PhraseIndex(FrozenDictionary<long, int> steps, int[] meanings, bool[] open, string?[] capitals) =>
        (this.steps, this.meanings, this.open, this.capitals) = (steps, meanings, open, capitals);

    /// <summary>Collects phrases.</summary>
    public sealed class Builder(bool capitalsCount = false)
    {
        private readonly Dictionary<long, int> steps = [];
        private readonly List<int> meanings = [-1];
        private readonly List<bool> open = [false];
        private readonly List<string?> capitals = [null];

        /// <summary>Adds a phrase; gives the meaning it already has, or -1. False in <paramref name="usable"/> when folding leaves nothing.</summary>
        public int Add(string phrase, int meaning, out bool usable)
        {
            var stem = phrase.EndsWith('*');
            var folded = TextFolding.Fold(stem ? phrase[..^1] : phrase);
            usable = folded.Length > 0;
            if (!usable)
                return -1;
            var node = 0;
            foreach (var c in folded)
            {
                var key = ((long)node << 16) | c;
                if (!steps.TryGetValue(key, out var next))
                {
                    next = meanings.Count;
                    steps.Add(key, next);
                    meanings.Add(-1);
                    open.Add(false);
                    capitals.Add(null);
                }
                node = next;
            }
            var before = meanings[node];
            if (before >= 0)
                return before;
            meanings[node] = meaning;
            open[node] = stem;
            if (capitalsCount && phrase.Length <= 6 && phrase.All(char.IsAsciiLetterUpper))
                capitals[node] = phrase;
            return -1;
        }

        public PhraseIndex Build() => new(steps.ToFrozenDictionary(), [.. meanings], [.. open], [.. capitals]);
    }

    /// <summary>All phrases in the text, in order of their start, longer ones later.</summary>
    public void Find(string text, List<PhraseHit> hits)
    {
        var buffer = ArrayPool<char>.Shared.Rent(text.Length * 3);
        var folded = buffer.AsSpan(0, TextFolding.Fold(text, buffer));
        for (var start = 0; start < folded.Length; start++)
        {
            if (start > 0 && TextFolding.IsWord(folded[start]) && TextFolding.IsWord(folded[start - 1]))
                continue;
            var node = 0;
            for (var i = start; i < folded.Length && steps.TryGetValue(((long)node << 16) | folded[i], out node); i++)
            {
                if (meanings[node] < 0)
                    continue;
                if (TextFolding.IsWord(folded[i]) && i + 1 < folded.Length && TextFolding.IsWord(folded[i + 1]) && !open[node])
                    continue;
                if (capitals[node] is { } exact && !HasWord(text, exact))
                    continue;
                hits.Add(new PhraseHit(start, i + 1 - start, meanings[node]));
            }
        }
        ArrayPool<char>.Shared.Return(buffer);
    }

    /// <summary>Keeps the longest phrases that do not overlap, in order of their start.</summary>
    public static void KeepLongest(List<PhraseHit> hits)
    {
        if (hits.Count < 2)
            return;
        hits.Sort(static (a, b) => a.Length != b.Length ? b.Length.CompareTo(a.Length) : a.Start.CompareTo(b.Start));
        var kept = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            var hit = hits[i];
            var overlaps = false;
            for (var j = 0; j < kept && !overlaps; j++)
                overlaps = hit.Start < hits[j].Start + hits[j].Length && hits[j].Start < hit.Start + hit.Length;
            if (!overlaps)
                hits[kept++] = hit;
        }
        hits.RemoveRange(kept, hits.Count - kept);
        hits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
    }

    private static bool HasWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !TextFolding.IsWord(text[at - 1])) && (at + word.Length == text.Length || !TextFolding.IsWord(text[at + word.Length])))
                return true;
        }
        return false;
    }
}
