using System.Text;

namespace CdsOncoPharm.Knowledge.Tests;

public class StartUpTests
{
    private static KnowledgeException Refused(KnowledgeFiles files) => Assert.Throws<KnowledgeException>(() => Terminology.Load(files));

    [Fact]
    public void The_shipped_files_load() => Assert.NotEmpty(Shipped.Terminology.Results);

    [Fact]
    public void Every_file_is_read_by_someone() => Assert.All(
        Shipped.Files.All.Where(f => f.RelativePath.StartsWith("terminology/", StringComparison.Ordinal)),
        f => Assert.Matches("^terminology/(CodeSystem|ValueSet|ConceptMap)-[A-Za-z0-9.-]+\\.json$", f.RelativePath));

    [Fact]
    public void Every_file_is_below_one_mebibyte_and_has_line_feeds() => Assert.All(Shipped.Files.All, f =>
    {
        Assert.True(f.Content.Length < 1 << 20, f.RelativePath);
        Assert.Equal(-1, f.Content.Span.IndexOf((byte)'\r'));
    });

    [Fact]
    public void The_file_name_the_id_and_the_url_agree()
    {
        foreach (var file in Shipped.Files.All.Where(f => f.RelativePath.StartsWith("terminology/", StringComparison.Ordinal)))
        {
            var json = System.Text.Json.JsonDocument.Parse(file.Content).RootElement;
            var type = json.GetProperty("resourceType").GetString();
            var id = json.GetProperty("id").GetString();
            Assert.Equal($"terminology/{type}-{id}.json", file.RelativePath);
            Assert.Equal($"https://cdsoncopharm.org/fhir/{type}/{id}", json.GetProperty("url").GetString());
            foreach (var name in "name status date version".Split(' '))
                Assert.True(json.TryGetProperty(name, out _), $"{file}: {name}");
            Assert.Matches("^[A-Z][A-Za-z0-9_]{0,254}$", json.GetProperty("name").GetString());
            if (type == "CodeSystem")
                Assert.True(json.TryGetProperty("content", out _));
        }
    }

    [Fact]
    public void No_MedDRA_code_is_shipped() => Assert.All(Shipped.Files.All, f =>
        Assert.DoesNotContain("meddra.org", Encoding.UTF8.GetString(f.Content.Span), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Broken_JSON_is_refused_by_file()
    {
        var refusal = Refused(Shipped.With("ValueSet-vs-hypertension.json", "{ \"resourceType\": "));
        Assert.Equal("terminology/ValueSet-vs-hypertension.json", refusal.File);
    }

    [Fact]
    public void A_wrong_shape_is_refused_by_file_and_path()
    {
        var refusal = Refused(Shipped.Changed("ConceptMap-pgx-pairs.json", "\"group\": [", "\"group\": \"none\", \"contact\": ["));
        Assert.Equal("terminology/ConceptMap-pgx-pairs.json", refusal.File);
        Assert.Contains("group", refusal.Row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_type_than_its_name_says_is_refused() =>
        Assert.Equal("resourceType", Refused(Shipped.With("ValueSet-x.json", Shipped.Map("a", "b", "c", "d"))).Row);

    [Theory]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/antineoplastic-agents", "no-such-agent", "no medicine 'no-such-agent'")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/results", "no-such-result", "no result 'no-such-result'")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/condition-sets", "vs-no-such-set", "no set 'vs-no-such-set'")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/ctcae-grade", "9", "'9' is not a grade")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/phenotype", "quick", "'quick' is not one of")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/nowhere", "x", "no code system")]
    public void An_unknown_target_is_refused_by_file_and_row(string target, string code, string reason)
    {
        var refusal = Refused(Shipped.With("ConceptMap-site.json", Shipped.Map("http://hospital.example/codes", target, "17", code)));
        Assert.Equal("terminology/ConceptMap-site.json", refusal.File);
        Assert.Equal("http://hospital.example/codes|17", refusal.Row);
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
        Assert.Equal($"{refusal.File}: {refusal.Row}: {refusal.Reason}", refusal.Message);
    }

    [Theory]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/results", "http://loinc.org", "2160-0", "hb", "already means creatinine")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/antineoplastic-agents", "https://cdsoncopharm.org/fhir/CodeSystem/medicine-names", "Xeloda", "cisplatin", "already means capecitabine")]
    [InlineData("http://unitsofmeasure.org", "https://cdsoncopharm.org/fhir/CodeSystem/unit-spellings", "mg/dl", "g/L", "already means g/L")]
    [InlineData("https://cdsoncopharm.org/fhir/CodeSystem/phenotype", "http://loinc.org", "LA9657-3", "rapid", "already means Poor")]
    // Files are read in the order of their names: of two rows that disagree the later is the one refused.
    public void Rows_that_disagree_are_refused(string target, string source, string code, string targetCode, string reason) =>
        Assert.Contains(reason, Refused(Shipped.With("ConceptMap-site.json", Shipped.Map(source, target, code, targetCode))).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_class_without_a_value_set_is_refused()
    {
        var refusal = Refused(Shipped.Changed("CodeSystem-antineoplastic-agents.json", "\"valueCode\": \"ALKYLATOR\"", "\"valueCode\": \"ALKYLATR\""));
        Assert.Equal("cyclophosphamide", refusal.Row);
        Assert.Contains("ALKYLATR", refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ICD_block_that_is_none_is_refused() => Assert.Contains(
        "C76-C00", Refused(Shipped.Changed("ValueSet-cancer-solid-malignant.json", "C00-C76", "C76-C00")).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_toxicity_set_with_an_unknown_term_is_refused() =>
        Assert.Equal("Anaemiaa", Refused(Shipped.Changed("ValueSet-ae-anaemia.json", "\"Anemia\"", "\"Anaemiaa\"")).Row);

    [Fact]
    public void A_set_that_names_a_missing_set_is_refused() => Assert.Contains(
        "vs-nothing", Refused(Shipped.Changed("ValueSet-vs-thoracic-radiotherapy.json", "\"valueCode\": \"vs-radiotherapy\"", "\"valueCode\": \"vs-nothing\"")).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_wrong_factor_is_refused() => Assert.Contains(
        "mg/dL", Refused(Shipped.Changed("CodeSystem-results.json", "mg/dL=88.4", "mg/dL=88,4")).Reason, StringComparison.Ordinal);

    [Fact]
    public void A_site_replaces_and_adds_files_by_its_overlay()
    {
        var overlay = Directory.CreateTempSubdirectory("overlay");
        try
        {
            Directory.CreateDirectory(Path.Combine(overlay.FullName, "terminology"));
            File.WriteAllText(
                Path.Combine(overlay.FullName, "terminology", "ConceptMap-site.json"),
                Shipped.Map("http://hospital.example/drugs", "https://cdsoncopharm.org/fhir/CodeSystem/antineoplastic-agents", "XLD", "capecitabine"));
            var files = KnowledgeFiles.Read(Shipped.Root, overlay.FullName);
            Assert.Equal("capecitabine", Assert.Single(Terminology.Load(files).FindMedicine("http://hospital.example/drugs", "XLD")).Code);
            Assert.NotEqual(Shipped.Files.Hash, files.Hash);
        }
        finally
        {
            overlay.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_hash_tells_contents_and_not_line_ends()
    {
        static KnowledgeFiles One(string content) => KnowledgeFiles.Of([new KnowledgeFile("terminology/a.json", Encoding.UTF8.GetBytes(content))]);
        Assert.Equal(One("{\n}\n").Hash, One("{\r\n}\r\n").Hash);
        Assert.NotEqual(One("{\n}\n").Hash, One("{ }\n").Hash);
        Assert.Matches("^sha256:[0-9a-f]{64}$", Shipped.Files.Hash);
    }

    [Fact]
    public void A_folder_without_terminology_is_refused() =>
        Assert.Throws<KnowledgeException>(() => KnowledgeFiles.Read(Path.Combine(Shipped.Root, "src")));
}
