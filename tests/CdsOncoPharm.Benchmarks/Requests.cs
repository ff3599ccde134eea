using System.Globalization;
using System.Text.Json.Nodes;

namespace CdsOncoPharm.Benchmarks;

/// <summary>Requests of any size: a patient on oxaliplatin with laboratory values of many days.</summary>
internal static class Requests
{
    private static readonly (string Loinc, string Unit, decimal Value, decimal Upper)[] Tests =
    [
        ("2160-0", "mg/dL", 0.9m, 1.3m), ("1742-6", "U/L", 31, 40), ("1920-8", "U/L", 28, 40), ("6768-6", "U/L", 90, 125), ("14631-6", "umol/L", 12, 21),
        ("751-8", "10*9/L", 3.1m, 7.5m), ("777-3", "10*9/L", 210, 400), ("718-7", "g/L", 121, 160), ("2823-3", "mmol/L", 4.1m, 5.3m), ("2951-2", "mmol/L", 139, 147),
    ];

    /// <summary>The day of the assessment.</summary>
    public static DateOnly AsOf { get; } = new(2026, 11, 21);

    /// <summary>A patient-view request with so many resources.</summary>
    public static JsonObject PatientView(int resources)
    {
        var labs = new JsonArray();
        for (var i = 0; i < resources - 8; i++)
            labs.Add(Entry(Observation(i)));
        return new JsonObject
        {
            ["hook"] = "patient-view",
            ["hookInstance"] = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
            ["context"] = new JsonObject { ["userId"] = "Practitioner/p", ["patientId"] = "b" },
            ["extension"] = new JsonObject { ["org.cdsoncopharm.asOf"] = Day(0) },
            ["prefetch"] = new JsonObject
            {
                ["patient"] = new JsonObject { ["resourceType"] = "Patient", ["id"] = "b", ["gender"] = "female", ["birthDate"] = "1958-04-02" },
                ["conditions"] = Bundle(Entry(Condition("1", "C18.7", "Malignant neoplasm of sigmoid colon")), Entry(Condition("2", "I10", "Hypertension"))),
                ["medications"] = Bundle(Entry(Order("1", "32592", "oxaliplatin", 150)), Entry(Order("2", "4492", "fluorouracil", 4200))),
                ["administrations"] = Bundle(Entry(Dose("1", -20)), Entry(Dose("2", -6))),
                ["procedures"] = Bundle(),
                ["adverseEvents"] = Bundle(),
                ["measurements"] = Bundle(Entry(Measure("w", "29463-7", 62, "kg")), Entry(Measure("h", "8302-2", 164, "cm"))),
                ["labs"] = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset", ["entry"] = labs },
                ["surveys"] = Bundle(),
            },
        };
    }

    private static string Day(int offset) => AsOf.AddDays(offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonObject Bundle(params JsonNode[] entries) => new() { ["resourceType"] = "Bundle", ["type"] = "searchset", ["entry"] = new JsonArray(entries) };

    private static JsonObject Entry(JsonObject resource) =>
        new() { ["fullUrl"] = $"https://ehr.example.org/fhir/{resource["resourceType"]}/{resource["id"]}", ["resource"] = resource, ["search"] = new JsonObject { ["mode"] = "match" } };

    private static JsonObject Coded(string system, string code, string text) =>
        new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code, ["display"] = text }), ["text"] = text };

    private static JsonObject Subject() => new() { ["reference"] = "Patient/b" };

    private static JsonObject Quantity(decimal value, string unit) => new() { ["value"] = value, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit };

    private static JsonObject Observation(int i)
    {
        var (loinc, unit, value, upper) = Tests[i % Tests.Length];
        return new JsonObject
        {
            ["resourceType"] = "Observation",
            ["id"] = $"l{i}",
            ["meta"] = new JsonObject { ["versionId"] = "1", ["lastUpdated"] = $"{Day(-(i / Tests.Length))}T09:30:00Z" },
            ["status"] = "final",
            ["category"] = new JsonArray(Coded("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")),
            ["code"] = Coded("http://loinc.org", loinc, "Laboratory value"),
            ["subject"] = Subject(),
            ["encounter"] = new JsonObject { ["reference"] = "Encounter/e1" },
            ["effectiveDateTime"] = $"{Day(-(i / Tests.Length))}T07:10:00+08:00",
            ["issued"] = $"{Day(-(i / Tests.Length))}T09:29:31.511Z",
            ["valueQuantity"] = Quantity(value, unit),
            ["referenceRange"] = new JsonArray(new JsonObject { ["low"] = Quantity(0, unit), ["high"] = Quantity(upper, unit) }),
        };
    }

    private static JsonObject Measure(string id, string loinc, decimal value, string unit) => new()
    {
        ["resourceType"] = "Observation",
        ["id"] = id,
        ["status"] = "final",
        ["code"] = Coded("http://loinc.org", loinc, "Measurement"),
        ["subject"] = Subject(),
        ["effectiveDateTime"] = Day(-2),
        ["valueQuantity"] = Quantity(value, unit),
    };

    private static JsonObject Condition(string id, string code, string text) => new()
    {
        ["resourceType"] = "Condition",
        ["id"] = $"c{id}",
        ["clinicalStatus"] = Coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"),
        ["code"] = Coded("http://hl7.org/fhir/sid/icd-10", code, text),
        ["subject"] = Subject(),
        ["onsetDateTime"] = Day(-200),
    };

    private static JsonObject Order(string id, string rxcui, string name, decimal mg) => new()
    {
        ["resourceType"] = "MedicationRequest",
        ["id"] = $"m{id}",
        ["status"] = "active",
        ["intent"] = "order",
        ["medicationCodeableConcept"] = Coded("http://www.nlm.nih.gov/research/umls/rxnorm", rxcui, name),
        ["subject"] = Subject(),
        ["authoredOn"] = Day(-21),
        ["dosageInstruction"] = new JsonArray(new JsonObject
        {
            ["timing"] = new JsonObject { ["repeat"] = new JsonObject { ["frequency"] = 1, ["period"] = 14, ["periodUnit"] = "d" } },
            ["doseAndRate"] = new JsonArray(new JsonObject { ["doseQuantity"] = Quantity(mg, "mg") }),
        }),
    };

    private static JsonObject Dose(string id, int day) => new()
    {
        ["resourceType"] = "MedicationAdministration",
        ["id"] = $"a{id}",
        ["status"] = "completed",
        ["medicationCodeableConcept"] = Coded("http://www.nlm.nih.gov/research/umls/rxnorm", "32592", "oxaliplatin"),
        ["subject"] = Subject(),
        ["effectiveDateTime"] = Day(day),
        ["dosage"] = new JsonObject { ["dose"] = Quantity(150, "mg") },
    };
}
