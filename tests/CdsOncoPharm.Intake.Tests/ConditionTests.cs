using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("{'coding':[{'system':'http://hl7.org/fhir/sid/icd-10','code':'I10'}]}", "vs-hypertension")]
    [InlineData("{'coding':[{'system':'http://hl7.org/fhir/sid/icd-10','code':'I10.x00'}],'text':'高血压'}", "vs-hypertension")]
    [InlineData("{'coding':[{'system':'http://snomed.info/sct','code':'59621000'}]}", "vs-hypertension")]
    [InlineData("{'coding':[{'system':'http://hospital','code':'1'},{'system':'http://hl7.org/fhir/sid/icd-10-cm','code':'I10'}]}", "vs-hypertension")]
    [InlineData("{'text':'社区获得性肺炎'}", "vs-infection")]
    [InlineData("{'coding':[{'system':'http://hospital','code':'1','display':'Pneumonia'}]}", "vs-infection")]
    public void A_diagnosis_is_known_by_any_code_or_by_its_words(string code, string set)
    {
        var fact = Assert.Single(Snapshot(Condition(code)).Conditions);
        Assert.Contains(set, Sets(fact.Sets));
        Assert.False(fact.IsUnreadable);
        Assert.NotEmpty(fact.Text);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(",'severity':{'coding':[{'system':'http://snomed.info/sct','code':'6736007'}]}", 2)]
    [InlineData(",'severity':{'text':'CTCAE grade 4'}", 4)]
    [InlineData(",'extension':[{'url':'http://x/ctcae-grade','valueInteger':3}]", 3)]
    public void A_diagnosis_may_state_its_grade(string more, int? grade) =>
        Assert.Equal(grade, Assert.Single(Snapshot(Condition(Icd("I40.9"), more)).Conditions).Grade?.Value);

    [Fact]
    public void Words_are_not_asked_when_a_code_is_known() =>
        Assert.DoesNotContain("vs-infection", Sets(Assert.Single(Snapshot(Condition(Icd("I10", "hypertension, after pneumonia"))).Conditions).Sets));

    [Theory]
    [InlineData("C90.01", ConditionStatus.Past)]
    [InlineData("C91.A1", ConditionStatus.Past)]
    [InlineData("C83.3A", ConditionStatus.Past)]
    [InlineData("C90.00", ConditionStatus.Active)]
    [InlineData("C90.02", ConditionStatus.Active)]
    public void The_last_digit_of_a_blood_cancer_in_ICD_10_CM_says_remission(string code, ConditionStatus expected) =>
        Assert.Equal(expected, Assert.Single(Snapshot(Condition($"{{'coding':[{{'system':'http://hl7.org/fhir/sid/icd-10-cm','code':'{code}'}}]}}")).Conditions).Status);

    [Theory]
    [InlineData("{'coding':[{'system':'http://snomed.info/sct','code':'449868002'}]}", "{'text':'Former smoker'}", true)]
    [InlineData("{'text':'Former smoker'}", "{'text':'Smoker'}", false)]
    [InlineData("{'coding':[{'system':'http://snomed.info/sct','code':'8517006','display':'Ex-smoker'}]}", "{'text':'Smoker'}", false)]
    public void The_newest_smoking_status_says_whether_a_patient_smokes(string newest, string older, bool smokes)
    {
        string Status(string id, string day, string value) =>
            $"{{'resourceType':'Observation','id':'{id}','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'{day}','code':{{'coding':[{{'system':'http://loinc.org','code':'72166-2'}}]}},'valueCodeableConcept':{value}}}";
        var snapshot = Snapshot(Status("o1", "2026-11-01", older), Status("o2", "2026-11-10", newest));
        Assert.Equal(smokes, snapshot.Conditions.Any(c => Sets(c.Sets).Contains("vs-smoking")));
    }

    [Theory]
    [InlineData("E11.900", "Diabetes mellitus (E11.900)", "糖尿病（E11.900）")]
    [InlineData("Q99.9", "Q99.9", "Q99.9")]
    public void A_bare_code_is_shown_with_the_name_of_its_set(string code, string en, string zh)
    {
        var fact = Assert.Single(Snapshot(Condition(Icd(code))).Conditions);
        Assert.Equal((en, zh), (fact.Called(Language.English), fact.Called(Language.Chinese)));
    }

    [Theory]
    [InlineData("Type 2 diabetes, poorly controlled", true)]
    [InlineData("2型糖尿病（血糖控制不佳）", true)]
    [InlineData("Type 2 diabetes", false)]
    public void How_well_a_coded_diagnosis_is_controlled_stands_in_its_words(string words, bool expected)
    {
        var sets = Sets(Assert.Single(Snapshot(Condition(Icd("E11.9", words))).Conditions).Sets);
        Assert.Contains("vs-diabetes", sets);
        Assert.Equal(expected, sets.Contains("vs-uncontrolled"));
    }

    [Theory]
    [InlineData(",'recordedDate':'2026-11-01'", true)]
    [InlineData(",'code':{'coding':[{'system':'http://snomed.info/sct','code':'1'}]}", true)]
    [InlineData(",'code':{'text':'Ingrown toenail'}", false)]
    public void Only_what_says_nothing_readable_may_be_anything(string content, bool isUnreadable) =>
        Assert.Equal(isUnreadable, Assert.Single(Snapshot($"{{'resourceType':'Condition','id':'c','subject':{{'reference':'Patient/p'}}{content}}}").Conditions).IsUnreadable);

    [Theory]
    [InlineData("active", "", ConditionStatus.Active)]
    [InlineData("recurrence", "", ConditionStatus.Active)]
    [InlineData("relapse", "", ConditionStatus.Active)]
    [InlineData("inactive", "", ConditionStatus.Past)]
    [InlineData("remission", "", ConditionStatus.Past)]
    [InlineData("resolved", "", ConditionStatus.Past)]
    [InlineData("active", ",'abatementDateTime':'2026-11-20'", ConditionStatus.Past)]
    [InlineData("resolved", ",'abatementDateTime':'2026-11-22'", ConditionStatus.Active)]
    [InlineData("active", ",'abatementDateTime':'2026-11-22'", ConditionStatus.Active)]
    public void A_condition_is_active_or_past_on_the_day(string status, string more, ConditionStatus expected) =>
        Assert.Equal(expected, Assert.Single(Snapshot(Condition(Icd("J18.9"), Status(status) + more)).Conditions).Status);

    [Fact]
    public void A_condition_without_a_status_is_active_unless_it_ended()
    {
        Assert.Equal(ConditionStatus.Active, Assert.Single(Snapshot(Condition(Icd("J18.9"))).Conditions).Status);
        Assert.Equal(ConditionStatus.Past, Assert.Single(Snapshot(Condition(Icd("J18.9"), ",'abatementString':'last spring'")).Conditions).Status);
    }

    [Theory]
    [InlineData("confirmed", Verification.Confirmed)]
    [InlineData("provisional", Verification.Suspected)]
    [InlineData("differential", Verification.Suspected)]
    [InlineData("unconfirmed", Verification.Suspected)]
    [InlineData("refuted", Verification.Refuted)]
    public void A_condition_is_as_sure_as_it_says(string code, Verification expected) =>
        Assert.Equal(expected, Assert.Single(Snapshot(Condition(Icd("J18.9"), Verified(code))).Conditions).Verification);

    [Fact]
    public void A_condition_entered_in_error_does_not_count() => Assert.Empty(Snapshot(Condition(Icd("J18.9"), Verified("entered-in-error"))).Conditions);

    [Theory]
    [InlineData(",'severity':{'coding':[{'system':'http://snomed.info/sct','code':'24484000'}]}", "severe")]
    [InlineData(",'severity':{'coding':[{'system':'http://snomed.info/sct','code':'6736007'}]}", "moderate")]
    [InlineData(",'severity':{'text':'轻度'}", "mild")]
    [InlineData(",'severity':{'text':'Severe'}", "severe")]
    [InlineData(",'severity':{'text':'stage 3'}", null)]
    [InlineData("", null)]
    public void A_severity_is_read_from_code_or_words(string more, string? expected) =>
        Assert.Equal(expected, Assert.Single(Snapshot(Condition(Icd("J18.9"), more)).Conditions).Severity);

    [Theory]
    [InlineData(",'onsetDateTime':'2026-11-21'", "2026-11-21")]
    [InlineData(",'onsetPeriod':{'start':'2026-10-01','end':'2026-10-05'}", "2026-10-01")]
    [InlineData(",'onsetDateTime':'2026'", "2026-11-21")]
    [InlineData(",'recordedDate':'2026-10-28'", "2026-10-28")]
    [InlineData(",'onsetDateTime':'2020-04-01','recordedDate':'2026-12-24'", "2020-04-01")]
    [InlineData(",'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/condition-assertedDate','valueDateTime':'2016-08-10'}]", "2016-08-10")]
    [InlineData(",'onsetAge':{'value':50,'code':'a','system':'http://unitsofmeasure.org'}", "2017-05-01")]
    public void A_condition_began_on_its_onset_else_when_it_was_recorded(string more, string day) =>
        Assert.Equal(CalendarTests.Day(day), Assert.Single(Snapshot(Condition(Icd("J18.9"), more)).Conditions).Day);

    [Theory]
    [InlineData(",'onsetDateTime':'2026-11-22'")]
    [InlineData(",'recordedDate':'2026-11-22'")]
    [InlineData(",'onsetDateTime':'2026-12','recordedDate':'2026-01-01'")]
    public void A_condition_of_a_later_day_does_not_exist(string more) => Assert.Empty(Snapshot(Condition(Icd("J18.9"), more)).Conditions);
}
