using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>What draft orders (chosen, signed, verified) change, as the difference of two assessments.</summary>
internal sealed record DraftEffect
{
    public required CareLevel? Before { get; init; }

    public required CareLevel? After { get; init; }

    /// <summary>Rows that are met only with the orders, strongest first.</summary>
    public required IReadOnlyList<Finding> Added { get; init; }

    /// <summary>A stronger level that only the orders make possible; null when they do not.</summary>
    public required CareLevel? BecomesPossible { get; init; }

    public bool Brings(Finding finding) => Added.Any(added => added.Criterion == finding.Criterion);

    public bool ChangesLevel => After is not null && Before != After;

    public static DraftEffect? Between(Assessment? without, Assessment with)
    {
        if (without is null)
            return null;
        var metBefore = without.Findings.Where(finding => finding.Outcome == FindingOutcome.Met).Select(finding => finding.Criterion).ToHashSet();
        return new DraftEffect
        {
            Before = without.Level,
            After = with.Level,
            Added = [.. with.Findings
                .Where(finding => finding.Outcome == FindingOutcome.Met && !metBefore.Contains(finding.Criterion))
                .OrderBy(finding => finding.Level)],
            BecomesPossible = with.IsProvisional && with.Highest is { } could && (without.Highest is not { } was || could.IsStrongerThan(was)) ? could : null,
        };
    }
}
