namespace CdsOncoPharm.Knowledge.Tests;

public class ConditionSetTests
{
    private const string Icd10 = "http://hl7.org/fhir/sid/icd-10";
    private const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    private const string Snomed = "http://snomed.info/sct";
    private static readonly Terminology T = Shipped.Terminology;

    private static bool Has(string? system, string? code, string set)
    {
        Assert.True(T.ConditionSets.TryFind(set, out var tags), set);
        return T.FindConditionSets(system, code).Overlaps(tags);
    }

    private static bool Says(string text, string set)
    {
        Assert.True(T.ConditionSets.TryFind(set, out var tags), set);
        return T.FindConditionSetsByText(text).Overlaps(tags);
    }

    [Theory]
    [InlineData(Icd10, "C34.900", "cancer-solid-malignant")]
    [InlineData(Icd10, "C34.9", "cancer-solid-malignant")]
    [InlineData(Icd10, "c34", "cancer-solid-malignant")]
    [InlineData(Icd10, "C50.900x001", "cancer-solid-malignant")]
    [InlineData("urn:oid:2.16.840.1.113883.6.90", "C50.911", "cancer-solid-malignant")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cn", "C16.902", "cancer-solid-malignant")]
    [InlineData(Icd10Cm, "C7A.00", "cancer-solid-malignant")]
    [InlineData(Icd10Cm, "C7B.00", "cancer-secondary")]
    [InlineData(Icd10, "C78.7", "cancer-secondary")]
    [InlineData(Icd10, "C90.0", "cancer-haematological")]
    [InlineData(Icd10, "D47.4", "cancer-haematological-uncertain")]
    [InlineData(Icd10, "D05.1", "cancer-in-situ")]
    [InlineData(Icd10, "Z85.3", "cancer-personal-history")]
    [InlineData(Icd10Cm, "Z86.000", "cancer-personal-history")]
    [InlineData(Icd10, "Z80.3", "cancer-never")]
    [InlineData(Icd10, "I10", "vs-hypertension")]
    [InlineData(Icd10, "I10.x00", "vs-hypertension")]
    [InlineData(Icd10, "J18.9", "vs-infection")]
    [InlineData(Icd10, "A41.9", "vs-sepsis")]
    [InlineData(Icd10Cm, "R65.20", "vs-sepsis")]
    [InlineData(Icd10, "G62.9", "vs-neurological-disorder")]
    [InlineData(Icd10, "G43.0", "vs-neurological-disorder-broad")]
    [InlineData(Icd10, "C37", "vs-thymic-tumour")]
    [InlineData(Icd10, "F41.1", "vs-anxiety")]
    [InlineData(Icd10Cm, "J45.901", "vs-airway-exacerbation")]
    [InlineData(Snomed, "254837009", "cancer-solid-malignant")]
    [InlineData("SNOMED CT", "44054006", "vs-diabetes")]
    [InlineData("urn:oid:2.16.840.1.113883.6.96", "13645005", "vs-chronic-comorbidity")]
    [InlineData(Snomed, "127490009", "vs-enteral-tube-route")]
    [InlineData("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "GT", "vs-enteral-tube-route")]
    [InlineData(Snomed, "24484000", "vs-severity-severe")]
    [InlineData("http://hl7.org/fhir/sid/icd-9-cm", "41.04", "vs-hsct")]
    [InlineData("urn:oid:2.16.840.1.113883.6.104", "41.0500x001", "vs-hsct")]
    [InlineData("ICD-9-CM-3", "92.2401", "vs-radiotherapy")]
    [InlineData("ICD-10-PCS", "XW043K7", "vs-car-t")]
    public void Codes_belong_to_sets(string system, string code, string set) => Assert.True(Has(system, code, set));

    [Theory]
    [InlineData(Icd10, "B18.1", "vs-infection")]
    [InlineData(Icd10, "B95.6", "vs-infection")]
    [InlineData(Icd10, "G43.0", "vs-neurological-disorder")]
    [InlineData(Icd10, "G47.3", "vs-neurological-disorder")]
    [InlineData(Icd10, "C77.0", "cancer-solid-malignant")]
    [InlineData(Icd10, "C81.1", "cancer-solid-malignant")]
    [InlineData(Icd10, "D47.2", "cancer-haematological-uncertain")]
    [InlineData(Icd10, "C7A.0", "cancer-solid-malignant")]
    [InlineData(Icd10, "R65.2", "vs-sepsis")]
    [InlineData(Icd10Cm, "R65.10", "vs-sepsis")]
    [InlineData(Icd10, "I1", "vs-hypertension")]
    [InlineData(Icd10, "", "vs-hypertension")]
    [InlineData(null, "I10", "vs-hypertension")]
    [InlineData("http://example.org/local", "I10", "vs-hypertension")]
    [InlineData(Snomed, "271737000", "cancer-solid-malignant")]
    [InlineData(Snomed, "444814009000", "vs-infection")]
    // Diagnoses of ICD-9-CM have three digits before the point; 41.3 is taken marrow, 92.0 is a scan.
    [InlineData("http://hl7.org/fhir/sid/icd-9-cm", "410.4", "vs-hsct")]
    [InlineData("http://hl7.org/fhir/sid/icd-9-cm", "041.04", "vs-hsct")]
    [InlineData("http://hl7.org/fhir/sid/icd-9-cm", "41.31", "vs-hsct")]
    [InlineData("http://hl7.org/fhir/sid/icd-9-cm", "92.03", "vs-radiotherapy")]
    // Remdesivir, and lifileucel, which is no CAR-T.
    [InlineData("ICD-10-PCS", "XW033E5", "vs-car-t")]
    [InlineData("ICD-10-PCS", "XW033L7", "vs-car-t")]
    public void Codes_outside_a_set_or_excluded_do_not(string? system, string code, string set) => Assert.False(Has(system, code, set));

    [Fact]
    public void An_ICD_code_can_be_read_even_when_no_set_has_it_and_an_unlisted_SNOMED_code_cannot()
    {
        Assert.True(T.IsReadableConditionCode(Icd10, "S93.4"));
        Assert.True(T.IsReadableConditionCode(Snomed, "254837009"));
        Assert.False(T.IsReadableConditionCode(Snomed, "44465007"));
        Assert.False(T.IsReadableConditionCode("http://example.org/local", "x"));
    }

    [Theory]
    [InlineData("右肺上叶癌", "cancer-solid-malignant")]
    [InlineData("Infiltrating duct carcinoma of breast", "cancer-solid-malignant")]
    [InlineData("Multiple malignant neoplasms of colon", "cancer-solid-malignant")]
    [InlineData("非霍奇金淋巴瘤", "cancer-haematological")]
    [InlineData("肺癌 脑转移", "cancer-secondary")]
    [InlineData("肺癌 脑转移", "vs-brain-metastasis")]
    [InlineData("carcinoma in situ of cervix", "cancer-in-situ")]
    [InlineData("宫颈原位癌", "cancer-in-situ")]
    [InlineData("history of breast cancer", "cancer-personal-history")]
    [InlineData("疑似肺癌", "cancer-suspected")]
    [InlineData("高血压3级", "vs-hypertension")]
    [InlineData("Type 2 diabetes", "vs-diabetes")]
    [InlineData("重症肺炎", "vs-infection")]
    [InlineData("CAR-T细胞回输", "vs-car-t")]
    [InlineData("CAR T-cell infusion", "vs-car-t")]
    [InlineData("PEG tube in situ", "vs-feeding-tube")]
    [InlineData("自体造血干细胞移植术", "vs-hsct")]
    [InlineData("via PEG tube", "vs-enteral-tube-route")]
    [InlineData("奥美拉唑肠溶胶囊", "vs-form-enteric-coated")]
    [InlineData("硝苯地平控释片", "vs-form-modified-release")]
    [InlineData("metformin XR 500 mg", "vs-form-modified-release")]
    [InlineData("Drug permanently discontinued", "vs-permanent-discontinuation")]
    [InlineData("膀胱灌注", "vs-intravesical-route")]
    [InlineData("NYHA class III", "vs-nyha-iii-iv")]
    [InlineData("心功能Ⅲ级", "vs-nyha-iii-iv")]
    public void Texts_name_sets(string text, string set) => Assert.True(Says(text, set));

    [Theory]
    [InlineData("家族史：肺癌", "cancer-solid-malignant")]
    [InlineData("family history of breast cancer", "cancer-solid-malignant")]
    [InlineData("family history of breast cancer", "cancer-personal-history")]
    [InlineData("screening for colon cancer", "cancer-solid-malignant")]
    [InlineData("癌胚抗原升高", "cancer-solid-malignant")]
    [InlineData("carcinoma in situ of cervix", "cancer-solid-malignant")]
    [InlineData("history of breast cancer", "cancer-solid-malignant")]
    [InlineData("高血压病史", "cancer-personal-history")]
    [InlineData("疑似肺癌", "cancer-solid-malignant")]
    [InlineData("疑似肺炎", "cancer-suspected")]
    [InlineData("cancerous", "cancer-solid-malignant")]
    [InlineData("pulmonary hypertension", "vs-hypertension")]
    [InlineData("prediabetes", "vs-diabetes")]
    [InlineData("间质性肺炎", "vs-infection")]
    [InlineData("缓释贴片 transdermal patch 缓释", "vs-form-modified-release")]
    [InlineData("la paz tablets", "vs-form-modified-release")]
    [InlineData("心肌炎", "vs-myasthenia-myositis")]
    public void A_never_phrase_or_a_better_set_wins(string text, string set) => Assert.False(Says(text, set));

    [Fact]
    public void Radiotherapy_of_a_site_needs_the_procedure_and_the_site()
    {
        T.ConditionSets.TryFind("vs-thoracic-radiotherapy", out var thoracic);
        var course = T.FindConditionSets(Snomed, "1217123003");
        var chest = T.FindConditionSets(Snomed, "51185008");
        var prostate = T.FindConditionSets(Snomed, "41216001");
        Assert.True(T.WithBodySite(course, chest).Overlaps(thoracic));
        Assert.False(T.WithBodySite(course, prostate).Overlaps(thoracic));
        Assert.False(T.WithBodySite(default, chest).Overlaps(thoracic));
        var words = T.FindConditionSetsByText("胸部放疗");
        Assert.True(T.WithBodySite(words, words).Overlaps(thoracic));
    }

    [Fact]
    public void A_site_adds_its_own_codes_by_a_map()
    {
        var toSet = Terminology.Load(Shipped.With("ConceptMap-site.json", Shipped.Map("http://hospital.example/dx", "https://cdsoncopharm.org/fhir/CodeSystem/condition-sets", "ABC1", "vs-infection")));
        toSet.ConditionSets.TryFind("vs-infection", out var infection);
        Assert.True(toSet.FindConditionSets("http://hospital.example/dx", "ABC1").Overlaps(infection));

        var toIcd = Terminology.Load(Shipped.With("ConceptMap-site.json", Shipped.Map("http://hospital.example/dx", Icd10, "7", "I10")));
        toIcd.ConditionSets.TryFind("vs-hypertension", out var hypertension);
        Assert.True(toIcd.FindConditionSets("http://hospital.example/dx", "7").Overlaps(hypertension));
        Assert.True(toIcd.IsReadableConditionCode("http://hospital.example/dx", "7"));
    }
}
