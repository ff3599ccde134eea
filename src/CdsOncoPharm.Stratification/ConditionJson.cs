using System.Text.Json;
using System.Text.Json.Serialization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Reads conditions, strictly, by code that is generated when this is compiled. Generated code gives null to a list that the JSON
/// leaves out: such a list says <c>init => field = value ?? []</c>. An enum that a condition is written with stands here.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(DurationConverter), typeof(LocalTextConverter), typeof(Word<ActionTaken>), typeof(Word<CertaintyAsked>), typeof(Word<Feeding>), typeof(Word<Handling>), typeof(Word<Conditions.Of>),
        typeof(Word<Plan>), typeof(Word<Qualitative>), typeof(Word<SeverityAsked>), typeof(Word<Sex>), typeof(Word<StatusAsked>),
    ])]
[JsonSerializable(typeof(Condition))]
internal sealed partial class ConditionJson : JsonSerializerContext
{
    /// <summary>An enum in words: <c>permanently-discontinued</c>.</summary>
    internal sealed class Word<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower)
        where T : struct, Enum;
}
