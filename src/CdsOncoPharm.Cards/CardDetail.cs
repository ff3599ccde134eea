using System.Text;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>
/// What is read in ten seconds in a narrow side bar: why, what is missing, what to watch. Lists of a few lines and no
/// tables; the rest is in the extension.
/// </summary>
internal sealed class CardDetail
{
    private const int MostReasons = 3;
    private const int MostEvidence = 2;
    private const int MostMissing = 3;
    private const int MostConflicts = 2;
    private const int MostNotes = 3;
    private const int MostKindsNotJudged = 2;

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _told = [];
    private readonly Assessment _assessment;
    private readonly CardWords _words;

    private CardDetail(Assessment assessment, CardWords words) => (_assessment, _words) = (assessment, words);

    /// <summary>The detail as GitHub Flavored Markdown.</summary>
    /// <param name="assessment">What is told.</param>
    /// <param name="drafts">What the draft orders change; null where there are none.</param>
    /// <param name="mostTasks">How many monitoring tasks are named.</param>
    /// <param name="words">The language.</param>
    public static string Of(Assessment assessment, DraftEffect? drafts, int mostTasks, CardWords words)
    {
        CardDetail detail = new(assessment, words);
        detail.Why(drafts);
        detail.WhatDraftsChange(drafts);
        detail.WhatIsMissing();
        detail.WhatToWatch(mostTasks);
        detail.Visits();
        detail.Notes();
        return detail._text.ToString().TrimEnd('\n');
    }

    private void Why(DraftEffect? drafts)
    {
        if (_assessment.Level is { } level)
            List(_words.Why(level), [.. _assessment.Decisive(drafts).Select(Reason)], MostReasons);
    }

    private string Reason(Finding finding)
    {
        List<string> evidence = [];
        foreach (var text in finding.Evidence.Take(MostEvidence).Select(Told))
        {
            // "cumulative oxaliplatin: 935 mg/m²" has said that it is oxaliplatin.
            if (text.Length > 0 && !evidence.Exists(other => other.Contains(text, StringComparison.OrdinalIgnoreCase)))
                evidence.Add(text);
        }

        var why = evidence.Count > 0 ? _words.Evidence(evidence, Math.Max(0, finding.Evidence.Count - MostEvidence)) : Shown(finding.Reason);
        var row = PlainText.Of(_words.WithoutExamples(finding.Statement.In(_words.Language)));
        var statement = PlainText.Markdown(row);
        // A row that states limits is told with the value that lies inside them.
        if (finding.Evidence is [var only] && CardSummary.ValueInstead(row, PlainText.Of(only.Text.In(_words.Language)), _words) is { } valued)
            return _words.Reason(PlainText.Markdown(valued), null, PlainText.MarkdownBehind(_words.Place(finding.Locator, finding.Section)));
        return _words.Reason(statement, why.Length == 0 || why == statement ? null : why, PlainText.MarkdownBehind(_words.Place(finding.Locator, finding.Section)));
    }

    /// <summary>What shows a finding: in full the first time, in brief when another row rests on it too.</summary>
    private string Told(Evidence evidence) => _told.Add(evidence.Reference + evidence.Text.In(_words.Language))
        ? Shown(evidence.Text)
        : PlainText.MarkdownBehind(CardSummary.Brief(evidence, _words));

    private void WhatDraftsChange(DraftEffect? drafts)
    {
        if (drafts is null)
            return;
        if (drafts.ChangesLevel)
            Paragraph(_words.WithoutOrders(drafts.Before));
        else if (drafts.Added.Count > 0)
            List(_words.OrdersAdd, [.. drafts.Added.Select(finding => _words.AtLevel(Shown(finding.Statement), finding.Level))], MostReasons);
        if (drafts.BecomesPossible is { } possible)
            Paragraph(_words.OrdersMakePossible(possible));
    }

    private void WhatIsMissing() => List(_words.Missing, _assessment.MissingLines(_words, Shown), MostMissing);

    private void WhatToWatch(int most) => List(
        _words.Monitor, [.. _assessment.TasksByPriority().Select(task => _words.Monitoring(
            Shown(task.Title), PlainText.MarkdownBehind(task.Frequency.In(_words.Language), PlainText.LongestNote)))], most);

    private void Visits()
    {
        if (_assessment.Plan is { } plan)
            Paragraph($"**{_words.Visits}** {_words.VisitsOf(plan)}");
    }

    private void Notes()
    {
        List<string> notes = [.. _assessment.ScopeNotes.Select(Note)];
        var count = _assessment.Findings.Count(finding => finding.Outcome == FindingOutcome.SwitchedOff);
        if (count > 0)
        {
            List<(string, int)> reasons = [.. _assessment.NotJudged(_words.Language).Take(MostKindsNotJudged)
                .Select(kind => (PlainText.MarkdownBehind(kind.Reason), kind.Rows))];
            notes.Add(_words.NotJudged(count, _assessment.Findings.Count, reasons));
        }

        // Where text and table of the paper disagree about what decides, the reader is told.
        notes.AddRange(_assessment.Findings
            .Where(finding => finding.Outcome == FindingOutcome.Met && finding.Level == _assessment.Level && finding.Conflict is not null)
            .Select(finding => Note(finding.Conflict!.Value)).Distinct().Take(MostConflicts));
        var most = notes.Count + MostNotes;
        notes.AddRange(_assessment.Notes.Select(Note));
        List(_words.Note, notes, most);
    }

    private void List(string title, List<string> lines, int most)
    {
        if (lines.Count == 0)
            return;
        // "and 1 more" costs the line that it saves.
        var shown = lines.Count <= most + 1 ? lines.Count : most;
        _text.Append("**").Append(title).Append("**\n\n");
        foreach (var line in lines.Take(shown))
            _text.Append("- ").Append(line).Append('\n');
        if (shown < lines.Count)
            _text.Append("- ").Append(_words.AndMore(lines.Count - shown)).Append('\n');
        _text.Append('\n');
    }

    private void Paragraph(string text) => _text.Append(text).Append("\n\n");

    private string Note(LocalText text) => PlainText.Markdown(_words.UpperFirst(text.In(_words.Language)), PlainText.LongestNote);

    private string Shown(LocalText text) => PlainText.Markdown(text.In(_words.Language));
}
