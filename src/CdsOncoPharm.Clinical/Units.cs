using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Clinical;

/// <summary>UCUM units as a clinician writes them: "umol/L" is µmol/L, "10*9/L" is × 10⁹/L. For display alone: data stay as they came.</summary>
public static partial class Units
{
    // Case matters in UCUM. What stands in braces says what is counted and is no unit.
    private static readonly FrozenDictionary<string, LocalText> Parts = new Dictionary<string, LocalText>
    {
        ["umol"] = Same("µmol"),
        ["ug"] = Same("µg"),
        ["mcg"] = Same("µg"),
        ["uL"] = Same("µL"),
        ["ul"] = Same("µL"),
        ["um"] = Same("µm"),
        ["ukat"] = Same("µkat"),
        ["ueq"] = Same("µEq"),
        ["meq"] = Same("mEq"),
        ["eq"] = Same("Eq"),
        ["u[iU]"] = Same("µIU"),
        ["m[iU]"] = Same("mIU"),
        ["k[iU]"] = Same("kIU"),
        ["[iU]"] = Same("IU"),
        ["[IU]"] = Same("IU"),
        ["m[IU]"] = Same("mIU"),
        ["u[IU]"] = Same("µIU"),
        ["[arb'U]"] = Same("U"),
        ["k[arb'U]"] = Same("kU"),
        ["m[arb'U]"] = Same("mU"),
        ["[USP'U]"] = new("USP units", "USP 单位"),
        ["mm[Hg]"] = Same("mmHg"),
        ["cm[H2O]"] = Same("cmH₂O"),
        ["m2"] = Same("m²"),
        ["cm2"] = Same("cm²"),
        ["m3"] = Same("m³"),
        ["cm3"] = Same("cm³"),
        ["mm3"] = Same("mm³"),
        ["Cel"] = Same("°C"),
        ["[degF]"] = Same("°F"),
        ["[lb_av]"] = Same("lb"),
        ["[oz_av]"] = Same("oz"),
        ["[in_i]"] = Same("in"),
        ["[ft_i]"] = Same("ft"),
        ["[pH]"] = Same(""),
        ["[drp]"] = new("drops", "滴"),
        ["[CFU]"] = Same("CFU"),
        ["[ppm]"] = Same("ppm"),
        ["1"] = Same(""),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// A number with so many decimals, and with one or two more where rounding would put it on a limit that it is not: 2.003 times the
    /// upper limit of normal is not "2", and a BMI of 18.47 is not "18.5".
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="decimals">How many decimals it has as a rule.</param>
    /// <param name="step">What limits of this sort are multiples of.</param>
    public static string Rounded(decimal value, int decimals, decimal step = 0.5m)
    {
        var shown = decimal.Round(value, decimals);
        for (var more = decimals + 1; more <= decimals + 2 && shown != value && shown % step == 0; more++)
            shown = decimal.Round(value, more);
        return shown.ToString("0.####", CultureInfo.InvariantCulture);
    }

    /// <summary>A unit for people; empty for UCUM's "1" and for scores.</summary>
    /// <param name="unit">UCUM, or what a record writes instead of it.</param>
    /// <param name="language">The reader's language.</param>
    public static string Shown(string unit, Language language)
    {
        ArgumentNullException.ThrowIfNull(unit);
        var text = SurfaceArea().Replace(unit.Trim(), "1.73 m²");
        StringBuilder shown = new(text.Length + 4);
        foreach (Match part in Part().Matches(text))
            shown.Append(part.Groups["between"].Success ? Between(part.Value) : Symbol(part.Value, language));
        return shown.ToString().Trim();
    }

    /// <summary>A value as a record writes it, its unit for people: "0.7 10*9/L" is "0.7 × 10⁹/L". Other text stays as it is.</summary>
    public static string InValue(string written, Language language)
    {
        ArgumentNullException.ThrowIfNull(written);
        if (ValueAndUnit().Match(written) is not { Success: true } match)
            return written;
        var unit = Shown(match.Groups["unit"].Value, language);
        return unit.Length == 0 ? match.Groups["value"].Value
            : unit[0] is '%' or '/' ? match.Groups["value"].Value + (unit[0] == '%' ? " " : "") + unit
            : $"{match.Groups["value"].Value} {unit}";
    }

    private static string Symbol(string part, Language language)
    {
        if (Power().Match(part) is { Success: true } power)
            return "× 10" + Superscript(power.Groups["n"].Value);
        var bare = Annotation().Replace(part, "");
        if (bare.Length == 0)
            return Counted(part[1..^1]);
        return Parts.TryGetValue(bare, out var known) ? known.In(language) : bare;
    }

    // "{copies}/mL" counts copies; a score, a ratio or a number counts nothing that needs to be said.
    private static string Counted(string what) => what is "s_co_ratio" or "S_CO_ratio" ? "S/CO" : what is "score" or "ratio" or "number" or "#" or "INR" or "points" or "grade" ? "" : what.Replace('_', ' ');

    private static string Between(string sign) => sign == "." ? "·" : sign;

    private static string Superscript(string digits) => string.Concat(digits.Select(digit => digit switch
    {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        _ => (char)('\u2070' + (digit - '0')),
    }));

    private static LocalText Same(string text) => new(text, text);

    [GeneratedRegex(@"\{1\.73[_ ]?m2\}|1\.73[ .]?m2")]
    private static partial Regex SurfaceArea();

    [GeneratedRegex(@"1\.73 m²|(?<between>[/.])|(?:\{[^}]*\}|\[[^\]]*\]|[^/.\[{])+|[\[{]")]
    private static partial Regex Part();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Annotation();

    [GeneratedRegex(@"^10[*^](?<n>\d{1,2})$")]
    private static partial Regex Power();

    [GeneratedRegex(@"^(?<value>[<>≤≥~]{0,2}\s?-?\d[\d.,]*)\s+(?<unit>\S.*)$")]
    private static partial Regex ValueAndUnit();
}
