using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>What a reader wants of an assessment.</summary>
internal static class Reading
{
    /// <summary>The rows that make the level what it is, in the paper's order.</summary>
    public static IEnumerable<Finding> Decisive(this Assessment assessment) =>
        assessment.Findings.Where(finding => finding.Outcome == FindingOutcome.Met && finding.Level == assessment.Level);

    /// <summary>Whether a datum could make the level stronger than it is.</summary>
    public static bool CouldRaise(this Assessment assessment, MissingInformation missing) =>
        missing.CouldRaiseTo is { } could && (assessment.Level is not { } level || could.IsStrongerThan(level));

    /// <summary>What is missing and could make the level stronger, the strongest first.</summary>
    public static IEnumerable<MissingInformation> CouldRaise(this Assessment assessment) =>
        assessment.Missing.Where(assessment.CouldRaise).OrderBy(missing => missing.CouldRaiseTo);

    /// <summary>What to watch, that which the strongest rows ask for first.</summary>
    public static IEnumerable<MonitoringTask> TasksByPriority(this Assessment assessment)
    {
        var levels = assessment.Findings.Where(finding => finding.Outcome == FindingOutcome.Met)
            .GroupBy(finding => finding.Criterion).ToDictionary(group => group.Key, group => group.Min(finding => finding.Level.Value));
        return assessment.Tasks.OrderBy(task => task.Because
            .Select(reason => levels.TryGetValue(reason, out var level) ? level : 4).DefaultIfEmpty(4).Min());
    }

    /// <summary>Rows that were not judged, with the reasons, the commonest first.</summary>
    public static IReadOnlyList<(string Reason, int Rows)> NotJudged(this Assessment assessment, Language language) =>
        [.. assessment.Findings.Where(finding => finding.Outcome == FindingOutcome.SwitchedOff)
            .GroupBy(finding => finding.Reason.In(language))
            .Select(group => (group.Key, group.Count()))
            .OrderByDescending(group => group.Item2)];
}
