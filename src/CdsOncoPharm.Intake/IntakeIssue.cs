namespace CdsOncoPharm.Intake;

/// <summary>Something that arrived and could not be used, in whole or in part. It tells shapes, never what the record says of the patient.</summary>
/// <param name="Path">Where: <c>Observation.component[1].valueQuantity</c>, or the type of the resource.</param>
/// <param name="What">What is wrong with it, in plain words.</param>
/// <param name="Reference">The resource, such as <c>Observation/7</c>, where it is known.</param>
public sealed record IntakeIssue(string Path, string What, string? Reference = null);
