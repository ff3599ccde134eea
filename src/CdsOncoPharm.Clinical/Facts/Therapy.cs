namespace CdsOncoPharm.Clinical;

/// <summary>Everything on record about one ingredient, and whether it is current.</summary>
public sealed record Therapy
{
    public required Ingredient Ingredient { get; init; }

    /// <summary>Whether the medicine is current on asOf, by <c>currency.json</c>.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>The record that makes it current, or else the newest that counts.</summary>
    public required MedicationRecord Evidence { get; init; }

    /// <summary>All records, newest first, those that do not count included.</summary>
    public required IReadOnlyList<MedicationRecord> Records { get; init; }

    /// <summary>First day on which the medicine was given, taken or ordered, as far as the record goes; null when it never counted.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Last day on which it was given or taken: dose, dispense, statement, else the order's anchor; null when it never counted.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>First day of the present, unbroken therapy.</summary>
    public DateOnly? CurrentSince { get; init; }
}
