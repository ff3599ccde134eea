using System.Text.Json;
using System.Text.Json.Serialization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>Reads the knowledge's own JSON: what is not known is refused, required means required, comments are not allowed.</summary>
internal static class StrictJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new DurationConverter(), new LocalTextConverter(), new CareLevelConverter() },
    };

    private sealed class DurationConverter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var duration)
                ? duration
                : throw new JsonException("an ISO 8601 duration such as P30D is needed");

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class LocalTextConverter : JsonConverter<LocalText>
    {
        public override LocalText Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var texts = JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options);
            return texts is { Count: 2 } && texts.TryGetValue("en", out var en) && texts.TryGetValue("zh-CN", out var zh) && en.Length > 0 && zh.Length > 0
                ? new LocalText(en, zh)
                : throw new JsonException("a text needs \"en\" and \"zh-CN\" and nothing else");
        }

        public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("en", value.En);
            writer.WriteString("zh-CN", value.Zh);
            writer.WriteEndObject();
        }
    }

    private sealed class CareLevelConverter : JsonConverter<CareLevel>
    {
        public override CareLevel Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var level) && level is >= 1 and <= 3
                ? new CareLevel(level)
                : throw new JsonException("a level is 1, 2 or 3");

        public override void Write(Utf8JsonWriter writer, CareLevel value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
    }
}
