using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Stratification.Tests.A;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>CTCAE grades by laboratory values, as the rows of 5.2.2 read them. Cisplatin was first given 20 days ago.</summary>
public sealed class LaboratoryToxicityTests
{
    private const string Severe = """{ "kind": "laboratory-toxicity", "gradeAtLeast": 3 }""";
    private const string LifeThreatening = """{ "kind": "laboratory-toxicity", "gradeAtLeast": 4 }""";

    private static Therapy Cisplatin => On("cisplatin", Given(-20));

    [Theory]
    [InlineData(3.0, FindingOutcome.NotMet)]
    [InlineData(2.9, FindingOutcome.Met)]
    public void A_fixed_number_needs_no_limit_of_normal(double potassium, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("k", (decimal)potassium))));

    [Fact]
    public void The_toxicity_names_term_grade_day_and_resource_and_no_cause()
    {
        var value = Result("k", 2.4m);
        var finding = Judge(Severe, Patient(Cisplatin, value));
        var evidence = Assert.Single(finding.Evidence);
        Assert.Equal(value.Reference, evidence.Reference);
        Assert.StartsWith("Hypokalemia grade 4 by laboratory value, cause not recorded: Potassium 2.4", evidence.Text.En, StringComparison.Ordinal);
        Assert.EndsWith("on 2026-11-20", evidence.Text.En, StringComparison.Ordinal);
        Assert.StartsWith("低钾血症 4 级（按检验值，原因未记录）", evidence.Text.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_never_counts_where_an_attribution_is_asked_for() =>
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "toxicity", "drugRelated": true, "gradeAtLeast": 1, "ungradedCounts": true }""", Patient(Cisplatin, Result("k", 2.4m))));

    [Fact]
    public void A_recorded_toxicity_is_no_laboratory_value() =>
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Toxicity("ae-non-haematological", 4))));

    [Theory]
    [InlineData(-20, FindingOutcome.NotMet)]
    [InlineData(-19, FindingOutcome.Met)]
    public void The_value_must_be_later_than_the_first_dose(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("inr", 2.6m, day))));

    [Fact]
    public void Without_treatment_a_value_is_no_toxicity()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Result("k", 2.4m))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(On("metformin", Given(-20)), Result("k", 2.4m))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Severe, Patient(RecordKind.Medications, Result("k", 2.4m))));
    }

    [Theory]
    [InlineData(2.9, FindingOutcome.NotMet)]
    [InlineData(2.4, FindingOutcome.Met)]
    public void What_was_as_bad_before_treatment_is_no_toxicity_of_it(double now, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("k", (decimal)now), Result("k", 2.8m, -21))));

    [Theory]
    [InlineData(-110, FindingOutcome.NotMet)]
    [InlineData(-111, FindingOutcome.Met)]
    public void A_value_from_long_before_the_first_dose_is_no_baseline(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("k", 2.9m), Result("k", 2.8m, day))));

    [Fact]
    public void The_newest_value_counts()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("k", 4m, -1), Result("k", 2.4m, -2))));
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("k", 2.4m, -1), Result("k", 4m, -2))));
    }

    [Theory]
    [InlineData(-14, FindingOutcome.Met)]
    [InlineData(-15, FindingOutcome.Unknown)]
    public void A_value_that_is_too_old_leaves_it_open(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("k", 2.4m, day))));

    [Theory]
    [InlineData(-30, FindingOutcome.Met)]
    [InlineData(-31, FindingOutcome.NotMet)]
    public void After_the_window_of_a_reported_toxicity_it_is_over(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(On("cisplatin", Given(-40)), Result("tg", 6m, day))));

    [Fact]
    public void Without_an_upper_limit_the_grade_is_open_with_its_reason()
    {
        var finding = Judge(Severe, Patient(Cisplatin, Result("ck", 300)));
        Assert.Equal(FindingOutcome.Unknown, finding.Outcome);
        Assert.Contains("uln", finding.Missing);
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("ck", 1000, uln: 200))));
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("ck", 1001, uln: 200))));
    }

    [Fact]
    public void A_value_in_an_unusable_unit_is_open_and_not_normal()
    {
        Assert.Contains("k", Judge(Severe, Patient(Cisplatin, Result("k", null, unusable: Unusable.Unit))).Missing);
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("k", null, unusable: Unusable.Unit), Result("k", 4m, -2))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Severe, Patient(Cisplatin, Result("k", null, unusable: Unusable.Unit), Result("k", 4m, -15))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("k", null, unusable: Unusable.NoValue))));
    }

    [Fact]
    public void What_was_not_measured_is_no_toxicity_unless_results_did_not_arrive()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin)));
        Assert.Contains("observations", Judge(Severe, Patient(Cisplatin, RecordKind.Observations)).Missing);
    }

    [Fact]
    public void An_abnormal_baseline_takes_the_place_of_the_upper_limit()
    {
        // 6 × ULN, but only 3 × what it was.
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("ggt", 360, uln: 60))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("ggt", 360, uln: 60), Result("ggt", 120, -25, uln: 60))));
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("ggt", 360, uln: 60), Result("ggt", 60, -25, uln: 60))));
        // Five times of an abnormal value is grade 3, whatever grade that value had.
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("ggt", 1801, uln: 60), Result("ggt", 360, -25, uln: 60))));
    }

    [Fact]
    public void Creatinine_counts_against_the_upper_limit_and_against_the_baseline()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("creatinine", 151, uln: 110), Result("creatinine", 50, -25, uln: 110))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("creatinine", 150, uln: 110), Result("creatinine", 50, -25, uln: 110))));
        // Above 3 × ULN already before treatment.
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, Result("creatinine", 400, uln: 110), Result("creatinine", 400, -25, uln: 110))));
    }

    [Fact]
    public void The_INR_of_an_anticoagulant_proves_nothing_without_a_baseline()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, Result("inr", 2.6m))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Severe, Patient(Cisplatin, On("warfarin"), Result("inr", 2.6m))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, On("warfarin"), Result("inr", 2.5m))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Severe, Patient(Cisplatin, On("warfarin"), Result("inr", 2.6m), Result("inr", 2.2m, -25))));
        Assert.Equal(FindingOutcome.Met, Outcome(Severe, Patient(Cisplatin, On("warfarin"), Result("inr", 5.6m), Result("inr", 2.2m, -25))));
    }

    [Theory]
    // 3.02 + 0.02 × (40 − 30) = 3.22 is grade 3; 2.9 with albumin of 30 is 3.1: grade 2.
    [InlineData(3.02, 30, FindingOutcome.Met)]
    [InlineData(2.90, 30, FindingOutcome.NotMet)]
    [InlineData(2.91, 30, FindingOutcome.Met)]
    // 1.9 − 0.02 × (48 − 40) = 1.74 is grade 3 of the low side.
    [InlineData(1.90, 48, FindingOutcome.Met)]
    [InlineData(1.74, 40, FindingOutcome.Met)]
    [InlineData(1.74, 30, FindingOutcome.NotMet)]
    public void Calcium_is_corrected_for_albumin(double calcium, double albumin, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("ca", (decimal)calcium), Result("albumin", (decimal)albumin, -3))));

    [Theory]
    [InlineData(-8, FindingOutcome.Met)]
    [InlineData(-9, FindingOutcome.Unknown)]
    public void Albumin_must_be_of_the_same_week(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Severe, Patient(Cisplatin, Result("ca", 3.2m), Result("albumin", 40, day))));

    [Theory]
    [InlineData(2.3, FindingOutcome.NotMet)]
    [InlineData(2.6, FindingOutcome.Unknown)]
    [InlineData(3.5, FindingOutcome.Met)]
    public void Without_albumin_calcium_decides_what_no_albumin_could_change(double calcium, FindingOutcome expected)
    {
        var finding = Judge(Severe, Patient(Cisplatin, Result("ca", (decimal)calcium)));
        Assert.Equal(expected, finding.Outcome);
        Assert.Equal(expected == FindingOutcome.Unknown, finding.Missing.Contains("albumin"));
    }

    [Theory]
    // 12.4 + 0.8 = 13.2 mg/dL is grade 3, 12.7 + 0.8 = 13.5 still, 12.8 is grade 4.
    [InlineData(12.4, FindingOutcome.NotMet)]
    [InlineData(12.7, FindingOutcome.NotMet)]
    [InlineData(12.8, FindingOutcome.Met)]
    public void Calcium_in_mg_has_the_limits_of_that_unit(double calcium, FindingOutcome expected)
    {
        var fact = Result("ca", (decimal)calcium * 0.2495m) with { WrittenUnit = "mg/dL" };
        Assert.Equal(expected, Outcome(LifeThreatening, Patient(Cisplatin, fact, Result("albumin", 30))));
    }

    [Fact]
    public void A_unit_counts_however_it_is_spelled()
    {
        // 1.2 mg/dL is grade 1; as 0.4937 mmol/L it would be grade 2.
        const string Moderate = """{ "kind": "laboratory-toxicity", "gradeAtLeast": 2 }""";
        var mg = Result("mg", 1.2m * 0.4114m);
        Assert.Equal(FindingOutcome.NotMet, Outcome(Moderate, Patient(Cisplatin, mg with { WrittenUnit = "MG/DL" })));
        Assert.Equal(FindingOutcome.Met, Outcome(Moderate, Patient(Cisplatin, mg)));
    }

    [Fact]
    public void Sets_and_results_narrow_what_counts()
    {
        var blood = """{ "kind": "laboratory-toxicity", "sets": ["ae-haematological"], "exceptResults": ["anc", "plt"], "gradeAtLeast": 3 }""";
        var rest = """{ "kind": "laboratory-toxicity", "outsideSets": ["ae-haematological"], "gradeAtLeast": 3 }""";
        Assert.Equal((FindingOutcome.Met, FindingOutcome.NotMet), (Outcome(blood, Patient(Cisplatin, Result("hb", 79))), Outcome(rest, Patient(Cisplatin, Result("hb", 79)))));
        Assert.Equal((FindingOutcome.NotMet, FindingOutcome.Met), (Outcome(blood, Patient(Cisplatin, Result("na", 119))), Outcome(rest, Patient(Cisplatin, Result("na", 119)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(blood, Patient(Cisplatin, Result("anc", 0.1m))));
    }

    [Fact]
    public void A_wrong_grade_or_result_stops_the_start()
    {
        Assert.ThrowsAny<Exception>(() => Outcome("""{ "kind": "laboratory-toxicity", "gradeAtLeast": 5 }""", Patient()));
        Assert.ThrowsAny<Exception>(() => Outcome("""{ "kind": "laboratory-toxicity", "gradeAtLeast": 3, "exceptResults": ["nothing"] }""", Patient()));
    }
}
