using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Intake;

/// <summary>Which kind of record a resource type belongs to.</summary>
public static class RecordKinds
{
    /// <summary>The kind that a resource of the type is part of; null for a type that no rule reads.</summary>
    public static RecordKind? Of(ReadOnlySpan<char> type) => type switch
    {
        "Condition" => RecordKind.Conditions,
        "MedicationRequest" or "MedicationStatement" or "MedicationDispense" => RecordKind.Medications,
        "MedicationAdministration" => RecordKind.Administrations,
        "Observation" => RecordKind.Observations,
        "Procedure" or "ServiceRequest" or "CarePlan" => RecordKind.Procedures,
        "AdverseEvent" => RecordKind.AdverseEvents,
        "NutritionOrder" or "Device" or "DeviceUseStatement" => RecordKind.Nutrition,
        "QuestionnaireResponse" => RecordKind.Answers,
        _ => null,
    };

    /// <summary>The kind that a search URL such as <c>https://ehr/fhir/Condition?patient=1</c> asks for; null when it cannot be told.</summary>
    public static RecordKind? OfSearch(string? url)
    {
        if (url is null)
            return null;
        var path = url.AsSpan();
        var query = path.IndexOf('?');
        if (query >= 0)
            path = path[..query];
        path = path.TrimEnd('/');
        return Of(path[(path.LastIndexOf('/') + 1)..]);
    }
}
