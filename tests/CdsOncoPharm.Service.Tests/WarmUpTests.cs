using CdsOncoPharm.Engine;

namespace CdsOncoPharm.Service.Tests;

public sealed class WarmUpTests
{
    [Fact]
    public void The_made_up_patient_goes_all_the_way_to_a_card_with_a_level_and_tasks()
    {
        var card = Assert.Single(WarmUp.Run(CareLevelEngine.Load(new ClinicalSettings { Knowledge = Repository.Root })).Cards);

        Assert.StartsWith("Level ", card.Summary, StringComparison.Ordinal);
        Assert.NotEmpty(card.Suggestions);
    }

    [Fact]
    public void A_second_host_of_a_process_starts_too()
    {
        WarmUp.PutOffCollecting();

        Assert.Null(Record.Exception(WarmUp.PutOffCollecting));
    }
}
