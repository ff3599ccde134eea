using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Cards.Tests.Ward;
using static VerifyXunit.Verifier;

namespace CdsOncoPharm.Cards.Tests;

public class AssessmentTableTests
{
    private static readonly Assessment Provisional =
        Assessed([Cisplatin, Oxaliplatin, Unknown(SevereRenalImpairment, "creatinine"), .. NotBuilt(57)]) with
        {
            Missing = [Creatinine, Stability, Ecog],
            Tasks = [RenalFunction, Neuropathy],
            Notes = [new("Medicine not recognised: 参芪注射液", "未能识别的药物：参芪注射液")],
        };

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public Task A_patient_on_a_terminal(Language language) => Verify(Table(Provisional, language)).UseTextForParameters(language.Key());

    [Fact]
    public Task Out_of_scope_two_lines_say_so() => Verify(Table(OutOfScope, Language.English));

    [Fact]
    public Task Without_a_level_the_table_says_what_could_be() =>
        Verify(Table(Assessed(Unknown(SevereRenalImpairment)) with { Missing = [Creatinine] }, Language.English));

    [Fact]
    public void A_record_cannot_steer_the_terminal()
    {
        var text = new LocalText("Cisplatin\u001b[2J\u001b]0;owned\u0007\r\nLevel 3", "顺铂");
        var table = Table(Assessed(Cisplatin with { Explanation = Shown("MedicationRequest/1", text) }), Language.English);
        Assert.DoesNotContain(table, letter => char.IsControl(letter) && letter != '\n');
        Assert.DoesNotContain("\nLevel 3", table, StringComparison.Ordinal);
    }

    private static string Table(Assessment assessment, Language language) => string.Join('\n', AssessmentTable.Lines(assessment, language));
}
