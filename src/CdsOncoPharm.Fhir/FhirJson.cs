using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
#if FIRELY
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
#else
using Hl7.Fhir.R4.Lean;
#endif

namespace CdsOncoPharm.Fhir;

/// <summary>
/// FHIR JSON in and out: the only file that knows whether the R4 model is the one of this repository or the package
/// Hl7.Fhir.R4. All other code is written against names that both have.
/// </summary>
/// <remarks>
/// Treat what was read as read-only: the lean model shares equal parts of a document. An enumerated code that its value
/// set does not have reads as null in the lean model and throws in Hl7.Fhir.R4; <c>StatusElement?.ObjectValue</c> is the
/// text of the code in both.
/// </remarks>
public static class FhirJson
{
    /// <summary>The longest document, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The deepest nesting of objects and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>Reads one resource, which may be a Bundle with or without a type, from UTF-8 with or without a byte order mark.</summary>
    /// <exception cref="FhirJsonException">The text is not JSON, or too deep or too long. An ill-shaped element is an issue.</exception>
    public static FhirReading Read(ReadOnlySpan<byte> utf8)
#if FIRELY
        => Read(utf8, NewDeserializer());

    internal static FhirJsonPocoDeserializer NewDeserializer() => new(new FhirJsonPocoDeserializerSettings { Validator = null });

    internal static FhirReading Read(ReadOnlySpan<byte> utf8, FhirJsonPocoDeserializer deserializer)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        if (utf8.Length > MaxBytes)
            throw new FhirJsonException($"The document has {utf8.Length} bytes; the limit is {MaxBytes}.");
        try
        {
            var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            deserializer.TryDeserializeResource(ref json, out var resource, out var errors);
            // Messages of the deserializer may quote values; the error code and the path do not.
            var issues = errors
                .Select(error => new ReadingIssue(
                    (error as ExtendedCodedException)?.InstancePath ?? "", "FHIR R4", (error as ExtendedCodedException)?.ErrorCode ?? "", false))
                .ToList();
            return new FhirReading(resource, issues, new Dictionary<string, int>());
        }
        catch (JsonException broken)
        {
            throw new FhirJsonException(
                $"The JSON is broken at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}.",
                broken.LineNumber + 1, broken.BytePositionInLine);
        }
    }
#else
    {
        try
        {
            return Of(LeanJson.Read(utf8));
        }
        catch (LeanJsonException broken)
        {
            throw new FhirJsonException(broken.Message, broken.Line, broken.ByteInLine);
        }
    }

    internal static FhirReading Of(LeanReading reading)
    {
        IReadOnlyList<ReadingIssue> issues = reading.Issues.Count == 0
            ? []
            : [.. reading.Issues.Select(issue => new ReadingIssue(issue.Path, issue.Expected, issue.Found, issue.Accepted))];
        return new FhirReading(reading.Resource, issues, reading.OpaqueResources);
    }
#endif

    /// <summary>Writes a resource into <paramref name="json"/> as strict R4 JSON.</summary>
    public static void Write(Resource resource, Utf8JsonWriter json)
#if FIRELY
        => new FhirJsonPocoSerializer().Serialize(resource, json);
#else
        => LeanJson.Write(resource, json);
#endif

    /// <summary>A resource as strict R4 JSON in UTF-8.</summary>
    public static byte[] WriteBytes(Resource resource, bool indented = false)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = s_encoder }))
            Write(resource, json);
        return stream.ToArray();
    }

    /// <summary>A resource as strict R4 JSON.</summary>
    public static string Write(Resource resource, bool indented = false) => Encoding.UTF8.GetString(WriteBytes(resource, indented));

    // Chinese stays readable. The JSON is a body of its own and never part of an HTML page.
    private static readonly System.Text.Encodings.Web.JavaScriptEncoder s_encoder
        = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
}

/// <summary>
/// Reads the resources of one call, most of which lie in one buffer: the lean model makes what is equal in several of them
/// once. For one thread at a time.
/// </summary>
public sealed class FhirReadings : IDisposable
{
    /// <summary>Reads the resource at which a reader stands, and leaves the reader at its end.</summary>
    /// <param name="json">The bytes that <paramref name="reader"/> reads.</param>
    /// <param name="reader">Stands on the opening brace of the resource; afterwards on its closing one.</param>
    /// <returns>Null where only this resource cannot be read.</returns>
    /// <exception cref="JsonException">The JSON itself is broken.</exception>
    public FhirReading? Read(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
#if FIRELY
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        try
        {
            return FhirJson.Read(json.Span[start..(int)reader.BytesConsumed], deserializer);
        }
        catch (FhirJsonException)
        {
            return null;
        }
    }

    /// <summary>There is nothing to forget.</summary>
    public void Dispose()
    {
    }

    private readonly FhirJsonPocoDeserializer deserializer = FhirJson.NewDeserializer();
#else
    {
        var before = reader;
        try
        {
            return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(json, out var bytes)
                ? FhirJson.Of(readings.Read(bytes, ref reader))
                : throw new ArgumentException("the bytes are not those of an array", nameof(json));
        }
        catch (JsonException)
        {
            reader = before;
            reader.Skip();
            return null;
        }
    }

    /// <summary>Forgets what was read.</summary>
    public void Dispose() => readings.Dispose();

    private readonly LeanReadings readings = new();
#endif
}
