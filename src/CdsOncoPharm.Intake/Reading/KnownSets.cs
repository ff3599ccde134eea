using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Intake;

/// <summary>The few sets of the terminology that this room asks for by name, looked up once. A set that is not there is empty.</summary>
internal sealed class KnownSets
{
    public KnownSets(Terminology terminology)
    {
        Antineoplastic = terminology.DrugClasses.TryFind("ANTINEOPLASTIC", out var tags) ? tags : default;
        var sets = terminology.ConditionSets;
        Radiotherapy = Find("vs-radiotherapy");
        Operation = Find("vs-operation");
        ProceduralComplication = Find("vs-procedural-complication");
        Infection = terminology.ToxicitySets.TryFind("ae-infection", out var infection) ? infection : default;
        ProceduralToxicity = terminology.ToxicitySets.TryFind("ae-procedure-related", out var procedural) ? procedural : default;
        EnteralNutrition = Find("vs-enteral-nutrition");
        ParenteralNutrition = Find("vs-parenteral-nutrition");
        PermanentDiscontinuation = Find("vs-permanent-discontinuation");
        Interruption = Find("vs-interruption");
        DoseReduction = Find("vs-dose-reduction");
        Unrelated = Find("vs-unrelated");
        TakenDaily = Find("vs-taken-daily");
        OnlyInWords = Find("vs-uncontrolled") | Find("vs-ascites-severe") | Find("vs-hepatic-encephalopathy-severe") | Find("vs-nyha-iii-iv") | Find("vs-gist");
        InRemission = Find("cancer-in-remission");
        Smoking = Find("vs-smoking");
        OutcomeOngoing = Find("vs-ae-outcome-ongoing");
        OutcomeResolved = Find("vs-ae-outcome-resolved");
        Severities = [("severe", Find("vs-severity-severe")), ("moderate", Find("vs-severity-moderate")), ("mild", Find("vs-severity-mild"))];
        SeverityNone = Find("vs-severity-none");
        foreach (var name in sets.All)
        {
            if (name.StartsWith("cancer-", StringComparison.Ordinal))
                Cancer |= Find(name);
            else if (name.Contains("route", StringComparison.Ordinal))
                Routes |= Find(name);
            else if (name.StartsWith("vs-form-", StringComparison.Ordinal))
                Forms |= Find(name);
        }

        Tags Find(string name) => sets.TryFind(name, out var found) ? found : default;
    }

    public Tags Antineoplastic { get; }

    public Tags Radiotherapy { get; }

    /// <summary>Every set of cancers.</summary>
    public Tags Cancer { get; }

    public Tags Operation { get; }

    /// <summary>Diagnoses that are complications by their code or words.</summary>
    public Tags ProceduralComplication { get; }

    /// <summary>Toxicities that are infections.</summary>
    public Tags Infection { get; }

    /// <summary>Toxicities that are complications when they come soon after a procedure.</summary>
    public Tags ProceduralToxicity { get; }

    public Tags EnteralNutrition { get; }

    public Tags ParenteralNutrition { get; }

    public Tags PermanentDiscontinuation { get; }

    public Tags Interruption { get; }

    public Tags DoseReduction { get; }

    public Tags Unrelated { get; }

    /// <summary>Words of a dosage that say that a medicine is taken every day.</summary>
    public Tags TakenDaily { get; }

    /// <summary>What the words of a coded diagnosis say and its code cannot.</summary>
    public Tags OnlyInWords { get; }

    public Tags Smoking { get; }

    /// <summary>Codes that say in their last digit that a cancer is in remission.</summary>
    public Tags InRemission { get; }

    public Tags OutcomeOngoing { get; }

    public Tags OutcomeResolved { get; }

    /// <summary>The words of <c>ConditionFact.Severity</c>, the strongest first.</summary>
    public IReadOnlyList<(string Word, Tags Sets)> Severities { get; }

    public Tags SeverityNone { get; }

    /// <summary>Every set of routes.</summary>
    public Tags Routes { get; }

    /// <summary>Every set of dose forms.</summary>
    public Tags Forms { get; }
}
