using System.Globalization;
using System.Text;
using CdsHooks.AspNetCore;

namespace CdsOncoPharm.Cards;

/// <summary>Text of a record made fit to be shown: one line, bounded, without what is not seen.</summary>
internal static class PlainText
{
    /// <summary>A drug's name can be a whole page in a bad record.</summary>
    private const int Longest = 160;

    /// <summary>One line of at most 160 characters, without control and direction characters, and without a full stop at its end.</summary>
    public static string Of(string text)
    {
        StringBuilder line = new(Math.Min(text.Length, Longest) + 8);
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

            if (line.Length > 4 * Longest)
                break;
        }

        return CardRules.Shorten(line.ToString().Trim().TrimEnd('.', '。'), Longest);
    }

    /// <summary>As <see cref="Of"/>, and no client can take a part of it for HTML: for members that are not Markdown.</summary>
    public static string WithoutTags(string text)
    {
        var line = Of(text);
        for (var at = line.IndexOf('<', StringComparison.Ordinal); at >= 0; at = line.IndexOf('<', at + 1))
        {
            if (at + 1 < line.Length && (char.IsAsciiLetter(line[at + 1]) || line[at + 1] is '/' or '!' or '?'))
                line = line.Insert(at + 1, " ");
        }

        return line;
    }

    /// <summary>As <see cref="Of"/>, for Markdown: it shows as itself.</summary>
    // "](" and "]:" are harmless once the bracket is escaped; split, they are also seen to be.
    public static string Markdown(string text) =>
        Gfm.Escape(Of(text)).Replace("](", "]\\(", StringComparison.Ordinal).Replace("]:", "]\\:", StringComparison.Ordinal);
}
