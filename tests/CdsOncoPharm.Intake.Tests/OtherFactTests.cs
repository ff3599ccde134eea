using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>Procedures, answers, nutrition, devices, stays, interactions and the patient.</summary>
public sealed class OtherFactTests
{
    private static readonly string Radiotherapy = Coded("http://snomed.info/sct", "1217123003");
    private static readonly string Chest = ",'bodySite':[{'coding':[{'system':'http://snomed.info/sct','code':'51185008'}]}]";

    [Theory]
    [InlineData("'valueString':'C'", "C")]
    [InlineData("'valueCodeableConcept':{'text':'Class B (8 points)'}", "B")]
    [InlineData("'valueString':'A级'", "A")]
    [InlineData("'valueString':'Child-Pugh not assessable'", null)]
    public void A_Child_Pugh_class_is_read_under_a_local_code(string value, string? expected)
    {
        var observation = $"{{'resourceType':'Observation','id':'x','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{Coded("urn:lab", "CP", "Child-Pugh class")},{value}}}";
        Assert.Equal(expected, Snapshot(observation).Answers.FirstOrDefault(a => a.Assessment == "child-pugh-class")?.Value);
    }

    [Fact]
    public void Radiotherapy_of_the_chest_is_known_by_its_body_site()
    {
        var fact = Assert.Single(Snapshot(Procedure(Radiotherapy, Chest + ",'performedPeriod':{'start':'2026-11-01'}", status: "in-progress")).Procedures);
        Assert.Contains("vs-radiotherapy", Sets(fact.Sets));
        Assert.Contains("vs-thoracic-radiotherapy", Sets(fact.Sets));
        Assert.Equal((new DateOnly(2026, 11, 1), null, "in-progress", false), (fact.Start, fact.End, fact.Status, fact.IsPlanned));
    }

    [Theory]
    [InlineData("{'text':'胸部放疗'}", "vs-thoracic-radiotherapy")]
    [InlineData("{'text':'CAR-T cell infusion'}", "vs-car-t")]
    [InlineData("{'coding':[{'system':'http://hospital','code':'1'}],'text':'造血干细胞移植'}", "vs-hsct")]
    public void A_procedure_is_known_by_its_words(string code, string set) =>
        Assert.Contains(set, Sets(Assert.Single(Snapshot(Procedure(code)).Procedures).Sets));

    [Theory]
    [InlineData("completed", true, false)]
    [InlineData("in-progress", true, false)]
    [InlineData("stopped", true, false)]
    [InlineData("preparation", true, true)]
    [InlineData("not-done", false, false)]
    [InlineData("entered-in-error", false, false)]
    public void A_procedure_counts_by_its_status(string status, bool counts, bool isPlanned)
    {
        var facts = Snapshot(Procedure(Radiotherapy, status: status)).Procedures;
        Assert.Equal(counts ? 1 : 0, facts.Count);
        Assert.Equal(isPlanned, counts && facts[0].IsPlanned);
    }

    [Theory]
    [InlineData(",'performedDateTime':'2026-11-21'", "2026-11-21", "2026-11-21")]
    [InlineData(",'performedDateTime':'2026'", "2026-01-01", "2026-11-21")]
    [InlineData(",'performedPeriod':{'start':'2026-10-01','end':'2026-12-01'}", "2026-10-01", "2026-11-21")]
    [InlineData(",'performedString':'2026-10-01'", "2026-10-01", "2026-10-01")]
    [InlineData(",'performedString':'last year'", null, null)]
    public void A_procedure_spans_its_days(string more, string? start, string? end)
    {
        var fact = Assert.Single(Snapshot(Procedure(Radiotherapy, more)).Procedures);
        Assert.Equal((start is null ? null : CalendarTests.Day(start), end is null ? (DateOnly?)null : CalendarTests.Day(end)), ((DateOnly?)fact.Start, fact.End));
    }

    [Fact]
    public void A_procedure_of_a_later_day_does_not_exist_unless_it_is_planned()
    {
        const string Later = ",'performedPeriod':{'start':'2026-12-01'}";
        Assert.Empty(Snapshot(Procedure(Radiotherapy, Later)).Procedures);
        Assert.Single(Snapshot(Procedure(Radiotherapy, Later, status: "preparation")).Procedures);
    }

    [Theory]
    [InlineData(",'performedDateTime':'2026-11-10','complication':[{'text':'Wound dehiscence, grade 3'}]", 3)]
    [InlineData(",'performedDateTime':'2026-11-10','complicationDetail':[{'display':'Wound dehiscence'}]", null)]
    public void A_complication_that_a_procedure_tells_is_a_toxicity_of_it(string more, int? grade)
    {
        foreach (var code in (string[])[Radiotherapy, "{'text':'Implantation of a port'}"])
        {
            var fact = Assert.Single(Snapshot(Procedure(code, more)).Toxicities);
            Assert.Equal((true, false, grade, new DateOnly(2026, 11, 10)), (fact.IsProcedureRelated, fact.IsDrugRelated, fact.Grade?.Value, fact.Day));
        }
        Assert.Empty(Snapshot(Procedure(Radiotherapy, more, status: "not-done")).Toxicities);
    }

    [Theory]
    [InlineData("'start':'2026-08-01','end':'2026-08-23'", "2026-11-20", true)]
    [InlineData("'start':'2026-08-01','end':'2026-08-21'", "2026-11-20", false)]
    [InlineData("'start':'2026-11-01','end':'2026-11-23'", "2026-10-30", false)]
    public void What_radiotherapy_does_within_90_days_of_it_may_be_of_it_where_nobody_is_suspected(string period, string day, bool may)
    {
        string Event(string more = "") => $"{{'resourceType':'AdverseEvent','id':'a','actuality':'actual','subject':{{'reference':'Patient/p'}},'date':'{day}','event':{{'text':'Pneumonitis'}}{more}}}";
        var course = Procedure(Radiotherapy, $",'performedPeriod':{{{period}}}");
        var fact = Assert.Single(Snapshot(course, Event()).Toxicities);
        Assert.Equal((may, may), (fact.IsProcedureRelated, fact.IsCauseOpen));
        Assert.False(Assert.Single(Snapshot(course, Event(",'suspectEntity':[{'instance':{'display':'pembrolizumab'}}]")).Toxicities).IsCauseOpen);
    }

    [Theory]
    [InlineData("active", "order", "", true)]
    [InlineData("on-hold", "order", "", true)]
    [InlineData("draft", "order", "", true)]
    [InlineData("active", "plan", "", true)]
    [InlineData("active", "proposal", "", false)]
    [InlineData("completed", "order", "", false)]
    [InlineData("revoked", "order", "", false)]
    [InlineData("entered-in-error", "order", "", false)]
    [InlineData("active", "order", ",'doNotPerform':true", false)]
    [InlineData("active", "order", ",'authoredOn':'2026-11-22'", false)]
    public void A_requested_service_is_planned(string status, string intent, string more, bool counts)
    {
        var request = $"{{'resourceType':'ServiceRequest','id':'s','status':'{status}','intent':'{intent}','subject':{{'reference':'Patient/p'}},'code':{Radiotherapy}{Chest}{more},'occurrenceDateTime':'2026-12-10'}}";
        var facts = Snapshot(request).Procedures;
        Assert.Equal(counts ? 1 : 0, facts.Count);
        if (counts)
        {
            Assert.True(facts[0].IsPlanned);
            Assert.Equal(new DateOnly(2026, 12, 10), facts[0].Start);
            Assert.Contains("vs-thoracic-radiotherapy", Sets(facts[0].Sets));
        }
    }

    [Theory]
    [InlineData("active", "2026-11-01", true)]
    [InlineData("finished", "2026-11-01", false)]
    [InlineData("planned", "2026-11-01", false)]
    [InlineData("active", "2026-12-01", false)]
    public void An_episode_of_care_tells_of_its_procedure(string status, string from, bool counts)
    {
        var episode = $"{{'resourceType':'EpisodeOfCare','id':'e','status':'{status}','patient':{{'reference':'Patient/p'}},'type':[{{'text':'造血干细胞移植'}}],'period':{{'start':'{from}'}}}}";
        var facts = Snapshot(episode).Procedures;
        Assert.Equal(counts ? 1 : 0, facts.Count);
        if (counts)
            Assert.Equal((false, new DateOnly(2026, 11, 1)), (facts[0].IsPlanned, facts[0].Start!.Value));
    }

    [Fact]
    public void A_procedure_says_where_it_was_done()
    {
        var fact = Assert.Single(Snapshot(Procedure("{'text':'radiotherapy'}", ",'bodySite':[{'text':'chest'}],'performedDateTime':'2026-11-01'")).Procedures);
        Assert.Equal("radiotherapy (chest) 2026-11-01", fact.InWords(Clinical.Language.English));
        Assert.Equal("radiotherapy（chest） 2026-11-01", fact.InWords(Clinical.Language.Chinese));
    }

    [Theory]
    [InlineData("C79.8", "Secondary malignant neoplasm of heart", true)]
    [InlineData("C79.800x015", "心脏继发恶性肿瘤", true)]
    [InlineData("C79.8", "Secondary malignant neoplasm of breast", false)]
    [InlineData("I50.9", "Heart failure", false)]
    public void A_code_for_other_sites_leaves_the_site_to_its_words(string code, string words, bool isHeart)
    {
        var condition = $"{{'resourceType':'Condition','id':'c','subject':{{'reference':'Patient/p'}},'code':{Coded("http://hl7.org/fhir/sid/icd-10", code, words)}}}";
        Assert.Equal(isHeart, Sets(Assert.Single(Snapshot(condition).Conditions).Sets).Contains("vs-cardiac-metastasis"));
    }

    [Fact]
    public void An_activity_of_a_care_plan_is_planned()
    {
        var plan = $"{{'resourceType':'CarePlan','id':'c','status':'active','intent':'plan','subject':{{'reference':'Patient/p'}},'activity':[{{'detail':{{'status':'scheduled','code':{Radiotherapy},'scheduledPeriod':{{'start':'2026-12-01'}}}}}},{{'detail':{{'status':'cancelled','code':{Radiotherapy}}}}}]}}";
        Assert.True(Assert.Single(Snapshot(plan).Procedures).IsPlanned);
    }

    [Theory]
    [InlineData("'valueCodeableConcept':{'coding':[{'system':'https://cdsoncopharm.org/fhir/CodeSystem/assessment','code':'no'}],'text':'no'}", "no")]
    [InlineData("'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'373067005'},{'system':'https://cdsoncopharm.org/fhir/CodeSystem/assessment','code':'no'}]}", "no")]
    [InlineData("'valueCodeableConcept':{'coding':[{'system':'urn:any','code':'unstable'}]}", "unstable")]
    [InlineData("'valueCodeableConcept':{'text':'C'}", "C")]
    [InlineData("'valueBoolean':true", "yes")]
    [InlineData("'valueBoolean':false", "no")]
    [InlineData("'valueInteger':3", "3")]
    [InlineData("'valueString':' stable '", "stable")]
    public void An_answer_is_read_whatever_its_type_and_system(string value, string expected)
    {
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{Coded("urn:any", "fertility-preservation-need")},{value}}}";
        var answer = Assert.Single(Snapshot(observation).Answers);
        Assert.Equal(("fertility-preservation-need", expected, new When(new(2026, 11, 20))), (answer.Assessment, answer.Value, answer.At));
        Assert.Empty(Snapshot(observation.Replace("final", "entered-in-error", StringComparison.Ordinal)).Answers);
        Assert.Empty(Snapshot(observation.Replace("2026-11-20", "2026-11-22", StringComparison.Ordinal)).Answers);
    }

    [Fact]
    public void An_amount_is_an_answer_with_its_unit_and_what_it_is_about()
    {
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'focus':[{{'reference':'Condition/c1'}}],'effectiveDateTime':'2026-11-20','code':{Coded("urn:any", "outside-cumulative-dose")},'valueQuantity':{{'value':240,'code':'mg/m2'}}}}";
        var answer = Assert.Single(Snapshot(observation).Answers);
        Assert.Equal((new Dose(240, "mg/m2"), "Condition/c1"), (answer.Quantity, answer.About));
    }

    [Theory]
    [InlineData("'focus':[{'display':'Doxorubicin 50 mg vial'}],'valueQuantity':{'value':240,'code':'mg/m2'}")]
    [InlineData("'valueString':'多柔比星 240 mg/m2'")]
    [InlineData("'focus':[{'reference':'MedicationRequest/o1'}],'valueQuantity':{'value':240,'code':'mg/m2'}")]
    [InlineData("'component':[{'code':{'text':'agent'},'valueCodeableConcept':{'text':'doxorubicin'}},{'code':{'text':'dose'},'valueQuantity':{'value':240,'code':'mg/m2'}}]")]
    [InlineData("'component':[{'code':{'text':'doxorubicin'},'valueQuantity':{'value':240,'code':'mg/m2'}}]")]
    [InlineData("'method':{'text':'doxorubicin'},'valueQuantity':{'value':240,'unit':'mg/m²'}")]
    [InlineData("'note':[{'text':'doxorubicin, discharge letter'}],'valueQuantity':{'value':240,'code':'mg/m2'}")]
    public void A_dose_given_elsewhere_names_its_medicine(string value)
    {
        var order = Order(Text("doxorubicin"));
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{Coded("urn:any", "outside-cumulative-dose")},{value}}}";
        var answer = Assert.Single(Snapshot(order, observation).Answers);
        Assert.Equal(("doxorubicin", new Dose(240, "mg/m2")), (Assert.Single(answer.Medicines).Code, answer.Quantity));
    }

    [Theory]
    [InlineData("doxorubicin 3 x 50 mg/m2")]
    [InlineData("doxorubicin, six cycles")]
    [InlineData("doxorubicin 150 vials")]
    public void A_dose_elsewhere_in_words_that_can_mean_two_things_has_no_amount(string said)
    {
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{Coded("urn:any", "outside-cumulative-dose")},'valueString':'{said}'}}";
        Assert.Null(Assert.Single(Snapshot(observation).Answers).Quantity);
    }

    [Theory]
    [InlineData("{'linkId':'outside-cumulative-dose','answer':[{'valueQuantity':{'value':240,'code':'mg/m2'},'item':[{'linkId':'agent','answer':[{'valueString':'doxorubicin'}]}]}]}")]
    [InlineData("{'linkId':'outside-cumulative-dose','text':'Doxorubicin elsewhere','answer':[{'valueQuantity':{'value':240,'code':'mg/m2'}}]}")]
    [InlineData("{'linkId':'outside-cumulative-dose','item':[{'linkId':'a','answer':[{'valueCoding':{'code':'x','display':'doxorubicin'}}]},{'linkId':'b','answer':[{'valueQuantity':{'value':240,'code':'mg/m2'}}]}]}")]
    public void A_questionnaire_of_another_form_names_the_medicine_below_or_beside_the_dose(string item)
    {
        var answer = Assert.Single(Snapshot($"{{'resourceType':'QuestionnaireResponse','id':'r','status':'completed','subject':{{'reference':'Patient/p'}},'authored':'2026-11-20','item':[{item}]}}").Answers);
        Assert.Equal(("doxorubicin", new Dose(240, "mg/m2")), (Assert.Single(answer.Medicines).Code, answer.Quantity));
    }

    [Theory]
    [InlineData("Clinical pharmacist, oncology", "Clinical pharmacist, anti-infectives", "2")]
    [InlineData("肿瘤专科临床药师", "抗感染专科临床药师", "2")]
    [InlineData("Clinical pharmacist, oncology", "Oncology pharmacist", null)]
    [InlineData("Clinical pharmacist, oncology", "Clinical pharmacist", null)]
    [InlineData("Clinical pharmacist, oncology", "Physician, infectious diseases", null)]
    public void A_team_with_pharmacists_of_different_specialties_answers_how_many_decide(string one, string other, string? expected)
    {
        string Team(string status, string end = "") =>
            $"{{'resourceType':'CareTeam','id':'t','status':'{status}','subject':{{'reference':'Patient/p'}},'period':{{'start':'2026-11-01'{end}}},'participant':[{{'role':[{{'text':'{one}'}}],'member':{{'reference':'Practitioner/1'}}}},{{'role':[{{'text':'{other}'}}],'member':{{'reference':'Practitioner/2'}}}}]}}";
        Assert.Equal(expected is null ? [] : [("multi-specialty-pharmacist", expected)], Snapshot(Team("active")).Answers.Select(a => (a.Assessment, a.Value)));
        Assert.Empty(Snapshot(Team("inactive")).Answers);
        Assert.Empty(Snapshot(Team("active", ",'end':'2026-11-10'")).Answers);
    }

    [Theory]
    [InlineData("Oncology", "Anti-infectives", 1)]
    [InlineData("Oncology", "Oncology", 0)]
    public void The_specialty_of_a_member_of_a_team_may_stand_in_the_role(string one, string other, int expected)
    {
        string Role(string id, string specialty) => $"{{'resourceType':'PractitionerRole','id':'{id}','code':[{{'coding':[{{'system':'http://snomed.info/sct','code':'46255001'}}]}}],'specialty':[{{'text':'{specialty}'}}]}}";
        const string Team = "{'resourceType':'CareTeam','id':'t','status':'active','subject':{'reference':'Patient/p'},'period':{'start':'2026-11-01'},'participant':[{'member':{'reference':'PractitionerRole/a'}},{'member':{'reference':'PractitionerRole/b'}}]}";
        Assert.Equal(expected, Snapshot(Role("a", one), Role("b", other), Team).Answers.Count);
    }

    [Fact]
    public void The_questionnaire_asks_of_which_medicine_a_dose_was()
    {
        const string Response = "{'resourceType':'QuestionnaireResponse','id':'r','status':'completed','subject':{'reference':'Patient/p'},'authored':'2026-11-20','item':[{'linkId':'outside-cumulative-dose','answer':[{'valueQuantity':{'value':240,'code':'mg/m2'},'item':[{'linkId':'outside-cumulative-dose.medicine','answer':[{'valueString':'epirubicin'}]}]},{'valueQuantity':{'value':9,'unit':'mg'},'item':[{'linkId':'outside-cumulative-dose.medicine','answer':[{'valueString':'阿霉素'}]}]}]}]}";
        var answers = Snapshot(Response).Answers;
        Assert.Equal(
            [("epirubicin", new Dose(240, "mg/m2")), ("doxorubicin", new Dose(9, "mg"))],
            answers.OrderByDescending(a => a.Quantity!.Value.Value).Select(a => (Assert.Single(a.Medicines).Code, a.Quantity!.Value)));
    }

    [Theory]
    [InlineData("peripheral sensory neuropathy, grade 3, oxaliplatin", 3, "oxaliplatin")]
    [InlineData("奥沙利铂后周围神经病变2级", 2, "oxaliplatin")]
    [InlineData("周围神经病变", null, null)]
    public void Toxicity_of_earlier_treatment_that_a_person_names_is_a_toxicity_that_is_over(string said, int? grade, string? agent)
    {
        var fact = Assert.Single(Snapshot(History(said)).Toxicities);
        Assert.Contains("ae-neurotoxicity", Toxic(fact.Sets));
        Assert.Equal((grade, true, true, null), (fact.Grade?.Value, fact.IsOver, fact.IsDrugRelated, fact.Day));
        Assert.Equal(agent is null ? [] : [agent], fact.Suspects.Select(s => s.Code));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("No")]
    [InlineData("无")]
    public void No_toxicity_of_earlier_treatment_is_an_answer_and_no_toxicity(string said)
    {
        Assert.Empty(Snapshot(History(said)).Toxicities);
        Assert.Single(Snapshot(History(said)).Answers);
    }

    private static string History(string said) =>
        $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{Coded("urn:any", "toxicity-history")},'valueString':'{said}'}}";

    [Fact]
    public void An_answer_that_cannot_be_read_is_told_without_its_words()
    {
        var issues = new List<IntakeIssue>();
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'code':{Coded("urn:any", "adherence")},'valueRange':{{}}}}";
        Assert.Empty(Of(Set(Woman, observation), issues: issues).Answers);
        Assert.Equal("Observation/o", Assert.Single(issues).Reference);
    }

    [Theory]
    [InlineData("'linkId':'adherence'", "completed", true)]
    [InlineData("'linkId':'1','definition':'https://cdsoncopharm.org/fhir/CodeSystem/assessment#adherence'", "completed", true)]
    [InlineData("'linkId':'1','definition':'https://x/assessment|adherence'", "amended", true)]
    [InlineData("'linkId':'other'", "completed", false)]
    [InlineData("'linkId':'adherence'", "in-progress", false)]
    [InlineData("'linkId':'adherence'", "entered-in-error", false)]
    public void An_item_of_a_questionnaire_is_an_answer(string item, string status, bool counts)
    {
        var response = $"{{'resourceType':'QuestionnaireResponse','id':'r','status':'{status}','subject':{{'reference':'Patient/p'}},'authored':'2026-11-20','item':[{{'linkId':'group','item':[{{{item},'answer':[{{'valueCoding':{{'system':'urn:any','code':'missed'}}}}]}}]}}]}}";
        var answers = Snapshot(response).Answers;
        Assert.Equal(counts ? ["missed"] : [], answers.Select(a => a.Value));
    }

    [Fact]
    public void Items_below_answers_are_found_and_answers_are_listed_newest_first()
    {
        string Response(string id, string day, string value) => $"{{'resourceType':'QuestionnaireResponse','id':'{id}','status':'completed','subject':{{'reference':'Patient/p'}},'authored':'{day}','item':[{{'linkId':'q','answer':[{{'valueBoolean':true,'item':[{{'linkId':'adherence','answer':[{{'valueString':'{value}'}}]}}]}}]}}]}}";
        Assert.Equal(["good", "missed"], Snapshot(Response("a", "2026-10-01", "missed"), Response("b", "2026-11-01", "good")).Answers.Select(a => a.Value));
    }

    [Fact]
    public void Tube_feeding_is_an_order_of_a_formula()
    {
        var order = "{'resourceType':'NutritionOrder','id':'n','status':'active','intent':'order','patient':{'reference':'Patient/p'},'dateTime':'2026-11-01','enteralFormula':{'baseFormulaType':{'text':'Standard polymeric formula'}}}";
        var fact = Assert.Single(Snapshot(order).Nutrition);
        Assert.True(fact.IsEnteral);
        Assert.False(fact.IsParenteral);
        Assert.Equal(new DateOnly(2026, 11, 1), fact.Day);
        Assert.Empty(Snapshot(order.Replace("'active'", "'completed'", StringComparison.Ordinal)).Nutrition);
        Assert.Empty(Snapshot(order.Replace("2026-11-01", "2026-11-22", StringComparison.Ordinal)).Nutrition);
    }

    [Fact]
    public void Feeding_by_vein_is_known_by_its_words()
    {
        var order = "{'resourceType':'NutritionOrder','id':'n','status':'active','intent':'order','patient':{'reference':'Patient/p'},'dateTime':'2026-11-01','supplement':[{'type':{'text':'Total parenteral nutrition'}}]}";
        var fact = Assert.Single(Snapshot(order).Nutrition);
        Assert.True(fact.IsParenteral);
        Assert.False(fact.IsEnteral);
    }

    [Fact]
    public void A_device_counts_once_by_its_use_or_while_it_is_active()
    {
        const string Tube = "{'resourceType':'Device','id':'d','status':'active','type':{'text':'Percutaneous endoscopic gastrostomy (PEG) feeding tube'},'patient':{'reference':'Patient/p'}}";
        string Use(string status, string more = "") => $"{{'resourceType':'DeviceUseStatement','id':'u','status':'{status}','subject':{{'reference':'Patient/p'}},'device':{{'reference':'Device/d'}}{more}}}";
        Assert.Contains("vs-feeding-tube", Sets(Assert.Single(Snapshot(Tube).Devices).Sets));
        Assert.Equal("DeviceUseStatement/u", Assert.Single(Snapshot(Tube, Use("active")).Devices).Reference);
        Assert.Empty(Snapshot(Tube, Use("completed")).Devices);
        Assert.Empty(Snapshot(Tube, Use("active", ",'timingPeriod':{'start':'2026-01-01','end':'2026-11-20'}")).Devices);
        Assert.Empty(Snapshot(Tube.Replace("'active'", "'inactive'", StringComparison.Ordinal)).Devices);
        // A device that belongs to nobody, used by the patient.
        Assert.Single(Snapshot(Tube.Replace(",'patient':{'reference':'Patient/p'}", "", StringComparison.Ordinal), Use("active")).Devices);
    }

    [Theory]
    [InlineData("in-progress", "IMP", "'start':'2026-11-10'", true, true)]
    [InlineData("finished", "IMP", "'start':'2026-10-10','end':'2026-10-20'", true, false)]
    [InlineData("finished", "IMP", "'start':'2026-11-10','end':'2026-11-25'", true, true)]
    [InlineData("in-progress", "IMP", "'start':'2026-10-10','end':'2026-10-20'", true, false)]
    [InlineData("in-progress", "AMB", "'start':'2026-11-21'", false, true)]
    public void A_stay_is_in_progress_on_the_day(string status, string kind, string period, bool isInpatient, bool inProgress)
    {
        var fact = Assert.Single(Snapshot($"{{'resourceType':'Encounter','id':'e','status':'{status}','class':{{'code':'{kind}'}},'subject':{{'reference':'Patient/p'}},'period':{{{period}}},'reasonCode':[{Icd("I50.9")}]}}").Encounters);
        Assert.Equal((isInpatient, inProgress), (fact.IsInpatient, fact.IsInProgress));
        Assert.Contains("vs-heart-failure", Sets(fact.Reasons));
    }

    [Theory]
    [InlineData("finished", "AMB", "'start':'2026-10-10'")]
    [InlineData("planned", "IMP", "'start':'2026-11-10'")]
    [InlineData("cancelled", "IMP", "'start':'2026-11-10'")]
    [InlineData("in-progress", "IMP", "'start':'2026-11-22'")]
    public void Visits_of_the_past_and_stays_that_are_not_yet_leave_no_trace(string status, string kind, string period) =>
        Assert.Empty(Snapshot($"{{'resourceType':'Encounter','id':'e','status':'{status}','class':{{'code':'{kind}'}},'subject':{{'reference':'Patient/p'}},'period':{{{period}}}}}").Encounters);

    [Theory]
    [InlineData("'severity':'high','code':{'coding':[{'code':'DRG'}]}", true, "major")]
    [InlineData("'severity':'moderate','code':{'text':'药物相互作用'}", true, "moderate")]
    [InlineData("'severity':'low','detail':'Interaction of A with B'", true, "minor")]
    [InlineData("'code':{'coding':[{'code':'DRG'}]}", true, null)]
    [InlineData("'code':{'coding':[{'code':'DRG'}],'text':'Contraindicated combination'}", true, "major")]
    [InlineData("'severity':'moderate','code':{'text':'药物相互作用：禁忌合用'}", true, "major")]
    [InlineData("'severity':'moderate','detail':'interaction, not contraindicated','code':{'coding':[{'code':'DRG'}]}", true, "moderate")]
    [InlineData("'severity':'high','code':{'coding':[{'code':'ALLERGY'}]}", false, null)]
    public void An_interaction_has_a_severity(string content, bool counts, string? severity)
    {
        var issue = $"{{'resourceType':'DetectedIssue','id':'d','status':'final','patient':{{'reference':'Patient/p'}},'identifiedDateTime':'2026-11-20',{content}}}";
        var facts = Snapshot(issue).Interactions;
        Assert.Equal(counts ? 1 : 0, facts.Count);
        if (counts)
            Assert.Equal((severity, false), (facts[0].Severity, facts[0].IsMitigated));
        Assert.Empty(Snapshot(issue.Replace("'final'", "'cancelled'", StringComparison.Ordinal)).Interactions);
    }

    [Fact]
    public void A_mitigation_is_told() =>
        Assert.True(Assert.Single(Snapshot("{'resourceType':'DetectedIssue','id':'d','status':'final','patient':{'reference':'Patient/p'},'code':{'coding':[{'code':'DRG'}]},'mitigation':[{'action':{'text':'dose separated'}}]}").Interactions).IsMitigated);

    [Theory]
    [InlineData("'birthDate':'1966-05-02'", "1966-05-02", "1966-05-02")]
    [InlineData("'birthDate':'1966-05'", "1966-05-01", "1966-05-31")]
    [InlineData("'birthDate':'1966'", "1966-01-01", "1966-12-31")]
    [InlineData("'birthDate':'unknown'", null, null)]
    [InlineData("'birthDate':'2027-01-01'", null, null)]
    [InlineData("'active':true", null, null)]
    public void A_birth_date_is_as_sure_as_it_is_written(string content, string? earliest, string? latest)
    {
        var birth = Of(Set($"{{'resourceType':'Patient','id':'p',{content}}}")).BirthDate;
        Assert.Equal((earliest is null ? null : CalendarTests.Day(earliest), latest is null ? (DateOnly?)null : CalendarTests.Day(latest)), (birth?.Earliest, birth?.Latest));
    }

    [Theory]
    [InlineData("female", Sex.Female)]
    [InlineData("male", Sex.Male)]
    [InlineData("other", Sex.Unknown)]
    [InlineData("unknown", Sex.Unknown)]
    [InlineData("f", Sex.Unknown)]
    public void Sex_is_female_male_or_unknown(string gender, Sex expected) =>
        Assert.Equal(expected, Of(Set($"{{'resourceType':'Patient','id':'p','gender':'{gender}'}}")).Sex);
}
