using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace CdsHooks.AspNetCore;

/// <summary>How this library reads and writes JSON.</summary>
internal static class Json
{
    public static readonly IReadOnlyDictionary<string, string> NoTexts = FrozenDictionary<string, string>.Empty;

    public static readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> NoExtension = FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Strict JSON, nested 64 deep at most: a resource in it is then within the default of any other reader.</summary>
    public static readonly JsonReaderOptions Reading = new() { MaxDepth = 64 };

    /// <summary>Chinese stays readable; what HTML could mistake for markup is escaped.</summary>
    public static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The same without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return json.Span.StartsWith(mark) ? json[mark.Length..] : json;
    }

    /// <summary>The raw bytes of the value the reader stands on, which it then steps over.</summary>
    public static ReadOnlyMemory<byte> TakeRaw(ref this Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    /// <summary>A string token as text. A lone surrogate (<c>\ud800</c>) is broken JSON to us.</summary>
    /// <exception cref="JsonException">The text is not Unicode.</exception>
    public static string Text(ref this Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A string is not valid Unicode.", null, null, reader.TokenStartIndex);
        }
    }

    /// <summary>Whether the name or string the reader stands on is that text. One that is not Unicode is no text.</summary>
    public static bool Says(ref readonly this Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="Says(ref readonly Utf8JsonReader, ReadOnlySpan{byte})"/>
    public static bool Says(ref readonly this Utf8JsonReader reader, string text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Moves to the next property name; false at the end of the object.</summary>
    public static bool NextProperty(ref this Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>The string behind the property name, or null when there is something else (which is stepped over).</summary>
    public static string? TextOrNull(ref this Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.Text();
        reader.Skip();
        return null;
    }
}
