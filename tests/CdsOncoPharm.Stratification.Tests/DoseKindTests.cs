using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Stratification.Tests.A;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Doses: sums, body surface of the day, units, lower bounds, single doses.</summary>
public sealed class DoseKindTests
{
    private const string Dox = """{ "kind": "cumulative-dose", "ingredients": ["doxorubicin"], "atLeast": 250, "unit": "mg/m2" }""";
    private const string UnderDox = """{ "kind": "cumulative-dose", "ingredients": ["doxorubicin"], "above": 0, "below": 250, "unit": "mg/m2" }""";

    private const string Bleo = """
        { "kind": "cumulative-dose", "classes": ["LUNG_CUM_BLEO"], "atLeast": 400, "unit": "[USP'U]",
          "conversions": { "mg": 1, "[USP'U]": 1, "[iU]": 0.001, "k[iU]": 1 }, "exceptRoutes": ["vs-intrapleural-route"] }
        """;

    // 60 kg and 167 cm give 1.66833 m² (Mosteller).
    private static object[] Body(int weightDay) => [Result("weight", 60, weightDay), Result("height", 167, -3000)];

    [Fact]
    public void Doses_in_mg_per_square_metre_add_up_to_the_limit_and_not_below()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 125, "mg/m2"), Given(-19, 125, "mg/m2")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 125, "mg/m2"), Given(-19, 124.9m, "mg/m2")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient()));
    }

    [Theory]
    [InlineData(417.1, FindingOutcome.Met)]
    [InlineData(417.0, FindingOutcome.NotMet)]
    public void A_dose_in_mg_is_divided_by_the_body_surface_of_its_day(double mg, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Dox, Patient([On("doxorubicin", Given(-40, (decimal)mg)), .. Body(-40)])));

    [Fact]
    public void Body_surface_comes_from_the_nearest_earlier_day_before_any_later_one_within_its_windows()
    {
        FindingOutcome With(params object[] body) => Outcome(Dox, Patient([On("doxorubicin", Given(-40, 440)), .. body]));
        // 440 mg are 263 mg/m² at 60 kg, 236 at 75 kg.
        ResultFact Height() => Result("height", 167, -3000);
        Assert.Equal(FindingOutcome.Met, With(Height(), Result("weight", 60, -200), Result("weight", 75, -39)));
        Assert.Equal(FindingOutcome.NotMet, With(Height(), Result("weight", 60, -221), Result("weight", 75, -39)));
        Assert.Equal(FindingOutcome.NotMet, With(Height(), Result("weight", 75, -41), Result("weight", 60, -60)));
        Assert.Equal(FindingOutcome.Met, With(Height(), Result("weight", 60, -10)));
        Assert.Equal(FindingOutcome.Unknown, With(Height(), Result("weight", 60, -9)));
        Assert.Equal(FindingOutcome.Met, With(Height(), Result("weight", 60, -219)));
        Assert.Equal(FindingOutcome.Unknown, With(Height(), Result("weight", 60, -222)));
        // The height of an adult counts from any day.
        Assert.Equal(FindingOutcome.Met, With(Result("height", 167, -1), Result("weight", 60, -40)));
    }

    [Fact]
    public void A_reported_body_surface_goes_before_a_computed_one_of_the_same_day()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient([On("doxorubicin", Given(-40, 440)), .. Body(-40), Result("bsa", 1.9m, -40)])));
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient([On("doxorubicin", Given(-40, 440)), .. Body(-40), Result("bsa", 1.9m, -41)])));
    }

    [Fact]
    public void A_lower_bound_proves_met_but_never_not_met()
    {
        object Order(params MedicationRecord[] more) => On("doxorubicin", [.. more]);
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(Order(Given(-40, 250, "mg/m2"), Given(-19)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(Order(Given(-40, 249, "mg/m2"), Given(-19)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(Order(Given(-40, 249, "mg/m2"), Given(-19, 5, "mL")))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(Order(Given(-40, 300)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(Order(A.Order(-40)))));
        // Below a limit: what is known may already be too much, but it is never known to be enough.
        Assert.Equal(FindingOutcome.NotMet, Outcome(UnderDox, Patient(Order(Given(-40, 250, "mg/m2"), Given(-19)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(UnderDox, Patient(Order(Given(-40, 249, "mg/m2"), Given(-19)))));
        Assert.Equal(FindingOutcome.Met, Outcome(UnderDox, Patient(Order(Given(-40, 249, "mg/m2")))));
        Assert.Equal("dose", Assert.Single(Judge(Dox, Patient(Order(A.Order(-40)))).Missing));
        Assert.Equal("bsa", Assert.Single(Judge(Dox, Patient(Order(Given(-40, 300)))).Missing));
    }

    [Fact]
    public void Administrations_that_did_not_arrive_make_the_sum_a_lower_bound()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 250, "mg/m2")), RecordKind.Administrations)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 249, "mg/m2")), RecordKind.Administrations)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(RecordKind.Administrations)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(RecordKind.Medications)));
    }

    [Fact]
    public void A_statement_or_order_from_before_the_first_recorded_dose_says_that_more_was_given()
    {
        Assert.Equal(FindingOutcome.Unknown, Outcome(UnderDox, Patient(On("doxorubicin", Stated(-400), Given(-40, 100, "mg/m2")))));
        Assert.Equal(FindingOutcome.Met, Outcome(UnderDox, Patient(On("doxorubicin", Stated(-10), Given(-40, 100, "mg/m2")))));
        Assert.Equal(FindingOutcome.Met, Outcome(UnderDox, Patient(On("doxorubicin", Order(-41), Given(-40, 100, "mg/m2")))));
        // Ordered today and not given yet: nothing was given.
        Assert.Equal(FindingOutcome.NotMet, Outcome(UnderDox, Patient(On("doxorubicin", Order(0)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(UnderDox, Patient(On("doxorubicin", Draft()))));
    }

    [Fact]
    public void A_dose_that_was_not_given_does_not_count()
    {
        var notDone = Given(-40, 300, "mg/m2") with { Counts = false };
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", notDone, Given(-19, 100, "mg/m2")))));
    }

    [Fact]
    public void A_cumulative_dose_given_elsewhere_is_added()
    {
        AnswerFact Elsewhere(decimal amount, string unit, string medicine = "doxorubicin", int day = -1) =>
            Answer("outside-cumulative-dose", "150", day, quantity: new Dose(amount, unit), medicine: medicine);
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Elsewhere(150, "mg/m2"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Elsewhere(149, "mg/m2"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Elsewhere(149, "vial"))));
        // Of another medicine; and told twice is told once, the newer word counts.
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Elsewhere(150, "mg/m2", "epirubicin"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Elsewhere(149, "mg/m2"), Elsewhere(150, "mg/m2", day: -30))));
    }

    [Fact]
    public void A_dose_elsewhere_closes_the_question_for_its_own_medicine_and_without_one_for_none()
    {
        var before = Condition("vs-anti-tumour-therapy-history");
        var given = On("doxorubicin", Given(-40, 100, "mg/m2"));
        AnswerFact Told(decimal amount, string? medicine) => Answer("outside-cumulative-dose", "told", quantity: new Dose(amount, "mg/m2"), medicine: medicine);
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(given, before, Told(149, "doxorubicin"))));
        Assert.Equal(["outside-cumulative-dose"], Judge(Dox, Patient(given, before, Told(149, "epirubicin"))).Missing);
        Assert.Equal(["outside-cumulative-dose"], Judge(Dox, Patient(given, Told(149, null))).Missing);
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(given, before, Told(0, null))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(Told(149, null))));
    }

    [Fact]
    public void A_dose_elsewhere_in_mg_takes_the_body_surface_of_its_day()
    {
        AnswerFact Told(decimal mg) => Answer("outside-cumulative-dose", "told", quantity: new Dose(mg, "mg"), medicine: "doxorubicin");
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Result("bsa", 1.6m, -5), Told(240))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Result("bsa", 1.6m, -5), Told(239))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")), Told(240))));
    }

    [Theory]
    [InlineData("in-progress")]
    public void A_dose_that_is_not_finished_is_more_than_none_and_not_what_was_ordered(string status)
    {
        var begun = Given(-1, 200, "mg/m2") with { Status = status };
        Assert.Equal(["dose"], Judge(Dox, Patient(On("doxorubicin", begun, Given(-40, 100, "mg/m2")))).Missing);
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(On("doxorubicin", begun, Given(-40, 250, "mg/m2")))));
    }

    [Fact]
    public void Bleomycin_by_square_metre_takes_the_body_surface()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Bleo, Patient(On("bleomycin", Given(-9, 200, "mg/m2")), Result("bsa", 2, -9))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bleo, Patient(On("bleomycin", Given(-9, 199, "mg/m2")), Result("bsa", 2, -9))));
        Assert.Equal(["bsa"], Judge(Bleo, Patient(On("bleomycin", Given(-9, 200, "mg/m2")))).Missing);
    }

    [Fact]
    public void An_order_without_a_dose_is_no_exposure_where_doses_are_recorded()
    {
        var other = On("cyclophosphamide", Given(-1, 600, "mg/m2"));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(other, On("doxorubicin", Order(-1)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(On("doxorubicin", Order(-1)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(other, Past("doxorubicin", Order(-400, "completed")))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(other, On("doxorubicin", Stated(-300)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Dox, Patient(other, On("doxorubicin", Supplied(-20, 1)))));
    }

    [Fact]
    public void A_sum_says_how_it_came_about()
    {
        AnswerFact told = Answer("outside-cumulative-dose", "told", quantity: new Dose(150, "mg/m2"), medicine: "doxorubicin");
        LocalText Why(params object[] facts) => Judge(Dox, Patient(facts)).Reason;
        Assert.Contains("cumulative doxorubicin: 250 mg/m² (1 dose; 150 mg/m² of it given elsewhere)", Why(On("doxorubicin", Given(-40, 100, "mg/m2")), told).En, StringComparison.Ordinal);
        Assert.Contains("多柔比星累积剂量：250 mg/m²（1 次给药；其中外院 150 mg/m²）", Why(On("doxorubicin", Given(-40, 100, "mg/m2")), told).Zh, StringComparison.Ordinal);
        var unknown = Why(On("doxorubicin", Given(-40, 100), Given(-20, 100)));
        Assert.Contains("cumulative doxorubicin: 2 doses, none of which can be converted; no body surface for the dose of 2026-10-12", unknown.En, StringComparison.Ordinal);
        Assert.Contains("2 次给药，均无法换算；缺少 2026-10-12 给药时的体表面积", unknown.Zh, StringComparison.Ordinal);
        Assert.Contains("at least 100 mg/m² (1 of 2 doses)", Why(On("doxorubicin", Given(-40, 100, "mg/m2"), Given(-20, 100))).En, StringComparison.Ordinal);
        Assert.DoesNotContain("cumulative", Why(On("doxorubicin", Stated(-30))).En, StringComparison.Ordinal);
        Assert.Contains("400 USP units (1 dose; 1 IU = 0.001 USP units)", Judge(Bleo, Patient(On("bleomycin", Given(-9, 400_000, "[iU]")))).Reason.En, StringComparison.Ordinal);
        Assert.Contains("400 USP units (1 dose)", Judge(Bleo, Patient(On("bleomycin", Given(-9, 400)))).Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_somebody_was_treated_before_the_dose_given_elsewhere_is_asked_for()
    {
        var before = Condition("vs-anti-tumour-therapy-history");
        var order = On("doxorubicin", Given(-40, 100, "mg/m2"));
        Assert.Equal(["outside-cumulative-dose"], Judge(Dox, Patient(order, before)).Missing);
        Assert.Equal(["outside-cumulative-dose"], Judge(UnderDox, Patient(order, before)).Missing);
        Assert.Equal(["outside-cumulative-dose"], Judge(Dox, Patient(On("doxorubicin", Draft()), before)).Missing);
        Assert.Equal(FindingOutcome.Met, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 250, "mg/m2")), before)));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(order, before, Answer("outside-cumulative-dose", "0", quantity: new Dose(0, "mg/m2"), medicine: "doxorubicin"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(order, before, Answer("outside-cumulative-dose", "none"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Dox, Patient(On("doxorubicin", Given(-40, 100, "mg/m2")))));
    }

    [Theory]
    [InlineData(400, "[USP'U]", FindingOutcome.Met)]
    [InlineData(399, "[USP'U]", FindingOutcome.NotMet)]
    [InlineData(400, "mg", FindingOutcome.Met)]
    [InlineData(400_000, "[iU]", FindingOutcome.Met)]
    [InlineData(399_999, "[iU]", FindingOutcome.NotMet)]
    [InlineData(400, "k[iU]", FindingOutcome.Met)]
    [InlineData(400, "mL", FindingOutcome.Unknown)]
    public void Bleomycin_adds_up_in_units_mg_IU_and_kIU(int amount, string unit, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Bleo, Patient(On("bleomycin", Given(-9, amount, unit)))));

    [Fact]
    public void Bleomycin_of_several_units_is_one_sum_and_a_dose_into_the_pleura_is_not_in_it()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Bleo, Patient(On("bleomycin", Given(-30, 200, "mg"), Given(-20, 100_000, "[iU]"), Given(-9, 100, "[USP'U]")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bleo, Patient(On("bleomycin", Given(-30, 200, "mg"), Given(-9, 400, "mg", "vs-intrapleural-route")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Bleo, Patient(On("bleomycin", Given(-9, 400, "mg", "vs-intrapleural-route")))));
    }

    [Theory]
    [InlineData(125, 300, FindingOutcome.Met)]
    [InlineData(124, 300, FindingOutcome.NotMet)]
    [InlineData(250, 0, FindingOutcome.Met)]
    [InlineData(0, 600, FindingOutcome.Met)]
    [InlineData(50, 480, FindingOutcome.Met)]
    public void Mixed_exposure_is_the_sum_of_the_shares_of_each_limit(int doxorubicin, int epirubicin, FindingOutcome expected)
    {
        const string mixed = """
            { "kind": "cumulative-fraction", "atLeast": 1, "unit": "mg/m2",
              "terms": [{ "ingredients": ["doxorubicin"], "per": 250 }, { "ingredients": ["epirubicin"], "per": 600 }] }
            """;
        List<object> facts = [];
        if (doxorubicin > 0)
            facts.Add(On("doxorubicin", Given(-40, doxorubicin, "mg/m2")));
        if (epirubicin > 0)
            facts.Add(On("epirubicin", Given(-40, epirubicin, "mg/m2")));
        Assert.Equal(expected, Outcome(mixed, Patient([.. facts])));
        // One dose without amount: a share that is already reached stays, one that is not becomes open.
        facts.Add(Past("epirubicin", Given(-90)));
        Assert.Equal(expected == FindingOutcome.Met ? FindingOutcome.Met : FindingOutcome.Unknown, Outcome(mixed, Patient([.. facts])));
    }

    [Theory]
    [InlineData(1000, "mg/m2", FindingOutcome.Met)]
    [InlineData(999, "mg/m2", FindingOutcome.NotMet)]
    [InlineData(1669, "mg", FindingOutcome.Met)]
    [InlineData(1668, "mg", FindingOutcome.NotMet)]
    [InlineData(1, "g/m2", FindingOutcome.Met)]
    public void A_single_dose_is_one_order_or_administration_of_a_current_medicine(int dose, string unit, FindingOutcome expected)
    {
        const string condition = """{ "kind": "single-dose", "ingredients": ["cyclophosphamide"], "atLeast": 1000, "unit": "mg/m2" }""";
        Assert.Equal(expected, Outcome(condition, Patient([On("cyclophosphamide", Order(-5, dose: dose, unit: unit)), .. Body(-6)])));
        Assert.Equal(expected, Outcome(condition, Patient([On("cyclophosphamide", Draft(dose, unit)), .. Body(-6)])));
        Assert.Equal(expected, Outcome(condition, Patient([On("cyclophosphamide", Given(-28, dose, unit)), .. Body(-28)])));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient([On("cyclophosphamide", Given(-29, dose, unit), Order(-1, dose: 100, unit: "mg/m2")), .. Body(-28)])));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient([Past("cyclophosphamide", Order(-5, "stopped", dose, unit)), .. Body(-6)])));
    }

    [Fact]
    public void Two_doses_of_one_day_are_not_one_single_dose()
    {
        const string condition = """{ "kind": "single-dose", "ingredients": ["cyclophosphamide"], "atLeast": 1000, "unit": "mg/m2" }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("cyclophosphamide", Given(-5, 600, "mg/m2"), Given(-5, 600, "mg/m2")))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("cyclophosphamide", Order(-5)))));
    }

    [Fact]
    public void A_single_dose_that_was_ordered_lately_is_no_older_order_and_no_dose_that_was_given()
    {
        const string condition = """{ "kind": "single-dose", "ingredients": ["cyclophosphamide"], "atLeast": 1000, "unit": "mg/m2", "orderedWithin": "P3D" }""";
        FindingOutcome With(params MedicationRecord[] records) => Outcome(condition, Patient(On("cyclophosphamide", records)));
        Assert.Equal(FindingOutcome.Met, With(Order(-3, dose: 1000, unit: "mg/m2")));
        Assert.Equal(FindingOutcome.NotMet, With(Order(-3, dose: 999, unit: "mg/m2")));
        Assert.Equal(FindingOutcome.NotMet, With(Order(-4, dose: 1000, unit: "mg/m2")));
        Assert.Equal(FindingOutcome.Met, With(Draft(1000, "mg/m2")));
        Assert.Equal(FindingOutcome.NotMet, With(Given(-1, 1000, "mg/m2"), Order(-1, dose: 600, unit: "mg/m2")));
        Assert.Equal(FindingOutcome.Unknown, With(Order(-1)));
    }

    [Fact]
    public void A_dose_in_another_measure_says_which_one_is_missing()
    {
        const string condition = """{ "kind": "single-dose", "ingredients": ["carboplatin"], "atLeast": 4, "unit": "AUC" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("carboplatin", Order(-5, dose: 4, unit: "AUC")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("carboplatin", Order(-5, dose: 3.9m, unit: "AUC")))));
        var finding = Judge(condition, Patient(On("carboplatin", Order(-5, dose: 450))));
        Assert.Equal(FindingOutcome.Unknown, finding.Outcome);
        Assert.Contains("dose in mg, not in AUC", finding.Reason.En, StringComparison.Ordinal);
        Assert.Contains("剂量单位为 mg，而非 AUC", finding.Reason.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_daily_dose_is_what_an_order_comes_to_in_a_day()
    {
        const string condition = """{ "kind": "daily-dose", "ingredients": ["paracetamol"], "above": 3000, "unit": "mg" }""";
        FindingOutcome With(params MedicationRecord[] records) => Outcome(condition, Patient(On("paracetamol", records)));
        MedicationRecord Daily(decimal amount, int day = -5, string unit = "mg") => Order(day) with { DailyDose = new Dose(amount, unit) };
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient()));
        Assert.Equal(FindingOutcome.NotMet, With(Daily(3000)));
        Assert.Equal(FindingOutcome.Met, With(Daily(3001)));
        Assert.Equal(FindingOutcome.Met, With(Daily(1000), Daily(4000, -1)));
        Assert.Equal(FindingOutcome.NotMet, With(Daily(2000), Daily(2000, -1)));
        Assert.Equal(FindingOutcome.NotMet, With(Daily(1000), Daily(4000, -90) with { Status = "stopped" }));
        Assert.Equal(FindingOutcome.NotMet, With(Daily(1000), Daily(4000, -9) with { End = Day(-1) }));
        Assert.Equal(FindingOutcome.Met, With(Draft() with { DailyDose = new Dose(4000, "mg") }));
        Assert.Equal(FindingOutcome.Met, With(Stated(-5) with { DailyDose = new Dose(4000, "mg") }));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("paracetamol", Daily(4000)))));
    }

    [Fact]
    public void A_daily_dose_that_cannot_be_worked_out_is_open()
    {
        const string condition = """{ "kind": "daily-dose", "ingredients": ["paracetamol"], "above": 3000, "unit": "mg" }""";
        FindingOutcome With(params MedicationRecord[] records) => Outcome(condition, Patient(On("paracetamol", records)));
        Assert.Equal(FindingOutcome.Unknown, With(Order(-5, dose: 1000)));
        Assert.Equal(FindingOutcome.Unknown, With(Given(-1, 1000)));
        Assert.Equal(FindingOutcome.Unknown, With(Order(-5) with { DailyDose = new Dose(6, "{tablet}") }));
        Assert.Equal(FindingOutcome.NotMet, With(Order(-1, dose: 1000) with { SingleDose = true }));
        // As needed, four times a day is the most, not what is taken; three times a day never exceeds the limit.
        Assert.Equal(FindingOutcome.Unknown, With(Order(-5, prn: true) with { DailyDose = new Dose(4000, "mg") }));
        Assert.Equal(FindingOutcome.NotMet, With(Order(-5, prn: true) with { DailyDose = new Dose(3000, "mg") }));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(RecordKind.Medications)));
    }
}
