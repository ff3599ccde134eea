using System.Text;
using System.Text.Json;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;
using static CdsOncoPharm.Cards.Tests.Ward;
using static VerifyXunit.Verifier;
using Coding = CdsHooks.AspNetCore.Coding;

namespace CdsOncoPharm.Cards.Tests;

public class MonitoringResourcesTests
{
    private static readonly Assessment Level1 = Assessed(SevereRenalImpairment, Cisplatin) with { Tasks = [RenalFunction, Neuropathy, BloodPressure] };

    [Fact]
    public System.Threading.Tasks.Task A_task_says_what_for_whom_how_often_and_why() => VerifyJson(First(Card(Level1)));

    [Fact]
    public System.Threading.Tasks.Task A_task_in_Chinese() => VerifyJson(First(Card(Level1, Language.Chinese)));

    [Fact]
    public System.Threading.Tasks.Task A_task_that_only_a_drug_class_asks_for() => VerifyJson(First(Card(Level1 with { Tasks = [BloodPressure] })));

    [Fact]
    public System.Threading.Tasks.Task Several_tests_are_details_of_one_draft_order() => VerifyJson(First(Card(Level1, For(ClientProfile.Epic))));

    [Fact]
    public System.Threading.Tasks.Task One_test_is_ordered_by_its_LOINC_code() =>
        VerifyJson(First(Card(Level1 with { Tasks = [BloodPressure] }, For(ClientProfile.Epic))));

    [Fact]
    public void EP_14_The_sites_own_order_code_comes_first()
    {
        var options = new CardOptions
        {
            OrderCodes = new Dictionary<string, Coding>
            {
                ["MON-NE-01"] = new("urn:com.epic.cdshooks.action.code.system.preference-list-item", "4711", "Neuro check"),
            },
        };
        using var order = JsonDocument.Parse(First(Card(Level1 with { Tasks = [Neuropathy] }, For(ClientProfile.Epic) with { Options = options })));
        Assert.Equal("4711", order.RootElement.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void CH_147_What_is_to_be_created_is_R4_without_a_fault(Language language)
    {
        var actions = new[] { ClientProfile.Standard, ClientProfile.Epic }
            .SelectMany(profile => Card(Level1, For(profile, language)).Suggestions).SelectMany(suggestion => suggestion.Actions).ToList();
        Assert.Equal(5, actions.Count);
        foreach (var action in actions)
        {
            var read = FhirJson.Read(action.Resource.Span);
            Assert.Empty(read.Issues);
            Assert.Equal(Encoding.UTF8.GetString(action.Resource.Span), FhirJson.Write(read.Resource!));
        }
    }

    [Fact]
    public void Nobody_is_named_who_is_not_known()
    {
        var card = Card(Level1, For(ClientProfile.Standard) with { Encounter = null, User = null });
        using var task = JsonDocument.Parse(First(card));
        Assert.False(task.RootElement.TryGetProperty("encounter", out _));
        Assert.False(task.RootElement.TryGetProperty("requester", out _));
    }

    private static string First(Card card) => Encoding.UTF8.GetString(card.Suggestions[0].Actions[0].Resource.Span);
}
