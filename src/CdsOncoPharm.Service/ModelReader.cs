using System.Text.Json;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Fhir;

namespace CdsOncoPharm.Service;

/// <summary>Makes the R4 model of each resource in the pass that reads the body.</summary>
internal sealed class ModelReader : IResourceReader
{
    private readonly FhirReadings readings = new();

    public object? Read(string type, ReadOnlyMemory<byte> json, ref Utf8JsonReader reader) => readings.Read(json, ref reader);

    public void Dispose() => readings.Dispose();
}
