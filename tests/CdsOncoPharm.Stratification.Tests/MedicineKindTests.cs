using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Stratification.Tests.A;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Medicines, polypharmacy, drug levels, genes, interactions, tubes, supplies.</summary>
public sealed class MedicineKindTests
{
    private const string Ici = """{ "kind": "current-medicine", "classes": ["ICI"] }""";
    private const string Five = """{ "kind": "medicine-count", "atLeast": 5, "onceOnlyClasses": ["cm-premedication"], "infusionKinds": ["cytotoxic-parenteral"], "localRoutes": ["vs-topical-route"] }""";

    private static readonly string[] Four = ["amlodipine", "bisoprolol", "valsartan", "losartan"];

    [Fact]
    public void A_medicine_that_nobody_could_map_is_open_only_where_it_could_belong()
    {
        Assert.Equal(FindingOutcome.Unknown, Outcome(Ici, Patient(Unrecognised("xyzlimab", perhaps: "ICI"))));
        Assert.Equal(FindingOutcome.Met, Outcome(Ici, Patient(Unrecognised("xyzlimab", certainly: "ICI"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Ici, Patient(Unrecognised("xyz"))));
        Assert.Equal(FindingOutcome.Met, Outcome(Ici, Patient(On("pembrolizumab"), Unrecognised("xyzlimab", perhaps: "ICI"))));
        Assert.Equal(["drug"], Judge(Ici, Patient(Unrecognised("xyzlimab", perhaps: "ICI"))).Missing);
    }

    [Fact]
    public void Administrations_that_a_client_never_sends_leave_the_orders_to_decide()
    {
        var patient = Patient();
        Assert.Equal(FindingOutcome.NotMet, Outcome(Ici, WithGap(patient, RecordKind.Administrations, GapReason.NotSent)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Ici, WithGap(patient, RecordKind.Administrations, GapReason.Failed)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Ici, WithGap(patient, RecordKind.Administrations, GapReason.Truncated)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(Ici, WithGap(patient, RecordKind.Medications, GapReason.NotSent)));
    }

    private static PatientSnapshot WithGap(PatientSnapshot p, RecordKind kind, GapReason reason) => new()
    {
        AsOf = p.AsOf,
        Patient = p.Patient,
        Sex = p.Sex,
        BirthDate = p.BirthDate,
        Conditions = p.Conditions,
        Therapies = p.Therapies,
        Gaps = new Dictionary<RecordKind, GapReason> { [kind] = reason },
    };

    [Fact]
    public void Exceptions_and_routes_narrow_a_choice_of_medicines()
    {
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "current-medicine", "classes": ["ICI"], "except": ["nivolumab"] }""", Patient(On("nivolumab"))));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "current-medicine", "atc": ["C08"] }""", Patient(On("amlodipine"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "current-medicine", "atc": ["C09"] }""", Patient(On("amlodipine"))));
        const string notBladder = """{ "kind": "current-medicine", "ingredients": ["mitomycin"], "exceptRoutes": ["vs-intravesical-route"] }""";
        Assert.Equal(FindingOutcome.NotMet, Outcome(notBladder, Patient(On("mitomycin", Order(-5, route: "vs-intravesical-route")))));
        Assert.Equal(FindingOutcome.Met, Outcome(notBladder, Patient(On("mitomycin", Order(-5)))));
        // What the product is called says it too; one record by another route is enough.
        Assert.Equal(FindingOutcome.NotMet, Outcome(notBladder, Patient(On("mitomycin", Order(-5) with { Form = Set("vs-intravesical-route") }))));
        Assert.Equal(FindingOutcome.Met, Outcome(notBladder, Patient(On("mitomycin", Order(-5, route: "vs-intravesical-route"), Order(-4)))));
    }

    [Theory]
    [InlineData(-7, FindingOutcome.Met, FindingOutcome.Met)]
    [InlineData(-8, FindingOutcome.NotMet, FindingOutcome.Met)]
    [InlineData(-1, FindingOutcome.Met, FindingOutcome.Met)]
    [InlineData(0, FindingOutcome.Met, FindingOutcome.NotMet)]
    public void Started_within_and_started_before_count_both_ends(int day, FindingOutcome within7, FindingOutcome before1)
    {
        Assert.Equal(within7, Outcome("""{ "kind": "current-medicine", "classes": ["cm-opioid"], "startedWithin": "P7D" }""", Patient(On("morphine", Order(day)))));
        Assert.Equal(before1, Outcome("""{ "kind": "current-medicine", "classes": ["cm-opioid"], "startedBefore": "P1D" }""", Patient(On("morphine", Order(day)))));
    }

    [Theory]
    [InlineData(-90, FindingOutcome.Met)]
    [InlineData(-91, FindingOutcome.NotMet)]
    public void A_recent_medicine_was_last_used_in_the_window(int day, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "recent-medicine", "classes": ["ICI"], "within": "P90D" }""", Patient(Past("nivolumab", Given(day)))));

    [Theory]
    [InlineData(-3, -10, FindingOutcome.NotMet)]
    [InlineData(-3, -11, FindingOutcome.Met)]
    [InlineData(null, -7, FindingOutcome.NotMet)]
    [InlineData(null, -8, FindingOutcome.Met)]
    public void Naive_means_none_in_the_window_before_the_start_or_before_asOf(int? start, int earlier, FindingOutcome expected)
    {
        const string naive = """{ "kind": "naive-to", "classes": ["cm-opioid"], "window": "P7D", "name": { "en": "opioid", "zh-CN": "阿片类药物" } }""";
        object[] facts = start is { } day ? [On("morphine", Order(day)), Past("tramadol", Given(earlier))] : [Past("tramadol", Given(earlier))];
        Assert.Equal(expected, Outcome(naive, Patient(facts)));
        Assert.Equal(FindingOutcome.Unknown, Outcome(naive, Patient(RecordKind.Medications)));
    }

    [Fact]
    public void Rescue_doses_are_given_as_needed_and_unknown_when_administrations_did_not_arrive()
    {
        const string rescue = """{ "kind": "rescue-doses", "classes": ["cm-opioid"], "atLeast": 3, "within": "PT24H" }""";
        var order = Order(-9, prn: true);
        MedicationRecord Rescue(int day) => Given(day, 5) with { BasedOn = order.Reference };
        Assert.Equal(FindingOutcome.Met, Outcome(rescue, Patient(On("morphine", order, Rescue(-1), Rescue(0), Rescue(0)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(rescue, Patient(On("morphine", order, Rescue(-1), Rescue(0)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(rescue, Patient(On("morphine", order, Rescue(-2), Rescue(0), Rescue(0)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(rescue, Patient(On("morphine", order, Given(-1), Given(0), Given(0)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(rescue, Patient(On("morphine", order), RecordKind.Administrations)));
    }

    [Fact]
    public void Polypharmacy_counts_each_ingredient_once_and_leaves_out_what_is_not_a_medicine_of_its_own()
    {
        FindingOutcome With(params object[] more) => Outcome(Five, Patient([.. Four.Select(d => On(d, Order(-30))), .. more]));
        Assert.Equal(FindingOutcome.NotMet, With());
        Assert.Equal(FindingOutcome.Met, With(On("atorvastatin", Order(-30))));
        Assert.Equal(FindingOutcome.NotMet, With(On("cisplatin")));
        Assert.Equal(FindingOutcome.NotMet, With(On("sodium chloride")));
        Assert.Equal(FindingOutcome.NotMet, With(On("hydrocortisone topical", Order(-5, route: "vs-topical-route"))));
        Assert.Equal(FindingOutcome.NotMet, With(On("diclofenac", Order(-5, route: "vs-topical-route"))));
        Assert.Equal(FindingOutcome.Met, With(On("diclofenac", Order(-5))));
        Assert.Equal(FindingOutcome.NotMet, With(Past("atorvastatin", Order(-300, "stopped"))));
        Assert.Equal(FindingOutcome.Met, With(Unrecognised("Zhongyao")));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Five, Patient([.. Four[..3].Select(d => On(d, Order(-30))), Unrecognised("Zhongyao"), Unrecognised("ZHONGYAO")])));
    }

    [Fact]
    public void Premedication_counts_when_it_is_more_than_once()
    {
        FindingOutcome With(MedicationRecord record, params object[] more) => Outcome(Five, Patient([.. Four.Select(d => On(d, Order(-30))), On("ondansetron", record), .. more]));
        Assert.Equal(FindingOutcome.NotMet, With(Order(-5) with { SingleDose = true }));
        Assert.Equal(FindingOutcome.Met, With(Order(-5) with { DailyDose = new Dose(16, "mg") }));
        // Ordered for the day of the infusion only.
        Assert.Equal(FindingOutcome.NotMet, With(Order(-5), On("cisplatin", Given(-5))));
        Assert.Equal(FindingOutcome.NotMet, With(Given(-5), On("cisplatin", Given(-5))));
        Assert.Equal(FindingOutcome.Met, With(Given(-4), On("cisplatin", Given(-5))));
        Assert.Equal(FindingOutcome.NotMet, With(Order(-4) with { CycleDays = 21 }, On("cisplatin", Order(-5) with { CycleDays = 21 })));
        Assert.Equal(FindingOutcome.Met, With(Order(-4) with { CycleDays = 2 }, On("cisplatin", Order(-5) with { CycleDays = 21 })));
        // Without a period it is one dose.
        Assert.Equal(FindingOutcome.NotMet, With(Order(-4)));
    }

    [Theory]
    [InlineData(-14, FindingOutcome.Met)]
    [InlineData(-15, FindingOutcome.NotMet)]
    public void A_medicine_as_needed_counts_when_it_was_given_or_handed_out_lately(int day, FindingOutcome expected)
    {
        object[] four = [.. Four.Select(d => On(d, Order(-30)))];
        Assert.Equal(expected, Outcome(Five, Patient([.. four, On("ibuprofen", Order(-60, prn: true), Given(day))])));
        Assert.Equal(expected, Outcome(Five, Patient([.. four, On("ibuprofen", Order(-60, prn: true), Supplied(day, 10))])));
        Assert.Equal(FindingOutcome.NotMet, Outcome(Five, Patient([.. four, On("ibuprofen", Order(-3, prn: true))])));
    }

    [Fact]
    public void Medicines_that_did_not_arrive_leave_a_count_open_unless_it_is_reached_or_passed()
    {
        const string fiveToNine = """{ "kind": "medicine-count", "atLeast": 5, "atMost": 9 }""";
        string[] ten = [.. Four, "perindopril", "enalapril", "atorvastatin", "omeprazole", "warfarin", "isoniazid"];
        FindingOutcome Count(string condition, int n) => Outcome(condition, Patient([.. ten.Take(n).Select(d => On(d, Order(-30))), RecordKind.Medications]));
        Assert.Equal(FindingOutcome.Unknown, Count("""{ "kind": "medicine-count", "atLeast": 5 }""", 4));
        Assert.Equal(FindingOutcome.Met, Count("""{ "kind": "medicine-count", "atLeast": 5 }""", 5));
        Assert.Equal(FindingOutcome.Unknown, Count(fiveToNine, 7));
        Assert.Equal(FindingOutcome.NotMet, Count(fiveToNine, 10));
    }

    [Theory]
    [InlineData(999, true, FindingOutcome.NotMet)]
    [InlineData(1000, true, FindingOutcome.Met)]
    [InlineData(999, false, FindingOutcome.Met)]
    [InlineData(1000, false, FindingOutcome.NotMet)]
    public void A_drug_level_is_judged_by_our_table_where_the_report_gives_no_range(int level, bool inRange, FindingOutcome expected)
    {
        var condition = $$"""{ "kind": "drug-level", "inRange": {{(inRange ? "true" : "false")}}, "toxicity": false, "toxicityWithin": "P30D" }""";
        Assert.Equal(expected, Outcome(condition, Patient(Condition("vs-haematological-malignancy"), On("imatinib"), Result("imatinib", level), Answer("tdm-toxicity", "no"))));
        // The report's own range goes first.
        var own = Result("imatinib", level) with { TherapeuticLow = 2000 };
        Assert.Equal(inRange ? FindingOutcome.NotMet : FindingOutcome.Met, Outcome(condition, Patient(On("imatinib"), own, Answer("tdm-toxicity", "no"))));
    }

    [Fact]
    public void A_drug_level_says_the_target_that_it_is_judged_by()
    {
        const string condition = """{ "kind": "drug-level", "inRange": false, "toxicity": false, "toxicityWithin": "P30D" }""";
        LocalText Why(params object[] facts) => Judge(condition, Patient([On("imatinib"), Answer("tdm-toxicity", "no"), .. facts])).Reason;
        Assert.Contains("target ≥ 1100 µg/L;", Why(Condition("vs-gist"), Result("imatinib", 1050)).En, StringComparison.Ordinal);
        Assert.Contains("目标 ≥ 1000 µg/L；", Why(Condition("vs-haematological-malignancy"), Result("imatinib", 950)).Zh, StringComparison.Ordinal);
        var written = Result("pazopanib", 20) with { Written = "20000 ng/mL", WrittenUnit = "ng/mL" };
        Assert.Contains("20000 ng/mL on 2026-11-20, target ≥ 20 mg/L;", Judge(condition.Replace("\"inRange\": false", "\"inRange\": true", StringComparison.Ordinal), Patient(On("pazopanib"), written, Answer("tdm-toxicity", "no"))).Reason.En, StringComparison.Ordinal);
        written = written with { Written = "<20 mg/L", WrittenUnit = "mg/L", Comparator = Comparator.Below };
        Assert.Contains("<20 mg/L on 2026-11-20, target ≥ 20 mg/L;", Judge(condition, Patient(On("pazopanib"), written, Answer("tdm-toxicity", "no"))).Reason.En, StringComparison.Ordinal);
        Assert.Contains("target ≥ 1100 µg/L or ≥ 1000 µg/L", Why(Result("imatinib", 950)).En, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_is_too_old_is_told_by_its_day()
    {
        const string condition = """{ "kind": "drug-level", "inRange": false, "toxicity": false, "toxicityWithin": "P30D" }""";
        var why = Judge(condition, Patient(On("imatinib"), Result("imatinib", 950), Answer("tdm-toxicity", "no", -31))).Reason;
        Assert.Contains("last answer of 2026-10-21 is too old", why.En, StringComparison.Ordinal);
        Assert.Contains("最近一次回答（2026-10-21）已过旧", why.Zh, StringComparison.Ordinal);
        Assert.Contains("not recorded", Judge(condition, Patient(On("imatinib"), Result("imatinib", 950))).Reason.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*6/*28", "UGT1A1 poor metaboliser (*6/*28)", "UGT1A1 慢代谢型（*6/*28）")]
    [InlineData("UGT1A1*6/*28", "UGT1A1 poor metaboliser (*6/*28)", "UGT1A1 慢代谢型（*6/*28）")]
    [InlineData("LA9657-3", "UGT1A1 poor metaboliser", "UGT1A1 慢代谢型")]
    [InlineData("Poor Metabolizer", "UGT1A1 poor metaboliser", "UGT1A1 慢代谢型")]
    public void A_genotype_is_shown_by_its_phenotype_in_words(string written, string en, string zh)
    {
        var fact = new GenotypeFact { Reference = "Observation/g", Gene = "UGT1A1", Phenotype = "poor", Written = written };
        Assert.Equal((en, zh), (fact.InBrief(Language.English), fact.InBrief(Language.Chinese)));
    }

    [Fact]
    public void A_drug_level_without_a_target_or_without_a_word_on_toxicity_is_open_and_without_a_level_it_is_no()
    {
        const string condition = """{ "kind": "drug-level", "inRange": false, "toxicity": true, "toxicityWithin": "P30D" }""";
        Assert.Contains("tdm-target", Judge(condition, Patient(On("methotrexate"), Result("mtx", 1), Answer("tdm-toxicity", "yes"))).Missing);
        Assert.Equal(["tdm-toxicity"], Judge(condition, Patient(On("imatinib"), Result("imatinib", 500))).Missing);
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("imatinib"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("imatinib"), RecordKind.Observations)));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("cisplatin"), RecordKind.Observations)));
        Assert.Equal(["imatinib"], Judge(condition, Patient(On("imatinib"), Result("imatinib", null, unusable: Unusable.Unit))).Missing);
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("imatinib"), Result("imatinib", null, -91, unusable: Unusable.Unit))));
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("imatinib"), Result("imatinib", 500), Toxicity("", 1, -30, suspects: ["imatinib"]))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("imatinib"), Result("imatinib", 500), Toxicity("", 1, -31, suspects: ["imatinib"]))));
    }

    [Fact]
    public void A_genotype_counts_with_a_medicine_that_it_matters_for()
    {
        const string condition = """{ "kind": "genotype", "phenotypes": ["poor", "ultrarapid"] }""";
        GenotypeFact Gene(string gene, string? phenotype) => new() { Reference = "Observation/g", Gene = gene, Phenotype = phenotype, Written = "x" };
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("capecitabine"), Gene("DPYD", "poor"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("capecitabine"), Gene("DPYD", "intermediate"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("cisplatin"), Gene("DPYD", "poor"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("capecitabine", Given(-100)), Gene("DPYD", "poor"))));
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(Past("capecitabine", Order(-3) with { IsPlan = true }), Gene("DPYD", "poor"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("capecitabine"), Gene("DPYD", null))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(Gene("DPYD", "poor"), RecordKind.Medications)));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("capecitabine"))));
    }

    [Fact]
    public void An_interaction_is_what_was_done_about_it()
    {
        const string unavoidable = """{ "kind": "interaction", "severities": ["major"], "handling": ["unavoidable"], "askFor": ["major"] }""";
        InteractionFact Issue(string? severity, bool mitigated = false) => new() { Reference = "DetectedIssue/1", Text = "x", Severity = severity, IsMitigated = mitigated };
        Assert.Equal(FindingOutcome.Unknown, Outcome(unavoidable, Patient(Issue("major"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(unavoidable, Patient(Issue("major", mitigated: true))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(unavoidable, Patient(Issue("moderate"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(unavoidable, Patient(Issue(null))));
        Assert.Equal(FindingOutcome.Met, Outcome(unavoidable, Patient(Issue("major"), Answer("ddi-management", "unavoidable"))));
        Assert.Equal(FindingOutcome.Met, Outcome(unavoidable, Patient(Issue("major"), Answer("ddi-management", "unavoidable", about: "DetectedIssue/1"))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(unavoidable, Patient(Issue("major"), Answer("ddi-management", "unavoidable", about: "DetectedIssue/2"))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(unavoidable, Patient(Issue("major"), Answer("ddi-management", "not-significant"))));
    }

    [Theory]
    [InlineData(31, FindingOutcome.NotMet)] // 31 + 33 = 64 of 80 days
    [InlineData(30, FindingOutcome.Met)] // 63 of 80
    public void Days_covered_are_the_days_with_a_supply_at_hand(int first, FindingOutcome expected)
    {
        const string condition = """{ "kind": "days-covered", "below": 0.8, "within": "P90D" }""";
        Assert.Equal(expected, Outcome(condition, Patient(On("gefitinib", Supplied(-80, first), Supplied(-33, 33)))));
        // What overlaps is used up one after the other: no gap, no finding.
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("gefitinib", Supplied(-80, 60), Supplied(-60, 30)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("gefitinib", Supplied(-80, 10)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("amlodipine", Supplied(-80, 10), Supplied(-33, 10)))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(RecordKind.Medications)));
    }

    [Fact]
    public void A_medicine_by_tube_needs_the_route_and_asks_where_it_is_not_stated()
    {
        const string condition = """{ "kind": "tube-medicine", "fact": "hyperosmolar", "above": 500, "unit": "mOsm/L" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("lactulose", Order(-5, route: "vs-enteral-tube-route")))));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(On("lactulose", Order(-5)))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("lactulose", Order(-5, route: "vs-injection-route")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("amlodipine", Order(-5, route: "vs-enteral-tube-route")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome("""{ "kind": "tube-medicine", "fact": "hyperosmolar", "above": 3600, "unit": "mOsm/L" }""", Patient(On("lactulose", Order(-5, route: "vs-enteral-tube-route")))));
        Assert.Equal(FindingOutcome.Met, Outcome("""{ "kind": "tube-medicine", "fact": "hyperosmolar", "above": 3599, "unit": "mOsm/L" }""", Patient(On("lactulose", Order(-5, route: "vs-enteral-tube-route")))));
    }

    [Theory]
    [InlineData("envafolimab", FindingOutcome.Unknown)] // November 2021: perhaps five years ago today
    [InlineData("sugemalimab", FindingOutcome.Met)] // December 2021
    [InlineData("penpulimab", FindingOutcome.NotMet)] // August 2021
    public void An_agent_is_new_until_its_fifth_anniversary_on_the_market(string agent, FindingOutcome expected) =>
        Assert.Equal(expected, Outcome("""{ "kind": "new-agent", "marketedWithin": "P5Y", "fact": "rare-severe-adr" }""", Patient(On(agent))));

    [Fact]
    public void A_dose_given_by_tube_counts_as_long_as_a_dose_does_and_so_does_a_product_that_nobody_knows()
    {
        const string condition = """{ "kind": "tube-medicine", "form": "modified-release" }""";
        var slow = Set("vs-form-modified-release");
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("nifedipine", Given(-28, route: "vs-enteral-tube-route") with { Form = slow }))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("nifedipine", Given(-29, route: "vs-enteral-tube-route") with { Form = slow }))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("nifedipine", Given(-20, route: "vs-enteral-tube-route") with { Form = slow }))));
        var unknown = Unrecognised("xyz 缓释片");
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(unknown with { Record = Order(-5, route: "vs-enteral-tube-route") with { Form = slow } })));
        Assert.Equal(FindingOutcome.Unknown, Outcome(condition, Patient(unknown with { Record = Order(-5) with { Form = slow } })));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(unknown with { Record = Order(-5, route: "vs-enteral-tube-route") })));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(unknown with { Record = Order(-5, route: "vs-enteral-tube-route") with { Form = slow }, IsCurrent = false })));
    }

    [Fact]
    public void A_statement_counts_when_it_is_the_newest_recent_and_of_a_medicine_that_is_still_to_be_taken()
    {
        const string condition = """{ "kind": "stated-adherence", "is": ["not-taken", "taking-not-as-directed"], "within": "P90D" }""";
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("gefitinib", Order(-5), Stated(-90, "taking-not-as-directed")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("gefitinib", Order(-5), Stated(-91, "taking-not-as-directed")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("gefitinib", Order(-5), Stated(-3, "taking-as-directed")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("gefitinib", Stated(-3, "taking-as-directed"), Stated(-9, "not-taken")))));
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(On("gefitinib", Stated(-3, "unknown"), Stated(-9, "not-taken")))));
        Assert.Equal(FindingOutcome.Met, Outcome(condition, Patient(Past("gefitinib", Stated(-3, "not-taken")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(Past("gefitinib", Stated(-3, "not-taken"), Order(-20, "stopped")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("amlodipine", Stated(-3, "not-taken")))));
        Assert.Equal(FindingOutcome.NotMet, Outcome(condition, Patient(On("gefitinib", Stated(-3)))));
    }
}
