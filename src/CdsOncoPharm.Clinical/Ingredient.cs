namespace CdsOncoPharm.Clinical;

/// <summary>
/// A medicine's active ingredient as the knowledge knows it: an antineoplastic agent of
/// <c>CodeSystem-antineoplastic-agents</c> or another medicine of <c>CodeSystem-comedications</c>.
/// </summary>
public sealed class Ingredient
{
    /// <summary>The code in our code system: the English international name in lower case, such as <c>doxorubicin liposomal</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Names for people.</summary>
    public required LocalText Name { get; init; }

    /// <summary>WHO ATC code of level 5; null where the WHO index has none.</summary>
    public string? Atc { get; init; }

    /// <summary>Kind of therapy, which decides how long an order or a dose counts: a key of <c>currency.json</c>, such as <c>ici</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The drug classes it belongs to.</summary>
    public required Tags Classes { get; init; }

    /// <summary>Whether it treats cancer (class ANTINEOPLASTIC).</summary>
    public required bool IsAntineoplastic { get; init; }

    /// <summary>Whether its only use is cancer, so that a current order alone puts the patient in scope.</summary>
    public bool IsForCancerOnly { get; init; }

    /// <summary>Whether it counts as a medicine in polypharmacy, before route and duration are looked at.</summary>
    public bool CountsInPolypharmacy { get; init; } = true;

    /// <summary>The active ingredients of a combination, each counted once; itself where it is none.</summary>
    public IReadOnlyList<string> Parts { get => field ??= [Code]; init => field = value.Count > 0 ? value : null; }

    /// <summary>Whether it comes from the agents' code system (not from the other medicines).</summary>
    public required bool IsAgent { get; init; }

    /// <summary>First approval in China as far as it is known, to the year, month or day; null when it is not known.</summary>
    public PartialDate? ChinaApproval { get; init; }

    /// <summary>Facts about the product that some criteria ask for, such as <c>label-warning</c>, with their text.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string ToString() => Code;
}
