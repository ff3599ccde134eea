using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>What has to be known of a piece of raw JSON before it is written as it is.</summary>
internal readonly record struct JsonFacts(bool IsJson, string? ResourceType, bool HasNothing)
{
    /// <param name="json">One JSON value.</param>
    /// <param name="nullInArrays">FHIR fills the array of a primitive with null where only its extension has a value.</param>
    public static JsonFacts Of(ReadOnlyMemory<byte> json, bool nullInArrays)
    {
        string? type = null;
        bool nothing = false;
        try
        {
            Utf8JsonReader reader = new(json.Span, Json.Reading);
            JsonTokenType before = JsonTokenType.None;
            Span<bool> inArray = stackalloc bool[Json.Reading.MaxDepth + 1];
            while (reader.Read())
            {
                JsonTokenType token = reader.TokenType;
                if (token is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    inArray[reader.CurrentDepth] = token == JsonTokenType.StartArray;
                nothing |= token switch
                {
                    JsonTokenType.EndObject => before == JsonTokenType.StartObject,
                    JsonTokenType.EndArray => before == JsonTokenType.StartArray,
                    JsonTokenType.String => reader.ValueSpan.IsEmpty,
                    JsonTokenType.Null => !nullInArrays || reader.CurrentDepth == 0 || !inArray[reader.CurrentDepth - 1],
                    _ => false,
                };
                if (token == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.Says("resourceType"u8))
                {
                    type = reader.TextOrNull();
                    token = reader.TokenType;
                }

                before = token;
            }

            return new JsonFacts(before != JsonTokenType.None, type, nothing);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
