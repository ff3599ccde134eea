using System.Globalization;
using System.Text;
using CdsHooks.AspNetCore;

namespace CdsOncoPharm.Cards;

/// <summary>Text of a record made fit to be shown: one line, bounded, without what is not seen.</summary>
internal static class PlainText
{
    /// <summary>A drug's name can be a whole page in a bad record.</summary>
    public const int Longest = 160;

    /// <summary>A note may list several of them, and a task may say what to do in several cases.</summary>
    public const int LongestNote = 320;

    /// <summary>One line of bounded length, without control and direction characters, and without a full stop at its end.</summary>
    public static string Of(string text, int longest = Longest)
    {
        if (IsFit(text, longest))
            return text.EndsWith('.') || text.EndsWith('。') ? text.TrimEnd('.', '。') : text;
        StringBuilder line = new(Math.Min(text.Length, longest) + 8);
        foreach (var letter in text)
        {
            if (char.IsWhiteSpace(letter) || char.IsControl(letter))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (char.GetUnicodeCategory(letter) != UnicodeCategory.Format)
            {
                line.Append(letter);
            }

            if (line.Length > 4 * longest)
                break;
        }

        return Shorten(line.ToString().Trim().TrimEnd('.', '。'), longest);
    }

    /// <summary>At most so long, with an ellipsis where it is cut; a bracket that the cut left open is closed.</summary>
    public static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        for (var room = longest; room > 1; room--)
        {
            var cut = CardRules.Shorten(text, room);
            var closed = cut + Missing(cut);
            if (closed.Length <= longest)
                return closed;
        }

        return CardRules.Shorten(text, longest);
    }

    /// <summary>The brackets that would close those left open.</summary>
    private static string Missing(string text)
    {
        Stack<char> open = new();
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '(': open.Push(')'); break;
                case '（': open.Push('）'); break;
                case ')' or '）' when open.Count > 0: open.Pop(); break;
            }
        }

        return string.Concat(open);
    }

    // Nearly every text is: then nothing is copied.
    private static bool IsFit(string text, int longest)
    {
        if (text.Length == 0 || text.Length > longest || text[0] == ' ' || text[^1] == ' ')
            return false;
        var wasSpace = false;
        foreach (var letter in text)
        {
            var isSpace = letter == ' ';
            if ((isSpace && wasSpace) || letter is < ' ' or '\u007F')
                return false;
            if (letter > '\u007F' && (char.IsWhiteSpace(letter) || char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format))
                return false;
            wasSpace = isSpace;
        }

        return true;
    }

    /// <summary>As <see cref="Of"/>, and no client can take a part of it for HTML: for members that are not Markdown.</summary>
    public static string WithoutTags(string text, int longest = Longest)
    {
        var line = Of(text, longest);
        for (var at = line.IndexOf('<', StringComparison.Ordinal); at >= 0; at = line.IndexOf('<', at + 1))
        {
            if (at + 1 < line.Length && (char.IsAsciiLetter(line[at + 1]) || line[at + 1] is '/' or '!' or '?'))
                line = line.Insert(at + 1, " ");
        }

        return line;
    }

    /// <summary>As <see cref="Of"/>, for Markdown: it shows as itself, also at the beginning of a line.</summary>
    public static string Markdown(string text, int longest = Longest) => Escaped(Of(text, longest));

    /// <summary>As <see cref="Markdown"/>, behind other text: the number of a section is not taken for that of a list there.</summary>
    public static string MarkdownBehind(string text, int longest = Longest) => Escaped("(" + Of(text, longest))[1..];

    // "](" and "]:" are harmless once the bracket is escaped; split, they are also seen to be.
    private static string Escaped(string text) =>
        Gfm.Escape(text).Replace("](", "]\\(", StringComparison.Ordinal).Replace("]:", "]\\:", StringComparison.Ordinal);
}
