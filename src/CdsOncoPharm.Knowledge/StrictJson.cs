using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>
/// Reads the knowledge's own JSON: what is not known is refused, required means required, comments are not allowed. The code is
/// generated when this is compiled, because a start that looks at its own types takes twice as long. Generated code gives null to a
/// list that the JSON leaves out: such a list says <c>init => field = value ?? []</c>.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(DurationConverter), typeof(LocalTextConverter), typeof(CareLevelConverter)])]
[JsonSerializable(typeof(VersionFile))]
[JsonSerializable(typeof(LaboratoryFile))]
[JsonSerializable(typeof(LaboratoryRow))]
[JsonSerializable(typeof(Currency))]
[JsonSerializable(typeof(Formulas))]
[JsonSerializable(typeof(Dictionary<string, RiskFactorSet>))]
[JsonSerializable(typeof(Dictionary<string, Definition>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(Dictionary<string, AssessmentQuestion>))]
[JsonSerializable(typeof(Dictionary<string, Decision>))]
[JsonSerializable(typeof(Dictionary<string, LevelRow>))]
[JsonSerializable(typeof(TaskTable))]
[JsonSerializable(typeof(List<DrugLevelRow>))]
[JsonSerializable(typeof(RegimenTable))]
[JsonSerializable(typeof(List<TubeProductRow>))]
[JsonSerializable(typeof(SiteFacts))]
[JsonSerializable(typeof(List<Signature>))]
[JsonSerializable(typeof(InteractionTable))]
[JsonSerializable(typeof(Dictionary<string, LocalText>))]
[JsonSerializable(typeof(CriteriaSection))]
internal sealed partial class StrictJson : JsonSerializerContext
{
    /// <summary>Reads a whole file.</summary>
    /// <exception cref="KnowledgeException">It is not of this shape; the message names the line.</exception>
    public static T Read<T>(KnowledgeFile file)
    {
        try
        {
            return JsonSerializer.Deserialize(file.Content.Span, TypeInfo<T>()) ?? throw new KnowledgeException(file.RelativePath, "file", "it holds null");
        }
        catch (JsonException e)
        {
            throw new KnowledgeException(file.RelativePath, $"line {e.LineNumber + 1}, {e.Path}", e.Message, e);
        }
    }

    /// <summary>Puts together how the largest tables are read.</summary>
    public static void Prepare()
    {
        // Reading nothing is enough for it.
        JsonSerializer.Deserialize("null"u8, Default.CriteriaSection);
        JsonSerializer.Deserialize("null"u8, Default.RegimenTable);
        JsonSerializer.Deserialize("null"u8, Default.TaskTable);
    }

    /// <summary>How a type of the list above is read.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}

/// <summary>How knowledge writes a duration: ISO 8601.</summary>
public sealed class DurationConverter : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var duration)
            ? duration
            : throw new JsonException("an ISO 8601 duration such as P30D is needed");

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>An object with <c>en</c> and <c>zh-CN</c>.</summary>
public sealed class LocalTextConverter : JsonConverter<LocalText>
{
    public override LocalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? en = null, zh = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Odd();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ref var text = ref en;
            if (reader.ValueTextEquals("zh-CN"u8))
                text = ref zh;
            else if (!reader.ValueTextEquals("en"u8))
                throw Odd();
            reader.Read();
            if (text is not null || reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 0 } words)
                throw Odd();
            text = words;
        }
        return en is not null && zh is not null ? new LocalText(en, zh) : throw Odd();

        static JsonException Odd() => new("a text needs \"en\" and \"zh-CN\" and nothing else");
    }

    public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("en", value.En);
        writer.WriteString("zh-CN", value.Zh);
        writer.WriteEndObject();
    }
}

/// <summary>1, 2 or 3.</summary>
internal sealed class CareLevelConverter : JsonConverter<CareLevel>
{
    public override CareLevel Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var level) && level is >= 1 and <= 3
            ? new CareLevel(level)
            : throw new JsonException("a level is 1, 2 or 3");

    public override void Write(Utf8JsonWriter writer, CareLevel value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
