using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Stratification.Tests.A;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Laboratory values, measurements and scores.</summary>
public sealed class ResultKindTests
{
    [Theory]
    [InlineData(Comparator.Below, FindingOutcome.Met)]
    [InlineData(Comparator.AtMost, FindingOutcome.Unknown)]
    [InlineData(Comparator.Exact, FindingOutcome.NotMet)]
    [InlineData(Comparator.AtLeast, FindingOutcome.NotMet)]
    public void A_value_at_most_the_limit_may_be_the_limit(Comparator comparator, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "latest-result", "result": "anc", "below": 1, "unit": "10*9/L" }""", Patient(Result("anc", 1, comparator: comparator))));

    [Theory]
    [InlineData(Comparator.Above, FindingOutcome.Met)]
    [InlineData(Comparator.AtLeast, FindingOutcome.Met)]
    [InlineData(Comparator.Exact, FindingOutcome.Met)]
    [InlineData(Comparator.AtMost, FindingOutcome.Unknown)]
    [InlineData(Comparator.Below, FindingOutcome.NotMet)]
    public void A_value_at_least_the_limit_has_reached_it(Comparator comparator, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "latest-result", "result": "anc", "atLeast": 1, "unit": "10*9/L" }""", Patient(Result("anc", 1, comparator: comparator))));

    private const string Creatinine = """{ "kind": "latest-result", "result": "creatinine", "above": 100, "unit": "umol/L" }""";
    private const string Alt = """{ "kind": "latest-result", "result": "alt", "above": 5, "unit": "xULN" }""";
    private const string Crcl = """{ "kind": "latest-result", "result": "crcl", "atLeast": VALUE, "atMost": VALUE2, "unit": "mL/min" }""";

    [Theory]
    [InlineData(-30, FindingOutcome.Met)]
    [InlineData(-31, FindingOutcome.Unknown)]
    [InlineData(0, FindingOutcome.Met)]
    public void A_result_counts_for_its_window_with_both_ends(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Creatinine, Patient(Result("creatinine", 101, day))));

    [Theory]
    [InlineData("atLeast", 10, FindingOutcome.Met)]
    [InlineData("atLeast", 9.9, FindingOutcome.NotMet)]
    [InlineData("above", 10, FindingOutcome.NotMet)]
    [InlineData("above", 10.1, FindingOutcome.Met)]
    [InlineData("atMost", 10, FindingOutcome.Met)]
    [InlineData("atMost", 10.1, FindingOutcome.NotMet)]
    [InlineData("below", 10, FindingOutcome.NotMet)]
    [InlineData("below", 9.9, FindingOutcome.Met)]
    public void A_limit_holds_at_its_own_value_or_not(string limit, double value, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome($$"""{ "kind": "latest-result", "result": "anc", "{{limit}}": 10, "unit": "10*9/L" }""", Patient(Result("anc", (decimal)value))));

    [Theory]
    [InlineData("above", 10, Comparator.Above, 10, FindingOutcome.Met)]
    [InlineData("above", 10, Comparator.Above, 9, FindingOutcome.Unknown)]
    [InlineData("above", 10, Comparator.Below, 10, FindingOutcome.NotMet)]
    [InlineData("above", 10, Comparator.Below, 11, FindingOutcome.Unknown)]
    [InlineData("below", 10, Comparator.Below, 10, FindingOutcome.Met)]
    [InlineData("below", 10, Comparator.Below, 11, FindingOutcome.Unknown)]
    [InlineData("below", 10, Comparator.Above, 10, FindingOutcome.NotMet)]
    [InlineData("below", 10, Comparator.Above, 9, FindingOutcome.Unknown)]
    public void A_value_below_or_above_a_number_is_judged_only_where_that_settles_it(string limit, int at, Comparator comparator, int value, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome($$"""{ "kind": "latest-result", "result": "anc", "{{limit}}": {{at}}, "unit": "10*9/L" }""", Patient(Result("anc", value, comparator: comparator))));

    [Theory]
    [InlineData(Comparator.Below, 30, FindingOutcome.NotMet)]
    [InlineData(Comparator.Below, 31, FindingOutcome.Unknown)]
    [InlineData(Comparator.Below, 61, FindingOutcome.Unknown)]
    [InlineData(Comparator.Above, 60, FindingOutcome.NotMet)]
    [InlineData(Comparator.Above, 59, FindingOutcome.Unknown)]
    public void Between_two_limits_a_value_below_or_above_a_number_never_meets(Comparator comparator, int value, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "latest-result", "result": "crcl", "above": 30, "atMost": 60, "unit": "mL/min" }""", Patient(Result("crcl", value, comparator: comparator))));

    [Fact]
    public void Multiples_of_the_upper_limit_need_that_limit()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Alt, Patient(Result("alt", 201, uln: 40))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Alt, Patient(Result("alt", 200, uln: 40))));
        var finding = Judge(Alt, Patient(Result("alt", 999)));
        Assert.Equal(FindingOutcome.Unknown, finding.Outcome);
        Assert.Contains("uln", finding.Missing);
        Assert.Equal(FindingOutcome.Unknown, Outcome(Alt, Patient(Result("alt", 999, uln: 0))));
    }

    [Fact]
    public void The_newest_usable_result_stands_and_an_unusable_newer_one_does_not_hide_it()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome(Creatinine, Patient(Result("creatinine", 150, -9), Result("creatinine", 90, -2))));
        Assert.Equal(FindingOutcome.Met, Outcome(Creatinine, Patient(Result("creatinine", 150, -9), Result("creatinine", null, -2, unusable: Unusable.NoValue))));
        var finding = Judge(Creatinine, Patient(Result("creatinine", 150, -2, unusable: Unusable.Unit)));
        Assert.Equal(FindingOutcome.Unknown, finding.Outcome);
        Assert.Contains("unit not usable", finding.Reason.En, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_value_is_named_with_its_date()
    {
        var finding = Judge(Creatinine, Patient(Result("creatinine", 150, -40)));
        Assert.Contains("last value of 2026-10-12 is too old", finding.Reason.En, StringComparison.Ordinal);
        Assert.Equal(["creatinine"], finding.Missing);
    }

    [Fact]
    public void Outside_its_gate_a_missing_measurement_is_no_inside_it_is_unknown_and_a_value_is_judged_either_way()
    {
        const string pain = """{ "kind": "latest-result", "result": "pain-nrs", "atLeast": 4, "unit": "{score}" }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(pain, Patient()));
        Assert.Equal(FindingOutcome.Unknown, Outcome(pain, Patient(Condition("vs-pain"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(pain, Patient(On("paracetamol"))));
        Assert.Equal(FindingOutcome.Met, Outcome(pain, Patient(Result("pain-nrs", 4))));
        // One that is on file and cannot be read is not silence.
        Assert.Equal(FindingOutcome.Unknown, Outcome(pain, Patient(Result("pain-nrs", null, unusable: Unusable.NotANumber))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(pain, Patient(Result("pain-nrs", null, -60, unusable: Unusable.NotANumber))));
    }

    // Cockcroft and Gault, worked by hand: (140 - age) x kg x (0.85 for women) / (72 x creatinine in mg/dL).
    [Theory]
    [InlineData(60, Sex.Male, 72, 180, 88.4, 80.0)]
    [InlineData(60, Sex.Female, 72, 180, 88.4, 68.0)]
    [InlineData(40, Sex.Male, 90, 190, 88.4, 125.0)]
    [InlineData(80, Sex.Female, 50, 155, 176.8, 17.708)]
    [InlineData(72, Sex.Male, 72, 178, 132.6, 45.333)]
    // Height is missing: the actual weight stands.
    [InlineData(60, Sex.Male, 100, 0, 88.4, 111.111)]
    // BMI 30.0 exactly (86.7 kg, 170 cm): ideal 65.95, adjusted 74.25.
    [InlineData(60, Sex.Male, 86.7, 170, 88.4, 82.50)]
    // BMI 29.9: the actual weight stands.
    [InlineData(60, Sex.Male, 86.6, 170, 88.4, 96.222)]
    // Obese woman, 100 kg at 160 cm: ideal 52.38, adjusted 71.43.
    [InlineData(60, Sex.Female, 100, 160, 88.4, 67.46)]
    public void Cockcroft_and_Gault_gives_the_textbook_values(int age, Sex sex, double kg, int cm, double umol, double expected)
    {
        List<object> facts = [Result("creatinine", (decimal)umol), Result("weight", (decimal)kg)];
        if (cm > 0)
            facts.Add(Result("height", cm));
        var condition = Crcl.Replace("VALUE2", (expected + 0.02).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("VALUE", (expected - 0.02).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var finding = Judge(condition, Patient(age, sex, [.. facts]));
        Assert.True(finding.Outcome == FindingOutcome.Met, finding.Reason.En);
    }

    [Fact]
    public void Cockcroft_and_Gault_names_everything_that_is_missing()
    {
        const string condition = """{ "kind": "latest-result", "result": "crcl", "atMost": 30, "unit": "mL/min" }""";
        var finding = Judge(condition, Patient(null, Sex.Unknown));
        Assert.Equal(["birth-date", "creatinine", "sex", "weight"], finding.Missing.Order());
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(null, Sex.Unknown, Result("crcl", 30))));
    }

    [Theory]
    [InlineData(80, -10, 40, -90, FindingOutcome.Met)]
    [InlineData(81, -10, 80, -9, FindingOutcome.Met)]
    [InlineData(79, -10, 80, -9, FindingOutcome.NotMet)]
    [InlineData(90, -31, 90, -9, FindingOutcome.Unknown)]
    public void The_mean_of_a_window_needs_as_many_results_as_it_asks_for(int first, int day1, int second, int day2, FindingOutcome expected)
    {
        // The second reading may lie outside of the window, then the first stands alone.
        var outcome = Outcome("""{ "kind": "recent-results", "result": "heart-rate", "of": "mean", "count": 1, "atLeast": 80, "unit": "/min", "within": "P30D" }""",
            Patient(Result("heart-rate", first, day1), Result("heart-rate", second, day2)));
        Assert.Equal(expected == FindingOutcome.Unknown ? FindingOutcome.Met : expected, outcome);
        if (expected == FindingOutcome.Unknown)
        {
            Assert.Equal(FindingOutcome.Unknown, Outcome("""{ "kind": "recent-results", "result": "heart-rate", "of": "mean", "count": 2, "atLeast": 80, "unit": "/min", "within": "P30D" }""",
                Patient(Result("heart-rate", first, day1), Result("heart-rate", second, day2))));
        }
    }

    [Fact]
    public void Positive_and_negative_are_answers_and_anything_else_is_open()
    {
        const string condition = """{ "kind": "result-is", "result": "hbsag", "is": "positive" }""";
        ResultFact Hbsag(Qualitative said) => Result("hbsag", null) with { Qualitative = said };
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(Hbsag(Qualitative.Positive))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Hbsag(Qualitative.Negative))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(Hbsag(Qualitative.Indeterminate))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient()));
    }

    [Theory]
    [InlineData(100, 95, -90, FindingOutcome.Met)]
    [InlineData(100, 95.1, -90, FindingOutcome.NotMet)]
    [InlineData(100, 95, -93, FindingOutcome.NotMet)]
    [InlineData(100, 90, -180, FindingOutcome.Met)]
    [InlineData(100, 90.1, -180, FindingOutcome.NotMet)]
    public void Weight_loss_is_measured_against_the_highest_weight_of_each_window(int was, double now, int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "weight-loss" }""", Patient(Result("weight", was, day), Result("weight", (decimal)now, -1))));

    [Fact]
    public void Weight_loss_without_a_current_weight_is_open() => Assert.Equal(FindingOutcome.Unknown, Outcome("""{ "kind": "weight-loss" }""", Patient(Result("weight", 60, -91))));

    [Theory]
    // bilirubin, albumin, INR; class by hand
    [InlineData(33.9, 35.1, 1.6, "A")] // 1+1+1+1+1
    [InlineData(34, 35, 1.7, "B")] // 2+2+2+1+1 = 8
    [InlineData(51, 28, 2.3, "B")] // 2+2+2+1+1 = 8
    [InlineData(51.1, 27.9, 2.4, "C")] // 3+3+3+1+1 = 11
    [InlineData(51.1, 35.1, 1.6, "B")] // 3+1+1+1+1 = 7
    [InlineData(34, 35, 1.6, "B")] // 2+2+1+1+1 = 7
    [InlineData(34, 35.1, 1.6, "A")] // 2+1+1+1+1 = 6
    public void Child_Pugh_gives_one_class_by_its_points(double bilirubin, double albumin, double inr, string expected)
    {
        foreach (var name in (string[])["A", "B", "C"])
        {
            var outcome = Outcome($$"""{ "kind": "child-pugh", "class": "{{name}}" }""", Patient(Result("tbil", (decimal)bilirubin), Result("albumin", (decimal)albumin), Result("inr", (decimal)inr)));
            Assert.Equal(name == expected ? FindingOutcome.Met : FindingOutcome.NotMet, outcome);
        }
    }

    [Fact]
    public void Child_Pugh_is_settled_when_the_missing_part_cannot_change_the_class()
    {
        // 3 + 3 + (1 to 3) + 2 + 1: 10 to 12 points.
        var patient = Patient(Result("tbil", 60), Result("albumin", 20), Condition("vs-ascites"));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "child-pugh", "class": "C" }""", patient));
        // Without the ascites: 9 to 11 points, B or C but not A.
        patient = Patient(Result("tbil", 60), Result("albumin", 20));
        Assert.Equal(FindingOutcome.Unknown, Outcome("""{ "kind": "child-pugh", "class": "C" }""", patient));
        Assert.Equal(FindingOutcome.Unknown, Outcome("""{ "kind": "child-pugh", "class": "B" }""", patient));
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "child-pugh", "class": "A" }""", patient));
        Assert.Contains("inr", Judge("""{ "kind": "child-pugh", "class": "B" }""", patient).Missing);
    }

    [Fact]
    public void Child_Pugh_counts_ascites_and_encephalopathy_by_severity_and_leaves_cholestatic_disease_to_people()
    {
        object[] healthy = [Result("tbil", 10), Result("albumin", 40), Result("inr", 1)];
        FindingOutcome B(params object[] more) => Outcome("""{ "kind": "child-pugh", "class": "B" }""", Patient([.. healthy, .. more]));
        Assert.Equal(FindingOutcome.NotMet, B(Condition("vs-ascites")));
        Assert.Equal(FindingOutcome.Met, B(Condition("vs-ascites", severity: "moderate")));
        Assert.Equal(FindingOutcome.Met, B(Condition("vs-ascites"), Condition("vs-hepatic-encephalopathy")));
        Assert.Equal(FindingOutcome.Met, B(Condition("vs-hepatic-encephalopathy-severe")));
        Assert.Equal(FindingOutcome.NotMet, B(Result("ascites", 1)));
        Assert.Equal(FindingOutcome.Met, B(Result("ascites", 2)));
        Assert.Equal(FindingOutcome.Met, B(Result("ascites", 1), Condition("vs-ascites", severity: "moderate")));
        Assert.Equal(FindingOutcome.Met, B(Condition("vs-ascites"), Result("hepatic-encephalopathy", 2)));
        Assert.Equal(FindingOutcome.NotMet, B(Result("ascites", 2, -31)));
        Assert.Equal(FindingOutcome.Unknown, B(Result("ascites", null)));
        Assert.Equal(FindingOutcome.Unknown, B(Result("ascites", null, unusable: Unusable.NotANumber)));
        Assert.Equal(FindingOutcome.Unknown, B(Condition("vs-cholestatic-liver-disease")));
        // A suspected ascites may be 1 or 2 points (5 or 6, both A), with the moderate kind 3 more possible: 5 to 7.
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "child-pugh", "class": "C" }""", Patient([.. healthy, Condition("vs-ascites", verification: Verification.Suspected)])));
    }

    [Fact]
    public void On_an_anticoagulant_the_INR_says_nothing_about_the_liver() =>
        Assert.Equal(FindingOutcome.Unknown, Outcome("""{ "kind": "child-pugh", "class": "A" }""", Patient(Result("tbil", 10), Result("albumin", 40), Result("inr", 2.5m), On("warfarin"))));

    [Fact]
    public void A_nephrotoxic_order_shortens_the_window_of_creatinine()
    {
        Assert.Equal(FindingOutcome.Met, Outcome(Creatinine, Patient(Result("creatinine", 150, -7), On("cisplatin", Draft()))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Creatinine, Patient(Result("creatinine", 150, -8), On("cisplatin", Draft()))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Creatinine, Patient(Result("creatinine", 150, -8), On("cisplatin", Order(-3)))));
        Assert.Equal(FindingOutcome.Met, Outcome(Creatinine, Patient(Result("creatinine", 150, -8), On("cisplatin", Order(-4)))));
    }
}
