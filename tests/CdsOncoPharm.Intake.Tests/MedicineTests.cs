using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

public sealed class MedicineTests
{
    private const string Docetaxel = "L01CD02";

    [Theory]
    [InlineData("{'coding':[{'system':'http://www.nlm.nih.gov/research/umls/rxnorm','code':'3639'}]}", "doxorubicin")]
    [InlineData("{'coding':[{'system':'http://www.whocc.no/atc','code':'L01CD02'}]}", "docetaxel")]
    [InlineData("{'coding':[{'system':'urn:oid:2.16.840.1.113883.6.73','code':'L01CD02'}]}", "docetaxel")]
    [InlineData("{'text':'信迪利单抗注射液 200 mg'}", "sintilimab")]
    [InlineData("{'text':'5-Fluorouracil injection 2.5 g/50 mL'}", "fluorouracil")]
    [InlineData("{'coding':[{'system':'http://hospital/drugs','code':'X1','display':'Docetaxel 80 mg'}]}", "docetaxel")]
    [InlineData("{'coding':[{'system':'http://hospital/drugs','code':'X1'},{'system':'http://www.whocc.no/atc','code':'L01CD02'}]}", "docetaxel")]
    [InlineData("{'coding':[{'system':'http://www.whocc.no/atc','code':'C10AA05'}],'text':'阿托伐他汀钙片 20 mg'}", "atorvastatin")]
    public void A_medicine_is_known_by_code_or_by_its_words(string concept, string ingredient)
    {
        var therapy = Snapshot(Order(concept)).Therapy(ingredient);
        Assert.NotNull(therapy);
        Assert.True(therapy.IsCurrent);
        Assert.NotEmpty(therapy.Evidence.Text);
        Assert.Equal("MedicationRequest/o1", therapy.Evidence.Reference);
    }

    [Theory]
    [InlineData("Medication/m")]
    [InlineData("https://ehr.example.org/fhir/Medication/m")]
    [InlineData("Medication/m/_history/2")]
    public void A_medicine_in_the_bundle_is_followed(string reference)
    {
        var medication = $"{{'resourceType':'Medication','id':'m','code':{Atc(Docetaxel)}}}";
        Assert.True(Snapshot(OrderOf(reference), medication).IsOn("docetaxel"));
    }

    [Fact]
    public void A_medicine_by_urn_is_followed()
    {
        var medication = At("urn:uuid:0c9e1d5a-0000-4000-8000-000000000001", $"{{'resourceType':'Medication','code':{Atc(Docetaxel)}}}");
        Assert.True(Snapshot(OrderOf("urn:uuid:0c9e1d5a-0000-4000-8000-000000000001"), medication).IsOn("docetaxel"));
    }

    [Fact]
    public void A_contained_medicine_is_read_with_its_form()
    {
        var order = OrderOf("#med", $",'contained':[{{'resourceType':'Medication','id':'med','code':{Atc("C08CA05", "Nifedipine 30 mg")},'form':{Text("Prolonged-release tablet (缓释片)")}}}]"
            + Dosage("{'route':{'coding':[{'system':'http://snomed.info/sct','code':'127490009'}],'text':'via PEG tube'}}"));
        var record = Snapshot(order).Therapy("nifedipine")!.Evidence;
        Assert.Contains("vs-form-modified-release", Sets(record.Form));
        Assert.Contains("vs-enteral-tube-route", Sets(record.Route));
        Assert.True(record.HasRoute);
    }

    [Fact]
    public void A_medicine_that_did_not_arrive_is_known_by_its_display() =>
        Assert.True(Snapshot("{'resourceType':'MedicationRequest','id':'o','status':'active','intent':'order','subject':{'reference':'Patient/p'},'authoredOn':'2026-11-10','medicationReference':{'reference':'Medication/x','display':'Docetaxel injection'}}").IsOn("docetaxel"));

    [Fact]
    public void A_medicine_that_did_not_arrive_and_has_no_name_is_listed_as_not_recognised()
    {
        var issues = new List<IntakeIssue>();
        var snapshot = Of(Set(Woman, OrderOf("Medication/x")), issues: issues);
        Assert.True(Assert.Single(snapshot.UnrecognisedMedicines).IsCurrent);
        Assert.Contains(issues, i => i.Reference == "MedicationRequest/o1");
    }

    [Fact]
    public void A_product_gives_each_of_its_ingredients()
    {
        var medication = $"{{'resourceType':'Medication','id':'m','ingredient':[{{'itemCodeableConcept':{Atc("N02BE01")}}},{{'itemCodeableConcept':{Rx("7804")}}},{{'itemCodeableConcept':{Text("lactose")},'isActive':false}}]}}";
        var snapshot = Snapshot(OrderOf("Medication/m", Dosage("{'doseAndRate':[{'doseQuantity':{'value':1,'code':'mg'}}]}")), medication);
        Assert.True(snapshot.IsOn("paracetamol"));
        Assert.True(snapshot.IsOn("oxycodone"));
        Assert.Null(snapshot.Therapy("oxycodone")!.Evidence.Dose);
        Assert.Empty(snapshot.UnrecognisedMedicines);
    }

    [Fact]
    public void A_formulation_in_words_is_more_specific_than_a_plain_code()
    {
        var snapshot = Snapshot(Order(Atc("L01DB01", "盐酸多柔比星脂质体注射液 20 mg")));
        Assert.True(snapshot.IsOn("doxorubicin liposomal"));
        Assert.Null(snapshot.Therapy("doxorubicin"));
    }

    [Fact]
    public void Codes_that_name_different_medicines_are_told()
    {
        var issues = new List<IntakeIssue>();
        var order = Order("{'coding':[{'system':'http://www.whocc.no/atc','code':'L01CD02'},{'system':'http://www.whocc.no/atc','code':'L01CD01'}]}");
        var snapshot = Of(Set(Woman, order), issues: issues);
        Assert.True(snapshot.IsOn("docetaxel"));
        Assert.Single(issues);
    }

    [Fact]
    public void An_unlisted_opioid_has_the_class_of_its_group_and_orders_of_one_product_are_one()
    {
        var snapshot = Snapshot(
            Order(Atc("N02AX99", "Newopioid 5 mg"), "2026-11-01", id: "o1"), Order(Atc("N02AX99", "Newopioid 5 mg"), "2026-11-10", id: "o2"));
        var medicine = Assert.Single(snapshot.UnrecognisedMedicines);
        Assert.True(medicine.IsCurrent);
        Assert.Equal("MedicationRequest/o2", medicine.Record.Reference);
        Assert.True(Terminology.DrugClasses.TryFind("cm-opioid", out var opioid));
        Assert.True(medicine.Classes.Overlaps(opioid));
        var therapy = Assert.Single(snapshot.Therapies);
        Assert.True(therapy is { IsCurrent: true, Ingredient: { Kind: "opioid", Atc: "N02AX99" } });
        Assert.True(therapy.Ingredient.Classes.Overlaps(opioid));
        Assert.Equal(2, therapy.Records.Count);
    }

    [Fact]
    public void A_product_in_a_plan_of_care_is_planned_and_not_current()
    {
        var plan = $"{{'resourceType':'CarePlan','id':'c','status':'active','intent':'plan','subject':{{'reference':'Patient/p'}},'created':'2026-11-20','activity':[{{'detail':{{'status':'scheduled','productCodeableConcept':{Atc("L01AA01")}}}}}]}}";
        var therapy = Snapshot(plan).Therapy("cyclophosphamide")!;
        Assert.False(therapy.IsCurrent);
        Assert.True(Assert.Single(therapy.Records) is { IsPlan: true, Counts: true });
    }

    [Fact]
    public void A_product_with_a_group_alone_is_known_by_its_ingredients_where_it_lists_them()
    {
        var medication = $"{{'resourceType':'Medication','id':'m','code':{Atc("N02AX99")},'ingredient':[{{'itemCodeableConcept':{Rx("7804")}}}]}}";
        var snapshot = Snapshot(OrderOf("Medication/m"), medication);
        Assert.Equal("oxycodone", Assert.Single(snapshot.Therapies).Ingredient.Code);
        Assert.Empty(snapshot.UnrecognisedMedicines);
    }

    [Fact]
    public void A_medicine_of_which_nothing_is_known_could_be_nothing_in_particular()
    {
        var medicine = Assert.Single(Snapshot(Order(Text("Little pink pill"))).UnrecognisedMedicines);
        Assert.True(medicine.PossibleClasses.IsEmpty && medicine.Classes.IsEmpty);
        Assert.True(medicine.Record.CountsInPolypharmacy);
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("on-hold", true)]
    [InlineData("completed", false)]
    [InlineData("stopped", false)]
    [InlineData("cancelled", false)]
    public void An_order_is_current_by_its_status_and_stays_on_record(string status, bool isCurrent)
    {
        var therapy = Snapshot(Order(Atc(Docetaxel), status: status)).Therapy("docetaxel");
        Assert.NotNull(therapy);
        Assert.Equal(isCurrent, therapy.IsCurrent);
        Assert.Equal(status, therapy.Evidence.Status);
        Assert.Equal(status != "cancelled", therapy.FirstDay is not null);
    }

    [Theory]
    [InlineData("MedicationRequest")]
    [InlineData("MedicationAdministration")]
    public void What_was_entered_in_error_leaves_no_trace(string type)
    {
        var resource = type == "MedicationRequest" ? Order(Atc(Docetaxel), status: "entered-in-error") : Given(Atc(Docetaxel), "2026-11-20", status: "entered-in-error");
        Assert.Null(Snapshot(resource).Therapy("docetaxel"));
    }

    [Fact]
    public void What_must_not_be_performed_is_not_current()
    {
        var therapy = Snapshot(Order(Atc(Docetaxel), more: ",'doNotPerform':true")).Therapy("docetaxel")!;
        Assert.False(therapy.IsCurrent);
        Assert.False(therapy.Evidence.Counts);
    }

    [Fact]
    public void A_dose_that_was_not_given_is_not_current()
    {
        var therapy = Snapshot(Given(Atc(Docetaxel), "2026-11-20", status: "not-done")).Therapy("docetaxel")!;
        Assert.False(therapy.IsCurrent);
        Assert.Null(therapy.LastDay);
    }

    [Theory]
    [InlineData("order", true, false, true)]
    [InlineData("instance-order", true, false, true)]
    [InlineData("plan", false, true, true)]
    [InlineData("proposal", false, true, false)]
    [InlineData("option", false, true, false)]
    public void A_plan_is_no_order(string intent, bool isCurrent, bool isPlan, bool counts)
    {
        var therapy = Snapshot(Order(Atc(Docetaxel), intent: intent)).Therapy("docetaxel")!;
        Assert.Equal((isCurrent, isPlan, counts), (therapy.IsCurrent, therapy.Evidence.IsPlan, therapy.Evidence.Counts));
    }

    [Theory]
    [InlineData("2026-11-21", true)]
    [InlineData("2026-11-22", false)]
    [InlineData("2026-11-21T23:59:59+08:00", true)]
    [InlineData("2026-11-21T16:00:00Z", false)]
    public void An_order_exists_from_the_day_it_was_written(string authored, bool exists) =>
        Assert.Equal(exists, Snapshot(Order(Atc(Docetaxel), authored)).Therapy("docetaxel") is not null);

    [Fact]
    public void An_order_for_a_later_day_counts_when_it_was_written_before() =>
        Assert.True(Snapshot(Order(Atc(Docetaxel), "2026-11-20", Dosage("{'timing':{'repeat':{'boundsPeriod':{'start':'2026-12-01'}}}}"))).IsOn("docetaxel"));

    [Theory]
    [InlineData("'boundsPeriod':{'start':'2026-11-01','end':'2026-11-20'}", "2026-11-20", false)]
    [InlineData("'boundsPeriod':{'start':'2026-11-01','end':'2026-11-21'}", "2026-11-21", true)]
    [InlineData("'boundsDuration':{'value':10,'code':'d'}", "2026-11-20", false)]
    [InlineData("'boundsDuration':{'value':11,'code':'d'}", "2026-11-21", true)]
    [InlineData("'boundsDuration':{'value':1,'unit':'week'}", "2026-11-17", false)]
    [InlineData("'boundsRange':{'low':{'value':5,'code':'d'},'high':{'value':14,'code':'d'}}", "2026-11-24", true)]
    [InlineData("'count':10,'frequency':1,'period':1,'periodUnit':'d'", "2026-11-20", false)]
    [InlineData("'count':11,'frequency':1,'period':1,'periodUnit':'d'", "2026-11-21", true)]
    [InlineData("'count':4,'frequency':2,'period':1,'periodUnit':'wk'", "2026-11-24", true)]
    public void An_order_ends_with_its_bounds_or_its_count(string repeat, string end, bool isCurrent)
    {
        var therapy = Snapshot(Order(Atc(Docetaxel), "2026-11-10", Dosage($"{{'timing':{{'repeat':{{{repeat}}}}}}}"))).Therapy("docetaxel")!;
        Assert.Equal(CalendarTests.Day(end), therapy.Evidence.End);
        Assert.Equal(isCurrent, therapy.IsCurrent);
    }

    [Fact]
    public void A_prescription_ends_with_its_validity() =>
        Assert.False(Snapshot(Order(Atc(Docetaxel), "2026-11-01", ",'dispenseRequest':{'validityPeriod':{'start':'2026-11-01','end':'2026-11-15'}}")).IsOn("docetaxel"));

    [Fact]
    public void A_therapy_of_steps_ends_with_the_last_and_not_at_all_when_one_step_is_open()
    {
        var step1 = "{'timing':{'repeat':{'boundsPeriod':{'start':'2026-11-01','end':'2026-11-10'}}}}";
        var step2 = "{'timing':{'repeat':{'boundsPeriod':{'start':'2026-11-11','end':'2026-11-30'}}}}";
        Assert.Equal(new DateOnly(2026, 11, 30), Snapshot(Order(Atc(Docetaxel), "2026-11-01", Dosage(step1 + "," + step2))).Therapy("docetaxel")!.Evidence.End);
        Assert.Null(Snapshot(Order(Atc(Docetaxel), "2026-11-01", Dosage(step1 + ",{'text':'then weekly'}"))).Therapy("docetaxel")!.Evidence.End);
    }

    [Theory]
    [InlineData("'doseQuantity':{'value':80.5,'unit':'mg','code':'mg'}", 80.5, "mg")]
    [InlineData("'doseQuantity':{'value':75,'code':'mg/m2'}", 75.0, "mg/m2")]
    [InlineData("'doseQuantity':{'value':2.5,'code':'g'}", 2500.0, "mg")]
    [InlineData("'doseQuantity':{'value':15,'unit':'USP units','code':\"[USP'U]\"}", 15.0, "[USP'U]")]
    [InlineData("'doseQuantity':{'value':5000,'code':'[iU]'}", 5000.0, "[iU]")]
    [InlineData("'doseRange':{'low':{'value':1,'code':'mg'},'high':{'value':2,'code':'mg'}}", 1.0, "mg")]
    [InlineData("'doseQuantity':{'value':1}", null, null)]
    [InlineData("'doseQuantity':{'value':0,'code':'mg'}", null, null)]
    [InlineData("'rateQuantity':{'value':3.6,'code':'mg'}", null, null)]
    public void A_dose_has_a_unit_or_is_none(string dose, double? value, string? unit)
    {
        var json = Order(Atc(Docetaxel), more: Dosage($"{{'text':'AUC 5','doseAndRate':[{{{dose.Replace("\"", "%", StringComparison.Ordinal).Replace("[USP'U]", "[USP^U]", StringComparison.Ordinal)}}}]}}"));
        var records = new RecordSet { DraftsAreBeingSigned = true };
        records.Read(Utf8(Woman));
        records.Read(System.Text.Encoding.UTF8.GetBytes(json.Replace('\'', '"').Replace('%', '"').Replace('^', '\'')));
        var record = Of(records).Therapy("docetaxel")!.Evidence;
        Assert.Equal(value is { } v ? new Dose((decimal)v, unit!) : null, record.Dose);
    }

    [Theory]
    [InlineData("'frequency':1,'period':21,'periodUnit':'d'", 21.0, 80.0)]
    [InlineData("'frequency':1,'period':3,'periodUnit':'wk'", 21.0, 80.0)]
    [InlineData("'frequency':2,'period':1,'periodUnit':'d'", 1.0, 160.0)]
    [InlineData("'frequency':1,'period':8,'periodUnit':'h'", null, 240.0)]
    [InlineData("'period':1,'periodUnit':'d','timeOfDay':['08:00:00','20:00:00']", 1.0, 160.0)]
    [InlineData("'dayOfWeek':['mon','thu']", 7.0, 80.0)]
    [InlineData("'frequency':1", null, null)]
    public void A_timing_gives_the_cycle_and_the_amount_of_a_day(string repeat, double? cycle, double? daily)
    {
        var dosage = $"{{'timing':{{'repeat':{{{repeat}}}}},'doseAndRate':[{{'doseQuantity':{{'value':80,'code':'mg'}}}}]}}";
        var record = Snapshot(Order(Atc(Docetaxel), more: Dosage(dosage))).Therapy("docetaxel")!.Evidence;
        if (cycle is not null)
            Assert.Equal((decimal?)cycle, record.CycleDays);
        Assert.Equal((decimal?)daily, record.DailyDose?.Value is { } amount ? decimal.Round(amount, 6) : null);
    }

    [Theory]
    [InlineData("BID", 160)]
    [InlineData("Q8H", 240)]
    [InlineData("QD", 80)]
    public void A_timing_code_gives_the_amount_of_a_day(string code, int daily)
    {
        var dosage = $"{{'timing':{{'code':{{'coding':[{{'code':'{code}'}}]}}}},'doseAndRate':[{{'doseQuantity':{{'value':80,'code':'mg'}}}}]}}";
        Assert.Equal(daily, Snapshot(Order(Atc(Docetaxel), more: Dosage(dosage))).Therapy("docetaxel")!.Evidence.DailyDose!.Value.Value);
    }

    [Theory]
    [InlineData("{'asNeededBoolean':true}", true)]
    [InlineData("{'asNeededBoolean':false}", false)]
    [InlineData("{'asNeededCodeableConcept':{'text':'pain'}}", true)]
    [InlineData("{'text':'daily'}", false)]
    [InlineData("{'text':'daily'},{'asNeededBoolean':true}", false)]
    public void What_is_taken_when_needed_says_so(string dosages, bool asNeeded) =>
        Assert.Equal(asNeeded, Snapshot(Order(Atc(Docetaxel), more: Dosage(dosages))).Therapy("docetaxel")!.Evidence.AsNeeded);

    [Theory]
    [InlineData("{'timing':{'repeat':{'count':1}}}", true)]
    [InlineData("{'timing':{'repeat':{'boundsPeriod':{'start':'2026-11-10T08:00:00+08:00','end':'2026-11-10T09:00:00+08:00'}}}}", true)]
    [InlineData("{'timing':{'repeat':{'boundsPeriod':{'start':'2026-11-10','end':'2026-11-20'}}}}", false)]
    [InlineData("{'timing':{'repeat':{'frequency':1,'period':1,'periodUnit':'d'}}}", false)]
    public void A_single_dose_is_told_from_a_course(string dosage, bool isSingle) =>
        Assert.Equal(isSingle, Snapshot(Order(Atc(Docetaxel), more: Dosage(dosage))).Therapy("docetaxel")!.Evidence.SingleDose);

    [Fact]
    public void A_draft_in_a_plain_bundle_is_being_signed_and_without_drafts_it_is_not_there()
    {
        var records = Set(Woman, Order(Atc(Docetaxel), status: "draft"));
        var therapy = Of(records).Therapy("docetaxel")!;
        Assert.True(therapy.IsCurrent);
        Assert.Equal(MedicationRecordKind.Draft, therapy.Evidence.Kind);
        Assert.Null(Of(records, withDrafts: false).Therapy("docetaxel"));
    }

    [Fact]
    public void A_draft_in_a_prefetch_does_not_count_and_one_of_the_context_does()
    {
        var records = new RecordSet();
        records.Read(Utf8(Woman));
        records.Read(Utf8(Bundle(Order(Atc(Docetaxel), status: "draft"))));
        Assert.Null(Of(records).Therapy("docetaxel"));
        records.ReadDraft(Utf8(Bundle(Order(Atc("L01CD01"), status: "draft", id: "d1"))));
        Assert.True(Of(records).IsOn("paclitaxel"));
        Assert.Null(Of(records, withDrafts: false).Therapy("paclitaxel"));
    }

    [Fact]
    public void An_order_that_is_being_signed_stands_for_the_one_on_file()
    {
        var records = new RecordSet();
        records.Read(Utf8(Woman));
        records.Read(Utf8(Order(Atc(Docetaxel), "2026-11-01")));
        records.ReadDraft(Utf8(Order(Atc("L01CD01"), "2026-11-21")));
        Assert.False(Of(records).IsOn("docetaxel"));
        Assert.True(Of(records).IsOn("paclitaxel"));
        Assert.True(Of(records, withDrafts: false).IsOn("docetaxel"));
        Assert.False(Of(records, withDrafts: false).IsOn("paclitaxel"));
    }

    [Fact]
    public void A_statement_counts_by_the_day_it_was_made()
    {
        var statement = $"{{'resourceType':'MedicationStatement','id':'s','status':'active','subject':{{'reference':'Patient/p'}},'effectivePeriod':{{'start':'2025-01-01'}},'dateAsserted':'2026-11-01','medicationCodeableConcept':{Atc(Docetaxel)}}}";
        var therapy = Snapshot(statement).Therapy("docetaxel")!;
        Assert.True(therapy.IsCurrent);
        Assert.Equal((new DateOnly(2025, 1, 1), new DateOnly(2026, 11, 1)), (therapy.FirstDay, therapy.LastDay));
        Assert.False(Snapshot(statement.Replace("2026-11-01", "2026-05-01", StringComparison.Ordinal)).IsOn("docetaxel"));
        Assert.Null(Snapshot(statement.Replace("2026-11-01", "2026-11-22", StringComparison.Ordinal)).Therapy("docetaxel"));
        Assert.False(Snapshot(statement.Replace("'start':'2025-01-01'", "'start':'2025-01-01','end':'2026-11-20'", StringComparison.Ordinal)).IsOn("docetaxel"));
    }

    [Fact]
    public void A_statement_of_a_moment_does_not_end_at_it()
    {
        var statement = $"{{'resourceType':'MedicationStatement','id':'s','status':'active','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-10-01','medicationCodeableConcept':{Atc(Docetaxel)}}}";
        Assert.True(Snapshot(statement).IsOn("docetaxel"));
    }

    [Fact]
    public void What_is_not_taken_does_not_count_and_says_so()
    {
        var statement = $"{{'resourceType':'MedicationStatement','id':'s','status':'not-taken','subject':{{'reference':'Patient/p'}},'dateAsserted':'2026-11-01','medicationCodeableConcept':{Atc(Docetaxel)}}}";
        var therapy = Snapshot(statement).Therapy("docetaxel")!;
        Assert.False(therapy.IsCurrent);
        Assert.Equal("not-taken", therapy.Evidence.Adherence);
    }

    [Fact]
    public void A_supply_makes_current_and_names_its_order()
    {
        var supply = $"{{'resourceType':'MedicationDispense','id':'s','status':'completed','subject':{{'reference':'Patient/p'}},'whenHandedOver':'2026-10-01','daysSupply':{{'value':60,'unit':'days'}},'authorizingPrescription':[{{'reference':'MedicationRequest/o1'}}],'medicationCodeableConcept':{Atc(Docetaxel)}}}";
        var record = Snapshot(supply).Therapy("docetaxel")!;
        Assert.True(record.IsCurrent);
        Assert.Equal((60m, "MedicationRequest/o1"), (record.Evidence.DaysSupply, record.Evidence.BasedOn));
        Assert.False(Snapshot(supply.Replace("completed", "cancelled", StringComparison.Ordinal)).IsOn("docetaxel"));
    }

    [Fact]
    public void A_dose_names_its_order() =>
        Assert.Equal("MedicationRequest/o1", Snapshot(Given(Atc(Docetaxel), "2026-11-20", ",'request':{'reference':'MedicationRequest/o1'}")).Therapy("docetaxel")!.Evidence.BasedOn);

    [Fact]
    public void A_dose_over_days_counts_from_its_end()
    {
        var dose = $"{{'resourceType':'MedicationAdministration','id':'a','status':'completed','subject':{{'reference':'Patient/p'}},'effectivePeriod':{{'start':'2026-10-20','end':'2026-10-24'}},'medicationCodeableConcept':{Atc(Docetaxel)}}}";
        var therapy = Snapshot(dose).Therapy("docetaxel")!;
        Assert.True(therapy.IsCurrent);
        Assert.Equal((new DateOnly(2026, 10, 20), new DateOnly(2026, 10, 24)), (therapy.FirstDay, therapy.LastDay));
    }

    [Fact]
    public void A_dose_without_a_route_is_given_as_its_order_says()
    {
        const string Mitomycin = "{'text':'mitomycin'}";
        const string Bladder = ",'dosageInstruction':[{'route':{'text':'intravesically'}}]";
        const string Of = ",'request':{'reference':'MedicationRequest/o1'}";
        bool IsIntoBladder(string order, string dose) => Sets(Snapshot(Order(Mitomycin, more: order, id: "o1"), Given(Mitomycin, "2026-11-20", dose)).Therapy("mitomycin")!
            .Records.First(r => r.Kind == MedicationRecordKind.Administration).Route).Contains("vs-intravesical-route");
        Assert.True(IsIntoBladder(Bladder, Of));
        Assert.False(IsIntoBladder(Bladder, ""));
        Assert.False(IsIntoBladder(Bladder, Of + ",'dosage':{'route':{'text':'intravenous'}}"));
    }

    [Theory]
    [InlineData("2021-11-03", null, "2021-11-03")]
    [InlineData("2021-11", "2021-11-30", "2021-11")]
    [InlineData("2021", "2021-12-31", "2021")]
    public void A_start_known_to_the_month_or_year_is_no_day(string start, string? latest, string words)
    {
        var record = Snapshot($"{{'resourceType':'MedicationStatement','id':'m','status':'active','subject':{{'reference':'Patient/p'}},'medicationCodeableConcept':{{'text':'anastrozole'}},'effectivePeriod':{{'start':'{start}'}},'dateAsserted':'2026-10-20'}}").Therapy("anastrozole")!.Evidence;
        Assert.Equal((latest is null ? null : CalendarTests.Day(latest), words), ((DateOnly?)record.LatestStart, record.StartInWords()));
    }

    [Fact]
    public void The_window_is_that_of_the_kind_of_therapy()
    {
        // An aromatase inhibitor runs for years on one order; a cytotoxic drug does not.
        Assert.True(Snapshot(Order(Rx("84857"), "2025-01-10")).IsOn("anastrozole"));
        Assert.False(Snapshot(Order(Atc(Docetaxel), "2025-01-10")).IsOn("docetaxel"));
    }

    [Fact]
    public void Regimens_are_read_where_they_are_named()
    {
        var snapshot = Snapshot(
            Order(Atc(Docetaxel), more: ",'groupIdentifier':{'value':'TC × 4'},'instantiatesCanonical':['http://x/PlanDefinition/ddMVAC|1.0']"),
            "{'resourceType':'CarePlan','id':'cp','status':'active','intent':'plan','title':'FOLFIRINOX','subject':{'reference':'Patient/p'}}",
            "{'resourceType':'CarePlan','id':'cp2','status':'completed','intent':'plan','title':'CHOP','subject':{'reference':'Patient/p'}}",
            "{'resourceType':'RequestGroup','id':'rg','status':'active','intent':'order','code':{'text':'R-CHOP'},'subject':{'reference':'Patient/p'}}");
        foreach (var name in (string[])["FOLFIRINOX", "R-CHOP", "ddMVAC", "TC × 4"])
            Assert.Contains(Knowledge.Terminology.Fold(name), snapshot.RegimenTexts);
        Assert.DoesNotContain(Knowledge.Terminology.Fold("CHOP"), snapshot.RegimenTexts);
    }

    [Theory]
    [InlineData("draft", true)]
    [InlineData("active", true)]
    [InlineData("stopped", false)]
    public void An_order_is_signed_unless_what_is_signed_is_that_it_stops(string status, bool isCurrent)
    {
        var records = Set(Woman, Order(Atc("L01CD02")));
        records.AddDraft(FhirJson.Read(Utf8(Order(Atc("L01CD02"), status: status))).Resource!);
        Assert.Equal(isCurrent, Assert.Single(Of(records).Therapies).IsCurrent);
    }

    [Theory]
    [InlineData("每日一次", true)]
    [InlineData("每晚睡前1片", true)]
    [InlineData("1片 bid", true)]
    [InlineData("one tablet daily", true)]
    [InlineData("一日三次，每次1片", true)]
    [InlineData("0.4 mg q12h", true)]
    [InlineData("第一日给药", false)]
    [InlineData("化疗前30分钟", false)]
    [InlineData("before chemotherapy", false)]
    public void What_is_taken_every_day_may_say_so_in_words(string words, bool isDaily) =>
        Assert.Equal(isDaily, Snapshot(Order(Atc("H02AB02"), more: Dosage($"{{'text':'{words}'}}"))).Therapies[0].Evidence.IsDailyInWords);
}
