using CdsOncoPharm.Engine.Tests.Cases;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>The options of <c>decisions.json</c>: each one does something, and nothing else is accepted.</summary>
public sealed class DecisionTests
{
    public static TheoryData<string> Decisions
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var id in Choices)
                data.Add(id);
            return data;
        }
    }

    // The decisions that leave a site a choice.
    private static IEnumerable<string> Choices =>
        World.Knowledge.CareLevel.Decisions.Where(d => d.Value.Options.Count > 1).Select(d => d.Key).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Decisions))]
    public void The_same_patient_comes_out_as_written_under_each_option(string decision)
    {
        var wrong = OptionCase.All.Where(c => c.Decision == decision).SelectMany(c => c.Faults()).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Each_option_is_told_from_each_other_by_some_patient(string decision)
    {
        var options = World.Knowledge.CareLevel.Decisions[decision].Options.Keys.Order(StringComparer.Ordinal).ToList();
        var cases = OptionCase.All.Where(c => c.Decision == decision).ToList();
        foreach (var one in cases)
            Assert.True(options.SequenceEqual(one.Outcomes.Keys.Order(StringComparer.Ordinal)), $"{one} should say what comes out under {string.Join(", ", options)}");
        foreach (var a in options)
        {
            foreach (var b in options.Where(b => string.CompareOrdinal(a, b) < 0))
            {
                Assert.True(cases.Any(c => c.Outcomes[a].Any(o => c.Outcomes[b].TryGetValue(o.Key, out var other) && other != o.Value)),
                    $"{decision}: no patient of cases/decisions.json tells {a} from {b}");
            }
        }
    }

    [Fact]
    public void A_row_names_the_decisions_that_shape_it()
    {
        var decisions = World.Knowledge.CareLevel.Criteria.ToDictionary(row => row.Id, row => row.Source.Decisions);
        var unnamed = OptionCase.All.SelectMany(c => c.Unnamed(id => decisions[id])).Distinct().ToList();
        Assert.True(unnamed.Count == 0, string.Join("\n", unnamed));
    }

    [Fact]
    public void Cases_name_decisions_that_leave_a_choice() =>
        Assert.Empty(OptionCase.All.Select(c => c.Decision).Distinct().Except(Choices));

    [Theory]
    [InlineData("D-99", "on", "there is no such decision")]
    [InlineData("d-17", "level-2", "there is no such decision")]
    [InlineData("D-17", "level-4", "\"level-4\" is not one of its options: level-1, level-2")]
    [InlineData("D-17", "", "is not one of its options")]
    [InlineData("D-17", "Level-2", "is not one of its options")]
    [InlineData("D-17 ", "level-2", "there is no such decision")]
    [InlineData("D-01", "need-and-agent", "is not one of its options")]
    [InlineData("D-06", "literal", "\"literal\" is not one of its options: fixed")]
    public void An_unknown_decision_or_option_is_refused_by_name(string decision, string option, string reason)
    {
        var refused = Assert.Throws<KnowledgeException>(() => World.Bind(World.Files, new Dictionary<string, string> { [decision] = option }));
        Assert.Equal("Clinical:Options", refused.File);
        Assert.Equal(decision, refused.Row);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chosen_options_are_part_of_the_hash_that_every_assessment_carries()
    {
        var plain = KnowledgeBase.Load(World.Files).Stamp.Hash;
        var chosen = KnowledgeBase.Load(World.Files, new Dictionary<string, string> { ["D-17"] = "level-2" }).Stamp.Hash;
        Assert.NotEqual(plain, chosen);
    }
}
