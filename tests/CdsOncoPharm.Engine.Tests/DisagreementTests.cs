using System.Net;
using System.Text.RegularExpressions;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Cards;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine.Tests.Cases;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>Where the paper's text and its Table 2 disagree, the card says so.</summary>
public sealed partial class DisagreementTests
{
    // Decisions that are about text against table: every row that names one tells the reader.
    private static readonly string[] TextAgainstTable = ["D-01", "D-06", "D-17", "D-19", "D-24", "D-40", "D-41", "D-46", "D-47"];

    // A row that names such a decision and is not in dispute.
    private static readonly Dictionary<string, string> NotDisputed = new()
    {
        ["PC-5.2.5-L2-a"] = "ten and more are non-antineoplastic medicines in text and table alike",
    };

    public static TheoryData<string> DisputedRows
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var row in World.Knowledge.CareLevel.Criteria.Where(row => row.Source.Conflict is not null))
                data.Add(row.Id);
            return data;
        }
    }

    [Fact]
    public void A_row_says_so_where_a_decision_of_text_against_table_shapes_it()
    {
        foreach (var row in World.Knowledge.CareLevel.Criteria)
        {
            var disputes = TextAgainstTable.Where(d => row.Source.Decisions.Any(named => named == d || named.TrimEnd('a', 'b', 'c') == d)).ToList();
            if (NotDisputed.ContainsKey(row.Id))
                Assert.Null(row.Source.Conflict);
            else if (disputes.Count > 0)
                Assert.True(row.Source.Conflict is { } told && disputes.All(d => told.En.Contains(d, StringComparison.Ordinal) && told.Zh.Contains(d, StringComparison.Ordinal)), $"{row.Id} does not tell of {string.Join(", ", disputes)}");
            else
                Assert.True(row.Source.Conflict is null, $"{row.Id} tells of a conflict and names no decision of text against table");
        }
    }

    [Theory]
    [MemberData(nameof(DisputedRows))]
    public void The_card_of_a_patient_whose_level_rests_on_the_row_says_so(string criterion)
    {
        var told = World.Knowledge.CareLevel.Criteria.Single(row => row.Id == criterion).Source.Conflict!.Value;
        var deciding = Case.All.Where(c => c.Expected.Any(e => e.Criterion == criterion && e.Outcome == "met"))
            .Select(c => World.Rules(c.Options, c.Site).Assess(WorkedPatients.SnapshotOf(c)))
            .Where(a => a.Findings.Any(f => f.Criterion == criterion && f.Outcome == FindingOutcome.Met && f.Level == a.Level))
            .ToList();
        Assert.True(deciding.Count > 0, "no worked patient's level rests on it");
        foreach (var language in Enum.GetValues<Language>())
        {
            // A line of a list ends without a full stop.
            var text = Plain(told.In(language)).TrimEnd('.', '。');
            var cards = deciding.SelectMany(a => CareLevelCards.Build(a, For(language)).Cards).Select(card => Plain(card.Detail!)).ToList();
            Assert.True(cards.Any(card => card.Contains(text, StringComparison.Ordinal)), $"{text} is not in {cards[0]}");
        }
    }

    private static CardContext For(Language language) => new() { Language = language, Profile = ClientProfile.Standard, NewId = () => Guid.Empty };

    // Without what Markdown adds.
    private static string Plain(string text) => Added().Replace(WebUtility.HtmlDecode(text), "");

    [GeneratedRegex(@"[\\\s]")]
    private static partial Regex Added();
}
