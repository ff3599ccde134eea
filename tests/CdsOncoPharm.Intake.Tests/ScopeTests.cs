using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>Whose resources count.</summary>
public sealed class ScopeTests
{
    [Fact]
    public void A_product_that_did_not_arrive_and_is_not_named_is_to_be_read()
    {
        var records = Set(Woman,
            OrderOf("Medication/here", id: "o1"), OrderOf("Medication/away", id: "o2"), OrderOf("Medication/away", id: "o3"), OrderOf("urn:uuid:x", id: "o4"),
            OrderOf("Medication/named", id: "o5").Replace("'Medication/named'", "'Medication/named','display':'imatinib'", StringComparison.Ordinal),
            "{'resourceType':'Medication','id':'here'}");
        Assert.Equal(["Medication/away"], records.MedicationsToRead());
    }

    [Theory]
    [InlineData("1900-01-01", false)]
    [InlineData("1906-11-21", false)]
    [InlineData("1906-11-22", true)]
    public void A_birth_date_that_nobody_can_have_is_unknown(string birthDate, bool isKnown) =>
        Assert.Equal(isKnown, Of(Set(System.Text.RegularExpressions.Regex.Replace(Woman, "'birthDate':'[^']*'", $"'birthDate':'{birthDate}'"))).BirthDate is not null);

    [Fact]
    public void Records_of_somebody_else_are_told_where_one_patient_was_asked_for()
    {
        var records = new RecordSet { IsOfOnePatient = true };
        foreach (var resource in Set(Woman, Order(Atc("L01CD02")).Replace("Patient/p", "Patient/other", StringComparison.Ordinal)).Entries)
            records.Add(resource.Resource);
        Assert.Equal(GapReason.OfAnotherPatient, Of(records).Gaps[RecordKind.Medications]);
        Assert.Empty(Of(Set(Woman, Order(Atc("L01CD02")).Replace("Patient/p", "Patient/other", StringComparison.Ordinal))).Gaps);
    }

    private const string Base = "https://ehr.example.org/fhir";

    [Theory]
    [InlineData("'subject':{'reference':'Patient/p'},", true)]
    [InlineData("'subject':{'reference':'Patient/p/_history/4'},", true)]
    [InlineData("'subject':{'reference':'https://ehr.example.org/fhir/Patient/p'},", true)]
    [InlineData("'subject':{'reference':'http://ehr.example.org/fhir/Patient/p'},", true)]
    [InlineData("'subject':{'reference':'urn:uuid:p'},", true)]
    [InlineData("'subject':{'reference':'p'},", true)]
    [InlineData("'subject':{'display':'the patient'},", true)]
    [InlineData("'subject':{'identifier':{'system':'urn:mrn','value':'7'}},", true)]
    [InlineData("", true)]
    [InlineData("'subject':{'reference':'Patient/q'},", false)]
    [InlineData("'subject':{'reference':'https://other.example.org/fhir/Patient/p'},", false)]
    [InlineData("'subject':{'reference':'urn:uuid:q'},", false)]
    [InlineData("'subject':{'reference':'Group/p'},", false)]
    [InlineData("'subject':{'reference':'#someone'},", false)]
    [InlineData("'subject':{'reference':'Patient?identifier=7'},", false)]
    [InlineData("'subject':{'identifier':{'system':'urn:mrn','value':'8'}},", false)]
    public void A_resource_counts_for_the_patient_whom_its_subject_names(string subject, bool counts)
    {
        var patient = At(Base + "/Patient/p", "{'resourceType':'Patient','id':'p','identifier':[{'system':'urn:mrn','value':'7'}]}");
        var condition = $"{{'resourceType':'Condition','id':'c',{subject}'code':{Icd("C50.9")}}}";
        Assert.Equal(counts ? 1 : 0, Of(Set(patient, condition)).Conditions.Count);
    }

    [Fact]
    public void A_relative_subject_is_of_the_server_that_its_entry_lives_on()
    {
        var patient = At(Base + "/Patient/p", "{'resourceType':'Patient','id':'p'}");
        Assert.Single(Of(Set(patient, At(Base + "/Condition/c1", Condition(Icd("C50.9"))))).Conditions);
        Assert.Empty(Of(Set(patient, At("https://other.example.org/fhir/Condition/c1", Condition(Icd("C50.9"))))).Conditions);
        Assert.Single(Of(Set(patient, At("urn:uuid:c1", Condition(Icd("C50.9"))))).Conditions);
    }

    [Fact]
    public void A_urn_finds_the_patient_by_the_url_of_the_entry()
    {
        var patient = At("urn:uuid:11111111-0000-4000-8000-000000000001", "{'resourceType':'Patient','id':'p'}");
        var mine = $"{{'resourceType':'Condition','id':'c1','subject':{{'reference':'urn:uuid:11111111-0000-4000-8000-000000000001'}},'code':{Icd("C50.9")}}}";
        var other = mine.Replace("c1", "c2", StringComparison.Ordinal).Replace("000001'", "000002'", StringComparison.Ordinal);
        Assert.Equal("Condition/c1", Assert.Single(Of(Set(patient, mine, other)).Conditions).Reference);
    }

    [Fact]
    public void A_patient_without_an_id_is_named_by_the_url_of_its_entry()
    {
        var records = Set(At("urn:uuid:abc", "{'resourceType':'Patient','gender':'male'}"), $"{{'resourceType':'Condition','id':'c1','subject':{{'reference':'urn:uuid:abc'}},'code':{Icd("C61")}}}");
        var id = Assert.Single(records.Patients);
        Assert.Single(Of(records, patient: id).Conditions);
    }

    [Fact]
    public void A_contained_patient_is_ours_when_nothing_says_otherwise()
    {
        string Contained(string who) => $"{{'resourceType':'Condition','id':'c1','contained':[{{'resourceType':'Patient','id':'x'{who}}}],'subject':{{'reference':'#x'}},'code':{Icd("C50.9")}}}";
        var patient = "{'resourceType':'Patient','id':'p','gender':'female','birthDate':'1966-05-02','identifier':[{'system':'urn:mrn','value':'7'}]}";
        Assert.Single(Of(Set(patient, Contained(",'identifier':[{'system':'urn:mrn','value':'7'}]"))).Conditions);
        Assert.Empty(Of(Set(patient, Contained(",'identifier':[{'system':'urn:mrn','value':'8'}]"))).Conditions);
        Assert.Single(Of(Set(patient, Contained(""))).Conditions);
        Assert.Empty(Of(Set(patient, Contained(",'gender':'male'"))).Conditions);
    }

    [Fact]
    public void Several_patients_of_one_bundle_are_kept_apart_and_what_names_nobody_is_nobodys()
    {
        var records = Set(
            Woman, "{'resourceType':'Patient','id':'q','gender':'male'}",
            Condition(Icd("C50.9")),
            $"{{'resourceType':'Condition','id':'c2','subject':{{'reference':'Patient/q'}},'code':{Icd("C61")}}}",
            $"{{'resourceType':'Condition','id':'c3','code':{Icd("C34.9")}}}");
        Assert.Equal(["p", "q"], records.Patients);
        Assert.Equal("Condition/c1", Assert.Single(Of(records).Conditions).Reference);
        Assert.Equal("Condition/c2", Assert.Single(Of(records, patient: "q").Conditions).Reference);
        Assert.Equal(Sex.Male, Of(records, patient: "q").Sex);
    }

    [Theory]
    [InlineData("Condition", "'subject'", "'code':{'coding':[{'system':'http://hl7.org/fhir/sid/icd-10','code':'C50.9'}]}")]
    [InlineData("MedicationRequest", "'subject'", "'status':'active','intent':'order','authoredOn':'2026-11-20','medicationCodeableConcept':{'text':'docetaxel'}")]
    [InlineData("MedicationAdministration", "'subject'", "'status':'completed','effectiveDateTime':'2026-11-20','medicationCodeableConcept':{'text':'docetaxel'}")]
    [InlineData("MedicationStatement", "'subject'", "'status':'active','dateAsserted':'2026-11-20','medicationCodeableConcept':{'text':'docetaxel'}")]
    [InlineData("MedicationDispense", "'subject'", "'status':'completed','whenHandedOver':'2026-11-20','medicationCodeableConcept':{'text':'docetaxel'}")]
    [InlineData("Observation", "'subject'", "'status':'final','effectiveDateTime':'2026-11-20','code':{'coding':[{'system':'http://loinc.org','code':'89247-1'}]},'valueInteger':1")]
    [InlineData("Observation", "'subject'", "'status':'final','effectiveDateTime':'2026-11-20','code':{'coding':[{'code':'fertility-preservation-need'}]},'valueBoolean':true")]
    [InlineData("AdverseEvent", "'subject'", "'actuality':'actual','date':'2026-11-20','event':{'text':'Nausea'}")]
    [InlineData("Procedure", "'subject'", "'status':'completed','code':{'text':'radiotherapy'}")]
    [InlineData("ServiceRequest", "'subject'", "'status':'active','intent':'order','code':{'text':'radiotherapy'}")]
    [InlineData("NutritionOrder", "'patient'", "'status':'active','intent':'order','dateTime':'2026-11-01','enteralFormula':{'baseFormulaType':{'text':'standard'}}")]
    [InlineData("Device", "'patient'", "'status':'active','type':{'text':'PEG feeding tube'}")]
    [InlineData("Encounter", "'subject'", "'status':'in-progress','class':{'code':'IMP'},'period':{'start':'2026-11-10'}")]
    [InlineData("QuestionnaireResponse", "'subject'", "'status':'completed','authored':'2026-11-20','item':[{'linkId':'fertility-preservation-need','answer':[{'valueBoolean':true}]}]")]
    [InlineData("DetectedIssue", "'patient'", "'status':'final','severity':'high','code':{'coding':[{'code':'DRG'}]}")]
    [InlineData("CarePlan", "'subject'", "'status':'active','intent':'plan','title':'FOLFOX'")]
    [InlineData("RequestGroup", "'subject'", "'status':'active','intent':'order','code':{'text':'FOLFOX'}")]
    public void No_resource_of_another_patient_counts(string type, string subject, string content)
    {
        string Resource(string of) => $"{{'resourceType':'{type}','id':'x',{subject}:{{'reference':'Patient/{of}'}},{content}}}";
        Assert.NotEqual(Facts(Snapshot()), Facts(Snapshot(Resource("p"))));
        Assert.Equal(Facts(Snapshot()), Facts(Snapshot(Resource("q"))));
        Assert.Equal(Facts(Snapshot()), Facts(Of(Set(Woman, "{'resourceType':'Patient','id':'q'}", Resource("q")))));
    }

    [Fact]
    public void The_same_resource_twice_counts_once_and_the_newest_version_wins()
    {
        var old = Condition(Icd("C50.9"), ",'meta':{'lastUpdated':'2026-01-01T00:00:00Z'}");
        var recent = Condition(Icd("C61"), ",'meta':{'lastUpdated':'2026-06-01T00:00:00Z'}");
        foreach (var records in (RecordSet[])[Set(Woman, old, recent, old), Set(Woman, recent, old)])
            Assert.Contains("Condition/c1", Assert.Single(Of(records).Conditions).Reference);
        Assert.Equal(Facts(Snapshot(recent)), Facts(Snapshot(old, recent)));
        Assert.Equal(Facts(Snapshot(recent)), Facts(Snapshot(recent, old)));
        var v9 = Condition(Icd("C50.9"), ",'meta':{'versionId':'9'}");
        var v10 = Condition(Icd("C61"), ",'meta':{'versionId':'10'}");
        Assert.Equal(Facts(Snapshot(v10)), Facts(Snapshot(v10, v9)));
        Assert.Equal(Facts(Snapshot(v10)), Facts(Snapshot(v9, v10)));
        var one = Condition(Icd("C50.9"));
        var other = Condition(Icd("C61"));
        Assert.Equal(Facts(Snapshot(one, other)), Facts(Snapshot(other, one)));
    }

    [Fact]
    public void A_bundle_in_a_bundle_is_opened_and_a_deep_nest_is_not_followed_for_ever()
    {
        Assert.Single(Snapshot(Bundle(Bundle(Condition(Icd("C50.9"))))).Conditions);
        var nest = Condition(Icd("C50.9"));
        for (var i = 0; i < 18; i++)
            nest = Bundle(nest);
        var records = Set(Woman, nest);
        Assert.Empty(Of(records).Conditions);
        Assert.NotEmpty(records.Issues);
    }

    [Fact]
    public void An_error_that_the_server_reports_is_told_without_its_words()
    {
        var records = Set(Woman, "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'forbidden','diagnostics':'Ms Secret may not be seen'}]}");
        var issue = Assert.Single(records.Issues);
        Assert.Contains("forbidden", issue.What, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", issue.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_patient_is_refused() => Assert.Throws<ArgumentException>(() => Of(Set(Woman), patient: "x"));

    internal static string Facts(PatientSnapshot snapshot) => SnapshotText.Of(snapshot);
}
