using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>No content of a record stops the assessment, and neither order nor repetition changes it.</summary>
public sealed class RobustnessTests
{
    private static readonly string[] Everything =
    [
        Woman,
        Order(Atc("L01CD02"), more: ",'groupIdentifier':{'value':'TC'},'statusReason':{'text':'x'},'dispenseRequest':{'validityPeriod':{'end':'2027-01-01'}}" + Dosage("{'text':'75 mg/m2 IV','timing':{'repeat':{'boundsPeriod':{'start':'2026-11-01'},'frequency':1,'period':21,'periodUnit':'d'}},'doseAndRate':[{'doseQuantity':{'value':75,'code':'mg/m2'}}]}")),
        Order(Atc("L01CD02"), "2026-11-15", id: "o2", status: "stopped"),
        OrderOf("Medication/m", id: "o3"),
        $"{{'resourceType':'Medication','id':'m','form':{Text("缓释片")},'ingredient':[{{'itemCodeableConcept':{Atc("C08CA05")}}},{{'itemReference':{{'reference':'Medication/m'}}}}]}}",
        Given(Atc("L01CD02"), "2026-11-12", ",'request':{'reference':'MedicationRequest/o1'},'dosage':{'dose':{'value':120,'code':'mg'}}"),
        $"{{'resourceType':'MedicationStatement','id':'s1','status':'active','subject':{{'reference':'Patient/p'}},'effectivePeriod':{{'start':'2025-01'}},'dateAsserted':'2026-11-01','medicationCodeableConcept':{Text("Little pink pill")}}}",
        $"{{'resourceType':'MedicationDispense','id':'s2','status':'completed','subject':{{'reference':'Patient/p'}},'whenHandedOver':'2026-11-01','daysSupply':{{'value':30,'code':'d'}},'medicationCodeableConcept':{Rx("84857")}}}",
        Condition(Icd("C50.9"), Status("active") + Verified("confirmed") + ",'onsetDateTime':'2026','severity':{'coding':[{'system':'http://snomed.info/sct','code':'24484000'}]}"),
        Lab("2160-0", Quantity("1.1", "mg/dL"), $",'referenceRange':[{Range("0.5", "1.2", "mg/dL")},{{'text':'0.5-1.2','appliesTo':[{{'text':'female'}}],'age':{{'low':{{'value':18,'code':'a'}}}}}}]"),
        Lab("85354-9", "", $",'component':[{{'code':{Coded("http://loinc.org", "8480-6")},{Quantity("162", "mm[Hg]")}}}]", id: "l2"),
        Lab("89247-1", "'valueCodeableConcept':{'coding':[{'system':'http://loinc.org','code':'LA9624-3'}]}", id: "l3"),
        Lab("79719-1", "'valueCodeableConcept':{'text':'Poor metabolizer'}", id: "l4"),
        "{'resourceType':'Observation','id':'g','status':'final','subject':{'reference':'Patient/p'},'focus':[{'reference':'MedicationRequest/o1'}],'effectiveDateTime':'2026-11-18','code':{'text':'CTCAE Nausea'},'valueInteger':2}",
        Event("Neutropenia", Grade(3) + Suspect("MedicationAdministration/a1") + ",'outcome':{'coding':[{'code':'recovering'}]},'resultingCondition':[{'reference':'Condition/c1'}]"),
        Procedure(Coded("http://snomed.info/sct", "1217123003"), ",'performedPeriod':{'start':'2026-10'},'bodySite':[{'coding':[{'system':'http://snomed.info/sct','code':'51185008'}]}]"),
        "{'resourceType':'NutritionOrder','id':'n','status':'active','intent':'order','patient':{'reference':'Patient/p'},'dateTime':'2026-11-01','enteralFormula':{'baseFormulaType':{'text':'standard'}}}",
        "{'resourceType':'Device','id':'d','status':'active','type':{'text':'PEG tube'},'patient':{'reference':'Patient/p'}}",
        "{'resourceType':'DeviceUseStatement','id':'u','status':'active','subject':{'reference':'Patient/p'},'device':{'reference':'Device/d'}}",
        "{'resourceType':'Encounter','id':'e','status':'in-progress','class':{'code':'IMP'},'subject':{'reference':'Patient/p'},'period':{'start':'2026-11-10'}}",
        "{'resourceType':'QuestionnaireResponse','id':'r','status':'completed','subject':{'reference':'Patient/p'},'authored':'2026-11-20','item':[{'linkId':'adherence','answer':[{'valueString':'good'}]}]}",
        "{'resourceType':'DetectedIssue','id':'di','status':'final','severity':'high','patient':{'reference':'Patient/p'},'code':{'coding':[{'code':'DRG'}]},'mitigation':[{'date':'2026-11-01'}]}",
        "{'resourceType':'CarePlan','id':'cp','status':'active','intent':'plan','title':'TC','subject':{'reference':'Patient/p'},'activity':[{'detail':{'status':'scheduled','code':{'text':'radiotherapy'}}}]}",
        "{'resourceType':'RequestGroup','id':'rg','status':'active','intent':'order','code':{'text':'TC'},'subject':{'reference':'Patient/p'}}",
        "{'resourceType':'ServiceRequest','id':'sr','status':'active','intent':'order','subject':{'reference':'Patient/p'},'code':{'text':'radiotherapy of the chest'}}",
    ];

    [Fact]
    public void Every_kind_of_fact_is_there()
    {
        var snapshot = Of(Set(Everything));
        Assert.NotEmpty(snapshot.Therapies);
        Assert.NotEmpty(snapshot.UnrecognisedMedicines);
        Assert.NotEmpty(snapshot.Conditions);
        Assert.Contains(snapshot.Results, r => r is { Count: > 0 });
        Assert.Equal(2, snapshot.Toxicities.Count);
        Assert.Equal(3, snapshot.Procedures.Count);
        Assert.NotEmpty(snapshot.Answers);
        Assert.NotEmpty(snapshot.Nutrition);
        Assert.NotEmpty(snapshot.Devices);
        Assert.NotEmpty(snapshot.Encounters);
        Assert.NotEmpty(snapshot.Genotypes);
        Assert.NotEmpty(snapshot.Interactions);
        Assert.NotEmpty(snapshot.RegimenTexts);
    }

    [Fact]
    public void Neither_the_order_of_resources_nor_duplicates_change_the_snapshot() => Shuffling.Check(Utf8(Bundle(Everything)), 20);

    [Fact]
    public void Nothing_that_a_record_says_throws()
    {
        var bundle = System.Text.Encoding.UTF8.GetString(Utf8(Bundle(Everything)));
        var random = new Random(7);
        for (var i = 0; i < 3_000; i++)
        {
            var broken = Shuffling.Break(bundle, random);
            var records = new RecordSet { DraftsAreBeingSigned = true };
            records.Read(System.Text.Encoding.UTF8.GetBytes(broken));
            foreach (var patient in records.Patients)
            {
                var issues = new List<IntakeIssue>();
                Builder.Build(records, patient, AsOf, issues: issues);
                Assert.True(issues.All(j => !j.What.StartsWith("could not be read", StringComparison.Ordinal)), $"{i}: {issues.FirstOrDefault()?.What} in {broken}");
            }
        }
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public void The_first_and_the_last_day_of_the_calendar_are_days_like_others(string asOf)
    {
        var issues = new List<IntakeIssue>();
        Builder.Build(Set(Everything), "p", CalendarTests.Day(asOf), issues: issues);
        Assert.DoesNotContain(issues, i => i.What.StartsWith("could not be read", StringComparison.Ordinal));
    }
}
