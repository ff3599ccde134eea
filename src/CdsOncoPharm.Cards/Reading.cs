using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>What a reader wants of an assessment.</summary>
internal static class Reading
{
    /// <summary>The rows that make the level what it is: what draft orders bring, then the others, both in the paper's order.</summary>
    public static IEnumerable<Finding> Decisive(this Assessment assessment, DraftEffect? drafts = null) =>
        assessment.Findings.Where(finding => finding.Outcome == FindingOutcome.Met && finding.Level == assessment.Level)
            .OrderByDescending(finding => drafts?.Brings(finding) == true);

    /// <summary>Whether a datum could make the level stronger than it is.</summary>
    public static bool CouldRaise(this Assessment assessment, MissingInformation missing) =>
        missing.CouldRaiseTo is { } could && (assessment.Level is not { } level || could.IsStrongerThan(level));

    /// <summary>What is missing and could make the level stronger, the strongest first.</summary>
    public static IEnumerable<MissingInformation> CouldRaise(this Assessment assessment) =>
        assessment.Missing.Where(assessment.CouldRaise).OrderBy(missing => missing.CouldRaiseTo);

    /// <summary>The same in lines: data that could lead to one level together; what needs to be said exactly, and questions for a person, each on its own.</summary>
    /// <param name="assessment">What is told.</param>
    /// <param name="words">The language.</param>
    /// <param name="shown">Makes a text fit for where it is shown.</param>
    public static List<string> MissingLines(this Assessment assessment, CardWords words, Func<LocalText, string> shown)
    {
        const int mostNames = 4;
        const int mostDetails = 2;
        List<string> lines = [];
        foreach (var level in assessment.CouldRaise().GroupBy(missing => missing.CouldRaiseTo!.Value))
        {
            List<string> names = [.. level.Where(missing => missing is { Question: null, Details.Count: 0 }).Select(missing => words.LowerFirst(shown(missing.Name))).Distinct()];
            // "and 2 more" would take the room of the two.
            var named = names.Count <= mostNames + 2 ? names.Count : mostNames;
            if (names.Count > 0)
                lines.Add(words.UpperFirst(words.CouldRaise([.. names.Take(named)], names.Count - named, level.Key)));
            foreach (var missing in level)
            {
                if (missing.Question is { } question)
                {
                    var asked = missing.Details.Count > 0 ? missing.Details : [question];
                    lines.AddRange(asked.Take(mostDetails).Select(text => words.CouldRaise(words.UpperFirst(shown(text)), level.Key)));
                }
                else
                {
                    lines.AddRange(missing.Details.Take(mostDetails).Select(text => words.CouldRaiseExactly(words.UpperFirst(shown(text)), level.Key)));
                }
            }
        }

        return lines;
    }

    /// <summary>What to watch, in the order of the rows that ask for it: the strongest first.</summary>
    public static IEnumerable<MonitoringTask> TasksByPriority(this Assessment assessment)
    {
        Dictionary<string, int> places = [];
        foreach (var finding in assessment.Findings.Where(finding => finding.Outcome == FindingOutcome.Met).OrderBy(finding => finding.Level.Value))
            places.TryAdd(finding.Criterion, places.Count);
        return assessment.Tasks.OrderBy(task => task.Because.Min(reason => places.TryGetValue(reason, out var place) ? place : int.MaxValue));
    }

    /// <summary>Rows that were not judged, with the reasons, the commonest first.</summary>
    public static IReadOnlyList<(string Reason, int Rows)> NotJudged(this Assessment assessment, Language language) =>
        [.. assessment.Findings.Where(finding => finding.Outcome == FindingOutcome.SwitchedOff)
            .GroupBy(finding => finding.Reason.In(language))
            .Select(group => (group.Key, group.Count()))
            .OrderByDescending(group => group.Item2)];
}
