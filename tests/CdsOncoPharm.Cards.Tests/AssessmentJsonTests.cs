using System.Text;
using System.Text.Json;
using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Cards.Tests.Ward;
using static VerifyXunit.Verifier;

namespace CdsOncoPharm.Cards.Tests;

public class AssessmentJsonTests
{
    private static readonly Assessment Whole =
        Assessed([Cisplatin, NotMet(Oxaliplatin), Unknown(SevereRenalImpairment, "creatinine"), Polypharmacy with { Outcome = FindingOutcome.Suppressed }, .. NotBuilt(1)]) with
        {
            Missing = [Creatinine, Stability, Ecog],
            Tasks = [RenalFunction, Neuropathy],
            Notes = [new("Medicine not recognised: 参芪注射液", "未能识别的药物：参芪注射液")],
        };

    [Fact]
    public Task The_card_carries_what_was_met_unknown_suppressed_or_not_judged() => VerifyJson(InCard(Whole));

    [Fact]
    public Task The_command_line_prints_every_row() => VerifyJson(AssessmentJson.Line(Whole, Language.English));

    [Fact]
    public Task The_command_line_in_Chinese() => Verify(AssessmentJson.Line(Assessed(Elderly) with { Missing = [Ecog] }, Language.Chinese));

    [Fact]
    public Task Without_a_level_the_command_line_prints_null() => Verify(AssessmentJson.Line(Assessed(), Language.English));

    [Fact]
    public Task An_out_of_scope_patient_is_one_line_with_scope_notes_and_a_null_level() => Verify(AssessmentJson.Line(OutOfScope, Language.English));

    [Fact]
    public void A_line_has_no_line_ends() => Assert.DoesNotContain('\n', AssessmentJson.Line(Whole, Language.English));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CH_003_CH_004_In_the_card_nothing_is_null_or_empty(bool bare)
    {
        var nothing = new LocalText("", "");
        var assessment = !bare ? Whole : Assessed(
            Unknown(Cisplatin with { Statement = nothing, Decisions = [], Locator = "" }) with { Explanation = Shown("", nothing) },
            Cisplatin with { Explanation = Shown("", new("seen", "见")), Decisions = [""] }) with
        {
            Missing = [Ecog with { Criteria = [] }],
            Tasks = [Neuropathy with { Because = [], Source = "", Frequency = nothing, Action = nothing }],
            Notes = [nothing],
            Plan = new CarePlanOfLevel(new CareLevel(2), 2, []),
            Knowledge = new KnowledgeStamp("2026.1", ""),
        };
        using var json = JsonDocument.Parse(InCard(assessment));
        AssertNothingEmpty(json.RootElement, "$");
    }

    [Fact]
    public void In_the_card_a_missing_level_is_left_out()
    {
        using var json = JsonDocument.Parse(InCard(Assessed(Unknown(SevereRenalImpairment))));
        Assert.False(json.RootElement.TryGetProperty("level", out _));
        Assert.Equal(1, json.RootElement.GetProperty("levelRange").GetProperty("highest").GetInt32());
        Assert.False(json.RootElement.GetProperty("levelRange").TryGetProperty("lowest", out _));
    }

    private static string InCard(Assessment assessment) => Encoding.UTF8.GetString(AssessmentJson.ForCard(assessment, Language.English).Span);

    private static void AssertNothingEmpty(JsonElement json, string path)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.True(json.EnumerateObject().Any(), path);
                foreach (var member in json.EnumerateObject())
                    AssertNothingEmpty(member.Value, $"{path}.{member.Name}");
                break;
            case JsonValueKind.Array:
                Assert.True(json.GetArrayLength() > 0, path);
                foreach (var item in json.EnumerateArray())
                    AssertNothingEmpty(item, $"{path}[]");
                break;
            default:
                Assert.True(json.ValueKind != JsonValueKind.Null && json.ToString().Length > 0, path);
                break;
        }
    }
}
