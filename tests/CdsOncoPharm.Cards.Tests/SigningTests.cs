using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Cards.Tests.Ward;
using static VerifyXunit.Verifier;

namespace CdsOncoPharm.Cards.Tests;

public class SigningTests
{
    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public Task Signing_that_raises_the_level_is_the_first_thing_said(Language language) =>
        Verify(AsRead(Signed(Assessed(Elderly), Assessed(SignedNow, Elderly) with { Tasks = [RenalFunction] }, language)))
            .UseTextForParameters(language.Key());

    [Fact]
    public Task Signing_the_first_order_that_matters_brings_a_level() =>
        Verify(AsRead(Signed(OutOfScope, Assessed(SignedNow))));

    [Fact]
    public Task Signing_may_add_rows_and_open_a_level_without_changing_the_level() =>
        Verify(AsRead(Signed(
            Assessed(Oxaliplatin),
            Assessed([Oxaliplatin, SignedNow, Polypharmacy, Unknown(SevereRenalImpairment)]) with { Missing = [Creatinine] })));

    [Fact]
    public Task Signing_that_lowers_the_level_is_said_as_well() =>
        Verify(AsRead(Signed(Assessed(Cisplatin, Elderly), Assessed(NotMet(Cisplatin), Elderly))));

    [Fact]
    public void Signing_that_changes_nothing_is_not_mentioned()
    {
        var assessment = Assessed([Oxaliplatin, Unknown(SevereRenalImpairment)]) with { Missing = [Creatinine] };
        Assert.Equal(AsRead(Card(assessment)), AsRead(Signed(assessment, assessment)));
    }

    private static Card Signed(Assessment without, Assessment with, Language language = Language.English) =>
        Card(with, For(ClientProfile.Standard, language) with { WithoutDrafts = without });
}
