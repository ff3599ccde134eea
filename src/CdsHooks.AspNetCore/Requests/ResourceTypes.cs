using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>What one call has learned of resources: the names of their types, each as one string, and the host's reader for them.</summary>
internal sealed class ResourceTypes(IResourceReader? models)
{
    // Most calls hold few types; past this many the name is simply read anew.
    private const int Remembered = 32;

    private readonly List<string> _names = [];

    public IResourceReader? Models { get; } = models;

    /// <summary>The resourceType of the object the reader stands on; null when there is none, or none before that member.</summary>
    public string? Peek(Utf8JsonReader reader, ReadOnlySpan<byte> before)
    {
        while (reader.NextProperty())
        {
            if (reader.Says("resourceType"u8))
            {
                reader.Read();
                return Read(ref reader);
            }

            if (!before.IsEmpty && reader.Says(before))
                return null;
            reader.Skip();
        }

        return null;
    }

    /// <summary>The string the reader stands on; null when there is something else.</summary>
    public string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        foreach (string known in _names)
        {
            if (reader.Says(known))
                return known;
        }

        string name = reader.Text();
        if (_names.Count < Remembered)
            _names.Add(name);
        return name;
    }
}
