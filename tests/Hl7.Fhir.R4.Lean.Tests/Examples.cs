using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean.Tests;

/// <summary>Invented resources that use what the model has: choices, components, contained ones, primitive extensions.</summary>
internal static class Examples
{
    internal static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);

    internal static byte[] Write(Resource resource)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            LeanJson.Write(resource, json);
        return stream.ToArray();
    }

    internal static T Read<T>(string json)
        where T : Resource
        => Assert.IsType<T>(LeanJson.Read(Utf8(json)).Resource);

    internal const string Observation = """
        {
          "resourceType": "Observation", "id": "bp", "meta": { "lastUpdated": "2026-11-20T10:00:00.125+08:00", "profile": ["http://example.org/bp"] },
          "status": "final", "_status": { "id": "s1" },
          "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" }] }],
          "code": { "coding": [{ "system": "http://loinc.org", "code": "85354-9", "display": "血压" }], "text": "Blood pressure" },
          "subject": { "reference": "Patient/p1", "identifier": { "system": "urn:mrn", "value": "1" } },
          "effectivePeriod": { "start": "2026-11-20", "end": "2026-11-21T08:30:00+08:00" },
          "issued": "2026-11-20T02:00:00Z",
          "component": [
            { "code": { "text": "systolic" }, "valueQuantity": { "value": 120.50, "comparator": "<=", "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]" } },
            { "code": { "text": "diastolic" }, "dataAbsentReason": { "text": "not measured" } }
          ],
          "referenceRange": [{ "low": { "value": 1e2 }, "high": { "value": 140 }, "age": { "low": { "value": 18 } }, "text": "100-140" }]
        }
        """;

    internal const string Order = """
        {
          "resourceType": "MedicationRequest", "id": "o1",
          "contained": [{ "resourceType": "Medication", "id": "med", "code": { "text": "顺铂" }, "ingredient": [{ "itemCodeableConcept": { "text": "cisplatin" }, "isActive": true,
            "strength": { "numerator": { "value": 50, "unit": "mg" }, "denominator": { "value": 1 } } }] }, { "resourceType": "Practitioner", "id": "dr" }],
          "extension": [{ "url": "http://example.org/a", "extension": [{ "url": "b", "valueBoolean": false }, { "url": "c", "valueInteger": 3 }, { "url": "d", "valueDecimal": 0.10 }] }],
          "modifierExtension": [{ "url": "http://example.org/m", "valueCode": "x" }],
          "status": "active", "intent": "order", "priority": "urgent", "doNotPerform": false,
          "medicationReference": { "reference": "#med" }, "subject": { "reference": "Patient/p1" },
          "authoredOn": "2026-11-20", "_authoredOn": { "extension": [{ "url": "http://example.org/note", "valueString": "about" }] },
          "note": [{ "time": "2026-11-20T10:00:00+08:00", "text": "slowly" }],
          "dosageInstruction": [{
            "text": "day 1 of 21", "asNeededBoolean": false,
            "timing": { "event": ["2026-11-20", "2026-12-11"], "repeat": { "boundsPeriod": { "start": "2026-11-20" }, "frequency": 1, "period": 21, "periodUnit": "d", "dayOfWeek": ["mon", "fri"], "timeOfDay": ["08:00:00"] } },
            "doseAndRate": [{ "doseQuantity": { "value": 75, "unit": "mg/m2", "system": "http://unitsofmeasure.org", "code": "mg/m2" }, "rateRatio": { "numerator": { "value": 1 }, "denominator": { "value": 2 } } }],
            "maxDosePerPeriod": { "numerator": { "value": 150 } }
          }, { "timing": { "repeat": { "when": ["MORN.early", "HS"] } } }],
          "dispenseRequest": { "numberOfRepeatsAllowed": 0, "expectedSupplyDuration": { "value": 21, "unit": "d" } }
        }
        """;

    internal const string Patient = """
        {
          "resourceType": "Patient", "id": "p1", "active": true, "gender": "female", "birthDate": "1960-02",
          "_birthDate": { "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked" }] },
          "name": [{ "use": "official", "family": "Z", "given": ["A", "B"], "_given": [null, { "id": "second" }] }],
          "deceasedDateTime": "2026-11", "multipleBirthInteger": 2,
          "contact": [{ "telecom": [{ "system": "phone", "value": "1", "rank": 1 }] }]
        }
        """;

    internal const string Bundle = """
        {
          "resourceType": "Bundle", "type": "searchset", "total": 2, "link": [{ "relation": "self", "url": "http://example.org/?a=b" }],
          "entry": [
            { "fullUrl": "http://example.org/Organization/x", "resource": { "resourceType": "Organization", "id": "x" } },
            { "fullUrl": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "resource": { "resourceType": "AdverseEvent", "id": "0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "actuality": "actual", "subject": { "reference": "Patient/p1" },
              "severity": { "text": "Grade 3" }, "suspectEntity": [{ "instance": { "reference": "MedicationAdministration/o1" }, "causality": [{ "productRelatedness": "likely" }] }] }, "search": { "mode": "match", "score": 0.5 } }
          ]
        }
        """;

    internal const string Answers = """
        {
          "resourceType": "QuestionnaireResponse", "questionnaire": "http://example.org/q|1", "status": "completed", "authored": "2026",
          "item": [{ "linkId": "1", "answer": [{ "valueCoding": { "system": "http://loinc.org", "code": "LA33-6", "display": "Yes", "userSelected": true }, "item": [{ "linkId": "1.1", "answer": [{ "valueDate": "2026-11-20" }, { "valueUri": "urn:x" }, { "valueTime": "10:00:00" }] }] }] }]
        }
        """;

    internal const string Concepts = """
        {
          "resourceType": "CodeSystem", "url": "http://example.org/cs", "version": "1", "status": "active", "experimental": false, "content": "complete", "date": "2026-11-20",
          "property": [{ "code": "class", "type": "code" }],
          "concept": [{ "code": "a", "display": "A", "designation": [{ "language": "zh-CN", "value": "甲" }], "property": [{ "code": "class", "valueCode": "x" }, { "code": "n", "valueInteger": -5 }], "concept": [{ "code": "a1" }] }]
        }
        """;

    internal static IReadOnlyList<byte[]> All { get; }
        = [.. ((string[])[Observation, Order, Patient, Bundle, Answers, Concepts]).Select(Utf8)];
}
