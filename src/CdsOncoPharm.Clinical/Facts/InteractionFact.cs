namespace CdsOncoPharm.Clinical;

/// <summary>A drug interaction that the EHR or a pharmacist recorded (FHIR DetectedIssue).</summary>
public sealed record InteractionFact : Fact
{
    /// <summary>What the record says in words; empty when it only carries codes.</summary>
    public required string Text { get; init; }

    /// <summary><c>major</c>, <c>moderate</c> or <c>minor</c>; null when none is stated.</summary>
    public required string? Severity { get; init; }

    /// <summary>Whether a mitigation is recorded.</summary>
    public required bool IsMitigated { get; init; }

    /// <summary>The resources that it is about, such as <c>MedicationRequest/7</c>, where it names them.</summary>
    public IReadOnlyList<string> Implicated { get; init; } = [];

    public DateOnly? Day { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) => Text;
}
