using System.Globalization;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Knowledge;

/// <summary>Reads how laboratories write two alleles, or an activity score, into one form: <c>*6/*28</c>, <c>TA7/TA7</c>, <c>AS 0.5</c>.</summary>
internal static partial class GenotypeText
{
    /// <summary>The one genotype that a text names; null when it names none, or several that differ.</summary>
    public static string? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        text = text.Replace('＊', '*').Replace('／', '/').Replace('（', '(').Replace('）', ')');
        string? found = null;
        foreach (Match match in Alleles().Matches(text))
        {
            var (one, other) = (Number(match, "a"), Number(match, match.Groups["b"].Success ? "b" : "a"));
            var sign = match.Groups["ta"].Success ? "TA" : "*";
            var pair = $"{sign}{Math.Min(one, other)}/{sign}{Math.Max(one, other)}";
            if (found is not null && found != pair)
                return null;
            found = pair;
        }
        if (found is not null)
            return found;
        return ActivityScore().Match(text) is { Success: true } score
            ? "AS " + decimal.Parse(score.Groups["score"].Value, CultureInfo.InvariantCulture).ToString("0.##", CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Whether the text says that it is not so: "not a poor metabolizer".</summary>
    public static bool IsDenied(string text) => Denial().IsMatch(text);

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // "*6/*28", "*6/28"; "TA7/TA7", "(TA)7/(TA)7", "7TA/7TA"; "*28 homozygous", "*28纯合".
    [GeneratedRegex(
        @"\*\s*(?<a>\d{1,3})\s*/\s*\*?\s*(?<b>\d{1,3})(?![\d.])"
        + @"|(?<ta>\(?TA\)?)\s*(?<a>\d)\s*/\s*(\(?TA\)?)?\s*(?<b>\d)(?!\d)"
        + @"|(?<!\d)(?<a>\d)\s*(?<ta>\(?TA\)?)\s*/\s*(?<b>\d)\s*\(?TA\)?"
        + @"|\*\s*(?<a>\d{1,3})\s*\(?\s*(homozyg|纯合)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Alleles();

    [GeneratedRegex(
        @"(activity\s+score|\bAS\b|活性评分|活性得分|活性分值)\s*\(?(AS)?\)?\s*(of|is|为|是)?\s*[:：=]?\s*(?<score>\d(\.\d{1,2})?)(?![\d.])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ActivityScore();

    [GeneratedRegex(
        @"(\b(not|non|no)\b[\s-]*((an?|the|likely|evidence|of|consistent|with)\s+)*|不是|并非|不属于|非)\s*(ultra|rapid|poor|slow|intermediate|normal|extensive|decreased|deficien|[UPINRE]M\b|超快|快代谢|快速代谢|慢代谢|弱代谢|中间代谢|中等代谢|正常代谢)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Denial();
}
