using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean;

/// <summary>Reads and writes resources as JSON.</summary>
public static class LeanJson
{
    /// <summary>The longest document, in bytes.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>The deepest nesting of objects and arrays.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest text of one element, in bytes of UTF-8 (FHIR's own limit); a longer one is left out.</summary>
    public const int MaxTextBytes = 1024 * 1024;

    /// <summary>How many issues a reading describes; further ones are only counted.</summary>
    public const int MaxIssues = 1000;

    /// <summary>Reads one resource, which may be a Bundle, from UTF-8 with or without a byte order mark.</summary>
    /// <remarks>
    /// What was read is to be looked at, not changed: equal parts of a document are one object, and an absent list is
    /// an empty list that all share.
    /// </remarks>
    /// <returns>Listed elements; an ill-shaped element is left out, or read where its meaning is plain, with an issue.</returns>
    /// <exception cref="LeanJsonException">The text is not JSON, too deep or too long; nothing else is ever thrown.</exception>
    public static LeanReading Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        if (utf8.Length > MaxBytes)
            throw new LeanJsonException($"The document has {utf8.Length} bytes; the limit is {MaxBytes}.", null, null);

        var memory = ReadMemory.Rent();
        try
        {
            var reader = new LeanReader(utf8, 0, new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth }), memory);
            var resource = reader.Document();
            return memory.Take(resource, utf8, 0, utf8.Length);
        }
        catch (JsonException broken)
        {
            // The reader's own message may quote the text, and with it the patient.
            throw new LeanJsonException(
                $"The JSON is broken, or deeper than {MaxDepth}, at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}.",
                broken.LineNumber + 1, broken.BytePositionInLine);
        }
        finally
        {
            memory.Return();
        }
    }

    /// <summary>Writes a resource as strict R4 JSON: <c>resourceType</c> first, nothing empty.</summary>
    /// <exception cref="InvalidOperationException">A choice holds a type that R4 does not allow there.</exception>
    public static void Write(Resource resource, Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(json);
        new LeanWriter(json).Resource(resource);
    }
}

/// <summary>What one document held.</summary>
/// <param name="Resource">The resource, or null when the document holds none that is listed.</param>
/// <param name="Issues">What was not as FHIR has it, in the order of the document; at most <see cref="LeanJson.MaxIssues"/>.</param>
/// <param name="IssueCount">How many issues there were in all.</param>
/// <param name="OpaqueResources">Resources of unlisted types, which were not read: how many of each type name.</param>
public sealed record LeanReading(
    Resource? Resource,
    IReadOnlyList<LeanIssue> Issues,
    int IssueCount,
    IReadOnlyDictionary<string, int> OpaqueResources);

/// <summary>An element that was not as FHIR has it. It tells shapes, never what the document says.</summary>
/// <param name="Path">Where: <c>Observation.component[1].valueQuantity</c>, <c>Bundle.entry[3].resource.code</c>.</param>
/// <param name="Expected">What FHIR has there: <c>an object</c>.</param>
/// <param name="Found">What was found: <c>a text</c>.</param>
/// <param name="Accepted">True when the value was read all the same because its meaning is plain.</param>
public sealed record LeanIssue(string Path, string Expected, string Found, bool Accepted);

/// <summary>The text is not JSON, or exceeds a limit. The message quotes nothing of it.</summary>
public sealed class LeanJsonException(string message, long? line, long? byteInLine) : Exception(message)
{
    /// <summary>The line, counted from 1; null when the document was not looked into.</summary>
    public long? Line { get; } = line;

    /// <summary>The byte within the line, counted from 0.</summary>
    public long? ByteInLine { get; } = byteInLine;
}
