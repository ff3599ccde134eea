using System.Globalization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>The assessment for a person at a terminal: a few plain lines, without colour.</summary>
public static class AssessmentTable
{
    private const int LabelWidth = 12;
    private const int MostReasons = 4;
    private const int MostMissing = 5;
    private const int MostTasks = 5;
    private const int MostNotes = 5;

    /// <summary>Lines without their ends; the first names the patient.</summary>
    public static IReadOnlyList<string> Lines(Assessment assessment, Language language)
    {
        ArgumentNullException.ThrowIfNull(assessment);
        var words = CardWords.In(language);
        List<string> lines =
        [
            $"{PlainText.Of(assessment.Patient)}  {assessment.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
        ];
        Add(lines, words, words.Scope, [words.ScopeOf(assessment.Scope), .. assessment.ScopeNotes.Select(Note)], 1 + MostNotes);
        if (assessment.Scope == Scope.OutOfScope)
            return lines;

        Add(lines, words, words.LevelLabel, [words.Range(assessment.Level, assessment.Highest)], 1);
        Add(lines, words, words.WhyLabel, [.. assessment.Decisive().Select(Reason)], MostReasons);
        Add(lines, words, words.Missing, assessment.MissingLines(words, Shown), MostMissing);
        Add(lines, words, words.TasksLabel,
            [.. assessment.TasksByPriority().Select(task => words.Monitoring(Shown(task.Title), Shown(task.Frequency)))], MostTasks);
        List<string> notes = [.. assessment.Notes.Select(Note)];
        if (assessment.NotJudged(language) is { Count: > 0 } reasons)
            notes.Insert(0, words.NotJudged(reasons.Sum(reason => reason.Rows), assessment.Findings.Count, reasons));
        Add(lines, words, words.Note, notes, MostNotes);
        return lines;

        string Shown(LocalText text) => PlainText.Of(text.In(language));

        string Note(LocalText text) => PlainText.Of(words.UpperFirst(text.In(language)), PlainText.LongestNote);

        string Reason(Finding finding)
        {
            List<string> evidence = [.. finding.Evidence.Select(shown => Shown(shown.Text)).Where(text => text.Length > 0)];
            var why = evidence.Count > 0 ? words.Evidence(evidence.Take(2), Math.Max(0, evidence.Count - 2)) : Shown(finding.Reason);
            return $"{finding.Criterion}  {(why.Length == 0 ? Shown(finding.Statement) : words.Told(Shown(finding.Statement), why))}";
        }
    }

    private static void Add(List<string> lines, CardWords words, string label, List<string> texts, int most)
    {
        var shown = texts.Count <= most + 1 ? texts.Count : most;
        for (var at = 0; at < shown; at++)
            lines.Add(Padded(at == 0 ? label : "") + texts[at]);
        if (shown < texts.Count)
            lines.Add(Padded("") + words.AndMore(texts.Count - shown));
    }

    // A Chinese character is as wide as two Latin ones.
    private static string Padded(string label) =>
        "  " + label + new string(' ', Math.Max(1, LabelWidth - label.Sum(letter => letter >= '\u2E80' ? 2 : 1)));
}
