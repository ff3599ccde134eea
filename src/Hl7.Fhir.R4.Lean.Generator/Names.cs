using System.Text;

namespace Hl7.Fhir.R4.Lean.Generator;

/// <summary>The names that Hl7.Fhir.R4 gives to types, members and codes.</summary>
internal sealed class Names
{
    // The package shares these with its models of other FHIR versions, so they belong to no type of R4.
    private static readonly string[] SharedBeyondR4 =
    [
        "http://hl7.org/fhir/ValueSet/codesystem-content-mode",
        "http://hl7.org/fhir/ValueSet/concept-map-equivalence",
    ];

    // Where the package has another type than R4 4.0.1 says, for the same reason.
    private static readonly Dictionary<string, string> TypesOfThePackage = new(StringComparer.Ordinal)
    {
        ["Bundle.entry.response.outcome"] = "Resource",
        ["Meta.profile"] = "uri",
    };

    // The definitions at hand have been brought forward here and there; this is what R4 4.0.1 says.
    private static readonly Dictionary<string, string> ValueSetsOfR4 = new(StringComparer.Ordinal)
    {
        ["DetectedIssue.status"] = "http://hl7.org/fhir/ValueSet/observation-status",
    };

    private static readonly string[] TypesAfterR4 = ["SubscriptionStatus"];

    private readonly Definitions _definitions;
    private readonly Dictionary<string, (ValueSet Set, string? Owner)> _enums = new(StringComparer.Ordinal);

    internal Names(Definitions definitions)
    {
        _definitions = definitions;
        var bindings = definitions.Structures
            .Where(structure => !structure.IsPrimitive && !TypesAfterR4.Contains(structure.Name))
            .SelectMany(structure => structure.Elements.Select(element => (structure, element)))
            .Where(item => ValueSetOf(item.element) is not null);
        foreach (var group in bindings.GroupBy(item => ValueSetOf(item.element)!))
        {
            if (definitions.FindValueSet(group.Key) is not { } set)
                continue;
            // A value set that several types use is an enumeration of its own; else it belongs to its type.
            var owners = group.Select(item => item.structure).Where(IsFirst).Select(structure => structure.Name).Distinct().ToList();
            _enums[group.Key] = (set, owners.Count == 1 && !SharedBeyondR4.Contains(group.Key) ? owners[0] : null);
        }

        // Age and Duration repeat the elements of Quantity.
        bool IsFirst(Structure structure)
            => structure.BaseType is null or "Element" or "BackboneElement" or "Resource" or "DomainResource";
    }

    /// <summary>The value set to which an enumerated code is bound; null for anything else.</summary>
    internal static string? ValueSetOf(ElementDefinition definition)
        => definition.IsChoice || definition.Types is not ["code"] || definition.RequiredValueSet is not { } canonical ? null
            : ValueSetsOfR4.GetValueOrDefault(definition.Path) ?? canonical.Split('|')[0];

    internal static IReadOnlyList<string> TypesOf(ElementDefinition definition)
        => TypesOfThePackage.TryGetValue(definition.Path, out var type) ? [type] : definition.Types;

    /// <summary>The enumeration of a code with a required value set that can be listed; else null.</summary>
    internal string? EnumOf(ElementDefinition definition)
        => ValueSetOf(definition) is { } url && _enums.TryGetValue(url, out var found)
            ? QualifiedName(found.Set, found.Owner)
            : null;

    internal IEnumerable<ValueSet> NestedEnums(string type)
        => _enums.Values.Where(item => item.Owner == type).Select(item => item.Set).OrderBy(EnumClassOf, StringComparer.Ordinal);

    internal IEnumerable<ValueSet> SharedEnums()
        => _enums.Values.Where(item => item.Owner is null).Select(item => item.Set).OrderBy(EnumClassOf, StringComparer.Ordinal);

    internal IEnumerable<(string Name, ValueSet Set)> AllEnums()
        => _enums.Values.Select(item => (QualifiedName(item.Set, item.Owner), item.Set));

    private static string QualifiedName(ValueSet set, string? owner)
        => owner is null ? EnumClassOf(set) : $"{ClassOf(owner)}.{EnumClassOf(set)}";

    internal static string ClassOf(string type) => type switch
    {
        "Reference" => "ResourceReference",
        "string" => "FhirString",
        "boolean" => "FhirBoolean",
        "decimal" => "FhirDecimal",
        "dateTime" => "FhirDateTime",
        "uri" => "FhirUri",
        "url" => "FhirUrl",
        _ => Pascal(type),
    };

    /// <summary>The class of a part: <c>ReferenceRangeComponent</c>.</summary>
    internal static string PartClassOf(ElementDefinition part)
        => (part.ExplicitTypeName ?? Pascal(part.Path.Split('.')[^1])) + "Component";

    /// <summary>C# forbids a member with the name of its class.</summary>
    internal static string PropertyOf(string className, string element)
        => Pascal(element) is var name && name == className ? name + "_" : name;

    internal static string EnumClassOf(ValueSet set)
        => string.Concat(set.Name.Split((char[])[' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Select(Pascal));

    internal static string EnumMemberOf(string code) => code switch
    {
        "=" => "Equal",
        "!=" => "NotEqual",
        "<" => "LessThan",
        "<=" => "LessOrEqual",
        ">" => "GreaterThan",
        ">=" => "GreaterOrEqual",
        _ => MemberOf(code),
    };

    internal static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    // entered-in-error: EnteredInError; MORN.early: MORN_early; 4.0: N4_0.
    private static string MemberOf(string code)
    {
        var name = new StringBuilder();
        var starts = true;
        foreach (var letter in code)
        {
            if (letter is '.' or '_')
            {
                name.Append('_');
                starts = false;
            }
            else if (!char.IsAsciiLetterOrDigit(letter))
            {
                starts = true;
            }
            else
            {
                name.Append(starts ? char.ToUpperInvariant(letter) : letter);
                starts = false;
            }
        }

        return char.IsAsciiDigit(name[0]) ? "N" + name : name.ToString();
    }
}
