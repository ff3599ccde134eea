using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine.Tests.Cases;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>The options of <c>decisions.json</c>: each one does something, and nothing else is accepted.</summary>
public sealed class DecisionTests
{
    // Options that read the same until something else is there, each with what that is.
    private static readonly Dictionary<(string, string), string> WithoutEffectHere = new()
    {
        [("D-16b", "off")] = "the one LAG-3 product of the terminology also holds a PD-1 inhibitor, which counts anyway",
        [("D-23", "site")] = "the list is the terminology's until a site's overlay replaces it",
    };

    public static TheoryData<string, string> Options
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (id, decision) in World.Knowledge.CareLevel.Decisions.OrderBy(d => d.Key, StringComparer.Ordinal))
            {
                foreach (var option in decision.Options.Keys.Order(StringComparer.Ordinal))
                {
                    if (option != decision.Default)
                        data.Add(id, option);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Each_option_changes_what_is_said_of_some_worked_patient(string decision, string option)
    {
        var other = World.Rules(new Dictionary<string, string> { [decision] = option });
        var changed = ByDefault.Value.Any(known => Said(other.Assess(known.Patient)) != known.Said);
        Assert.Equal(!WithoutEffectHere.ContainsKey((decision, option)), changed);
    }

    private static readonly Lazy<List<(PatientSnapshot Patient, string Said)>> ByDefault = new(() =>
        [.. Case.All.Where(c => c.Site is null).Select(WorkedPatients.SnapshotOf).Select(patient => (patient, Said(World.Rules().Assess(patient))))]);

    private static string Said(Assessment assessment) =>
        $"{assessment.Scope} {assessment.Level} {string.Join(",", assessment.Findings.Select(f => $"{(int)f.Outcome}{f.Level.Value}"))} {string.Join(",", assessment.Missing.Select(m => m.Id))}";

    [Fact]
    public void D_17_moves_the_cumulative_lung_doses_from_Level_1_to_Level_2()
    {
        var bleomycin = Patient("""{ "age": 50, "medicines": [{ "agent": "bleomycin", "given": "-5d 400 [USP'U]" }], "results": ["crcl 100 mL/min"] }""");
        Assert.Equal(new CareLevel(1), Assess(bleomycin).Level);
        Assert.Equal(new CareLevel(2), Assess(bleomycin, ("D-17", "level-2")).Level);
        Assert.Equal(new CareLevel(2), Finding(Assess(bleomycin, ("D-17", "level-2")), "PC-5.2.1.2-L1-a").Level);
    }

    [Fact]
    public void D_50_global_lets_a_stronger_row_of_any_organ_system_silence_a_guarded_one()
    {
        // Cisplatin is Level 2 for the kidney; hypertension is guarded Level 3 among the comorbidities.
        var patient = Patient("""{ "conditions": ["I10"], "medicines": ["cisplatin"], "answers": { "comorbidity-stability": "stable" } }""");
        Assert.Equal(FindingOutcome.Met, Finding(Assess(patient), "PC-5.1.2.1-L3-a").Outcome);
        Assert.Equal(FindingOutcome.Suppressed, Finding(Assess(patient, ("D-50", "global")), "PC-5.1.2.1-L3-a").Outcome);
    }

    [Fact]
    public void D_38_excludes_haematological_cancers_or_annotates_them()
    {
        var lymphoma = Patient("""{ "cancer": "C83.3", "medicines": ["rituximab"] }""");
        Assert.Equal(Scope.Annotated, Assess(lymphoma).Scope);
        var excluded = Assess(lymphoma, ("D-38", "exclude"));
        Assert.Equal(Scope.OutOfScope, excluded.Scope);
        Assert.Empty(excluded.Findings);
        Assert.Null(excluded.Level);
    }

    [Fact]
    public void D_46b_ask_only_leaves_an_undisposed_major_interaction_open_at_both_levels()
    {
        var patient = Patient("""{ "interactions": [{ "severity": "high" }] }""");
        Assert.Equal(FindingOutcome.Met, Finding(Assess(patient), "PC-5.2.4-L3-a").Outcome);
        Assert.NotEqual(FindingOutcome.Met, Finding(Assess(patient, ("D-46b", "ask-only")), "PC-5.2.4-L3-a").Outcome);
        Assert.Equal(FindingOutcome.Unknown, Finding(Assess(patient, ("D-46b", "ask-only")), "PC-5.2.4-L2-a").Outcome);
    }

    [Theory]
    [InlineData("D-99", "on", "there is no such decision")]
    [InlineData("d-17", "level-2", "there is no such decision")]
    [InlineData("D-17", "level-4", "\"level-4\" is not one of its options: level-1, level-2")]
    [InlineData("D-17", "", "is not one of its options")]
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

    private static PatientSnapshot Patient(string json) =>
        World.Snapshot(new CasePatient(System.Text.Json.JsonDocument.Parse(json).RootElement).Records());

    private static Assessment Assess(PatientSnapshot patient, params (string, string)[] options) =>
        World.Rules(options.ToDictionary(o => o.Item1, o => o.Item2)).Assess(patient);

    private static Finding Finding(Assessment assessment, string criterion) => assessment.Findings.Single(f => f.Criterion == criterion);
}
