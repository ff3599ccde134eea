using System.Collections.Frozen;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Cards.Tests.Ward;
using static VerifyXunit.Verifier;

namespace CdsOncoPharm.Cards.Tests;

public class ClientProfileTests
{
    private static readonly Assessment Level2 = Assessed(Cisplatin, Oxaliplatin) with { Tasks = [Neuropathy, BloodPressure, RenalFunction] };

    [Fact]
    public Task Epic_gets_single_orders_and_no_extension() => Verify(AsRead(Card(Level2, For(ClientProfile.Epic))));

    [Fact]
    public Task Oracle_gets_a_text_that_stands_alone() => Verify(AsRead(Card(Level2, For(ClientProfile.Oracle))));

    [Fact]
    public Task The_sandbox_gets_everything() => Verify(AsRead(Card(Level2, For(ClientProfile.Sandbox))));

    [Fact]
    public void The_assessment_travels_where_the_client_asked_for_it()
    {
        Assert.Empty(Card(Level2, For(ClientProfile.Epic)).Extension);
        Assert.Single(Card(Level2, For(ClientProfile.Epic with { Extension = true })).Extension);
    }

    [Fact]
    public void EP_13_No_more_than_five_single_suggestions_the_strongest_reasons_first()
    {
        var tasks = Enumerable.Range(1, 9).Select(number => BloodPressure with { Id = $"MON-X-{number}" });
        var card = Card(Level2 with { Tasks = [.. tasks, RenalFunction] }, For(ClientProfile.Epic));
        Assert.Equal(5, card.Suggestions.Count);
        Assert.All(card.Suggestions, suggestion => Assert.Single(suggestion.Actions));
        Assert.StartsWith("Creatinine and electrolytes", card.Suggestions[0].Label, StringComparison.Ordinal);
        Assert.Equal(6, card.Suggestions.Select(suggestion => suggestion.Uuid).Append(card.Uuid).Distinct().Count());
    }

    [Fact]
    public void CH_126_Both_behaviours_allowed_any_is_chosen() => Assert.Equal(SelectionBehavior.Any, Card(Level2).SelectionBehavior);

    [Fact]
    public void A_link_that_the_client_would_hide_is_not_sent()
    {
        Assert.Empty(Card(Level2, For(ClientProfile.Oracle with { LinkHosts = FrozenSet.Create("ehr.example.org") })).Links);
        Assert.Single(Card(Level2, For(ClientProfile.Oracle with { LinkHosts = FrozenSet.Create("doi.org") })).Links);
    }

    [Fact]
    public void A_client_that_creates_neither_tasks_nor_orders_gets_text() =>
        Assert.Empty(Card(Level2, For(ClientProfile.Standard with { CreateTypes = FrozenSet.Create("Condition") })).Suggestions);
}
