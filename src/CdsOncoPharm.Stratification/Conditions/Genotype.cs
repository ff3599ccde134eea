using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A metaboliser genotype of one of the phenotypes, with a current or planned medicine that it matters for; none on file is "no".</summary>
public sealed record Genotype : Condition
{
    private IReadOnlyDictionary<string, IReadOnlySet<Ingredient>> pairs = null!;
    private Knowledge.Currency currency = null!;

    public required IReadOnlyList<string> Phenotypes { get; init; }

    /// <summary>Genes that are looked at; empty for all of the table.</summary>
    public IReadOnlyList<string> Genes { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        pairs = binder.GenePairs(Genes);
        currency = binder.Currency;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var fact in patient.Snapshot.Genotypes)
        {
            if (!pairs.TryGetValue(fact.Gene, out var drugs) || (fact.Phenotype is { } known && !Phenotypes.Contains(known)))
                continue;
            if (Relevant(patient, drugs) is not { } therapy)
            {
                if (patient.Misses(RecordKind.Medications) && outcome == Outcome.NotMet)
                    outcome = Medicines.Gap(trace);
                continue;
            }
            if (fact.Phenotype is null)
            {
                trace?.Missing(MissingIds.Genotype, new($"{fact.InBrief(Language.English)}: phenotype not readable", $"{fact.InBrief(Language.Chinese)}：无法识别代谢表型"));
                outcome = outcome == Outcome.Met ? outcome : Outcome.Unknown;
                continue;
            }
            trace?.Fact(fact);
            trace?.Fact(therapy.Evidence);
            outcome = Outcome.Met;
        }
        return outcome == Outcome.NotMet && patient.Misses(RecordKind.Observations) && pairs.Values.Any(drugs => Relevant(patient, drugs) is not null)
            ? Results.Gap(trace)
            : outcome;
    }

    private Therapy? Relevant(PatientCase patient, IReadOnlySet<Ingredient> drugs)
    {
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (drugs.Contains(therapy.Ingredient) && (therapy.IsCurrent || Medicines.PlanOf(therapy, currency, patient) is not null))
                return therapy;
        }
        return null;
    }

    internal override LocalText InWords() => new(
        $"{string.Join(" or ", Phenotypes)} metaboliser{(Genes.Count > 0 ? " of " + string.Join(", ", Genes) : "")} with a medicine that it matters for",
        $"{(Genes.Count > 0 ? string.Join("、", Genes) + " " : "")}代谢表型 {string.Join(" 或 ", Phenotypes)}，且正在或计划使用相关药物");
}
