using System.Collections.Frozen;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>A prefetch key that we publish, the Patient's apart.</summary>
/// <param name="ResourceType">The type of resource that it asks for.</param>
/// <param name="Kind">The kind of record that is not whole without it.</param>
/// <param name="IsOptional">Whether many EHRs have no such records at all, so that not sent is no gap.</param>
public sealed record PrefetchKey(string ResourceType, RecordKind Kind, bool IsOptional = false)
{
    /// <summary>All of them by name, as in <c>cds-services/care-level/*.json</c>.</summary>
    public static FrozenDictionary<string, PrefetchKey> Published { get; } = new Dictionary<string, PrefetchKey>
    {
        ["conditions"] = new("Condition", RecordKind.Conditions),
        ["medications"] = new("MedicationRequest", RecordKind.Medications),
        ["statements"] = new("MedicationStatement", RecordKind.Medications, IsOptional: true),
        ["administrations"] = new("MedicationAdministration", RecordKind.Administrations),
        ["procedures"] = new("Procedure", RecordKind.Procedures),
        ["adverseEvents"] = new("AdverseEvent", RecordKind.AdverseEvents),
        ["nutrition"] = new("NutritionOrder", RecordKind.Nutrition, IsOptional: true),
        ["assessments"] = new("QuestionnaireResponse", RecordKind.Answers, IsOptional: true),
        ["labs"] = new("Observation", RecordKind.Observations),
        ["measurements"] = new("Observation", RecordKind.Observations),
        ["surveys"] = new("Observation", RecordKind.Observations),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a search asks for such a resource; several ask for Observations, each for its own codes.</summary>
    /// <param name="search">Such as <c>Observation?patient=7&amp;code=2160-0,1742-6&amp;_count=10</c>.</param>
    /// <param name="resource">What came.</param>
    public static bool Asks(string search, Resource resource)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(resource);
        if (!search.StartsWith(resource.TypeName + "?", StringComparison.Ordinal))
            return false;
        return resource is not Observation { Code: { } code } || search.Split("&code=") is not [_, var codes]
            || codes.Split('&')[0].Split(',').Any(asked => code.Coding.Exists(coding => coding.Code == asked));
    }
}
