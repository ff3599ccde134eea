using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>
/// A FHIR resource as it came: UTF-8 JSON inside the body of the call. The bytes belong to the call and are wiped when it
/// ends; copy what has to live longer.
/// </summary>
public readonly struct RawResource
{
    private readonly ReadOnlyMemory<byte> _fullUrl;

    internal RawResource(string type, ReadOnlyMemory<byte> json, object? model, ReadOnlyMemory<byte> fullUrl = default)
    {
        Type = type;
        Json = json;
        Model = model;
        _fullUrl = fullUrl;
    }

    /// <summary>The resourceType as sent; empty when there is none.</summary>
    public string Type { get; }

    /// <summary>The resource itself: well-formed JSON, not necessarily well-shaped FHIR.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>What the host's <see cref="IResourceReader"/> made of it; null without one.</summary>
    public object? Model { get; }

    /// <summary>
    /// The <c>fullUrl</c> of its Bundle entry, which references may point to; null when it had none, or one that is not
    /// Unicode (<c>\ud800</c>), to which nothing can point.
    /// </summary>
    public string? FullUrl()
    {
        if (_fullUrl.IsEmpty)
            return null;
        Utf8JsonReader reader = new(_fullUrl.Span);
        reader.Read();
        try
        {
            return reader.Text();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>
/// Makes a FHIR library's model in the same pass that reads the body, so that no byte is read twice. One is made for each
/// call, sees every resource of it, those sent and those fetched, one at a time, and is disposed when the call ends.
/// </summary>
public interface IResourceReader : IDisposable
{
    /// <summary>Reads one resource.</summary>
    /// <param name="type">Its resourceType; empty when there is none.</param>
    /// <param name="json">The bytes that <paramref name="reader"/> reads; they stay unchanged until the call ends.</param>
    /// <param name="reader">Stands on the opening brace of the resource, and must be left on its closing brace.</param>
    /// <exception cref="JsonException">The JSON itself is broken; what is only ill-shaped FHIR is for the model to bear.</exception>
    object? Read(string type, ReadOnlyMemory<byte> json, ref Utf8JsonReader reader);
}
