using System.Text;
using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>The context of a call, whose members depend on the hook.</summary>
public sealed class CdsContext
{
    private readonly List<Field> _fields;

    private CdsContext(List<Field> fields, ReadOnlyMemory<byte> json)
    {
        _fields = fields;
        Json = json;
    }

    /// <summary>The whole context.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The current user as <c>Type/id</c>.</summary>
    public string? UserId => Text("userId");

    /// <summary>The logical id of the patient.</summary>
    public string? PatientId => Text("patientId");

    public string? EncounterId => Text("encounterId");

    /// <summary>
    /// What the hook is about: the entries of <c>draftOrders</c> or <c>medications</c>, or the one <c>medication</c> (also
    /// where the library's example puts it, <c>order.resource</c>). Not every entry is an order: Medications ride along.
    /// </summary>
    public IReadOnlyList<RawResource> Orders
    {
        get
        {
            foreach (string name in (ReadOnlySpan<string>)["draftOrders", "medication", "order", "medications"])
            {
                if (Find(name)?.Scan is { } scan)
                    return scan.Resources;
            }

            return [];
        }
    }

    /// <summary>A member directly under context that is a string, number or boolean, as text; null when it is not there or null.</summary>
    public string? Text(string name) => Find(name)?.Text;

    /// <summary>The strings of an array such as <c>selections</c>; empty when it is not there.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (Find(name)?.Scan is not { Kind: JsonTokenType.StartArray } scan)
            return [];
        List<string> texts = [];
        Utf8JsonReader reader = new(scan.Json.Span, AspNetCore.Json.Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                texts.Add(reader.Text());
            else
                reader.Skip();
        }

        return texts;
    }

    /// <summary>The resources in a member: itself, the entries of a Bundle, or the elements of an array.</summary>
    public IReadOnlyList<RawResource> Resources(string name) => Find(name)?.Scan?.Resources ?? [];

    internal bool Has(string name) => Find(name) is not null;

    internal ResourceScan? Scan(string name) => Find(name)?.Scan;

    internal static CdsContext Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ResourceTypes types)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new CdsRequestException("'context' must be an object.");
        int start = (int)reader.TokenStartIndex;
        List<Field> fields = [];
        HashSet<string> names = [];
        while (reader.NextProperty())
        {
            string name = reader.Text();
            if (!names.Add(name))
                throw new CdsRequestException("'context' has a member twice.");
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.Null: break;
                case JsonTokenType.String: fields.Add(new Field(name, reader.Text(), null)); break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    fields.Add(new Field(name, null, new ResourceScan(ref reader, json, types)));
                    break;
                default: fields.Add(new Field(name, Encoding.ASCII.GetString(reader.ValueSpan), null)); break;
            }
        }

        return new CdsContext(fields, json[start..(int)reader.BytesConsumed]);
    }

    private Field? Find(string name) => _fields.Find(field => field.Name == name);

    private sealed record Field(string Name, string? Text, ResourceScan? Scan);
}
