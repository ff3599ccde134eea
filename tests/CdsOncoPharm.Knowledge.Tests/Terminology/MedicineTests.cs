using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge.Tests;

public class MedicineTests
{
    private const string Atc = "http://www.whocc.no/atc";
    private const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    private static readonly Terminology T = Shipped.Terminology;

    private static string Names(IEnumerable<Ingredient> found) => string.Join(" + ", found.Select(i => i.Code));

    private static string[] Classes(Tags tags) => [.. T.DrugClasses.In(tags)];

    [Fact]
    public void All_360_agents_and_the_other_medicines_are_there()
    {
        Assert.Equal(360, T.Ingredients.Count(i => i.IsAgent));
        Assert.Equal(350, T.Ingredients.Count(i => i.IsAntineoplastic));
        Assert.True(T.Ingredients.Count(i => !i.IsAgent) >= 344);
        Assert.All(T.Ingredients, i => Assert.Same(i, T.Ingredient(i.Code)));
    }

    [Fact]
    public void Every_medicine_has_a_Chinese_name_except_those_without_a_settled_one() => Assert.Equal(
        [
            "brexucabtagene autoleucel", "idecabtagene vicleucel", "lifileucel", "lisocabtagene maraleucel", "talimogene laherparepvec",
            "telisotuzumab vedotin", "tisagenlecleucel",
        ],
        T.Ingredients.Where(i => !i.Name.Zh.Any(c => c >= '\u4e00')).Select(i => i.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_medicine_is_found_by_its_own_names()
    {
        var lost = T.Ingredients
            .Where(i => !T.FindMedicineByText(i.Name.Zh).Contains(i) && !i.Name.Zh.Contains('/', StringComparison.Ordinal))
            .Concat(T.Ingredients.Where(i => !T.FindMedicineByText(i.Code).Contains(i)
                && i.Code is not ("tegafur, combinations" or "trifluridine, combinations" or "combinations (all-in-one)")))
            .Select(i => i.Code);
        Assert.Empty(lost);
    }

    [Fact]
    public void Every_medicine_with_an_ATC_code_is_found_by_it_or_shares_it_with_its_substance()
    {
        foreach (var i in T.Ingredients.Where(i => i.Atc is not null))
        {
            var found = T.FindMedicine(Atc, i.Atc);
            Assert.True(found.Contains(i) || found.Any(other => other.Atc == i.Atc), i.Code);
        }
    }

    [Fact]
    public void More_than_2000_RxNorm_codes_lead_to_agents()
    {
        var map = System.Text.Json.JsonDocument.Parse(Shipped.Files.Find("terminology/ConceptMap-rxnorm.json")!.Content);
        var codes = map.RootElement.GetProperty("group").EnumerateArray()
            .Where(g => g.GetProperty("target").GetString()!.EndsWith("antineoplastic-agents", StringComparison.Ordinal))
            .SelectMany(g => g.GetProperty("element").EnumerateArray())
            .Select(e => e.GetProperty("code").GetString()).ToList();
        Assert.True(codes.Count >= 2000, $"{codes.Count}");
        Assert.All(codes, code => Assert.NotEmpty(T.FindMedicine(RxNorm, code)));
    }

    [Theory]
    [InlineData(Atc, "L01XA03", "oxaliplatin")]
    [InlineData("urn:oid:2.16.840.1.113883.6.73", "L01EB04", "osimertinib")]
    [InlineData(Atc, "L01XE35", "osimertinib")]
    [InlineData(Atc, "L01XC07", "bevacizumab")]
    [InlineData(Atc, "N03AX16", "pregabalin")]
    [InlineData(Atc, "L01CD01", "paclitaxel")]
    [InlineData(RxNorm, "3639", "doxorubicin")]
    [InlineData("RxNorm", "1371046", "trastuzumab emtansine")]
    [InlineData("urn:oid:2.16.840.1.113883.6.88", "1790099", "doxorubicin")]
    [InlineData(RxNorm, "2284506", "doxorubicin liposomal")]
    [InlineData(RxNorm, "2267579", "trastuzumab deruxtecan")]
    [InlineData(RxNorm, "2383305", "pertuzumab and trastuzumab")]
    [InlineData(RxNorm, " 40048 ", "carboplatin")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/antineoplastic-agents", "capecitabine", "capecitabine")]
    [InlineData(null, "L01XA03", "")]
    [InlineData("http://snomed.info/sct", "L01XA03", "")]
    [InlineData(Atc, "L01ZZ99", "")]
    public void Codes_lead_to_ingredients(string? system, string code, string expected) =>
        Assert.Equal(expected, Names(T.FindMedicine(system, code)));

    [Fact]
    public void A_combination_gives_all_its_ingredients() =>
        Assert.Equal("paracetamol + hydrocodone", Names(T.FindMedicine(RxNorm, "856987").OrderByDescending(i => i.Code)));

    [Fact]
    public void A_skin_product_is_listed_and_is_no_medicine_of_ours()
    {
        Assert.Empty(T.FindMedicineByText("Efudex 5 % cream"));
        Assert.NotEmpty(T.FindMedicine(RxNorm, "105586"));
        Assert.True(T.IsListedMedicineCode(RxNorm, "329765"));
        Assert.Empty(T.FindMedicine(RxNorm, "329765"));
        Assert.False(T.IsListedMedicineCode(RxNorm, "1"));
    }

    [Theory]
    [InlineData("注射用紫杉醇（白蛋白结合型） 100mg", "paclitaxel protein-bound")]
    [InlineData("注射用紫杉醇脂质体", "paclitaxel liposome")]
    [InlineData("紫杉醇注射液 30mg/5ml", "paclitaxel")]
    [InlineData("多西紫杉醇", "docetaxel")]
    [InlineData("盐酸多柔比星脂质体注射液", "doxorubicin liposomal")]
    [InlineData("多柔比星 脂质体", "doxorubicin liposomal")]
    [InlineData("去甲氧柔红霉素", "idarubicin")]
    [InlineData("卡氮芥", "carmustine")]
    [InlineData("fam-trastuzumab deruxtecan-nxki 100 MG Injection", "trastuzumab deruxtecan")]
    [InlineData("ADO-TRASTUZUMAB EMTANSINE", "trastuzumab emtansine")]
    [InlineData("Trastuzumab Injection [Enhertu]", "trastuzumab deruxtecan")]
    [InlineData("Irinotecan Injection [Onivyde]", "irinotecan liposome")]
    [InlineData("trastuzumab-dkst 420 mg", "trastuzumab")]
    [InlineData("Ｎａｂ－Ｐａｃｌｉｔａｘｅｌ", "paclitaxel protein-bound")]
    [InlineData("nab paclitaxel", "paclitaxel protein-bound")]
    [InlineData("5-FU 500 mg", "fluorouracil")]
    [InlineData("5-氟尿嘧啶注射液", "fluorouracil")]
    [InlineData("VP-16", "etoposide")]
    [InlineData("VP16", "etoposide")]
    [InlineData("CPT-11 180mg/m2", "irinotecan")]
    [InlineData("alimta", "pemetrexed")]
    [InlineData("希罗达片", "capecitabine")]
    [InlineData("泰瑞沙 80mg qd", "osimertinib")]
    [InlineData("可瑞达", "pembrolizumab")]
    [InlineData("替吉奥胶囊 20mg", "tegafur, combinations")]
    [InlineData("S-1 40 mg bid", "tegafur, combinations")]
    [InlineData("曲氟尿苷替匹嘧啶片", "trifluridine, combinations")]
    [InlineData("阿替利珠单抗+贝伐珠单抗", "atezolizumab + bevacizumab")]
    [InlineData("Nivolumab 240 mg and ipilimumab 80 mg", "nivolumab + ipilimumab")]
    [InlineData("Acetaminophen 300 MG / HYDROcodone Bitartrate 5 MG Oral Tablet", "paracetamol + hydrocodone")]
    [InlineData("tramadol / acetaminophen", "tramadol + paracetamol")]
    [InlineData("阿司匹林肠溶片", "acetylsalicylic acid")]
    [InlineData("左亚叶酸钙", "sodium levofolinate")]
    [InlineData("聚乙二醇化重组人粒细胞刺激因子", "pegfilgrastim")]
    [InlineData("Hydrocortisone cream 1%", "hydrocortisone topical")]
    [InlineData("重组人干扰素α-2b注射液", "interferon alfa-2b")]
    [InlineData("PD-1抑制剂 信迪利单抗", "sintilimab")]
    public void Order_texts_lead_to_ingredients_and_the_longest_name_wins(string text, string expected) =>
        Assert.Equal(expected, Names(T.FindMedicineByText(text)));

    [Theory]
    [InlineData("methotrexate level")]
    [InlineData("cisplatin allergy")]
    [InlineData("avoid vincristine: allergy")]
    [InlineData("阿司匹林过敏史")]
    [InlineData("青霉素皮试")]
    [InlineData("甲氨蝶呤血药浓度监测")]
    [InlineData("interferon gamma release assay")]
    [InlineData("platinum wire")]
    [InlineData("peginterferon alfa-2a")]
    [InlineData("葡萄糖酸钙注射液")]
    [InlineData("glucose test strips")]
    [InlineData("罗红霉素胶囊")]
    [InlineData("异维A酸软胶囊")]
    [InlineData("维A酸乳膏")]
    [InlineData("isotretinoin 20 mg")]
    [InlineData("Efudex")]
    [InlineData("氟尿嘧啶软膏")]
    [InlineData("Eylea 40 MG/ML")]
    [InlineData("艾力达")]
    [InlineData("lithium battery")]
    [InlineData("锂电池")]
    [InlineData("mesalamine (5-ASA)")]
    [InlineData("去氧氟尿苷")]
    [InlineData("cisplatinoid")]
    [InlineData("taxolike")]
    [InlineData("S1 radiculopathy injection")]
    [InlineData("Irene")]
    [InlineData("")]
    [InlineData(null)]
    public void These_texts_name_no_medicine(string? text) => Assert.Equal("", Names(T.FindMedicineByText(text)));

    [Fact]
    public void An_agent_carries_its_facts()
    {
        var ingredient = T.Ingredient("capecitabine")!;
        Assert.Equal("卡培他滨", ingredient.Name.Zh);
        Assert.Equal("cytotoxic-oral", ingredient.Kind);
        Assert.True(ingredient is { IsAntineoplastic: true, IsForCancerOnly: true, IsAgent: true, CountsInPolypharmacy: false });
        Assert.Contains("HFS", Classes(ingredient.Classes));
        Assert.Equal("L01BC06", ingredient.Atc);
        Assert.Equal(PartialDate.Of(2024, 12), T.Ingredient("lurbinectedin")!.ChinaApproval);
        Assert.Equal(PartialDate.Of(2008), T.Ingredient("decitabine")!.ChinaApproval);
        Assert.Equal("interstitial lung disease", T.Ingredient("gefitinib")!.Facts["rare-severe-adr"]);
        Assert.False(T.Ingredient("methotrexate")!.IsForCancerOnly);
    }

    [Fact]
    public void A_bone_modifier_treats_no_cancer_and_counts_as_a_medicine() =>
        Assert.True(T.Ingredient("denosumab") is { IsAntineoplastic: false, IsForCancerOnly: false, CountsInPolypharmacy: true });

    [Fact]
    public void An_agent_that_is_also_an_interacting_medicine_has_both_classes()
    {
        var classes = Classes(T.Ingredient("imatinib")!.Classes);
        Assert.Contains("BCR_ABL_TKI", classes);
        Assert.Contains("cm-cyp3a4-inhibitor-moderate", classes);
    }

    [Fact]
    public void Class_filters_resolve_and_composite_classes_hold_their_parts()
    {
        Assert.All(T.DrugClasses.All, name =>
        {
            Assert.True(T.DrugClasses.TryFind(name, out var tags));
            Assert.Contains(T.Ingredients, i => i.Classes.Overlaps(tags));
        });
        Assert.Contains("cm-hepatotoxic", Classes(T.Ingredient("isoniazid")!.Classes));
        Assert.Contains("cm-hepatotoxic", Classes(T.Ingredient("atorvastatin")!.Classes));
        Assert.Contains("cm-nephrotoxic", Classes(T.Ingredient("ibuprofen")!.Classes));
        Assert.DoesNotContain("cm-nephrotoxic", Classes(T.Ingredient("vancomycin")!.Classes));
        Assert.Contains("EMETO_HIGH_DOSE", Classes(T.Ingredient("carboplatin")!.Classes));
    }

    [Fact]
    public void Diluents_topicals_and_contrast_do_not_count_in_polypharmacy()
    {
        Assert.All("sodium chloride,mupirocin,iohexol".Split(','), code => Assert.False(T.Ingredient(code)!.CountsInPolypharmacy));
        Assert.All("metformin,dexamethasone,fentanyl".Split(','), code => Assert.True(T.Ingredient(code)!.CountsInPolypharmacy));
        Assert.All("D07AC01 S01AA01 M02AA15 R01AD08 J07BB02 V08AB02 B05BB01 V03AN01".Split(' '), code => Assert.True(T.IsLeftOutOfPolypharmacy(Atc, code), code));
        Assert.All("N02AB03 R03AC02 A10BA02 M01AE01 B05BA01".Split(' '), code => Assert.False(T.IsLeftOutOfPolypharmacy(Atc, code), code));
    }

    [Fact]
    public void An_ATC_code_that_is_not_listed_has_the_classes_of_its_group_for_certain()
    {
        Assert.Equal(["cm-opioid"], Classes(T.ClassesOfUnlisted(Atc, "N02AX99")));
        Assert.Equal(["cm-nsaid"], Classes(T.ClassesOfUnlisted(Atc, "M01AE99")));
        Assert.Equal(["ANTINEOPLASTIC"], Classes(T.ClassesOfUnlisted(Atc, "L01ZZ99")));
        Assert.Empty(Classes(T.ClassesOfUnlisted(RxNorm, "1")));
        Assert.Empty(Classes(T.ClassesOfUnlisted(Atc, "M01AX05")));
    }

    [Fact]
    public void A_whole_ATC_code_outside_the_groups_of_a_class_is_not_in_it_unless_it_is_a_combination()
    {
        Assert.DoesNotContain("cm-statin", Classes(T.PossibleClasses(Atc, "C10AX09", null)));
        Assert.Contains("cm-statin", Classes(T.PossibleClasses(Atc, "C10AX", null)));
        Assert.Contains("cm-hepatotoxic-other", Classes(T.PossibleClasses(Atc, "N02BE51", null)));
    }

    [Theory]
    [InlineData("N02AX99", "opioid")]
    [InlineData("L01EB99", "targeted-oral")]
    [InlineData("P03AX99", "unlisted")]
    public void A_medicine_known_by_its_group_counts_for_as_long_as_the_listed_ones_of_it(string code, string kind) =>
        Assert.Equal(kind, T.IngredientOfGroup(Atc, code, code)!.Kind);

    [Fact]
    public void Only_a_whole_ATC_code_makes_a_medicine_and_without_words_it_is_called_by_its_class()
    {
        Assert.Equal(new LocalText("Opioids", "阿片类药物"), T.IngredientOfGroup(Atc, "N02AX99", null)!.Name);
        Assert.Equal("P03AX99", T.IngredientOfGroup(Atc, "P03AX99", null)!.Name.En);
        Assert.Null(T.IngredientOfGroup(Atc, "N02A", "opioid"));
        Assert.Null(T.IngredientOfGroup(RxNorm, "N02AX99", "opioid"));
    }

    [Fact]
    public void What_an_unknown_medicine_could_be_follows_from_its_group_or_its_stem()
    {
        Assert.Contains("EGFR_TKI", Classes(T.PossibleClasses(Atc, "L01EB99", null)));
        Assert.DoesNotContain("ICI", Classes(T.PossibleClasses(Atc, "L01EB99", null)));
        Assert.Contains("ICI_PD1", Classes(T.PossibleClasses(null, null, "somethinglimab 200 mg")));
        Assert.Contains("PARP", Classes(T.PossibleClasses(null, null, "新药帕利胶囊")));
        Assert.Empty(Classes(T.PossibleClasses(null, null, "unheard-of syrup")));
        Assert.DoesNotContain("ANTINEOPLASTIC", Classes(T.PossibleClasses(Atc, "C09CA99", "tinib")));
        Assert.Contains("BONE_MODIFIER", Classes(T.PossibleClasses(Atc, "M05BA99", null)));
    }

    [Fact]
    public void Gene_pairs_name_medicines_that_exist()
    {
        var dpyd = T.PgxPairs.Single(pair => pair.Gene == "DPYD");
        Assert.Equal("dpyd", dpyd.Result.Code);
        Assert.Equal("fluorouracil + capecitabine + tegafur + tegafur, combinations", Names(dpyd.Medicines));
        Assert.Equal(8, T.PgxPairs.Count);
        Assert.Contains(T.Ingredient("codeine")!, T.PgxPairs.Single(pair => pair.Gene == "CYP2D6").Medicines);
    }

    [Fact]
    public void Looking_up_a_code_allocates_nothing()
    {
        T.FindMedicine(RxNorm, "3639");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            T.FindMedicine(RxNorm, "3639");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
