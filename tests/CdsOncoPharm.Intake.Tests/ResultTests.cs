using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

public sealed class ResultTests
{
    [Theory]
    [InlineData("2160-0", "'valueQuantity':{'value':1,'unit':'mg/dL','code':'mg/dL'}", "creatinine", 88.4)]
    [InlineData("14682-9", "'valueQuantity':{'value':59,'code':'umol/L'}", "creatinine", 59.0)]
    [InlineData("718-7", "'valueQuantity':{'value':12.8,'unit':'g/dl'}", "hb", 128.0)]
    [InlineData("751-8", "'valueQuantity':{'value':3.5,'unit':'10*3/uL'}", "anc", 3.5)]
    [InlineData("751-8", "'valueQuantity':{'value':3500,'unit':'/uL','code':'/uL'}", "anc", 3.5)]
    [InlineData("89247-1", "'valueInteger':2", "ecog", 2.0)]
    [InlineData("88020-3", "'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'420913000'}]}", "nyha", 3.0)]
    [InlineData("88020-3", "'valueCodeableConcept':{'text':'NYHA class IV'}", "nyha", 4.0)]
    [InlineData("88020-3", "'valueString':'Ⅱ级'", "nyha", 2.0)]
    [InlineData("89247-1", "'valueQuantity':{'value':2,'code':'{score}'}", "ecog", 2.0)]
    [InlineData("89247-1", "'valueQuantity':{'value':2}", "ecog", 2.0)]
    [InlineData("89247-1", "'valueString':'2'", "ecog", 2.0)]
    [InlineData("89247-1", "'valueString':'ECOG 2'", "ecog", 2.0)]
    [InlineData("89247-1", "'valueCodeableConcept':{'coding':[{'system':'http://loinc.org','code':'LA9622-7'}]}", "ecog", 0.0)]
    [InlineData("89247-1", "'valueCodeableConcept':{'coding':[{'system':'http://loinc.org','code':'LA9626-8'}]}", "ecog", 4.0)]
    [InlineData("89247-1", "'valueCodeableConcept':{'text':'ECOG PS 1'}", "ecog", 1.0)]
    [InlineData("89247-1", "'valueCodeableConcept':{'coding':[{'system':'http://x','code':'ps','extension':[{'url':'http://hl7.org/fhir/StructureDefinition/ordinalValue','valueDecimal':3}]}]}", "ecog", 3.0)]
    [InlineData("89243-0", "'valueInteger':70", "kps", 70.0)]
    [InlineData("1742-6", "'valueString':'184 U/L'", "alt", 184.0)]
    public void A_value_is_read_in_the_unit_of_its_kind(string loinc, string value, string kind, double canonical)
    {
        var result = Snapshot(Lab(loinc, value)).Result(kind);
        Assert.Equal((decimal)canonical, result.Value);
        Assert.Equal(Unusable.No, result.Unusable);
        Assert.NotEmpty(result.Written);
    }

    [Theory]
    [InlineData("2160-0", "'valueQuantity':{'value':1}", "creatinine", Unusable.Unit)]
    [InlineData("777-3", "'valueQuantity':{'value':200,'unit':'mmol/L','code':'mmol/L'}", "plt", Unusable.Unit)]
    [InlineData("2160-0", "", "creatinine", Unusable.NoValue)]
    [InlineData("2160-0", "'dataAbsentReason':{'coding':[{'code':'unknown'}]}", "creatinine", Unusable.NoValue)]
    [InlineData("2160-0", "'valueQuantity':{'unit':'mg/dL'}", "creatinine", Unusable.NoValue)]
    [InlineData("2160-0", "'valueString':'haemolysed'", "creatinine", Unusable.NotANumber)]
    [InlineData("2160-0", "'valueString':'0.9'", "creatinine", Unusable.Unit)]
    [InlineData("2160-0", "'valueRange':{'low':{'value':1,'unit':'mg/dL'},'high':{'value':2,'unit':'mg/dL'}}", "creatinine", Unusable.NotANumber)]
    [InlineData("89247-1", "'valueString':'ECOG 0-1'", "ecog", Unusable.NotANumber)]
    [InlineData("88020-3", "'valueString':'NYHA III-IV'", "nyha", Unusable.NotANumber)]
    [InlineData("72514-3", "'valueString':'I have pain'", "pain-nrs", Unusable.NotANumber)]
    [InlineData("89247-1", "'valueString':'fully active'", "ecog", Unusable.NotANumber)]
    [InlineData("89247-1", "'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'422512005'}]}", "ecog", Unusable.NotANumber)]
    public void What_cannot_be_used_says_why(string loinc, string value, string kind, Unusable why)
    {
        var result = Snapshot(Lab(loinc, value)).Result(kind);
        Assert.Null(result.Value);
        Assert.Equal(why, result.Unusable);
    }

    [Theory]
    [InlineData("'valueQuantity':{'value':0.5,'code':'mg/dL','comparator':'<'}", Comparator.Below, "<0.5 mg/dL")]
    [InlineData("'valueQuantity':{'value':0.5,'code':'mg/dL','comparator':'>='}", Comparator.AtLeast, "≥0.5 mg/dL")]
    [InlineData("'valueString':'<0.5 mg/dL'", Comparator.Below, "<0.5 mg/dL")]
    [InlineData("'valueQuantity':{'value':0.50,'code':'mg/dL'}", Comparator.Exact, "0.50 mg/dL")]
    public void A_comparator_and_the_written_value_are_kept(string value, Comparator comparator, string written)
    {
        var result = Snapshot(Lab("2160-0", value)).Result("creatinine");
        Assert.Equal((comparator, written), (result.Comparator, result.Written));
    }

    [Theory]
    [InlineData("final", true)]
    [InlineData("preliminary", true)]
    [InlineData("amended", true)]
    [InlineData("corrected", true)]
    [InlineData("unknown", true)]
    [InlineData("entered-in-error", false)]
    [InlineData("cancelled", false)]
    public void A_result_counts_by_its_status(string status, bool counts) =>
        Assert.Equal(counts ? 1 : 0, Snapshot(Lab("2160-0", Quantity("1", "mg/dL"), status: status)).Results("creatinine").Count);

    [Fact]
    public void A_registered_result_without_a_value_is_none() =>
        Assert.Empty(Snapshot(Lab("2160-0", "", status: "registered")).Results("creatinine"));

    [Theory]
    [InlineData("'effectiveDateTime':'2026-11-20'", "2026-11-20", null)]
    [InlineData("'effectiveDateTime':'2026-11-20T20:30:00Z'", "2026-11-21", "04:30")]
    [InlineData("'effectiveInstant':'2026-11-20T08:30:00+08:00'", "2026-11-20", "08:30")]
    [InlineData("'effectivePeriod':{'start':'2026-11-18','end':'2026-11-19'}", "2026-11-19", null)]
    [InlineData("'effectivePeriod':{'start':'2026-11-18','end':'2026-11-29'}", "2026-11-18", null)]
    [InlineData("'issued':'2026-11-20T20:30:00Z'", "2026-11-21", "04:30")]
    [InlineData("'effectiveDateTime':'2026-11'", "2026-11-01", null)]
    public void A_result_has_the_day_on_which_it_was_taken(string at, string day, string? time)
    {
        var when = Snapshot(Lab("2160-0", Quantity("1", "mg/dL"), at: at)).Result("creatinine").At;
        Assert.Equal(new When(CalendarTests.Day(day), time is null ? null : TimeOnly.ParseExact(time, "HH:mm", null)), when);
    }

    [Theory]
    [InlineData("'effectiveDateTime':'2026-11-22'")]
    [InlineData("'effectiveDateTime':'2026-11-21T16:00:00Z'")]
    [InlineData("'issued':'2026-11-22T00:00:00+08:00'")]
    public void A_result_of_a_later_day_does_not_exist(string at) =>
        Assert.Empty(Snapshot(Lab("2160-0", Quantity("1", "mg/dL"), at: at)).Results("creatinine"));

    [Fact]
    public void A_result_without_a_date_cannot_be_used()
    {
        var result = Snapshot(Lab("2160-0", Quantity("1", "mg/dL"), at: "'category':[]")).Result("creatinine");
        Assert.Equal((null, Unusable.NoDate), (result.At, result.Unusable));
    }

    [Fact]
    public void Results_are_listed_newest_first_and_the_later_report_of_one_moment_wins()
    {
        var results = Snapshot(
            Lab("2160-0", Quantity("1", "mg/dL"), id: "a", at: "'effectiveDateTime':'2026-11-18'"),
            Lab("2160-0", Quantity("2", "mg/dL"), id: "b", at: "'effectiveDateTime':'2026-11-20T10:00:00+08:00','issued':'2026-11-20T11:00:00+08:00'"),
            Lab("2160-0", Quantity("3", "mg/dL"), id: "c", at: "'effectiveDateTime':'2026-11-20T10:00:00+08:00','issued':'2026-11-20T12:00:00+08:00'"),
            Lab("14682-9", Quantity("59", "umol/L"), id: "d", at: "'effectiveDateTime':'2026-11-19'")).Results("creatinine");
        Assert.Equal(["c", "b", "d", "a"], results.Select(r => r.Reference["Observation/".Length..]));
    }

    [Theory]
    [InlineData("{'text':'血肌酐'}", "creatinine")]
    [InlineData("{'coding':[{'system':'http://hospital/lab','code':'CREA','display':'serum creatinine'}]}", "creatinine")]
    [InlineData("{'coding':[{'system':'http://hospital/lab','code':'CREA'}],'text':'血清白蛋白'}", "albumin")]
    public void A_test_without_a_public_code_is_known_by_its_words(string code, string kind)
    {
        var unit = kind == "albumin" ? "g/L" : "umol/L";
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{code},{Quantity("40", unit)}}}";
        Assert.Equal(40, Snapshot(observation).Result(kind).Value);
    }

    [Fact]
    public void A_public_code_of_another_test_is_not_overruled_by_its_words()
    {
        // LOINC 33914-3 is an estimated filtration rate, which never stands in for creatinine or its clearance.
        var observation = $"{{'resourceType':'Observation','id':'o','status':'final','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'2026-11-20','code':{Coded("http://loinc.org", "33914-3", "creatinine clearance")},{Quantity("40", "mL/min")}}}";
        Assert.Empty(Snapshot(observation).Results("crcl"));
        Assert.Empty(Snapshot(observation).Results("creatinine"));
    }

    [Fact]
    public void Blood_pressure_is_read_from_its_components()
    {
        var panel = Lab("85354-9", "", ",'component':[" + string.Join(",",
            $"{{'code':{Coded("http://loinc.org", "8480-6")},{Quantity("162", "mm[Hg]")}}}",
            $"{{'code':{Coded("http://loinc.org", "8462-4")},{Quantity("98", "mm[Hg]")}}}") + "]");
        var snapshot = Snapshot(panel);
        Assert.Equal(162, snapshot.Result("bp-systolic").Value);
        Assert.Equal(98, snapshot.Result("bp-diastolic").Value);
        Assert.Equal("Observation/l1", snapshot.Result("bp-diastolic").Reference);
        Assert.Empty(snapshot.Results("bp"));
    }

    [Theory]
    [InlineData("{'high':{'value':40,'code':'U/L'}}", null, 40.0)]
    [InlineData("{'low':{'value':5,'code':'U/L'},'high':{'value':40,'code':'U/L'}}", 5.0, 40.0)]
    [InlineData("{'high':{'value':40}}", null, 40.0)]
    [InlineData("{'high':{'value':0.04,'code':'kU/L'}}", null, null)]
    [InlineData("{'type':{'coding':[{'code':'normal'}]},'high':{'value':40,'code':'U/L'}}", null, 40.0)]
    [InlineData("{'text':'0-40'}", 0.0, 40.0)]
    [InlineData("{'text':'≤40 U/L'}", null, 40.0)]
    [InlineData("{'text':'<40'}", null, 40.0)]
    [InlineData("{'text':'see report'}", null, null)]
    [InlineData("{'text':'male 0-40, female 0-35'}", null, null)]
    [InlineData("{'type':{'coding':[{'code':'recommended'}]},'high':{'value':30,'code':'U/L'}}", null, null)]
    [InlineData("{'appliesTo':[{'text':'Female'}],'high':{'value':35,'code':'U/L'}},{'appliesTo':[{'text':'Male'}],'high':{'value':40,'code':'U/L'}}", null, 35.0)]
    [InlineData("{'appliesTo':[{'coding':[{'code':'male'}]}],'high':{'value':40,'code':'U/L'}}", null, null)]
    [InlineData("{'age':{'low':{'value':18,'code':'a'}},'high':{'value':41,'code':'U/L'}},{'age':{'high':{'value':17,'code':'a'}},'high':{'value':30,'code':'U/L'}}", null, 41.0)]
    [InlineData("{'appliesTo':[{'text':'pregnant'}],'high':{'value':20,'code':'U/L'}},{'high':{'value':40,'code':'U/L'}}", null, 40.0)]
    [InlineData("{'high':{'value':40,'code':'U/L'}},{'high':{'value':50,'code':'U/L'}}", null, null)]
    [InlineData("{'high':{'value':40,'code':'U/L'}},{'high':{'value':40,'code':'U/L'}}", null, 40.0)]
    public void The_normal_range_is_that_of_the_patient_or_none(string ranges, double? low, double? high)
    {
        var result = Snapshot(Lab("1742-6", Quantity("60", "U/L"), $",'referenceRange':[{ranges}]")).Result("alt");
        Assert.Equal(((decimal?)low, (decimal?)high), (result.LowerLimit, result.UpperLimit));
    }

    [Fact]
    public void A_range_in_another_unit_than_the_value_is_converted()
    {
        var result = Snapshot(Lab("2160-0", Quantity("106", "umol/L"), $",'referenceRange':[{Range("0.5", "1.2", "mg/dL")}]")).Result("creatinine");
        Assert.Equal((106m, 44.2m, 106.08m), (result.Value, result.LowerLimit, result.UpperLimit));
    }

    [Fact]
    public void A_therapeutic_range_is_kept_apart_from_the_normal_one()
    {
        var range = "{'type':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/referencerange-meaning','code':'therapeutic'}]},'low':{'value':5,'code':'ng/mL'},'high':{'value':15,'code':'ng/mL'}}";
        var result = Snapshot(Lab("50544-6", Quantity("18", "ng/mL"), $",'referenceRange':[{range}]")).Result("everolimus");
        Assert.Equal((5m, 15m, null), (result.TherapeuticLow, result.TherapeuticHigh, result.UpperLimit));
    }

    [Theory]
    [InlineData("'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'10828004'}]}", "", Qualitative.Positive)]
    [InlineData("'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'260385009'}]}", "", Qualitative.Negative)]
    [InlineData("'valueString':'阴性'", "", Qualitative.Negative)]
    [InlineData("'valueString':'Positive'", "", Qualitative.Positive)]
    [InlineData("'valueQuantity':{'value':250,'code':'[IU]/mL'}", "", Qualitative.Positive)]
    [InlineData("'valueQuantity':{'value':0.01,'code':'[IU]/mL'}", "", Qualitative.Negative)]
    [InlineData("'valueQuantity':{'value':0.05,'code':'[IU]/mL','comparator':'<'}", "", Qualitative.Negative)]
    [InlineData("'valueQuantity':{'value':1.8,'unit':'S/CO'}", ",'interpretation':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation','code':'POS'}]}]", Qualitative.Positive)]
    [InlineData("'valueBoolean':false", "", Qualitative.Negative)]
    [InlineData("'valueQuantity':{'value':250,'code':'[IU]/mL','comparator':'<'}", "", Qualitative.Indeterminate)]
    [InlineData("'valueQuantity':{'value':250,'code':'[IU]/mL','comparator':'>'}", "", Qualitative.Positive)]
    public void Positive_or_negative_is_read_from_the_value_the_interpretation_or_the_cut_off(string value, string more, Qualitative expected)
    {
        var result = Snapshot(Lab("5196-1", value, more)).Result("hbsag");
        Assert.Equal((expected, Unusable.No), (result.Qualitative, result.Unusable));
    }

    [Fact]
    public void A_number_without_a_unit_or_cut_off_is_neither_positive_nor_negative()
    {
        var result = Snapshot(Lab("5196-1", "'valueQuantity':{'value':1.8,'unit':'furlongs'}")).Result("hbsag");
        Assert.Equal((Qualitative.None, Unusable.Unit), (result.Qualitative, result.Unusable));
    }

    [Theory]
    [InlineData("79719-1", "'valueCodeableConcept':{'coding':[{'system':'http://loinc.org','code':'LA9657-3'}]}", "", "DPYD", "poor")]
    [InlineData("79719-1", "'valueCodeableConcept':{'text':'Intermediate metabolizer'}", "", "DPYD", "intermediate")]
    [InlineData("79718-3", "'valueString':'Poor metabolizer *28/*28'", "", "UGT1A1", "poor")]
    [InlineData("79719-1", "'valueString':'see report'", "", "DPYD", null)]
    [InlineData("79718-3", "'valueString':'UGT1A1*28/*6'", "", "UGT1A1", "poor")]
    [InlineData("79718-3", "'valueCodeableConcept':{'text':'*1/*28'}", "", "UGT1A1", "intermediate")]
    [InlineData("79715-9", "'valueString':'*28/*28'", "", "CYP2D6", null)]
    [InlineData("79719-1", "'valueString':'Activity score: 0.5'", "", "DPYD", "poor")]
    [InlineData("79719-1", "'valueString':'not a poor metabolizer'", "", "DPYD", null)]
    [InlineData("53040-2", "'valueCodeableConcept':{'text':'Poor metabolizer'}", ",'component':[{'code':{'coding':[{'system':'http://loinc.org','code':'48018-6'}]},'valueCodeableConcept':{'text':'DPYD'}}]", "DPYD", "poor")]
    public void A_genotype_is_read_with_its_gene(string loinc, string value, string more, string gene, string? phenotype)
    {
        var fact = Assert.Single(Snapshot(Lab(loinc, value, more)).Genotypes);
        Assert.Equal((gene, phenotype), (fact.Gene, fact.Phenotype));
        Assert.NotEmpty(fact.Written);
    }

    [Theory]
    [InlineData("389026000", "'valueCodeableConcept':{'text':'大量'}", "ascites", 3)]
    [InlineData("389026000", "'valueString':'moderate'", "ascites", 2)]
    [InlineData("389026000", "'valueCodeableConcept':{'coding':[{'system':'http://snomed.info/sct','code':'255604002'}]}", "ascites", 1)]
    [InlineData("389026000", "'valueString':'none'", "ascites", 0)]
    [InlineData("389026000", "'valueBoolean':false", "ascites", 0)]
    [InlineData("389026000", "'valueBoolean':true", "ascites", null)]
    [InlineData("13920009", "'valueString':'West Haven grade III'", "hepatic-encephalopathy", 3)]
    [InlineData("13920009", "'valueInteger':2", "hepatic-encephalopathy", 2)]
    public void A_finding_has_a_degree(string code, string value, string kind, int? degree)
    {
        var result = Snapshot($"{{'resourceType':'Observation','id':'l','status':'final','subject':{{'reference':'Patient/p'}},'code':{Coded("http://snomed.info/sct", code)},'effectiveDateTime':'2026-11-20',{value}}}").Result(kind);
        Assert.Equal((degree, Unusable.No), ((int?)result.Value, result.Unusable));
    }

    [Fact]
    public void A_finding_in_words_that_nobody_knows_cannot_be_used() =>
        Assert.Equal(Unusable.NotANumber, Snapshot("{'resourceType':'Observation','id':'l','status':'final','subject':{'reference':'Patient/p'},'code':{'text':'Ascites'},'effectiveDateTime':'2026-11-20','valueString':'see report'}").Result("ascites").Unusable);

    [Fact]
    public void What_no_rule_asks_for_leaves_no_trace() =>
        Assert.DoesNotContain(Snapshot(Lab("72166-2", "'valueCodeableConcept':{'text':'never smoked'}")).Results, r => r is { Count: > 0 });
}
