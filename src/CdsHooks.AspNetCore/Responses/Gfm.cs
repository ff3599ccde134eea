using System.Text;

namespace CdsHooks.AspNetCore;

/// <summary>Text from a record inside the Markdown of a card.</summary>
public static class Gfm
{
    /// <summary>
    /// The text so that it shows as itself in GitHub Flavored Markdown, in a line, a list item or a table cell: no markup, no
    /// HTML, no link made of an address in it, on one line, and nothing invisible that reorders what is read.
    /// </summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder escaped = new(text.Length + 8);
        ReadOnlySpan<char> line = text.AsSpan().Trim();
        for (int at = 0; at < line.Length; at++)
        {
            char letter = line[at];
            switch (letter)
            {
                // "< 0.5" opens no tag, and without one ">" closes none; at the beginning it would quote.
                case '<' when at + 1 >= line.Length || line[at + 1] != ' ': escaped.Append("&lt;"); break;
                case '>' when IsBlank(escaped): escaped.Append("&gt;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '~' or '|' or '@' or '$': escaped.Append('\\').Append(letter); break;
                case ':' or '.' when EndsAddressStart(escaped): escaped.Append('\\').Append(letter); break;
                case '#' or '-' or '+' or '=' when IsBlank(escaped): escaped.Append('\\').Append(letter); break;
                case '.' or ')' when IsNumber(escaped): escaped.Append('\\').Append(letter); break;
                case '\r' or '\n' or '\t' or '\u2028' or '\u2029' or '\u0085': escaped.Append(' '); break;
                default:
                    if (!char.IsControl(letter) && letter is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069'))
                        escaped.Append(letter);
                    break;
            }
        }

        return escaped.ToString();
    }

    private static bool EndsAddressStart(StringBuilder text) =>
        EndsWith(text, "www") || EndsWith(text, "http") || EndsWith(text, "https") || EndsWith(text, "ftp")
        || EndsWith(text, "mailto") || EndsWith(text, "xmpp");

    private static bool EndsWith(StringBuilder text, string word)
    {
        if (text.Length < word.Length)
            return false;
        for (int at = 0; at < word.Length; at++)
        {
            if (char.ToLowerInvariant(text[text.Length - word.Length + at]) != word[at])
                return false;
        }

        return true;
    }

    private static bool IsBlank(StringBuilder text) => text.Length == 0;

    private static bool IsNumber(StringBuilder text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                return false;
        }

        return text.Length is > 0 and < 10;
    }
}
