using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Stratification.Tests.A;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Diagnoses, toxicities, procedures, answers, age, composition, guards and the range of levels.</summary>
public sealed class FactKindTests
{
    private const string Met = """{ "kind": "age", "atLeast": 18 }""";
    private const string No = """{ "kind": "age", "atLeast": 99 }""";
    private const string Open = """{ "kind": "latest-result", "result": "creatinine", "above": 1, "unit": "umol/L" }""";

    [Fact]
    public void Three_values_combine_as_in_a_truth_table()
    {
        (string Text, FindingOutcome Value)[] parts = [(Met, FindingOutcome.Met), (Open, FindingOutcome.Unknown), (No, FindingOutcome.NotMet)];
        foreach (var a in parts)
        {
            Assert.Equal(a.Value switch { FindingOutcome.Met => FindingOutcome.NotMet, FindingOutcome.NotMet => FindingOutcome.Met, _ => FindingOutcome.Unknown },
                Outcome($$"""{ "kind": "not", "of": {{a.Text}} }""", Patient()));
            foreach (var b in parts)
            {
                FindingOutcome[] both = [a.Value, b.Value];
                var all = both.Contains(FindingOutcome.NotMet) ? FindingOutcome.NotMet : both.Contains(FindingOutcome.Unknown) ? FindingOutcome.Unknown : FindingOutcome.Met;
                var any = both.Contains(FindingOutcome.Met) ? FindingOutcome.Met : both.Contains(FindingOutcome.Unknown) ? FindingOutcome.Unknown : FindingOutcome.NotMet;
                Assert.Equal(all, Outcome($$"""{ "kind": "all", "of": [{{a.Text}}, {{b.Text}}] }""", Patient()));
                Assert.Equal(any, Outcome($$"""{ "kind": "any", "of": [{{a.Text}}, {{b.Text}}] }""", Patient()));
                foreach (var c in parts)
                {
                    FindingOutcome[] three = [a.Value, b.Value, c.Value];
                    var met = three.Count(v => v == FindingOutcome.Met);
                    var open = three.Count(v => v == FindingOutcome.Unknown);
                    var expected = met >= 2 ? FindingOutcome.Met : met + open >= 2 ? FindingOutcome.Unknown : FindingOutcome.NotMet;
                    Assert.Equal(expected, Outcome($$"""{ "kind": "at-least", "count": 2, "of": [{{a.Text}}, {{b.Text}}, {{c.Text}}] }""", Patient()));
                }
            }
        }
    }

    [Fact]
    public void Only_a_met_stronger_row_of_the_organ_silences_a_guarded_one_and_an_open_one_does_not()
    {
        Assessment Assess(string strong) => Rules([("T-L2", 2, null, strong), ("T-L3", 3, 2, Met)]).Assess(Patient());
        Assert.Equal(FindingOutcome.Suppressed, Assess(Met).Findings[1].Outcome);
        Assert.Equal(new CareLevel(2), Assess(Met).Level);
        var open = Assess(Open);
        Assert.Equal(FindingOutcome.Met, open.Findings[1].Outcome);
        Assert.Equal((new CareLevel(3), new CareLevel(2), true), (open.Level!.Value, open.Highest!.Value, open.IsProvisional));
        Assert.Equal(FindingOutcome.Met, Assess(No).Findings[1].Outcome);
    }

    [Fact]
    public void A_guard_on_Level_2_is_silenced_by_Level_1_and_a_guard_on_Level_1_is_not_by_Level_2()
    {
        Assert.Equal(FindingOutcome.Suppressed, Rules([("T-L1", 1, null, Met), ("T-L3", 3, 2, Met)]).Assess(Patient()).Findings[1].Outcome);
        var two = Rules([("T-L2", 2, null, Met), ("T-L2g", 2, 1, Met)]).Assess(Patient());
        Assert.Equal(FindingOutcome.Met, two.Findings[1].Outcome);
    }

    [Fact]
    public void The_level_is_the_strongest_met_and_null_without_one()
    {
        Assert.Equal(new CareLevel(1), Rules([("T-L3", 3, null, Met), ("T-L1", 1, null, Met), ("T-L2", 2, null, Met)]).Assess(Patient()).Level);
        var none = Rules([("T-L3", 3, null, No)]).Assess(Patient());
        Assert.Null(none.Level);
        Assert.Null(none.Highest);
        Assert.False(none.IsProvisional);
        var open = Rules([("T-L3", 3, null, No), ("T-L2", 2, null, Open)]).Assess(Patient());
        Assert.Null(open.Level);
        Assert.Equal(new CareLevel(2), open.Highest);
        var missing = Assert.Single(open.Missing);
        Assert.Equal(("creatinine", new CareLevel(2)), (missing.Id, missing.CouldRaiseTo!.Value));
    }

    [Fact]
    public void What_could_raise_the_level_most_is_named_first()
    {
        const string bilirubin = """{ "kind": "latest-result", "result": "tbil", "above": 1, "unit": "xULN" }""";
        var assessment = Rules([("T-L3", 3, null, bilirubin), ("T-L1", 1, null, Open), ("T-L3b", 3, null, Met)]).Assess(Patient());
        Assert.Equal(["creatinine", "tbil"], assessment.Missing.Select(m => m.Id));
        Assert.Null(assessment.Missing[1].CouldRaiseTo);
    }

    [Fact]
    public void A_row_that_refers_to_another_takes_its_outcome_before_suppression()
    {
        var rules = Rules([("T-L2", 2, null, Met), ("T-L3", 3, 2, Met), ("T-ref", 3, null, """{ "kind": "criterion-met", "any": ["T-L3"] }""")]);
        var assessment = rules.Assess(Patient());
        Assert.Equal(FindingOutcome.Suppressed, assessment.Findings[1].Outcome);
        Assert.Equal(FindingOutcome.Met, assessment.Findings[2].Outcome == FindingOutcome.Suppressed ? FindingOutcome.Met : assessment.Findings[2].Outcome);
    }

    [Theory]
    [InlineData(74, FindingOutcome.NotMet)]
    [InlineData(75, FindingOutcome.Met)]
    [InlineData(null, FindingOutcome.Unknown)]
    public void Age_is_in_completed_years_and_open_without_a_birth_date(int? age, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "age", "atLeast": 75 }""", Patient(age, Sex.Female)));

    [Fact]
    public void Sex_is_open_when_it_is_not_recorded()
    {
        const string female = """{ "kind": "sex", "is": "female" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(female, Patient(55, Sex.Female)));
        Assert.Equal(FindingOutcome.NotMet, Outcome(female, Patient(55, Sex.Male)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(female, Patient(55, Sex.Unknown)));
    }

    private const string Infection = """{ "kind": "condition", "sets": ["vs-infection"], "within": "P60D" }""";

    [Theory]
    [InlineData(-60, FindingOutcome.Met)]
    [InlineData(-61, FindingOutcome.NotMet)]
    [InlineData(null, FindingOutcome.Met)]
    public void A_diagnosis_counts_in_its_window_and_an_undated_one_counts(int? onset, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Infection, Patient(Condition("vs-infection", onset))));

    [Fact]
    public void Certainty_status_and_severity_of_a_diagnosis_are_asked_for()
    {
        const string diabetes = """{ "kind": "condition", "sets": ["vs-diabetes"] }""";
        Assert.Equal(FindingOutcome.Unknown, Outcome(diabetes, Patient(Condition("vs-diabetes", verification: Verification.Suspected))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(diabetes, Patient(Condition("vs-diabetes", verification: Verification.Refuted))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(diabetes, Patient(Condition("vs-diabetes", status: ConditionStatus.Past))));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "condition", "sets": ["vs-diabetes"], "status": "any" }""", Patient(Condition("vs-diabetes", status: ConditionStatus.Past))));
        const string suspected = """{ "kind": "condition", "sets": ["vs-diabetes"], "certainty": "suspected" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(suspected, Patient(Condition("vs-diabetes", verification: Verification.Suspected))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(suspected, Patient(Condition("vs-diabetes"))));
        const string severe = """{ "kind": "condition", "sets": ["vs-diabetes"], "severity": "severe" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(severe, Patient(Condition("vs-diabetes", severity: "severe"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(severe, Patient(Condition("vs-diabetes", severity: "mild"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(severe, Patient(Condition("vs-diabetes"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(diabetes, Patient(RecordKind.Conditions)));
    }

    [Fact]
    public void One_diagnosis_must_belong_to_both_sets_not_two()
    {
        const string uncontrolled = """{ "kind": "condition", "sets": ["vs-diabetes"], "alsoSets": ["vs-uncontrolled"] }""";
        Assert.Equal(FindingOutcome.Met, Outcome(uncontrolled, Patient(Condition("vs-diabetes") with { Sets = Set("vs-diabetes") | Set("vs-uncontrolled") })));
        Assert.Equal(FindingOutcome.NotMet, Outcome(uncontrolled, Patient(Condition("vs-diabetes"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(uncontrolled, Patient(Condition("vs-diabetes"), Condition("vs-hypertension") with { Sets = Set("vs-hypertension") | Set("vs-uncontrolled") })));
    }

    [Fact]
    public void A_diagnosis_before_or_after_a_medicine_needs_its_day()
    {
        const string after = """{ "kind": "condition", "sets": ["vs-autoimmune"], "onsetAfter": ["ICI"] }""";
        const string before = """{ "kind": "condition", "sets": ["vs-autoimmune"], "onsetBefore": ["ICI"] }""";
        FindingOutcome Of(string condition, int? onset) => Outcome(condition, Patient(On("nivolumab", Order(-30)), Condition("vs-autoimmune", onset)));
        Assert.Equal((FindingOutcome.Met, FindingOutcome.NotMet), (Of(after, -30), Of(before, -30)));
        Assert.Equal((FindingOutcome.NotMet, FindingOutcome.Met), (Of(after, -31), Of(before, -31)));
        Assert.Equal((FindingOutcome.Unknown, FindingOutcome.Unknown), (Of(after, null), Of(before, null)));
        Assert.Equal(FindingOutcome.NotMet, Outcome(before, Patient(Condition("vs-autoimmune", -31))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(before, Patient(Condition("vs-autoimmune", -31), RecordKind.Medications)));
    }

    private const string Grade3 = """{ "kind": "toxicity", "sets": ["ae-infection"], "gradeAtLeast": 3 }""";

    [Theory]
    [InlineData(-30, false, false, FindingOutcome.Met)]
    [InlineData(-31, false, false, FindingOutcome.NotMet)]
    [InlineData(-31, true, false, FindingOutcome.Met)]
    [InlineData(-90, true, false, FindingOutcome.Met)]
    [InlineData(-91, true, false, FindingOutcome.NotMet)]
    [InlineData(-3, false, true, FindingOutcome.NotMet)]
    [InlineData(null, false, false, FindingOutcome.Met)]
    public void A_toxicity_is_current_while_reported_lately_or_going_on(int? day, bool ongoing, bool over, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome(Grade3, Patient(Toxicity("ae-infection", 3, day, ongoing: ongoing, over: over))));

    [Fact]
    public void Grade_set_cause_and_action_of_a_toxicity_are_asked_for()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome(Grade3, Patient(Toxicity("ae-infection", 2))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Grade3, Patient(Toxicity("ae-infection", null))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Grade3, Patient(Toxicity("ae-anaemia", 3))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Grade3, Patient(RecordKind.AdverseEvents)));
        const string notBlood = """{ "kind": "toxicity", "outsideSets": ["ae-haematological"], "gradeAtLeast": 4 }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(notBlood, Patient(Toxicity("ae-haematological", 4))));
        Assert.Equal(FindingOutcome.Met, Outcome(notBlood, Patient(Toxicity("ae-infection", 4))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(notBlood, Patient(Toxicity("", 4, known: false))));
        const string drug = """{ "kind": "toxicity", "drugRelated": true, "gradeAtLeast": 1 }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(drug, Patient(Toxicity("ae-infection", 4, drugRelated: false))));
        const string held = """{ "kind": "toxicity", "drugRelated": true, "gradeAtLeast": 2, "actions": ["interrupted"] }""";
        Assert.Equal(FindingOutcome.Met, Outcome(held, Patient(Toxicity("ae-infection", 2, action: ActionTaken.Interrupted))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(held, Patient(Toxicity("ae-infection", 2, action: ActionTaken.DoseReduced))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(held, Patient(Toxicity("ae-infection", 2))));
        Assert.Equal(FindingOutcome.Met, Outcome(held, Patient(Toxicity("ae-infection", 2), Answer("ae-action", "interruption"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(held, Patient(Toxicity("ae-infection", 2), Answer("ae-action", "none"))));
        // Of order and answer the greater; an answer about this event, else about none since it began.
        Assert.Equal(FindingOutcome.Met, Outcome(held, Patient(Toxicity("ae-infection", 2, action: ActionTaken.None), Answer("ae-action", "interruption"))));
        Assert.Equal(FindingOutcome.Met, Outcome(held, Patient(Toxicity("ae-infection", 2, action: ActionTaken.Interrupted), Answer("ae-action", "none"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(held, Patient(Toxicity("ae-infection", 2), Answer("ae-action", "interruption", day: -4))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(held, Patient(Toxicity("ae-infection", 2), Answer("ae-action", "interruption", about: "AdverseEvent/other"))));
        var event_ = Toxicity("ae-infection", 2);
        Assert.Equal(FindingOutcome.Met, Outcome(held, Patient(event_, Answer("ae-action", "none"), Answer("ae-action", "interruption", day: -4, about: event_.Reference))));
        const string ever = """{ "kind": "toxicity", "sets": ["ae-infection"], "gradeAtLeast": 3, "ever": true }""";
        Assert.Equal(FindingOutcome.Met, Outcome(ever, Patient(Toxicity("ae-infection", 3, -4000, over: true))));
    }

    [Fact]
    public void An_agent_stopped_for_good_keeps_its_toxicity_current_for_30_days()
    {
        ToxicityFact Stopped(int day) => Toxicity("ae-infection", 3, -200, action: ActionTaken.PermanentlyDiscontinued) with { ActionDay = Day(day) };
        Assert.Equal(FindingOutcome.Met, Outcome(Grade3, Patient(Stopped(-30))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Grade3, Patient(Stopped(-31))));
    }

    [Theory]
    [InlineData(-100, "completed", FindingOutcome.Met)]
    [InlineData(-101, "completed", FindingOutcome.NotMet)]
    [InlineData(-400, "in-progress", FindingOutcome.Met)]
    public void A_procedure_counts_in_its_window_and_while_under_way(int end, string status, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "procedure", "sets": ["vs-hsct"], "within": "P100D" }""", Patient(Procedure("vs-hsct", end, end, status))));

    [Fact]
    public void A_planned_procedure_counts_only_where_plans_are_asked_for()
    {
        var planned = Patient(Procedure("vs-hsct", 10, planned: true, status: "active"));
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "procedure", "sets": ["vs-hsct"] }""", planned));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "procedure", "sets": ["vs-hsct"], "plan": "planned" }""", planned));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "procedure", "sets": ["vs-hsct"], "plan": "done-or-planned" }""", planned));
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "procedure", "sets": ["vs-hsct"], "plan": "planned" }""", Patient(Procedure("vs-hsct", -3))));
    }

    [Theory]
    [InlineData(-90, FindingOutcome.Met)]
    [InlineData(-91, FindingOutcome.Unknown)]
    public void An_answer_counts_for_its_time_and_is_asked_for_again(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "answer", "assessment": "adherence", "is": ["missed"] }""", Patient(On("gefitinib"), Answer("adherence", "missed", day))));

    [Fact]
    public void Outside_its_gate_nobody_is_asked_and_the_newest_answer_counts()
    {
        const string missed = """{ "kind": "answer", "assessment": "adherence", "is": ["missed"] }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(missed, Patient()));
        Assert.Equal(FindingOutcome.Unknown, Outcome(missed, Patient(On("gefitinib"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(missed, Patient(On("gefitinib"), Answer("adherence", "missed", -9), Answer("adherence", "good", -2))));
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "answer", "assessment": "adherence", "is": ["missed"], "positiveOnly": true }""", Patient(On("gefitinib"))));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "not-answered", "assessment": "adherence" }""", Patient(Answer("adherence", "good", -91))));
    }

    [Fact]
    public void Every_kind_of_condition_reads_aloud_in_both_languages()
    {
        foreach (var criterion in AllRows())
        {
            Assert.False(string.IsNullOrWhiteSpace(criterion.InWords?.En), criterion.Id);
            Assert.False(string.IsNullOrWhiteSpace(criterion.InWords?.Zh), criterion.Id);
        }
    }

    private static IReadOnlyList<Criterion> AllRows() =>
        Rules([("T-1", 3, null, Met), ("T-2", 3, null, Open), ("T-3", 3, null, Infection), ("T-4", 3, null, Grade3), ("T-5", 3, null, """{ "kind": "weight-loss" }"""),
            ("T-6", 3, null, """{ "kind": "child-pugh", "class": "A" }"""), ("T-7", 3, null, """{ "kind": "creatinine-rise" }"""), ("T-8", 3, null, """{ "kind": "inpatient" }"""),
            ("T-9", 3, null, """{ "kind": "nutrition", "is": "enteral" }"""), ("T-10", 3, null, """{ "kind": "device", "sets": ["vs-feeding-tube"] }""")]).Criteria;
}
