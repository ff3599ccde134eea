using System.Buffers;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>
/// The one sentence that everybody reads, in 139 characters: the decision first, then what could change it, then why: what was
/// found (the medicine, its risk factor and value), and the row that it meets.
/// </summary>
internal static class CardSummary
{
    private const int MostNames = 2;
    private const int MostNamesAlone = 3;
    private const int MostReasons = 4;
    private const int MostBriefs = 2;
    private const int ShortestReason = 16;

    private static readonly string[] BackgroundTypes = ["Condition/", "Procedure/", "NutritionOrder/", "Device", "Encounter/"];
    private static readonly SearchValues<char> Limits = SearchValues.Create("<>≤≥0123456789");

    public static string Of(Assessment assessment, DraftEffect? drafts, CardWords words)
    {
        var missing = assessment.CouldRaise().Where(item => item.CouldRaiseTo == assessment.Highest).ToList();
        return assessment.Level is { } level
            ? OfLevel(assessment, level, missing, drafts, words)
            : OfNothingMet(assessment.Highest!.Value, missing, words);
    }

    /// <summary>What shows a finding in as few words as can be: without days, and without how it was computed.</summary>
    public static string Brief(Evidence evidence, CardWords words) =>
        evidence.Brief is { } brief ? PlainText.WithoutTags(brief.In(words.Language)) : WithoutRemark(PlainText.WithoutTags(evidence.Text.In(words.Language)));

    private static string OfNothingMet(CareLevel highest, List<MissingInformation> missing, CardWords words)
    {
        var all = Names(missing, words);
        for (var names = Math.Min(MostNamesAlone, all.Count); names > 0; names--)
        {
            var text = words.NothingMet(highest, all[..names], all.Count);
            if (Fits(text))
                return text;
        }

        return words.NothingMet(highest, [], 0);
    }

    private static List<string> Names(List<MissingInformation> missing, CardWords words) =>
        [.. missing.Select(item => words.LowerFirst(PlainText.WithoutTags(item.Name.In(words.Language)))).Distinct()];

    private static string OfLevel(Assessment assessment, CareLevel level, List<MissingInformation> missing, DraftEffect? drafts, CardWords words)
    {
        var decision = drafts is { ChangesLevel: true } ? words.OrdersChange(drafts.Before, level) : words.PharmaceuticalCare(level);
        List<string> heads = [];
        if (assessment is { IsProvisional: true, Highest: { } highest })
        {
            var all = Names(missing, words);
            var isUnusable = missing.TrueForAll(item => item.IsUnusable);
            for (var names = Math.Min(MostNames, all.Count); names > 0; names--)
                heads.Add(decision + words.CouldBe(highest, words.MissingList(all[..names], all.Count, isUnusable)));
            if (heads.Count == 0 || heads[^1].Length > CardRules.LongestSummary / 2)
                heads.Add(decision + words.CouldBe(highest, words.MissingList([], 0, isUnusable: false)));
        }
        else
        {
            heads.Add(decision);
        }

        List<Row> rows = [.. assessment.Decisive(drafts).Select(finding => RowOf(finding, words))];
        foreach (var head in heads)
        {
            if (rows.Count == 0 && Fits(head))
                return head;
            var full = Reasons(head, [.. rows.Select(row => row.Full).Distinct()], words, rows.Count);
            var brief = Reasons(head, [.. rows.Select(row => row.Brief).Distinct()], words, rows.Count);
            // The rows that are met are told with what was found, unless more reasons can be named without them.
            if (full is { } some && (brief is not { } more || more.Count <= some.Count))
                return some.Text;
            if ((brief ?? Reasons(head, rows.ConvertAll(row => row.Statement), words, rows.Count)) is { } other)
                return other.Text;
        }

        return Cut(heads[^1], rows, words);
    }

    /// <summary>As many reasons as fit behind the head; null when not even one does.</summary>
    private static (string Text, int Count)? Reasons(string head, List<string> reasons, CardWords words, int all)
    {
        for (var count = Math.Min(MostReasons, reasons.Count); count > 0; count--)
        {
            var text = words.Because(head, words.Reasons(reasons.Take(count), all - count));
            if (Fits(text))
                return (text, count);
        }

        return null;
    }

    private static string Cut(string head, List<Row> rows, CardWords words)
    {
        if (rows.Count == 0)
            return PlainText.Shorten(head, CardRules.LongestSummary);
        var around = words.Because(head, words.Reasons([""], rows.Count - 1)).Length;
        var room = CardRules.LongestSummary - around;
        return room >= ShortestReason
            ? words.Because(head, words.Reasons([PlainText.Shorten(rows[0].Full, room)], rows.Count - 1))
            : PlainText.Shorten(head, CardRules.LongestSummary);
    }

    /// <summary>A row that decides, in three lengths.</summary>
    private sealed record Row(string Statement, string Brief, string Full);

    private static Row RowOf(Finding finding, CardWords words)
    {
        var statement = PlainText.WithoutTags(words.WithoutExamples(finding.Statement.In(words.Language)));
        var row = WithoutRemark(statement);
        List<string> found = [];
        HashSet<string> references = [];
        var (told, isMedicineAlone) = ("", true);
        foreach (var evidence in finding.Evidence)
        {
            // What stands in the background is for the detail, unless it is the risk factor that the row asks for.
            if (found.Count == MostBriefs || (found.Count > 0 && !evidence.IsRisk && IsBackground(evidence)) || !references.Add(evidence.Reference))
                continue;
            var text = Brief(evidence, words);
            if (text.Length == 0 || found.Exists(other => other.Contains(text, StringComparison.OrdinalIgnoreCase)))
                continue;
            found.Add(text);
            // A toxicity names its medicine itself: "oxaliplatin: diarrhoea grade 3".
            told = told.Length == 0 || text.StartsWith(told, StringComparison.OrdinalIgnoreCase) ? text : evidence.IsRisk ? words.With(told, text) : words.And(told, text);
            isMedicineAlone &= evidence.Brief is not null && evidence.Reference.StartsWith("Medication", StringComparison.Ordinal);
        }

        if (found.Count == 0)
            return new Row(row, row, row);
        var brief = words.UpperFirst(told);
        if (ValueInstead(statement, found[0], words) is { } valued)
            return new Row(row, valued, valued);
        // A row that lists medicines, one of which this patient has, says no more than its remark.
        var isSaid = statement.Contains(found[0], StringComparison.OrdinalIgnoreCase) || found[0].Contains(row, StringComparison.OrdinalIgnoreCase);
        var full = !isSaid ? words.Found(brief, row)
            : row.Length < statement.Length ? brief + statement[row.Length..] : row;
        // The name of a medicine alone is no reason.
        return new Row(row, isMedicineAlone ? full : brief, full);
    }

    private static bool IsBackground(Evidence evidence) => BackgroundTypes.Any(type => evidence.Reference.StartsWith(type, StringComparison.Ordinal));

    /// <summary>"Moderate renal impairment: creatinine clearance 52.5 mL/min" for a row that states its limits behind a colon; null for others.</summary>
    public static string? ValueInstead(string statement, string found, CardWords words)
    {
        var colon = words.Language == Language.Chinese ? "：" : ": ";
        var at = statement.IndexOf(colon, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var limits = statement[(at + colon.Length)..];
        var measure = limits.AsSpan().IndexOfAny(Limits);
        return measure > 0 && found.StartsWith(limits[..measure].TrimEnd(), StringComparison.OrdinalIgnoreCase)
            ? statement[..(at + colon.Length)] + found
            : null;
    }

    /// <summary>"Cisplatin (high-risk nephrotoxic agent)" without its remark, which the detail gives.</summary>
    private static string WithoutRemark(string row)
    {
        var start = row switch
        {
            [.., ')'] => Opening(row, '(', ')'),
            [.., '）'] => Opening(row, '（', '）'),
            _ => -1,
        };
        return start > 0 && row[..start].TrimEnd() is { Length: > 0 } rest ? rest : row;
    }

    /// <summary>Where the bracket opens that closes at the end.</summary>
    private static int Opening(string row, char open, char close)
    {
        var depth = 0;
        for (var at = row.Length - 1; at >= 0; at--)
        {
            depth += row[at] == close ? 1 : row[at] == open ? -1 : 0;
            if (depth == 0)
                return at;
        }

        return -1;
    }

    private static bool Fits(string text) => text.Length <= CardRules.LongestSummary;
}
