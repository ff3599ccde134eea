using System.Globalization;
using System.Text;
using System.Text.Json;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;

namespace CdsOncoPharm.Intake;

/// <summary>What a file, or one line of it, holds: records of one or more patients, or the reason why it cannot be used.</summary>
public sealed record FilePart
{
    /// <summary>The records; null when <see cref="Error"/> says why there are none.</summary>
    public RecordSet? Records { get; init; }

    /// <summary>The patients to assess, one by one.</summary>
    public IReadOnlyList<string> PatientIds { get; init; } = [];

    /// <summary>The day that a saved request asks for; null when it names none.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The hook of a saved request; null for records.</summary>
    public string? Hook { get; init; }

    /// <summary>Why the file, or this line, cannot be used; it quotes nothing of the record.</summary>
    public string? Error { get; init; }

    /// <summary>The line in a file of many lines (NDJSON), counted from 1.</summary>
    public int? Line { get; init; }
}

/// <summary>
/// Reads what <c>./cds</c> is given: a Bundle of any type, NDJSON of Bundles (or of single resources, which then belong together), or a
/// saved CDS Hooks request.
/// </summary>
public static class FileReader
{
    private const string AsOfExtension = "org.cdsoncopharm.asOf";

    /// <summary>The parts of a file, read as they are asked for.</summary>
    public static IEnumerable<FilePart> Read(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        return IsLines(utf8.Span) ? ReadLines(utf8) : [ReadDocument(utf8.Span)];
    }

    // Lines of JSON: the first line is a whole object, and another object follows it.
    private static bool IsLines(ReadOnlySpan<byte> utf8)
    {
        var end = utf8.IndexOf((byte)'\n');
        if (end < 0)
            return false;
        var first = Trim(utf8[..end]);
        if (first.IsEmpty)
            return IsLines(utf8[(end + 1)..]);
        return first[0] == '{' && first[^1] == '}' && Trim(utf8[(end + 1)..]) is [(byte)'{', ..];
    }

    private static IEnumerable<FilePart> ReadLines(ReadOnlyMemory<byte> utf8)
    {
        RecordSet? together = null;
        var number = 0;
        while (!utf8.IsEmpty)
        {
            number++;
            var end = utf8.Span.IndexOf((byte)'\n');
            var line = end < 0 ? utf8 : utf8[..end];
            utf8 = end < 0 ? default : utf8[(end + 1)..];
            if (Trim(line.Span).IsEmpty)
                continue;
            if (TypeOf(line.Span) is { } type && type != "Bundle")
            {
                together ??= new() { DraftsAreBeingSigned = true };
                if (TryRead(together, line.Span) is { } error)
                    yield return new() { Error = error, Line = number };
                continue;
            }
            yield return ReadDocument(line.Span) with { Line = number };
        }
        if (together is not null)
            yield return PartOf(together);
    }

    private static FilePart ReadDocument(ReadOnlySpan<byte> utf8)
    {
        try
        {
            if (TypeOf(utf8) is null && IsRequest(utf8))
                return ReadRequest(utf8);
        }
        catch (JsonException broken)
        {
            return new() { Error = $"The JSON is broken at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}." };
        }
        var records = new RecordSet { DraftsAreBeingSigned = true };
        if (TryRead(records, utf8) is { } error)
            return new() { Error = error };
        return TypeOf(utf8) is null ? new() { Error = "This is neither a FHIR resource nor a CDS Hooks request." } : PartOf(records);
    }

    private static string? TryRead(RecordSet records, ReadOnlySpan<byte> utf8)
    {
        try
        {
            records.Read(utf8);
            return null;
        }
        catch (FhirJsonException broken)
        {
            return broken.Message;
        }
    }

    private static FilePart PartOf(RecordSet records) => records.Patients.Count == 0
        ? new() { Error = "There is no Patient in it." }
        : new() { Records = records, PatientIds = records.Patients };

    /// <summary>The resource type of a document; null when it says none, or is no JSON object.</summary>
    private static string? TypeOf(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var json = new Utf8JsonReader(utf8);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isType = json.ValueTextEquals("resourceType"u8);
                json.Read();
                if (isType)
                    return json.TokenType == JsonTokenType.String ? json.GetString() : null;
                json.Skip();
            }
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsRequest(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prefetch"u8) || json.ValueTextEquals("hook"u8))
                return true;
            json.Read();
            json.Skip();
        }
        return false;
    }

    private static FilePart ReadRequest(ReadOnlySpan<byte> utf8)
    {
        var records = new RecordSet();
        string? patientId = null, hook = null;
        DateOnly? asOf = null;
        try
        {
            var json = new Utf8JsonReader(utf8);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString();
                json.Read();
                switch (name)
                {
                    case "hook" when json.TokenType == JsonTokenType.String:
                        hook = json.GetString();
                        break;
                    case "prefetch" when json.TokenType == JsonTokenType.StartObject:
                        ReadPrefetch(ref json, utf8, records);
                        break;
                    case "context" when json.TokenType == JsonTokenType.StartObject:
                        patientId = ReadContext(ref json, utf8, records);
                        break;
                    case "extension" when json.TokenType == JsonTokenType.StartObject:
                        asOf = ReadAsOf(ref json);
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }
        }
        catch (FhirJsonException broken)
        {
            return new() { Error = broken.Message, Hook = hook };
        }
        return Choose(records, patientId) with { AsOf = asOf, Hook = hook };
    }

    // As the service does: the patient that the request is about and no other, and not without diagnoses and medicines both.
    private static FilePart Choose(RecordSet records, string? patientId)
    {
        var patients = records.Patients;
        if (patients.Count == 0)
            return new() { Error = "No Patient is in the prefetch." };
        if (patientId is not null && !patients.Contains(patientId))
            return new() { Error = "The patient of the context is not in the prefetch, another one is." };
        if (records.LacksDiagnosesAndMedicines)
            return new() { Error = "Neither conditions nor medications are in the prefetch: one of them is needed." };
        return new() { Records = records, PatientIds = patientId is null ? patients : [patientId] };
    }

    // As the service reads it: null is known to be empty, an error is a gap, and so is a published key that did not come,
    // unless another key brought its type of resource.
    private static void ReadPrefetch(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, RecordSet records)
    {
        var sent = new HashSet<string>(StringComparer.Ordinal);
        var othersBrought = new HashSet<string>(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            var key = PrefetchKey.Published.GetValueOrDefault(name);
            sent.Add(name);
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject)
            {
                var value = Slice(ref json, utf8);
                var first = records.Entries.Count;
                records.Read(value, searched: key?.Kind);
                if (key is null)
                    othersBrought.UnionWith(records.Entries.Skip(first).Select(entry => entry.Resource.TypeName));
                else if (TypeOf(value) == "OperationOutcome")
                    records.MarkGap(key.Kind, GapReason.Failed);
            }
            else if (json.TokenType != JsonTokenType.Null)
            {
                records.AddIssue(new("prefetch", "a key holds no resource"));
                json.Skip();
            }
        }
        foreach (var (name, key) in PrefetchKey.Published)
        {
            if (!sent.Contains(name) && !key.IsOptional && !othersBrought.Contains(key.ResourceType))
                records.MarkGap(key.Kind, GapReason.NotSent);
        }
    }

    private static string? ReadContext(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8, RecordSet records)
    {
        string? patientId = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            if (name == "draftOrders" && json.TokenType == JsonTokenType.StartObject)
                records.ReadDraft(Slice(ref json, utf8));
            else if (name == "patientId" && json.TokenType == JsonTokenType.String)
                patientId = json.GetString();
            else
                json.Skip();
        }
        return patientId?.StartsWith("Patient/", StringComparison.Ordinal) == true ? patientId["Patient/".Length..] : patientId;
    }

    private static DateOnly? ReadAsOf(ref Utf8JsonReader json)
    {
        DateOnly? asOf = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isAsOf = json.ValueTextEquals(AsOfExtension);
            json.Read();
            if (isAsOf && json.TokenType == JsonTokenType.String
                && DateOnly.TryParseExact(json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                asOf = day;
            else
                json.Skip();
        }
        return asOf;
    }

    private static ReadOnlySpan<byte> Slice(ref Utf8JsonReader json, ReadOnlySpan<byte> utf8)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return utf8[start..(int)json.BytesConsumed];
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
