using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;
using static CdsOncoPharm.Stratification.Tests.InteractionsWard;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>What counts as an interaction of a patient, how it is merged, and what 5.2.4 makes of it.</summary>
public class InteractionsTests
{
    private const string Unavoidable = "PC-5.2.4-L2-a";
    private const string Dealt = "PC-5.2.4-L3-a";

    // ---- merging

    [Fact]
    public void Several_partners_of_one_row_are_one_interaction_with_all_names()
    {
        var found = Assert.Single(Patient(On("ibrutinib"), On("clarithromycin"), On("voriconazole")).Interactions());

        Assert.Equal("ibrutinib + clarithromycin, voriconazole", found.Name.En);
        Assert.Equal("伊布替尼 + 克拉霉素、伏立康唑", found.Name.Zh);
    }

    [Fact]
    public void A_pair_that_several_rows_describe_is_found_once_as_the_most_severe()
    {
        // Both "added risk of bleeding" (moderate) and "do not combine" (major).
        var found = Assert.Single(Patient(On("ibrutinib"), On("warfarin")).Interactions());

        Assert.Equal(("btk-warfarin", "major"), (found.Found!.Row.Id, found.Severity));
    }

    [Fact]
    public void A_pair_that_meets_in_both_directions_is_found_once()
    {
        // Idelalisib inhibits CYP3A4 and everolimus is its substrate, in a row of each.
        Assert.Single(Patient(On("everolimus"), On("idelalisib")).Interactions());
    }

    [Fact]
    public void At_most_three_that_nobody_has_dealt_with_are_shown_the_most_severe_first()
    {
        var patient = Patient(On("bevacizumab"), On("ibrutinib"), On("tamoxifen"), On("methotrexate"),
            On("apixaban"), On("omeprazole"), On("paroxetine"), On("voriconazole"));

        var found = patient.Interactions();

        Assert.Equal(3, found.Count);
        Assert.All(found, i => Assert.Equal("major", i.Severity));
    }

    [Fact]
    public void One_that_was_answered_is_never_pushed_out_by_others()
    {
        var patient = Patient(On("ibrutinib"), On("methotrexate"), On("tamoxifen"), On("vincristine"),
            On("ibuprofen"), On("omeprazole"), On("paroxetine"), On("voriconazole"));
        Assert.Equal(3, patient.Interactions().Count);

        foreach (var about in (string[])["paroxetine", "ibuprofen", "omeprazole"])
            Assert.Equal(FindingOutcome.Met, patient.With([Answer("unavoidable", $"MedicationRequest/{about}")]).Finding(Unavoidable).Outcome);
    }

    [Fact]
    public void The_order_of_the_medicines_changes_nothing()
    {
        Therapy[] therapies = [On("ibrutinib"), On("methotrexate"), On("ibuprofen"), On("omeprazole"), On("voriconazole"), On("apixaban")];
        var names = Patient(therapies).Interactions().Select(i => i.Found!.Row.Id).Order().ToList();

        Assert.Equal(names, Patient([.. therapies.Reverse()]).Interactions().Select(i => i.Found!.Row.Id).Order());
    }

    // ---- what stays quiet

    [Theory]
    [InlineData("vs-topical-route", null)]
    [InlineData("vs-intravitreal-route", null)]
    [InlineData(null, "Ketoconazole cream 2%")]
    [InlineData(null, "酮康唑乳膏")]
    [InlineData(null, "伏立康唑滴眼液")]
    public void What_does_not_reach_the_blood_does_not_interact(string? route, string? text)
    {
        Assert.Single(Patient(On("ibrutinib"), On("ketoconazole")).Interactions());
        Assert.Empty(Patient(On("ibrutinib"), On("ketoconazole", text, route)).Interactions());
    }

    [Fact]
    public void A_cream_beside_tablets_of_the_same_medicine_does_not_hide_them()
    {
        var tablets = On("ketoconazole").Evidence with { Reference = "MedicationRequest/tablets" };
        var found = Assert.Single(Patient(On("ibrutinib"), On("ketoconazole", "Ketoconazole cream", more: tablets)).Interactions());

        Assert.Equal("MedicationRequest/tablets", found.Found!.Partners[0].Record.Reference);
    }

    [Theory]
    [InlineData("vs-intravesical-route", "gemcitabine", "ganciclovir")]
    [InlineData("vs-intrathecal-route", "methotrexate", "ibuprofen")]
    public void An_agent_that_stays_where_it_is_put_does_not_interact(string route, string agent, string partner)
    {
        Assert.Single(Patient(On(agent), On(partner)).Interactions());
        Assert.Empty(Patient(On(agent, route: route), On(partner)).Interactions());
    }

    [Theory]
    [InlineData("ibrutinib", "fluconazole")]
    [InlineData("methotrexate", "ketorolac")]
    [InlineData("aldesleukin", "dexamethasone")]
    public void A_single_dose_does_not_interact(string agent, string partner)
    {
        Assert.Single(Patient(On(agent), On(partner)).Interactions());
        Assert.Empty(Patient(On(agent), On(partner, singleDose: true)).Interactions());
    }

    [Fact]
    public void Premedication_on_the_day_of_the_infusion_only_does_not_interact()
    {
        var day = AsOf.AddDays(-2);

        Assert.Empty(Patient(Given("paclitaxel", day), On("dasatinib"), Given("famotidine", day)).Interactions());
        Assert.Single(Patient(Given("paclitaxel", day), On("dasatinib"), Given("famotidine", day.AddDays(1))).Interactions());
    }

    [Theory]
    [InlineData("aprepitant")]
    [InlineData("fosaprepitant")]
    public void A_short_course_against_vomiting_is_no_inhibitor(string antiemetic)
    {
        Assert.Empty(Patient(On("ibrutinib"), On(antiemetic), On("venetoclax")).Interactions());
    }

    [Fact]
    public void A_medicine_that_is_over_does_not_interact()
    {
        Assert.Empty(Patient(On("ibrutinib"), On("voriconazole") with { IsCurrent = false }).Interactions());
        Assert.Empty(Patient(On("ibrutinib") with { IsCurrent = false }, On("voriconazole")).Interactions());
    }

    [Theory]
    [InlineData("acalabrutinib capsules 100 mg", 1)]
    [InlineData("acalabrutinib tablets 100 mg", 0)]
    [InlineData("阿可替尼片 100 mg", 0)]
    public void Only_the_capsule_of_acalabrutinib_needs_acid(string product, int count)
    {
        Assert.Equal(count, Patient(On("acalabrutinib", product), On("omeprazole")).Interactions().Count);
    }

    // ---- the EHR's own issues

    [Fact]
    public void An_issue_of_the_EHR_about_our_pair_is_that_pair()
    {
        var issue = Issue("moderate", false, "MedicationRequest/ibrutinib", "MedicationRequest/voriconazole");
        var found = Assert.Single(Patient(On("ibrutinib"), On("voriconazole")).With(issues: [issue]).Interactions());

        Assert.Same(issue, found.Recorded);
        Assert.Equal("cyp3a4-inhibitor-strong", found.Found!.Row.Id);
        Assert.Equal("major", found.Severity);
    }

    [Fact]
    public void An_issue_about_one_partner_leaves_the_other_to_us()
    {
        var issue = Issue("high", true, "MedicationRequest/ibrutinib", "MedicationRequest/voriconazole");
        var found = Patient(On("ibrutinib"), On("clarithromycin"), On("voriconazole")).With(issues: [issue]).Interactions();

        Assert.Equal(["ibrutinib + voriconazole", "ibrutinib + clarithromycin"], found.Select(i => i.Name.En).OrderByDescending(n => n));
        Assert.Equal(Handling.Undisposed, found.Single(i => i.Recorded is null).Handling);
    }

    [Fact]
    public void An_issue_about_something_else_stands_beside_ours()
    {
        var other = Issue("moderate", false, "MedicationRequest/ibrutinib", "MedicationRequest/aspirin");

        Assert.Equal(2, Patient(On("ibrutinib"), On("voriconazole")).With(issues: [other]).Interactions().Count);
        Assert.Equal(2, Patient(On("ibrutinib"), On("voriconazole")).With(issues: [Issue("moderate")]).Interactions().Count);
    }

    [Fact]
    public void A_mitigation_recorded_by_the_EHR_disposes_of_our_pair()
    {
        var issue = Issue(null, true, "MedicationRequest/ibrutinib", "MedicationRequest/voriconazole");
        var patient = Patient(On("ibrutinib"), On("voriconazole")).With(issues: [issue]);

        Assert.Equal(FindingOutcome.Met, patient.Finding(Dealt).Outcome);
        Assert.Equal(FindingOutcome.NotMet, patient.Finding(Unavoidable).Outcome);
    }

    [Fact]
    public void Recorded_issues_are_never_left_out()
    {
        InteractionFact[] issues = [.. Enumerable.Range(1, 5).Select(i => Issue("high") with { Reference = $"DetectedIssue/{i}", Severity = "major" })];

        Assert.Equal(5, Patient(On("ibrutinib"), On("voriconazole")).With(issues: issues).Interactions().Count);
    }

    // ---- 5.2.4

    [Fact]
    public void A_major_interaction_that_nobody_has_dealt_with_is_level_3_and_asks_whether_it_is_level_2()
    {
        var patient = Patient(On("ibrutinib"), On("voriconazole"));
        var assessment = Rules.Assess(patient);
        var three = assessment.Findings.Single(f => f.Criterion == Dealt);
        var two = assessment.Findings.Single(f => f.Criterion == Unavoidable);

        Assert.Equal(FindingOutcome.Met, three.Outcome);
        Assert.Equal(["MedicationRequest/ibrutinib", "MedicationRequest/voriconazole"], three.Evidence.Select(e => e.Reference).Order());
        Assert.StartsWith("ibrutinib + voriconazole: strong CYP3A4 inhibition", three.Explanation.Reason.En, StringComparison.Ordinal);
        Assert.Contains("(Label: ibrutinib (US) 7)", three.Explanation.Reason.En, StringComparison.Ordinal);
        Assert.StartsWith("伊布替尼 + 伏立康唑：CYP3A4 强抑制", three.Explanation.Reason.Zh, StringComparison.Ordinal);
        Assert.Equal(FindingOutcome.Unknown, two.Outcome);
        Assert.Equal(["ddi-management"], two.Missing);
        Assert.StartsWith("ibrutinib + voriconazole: not recorded", two.Explanation.Reason.En, StringComparison.Ordinal);
        Assert.Contains(assessment.Missing, m => m.Id == "ddi-management");
    }

    [Fact]
    public void With_the_option_ask_only_neither_level_is_certain()
    {
        var rules = RulesWith(("D-46b", "ask-only"));
        var patient = Patient(On("ibrutinib"), On("voriconazole"));

        Assert.NotEqual(FindingOutcome.Met, patient.Finding(Dealt, rules).Outcome);
        Assert.Equal(FindingOutcome.Unknown, patient.Finding(Unavoidable, rules).Outcome);
        Assert.Equal(FindingOutcome.Met, patient.Finding(Dealt, RulesWith(("D-46b", "L3-and-ask"))).Outcome);
    }

    [Theory]
    [InlineData("unavoidable", FindingOutcome.Met, FindingOutcome.NotMet)]
    [InlineData("avoidable", FindingOutcome.NotMet, FindingOutcome.Met)]
    [InlineData("mitigated", FindingOutcome.NotMet, FindingOutcome.Met)]
    [InlineData("not-significant", FindingOutcome.NotMet, FindingOutcome.NotMet)]
    public void The_pharmacist_s_answer_decides_between_the_levels(string answer, FindingOutcome two, FindingOutcome three)
    {
        foreach (var about in (string?[])["MedicationRequest/ibrutinib", "MedicationRequest/voriconazole", null])
        {
            var patient = Patient(On("ibrutinib"), On("voriconazole")).With([Answer(answer, about)]);

            Assert.Equal(two, patient.Finding(Unavoidable).Outcome);
            Assert.Equal(three, patient.Finding(Dealt).Outcome);
        }
    }

    [Fact]
    public void An_answer_about_the_EHR_s_issue_decides_our_pair_too()
    {
        var issue = Issue("major", false, "MedicationRequest/ibrutinib", "MedicationRequest/voriconazole");
        var patient = Patient(On("ibrutinib"), On("voriconazole")).With([Answer("unavoidable", "DetectedIssue/1")], [issue]);

        Assert.Equal(FindingOutcome.Met, patient.Finding(Unavoidable).Outcome);
        Assert.Equal(FindingOutcome.NotMet, patient.Finding(Dealt).Outcome);
    }

    [Theory]
    [InlineData("MedicationRequest/other", 0)]
    [InlineData("MedicationRequest/ibrutinib", 31)]
    public void An_answer_about_something_else_or_too_old_leaves_the_question_open(string about, int daysAgo)
    {
        var patient = Patient(On("ibrutinib"), On("voriconazole")).With([Answer("not-significant", about, daysAgo)]);

        Assert.Equal(FindingOutcome.Met, patient.Finding(Dealt).Outcome);
        Assert.Equal(FindingOutcome.Unknown, patient.Finding(Unavoidable).Outcome);
    }

    [Fact]
    public void An_answer_about_nothing_in_particular_does_not_reach_medicines_that_met_later()
    {
        var patient = Patient(On("ibrutinib"), On("voriconazole", since: AsOf.AddDays(-5)));

        Assert.Equal(FindingOutcome.NotMet, patient.With([Answer("not-significant", daysAgo: 3)]).Finding(Dealt).Outcome);
        Assert.Equal(FindingOutcome.Met, patient.With([Answer("not-significant", daysAgo: 6)]).Finding(Dealt).Outcome);
    }

    [Fact]
    public void A_newer_answer_about_something_else_does_not_hide_an_older_one_about_all()
    {
        var patient = Patient(On("ibrutinib"), On("voriconazole"))
            .With([Answer("mitigated", "MedicationRequest/other"), Answer("unavoidable", daysAgo: 1)]);

        Assert.Equal(FindingOutcome.Met, patient.Finding(Unavoidable).Outcome);
    }

    [Fact]
    public void A_moderate_interaction_counts_only_once_somebody_has_dealt_with_it()
    {
        var patient = Patient(On("ibrutinib"), On("apixaban"));
        Assert.Equal("moderate", Assert.Single(patient.Interactions()).Severity);

        Assert.Equal(FindingOutcome.NotMet, patient.Finding(Dealt).Outcome);
        Assert.Equal(FindingOutcome.NotMet, patient.Finding(Unavoidable).Outcome);
        Assert.Equal(FindingOutcome.Met, patient.With([Answer("mitigated")]).Finding(Dealt).Outcome);
        Assert.Equal(FindingOutcome.Met, patient.With([Answer("avoidable")]).Finding(Dealt).Outcome);
    }

    [Fact]
    public void A_minor_issue_never_counts()
    {
        var patient = Patient(On("ibrutinib")).With([Answer("mitigated")], [Issue("minor")]);

        Assert.Equal(FindingOutcome.NotMet, patient.Finding(Dealt).Outcome);
    }

    [Fact]
    public void Medicines_that_did_not_arrive_leave_both_rows_open()
    {
        var patient = Patient(On("ibrutinib")).With(gaps: new Dictionary<RecordKind, GapReason> { [RecordKind.Medications] = GapReason.Truncated });

        Assert.Equal(FindingOutcome.Unknown, patient.Finding(Unavoidable).Outcome);
        Assert.Equal(FindingOutcome.Unknown, patient.Finding(Dealt).Outcome);
    }

    // ---- strict loading

    [Theory]
    [InlineData("\"agents\": [\"azathioprine\"]", "\"agents\": [\"azathioprin\"]", "azathioprine-xanthine-oxidase", "there is no agent \"azathioprin\"")]
    [InlineData("\"venetoclax\": \"Label: venetoclax (US) 7\",\n        \"duvelisib\"", "\"venetoklax\": \"x\",\n        \"duvelisib\"", "cyp3a4-inhibitor-strong", "there is no agent \"venetoklax\"")]
    [InlineData("{ \"ingredients\": [\"brivudine\"] }", "{ \"ingredients\": [\"brivudin\"] }", "fluoropyrimidine-brivudine", "there is no ingredient \"brivudin\"")]
    [InlineData("{ \"ingredients\": [\"brivudine\"] }", "{ \"classes\": [\"cm-brivudine\"] }", "fluoropyrimidine-brivudine", "there is no drug class \"cm-brivudine\"")]
    [InlineData("{ \"ingredients\": [\"brivudine\"] }", "{ }", "fluoropyrimidine-brivudine", "no class, ingredient or ATC group is named")]
    [InlineData("\"mechanism\": \"vinca\",\n      \"partners\": { \"ingredients\": [\"itraconazole\"", "\"mechanism\": \"vinka\",\n      \"partners\": { \"ingredients\": [\"itraconazole\"", "vinca-azole", "there is no mechanism \"vinka\"")]
    [InlineData("\"id\": \"vinca-azole\"", "\"id\": \"vinca-inducer\"", "vinca-inducer", "this id is used twice")]
    [InlineData("\"source\": \"Label: mercaptopurine (US) 7\"", "\"source\": \"\"", "mercaptopurine-xanthine-oxidase", "no source")]
    [InlineData("\"onceOnly\": \"cm-premedication\"", "\"onceOnly\": \"cm-none\"", "onceOnly", "there is no drug class \"cm-none\"")]
    [InlineData("\"vs-topical-route\"", "\"vs-no-route\"", "notSystemic", "there is no set \"vs-no-route\"")]
    [InlineData("\"mostAtATime\": 3", "\"mostAtATime\": 0", "mostAtATime", "at least one")]
    public void A_name_that_does_not_exist_stops_the_start_up_with_file_and_row(string old, string replacement, string row, string reason)
    {
        var e = Assert.Throws<KnowledgeException>(() => RulesWith(text => text.Replace(old, replacement, StringComparison.Ordinal)));

        Assert.Equal((TablePath, row, reason), (e.File, e.Row, e.Reason));
    }

    [Fact]
    public void A_severity_that_does_not_exist_stops_the_start_up()
    {
        var e = Assert.Throws<KnowledgeException>(() => RulesWith(text => text.Replace("\"severity\": \"moderate\"", "\"severity\": \"modest\"", StringComparison.Ordinal)));

        Assert.Contains("\"modest\" is neither major nor moderate", e.Reason, StringComparison.Ordinal);
    }
}
