namespace CdsOncoPharm.Clinical;

/// <summary>A medicine whose product the terminology does not know.</summary>
public sealed record UnrecognisedMedicine
{
    /// <summary>The record.</summary>
    public required MedicationRecord Record { get; init; }

    /// <summary>Whether it would be current.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Whether its ATC code tells enough to stand among the therapies too: there it counts.</summary>
    public bool IsOfGroup { get; init; }

    /// <summary>Classes that it certainly belongs to by its ATC group, such as an opioid of N02A that is not listed.</summary>
    public Tags Classes { get; init; }

    /// <summary>Classes that it could belong to by what is known of it; empty when nothing is known.</summary>
    public Tags PossibleClasses { get; init; }
}
