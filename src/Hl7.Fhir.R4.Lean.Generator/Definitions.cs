using System.Text.Json;

namespace Hl7.Fhir.R4.Lean.Generator;

/// <summary>HL7's definitions of R4: the structure of each type, and the codes of each value set.</summary>
public sealed class Definitions
{
    private readonly Dictionary<string, Structure> _structures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _valueSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _codeSystems = new(StringComparer.Ordinal);

    /// <param name="folder">Folder with HL7's bundles profiles-types.json, profiles-resources.json, valuesets.json, v3-codesystems.json.</param>
    public static Definitions Load(string folder)
    {
        var definitions = new Definitions();
        foreach (var file in (string[])["profiles-types.json", "profiles-resources.json", "valuesets.json", "v3-codesystems.json"])
        {
            using var stream = File.OpenRead(Path.Combine(folder, file));
            // The elements are kept, so the document is not disposed of.
            var bundle = JsonDocument.Parse(stream).RootElement;
            foreach (var entry in bundle.GetProperty("entry").EnumerateArray())
                definitions.Add(entry.GetProperty("resource"));
        }

        return definitions;
    }

    public Structure this[string type]
        => _structures.TryGetValue(type, out var structure) ? structure : throw new FormatException($"R4 has no type {type}.");

    public bool Has(string type) => _structures.ContainsKey(type);

    public IEnumerable<Structure> Structures => _structures.Values;

    /// <summary>The codes of a value set in the order of their systems, or null when it cannot be listed (all languages, …).</summary>
    public ValueSet? FindValueSet(string canonical)
    {
        var url = canonical.Split('|')[0];
        if (!_valueSets.TryGetValue(url, out var set) || !set.TryGetProperty("compose", out var compose))
            return null;
        var codes = new List<EnumCode>();
        foreach (var include in compose.GetProperty("include").EnumerateArray())
        {
            if (include.TryGetProperty("filter", out _) || !include.TryGetProperty("system", out var system))
                return null;
            if (include.TryGetProperty("concept", out var listed))
                AddConcepts(codes, system.GetString()!, listed);
            else if (_codeSystems.TryGetValue(system.GetString()!, out var all) && all.TryGetProperty("concept", out var concepts))
                AddConcepts(codes, system.GetString()!, concepts);
            else
                return null;
        }

        return new ValueSet(url, set.GetProperty("name").GetString()!, codes);
    }

    private static void AddConcepts(List<EnumCode> codes, string system, JsonElement concepts)
    {
        foreach (var concept in concepts.EnumerateArray())
        {
            codes.Add(new EnumCode(
                system, concept.GetProperty("code").GetString()!,
                concept.TryGetProperty("display", out var display) ? display.GetString()! : concept.GetProperty("code").GetString()!));
            if (concept.TryGetProperty("concept", out var narrower))
                AddConcepts(codes, system, narrower);
        }
    }

    private void Add(JsonElement resource)
    {
        switch (resource.GetProperty("resourceType").GetString())
        {
            case "StructureDefinition" when !resource.TryGetProperty("derivation", out var derivation)
                || derivation.GetString() == "specialization":
                var structure = new Structure(resource);
                _structures[structure.Name] = structure;
                break;
            case "ValueSet":
                _valueSets[resource.GetProperty("url").GetString()!] = resource;
                break;
            case "CodeSystem":
                _codeSystems[resource.GetProperty("url").GetString()!] = resource;
                break;
        }
    }
}

public sealed record ValueSet(string Url, string Name, IReadOnlyList<EnumCode> Codes);

public sealed record EnumCode(string System, string Code, string Display);

/// <summary>A resource or data type with its elements by path.</summary>
public sealed class Structure
{
    private readonly Dictionary<string, ElementDefinition> _elements = new(StringComparer.Ordinal);

    internal Structure(JsonElement json)
    {
        Name = json.GetProperty("id").GetString()!;
        IsResource = json.GetProperty("kind").GetString() == "resource";
        IsPrimitive = json.GetProperty("kind").GetString() == "primitive-type";
        BaseType = json.TryGetProperty("baseDefinition", out var parent) ? parent.GetString()!.Split('/')[^1] : null;
        foreach (var element in json.GetProperty("snapshot").GetProperty("element").EnumerateArray())
        {
            var definition = new ElementDefinition(element);
            _elements.TryAdd(definition.Path, definition);
        }
    }

    public string Name { get; }

    public bool IsResource { get; }

    public bool IsPrimitive { get; }

    public string? BaseType { get; }

    public IEnumerable<ElementDefinition> Elements => _elements.Values;

    /// <exception cref="FormatException">R4 has no such element.</exception>
    public ElementDefinition this[string path]
        => _elements.TryGetValue(path, out var element) ? element
            : throw new FormatException($"R4 has no element {path}.");
}

public sealed class ElementDefinition
{
    private const string ExplicitName = "http://hl7.org/fhir/StructureDefinition/structuredefinition-explicit-type-name";

    internal ElementDefinition(JsonElement json)
    {
        var path = json.GetProperty("path").GetString()!;
        IsChoice = path.EndsWith("[x]", StringComparison.Ordinal);
        Path = IsChoice ? path[..^"[x]".Length] : path;
        Summary = json.TryGetProperty("short", out var text) ? text.GetString()! : "";
        IsList = json.TryGetProperty("max", out var max) && max.GetString() is not ("0" or "1");
        ContentReference = json.TryGetProperty("contentReference", out var reference) ? reference.GetString()!.Split('#')[^1] : null;
        Types = json.TryGetProperty("type", out var types)
            ? [.. types.EnumerateArray().Select(type => type.GetProperty("code").GetString()!)]
            : [];
        if (json.TryGetProperty("binding", out var binding) && binding.TryGetProperty("strength", out var strength)
            && strength.GetString() == "required" && binding.TryGetProperty("valueSet", out var valueSet))
            RequiredValueSet = valueSet.GetString();
        if (json.TryGetProperty("extension", out var extensions))
            foreach (var extension in extensions.EnumerateArray())
                if (extension.GetProperty("url").GetString() == ExplicitName)
                    ExplicitTypeName = extension.GetProperty("valueString").GetString();
    }

    /// <summary>Without <c>[x]</c>.</summary>
    public string Path { get; }

    public string Summary { get; }

    public bool IsChoice { get; }

    public bool IsList { get; }

    /// <summary>The path whose parts this element repeats, such as <c>Observation.referenceRange</c>; else null.</summary>
    public string? ContentReference { get; }

    public IReadOnlyList<string> Types { get; }

    public string? RequiredValueSet { get; }

    public string? ExplicitTypeName { get; }
}
