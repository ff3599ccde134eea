using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>What became of an interaction.</summary>
public enum Handling
{
    Unavoidable,
    Avoidable,
    Mitigated,

    /// <summary>Nobody has said.</summary>
    Undisposed,
}

/// <summary>A drug interaction of a severity, recorded or found among the current medicines, by what was done about it.</summary>
public sealed record Interaction : Condition
{
    private static readonly string[] s_severities = ["major", "moderate", "minor"];

    private AssessmentRule management = null!;

    /// <summary><c>major</c>, <c>moderate</c> or <c>minor</c>.</summary>
    public required IReadOnlyList<string> Severities { get; init; }

    public required IReadOnlyList<Handling> Handling { get; init; }

    /// <summary>Severities for which "nobody has said" leaves the answer open and asks.</summary>
    public IReadOnlyList<string> AskFor { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        foreach (var severity in Severities.Concat(AskFor))
        {
            if (!s_severities.Contains(severity))
                throw new BindingException($"\"{severity}\" is not a severity of interactions: {string.Join(", ", s_severities)}");
        }
        management = binder.Assessment(InteractionFinder.Question);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var interaction in patient.Interactions)
        {
            if (interaction.Severity is null || !Severities.Contains(interaction.Severity)
                || interaction.Handling is not { } handling || !Handling.Contains(handling))
                continue;
            interaction.Explain(trace);
            outcome = Outcome.Met;
        }
        if (outcome == Outcome.Met)
            return outcome;
        foreach (var interaction in patient.Interactions)
        {
            if (interaction.Handling != Conditions.Handling.Undisposed || interaction.Severity is null
                || !Severities.Contains(interaction.Severity) || !AskFor.Contains(interaction.Severity))
                continue;
            if (trace is not null)
                management.Ask(patient, trace, interaction.Name);
            outcome = Outcome.Unknown;
        }
        // A list of medicines that was cut may hide the other half of a pair.
        if (outcome == Outcome.NotMet && patient.Misses(RecordKind.Medications) && (AskFor.Count > 0 || Handling.Contains(Conditions.Handling.Undisposed)))
            return Medicines.Gap(trace);
        return outcome;
    }

    internal override LocalText InWords() => new(
        $"interaction ({string.Join(" / ", Severities)}) that is {string.Join(" or ", Handling).ToLowerInvariant()}",
        $"药物相互作用（{string.Join(" / ", Severities)}），处置：{string.Join(" 或 ", Handling)}");
}
