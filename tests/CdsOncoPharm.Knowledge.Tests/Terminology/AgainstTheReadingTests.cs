using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Knowledge.Tests;

/// <summary>The shipped terminology against the reading of the consensus and against public records, where they are at hand.</summary>
public partial class AgainstTheReadingTests
{
    private static readonly Terminology T = Shipped.Terminology;

    [SharedFact("knowledge/agents.csv")]
    public void Every_agent_has_the_classes_kind_and_uses_of_the_reading()
    {
        // The list that a site may lay over (D-23) is ours; without an overlay it repeats ENDO_HIGH.
        string[] sites = ["ENDO_HIGH_SITE"];
        var others = Rows("knowledge/comedications.csv").ToLookup(row => row["ingredient"], row => row["classes"]);
        foreach (var row in Rows("knowledge/agents.csv"))
        {
            var agent = T.Ingredient(row["agent"]);
            Assert.True(agent is { IsAgent: true }, row["agent"]);
            var expected = row["classes"].Split('|').Concat(others[row["agent"]].SelectMany(classes => classes.Split('|'))).Order(StringComparer.Ordinal);
            Assert.Equal(expected, T.DrugClasses.In(agent.Classes).Except(sites).Order(StringComparer.Ordinal));
            Assert.Equal(row["therapy_kind"], agent.Kind);
            Assert.Equal(row["other_uses"] == "cancer-only" && agent.IsAntineoplastic, agent.IsForCancerOnly);
            if (row["atc"].Length > 0)
                Assert.Contains(T.FindMedicine("http://www.whocc.no/atc", row["atc"]), found => found.Atc == agent.Atc);
            if (row["rxcui"].Length > 0)
                Assert.Equal([agent], T.FindMedicine("http://www.nlm.nih.gov/research/umls/rxnorm", row["rxcui"]));
        }
    }

    [SharedFact("knowledge/comedications.csv")]
    public void Every_other_medicine_has_the_classes_of_the_reading()
    {
        string[] composite = ["cm-hepatotoxic", "cm-nephrotoxic"];
        foreach (var row in Rows("knowledge/comedications.csv"))
        {
            var ingredient = T.Ingredient(row["ingredient"]);
            Assert.NotNull(ingredient);
            if (!ingredient.IsAgent)
                Assert.Equal(row["classes"].Split('|').Order(StringComparer.Ordinal), T.DrugClasses.In(ingredient.Classes).Except(composite).Order(StringComparer.Ordinal));
            if (row["rxcui"].Length > 0)
                Assert.Equal([ingredient], T.FindMedicine("RxNorm", row["rxcui"]));
        }
    }

    [SharedFact("knowledge/criteria.yaml")]
    public void Every_checked_LOINC_code_of_the_reading_leads_to_a_result()
    {
        var text = File.ReadAllText(SharedFactAttribute.Find("knowledge/criteria.yaml")!);
        var labs = text[text.IndexOf("\nlabs:", StringComparison.Ordinal)..text.IndexOf("\nrisk_factor_sets:", StringComparison.Ordinal)];
        var codes = CheckedCode().Matches(labs).Select(match => match.Groups[1].Value).ToList();
        Assert.True(codes.Count > 100, $"{codes.Count}");
        Assert.All(codes, code => Assert.NotNull(T.FindResult("http://loinc.org", code)));
        var keys = LabKey().Matches(labs).Select(match => match.Groups[1].Value).Where(key => key != "_note");
        Assert.All(keys, key => Assert.NotNull(T.Result(key)));
    }

    [SharedFact("knowledge/criteria.yaml")]
    public void Every_value_set_of_the_reading_that_is_matched_by_code_or_words_exists()
    {
        var text = File.ReadAllText(SharedFactAttribute.Find("knowledge/criteria.yaml")!);
        var sets = text[text.IndexOf("\nvalue_sets:", StringComparison.Ordinal)..text.IndexOf("\nae_sets:", StringComparison.Ordinal)];
        var toxicities = text[text.IndexOf("\nae_sets:", StringComparison.Ordinal)..text.IndexOf("\nderived:", StringComparison.Ordinal)];
        Assert.All(LabKey().Matches(sets).Select(match => match.Groups[1].Value).Where(key => key != "vs-severity"), key => Assert.Contains(key, T.ConditionSets.All));
        Assert.All(
            LabKey().Matches(toxicities).Select(match => match.Groups[1].Value).Where(key => key != "_note"),
            key => Assert.Contains(key.StartsWith("ae-", StringComparison.Ordinal) ? key : "ae-" + key, T.ToxicitySets.All));
    }

    [SharedFact("reference/terminology/rxnorm_anticancer_codes.csv")]
    public void A_RxNorm_product_never_leads_to_an_agent_that_its_name_does_not_tell()
    {
        foreach (var row in Rows("reference/terminology/rxnorm_anticancer_codes.csv"))
        {
            var found = T.FindMedicine("RxNorm", row["rxcui"]);
            var named = T.FindMedicineByText(row["rxnorm_display"]);
            Assert.All(found, ingredient => Assert.True(
                named.Contains(ingredient) || ingredient.Code == "pertuzumab and trastuzumab", $"{row["rxcui"]} {row["rxnorm_display"]}: {ingredient}"));
        }
    }

    [SharedFact("data")]
    public void Public_records_are_read_as_far_as_they_are_about_our_medicines_and_results()
    {
        var unread = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(SharedFactAttribute.Find("data")!, "*.json", SearchOption.AllDirectories))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var (text, codings) in Medicines(json.RootElement))
            {
                var found = codings.Any(c => T.FindMedicine(c.System, c.Code).Count > 0) || codings.Any(c => T.FindMedicineByText(c.Display).Count > 0)
                    || T.FindMedicineByText(text).Count > 0;
                if (!found)
                    unread.Add(text ?? codings.FirstOrDefault().Display ?? codings.FirstOrDefault().Code ?? "");
            }
        }
        string[] ours = ["CISplatin", "paclitaxel", "docetaxel", "tamoxifen", "KADCYLA", "ribociclib", "leuprolide", "BCG", "methotrexate", "fulvestrant"];
        Assert.DoesNotContain(unread, text => ours.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<(string? Text, List<(string? System, string? Code, string? Display)> Codings)> Medicines(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                foreach (var found in Medicines(item))
                    yield return found;
            }
        }
        if (element.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var property in element.EnumerateObject())
        {
            if (property is { Name: "medicationCodeableConcept", Value.ValueKind: JsonValueKind.Object })
            {
                var codings = property.Value.TryGetProperty("coding", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList() : [];
                yield return (Text(property.Value, "text"), [.. codings.Select(c => (Text(c, "system"), Text(c, "code"), Text(c, "display")))]);
            }
            foreach (var found in Medicines(property.Value))
                yield return found;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<Dictionary<string, string>> Rows(string path)
    {
        var rows = new List<List<string>> { new() };
        var field = new StringBuilder();
        var quoted = false;
        foreach (var c in File.ReadAllText(SharedFactAttribute.Find(path)!).Replace("\r", "", StringComparison.Ordinal))
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (c == '\n')
                    rows.Add([]);
            }
            else
            {
                field.Append(c);
            }
        }
        return [.. rows.Skip(1).Where(row => row.Count == rows[0].Count).Select(row => rows[0].Zip(row).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal))];
    }

    [GeneratedRegex("(?<=- )(\\d{3,5}-\\d) v")]
    private static partial Regex CheckedCode();

    [GeneratedRegex("^  ([a-z_][a-z0-9-]*):", RegexOptions.Multiline)]
    private static partial Regex LabKey();
}
