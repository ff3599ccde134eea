using static CdsOncoPharm.Stratification.Tests.InteractionsWard;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Which pairs of current medicines are an interaction, and which are not.</summary>
public class InteractionsPairTests
{
    [Theory]
    [InlineData("methotrexate", "ibuprofen", "major")]
    [InlineData("methotrexate", "omeprazole", "major")]
    [InlineData("methotrexate", "sulfamethoxazole and trimethoprim", "major")]
    [InlineData("methotrexate", "trimethoprim", "major")]
    [InlineData("methotrexate", "probenecid", "major")]
    [InlineData("capecitabine", "warfarin", "major")]
    [InlineData("fluorouracil", "phenytoin", "major")]
    [InlineData("capecitabine", "phenytoin", "major")]
    [InlineData("capecitabine", "brivudine", "major")]
    [InlineData("tegafur, combinations", "warfarin", "major")]
    [InlineData("capecitabine", "allopurinol", "major")]
    [InlineData("mercaptopurine", "allopurinol", "major")]
    [InlineData("mercaptopurine", "febuxostat", "major")]
    [InlineData("azathioprine", "febuxostat", "major")]
    [InlineData("tamoxifen", "paroxetine", "major")]
    [InlineData("tamoxifen", "fluoxetine", "major")]
    [InlineData("tamoxifen", "bupropion", "major")]
    [InlineData("tamoxifen", "duloxetine", "moderate")]
    [InlineData("tamoxifen", "warfarin", "major")]
    [InlineData("vincristine", "voriconazole", "major")]
    [InlineData("vincristine", "itraconazole", "major")]
    [InlineData("vindesine", "posaconazole", "major")]
    [InlineData("vinorelbine", "fluconazole", "moderate")]
    [InlineData("irinotecan", "ketoconazole", "major")]
    [InlineData("irinotecan", "carbamazepine", "major")]
    [InlineData("pazopanib", "esomeprazole", "major")]
    [InlineData("erlotinib", "pantoprazole", "major")]
    [InlineData("gefitinib", "vonoprazan", "major")]
    [InlineData("dasatinib", "famotidine", "major")]
    [InlineData("nilotinib", "rabeprazole", "major")]
    [InlineData("bosutinib", "lansoprazole", "major")]
    [InlineData("neratinib", "omeprazole", "major")]
    [InlineData("acalabrutinib", "omeprazole", "major")]
    [InlineData("ibrutinib", "voriconazole", "major")]
    [InlineData("ibrutinib", "fluconazole", "major")]
    [InlineData("ibrutinib", "warfarin", "major")]
    [InlineData("venetoclax", "posaconazole", "major")]
    [InlineData("venetoclax", "ciclosporin", "major")]
    [InlineData("abiraterone", "flecainide", "major")]
    [InlineData("abiraterone", "metoprolol", "moderate")]
    [InlineData("abiraterone", "spironolactone", "major")]
    [InlineData("enzalutamide", "rivaroxaban", "major")]
    [InlineData("apalutamide", "warfarin", "major")]
    [InlineData("darolutamide", "rosuvastatin", "major")]
    [InlineData("cisplatin", "gentamicin", "major")]
    [InlineData("osimertinib", "rifampicin", "major")]
    [InlineData("imatinib", "phenytoin", "major")]
    [InlineData("imatinib", "warfarin", "major")]
    [InlineData("docetaxel", "ketoconazole", "major")]
    [InlineData("everolimus", "clarithromycin", "major")]
    [InlineData("olaparib", "fluconazole", "major")]
    [InlineData("palbociclib", "hyperici herba", "major")]
    [InlineData("pyrotinib", "clarithromycin", "major")]
    [InlineData("nilotinib", "amiodarone", "major")]
    [InlineData("arsenic trioxide", "moxifloxacin", "major")]
    [InlineData("vorinostat", "valproic acid", "major")]
    [InlineData("pomalidomide", "fluvoxamine", "major")]
    [InlineData("brentuximab vedotin", "bleomycin", "major")]
    [InlineData("tretinoin", "tranexamic acid", "major")]
    [InlineData("bevacizumab", "rivaroxaban", "moderate")]
    public void Two_medicines_that_interact_are_found_once(string agent, string partner, string severity)
    {
        var found = Assert.Single(Patient(On(agent), On(partner)).Interactions());

        Assert.Equal(severity, found.Severity);
        Assert.Equal(agent, found.Found!.Agent.Therapy.Ingredient.Code);
        Assert.Equal(partner, Assert.Single(found.Found.Partners).Therapy.Ingredient.Code);
        Assert.Same(found.Found.Row, Assert.Single(Patient(On(partner), On(agent)).Interactions()).Found!.Row);
    }

    [Theory]
    [InlineData("methotrexate", "paracetamol")]
    [InlineData("methotrexate", "famotidine")]
    [InlineData("capecitabine", "levetiracetam")]
    [InlineData("capecitabine", "enoxaparin")]
    [InlineData("gemcitabine", "warfarin")]
    [InlineData("mercaptopurine", "benzbromarone")]
    [InlineData("tioguanine", "allopurinol")]
    [InlineData("tamoxifen", "citalopram")]
    [InlineData("letrozole", "paroxetine")]
    [InlineData("vincristine", "micafungin")]
    [InlineData("vincristine", "caspofungin")]
    [InlineData("irinotecan", "levetiracetam")]
    [InlineData("osimertinib", "omeprazole")]
    [InlineData("osimertinib", "itraconazole")]
    [InlineData("afatinib", "omeprazole")]
    [InlineData("imatinib", "omeprazole")]
    [InlineData("lenvatinib", "itraconazole")]
    [InlineData("ibrutinib", "aprepitant")]
    [InlineData("docetaxel", "dexamethasone")]
    [InlineData("oxaliplatin", "gentamicin")]
    [InlineData("pembrolizumab", "prednisone")]
    [InlineData("trastuzumab", "warfarin")]
    [InlineData("darolutamide", "atorvastatin")]
    [InlineData("paclitaxel", "ondansetron")]
    [InlineData("zoledronic acid", "calcium carbonate")]
    [InlineData("letrozole", "palbociclib")]
    public void Two_medicines_that_get_on_are_not_an_interaction(string one, string other)
    {
        Assert.Empty(Patient(On(one), On(other)).Interactions());
    }

    [Fact]
    public void At_least_sixty_agents_are_covered_and_every_row_can_fire()
    {
        var table = Reviewed.CareLevel.Interactions;
        var agents = table.Rows.SelectMany(r => r.Mechanism is { } m ? table.Mechanisms[m].Agents.Keys : r.Agents).Distinct().ToList();
        Assert.True(agents.Count(a => Ingredient(a).IsAgent) >= 60, $"{agents.Count} agents");

        var silent = new List<string>();
        foreach (var row in table.Rows)
        {
            var own = row.Mechanism is { } m ? table.Mechanisms[m].Agents.Keys : row.Agents;
            if (!own.Any(agent => PartnersOf(row).Any(partner => partner != agent && Patient(On(agent), On(partner)).Interactions().Any(i => i.Found!.Row == row))))
                silent.Add(row.Id);
        }
        Assert.Empty(silent);

        static IEnumerable<string> PartnersOf(CdsOncoPharm.Knowledge.InteractionRow row)
        {
            var classes = row.Partners.Classes.Select(name => Reviewed.Terminology.DrugClasses.TryFind(name, out var tags) ? tags : default).ToList();
            return Reviewed.Terminology.Ingredients.Where(i => classes.Any(c => i.Classes.Overlaps(c))).Select(i => i.Code).Concat(row.Partners.Ingredients);
        }
    }

    [Fact]
    public void Every_row_says_effect_and_management_in_both_languages_and_names_its_source()
    {
        var table = Reviewed.CareLevel.Interactions;
        Assert.All(table.Rows, row =>
        {
            Assert.True(row.Source is not null || row.Mechanism is not null, row.Id);
            Assert.Contains(row.Effect.Zh, c => c >= 0x4E00);
            Assert.Contains(row.Management.Zh, c => c >= 0x4E00);
            Assert.DoesNotContain(row.Effect.En, c => c >= 0x4E00);
            Assert.DoesNotContain(row.Management.En, c => c >= 0x4E00);
        });
        Assert.All(table.Mechanisms.SelectMany(m => m.Value.Agents.Values).Concat(table.Rows.Select(r => r.Source).OfType<string>()),
            source => Assert.Matches(@"\((US|CN|EU)\)|CPIC|EHRA", source));
    }
}
