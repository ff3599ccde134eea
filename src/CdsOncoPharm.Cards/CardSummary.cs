using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>The one sentence that everybody reads: the decision first, then what could change it, then why, as far as 139 characters go.</summary>
internal static class CardSummary
{
    private const int MostNames = 2;
    private const int MostReasons = 4;
    private const int MostShown = 2;
    private const int ShortestReason = 16;

    public static string Of(Assessment assessment, Signing? signing, CardWords words)
    {
        var missing = assessment.CouldRaise().Where(item => item.CouldRaiseTo == assessment.Highest)
            .Select(item => PlainText.WithoutTags(item.Name.In(words.Language))).Distinct().ToList();
        return assessment.Level is { } level
            ? OfLevel(assessment, level, missing, signing, words)
            : OfNothingMet(assessment.Highest!.Value, missing, words);
    }

    private static string OfNothingMet(CareLevel highest, List<string> missing, CardWords words)
    {
        for (var names = Math.Min(3, missing.Count); names > 0; names--)
        {
            var text = words.NothingMet(highest, missing[..names], missing.Count);
            if (Fits(text))
                return text;
        }

        return words.NothingMet(highest, [], 0);
    }

    private static string OfLevel(Assessment assessment, CareLevel level, List<string> missing, Signing? signing, CardWords words)
    {
        var decision = signing is { ChangesLevel: true } ? words.SigningChanges(signing.Before, level) : words.PharmaceuticalCare(level);
        List<string> heads = [];
        if (assessment is { IsProvisional: true, Highest: { } highest })
        {
            for (var names = Math.Min(MostNames, missing.Count); names > 0; names--)
                heads.Add(decision + words.CouldBe(highest, words.MissingList(missing[..names], missing.Count)));
            if (heads.Count == 0 || heads[^1].Length > CardRules.LongestSummary / 2)
                heads.Add(decision + words.CouldBe(highest, words.MissingList([], 0)));
        }
        else
        {
            heads.Add(decision);
        }

        var decisive = assessment.Decisive().ToList();
        var rows = decisive.ConvertAll(finding => WithoutRemark(PlainText.WithoutTags(finding.Statement.In(words.Language))));
        // What was found tells more than the row, where there is room for it.
        List<string> shown = decisive.Count <= MostShown ? [.. decisive.Zip(rows, (finding, row) => Shown(finding, row, words))] : [];

        foreach (var head in heads)
        {
            if (rows.Count == 0 && Fits(head))
                return head;
            if (shown.Count > 0 && Fits(words.Because(head, words.Reasons(shown, 0))))
                return words.Because(head, words.Reasons(shown, 0));
            for (var count = Math.Min(MostReasons, rows.Count); count > 0; count--)
            {
                var text = words.Because(head, words.Reasons(rows.Take(count), rows.Count - count));
                if (Fits(text))
                    return text;
            }
        }

        return Cut(heads[^1], rows, words);
    }

    private static string Cut(string head, List<string> rows, CardWords words)
    {
        if (rows.Count == 0)
            return CardRules.Shorten(head);
        var around = words.Because(head, words.Reasons([""], rows.Count - 1)).Length;
        var room = CardRules.LongestSummary - around;
        return room >= ShortestReason
            ? words.Because(head, words.Reasons([CardRules.Shorten(rows[0], room)], rows.Count - 1))
            : CardRules.Shorten(head);
    }

    private static string Shown(Finding finding, string row, CardWords words)
    {
        if (finding.Evidence is not [var first, ..])
            return row;
        var evidence = PlainText.WithoutTags(first.Text.In(words.Language));
        return evidence.StartsWith(row, StringComparison.OrdinalIgnoreCase) ? evidence : words.Shown(row, evidence);
    }

    /// <summary>"Cisplatin (high-risk nephrotoxic agent)" without its remark, which the detail gives.</summary>
    private static string WithoutRemark(string row)
    {
        var start = row switch
        {
            [.., ')'] => row.LastIndexOf('(', row.Length - 1),
            [.., '）'] => row.LastIndexOf('（', row.Length - 1),
            _ => -1,
        };
        return start > 0 && row[..start].TrimEnd() is { Length: > 0 } rest ? rest : row;
    }

    private static bool Fits(string text) => text.Length <= CardRules.LongestSummary;
}
