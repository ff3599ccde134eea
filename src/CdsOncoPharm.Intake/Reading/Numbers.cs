using System.Globalization;
using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Intake;

/// <summary>A number in a text, with its comparator and what follows it.</summary>
internal readonly record struct WrittenNumber(decimal Value, Comparator Comparator, string? Unit);

/// <summary>Reads numbers and ranges that records write as text. What could mean two things is not read.</summary>
internal static partial class Numbers
{
    /// <summary>Reads "7", "&lt;0.05", "≥ 1000 U/L", "1.2E+05 IU/mL"; false for "3+", "1,000", "0-40" and words.</summary>
    public static bool TryRead(string? text, out WrittenNumber number)
    {
        number = default;
        var rest = text.AsSpan().Trim();
        var comparator = TakeComparator(ref rest);
        if (!TakeNumber(ref rest, out var value))
            return false;
        // What follows must be a unit: it begins with a letter, a percent sign, a slash, a brace or a bracket.
        rest = rest.TrimStart();
        if (!rest.IsEmpty && !char.IsLetter(rest[0]) && rest[0] is not ('%' or '/' or '{' or '[' or '℃' or '°' or '×' or '*' or '‰' or '％'))
            return false;
        if (rest.StartsWith("×") || rest.StartsWith("*"))
            rest = rest[1..].TrimStart();
        number = new(value, comparator, rest.IsEmpty ? null : rest.ToString());
        return true;
    }

    /// <summary>The one whole number that a text names: "ECOG 2" gives 2, "ECOG 0-1" and "2 or 3" give nothing.</summary>
    public static decimal? OnlyNumber(string? text)
    {
        decimal? found = null;
        var rest = text.AsSpan();
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] is '<' or '>' or '≤' or '≥' or '＜' or '＞' or '+' or '~')
                return null;
            if (!char.IsAsciiDigit(rest[i]))
                continue;
            var end = i;
            while (end < rest.Length && char.IsAsciiDigit(rest[end]))
                end++;
            var isFraction = end + 1 < rest.Length && rest[end] is '.' or ',' && end + 1 < rest.Length && char.IsAsciiDigit(rest[end + 1]);
            if (found is not null || isFraction || end - i > 3)
                return null;
            found = decimal.Parse(rest[i..end], NumberStyles.None, CultureInfo.InvariantCulture);
            i = end - 1;
        }
        return found;
    }

    /// <summary>The class that a text names in Roman numerals and nothing else: "III", "NYHA class III", "心功能Ⅲ级"; null for any other text.</summary>
    public static decimal? OnlyRoman(string? text)
    {
        if (text is null || RomanClass().Match(text) is not { Success: true } match)
            return null;
        return match.Groups["class"].Value.ToUpperInvariant() switch { "I" or "Ⅰ" => 1, "II" or "Ⅱ" => 2, "III" or "Ⅲ" => 3, _ => 4 };
    }

    [GeneratedRegex(@"^\s*(NYHA)?\s*(functional)?\s*(class|grade|心功能|分级)*\s*[:：]?\s*(?<class>IV|I{1,3}|[Ⅰ-Ⅳ])\s*[级度]?\s*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex RomanClass();

    /// <summary>Reads "0-40", "3.5～5.5 mmol/L", "≤40", "&lt;0.04 ng/mL", "&gt;60"; false when it is none of these.</summary>
    public static bool TryReadRange(string? text, out decimal? low, out decimal? high, out string? unit)
    {
        low = high = null;
        unit = null;
        var rest = text.AsSpan().Trim();
        if (rest.Length > 1 && ((rest[0] == '(' && rest[^1] == ')') || (rest[0] == '[' && rest[^1] == ']') || (rest[0] == '（' && rest[^1] == '）')))
            rest = rest[1..^1].Trim();
        var comparator = TakeComparator(ref rest);
        if (!TakeNumber(ref rest, out var first))
            return false;
        rest = rest.TrimStart();
        if (comparator != Comparator.Exact)
        {
            if (comparator is Comparator.Below or Comparator.AtMost)
                high = first;
            else
                low = first;
        }
        else
        {
            var dashes = 0;
            while (!rest.IsEmpty && rest[0] is '-' or '–' or '—' or '~' or '～' or '至' or '－' or '−' && dashes < 2)
            {
                rest = rest[1..];
                dashes++;
            }
            rest = rest.TrimStart();
            if (dashes == 0)
            {
                if (!rest.StartsWith("to ", StringComparison.OrdinalIgnoreCase))
                    return false;
                rest = rest[3..].TrimStart();
            }
            if (!TakeNumber(ref rest, out var second) || second < first)
                return false;
            (low, high) = (first, second);
        }
        rest = rest.Trim();
        if (!rest.IsEmpty && (char.IsAsciiDigit(rest[0]) || rest[0] is '-' or '<' or '>' or ',' or ';' or '.'))
        {
            low = high = null;
            return false;
        }
        unit = rest.IsEmpty ? null : rest.ToString();
        return true;
    }

    private static Comparator TakeComparator(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return Comparator.Exact;
        var comparator = text[0] switch
        {
            '<' or '＜' => Comparator.Below,
            '≤' or '≦' => Comparator.AtMost,
            '≥' or '≧' => Comparator.AtLeast,
            '>' or '＞' => Comparator.Above,
            _ => Comparator.Exact,
        };
        if (comparator == Comparator.Exact)
            return comparator;
        text = text[1..];
        if (!text.IsEmpty && text[0] is '=' or '＝')
        {
            comparator = comparator is Comparator.Below or Comparator.AtMost ? Comparator.AtMost : Comparator.AtLeast;
            text = text[1..];
        }
        text = text.TrimStart();
        return comparator;
    }

    private static bool TakeNumber(ref ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        var end = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        if (end == 0)
            return false;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }
        var mantissa = end;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1;
            if (exponent < text.Length && text[exponent] is '+' or '-')
                exponent++;
            var digits = exponent;
            while (exponent < text.Length && char.IsAsciiDigit(text[exponent]))
                exponent++;
            if (exponent > digits)
                end = exponent;
        }
        if (!decimal.TryParse(text[..end], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
            return false;
        // A comma between digits is a thousands sign here and a decimal sign there.
        if (end == mantissa && end + 1 < text.Length && text[end] is ',' or '，' && char.IsAsciiDigit(text[end + 1]))
            return false;
        text = text[end..];
        return true;
    }
}
