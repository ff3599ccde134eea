namespace CdsOncoPharm.Knowledge.Tests;

public class ToxicityTests
{
    private static readonly Terminology T = Shipped.Terminology;

    private static string[] Sets(string text) => [.. T.ToxicitySets.In(T.FindToxicity(text).Sets)];

    [Fact]
    public void All_837_terms_of_CTCAE_v5_are_known()
    {
        var terms = System.Text.Json.JsonDocument.Parse(Shipped.Files.Find("terminology/CodeSystem-ctcae.json")!.Content)
            .RootElement.GetProperty("concept").EnumerateArray().Select(c => c.GetProperty("code").GetString()!).ToList();
        Assert.Equal(837, terms.Count);
        Assert.All(terms, term => Assert.Equal(term, T.FindToxicity(term).Code));
        Assert.Equal(
            ["Blood and lymphatic system disorders - Other, specify", "Investigations - Other, specify"],
            terms.Where(term => !T.FindToxicity(term).IsKnown));
    }

    [Theory]
    [InlineData("Neutrophil count decreased", "ae-haematological")]
    [InlineData("Neutropenia", "ae-neutropenia")]
    [InlineData("粒细胞缺乏伴发热", "ae-febrile-neutropenia")]
    [InlineData("Thrombocytopenia grade 4", "ae-platelet-decrease")]
    [InlineData("low platelets", "ae-haematological")]
    [InlineData("贫血", "ae-anaemia")]
    [InlineData("Hemolytic anemia", "ae-irae-critical")]
    [InlineData("Peripheral sensory neuropathy", "ae-neurotoxicity")]
    [InlineData("Peripheral sensory neuropathy 周围感觉神经病变", "ae-neurotoxicity")]
    [InlineData("手足麻木", "ae-neurotoxicity")]
    [InlineData("3级手足综合征", "ae-mucocutaneous")]
    [InlineData("Hand-foot syndrome", "ae-mucocutaneous")]
    [InlineData("TEN", "ae-critical-g3")]
    [InlineData("Immune-related myocarditis", "ae-irae-critical")]
    [InlineData("Guillain-Barré syndrome", "ae-irae-critical")]
    [InlineData("Nervous system disorders - Other, specify: transverse myelitis", "ae-irae-critical")]
    [InlineData("autoimmune encephalitis", "ae-irae-critical")]
    [InlineData("Myelitis", "ae-irae-critical")]
    [InlineData("Encephalitis infection (immune-mediated)", "ae-irae-critical")]
    [InlineData("Pneumonitis", "ae-critical-g3")]
    [InlineData("免疫相关性肺炎", "ae-critical-g3")]
    [InlineData("Hypothyroidism", "ae-endocrine-history")]
    [InlineData("Pneumonia", "ae-infection")]
    [InlineData("Cytokine release syndrome", "ae-crs-icans")]
    [InlineData("diarrhoea", "ae-vomiting-diarrhoea")]
    [InlineData("immune-mediated hepatitis", "ae-non-haematological")]
    [InlineData("Hemolytic uremic syndrome", "ae-non-haematological")]
    public void Texts_belong_to_toxicity_sets(string text, string set)
    {
        Assert.Contains(set, Sets(text));
        Assert.Contains("ae-any-drug-related", Sets(text));
        Assert.True(T.FindToxicity(text).IsKnown);
    }

    [Theory]
    [InlineData("Alopecia", "ae-mucocutaneous")]
    [InlineData("ten episodes of vomiting", "ae-critical-g3")]
    [InlineData("Lung infection", "ae-critical-g3")]
    [InlineData("肺部感染", "ae-critical-g3")]
    [InlineData("放射性肺炎", "ae-infection")]
    [InlineData("Serum amylase increased", "ae-critical-g3")]
    [InlineData("Hemolytic anemia", "ae-anaemia")]
    [InlineData("Hemolytic anemia", "ae-haematological")]
    [InlineData("Viral myelitis", "ae-irae-critical")]
    [InlineData("Encephalitis infection", "ae-irae-critical")]
    [InlineData("Encephalopathy", "ae-irae-critical")]
    [InlineData("Skin and subcutaneous tissue disorders - Other, specify", "ae-mucocutaneous")]
    [InlineData("Anemia", "ae-non-haematological")]
    [InlineData("Infusion related reaction", "ae-procedure-related")]
    public void And_not_to_these(string text, string set) => Assert.DoesNotContain(set, Sets(text));

    [Fact]
    public void An_unreadable_term_belongs_to_any_toxicity_alone()
    {
        var term = T.FindToxicity("something odd");
        Assert.False(term.IsKnown);
        Assert.Null(term.Code);
        Assert.Equal(["ae-any-drug-related"], Sets("something odd"));
        Assert.Equal("something odd", term.Name.En);
        Assert.False(T.FindToxicity(null).IsKnown);
    }

    [Fact]
    public void Ileus_is_neurotoxicity_of_a_vinca_alkaloid_only()
    {
        T.ToxicitySets.TryFind("ae-neurotoxicity", out var neurotoxicity);
        var ileus = T.FindToxicity("Ileus");
        Assert.False(ileus.Sets.Overlaps(neurotoxicity));
        Assert.True(ileus.SetsFor(T.Ingredient("vincristine")).Overlaps(neurotoxicity));
        Assert.False(ileus.SetsFor(T.Ingredient("cisplatin")).Overlaps(neurotoxicity));
        Assert.False(ileus.SetsFor(null).Overlaps(neurotoxicity));
    }

    [Fact]
    public void Oesophagitis_is_a_complication_beside_radiotherapy_only()
    {
        T.ToxicitySets.TryFind("ae-procedure-related", out var procedure);
        var term = T.FindToxicity("Esophagitis");
        Assert.False(term.Sets.Overlaps(procedure));
        Assert.True(term.SetsWithRadiotherapy.Overlaps(procedure));
    }

    [Fact]
    public void Names_come_in_both_languages() => Assert.Equal("中性粒细胞计数降低", T.FindToxicity("neutropenia").Name.Zh);

    [Theory]
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C41338", 1)]
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C41339", 2)]
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C41340", 3)]
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C41337", 4)]
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C48275", 5)]
    [InlineData("http://hl7.org/fhir/us/ctcae/CodeSystem/ctcae-grade-code-system", "3", 3)]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/ctcae-grade", "0", 0)]
    [InlineData("http://terminology.hl7.org/CodeSystem/adverse-event-severity", "severe", 3)]
    [InlineData("http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl", "C11338", null)]
    [InlineData("http://hl7.org/fhir/us/ctcae/CodeSystem/ctcae-grade-code-system", "6", null)]
    public void Grades_come_in_many_codes(string system, string code, int? expected) =>
        Assert.Equal(expected, T.FindGrade(system, code)?.Value);

    [Theory]
    [InlineData("CTCAE v5.0 grade 3", 3)]
    [InlineData("Grade 3", 3)]
    [InlineData("grade III", 3)]
    [InlineData("G3", 3)]
    [InlineData("3级", 3)]
    [InlineData("３级", 3)]
    [InlineData("Ⅲ度骨髓抑制", 3)]
    [InlineData("IV度", 4)]
    [InlineData("四级", 4)]
    [InlineData("3-4级", 4)]
    [InlineData("CTCAE 5.0 2级", 2)]
    [InlineData("Grade 5 Death related to adverse event", 5)]
    [InlineData("Life Threatening or Disabling Adverse Event", 4)]
    [InlineData("Mild Adverse Event", 1)]
    [InlineData("重度", 3)]
    [InlineData("CTCAE v5.0", null)]
    [InlineData("5.0", null)]
    [InlineData("day 3", null)]
    [InlineData("13级", null)]
    [InlineData("grade 7", null)]
    [InlineData("", null)]
    public void Grades_come_in_many_words(string text, int? expected) => Assert.Equal(expected, T.FindGradeInText(text)?.Value);
}
