using CdsHooks.AspNetCore;
using CdsOncoPharm.Cards;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Fhir;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Service;

/// <summary>What makes the first caller wait less: code that runs for the first time takes some fifty times as long.</summary>
internal static class WarmUp
{
    // A start allocates 27 MB, most of it knowledge that stays.
    private const long BytesOfAStart = 32 * 1024 * 1024;

    /// <summary>Looks for no garbage until a start and the first calls are through: there is hardly any. What does not fit ends it.</summary>
    public static void PutOffCollecting()
    {
        try
        {
            GC.TryStartNoGCRegion(BytesOfAStart);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // The heap is limited to less, or another host of this process has begun it: then it is collected as always.
        }
    }

    /// <summary>Judges a made-up patient while the host is put together. Nobody is shown the cards.</summary>
    public static CdsResponse Run(CareLevelEngine engine)
    {
        var today = engine.DayOf(TimeProvider.System.GetUtcNow());
        var records = new RecordSet { IsOfOnePatient = true };
        foreach (var resource in Resources($"{today:yyyy-MM-dd}"))
            records.Add(FhirJson.Read(System.Text.Encoding.UTF8.GetBytes(resource)).Resource!);
        return CareLevelCards.Build(engine.Assess(records, "w", today), new CardContext
        {
            Language = Language.English,
            Profile = ClientProfile.Standard,
            NewId = Guid.NewGuid,
        });
    }

    private static string[] Resources(string today) =>
    [
        """{"resourceType": "Patient", "id": "w", "gender": "female", "birthDate": "1958-04-02"}""",
        """{"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/w"}, "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C18.7"}]}}""",
        $$"""
        {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order", "subject": {"reference": "Patient/w"}, "authoredOn": "{{today}}",
         "medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": "L01XA03"}], "text": "oxaliplatin"},
         "dosageInstruction": [{"timing": {"repeat": {"frequency": 1, "period": 14, "periodUnit": "d"} }, "doseAndRate": [{"doseQuantity": {"value": 150, "unit": "mg", "code": "mg"} }] }] }
        """,
        $$"""
        {"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/w"}, "effectiveDateTime": "{{today}}",
         "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0"}] }, "valueQuantity": {"value": 2.9, "unit": "mg/dL", "code": "mg/dL"} }
        """,
    ];
}
