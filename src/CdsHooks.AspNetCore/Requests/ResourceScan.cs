using System.Buffers;
using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>
/// Steps over one JSON value and keeps where its FHIR resources are: the value itself, the entries of a Bundle, the
/// elements of an array, or what stands in a member <c>resource</c>. Nothing is copied and no element of a resource is
/// looked at but its type.
/// </summary>
internal sealed class ResourceScan
{
    // Most bundles hold few types; past this many the name is simply read anew.
    private const int RememberedTypes = 32;

    private readonly List<string> _types;
    private readonly List<RawResource> _resources = [];

    /// <summary>Steps over the value that <paramref name="reader"/> stands on.</summary>
    /// <param name="reader">Stands on the first token of the value; afterwards on its last.</param>
    /// <param name="json">The bytes <paramref name="reader"/> reads.</param>
    /// <param name="types">Type names met so far, so that each is one string for the whole call.</param>
    public ResourceScan(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, List<string> types)
    {
        _types = types;
        Kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        if (Kind == JsonTokenType.StartObject)
        {
            ScanObject(ref reader, json);
        }
        else if (Kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    Keep(ref reader, json);
                else
                    reader.Skip();
            }
        }

        Json = json[start..(int)reader.BytesConsumed];
        if (Type is not null && !IsBundle)
        {
            // A List has entries too; only those of a Bundle are resources.
            _resources.Clear();
            Matches = 0;
            if (Type == "OperationOutcome")
                ReadOutcome(Json);
            else
                _resources.Add(new RawResource(Type, Json));
        }
    }

    public JsonTokenType Kind { get; }

    public ReadOnlyMemory<byte> Json { get; }

    public string? Type { get; private set; }

    public bool IsBundle => Type == "Bundle" || (Type is null && HasEntries);

    /// <summary>What came, OperationOutcomes apart.</summary>
    public IReadOnlyList<RawResource> Resources => _resources;

    /// <summary>Entries that answer the search; included ones are not counted.</summary>
    public int Matches { get; private set; }

    public int? Total { get; private set; }

    public string? NextPage { get; private set; }

    public bool HasEntries { get; private set; }

    /// <summary>An OperationOutcome of severity error or fatal was among it.</summary>
    public bool HasError { get; private set; }

    /// <summary>The first issue code of an OperationOutcome, one of FHIR's own words.</summary>
    public string? IssueCode { get; private set; }

    private void ScanObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("resourceType"u8))
            {
                Type = ReadType(ref reader);
            }
            else if (reader.ValueTextEquals("entry"u8))
            {
                HasEntries = true;
                reader.Read();
                ScanEntries(ref reader, json);
            }
            else if (reader.ValueTextEquals("link"u8))
            {
                reader.Read();
                ScanLinks(ref reader);
            }
            else if (reader.ValueTextEquals("total"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int total))
                    Total = total;
                else
                    reader.Skip();
            }
            else if (reader.ValueTextEquals("resource"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartObject)
                    Keep(ref reader, json);
                else
                    reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ScanEntries(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            ReadOnlyMemory<byte> fullUrl = default, resource = default;
            string? type = null;
            bool included = false;
            while (reader.NextProperty())
            {
                if (reader.ValueTextEquals("resource"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.StartObject)
                        resource = TakeResource(ref reader, json, out type);
                    else
                        reader.Skip();
                }
                else if (reader.ValueTextEquals("fullUrl"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                        fullUrl = reader.TakeRaw(json);
                    else
                        reader.Skip();
                }
                else if (reader.ValueTextEquals("search"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.StartObject)
                    {
                        reader.Skip();
                        continue;
                    }

                    while (reader.NextProperty())
                    {
                        if (!reader.ValueTextEquals("mode"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String)
                            reader.Skip();
                        else
                            included = reader.ValueTextEquals("include"u8);
                    }
                }
                else
                {
                    reader.Skip();
                }
            }

            if (!resource.IsEmpty)
                Keep(type, resource, fullUrl, included);
        }
    }

    private void ScanLinks(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            string? relation = null, url = null;
            while (reader.NextProperty())
            {
                if (reader.ValueTextEquals("relation"u8))
                    relation = reader.TextOrNull();
                else if (reader.ValueTextEquals("url"u8))
                    url = reader.TextOrNull();
                else
                    reader.Skip();
            }

            if (relation == "next")
                NextPage = url;
        }
    }

    private void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        ReadOnlyMemory<byte> resource = TakeResource(ref reader, json, out string? type);
        Keep(type, resource, fullUrl: default, included: false);
    }

    private void Keep(string? type, ReadOnlyMemory<byte> resource, ReadOnlyMemory<byte> fullUrl, bool included)
    {
        if (type == "OperationOutcome")
        {
            ReadOutcome(resource);
            return;
        }

        _resources.Add(new RawResource(type ?? "", resource, fullUrl));
        if (!included)
            Matches++;
    }

    private ReadOnlyMemory<byte> TakeResource(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out string? type)
    {
        int start = (int)reader.TokenStartIndex;
        type = null;
        while (reader.NextProperty())
        {
            if (type is null && reader.ValueTextEquals("resourceType"u8))
                type = ReadType(ref reader);
            else
                reader.Skip();
        }

        return json[start..(int)reader.BytesConsumed];
    }

    private string? ReadType(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        foreach (string known in _types)
        {
            if (reader.ValueTextEquals(known))
                return known;
        }

        string type = reader.Text();
        if (_types.Count < RememberedTypes)
            _types.Add(type);
        return type;
    }

    private void ReadOutcome(ReadOnlyMemory<byte> json)
    {
        Utf8JsonReader reader = new(json.Span, AspNetCore.Json.Reading);
        reader.Read();
        bool said = false;
        while (reader.NextProperty())
        {
            if (!reader.ValueTextEquals("issue"u8) || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                while (reader.NextProperty())
                {
                    if (reader.ValueTextEquals("severity"u8))
                    {
                        said = true;
                        HasError |= reader.TextOrNull() is not ("warning" or "information" or "success");
                    }
                    else if (reader.ValueTextEquals("code"u8))
                    {
                        // Only a word of FHIR's own list goes further: nothing else in an outcome is safe to repeat.
                        if (reader.TextOrNull() is { Length: <= 20 } code && code.AsSpan().IndexOfAnyExcept(CodeLetters) < 0)
                            IssueCode ??= code;
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
        }

        HasError |= !said;
    }

    private static readonly SearchValues<char> CodeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-");
}
