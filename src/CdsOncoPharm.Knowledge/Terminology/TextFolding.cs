using System.Buffers;
using System.Collections.Frozen;

namespace CdsOncoPharm.Knowledge;

/// <summary>
/// Folds text for matching with a table of our own (the build is culture-invariant): full-width forms become half-width, capitals
/// small, accents plain, small and Roman numerals plain, punctuation and hyphens a single space; a space beside a Chinese character
/// goes away, as does anything invisible. Signs that carry meaning (+ ± % and comparisons) stay.
/// </summary>
internal static class TextFolding
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    // Each entry: the character, then what it becomes.
    private static readonly FrozenDictionary<char, string> s_replaced = (
        "àa áa âa äa åa ãa èe ée êe ëe ìi íi îi ïi òo óo ôo öo õo øo ùu úu ûu üu çc ñn µμ "
        + "Ⅰi Ⅱii Ⅲiii Ⅳiv Ⅴv ⅰi ⅱii ⅲiii ⅳiv ⅴv ²2 ³3 ¹1 ₀0 ₁1 ₂2 ₃3 ₄4 ₅5 ₆6 ₇7 ₈8 ₉9")
        .Split(' ').ToFrozenDictionary(entry => entry[0], entry => entry[1..]);

    /// <summary>Whether the character is Chinese: such text has no word boundaries.</summary>
    public static bool IsChinese(char c) => c is >= '\u3400' and <= '\u9fff' or >= '\uf900' and <= '\ufaff' or '〇';

    /// <summary>Whether the character is part of a word in an alphabet.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is >= '\u0370' and <= '\u03ff';

    /// <summary>The folded text.</summary>
    public static string Fold(string text)
    {
        if (text.AsSpan().IndexOfAnyExcept(s_plain) < 0)
            return text;
        var rented = ArrayPool<char>.Shared.Rent(text.Length * 3);
        var result = new string(rented, 0, Fold(text, rented));
        ArrayPool<char>.Shared.Return(rented);
        return result;
    }

    /// <summary>Folds into a buffer, which must hold three times the text; gives the length.</summary>
    public static int Fold(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        var space = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= '\uff01' and <= '\uff5e')
                c = (char)(c - 0xfee0);
            if (c is '\'' or '’' or '\u200b' or '\u200c' or '\u200d' or '\ufeff' or '\u00ad')
                continue;
            if (char.IsAsciiLetterUpper(c) || c is >= '\u0391' and <= '\u03a9' or >= '\u00c0' and <= '\u00de' and not '\u00d7')
                c = (char)(c + 32);
            if (c == '.' && !space && length > 0 && char.IsAsciiDigit(into[length - 1]) && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]))
            {
                into[length++] = '.';
                continue;
            }
            string? replaced = null;
            if (c > '\u007f' && s_replaced.TryGetValue(c, out replaced))
                c = replaced[0];
            if (!IsWord(c) && !IsChinese(c) && c is not ('+' or '±' or '%' or '<' or '>' or '=' or '≥' or '≤'))
            {
                space = true;
                continue;
            }
            if (space && length > 0 && !IsChinese(into[length - 1]) && !IsChinese(c))
                into[length++] = ' ';
            space = false;
            if (replaced is null)
            {
                into[length++] = c;
                continue;
            }
            replaced.CopyTo(into[length..]);
            length += replaced.Length;
        }
        return length;
    }
}
