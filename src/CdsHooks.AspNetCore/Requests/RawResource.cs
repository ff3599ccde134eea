using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>
/// A FHIR resource as it came: UTF-8 JSON inside the body of the call. The bytes belong to the call and are wiped when it
/// ends; copy what has to live longer.
/// </summary>
public readonly struct RawResource
{
    private readonly ReadOnlyMemory<byte> _fullUrl;

    internal RawResource(string type, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> fullUrl = default)
    {
        Type = type;
        Json = json;
        _fullUrl = fullUrl;
    }

    /// <summary>The resourceType as sent; empty when there is none.</summary>
    public string Type { get; }

    /// <summary>The resource itself: well-formed JSON, not necessarily well-shaped FHIR.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>The <c>fullUrl</c> of its Bundle entry, which references may point to; null when it had none.</summary>
    public string? FullUrl()
    {
        if (_fullUrl.IsEmpty)
            return null;
        Utf8JsonReader reader = new(_fullUrl.Span);
        reader.Read();
        return reader.Text();
    }
}
