using System.Text.Json.Nodes;

namespace CdsOncoPharm.Cli.Tests;

/// <summary>Small records to give to the command line.</summary>
internal static class Bundles
{
    private const string Icd10 = "http://hl7.org/fhir/sid/icd-10";

    /// <summary>A patient of the year 1960 with lung cancer and a creatinine (µmol/L) of 2026-11-18: 300 is Level 1, 80 is none.</summary>
    public static JsonObject WithCreatinine(string id, decimal creatinine) => Of(
        Patient(id),
        Condition(id, "C34.1"),
        Observation(id, "14682-9", creatinine, "umol/L", "2026-11-18"),
        Observation(id, "29463-7", 70, "kg", "2026-11-18"));

    /// <summary>Bleomycin, 420 USP units in all: where text and table of the paper disagree (decision D-17).</summary>
    public static JsonObject WithBleomycin(string id) => Of(
        Patient(id),
        Condition(id, "C62.9"),
        new JsonObject
        {
            ["resourceType"] = "MedicationAdministration",
            ["id"] = id + "-bleomycin",
            ["status"] = "completed",
            ["medicationCodeableConcept"] = new JsonObject { ["text"] = "Bleomycin" },
            ["subject"] = Subject(id),
            ["effectiveDateTime"] = "2026-11-10",
            ["dosage"] = new JsonObject { ["dose"] = Quantity(420, "[USP'U]") },
        });

    public static JsonObject Of(params JsonObject[] resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "collection",
        ["entry"] = new JsonArray([.. resources.Select(resource => (JsonNode)new JsonObject { ["resource"] = resource })]),
    };

    public static JsonObject Join(params JsonObject[] bundles) =>
        Of([.. bundles.SelectMany(bundle => bundle["entry"]!.AsArray()).Select(entry => entry!["resource"]!.DeepClone().AsObject())]);

    public static JsonObject Patient(string id) =>
        new() { ["resourceType"] = "Patient", ["id"] = id, ["gender"] = "male", ["birthDate"] = "1960-05-05" };

    public static JsonObject Condition(string id, string code) => new()
    {
        ["resourceType"] = "Condition",
        ["id"] = $"{id}-{code}",
        ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Icd10, ["code"] = code }) },
        ["subject"] = Subject(id),
    };

    public static JsonObject Observation(string id, string loinc, decimal value, string unit, string day) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = $"{id}-{loinc}",
        ["status"] = "final",
        ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://loinc.org", ["code"] = loinc }) },
        ["subject"] = Subject(id),
        ["effectiveDateTime"] = day,
        ["valueQuantity"] = Quantity(value, unit),
    };

    private static JsonObject Quantity(decimal value, string unit) =>
        new() { ["value"] = value, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit };

    private static JsonObject Subject(string id) => new() { ["reference"] = $"Patient/{id}" };
}
