using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>A resource as it arrived.</summary>
/// <param name="Resource">The resource; never a Bundle.</param>
/// <param name="FullUrl">Where its Bundle says that it lives.</param>
/// <param name="IsBeingSigned">Whether it arrived as an order that is being signed now.</param>
/// <param name="Reference">How facts name it: <c>Observation/7</c>, never a server's address.</param>
internal readonly record struct Entry(Resource Resource, string? FullUrl, bool IsBeingSigned, string Reference);
