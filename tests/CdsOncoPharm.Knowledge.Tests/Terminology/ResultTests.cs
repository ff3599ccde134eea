using System.Globalization;

namespace CdsOncoPharm.Knowledge.Tests;

public class ResultTests
{
    private const string Loinc = "http://loinc.org";
    private static readonly Terminology T = Shipped.Terminology;

    [Theory]
    [InlineData("2160-0", "creatinine")]
    [InlineData("14682-9", "creatinine")]
    [InlineData("38483-4", "creatinine")]
    [InlineData("35591-7", "crcl")]
    [InlineData("751-8", "anc")]
    [InlineData("26499-4", "anc")]
    [InlineData("14631-6", "tbil")]
    [InlineData("67151-1", "troponin")]
    [InlineData("89579-7", "troponin")]
    [InlineData("18262-6", "ldl")]
    [InlineData("8480-6", "bp-systolic")]
    [InlineData("79719-1", "dpyd")]
    [InlineData("72514-3", "pain-nrs")]
    [InlineData("8310-5", "temperature")]
    [InlineData("33914-3", null)]
    [InlineData("3150-6", null)]
    public void LOINC_codes_lead_to_results_and_eGFR_is_no_clearance(string code, string? expected) =>
        Assert.Equal(expected, T.FindResult(Loinc, code)?.Code);

    [Fact]
    public void The_first_LOINC_code_is_the_one_to_order()
    {
        Assert.Equal("2160-0", T.Result("creatinine")!.Loinc[0]);
        Assert.Equal("4548-4", T.Result("hba1c")!.Loinc[0]);
        Assert.Empty(T.Result("nrs2002")!.Loinc);
    }

    [Fact]
    public void Every_LOINC_code_has_its_check_digit()
    {
        foreach (var code in T.Results.SelectMany(kind => kind.Loinc))
        {
            var digits = code[..^2].Reverse().Select((c, i) => (c - '0') * (i % 2 == 0 ? 2 : 1)).Sum(n => n > 9 ? n - 9 : n);
            Assert.True((10 - digits % 10) % 10 == code[^1] - '0', code);
        }
    }

    [Theory]
    [InlineData("血肌酐", "creatinine")]
    [InlineData("Creatinine [Mass/\u200bvolume] in Blood", "creatinine")]
    [InlineData("尿肌酐", null)]
    [InlineData("Urine albumin", null)]
    [InlineData("血清白蛋白", "albumin")]
    [InlineData("前白蛋白", null)]
    [InlineData("creatine kinase MB", "ckmb")]
    [InlineData("Hemoglobin A1c", "hba1c")]
    [InlineData("糖化血红蛋白", "hba1c")]
    [InlineData("血小板计数", "plt")]
    [InlineData("Platelet mean volume [Entitic volume] in Blood by Automated count", null)]
    [InlineData("Leukocyte esterase [Presence] in Urine", null)]
    [InlineData("Neutrophils %", null)]
    [InlineData("甲氨蝶呤血药浓度(48h)", "mtx-48h")]
    [InlineData("甲氨蝶呤血药浓度", "mtx")]
    [InlineData("Methotrexate [Moles/volume] in Serum or Plasma --24 hours post dose", "mtx-24h")]
    [InlineData("依维莫司全血谷浓度", "everolimus")]
    [InlineData("Imatinib plasma concentration", "imatinib")]
    [InlineData("氟尿嘧啶 AUC", "fu-auc")]
    [InlineData("NRS2002评分", "nrs2002")]
    [InlineData("PG-SGA", "pg-sga")]
    [InlineData("ECOG评分", "ecog")]
    [InlineData("乙肝表面抗原", "hbsag")]
    [InlineData("乳酸脱氢酶", "ldh")]
    [InlineData("乳酸", "lactate")]
    [InlineData("birth weight", null)]
    [InlineData("something else", null)]
    public void Words_lead_to_results_and_other_specimens_do_not(string text, string? expected) =>
        Assert.Equal(expected, T.FindResultByText(text)?.Code);

    [Theory]
    [InlineData("creatinine", "1", "mg/dL", null, "88.4")]
    [InlineData("creatinine", "88.4", "umol/L", "µmol/L", "88.4")]
    [InlineData("creatinine", "88.4", null, "μmol/L", "88.4")]
    [InlineData("tbil", "1", "mg/dl", "mg/dl", "17.1")]
    [InlineData("hb", "10.2", "g/dl", "g/dl", "102")]
    [InlineData("hb", "10.2", "g/DL", null, "102")]
    [InlineData("anc", "0.8", "10*3/uL", null, "0.8")]
    [InlineData("anc", "800", "/uL", null, "0.8")]
    [InlineData("anc", "800", null, "cells/µL", "0.8")]
    [InlineData("anc", "0.8", null, "×10⁹/L", "0.8")]
    [InlineData("anc", "0.8", null, "x10E9/L", "0.8")]
    [InlineData("plt", "120", "K/uL", "K/uL", "120")]
    [InlineData("plt", "120", null, "10^9/L", "120")]
    [InlineData("glucose", "180", "mg/dL", null, "9.99")]
    [InlineData("ca", "10", "mg/dL", null, "2.495")]
    [InlineData("urate", "7", "mg/dL", null, "416.36")]
    [InlineData("albumin", "3.5", "g/dL", null, "35")]
    [InlineData("alt", "40", "IU/L", null, "40")]
    [InlineData("alt", "40", "U/l", null, "40")]
    [InlineData("troponin", "0.014", "ng/mL", null, "14")]
    [InlineData("ntprobnp", "300", "pg/ml", null, "300")]
    [InlineData("hba1c", "53", "mmol/mol", null, "7.00044")]
    [InlineData("temperature", "98.6", "[degF]", null, "37")]
    [InlineData("temperature", "37.5", null, "℃", "37.5")]
    [InlineData("bp-systolic", "120", "mm[Hg]", "mmHg", "120")]
    [InlineData("weight", "150", "[lb_av]", "lb", "68.0388555")]
    [InlineData("height", "1.7", "m", null, "170")]
    [InlineData("bmi", "22", "kg/m2", "kg/m²", "22")]
    [InlineData("bsa", "1.7", "m^2", "m^2", "1.7")]
    [InlineData("inr", "1.2", null, null, "1.2")]
    [InlineData("inr", "1.2", "{INR}", null, "1.2")]
    [InlineData("ecog", "2", null, null, "2")]
    [InlineData("ecog", "2", "{score}", "score", "2")]
    [InlineData("kps", "70", "%", null, "70")]
    [InlineData("uacr", "30", "mg/g", null, "30")]
    [InlineData("uacr", "3", "mg/mmol", null, "26.52")]
    [InlineData("mtx", "100", "nmol/L", null, "0.1")]
    [InlineData("qtc", "0.48", "s", null, "480")]
    public void Units_convert_exactly(string result, string value, string? code, string? text, string expected)
    {
        Assert.True(T.TryConvert(T.Result(result)!, decimal.Parse(value, CultureInfo.InvariantCulture), code, text, out var canonical));
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), decimal.Round(canonical, 8));
    }

    [Theory]
    [InlineData("plt", "mmol/L", "mmol/L")]
    [InlineData("plt", null, null)]
    [InlineData("creatinine", null, null)]
    [InlineData("creatinine", "g/L", null)]
    [InlineData("creatinine", "furlong", null)]
    [InlineData("crcl", "mL/min/{1.73_m2}", null)]
    [InlineData("crcl", "mL/min", "mL/min/1.73m2")]
    [InlineData("creatinine", "mg/dL", "umol/L")]
    [InlineData("fev1", "L", null)]
    [InlineData("ecog", "mg", null)]
    [InlineData("anti-hbc", "1", null)]
    public void An_unusable_unit_leaves_the_value_unknown(string result, string? code, string? text) =>
        Assert.False(T.TryConvert(T.Result(result)!, 100, code, text, out _));

    [Theory]
    [InlineData("http://snomed.info/sct", "10828004", QualitativeReading.Positive)]
    [InlineData("http://snomed.info/sct", "260385009", QualitativeReading.Negative)]
    [InlineData("http://snomed.info/sct", "82334004", QualitativeReading.Indeterminate)]
    [InlineData(Loinc, "LA6576-8", QualitativeReading.Positive)]
    [InlineData("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "POS", QualitativeReading.Positive)]
    [InlineData("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG", QualitativeReading.Negative)]
    [InlineData("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "H", QualitativeReading.Unreadable)]
    public void Coded_answers_read_as_positive_or_negative(string system, string code, QualitativeReading expected) =>
        Assert.Equal(expected, T.ReadQualitative(system, code));

    [Theory]
    [InlineData("阳性", QualitativeReading.Positive)]
    [InlineData("弱阳性（+）", QualitativeReading.Positive)]
    [InlineData("阴性", QualitativeReading.Negative)]
    [InlineData("Not detected", QualitativeReading.Negative)]
    [InlineData("Detected", QualitativeReading.Positive)]
    [InlineData("Non-reactive", QualitativeReading.Negative)]
    [InlineData("reactive", QualitativeReading.Positive)]
    [InlineData("+", QualitativeReading.Positive)]
    [InlineData("±", QualitativeReading.Indeterminate)]
    [InlineData("可疑", QualitativeReading.Indeterminate)]
    [InlineData("see comment", QualitativeReading.Unreadable)]
    public void Words_read_as_positive_or_negative(string text, QualitativeReading expected) =>
        Assert.Equal(expected, T.ReadQualitativeText(text));

    [Fact]
    public void A_quantity_above_the_cutoff_is_positive()
    {
        var hbsag = T.Result("hbsag")!;
        Assert.Equal(QualitativeReading.Negative, T.ReadAgainstCutoff(hbsag, 0.05m));
        Assert.Equal(QualitativeReading.Positive, T.ReadAgainstCutoff(hbsag, 0.051m));
        Assert.Equal(QualitativeReading.Unreadable, T.ReadAgainstCutoff(T.Result("anti-hbc")!, 5));
    }

    [Theory]
    [InlineData(Loinc, "LA9657-3", Phenotype.Poor)]
    [InlineData(Loinc, "LA10317-8", Phenotype.Intermediate)]
    [InlineData(Loinc, "LA25391-6", Phenotype.Normal)]
    [InlineData(Loinc, "LA25390-8", Phenotype.Rapid)]
    [InlineData(Loinc, "LA10315-2", Phenotype.Ultrarapid)]
    public void LOINC_answers_name_the_phenotype(string system, string code, Phenotype expected) =>
        Assert.Equal(expected, T.FindPhenotype(system, code));

    [Theory]
    [InlineData("DPYD *2A/*2A: poor metabolizer", Phenotype.Poor)]
    [InlineData("慢代谢型", Phenotype.Poor)]
    [InlineData("超快代谢型", Phenotype.Ultrarapid)]
    [InlineData("快代谢型", Phenotype.Rapid)]
    [InlineData("Extensive Metabolizer", Phenotype.Normal)]
    [InlineData("G6PD缺乏", Phenotype.Deficient)]
    [InlineData("*1/*2", null)]
    public void Words_name_the_phenotype(string text, Phenotype? expected) => Assert.Equal(expected, T.FindPhenotypeByText(text));
}
