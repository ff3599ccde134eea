using Hl7.Fhir.Model;

namespace CdsOncoPharm.Fhir;

/// <summary>What one FHIR document held.</summary>
/// <param name="Resource">The resource, often a Bundle; null when the document holds none of a type that is read.</param>
/// <param name="Issues">What was not as FHIR has it, in the order of the document.</param>
/// <param name="OpaqueResources">Resources of types that are not read: how many of each type name.</param>
public sealed record FhirReading(
    Resource? Resource,
    IReadOnlyList<ReadingIssue> Issues,
    IReadOnlyDictionary<string, int> OpaqueResources);

/// <summary>An element that was not as FHIR has it. It tells shapes, never what the document says, and may be logged.</summary>
/// <param name="Path">Where: <c>Observation.component[1].valueQuantity</c>, <c>Bundle.entry[3].resource.code</c>.</param>
/// <param name="Expected">What FHIR has there: <c>an object</c>.</param>
/// <param name="Found">What was found: <c>a text</c>.</param>
/// <param name="Accepted">True when the value was read all the same because its meaning is plain; false when it was left out.</param>
public sealed record ReadingIssue(string Path, string Expected, string Found, bool Accepted);

/// <summary>The text is not JSON, or exceeds a limit of <see cref="FhirJson"/>. The message quotes nothing of it.</summary>
public sealed class FhirJsonException(string message, long? line = null, long? byteInLine = null) : Exception(message)
{
    /// <summary>The line, counted from 1; null when it is not known.</summary>
    public long? Line { get; } = line;

    /// <summary>The byte within the line, counted from 0; null when it is not known.</summary>
    public long? ByteInLine { get; } = byteInLine;
}
