using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>An interaction of a patient: recorded by the EHR, found by us in <c>interactions.json</c>, or both.</summary>
internal sealed class DrugInteraction
{
    /// <summary>What the EHR recorded; null when we found it.</summary>
    public InteractionFact? Recorded { get; init; }

    /// <summary>The row and the two sides; null when only the EHR knows it.</summary>
    public FoundInteraction? Found { get; init; }

    /// <summary>The more severe of what the EHR and the row say.</summary>
    public required string? Severity { get; init; }

    /// <summary>What became of it; null when somebody said that it does not matter.</summary>
    public Handling? Handling { get; set; }

    /// <summary>Names of the medicines that the EHR says are implicated, as far as they are on record.</summary>
    public IReadOnlyList<LocalText> Implicated { get; init; } = [];

    /// <summary>Who interacts with whom.</summary>
    public LocalText Name => Found?.Names
        ?? (Implicated.Count > 0 ? new(string.Join(" + ", Implicated.Select(name => name.En)), string.Join(" + ", Implicated.Select(name => name.Zh)))
        : Recorded!.Text.Length > 0 ? new(Recorded.Text, Recorded.Text)
        : new("drug interaction", "药物相互作用"));

    /// <summary>Says why: the row in words and the two medicines.</summary>
    public void Explain(Trace? trace)
    {
        if (trace is null)
            return;
        if (Found is null)
        {
            trace.Note(
                new($"{Said(Language.English)} ({SeverityIn(Language.English)}, {HandlingIn(Language.English)})", $"{Said(Language.Chinese)}（{SeverityIn(Language.Chinese)}，{HandlingIn(Language.Chinese)}）"),
                Recorded!.Reference);
            return;
        }
        trace.Note(Found.Words, Recorded?.Reference);
        trace.Fact(Found.Agent.Record);
        foreach (var partner in Found.Partners)
            trace.Fact(partner.Record);
    }

    private string Said(Language language) => Implicated.Count == 0 || Recorded!.Text.Length == 0 ? Name.In(language)
        : language == Language.Chinese ? $"{Name.Zh}：{Recorded.Text}" : $"{Name.En}: {Recorded.Text}";

    private string SeverityIn(Language language) => (Severity switch
    {
        "major" => new LocalText("major", "严重"),
        "moderate" => new("moderate", "中度"),
        "minor" => new("minor", "轻度"),
        _ => new("severity not stated", "严重程度未注明"),
    }).In(language);

    private string HandlingIn(Language language) => (Handling switch
    {
        Conditions.Handling.Unavoidable => new LocalText("cannot be avoided", "无法避免"),
        Conditions.Handling.Avoidable => new("avoidable", "可避免"),
        Conditions.Handling.Mitigated => new("mitigated, still monitored", "已减轻，仍需监测"),
        Conditions.Handling.Undisposed => new("not yet dealt with", "尚未处置"),
        _ => new("not significant", "无临床意义"),
    }).In(language);
}

/// <summary>A medicine with the record that makes it count.</summary>
internal readonly record struct InteractingMedicine(Therapy Therapy, MedicationRecord Record)
{
    public bool IsBehind(string reference)
    {
        foreach (var record in Therapy.Records)
        {
            if (record.Reference == reference)
                return true;
        }
        return false;
    }
}

/// <summary>An agent that meets one or more partners of one row.</summary>
internal sealed class FoundInteraction(InteractionRow row, string source, InteractingMedicine agent)
{
    public InteractionRow Row => row;

    public InteractingMedicine Agent => agent;

    public List<InteractingMedicine> Partners { get; } = new(1);

    /// <summary>The day since which all of them are taken together, as far as the record goes.</summary>
    public DateOnly? Since
    {
        get
        {
            var since = agent.Therapy.CurrentSince;
            foreach (var partner in Partners)
                since = partner.Therapy.CurrentSince is { } day && (since is null || day > since) ? day : since;
            return since;
        }
    }

    /// <summary>The same row with some of the partners.</summary>
    public FoundInteraction Only(IEnumerable<InteractingMedicine> partners)
    {
        var part = new FoundInteraction(row, source, agent);
        part.Partners.AddRange(partners);
        return part;
    }

    public bool IsAbout(string reference)
    {
        if (agent.IsBehind(reference))
            return true;
        foreach (var partner in Partners)
        {
            if (partner.IsBehind(reference))
                return true;
        }
        return false;
    }

    public LocalText Names => new(
        $"{agent.Therapy.Ingredient.Name.En} + {string.Join(", ", Partners.Select(p => p.Therapy.Ingredient.Name.En))}",
        $"{agent.Therapy.Ingredient.Name.Zh} + {string.Join("、", Partners.Select(p => p.Therapy.Ingredient.Name.Zh))}");

    public LocalText Words => new(
        $"{Names.En}: {row.Effect.En}; {row.Management.En} ({source})",
        $"{Names.Zh}：{row.Effect.Zh}；{row.Management.Zh}（{source}）");
}
