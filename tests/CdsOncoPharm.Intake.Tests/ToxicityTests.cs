using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

public sealed class ToxicityTests
{
    private static readonly string Docetaxel = Order(Atc("L01CD02"));

    [Theory]
    [InlineData("'extension':[{'url':'http://hl7.org/fhir/us/ctcae/StructureDefinition/ctcae-grade','valueCodeableConcept':{'coding':[{'system':'http://hl7.org/fhir/us/ctcae/CodeSystem/ctcae-grade-code-system','code':'3','display':'Severe Adverse Event'}]}}]", 3)]
    [InlineData("'extension':[{'url':'http://hl7.org/fhir/uv/ae-research-backport-ig/StructureDefinition/ae-grade','valueCodeableConcept':{'coding':[{'system':'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl','code':'C41338'}]}}]", 1)]
    [InlineData("'extension':[{'url':'http://hl7.org/fhir/uv/ae-research-backport-ig/StructureDefinition/ae-grade','valueCodeableConcept':{'coding':[{'system':'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl','code':'C41337'}]}}]", 4)]
    [InlineData("'extension':[{'url':'http://hl7.org/fhir/uv/ae-research-backport-ig/StructureDefinition/ae-grade','valueCodeableConcept':{'coding':[{'system':'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl','code':'C48275'}],'text':'Grade 5 Death related to adverse event'}}]", 5)]
    [InlineData("'extension':[{'url':'http://hospital/ctcae-grade','valueInteger':2}]", 2)]
    [InlineData("'extension':[{'url':'http://hospital/ctcae-grade','valueCode':'4'}]", 4)]
    [InlineData("'extension':[{'url':'http://hospital/ctcae-grade','valueString':'3级'}]", 3)]
    [InlineData("'extension':[{'url':'http://hospital/ctcae-grade','valueCoding':{'code':'2'}}]", 2)]
    [InlineData("'extension':[{'url':'http://hospital/ctcae-grade','valueInteger':1},{'url':'http://other/ctcae-grade','valueInteger':3}]", 3)]
    [InlineData("'severity':{'text':'CTCAE v5.0 grade 3'}", 3)]
    [InlineData("'severity':{'coding':[{'display':'Grade 2'}]}", 2)]
    [InlineData("'severity':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/adverse-event-severity','code':'severe','display':'Severe'}]}", 3)]
    [InlineData("'severity':{'coding':[{'code':'severe'}],'text':'CTCAE grade 2'}", 2)]
    [InlineData("'severity':{'text':'see note'}", null)]
    [InlineData("'seriousness':{'coding':[{'code':'serious'}]}", null)]
    [InlineData("'outcome':{'coding':[{'code':'ongoing'}]}", null)]
    [InlineData("'extension':[{'url':'http://hospital/ctcae-grade','valueInteger':9}]", null)]
    public void A_grade_is_read_wherever_the_world_writes_it(string content, int? grade)
    {
        var fact = Assert.Single(Snapshot(Event("Nausea", "," + content)).Toxicities);
        Assert.Equal(grade, fact.Grade?.Value);
        Assert.True(fact.IsKnownTerm);
    }

    [Fact]
    public void A_grade_in_the_words_of_the_event_is_read() =>
        Assert.Equal(3, Assert.Single(Snapshot(Event("Neutropenia, CTCAE grade 3")).Toxicities).Grade?.Value);

    [Fact]
    public void Severe_in_the_name_of_an_event_is_no_grade() =>
        Assert.Null(Assert.Single(Snapshot(Event("Severe acute respiratory syndrome")).Toxicities).Grade);

    [Fact]
    public void Grade_0_is_no_event() => Assert.Empty(Snapshot(Event("Nausea", ",'extension':[{'url':'http://x/ctcae-grade','valueInteger':0}]")).Toxicities);

    [Theory]
    [InlineData("'actuality':'potential'")]
    [InlineData("'actuality':'actual','modifierExtension':[{'url':'http://hl7.org/fhir/uv/ae-research-backport-ig/StructureDefinition/status','valueCode':'entered-in-error'}]")]
    public void A_potential_or_mistaken_event_does_not_count(string content) =>
        Assert.Empty(Snapshot($"{{'resourceType':'AdverseEvent','id':'e',{content},'subject':{{'reference':'Patient/p'}},'event':{Text("Nausea")}}}").Toxicities);

    [Theory]
    [InlineData(",'date':'2026-11-15'", "2026-11-15")]
    [InlineData(",'date':'2026-11-10','detected':'2026-11-11','recordedDate':'2026-11-12'", "2026-11-12")]
    [InlineData(",'date':'2026-11-10','recordedDate':'2026-12-12'", "2026-11-10")]
    [InlineData("", null)]
    public void An_event_is_of_the_newest_day_on_which_it_is_reported(string dates, string? day)
    {
        var fact = Assert.Single(Snapshot($"{{'resourceType':'AdverseEvent','id':'e','actuality':'actual','subject':{{'reference':'Patient/p'}},'event':{Text("Nausea")}{dates}}}").Toxicities);
        Assert.Equal(day is null ? null : CalendarTests.Day(day), fact.Day);
    }

    [Fact]
    public void An_event_of_a_later_day_does_not_exist() => Assert.Empty(Snapshot(Event("Nausea", date: "2026-11-22")).Toxicities);

    [Theory]
    [InlineData(",'outcome':{'coding':[{'code':'resolved'}]}", true, false)]
    [InlineData(",'outcome':{'coding':[{'code':'resolvedWithSequelae'}]}", true, false)]
    [InlineData(",'outcome':{'coding':[{'code':'ongoing'}]}", false, true)]
    [InlineData(",'outcome':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/adverse-event-outcome','code':'recovering'}]}", false, true)]
    [InlineData(",'outcome':{'coding':[{'system':'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl','code':'C49494','display':'Not recovering/not resolved'}]}", false, true)]
    [InlineData(",'outcome':{'coding':[{'system':'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl','code':'C49498'}]}", true, false)]
    [InlineData(",'outcome':{'text':'未恢复'}", false, true)]
    [InlineData(",'outcome':{'text':'痊愈'}", true, false)]
    [InlineData(",'outcome':{'coding':[{'code':'unknown'}]}", false, false)]
    [InlineData(",'extension':[{'url':'http://hl7.org/fhir/us/ctcae/StructureDefinition/adverse-event-resolved-date','valueDateTime':'2026-11-20'}]", true, false)]
    [InlineData(",'extension':[{'url':'http://hl7.org/fhir/us/ctcae/StructureDefinition/adverse-event-resolved-date','valueDateTime':'2026-11-25'}],'outcome':{'coding':[{'code':'resolved'}]}", false, true)]
    [InlineData(",'resultingCondition':[{'reference':'Condition/c1'}]", true, false)]
    [InlineData("", false, false)]
    public void An_event_is_over_or_goes_on_as_the_record_says(string more, bool isOver, bool isOngoing)
    {
        var fact = Assert.Single(Snapshot(Event("Nausea", more), Condition(Icd("R11"), ",'abatementDateTime':'2026-11-18'")).Toxicities);
        Assert.Equal((isOver, isOngoing), (fact.IsOver, fact.IsOngoing));
    }

    [Fact]
    public void The_suspects_are_the_ingredients_of_the_order_the_dose_the_statement_or_the_product()
    {
        var medication = $"{{'resourceType':'Medication','id':'m','code':{Atc("L01CD02")}}}";
        var statement = $"{{'resourceType':'MedicationStatement','id':'s1','status':'active','subject':{{'reference':'Patient/p'}},'medicationCodeableConcept':{Atc("L01CD02")}}}";
        foreach (var suspect in (string[])["MedicationRequest/o1", "MedicationAdministration/a1", "MedicationStatement/s1", "Medication/m", "https://ehr/fhir/MedicationRequest/o1"])
        {
            var fact = Assert.Single(Snapshot(Docetaxel, Given(Atc("L01CD02"), "2026-11-12"), medication, statement, Event("Nausea", Suspect(suspect))).Toxicities);
            Assert.True(fact.IsDrugRelated, suspect);
            Assert.Equal("docetaxel", Assert.Single(fact.Suspects).Code);
        }
    }

    [Fact]
    public void Another_medicine_than_an_anticancer_one_makes_no_drug_related_toxicity()
    {
        var fact = Assert.Single(Snapshot(Order(Atc("C10AA05")), Event("Nausea", Suspect("MedicationRequest/o1"))).Toxicities);
        Assert.False(fact.IsDrugRelated);
        Assert.Equal("atorvastatin", Assert.Single(fact.Suspects).Code);
    }

    [Fact]
    public void An_unrelated_suspect_is_none()
    {
        var more = ",'suspectEntity':[{'instance':{'reference':'MedicationRequest/o1'},'causality':[{'assessment':{'text':'Unrelated'}}]}]";
        var fact = Assert.Single(Snapshot(Docetaxel, Event("Nausea", more)).Toxicities);
        Assert.False(fact.IsDrugRelated);
        Assert.True(fact.IsUnrelated);
        Assert.Empty(fact.Suspects);
        Assert.True(Assert.Single(Snapshot(Docetaxel, Event("Nausea", more.Replace("Unrelated", "可能无关", StringComparison.Ordinal))).Toxicities).IsDrugRelated);
        Assert.True(Assert.Single(Snapshot(Docetaxel, Event("Nausea", more.Replace("Unrelated", "肯定无关", StringComparison.Ordinal))).Toxicities).IsUnrelated);
        var backport = ",'extension':[{'url':'http://hl7.org/fhir/uv/ae-research-backport-ig/StructureDefinition/suspect-entity','extension':[{'url':'instance','valueReference':{'reference':'MedicationRequest/o1'}},{'url':'causality','extension':[{'url':'entityRelatedness','valueCodeableConcept':{'coding':[{'system':'http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl','code':'RELATED'}]}}]}]}]";
        Assert.False(Assert.Single(Snapshot(Docetaxel, Event("Nausea", backport.Replace("RELATED", "C53256", StringComparison.Ordinal))).Toxicities).IsDrugRelated);
        Assert.True(Assert.Single(Snapshot(Docetaxel, Event("Nausea", backport.Replace("RELATED", "C53260", StringComparison.Ordinal))).Toxicities).IsDrugRelated);
    }

    [Fact]
    public void A_suspected_medicine_that_did_not_arrive_may_be_an_anticancer_one()
    {
        var issues = new List<IntakeIssue>();
        Assert.True(Assert.Single(Of(Set(Woman, Event("Nausea", Suspect("MedicationRequest/gone"))), issues: issues).Toxicities).IsDrugRelated);
        Assert.Single(issues);
        Assert.False(Assert.Single(Snapshot(Event("Nausea", Suspect("Device/gone"))).Toxicities).IsDrugRelated);
    }

    [Fact]
    public void A_procedure_can_be_suspected()
    {
        var fact = Assert.Single(Snapshot(Procedure(Coded("http://snomed.info/sct", "1217123003")), Event("Pneumonitis", Suspect("Procedure/q1"))).Toxicities);
        Assert.True(fact.IsProcedureRelated);
        Assert.False(fact.IsDrugRelated);
        Assert.True(Assert.Single(Snapshot(Event("Nausea", Suspect("Procedure/gone"))).Toxicities).IsProcedureRelated);
    }

    [Theory]
    [InlineData("on-hold", "", ActionTaken.Interrupted)]
    [InlineData("stopped", ",'statusReason':{'text':'Permanently discontinued due to toxicity'}", ActionTaken.PermanentlyDiscontinued)]
    [InlineData("stopped", ",'statusReason':{'text':'因毒性永久停药'}", ActionTaken.PermanentlyDiscontinued)]
    [InlineData("stopped", ",'statusReason':{'text':'方案永久终止治疗'}", ActionTaken.PermanentlyDiscontinued)]
    [InlineData("stopped", ",'statusReason':{'text':'course finished'}", ActionTaken.None)]
    [InlineData("stopped", "", ActionTaken.Unknown)]
    [InlineData("active", "", ActionTaken.None)]
    public void What_was_done_is_the_state_of_the_suspected_order(string status, string more, ActionTaken action)
    {
        var order = Order(Atc("L01CD02"), more: more, status: status);
        Assert.Equal(action, Assert.Single(Snapshot(order, Event("Nausea", Suspect("MedicationRequest/o1"))).Toxicities).Action);
        // By way of the dose that was given on the order.
        var dose = Given(Atc("L01CD02"), "2026-11-12", ",'request':{'reference':'MedicationRequest/o1'}");
        Assert.Equal(action, Assert.Single(Snapshot(order, dose, Event("Nausea", Suspect("MedicationAdministration/a1"))).Toxicities).Action);
    }

    [Fact]
    public void The_day_of_a_permanent_stop_is_the_end_of_the_order()
    {
        var order = Order(Atc("L01CD02"), more: ",'statusReason':{'text':'permanently discontinued'}" + Dosage("{'timing':{'repeat':{'boundsPeriod':{'start':'2026-10-01','end':'2026-11-16'}}}}"), status: "stopped");
        Assert.Equal(new DateOnly(2026, 11, 16), Assert.Single(Snapshot(order, Event("Nausea", Suspect("MedicationRequest/o1"))).Toxicities).ActionDay);
    }

    [Fact]
    public void What_was_done_with_another_medicine_is_not_what_was_done_with_the_anticancer_one()
    {
        var warfarin = Order(Atc("B01AA03"), more: ",'statusReason':{'text':'permanently discontinued'}", id: "o2", status: "stopped");
        var both = ",'suspectEntity':[{'instance':{'reference':'MedicationRequest/o1'}},{'instance':{'reference':'MedicationRequest/o2'}}]";
        var fact = Assert.Single(Snapshot(Docetaxel, warfarin, Event("Nausea", both)).Toxicities);
        Assert.Equal(2, fact.Suspects.Count);
        Assert.Equal(ActionTaken.None, fact.Action);
    }

    [Fact]
    public void An_order_that_was_entered_in_error_is_no_suspect() =>
        Assert.False(Assert.Single(Snapshot(Order(Atc("L01CD02"), status: "entered-in-error"), Event("Nausea", Suspect("MedicationRequest/o1"))).Toxicities).IsDrugRelated);

    [Theory]
    [InlineData("Radiation pneumonitis", true)]
    [InlineData("放射性肺炎", true)]
    [InlineData("Pneumonitis", false)]
    [InlineData("Radiation recall reaction (dermatologic)", false)]
    public void A_toxicity_of_radiation_names_its_cause_unless_a_medicine_is_suspected(string words, bool isOfRadiation)
    {
        var fact = Assert.Single(Snapshot(Event(words)).Toxicities);
        Assert.Equal(isOfRadiation, fact.IsProcedureRelated);
        Assert.Equal(isOfRadiation, fact.Term.En.EndsWith("(radiation)", StringComparison.Ordinal));
        Assert.False(Assert.Single(Snapshot(Docetaxel, Event(words, Suspect("MedicationRequest/o1"))).Toxicities).IsProcedureRelated);
    }

    [Theory]
    [InlineData("'code':{'text':'CTCAE Nausea'},'valueInteger':2", 2)]
    [InlineData("'code':{'text':'Nausea (CTCAE v5.0)'},'valueCodeableConcept':{'text':'Grade 3'}", 3)]
    [InlineData("'code':{'text':'Nausea'},'method':{'text':'CTCAE v5.0'},'valueCodeableConcept':{'coding':[{'code':'2'}]}", 2)]
    [InlineData("'code':{'text':'Nausea'},'extension':[{'url':'http://x/ctcae-grade','valueInteger':1}]", 1)]
    [InlineData("'code':{'text':'CTCAE v5.0: Platelet count decreased'},'valueInteger':3", 3)]
    [InlineData("'code':{'text':'CTCAE 血小板计数降低'},'valueCodeableConcept':{'text':'4级'}", 4)]
    public void An_observation_with_a_CTCAE_grade_is_a_toxicity(string content, int grade)
    {
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'focus':[{{'reference':'MedicationRequest/o1'}}],'effectiveDateTime':'2026-11-18',{content}}}";
        var fact = Assert.Single(Snapshot(Docetaxel, observation).Toxicities);
        Assert.Equal(grade, fact.Grade?.Value);
        Assert.True(fact.IsDrugRelated);
        Assert.True(fact.IsKnownTerm);
        Assert.Empty(Snapshot(Docetaxel, observation.Replace("final", "entered-in-error", StringComparison.Ordinal)).Toxicities);
        Assert.Empty(Snapshot(Docetaxel, observation.Replace("2026-11-18", "2026-11-22", StringComparison.Ordinal)).Toxicities);
    }

    [Fact]
    public void A_measured_value_is_a_result_whatever_grade_it_carries()
    {
        var snapshot = Snapshot($"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-18','code':{Coded("http://loinc.org", "777-3")},'valueQuantity':{{'value':40,'unit':'10*9/L'}},'extension':[{{'url':'http://x/ctcae-grade','valueInteger':3}}]}}");
        Assert.Empty(snapshot.Toxicities);
        Assert.NotEmpty(snapshot.Results("plt"));
    }

    [Fact]
    public void A_graded_observation_of_grade_0_is_no_event() =>
        Assert.Empty(Snapshot("{'resourceType':'Observation','id':'o','status':'final','subject':{'reference':'Patient/p'},'effectiveDateTime':'2026-11-18','code':{'text':'CTCAE Nausea'},'valueInteger':0}").Toxicities);

    [Fact]
    public void A_term_that_is_only_a_foreign_code_is_unknown_and_its_grade_counts()
    {
        var fact = Assert.Single(Snapshot($"{{'resourceType':'AdverseEvent','id':'e','actuality':'actual','subject':{{'reference':'Patient/p'}},'date':'2026-11-10','event':{Coded("http://terminology.hl7.org/CodeSystem/mdr", "10028813")}{Grade(3)}}}").Toxicities);
        Assert.False(fact.IsKnownTerm);
        Assert.Equal(new("event coded 10028813", "编码为 10028813 的事件"), fact.Term);
        Assert.Equal(3, fact.Grade?.Value);
    }

    [Fact]
    public void A_term_in_chinese_or_in_the_display_of_a_code_is_known()
    {
        Assert.True(Assert.Single(Snapshot(Event("中性粒细胞减少")).Toxicities).IsKnownTerm);
        var coded = "{'resourceType':'AdverseEvent','id':'e','actuality':'actual','subject':{'reference':'Patient/p'},'event':{'coding':[{'system':'http://x','code':'1','display':'Nausea'}]}}";
        Assert.True(Assert.Single(Snapshot(coded).Toxicities).IsKnownTerm);
    }
}
