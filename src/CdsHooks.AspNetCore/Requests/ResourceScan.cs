using System.Collections.Frozen;
using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>
/// Steps over one JSON value and keeps where its FHIR resources are: the value itself, the entries of a Bundle, the
/// elements of an array, or what stands in a member <c>resource</c>. Nothing is copied and no element of a resource is
/// looked at but its type.
/// </summary>
internal sealed class ResourceScan
{
    private readonly ResourceTypes _types;
    private readonly List<RawResource> _resources = [];

    /// <summary>Steps over the value that <paramref name="reader"/> stands on.</summary>
    /// <param name="reader">Stands on the first token of the value; afterwards on its last.</param>
    /// <param name="json">The bytes <paramref name="reader"/> reads.</param>
    /// <param name="types">What the call has learned of resources so far.</param>
    public ResourceScan(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, ResourceTypes types)
    {
        _types = types;
        Kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        if (Kind == JsonTokenType.StartObject)
        {
            Type = types.Peek(reader, before: "entry"u8);
            if (Type is null or "Bundle")
                ScanObject(ref reader, json);
            else
                Keep(ref reader, json);
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
        if (HasEntries && !IsBundle)
        {
            // A List has entries too, and this one named its type after them: it is one resource.
            _resources.Clear();
            Matches = 0;
            Utf8JsonReader again = new(Json.Span, AspNetCore.Json.Reading);
            again.Read();
            Keep(ref again, Json);
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
            if (reader.Says("resourceType"u8))
            {
                reader.Read();
                Type = _types.Read(ref reader);
            }
            else if (reader.Says("entry"u8))
            {
                HasEntries = true;
                reader.Read();
                ScanEntries(ref reader, json);
            }
            else if (reader.Says("link"u8))
            {
                reader.Read();
                ScanLinks(ref reader);
            }
            else if (reader.Says("total"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int total))
                    Total = total;
                else
                    reader.Skip();
            }
            else if (reader.Says("resource"u8))
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

            ReadOnlyMemory<byte> fullUrl = default;
            RawResource? resource = null;
            bool included = false;
            while (reader.NextProperty())
            {
                if (reader.Says("resource"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.StartObject)
                        reader.Skip();
                    else if (_types.Peek(reader, before: default) is var type && type == "Bundle")
                        Add(new ResourceScan(ref reader, json, _types));
                    else
                        resource = Take(ref reader, json, type ?? "");
                }
                else if (reader.Says("fullUrl"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String)
                        fullUrl = reader.TakeRaw(json);
                    else
                        reader.Skip();
                }
                else if (reader.Says("search"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.StartObject)
                    {
                        reader.Skip();
                        continue;
                    }

                    while (reader.NextProperty())
                    {
                        if (!reader.Says("mode"u8) || !reader.Read() || reader.TokenType != JsonTokenType.String)
                            reader.Skip();
                        else
                            included = reader.Says("include"u8);
                    }
                }
                else
                {
                    reader.Skip();
                }
            }

            if (resource is { } found)
                Keep(new RawResource(found.Type, found.Json, found.Model, fullUrl), included);
        }
    }

    // A Bundle of Bundles, as a batch of searches is answered: what it holds counts as if it stood here.
    private void Add(ResourceScan nested)
    {
        _resources.AddRange(nested._resources);
        Matches += nested.Matches;
        NextPage ??= nested.NextPage;
        HasError |= nested.HasError;
        IssueCode ??= nested.IssueCode;
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
                if (reader.Says("relation"u8))
                    relation = reader.TextOrNull();
                else if (reader.Says("url"u8))
                    url = reader.TextOrNull();
                else
                    reader.Skip();
            }

            // One without a URL cannot be followed: the answer is cut.
            if (relation == "next")
                NextPage = url ?? "";
        }
    }

    private void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json) =>
        Keep(Take(ref reader, json, _types.Peek(reader, before: default) ?? ""), included: false);

    private void Keep(RawResource resource, bool included)
    {
        if (resource.Type == "OperationOutcome")
        {
            ReadOutcome(resource.Json);
            return;
        }

        _resources.Add(resource);
        if (!included)
            Matches++;
    }

    private RawResource Take(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, string type)
    {
        int start = (int)reader.TokenStartIndex, depth = reader.CurrentDepth;
        object? model = null;
        if (_types.Models is null || type == "OperationOutcome")
            reader.Skip();
        else
            model = _types.Models.Read(type, json, ref reader);
        return reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth
            ? new RawResource(type, json[start..(int)reader.BytesConsumed], model)
            : throw new InvalidOperationException($"{_types.Models?.GetType().Name} did not stop at the end of a resource.");
    }

    private void ReadOutcome(ReadOnlyMemory<byte> json)
    {
        Utf8JsonReader reader = new(json.Span, AspNetCore.Json.Reading);
        reader.Read();
        bool said = false;
        while (reader.NextProperty())
        {
            if (!reader.Says("issue"u8) || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
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
                    if (reader.Says("severity"u8))
                    {
                        said = true;
                        HasError |= reader.TextOrNull() is not ("warning" or "information" or "success");
                    }
                    else if (reader.Says("code"u8))
                    {
                        // Only a word of FHIR's own list goes further: nothing else in an outcome is safe to repeat.
                        if (reader.TextOrNull() is { } code && IssueTypes.Contains(code))
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

    // http://hl7.org/fhir/ValueSet/issue-type of FHIR R4.
    private static readonly FrozenSet<string> IssueTypes = FrozenSet.Create(
        "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired", "forbidden", "suppressed",
        "processing", "not-supported", "duplicate", "multiple-matches", "not-found", "deleted", "too-long", "code-invalid", "extension",
        "too-costly", "business-rule", "conflict", "transient", "lock-error", "no-store", "exception", "timeout", "incomplete",
        "throttled", "informational");
}
