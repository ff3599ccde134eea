using System.Text.Json;
using System.Text.Json.Serialization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>All facts of a snapshot as text, to compare two of them.</summary>
internal static class SnapshotText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new ShortIngredient(), new ShortKind() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(PatientSnapshot snapshot) => JsonSerializer.Serialize(
        new
        {
            snapshot.Patient,
            snapshot.Sex,
            snapshot.BirthDate,
            snapshot.Therapies,
            snapshot.UnrecognisedMedicines,
            snapshot.Conditions,
            Results = snapshot.Results.Where(r => r is not null).SelectMany(r => r!),
            snapshot.Toxicities,
            snapshot.Procedures,
            snapshot.Answers,
            snapshot.Nutrition,
            snapshot.Devices,
            snapshot.Encounters,
            snapshot.Genotypes,
            snapshot.Interactions,
            snapshot.RegimenTexts,
        },
        Options);

    private sealed class ShortIngredient : JsonConverter<Ingredient>
    {
        public override Ingredient Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Ingredient value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }

    private sealed class ShortKind : JsonConverter<ResultKind>
    {
        public override ResultKind Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ResultKind value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }
}
