using System.Buffers;
using System.Runtime.CompilerServices;

namespace CdsOncoPharm.Knowledge;

/// <summary>Where a phrase stands in a folded text, and what it means.</summary>
internal readonly record struct PhraseHit(int Start, int Length, int Value);

/// <summary>
/// Finds many phrases in one pass: whole words in alphabets, anywhere in Chinese. A phrase that ends in <c>*</c> is the start of a
/// word. In lists of words (not of names) one written in capitals alone must be written in capitals in the text, and any other
/// word may carry a plural s.
/// </summary>
internal sealed class PhraseIndex
{
    // Phrases by their first two characters; a phrase of one character stands under that character alone.
    private readonly Dictionary<int, Phrase[]> buckets;

    private PhraseIndex(Dictionary<int, Phrase[]> buckets) => this.buckets = buckets;

    private sealed record Phrase(string Text, int Meaning, bool IsStem, string? Capitals, bool MayBePlural);

    /// <summary>Collects phrases.</summary>
    public sealed class Builder(bool isWords = false)
    {
        private readonly Dictionary<string, Phrase> phrases = new(StringComparer.Ordinal);

        /// <summary>Adds a phrase; gives the meaning it already has, or -1. False in <paramref name="usable"/> when folding leaves nothing.</summary>
        public int Add(string phrase, int meaning, out bool usable)
        {
            var stem = phrase.EndsWith('*');
            var folded = TextFolding.Fold(stem ? phrase[..^1] : phrase);
            usable = folded.Length > 0;
            if (!usable)
                return -1;
            if (phrases.TryGetValue(folded, out var before))
                return before.Meaning;
            var capitals = isWords && phrase.Length <= 6 && phrase.AsSpan().IndexOfAnyExceptInRange('A', 'Z') < 0 ? phrase : null;
            phrases.Add(folded, new Phrase(folded, meaning, stem, capitals, isWords && capitals is null && char.IsAsciiLetter(folded[^1])));
            return -1;
        }

        public PhraseIndex Build()
        {
            var lists = new Dictionary<int, List<Phrase>>();
            foreach (var phrase in phrases.Values)
            {
                var key = Key(phrase.Text[0], phrase.Text.Length > 1 ? phrase.Text[1] : '\0');
                if (!lists.TryGetValue(key, out var list))
                    lists.Add(key, list = new List<Phrase>(2));
                list.Add(phrase);
            }
            var built = new Dictionary<int, Phrase[]>(lists.Count);
            foreach (var (key, list) in lists)
                built.Add(key, [.. list]);
            return new PhraseIndex(built);
        }
    }

    /// <summary>All phrases in the text, in order of their start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(string text, List<PhraseHit> hits)
    {
        var buffer = ArrayPool<char>.Shared.Rent(text.Length * 3);
        ReadOnlySpan<char> folded = buffer.AsSpan(0, TextFolding.Fold(text, buffer));
        for (var start = 0; start < folded.Length; start++)
        {
            if (start > 0 && TextFolding.IsWord(folded[start]) && TextFolding.IsWord(folded[start - 1]))
                continue;
            if (start + 1 < folded.Length && buckets.TryGetValue(Key(folded[start], folded[start + 1]), out var phrases))
                Test(text, folded, start, phrases, hits);
            if (buckets.TryGetValue(Key(folded[start], '\0'), out phrases))
                Test(text, folded, start, phrases, hits);
        }
        ArrayPool<char>.Shared.Return(buffer);
    }

    private static void Test(string text, ReadOnlySpan<char> folded, int start, Phrase[] phrases, List<PhraseHit> hits)
    {
        foreach (var phrase in phrases)
        {
            var end = start + phrase.Text.Length;
            if (end > folded.Length || !folded[start..end].SequenceEqual(phrase.Text))
                continue;
            if (!phrase.IsStem && end < folded.Length && TextFolding.IsWord(folded[end]) && TextFolding.IsWord(folded[end - 1]))
            {
                var isPlural = phrase.MayBePlural && folded[end] == 's' && (end + 1 == folded.Length || !TextFolding.IsWord(folded[end + 1]));
                if (!isPlural)
                    continue;
            }
            if (phrase.Capitals is { } exact && !HasWord(text, exact))
                continue;
            hits.Add(new PhraseHit(start, end - start, phrase.Meaning));
        }
    }

    private static int Key(char first, char second) => (first << 16) | second;

    /// <summary>Keeps the longest phrases that do not overlap, in order of their start.</summary>
    public static void KeepLongest(List<PhraseHit> hits)
    {
        if (hits.Count < 2)
            return;
        // Few hits: plain insertion needs no comparer to be compiled.
        Insert(hits, static (a, b) => a.Length != b.Length ? a.Length > b.Length : a.Start < b.Start);
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
        Insert(hits, static (a, b) => a.Start < b.Start);
    }

    private static void Insert(List<PhraseHit> hits, Func<PhraseHit, PhraseHit, bool> before)
    {
        for (var i = 1; i < hits.Count; i++)
        {
            var hit = hits[i];
            var at = i;
            for (; at > 0 && before(hit, hits[at - 1]); at--)
                hits[at] = hits[at - 1];
            hits[at] = hit;
        }
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
