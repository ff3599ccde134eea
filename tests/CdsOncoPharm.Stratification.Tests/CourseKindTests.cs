using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Stratification.Tests.A;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Regimens, radiotherapy, sequences, durations, switches, toxicities over time.</summary>
public sealed class CourseKindTests
{
    private const string High = """{ "kind": "regimen", "risks": ["neutropenia-high"] }""";
    private const string Intermediate = """{ "kind": "regimen", "risks": ["neutropenia-intermediate"] }""";

    private static string Named(PatientSnapshot patient, string condition = High) => Judge(condition, patient).Reason.En;

    [Fact]
    public void A_regimen_needs_every_component_and_its_subset_is_not_reported()
    {
        Therapy[] folfoxiri = [On("fluorouracil", Given(-5)), On("oxaliplatin", Given(-5)), On("irinotecan", Given(-5))];
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(folfoxiri)));
        Assert.Contains("FOLFOXIRI", Named(Patient(folfoxiri)), StringComparison.Ordinal);
        // FOLFOX and FOLFIRI are inside it.
        Assert.Equal(FindingOutcome.NotMet, Outcome(Intermediate, Patient(folfoxiri)));
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient([.. folfoxiri[..2]])));
        Assert.Equal(FindingOutcome.Met, Outcome(Intermediate, Patient([.. folfoxiri[..2]])));
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient(On("methotrexate", Given(-5)), On("vinblastine", Given(-5)), On("doxorubicin", Given(-5)))));
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("methotrexate", Given(-5)), On("vinblastine", Given(-5)), On("doxorubicin", Given(-5)), On("cisplatin", Given(-5)))));
    }

    [Theory]
    [InlineData(-11, true)]
    [InlineData(-12, false)]
    [InlineData(-5, true)]
    public void All_components_lie_within_seven_days(int day, bool isOne) =>
        Assert.Equal(isOne ? FindingOutcome.Met : FindingOutcome.NotMet, Outcome(High, Patient(On("docetaxel", Given(-5)), On("cyclophosphamide", Given(day)), On("doxorubicin", Given(-8)))));

    [Fact]
    public void A_component_that_is_no_longer_current_does_not_count() =>
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient(On("fluorouracil", Given(-5)), On("oxaliplatin", Given(-5)), Past("irinotecan", Given(-5)))));

    [Fact]
    public void An_earlier_cycle_does_not_complete_this_one()
    {
        // Irinotecan with the last cycle only: four weeks back is another cycle.
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient(On("fluorouracil", Given(-40), Given(-5)), On("oxaliplatin", Given(-40), Given(-5)), On("irinotecan", Given(-40)))));
    }

    [Theory]
    [InlineData(21, FindingOutcome.NotMet, FindingOutcome.Met)]
    [InlineData(14, FindingOutcome.Met, FindingOutcome.NotMet)]
    [InlineData(null, FindingOutcome.NotMet, FindingOutcome.Met)]
    [InlineData(28, FindingOutcome.NotMet, FindingOutcome.Met)]
    public void Twins_are_told_apart_by_the_cycle_of_the_order(int? cycle, FindingOutcome high, FindingOutcome intermediate)
    {
        var patient = Patient(On("doxorubicin", Order(-5, cycle: cycle)), On("cyclophosphamide", Order(-5, cycle: cycle)));
        Assert.Equal(high, Outcome(High, patient));
        Assert.Equal(intermediate, Outcome(Intermediate, patient));
    }

    [Fact]
    public void A_twin_that_was_taken_without_a_cycle_length_says_so()
    {
        var patient = Patient(On("doxorubicin", Order(-5)), On("cyclophosphamide", Order(-5)));
        Assert.Contains("regimen AC-T assumed: cycle length not recorded, ddAC has the same medicines", Named(patient, Intermediate), StringComparison.Ordinal);
        Assert.Contains("ddAC has the same medicines", Named(patient), StringComparison.Ordinal);
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient([.. patient.Therapies, "ddAC"])));
    }

    [Theory]
    [InlineData(21, FindingOutcome.NotMet)]
    [InlineData(14, FindingOutcome.Met)]
    [InlineData(15, FindingOutcome.NotMet)]
    public void Without_a_stated_cycle_the_doses_given_tell_the_twins_apart(int gap, FindingOutcome high)
    {
        MedicationRecord[] Cycles() => [Given(-5), Given(-5 - gap), Given(-5 - (2 * gap))];
        Assert.Equal(high, Outcome(High, Patient(On("doxorubicin", Cycles()), On("cyclophosphamide", Cycles()))));
    }

    [Fact]
    public void The_AC_of_AC_T_stays_AC_while_the_taxane_comes_later_and_TAC_is_one_regimen()
    {
        // Paclitaxel three weeks after the last AC: another phase.
        var phase = Patient(On("doxorubicin", Given(-26)), On("cyclophosphamide", Given(-26)), On("paclitaxel", Given(-5)));
        Assert.Contains("AC-T", Named(phase, Intermediate), StringComparison.Ordinal);
        // Docetaxel on the same day makes TAC, and neither AC-T, ddAC nor TC is reported beside it.
        var tac = Patient(On("doxorubicin", Given(-5)), On("cyclophosphamide", Given(-5)), On("docetaxel", Given(-5)));
        Assert.Equal("regimen TAC", Named(tac).Split(';')[0]);
        Assert.Equal(FindingOutcome.NotMet, Outcome(Intermediate, tac));
    }

    [Fact]
    public void A_regimen_named_in_an_order_counts_when_one_of_its_components_is_current()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil"), "FOLFIRINOX")));
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil"), "folfoxiri")));
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient(On("gemcitabine"), "FOLFIRINOX")));
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil"), "FOLFIRINOX方案")));
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil"), "改良 mFOLFIRINOX方案")));
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil"), "FOLFOXIRI 第3周期")));
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil"), "FOLFIRINOX (mod.)")));
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient(On("fluorouracil"), "FOLFIRINOX declined")));
        Assert.Equal(FindingOutcome.NotMet, Outcome(High, Patient(On("fluorouracil"), "after FOLFIRINOX")));
    }

    [Fact]
    public void Drafts_complete_a_regimen_on_the_day_of_signing() =>
        Assert.Equal(FindingOutcome.Met, Outcome(High, Patient(On("fluorouracil", Draft()), On("oxaliplatin", Draft()), On("irinotecan", Draft()))));

    [Theory]
    [InlineData(-95, true)]
    [InlineData(-96, false)]
    public void Radiotherapy_counts_up_to_90_days_before_the_dose(int end, bool near) =>
        Assert.Equal(near ? FindingOutcome.Met : FindingOutcome.NotMet, Outcome(Rt, Patient(On("paclitaxel", Given(-5)), Procedure("vs-thoracic-radiotherapy", end - 30, end))));

    [Theory]
    [InlineData(-92, true)]
    [InlineData(-93, false)]
    public void Radiotherapy_counts_up_to_90_days_after_the_dose(int dose, bool near) =>
        Assert.Equal(near ? FindingOutcome.Met : FindingOutcome.NotMet, Outcome(Rt, Patient(On("paclitaxel", Given(dose)), Procedure("vs-thoracic-radiotherapy", -2, -1))));

    private const string Rt = """{ "kind": "radiotherapy-with", "sites": ["vs-thoracic-radiotherapy"], "classes": ["RT_LUNG"], "within": "P90D" }""";

    [Fact]
    public void Radiotherapy_under_way_and_orders_without_doses_reach_to_asOf()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Rt, Patient(On("paclitaxel", Given(-1)), Procedure("vs-thoracic-radiotherapy", -60, status: "in-progress"))));
        Assert.Equal(FindingOutcome.Met, Outcome(Rt, Patient(On("paclitaxel", Order(-30)), Procedure("vs-thoracic-radiotherapy", -60, -50))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Rt, Patient(Past("paclitaxel", Given(-30)), Procedure("vs-thoracic-radiotherapy", -60, -50))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Rt, Patient(On("paclitaxel"), Procedure("vs-thoracic-radiotherapy", null))));
        Assert.Equal(FindingOutcome.Met, Outcome(Rt, Patient(On("paclitaxel"), Procedure("vs-thoracic-radiotherapy", null), Procedure("vs-thoracic-radiotherapy", -9, -2))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Rt, Patient(Past("paclitaxel", Given(-30)), Procedure("vs-thoracic-radiotherapy", null))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Rt, Patient(On("paclitaxel"), Procedure("vs-urinary-radiotherapy", -9, -2))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Rt, Patient(On("paclitaxel"), RecordKind.Procedures)));
    }

    [Fact]
    public void A_sequence_is_the_first_before_the_second_which_is_current()
    {
        const string condition = """{ "kind": "sequence", "first": ["ANTHRACYCLINE"], "then": ["SEQ_TRASTUZUMAB"] }""";
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(Past("doxorubicin", Given(-100)), On("trastuzumab", Given(-99)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("doxorubicin", Given(-100)), On("trastuzumab", Given(-100)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("doxorubicin", Given(-5)), On("trastuzumab", Given(-99)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("doxorubicin", Given(-100)), Past("trastuzumab", Given(-60)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("trastuzumab"), RecordKind.Administrations)));
        var undated = Past("doxorubicin", Stated(-1)) with { Records = [Stated(-1) with { At = null }], FirstDay = null };
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(undated, On("trastuzumab", Given(-99)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(undated with { Records = [Stated(-1) with { At = null, Counts = false }] }, On("trastuzumab", Given(-99)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(undated, Past("trastuzumab", Given(-99)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(Past("doxorubicin", Given(-100)), On("trastuzumab") with { FirstDay = null, Records = [Stated(-1) with { At = null }] })));
    }

    [Fact]
    public void Radiotherapy_says_how_far_it_lies_from_the_dose_and_goes_on_for_90_days_where_nobody_ended_it()
    {
        Assert.Contains("90 days between radiotherapy and paclitaxel", Judge(Rt, Patient(On("paclitaxel", Given(-5)), Procedure("vs-thoracic-radiotherapy", -125, -95))).Reason.En, StringComparison.Ordinal);
        Assert.Contains("paclitaxel during radiotherapy", Judge(Rt, Patient(On("paclitaxel", Given(-5)), Procedure("vs-thoracic-radiotherapy", -20, -2))).Reason.En, StringComparison.Ordinal);
        Assert.Equal(FindingOutcome.Met, Outcome(Rt, Patient(On("paclitaxel", Given(-5)), Procedure("vs-thoracic-radiotherapy", -185, status: "in-progress"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Rt, Patient(On("paclitaxel", Given(-5)), Procedure("vs-thoracic-radiotherapy", -186, status: "in-progress"))));
    }

    private const string Bone = """{ "kind": "therapy-duration", "classes": ["BONE_MODIFIER"], "atLeast": "P2Y", "maxGap": "P180D" }""";

    [Theory]
    [InlineData(-730, FindingOutcome.Met)]
    [InlineData(-729, FindingOutcome.NotMet)]
    public void A_duration_runs_from_the_first_dose_of_the_unbroken_therapy(int first, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Bone, Patient(On("zoledronic acid", Given(first), Given(-500), Given(-250), Given(-5)))));

    [Theory]
    // A dose reaches 190 days; then less than 180 days without any.
    [InlineData(-431, FindingOutcome.Met)]
    [InlineData(-430, FindingOutcome.NotMet)]
    public void A_longer_gap_ends_the_therapy(int second, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Bone, Patient(On("zoledronic acid", Given(-800), Given(second), Given(-200), Given(-5)))));

    [Fact]
    public void A_switch_within_the_class_goes_on_and_an_ended_therapy_does_not()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Bone, Patient(Past("zoledronic acid", Given(-740), Given(-600)), On("denosumab", Given(-400), Given(-200), Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bone, Patient(Past("zoledronic acid", Given(-1200), Given(-1000), Given(-800), Given(-600)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Bone, Patient(Past("zoledronic acid", Order(-1000)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bone, Patient(On("zoledronic acid", Order(-300)))));
    }

    [Theory]
    [InlineData("2024-10-31", FindingOutcome.Met)]
    [InlineData("2024-11-30", FindingOutcome.Unknown)]
    [InlineData("2024-12-31", FindingOutcome.NotMet)]
    public void A_start_known_to_the_month_leaves_the_duration_open_where_the_limit_lies_inside(string latest, FindingOutcome expected)
    {
        var end = DateOnly.Parse(latest, System.Globalization.CultureInfo.InvariantCulture);
        var order = Order(-5) with { Start = new DateOnly(end.Year, end.Month, 1), LatestStart = end };
        var finding = Judge(Bone, Patient(On("zoledronic acid", order)));
        Assert.Equal(expected, finding.Outcome);
        if (expected != FindingOutcome.NotMet)
            Assert.Contains($"since {latest[..7]}", finding.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_without_a_stated_end_that_is_over_may_have_lasted_as_long_as_orders_do()
    {
        // Stopped 770 days ago or later, nobody says when; the next one 400 days ago.
        Assert.Equal(FindingOutcome.Unknown, Outcome(Bone, Patient(Past("zoledronic acid", Order(-770, status: "stopped")), On("denosumab", Given(-400), Given(-200), Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bone, Patient(Past("zoledronic acid", Order(-1000, status: "stopped")), On("denosumab", Given(-400), Given(-200), Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bone, Patient(Past("zoledronic acid", Order(-740, status: "stopped")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bone, Patient(Past("zoledronic acid", Order(-900, end: 5), Order(-9, status: "stopped", end: -8)))));
        // An end that is stated counts whole, as long as the medicine is shown.
        Assert.Equal(FindingOutcome.Met, Outcome(Bone, Patient(On("zoledronic acid", Order(-740, status: "completed", end: -10), Order(-9)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bone, Patient(On("zoledronic acid", Order(-740, status: "completed", end: -300), Order(-9)))));
    }

    [Fact]
    public void A_switch_within_a_class_is_between_two_medicines_of_one_group()
    {
        const string condition = """{ "kind": "class-switch", "groups": [["PLATINUM"], ["ANTIMETABOLITE"]], "among": ["NEPHRO_POTENTIAL", "NEPHRO_HIGH"], "within": "P100D" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(Past("oxaliplatin", Given(-100)), On("carboplatin", Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("oxaliplatin", Given(-101)), On("carboplatin", Given(-5)))));
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("oxaliplatin", Given(-40)), On("carboplatin", Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("oxaliplatin", Given(-40), Given(-5)), On("carboplatin", Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("oxaliplatin", Order(-40)), On("carboplatin", Order(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("oxaliplatin", Given(-40)), On("gemcitabine", Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("oxaliplatin", Given(-40)), On("carboplatin", Given(-50), Given(-5)))));
    }

    [Fact]
    public void An_overlap_counts_current_medicines_and_leaves_room_for_those_nobody_could_map()
    {
        const string condition = """{ "kind": "overlap", "classes": ["HFS"], "atLeast": 2 }""";
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("capecitabine"), On("anlotinib"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("capecitabine"), Past("anlotinib", Given(-100)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("capecitabine"), Unrecognised("xyz-tinib", perhaps: "HFS"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Unrecognised("xyz-tinib", perhaps: "HFS"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(Unrecognised("xyz-tinib", perhaps: "HFS"), Unrecognised("zyx-tinib", perhaps: "HFS"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(RecordKind.Medications)));
    }

    private const string Recurrent = """{ "kind": "recurrent-toxicity", "sets": ["ae-neurotoxicity"], "gradeAtMost": 2, "episodes": 2, "apart": "P14D" }""";

    [Fact]
    public void Episodes_of_one_toxicity_lie_apart_or_have_a_recovery_between()
    {
        ToxicityFact T(int? grade, int? day, bool over = false, string term = "neuropathy") => Toxicity("ae-neurotoxicity", grade, day, over: over, term: term);
        Assert.Equal(FindingOutcome.Met, Outcome(Recurrent, Patient(T(2, -30), T(1, -16))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(2, -30), T(1, -17))));
        Assert.Equal(FindingOutcome.Met, Outcome(Recurrent, Patient(T(2, -44), T(2, -31), T(2, -18))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(2, -31), T(2, -24), T(2, -18))));
        Assert.Equal(FindingOutcome.Met, Outcome(Recurrent, Patient(T(2, -30, over: true), T(1, -28))));
        Assert.Equal(FindingOutcome.Met, Outcome(Recurrent, Patient(T(2, -60), T(2, -30, term: "paresthesia"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(2, -30, over: true), T(1, -30, over: true, term: "paresthesia"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(2, -30, over: true), T(1, -30, term: "paresthesia"), T(1, -28))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(3, -60), T(2, -30))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Recurrent, Patient(T(2, -60), T(null, -30))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Recurrent, Patient(T(2, -60), T(2, null))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Recurrent, Patient(T(2, null), T(2, null))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(2, null))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Recurrent, Patient(T(2, null), T(3, null))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Recurrent, Patient(T(2, -60), RecordKind.AdverseEvents)));
    }

    private const string Again = """{ "kind": "rechallenge", "sets": ["ae-mucocutaneous"], "gradeAtLeast": 3, "similar": ["EGFR_SKIN"] }""";

    [Fact]
    public void A_rechallenge_is_the_same_or_a_similar_medicine_after_the_day_of_the_toxicity()
    {
        ToxicityFact Rash(int? grade = 3, int? day = -60) => Toxicity("ae-mucocutaneous", grade, day, suspects: ["cetuximab"]);
        Assert.Equal(FindingOutcome.Met, Outcome(Again, Patient(Rash(), On("cetuximab", Given(-59)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Again, Patient(Rash(), On("cetuximab", Given(-60)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Again, Patient(Rash(2), On("cetuximab", Given(-5)))));
        Assert.Equal(FindingOutcome.Met, Outcome(Again, Patient(Rash(), On("panitumumab", Given(-5)))));
        Assert.Equal(FindingOutcome.Met, Outcome(Again, Patient(Rash(), On("cetuximab", Draft()))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Again, Patient(Rash(), On("cisplatin", Given(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Again, Patient(Rash(), Past("cetuximab", Given(-5)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Again, Patient(Rash(3, null), On("cetuximab", Given(-5)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Again, Patient(On("cetuximab"), RecordKind.AdverseEvents)));
    }

    [Theory]
    [InlineData(1.4, -39, FindingOutcome.Met)]
    [InlineData(1.5, -39, FindingOutcome.NotMet)]
    [InlineData(1.0, -40, FindingOutcome.Unknown)]
    public void A_past_result_counts_from_the_day_after_treatment_began(double value, int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "past-result", "result": "anc", "below": 1.5, "unit": "10*9/L" }""", Patient(On("cisplatin", Given(-40), Given(-5)), Result("anc", (decimal)value, day))));

    [Fact]
    public void Without_treatment_there_is_no_history_unless_the_medicines_did_not_arrive()
    {
        const string condition = """{ "kind": "past-result", "result": "anc", "below": 1.5, "unit": "10*9/L" }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Result("anc", 1))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("cisplatin", Draft()), Result("anc", 1))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(Result("anc", 1), RecordKind.Medications)));
        Assert.Equal(FindingOutcome.Unknown, Outcome("""{ "kind": "creatinine-rise" }""", Patient(Result("creatinine", 100), RecordKind.Medications)));
    }

    [Theory]
    [InlineData(75, null, 60, null, FindingOutcome.Met)]
    [InlineData(74.9, null, 60, null, FindingOutcome.NotMet)]
    [InlineData(101, 100, 99, 100, FindingOutcome.Met)]
    [InlineData(101, 100, 101, 100, FindingOutcome.NotMet)]
    [InlineData(100, 100, 99, 100, FindingOutcome.NotMet)]
    // The limit of one report stands for the other.
    [InlineData(101, 100, 99, null, FindingOutcome.Met)]
    [InlineData(101, null, 99, 100, FindingOutcome.Met)]
    public void A_creatinine_rise_is_by_a_quarter_or_newly_above_normal(double now, int? upper, int before, int? upperBefore, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "creatinine-rise" }""",
            Patient(On("cisplatin", Given(-40), Given(-5)), Result("creatinine", (decimal)now, -2, upper), Result("creatinine", before, -41, upperBefore))));

    [Fact]
    public void The_current_line_begins_after_a_break_of_more_than_60_days()
    {
        // Day -200 and -100 are two lines; the baseline is the newest value before day -100.
        var patient = Patient(Past("gemcitabine", Given(-200)), On("cisplatin", Given(-100), Given(-50), Given(-5)), Result("creatinine", 75, -2), Result("creatinine", 60, -101), Result("creatinine", 74, -201));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "creatinine-rise" }""", patient));
    }
}
