using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>What a service says of itself in discovery: one element of <c>services</c>.</summary>
public sealed record ServiceDefinition
{
    /// <summary>The <c>{id}</c> of <c>{baseUrl}/cds-services/{id}</c>: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The hook this service is to be invoked on, for example <c>patient-view</c>.</summary>
    public required string Hook { get; init; }

    /// <summary>What the service does, for the person who connects it.</summary>
    public required string Description { get; init; }

    /// <summary>The human-friendly name.</summary>
    public string? Title { get; init; }

    /// <summary>Preconditions, in words, for the use of this service.</summary>
    public string? UsageRequirements { get; init; }

    /// <summary>FHIR queries the client is asked to run before the call, by the key it is to give their results.</summary>
    public IReadOnlyDictionary<string, string> Prefetch { get; init; } = Json.NoTexts;

    /// <summary>Anything not in CDS Hooks: raw JSON values by reverse-domain name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extension { get; init; } = Json.NoExtension;

    /// <summary>Reads one element of <c>services</c>, as a file of its own may hold it.</summary>
    /// <exception cref="FormatException">The JSON is broken, or a member is unknown, missing or of the wrong kind.</exception>
    public static ServiceDefinition Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            string? id = null, hook = null, description = null, title = null, usageRequirements = null;
            Dictionary<string, string> prefetch = [];
            Dictionary<string, ReadOnlyMemory<byte>> extension = [];
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "id": id = member.Value.GetString(); break;
                    case "hook": hook = member.Value.GetString(); break;
                    case "description": description = member.Value.GetString(); break;
                    case "title": title = member.Value.GetString(); break;
                    case "usageRequirements": usageRequirements = member.Value.GetString(); break;
                    case "prefetch":
                        foreach (JsonProperty template in member.Value.EnumerateObject())
                            prefetch.Add(template.Name, template.Value.GetString() ?? throw new FormatException($"prefetch '{template.Name}' is null."));
                        break;
                    case "extension":
                        foreach (JsonProperty part in member.Value.EnumerateObject())
                            extension.Add(part.Name, JsonSerializer.SerializeToUtf8Bytes(part.Value));
                        break;
                    default: throw new FormatException($"'{member.Name}' is not a member of a CDS service.");
                }
            }

            return new ServiceDefinition
            {
                Id = id ?? throw new FormatException("id is missing."),
                Hook = hook ?? throw new FormatException("hook is missing."),
                Description = description ?? throw new FormatException("description is missing."),
                Title = title,
                UsageRequirements = usageRequirements,
                Prefetch = prefetch,
                Extension = extension,
            };
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Not a CDS service: {broken.Message}", broken);
        }
    }
}
