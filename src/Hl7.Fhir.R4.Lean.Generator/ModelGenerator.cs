using System.Globalization;

namespace Hl7.Fhir.R4.Lean.Generator;

/// <summary>Writes the C# of the model. The same input always gives the same text.</summary>
public sealed class ModelGenerator
{
    // Keys 1 to 7 belong to the abstract types: id, extension, modifierExtension, meta, implicitRules, language, contained.
    private const int FirstKey = 8;

    // A text that can have no extensions: the url of an extension.
    private const string BareText = "http://hl7.org/fhirpath/System.String";

    private readonly Definitions _definitions;
    private readonly Dictionary<string, ListedType> _listed;
    private readonly Names _names;
    private readonly HashSet<string> _usedSets;

    private ModelGenerator(Definitions definitions, ModelList list)
    {
        _definitions = definitions;
        _listed = list.Types.ToDictionary(type => type.Path, StringComparer.Ordinal);
        _names = new Names(definitions);
        _usedSets = UsedSets();
    }

    /// <returns>The text of each file by its name.</returns>
    /// <exception cref="FormatException">The list names what R4 does not have.</exception>
    public static IReadOnlyDictionary<string, string> Generate(Definitions definitions, ModelList list)
    {
        var generator = new ModelGenerator(definitions, list);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in list.Types.Where(type => !type.Path.Contains('.', StringComparison.Ordinal)))
            files[$"{Names.ClassOf(type.Path)}.cs"] = generator.TypeFile(type);
        files["Enums.cs"] = generator.SharedEnumsFile();
        files["EnumLiterals.cs"] = generator.LiteralsFile();
        files["LeanTypes.cs"] = generator.TypesFile();
        return files;
    }

    private string TypeFile(ListedType type)
    {
        var structure = _definitions[type.Path];
        var code = new CodeText();
        var className = Names.ClassOf(type.Path);
        var baseName = structure.BaseType switch
        {
            "Element" => "DataType",
            "BackboneElement" => "BackboneType",
            var name => name!,
        };
        var isSealed = !_listed.Keys.Any(other => _definitions.Has(other) && _definitions[other].BaseType == type.Path);
        code.Summary(structure[type.Path].Summary);
        code.Open($"public {(isSealed ? "sealed " : "")}partial class {className} : {baseName}");
        code.Line($"public override string TypeName => \"{type.Path}\";");
        foreach (var set in _names.NestedEnums(type.Path).Where(IsUsed))
            WriteEnum(code, set);
        Members(code, className, type, structure);
        foreach (var part in _listed.Values.Where(part => part.Path.StartsWith(type.Path + ".", StringComparison.Ordinal)))
            PartClass(code, part, structure);
        code.Close();
        return code.ToString();
    }

    private void PartClass(CodeText code, ListedType part, Structure structure)
    {
        var definition = structure[part.Path];
        var className = Names.PartClassOf(definition);
        code.Line();
        code.Summary(definition.Summary);
        code.Open($"public sealed partial class {className} : {definition.Types[0]}");
        code.Line($"public override string TypeName => \"{structure.Name}#{className[..^"Component".Length]}\";");
        Members(code, className, part, structure);
        code.Close();
    }

    private void Members(CodeText code, string className, ListedType type, Structure structure)
    {
        // Age and Duration have no elements but Quantity's.
        if (structure.BaseType is not null && _listed.ContainsKey(structure.BaseType))
            return;
        var members = type.Elements.Select((element, i) => Describe(className, type, element, structure, FirstKey + i)).ToList();
        foreach (var member in members.Where(member => member.HasField))
        {
            code.Line();
            code.Line($"private object? {member.Field};");
        }

        foreach (var member in members)
            Property(code, member);
        Find(code, members);
        Read(code, members);
        Write(code, members);
    }

    private Member Describe(string className, ListedType type, ListedElement element, Structure structure, int key)
    {
        var definition = structure[$"{type.Path}.{element.Name}"];
        var types = definition.ContentReference is { } path
            ? [path]
            : Names.TypesOf(definition).Where(IsKnown).Distinct().ToList();
        if (types.Count == 0)
            throw new FormatException($"{definition.Path}: its type {string.Join(", ", definition.Types)} is not in model.txt.");
        if (definition.ContentReference is null && IsPart(types[0]))
        {
            types = [definition.Path];
            if (!_listed.ContainsKey(definition.Path))
                throw new FormatException($"{definition.Path} is listed, but not its elements.");
        }

        return new Member(
            element, definition, key, Names.PropertyOf(className, element.Name),
            definition.IsChoice || types.Count > 1 ? [.. types.Select(name => Describe(name, definition))] : [Describe(types[0], definition)]);
    }

    private bool IsKnown(string type)
        => type is "Resource" or BareText || IsPart(type) || _listed.ContainsKey(type)
            || _definitions.Has(type) && _definitions[type].IsPrimitive;

    private static bool IsPart(string type) => type is "BackboneElement" or "Element";

    private MemberType Describe(string type, ElementDefinition definition)
    {
        if (type == BareText)
            return new MemberType(type, "", "string?", "PlainText");
        if (type.Contains('.', StringComparison.Ordinal))
        {
            var root = type.Split('.')[0];
            return new MemberType(type, $"{Names.ClassOf(root)}.{Names.PartClassOf(_definitions[root][type])}", null, ObjectReader(type));
        }

        if (type == "Resource")
            return new MemberType(type, "Resource", null, "Resource");
        if (!_definitions[type].IsPrimitive)
            return new MemberType(type, Names.ClassOf(type), null, ObjectReader(type));
        if (type == "code" && !definition.IsChoice && _names.EnumOf(definition) is { } enumName)
            return new MemberType(type, $"Code<{enumName}>", enumName + "?", "Code");
        return type switch
        {
            "boolean" => new MemberType(type, "FhirBoolean", "bool?", "Boolean"),
            "decimal" => new MemberType(type, "FhirDecimal", "decimal?", "Decimal"),
            "integer" or "positiveInt" or "unsignedInt" => new MemberType(type, Names.ClassOf(type), "int?", "Integer"),
            "instant" => new MemberType(type, "Instant", "DateTimeOffset?", "Instant"),
            "base64Binary" => new MemberType(type, "Base64Binary", "byte[]?", "Text"),
            _ => new MemberType(type, Names.ClassOf(type), "string?", "Text"),
        };
    }

    private string ObjectReader(string type) => _listed[type].IsShared ? "SharedObject" : "Object";

    private static void Property(CodeText code, Member member)
    {
        var get = member.HasField ? member.Field : $"Rare({member.Key})";
        string Set(string value) => member.HasField ? $"{member.Field} = {value}" : $"SetRare({member.Key}, {value})";
        string ListGet(string type) => member.HasField ? $"ListOf<{type}>(ref {member.Field})" : $"RareListOf<{type}>({member.Key})";

        var type = member.Types[0];
        if (member.IsChoice)
        {
            code.Property(member.Definition.Summary, "DataType?", member.Name, $"(DataType?){get}", Set("value"));
        }
        else if (type.Native is null)
        {
            if (member.IsList)
                code.ListProperty(member.Definition.Summary, type.ClassName, member.Name, ListGet(type.ClassName), Set("value"));
            else
                code.Property(member.Definition.Summary, type.ClassName + "?", member.Name, $"({type.ClassName}?){get}", Set("value"));
        }
        else if (member.IsList)
        {
            var boxed = type.Reader switch
            {
                "Code" => "Primitive.Codes(value)",
                "Text" => $"Primitive.Elements<{type.ClassName}>(value)",
                _ => $"Primitive.Values<{type.ClassName}, {type.Native.TrimEnd('?')}>(value)",
            };
            code.Property(
                member.Definition.Summary, $"IEnumerable<{type.Native}>?", member.Name,
                $"{member.ElementName}.Select(element => element.Value)", Set(boxed));
            code.ListProperty(member.Definition.Summary, type.ClassName, member.ElementName, ListGet(type.ClassName), Set("value"));
        }
        else
        {
            var read = type.Native switch
            {
                "string?" => $"Primitive.Text({get})",
                "byte[]?" => $"Primitive.Bytes({get})",
                _ when type.Reader == "Code" => $"Primitive.Code<{type.Native.TrimEnd('?')}>({get})",
                _ => $"Primitive.{type.Reader}({get})",
            };
            var plain = type.Reader is "Code" or "Boolean" || type.Native == "byte[]?" ? "Primitive.Box(value)" : "value";
            code.Property(member.Definition.Summary, type.Native, member.Name, read, Set(plain));
            if (type.Name == BareText)
                return;
            code.Property(
                member.Definition.Summary, type.ClassName + "?", member.ElementName,
                member.HasField ? $"Primitive.Element<{type.ClassName}>(ref {member.Field})" : $"RareElementOf<{type.ClassName}>({member.Key})",
                Set("value"));
        }
    }

    private static void Find(CodeText code, List<Member> members)
    {
        code.Line();
        code.Open("internal override int Find(ReadOnlySpan<byte> name)");
        code.Open("switch (name.Length)");
        var names = members.SelectMany(member => member.Types.Select((type, i) => (
            Name: member.IsChoice ? member.Element.Name + Names.Pascal(type.Name) : member.Element.Name,
            Value: $"{member.Key | (i << 8)}{(member.IsList ? " | IsList" : "")}{(type.Native is null || type.Name == BareText ? "" : " | IsPrimitive")}")));
        foreach (var group in names.GroupBy(item => item.Name.Length).OrderBy(group => group.Key))
        {
            code.Line($"case {group.Key}:");
            foreach (var (name, value) in group)
                code.Line($"    if (name.SequenceEqual(\"{name}\"u8)) return {value};");
            code.Line("    break;");
        }

        code.Close();
        code.Line("return base.Find(name);");
        code.Close();
    }

    private static void Read(CodeText code, List<Member> members)
    {
        code.Line();
        code.Open("internal override void ReadElement(int element, ref LeanReader json)");
        code.Open("switch (element & CaseOf)");
        foreach (var member in members)
        {
            var slot = member.HasField ? $"ref {member.Field}" : $"ref RareSlot({member.Key})";
            for (var i = 0; i < member.Types.Count; i++)
            {
                var type = member.Types[i];
                var isVocabulary = member.Element.IsVocabulary || type.Name == "code";
                var method = member.IsChoice && type.Native is not null ? "Choice"
                    : type.Reader == "Text" && isVocabulary && !member.IsList ? "Vocabulary"
                    : member.Element.EndsWithId ? "UrlOfId"
                    : type.Name == BareText ? "PlainVocabulary"
                    : type.Reader;
                var plural = member.IsList ? "s" : "";
                var argument = type.Reader switch
                {
                    "Resource" or "PlainText" => "",
                    "Code" when method == "Code" => $"<{type.Native!.TrimEnd('?')}>",
                    _ => $"<{type.ClassName}>",
                };
                code.Line($"case {member.Key | (i << 8)}: json.{method}{plural}{argument}({slot}); break;");
            }
        }

        code.Line("default: base.ReadElement(element, ref json); break;");
        code.Close();
        code.Close();
    }

    private static void Write(CodeText code, List<Member> members)
    {
        code.Line();
        code.Open("internal override void WriteElements(LeanWriter json)");
        code.Line("base.WriteElements(json);");
        foreach (var member in members)
        {
            var slot = member.HasField ? member.Field : $"Rare({member.Key})";
            code.Line(member.IsChoice
                ? $"json.Choice(\"{member.Element.Name}\", {slot}, this);"
                : $"json.Element(\"{member.Element.Name}\", {slot});");
        }

        code.Close();
    }

    private bool IsUsed(ValueSet set) => _usedSets.Contains(set.Url);

    private HashSet<string> UsedSets()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in _listed.Values)
        {
            var structure = _definitions[type.Path.Split('.')[0]];
            foreach (var element in type.Elements)
                if (Names.ValueSetOf(structure[$"{type.Path}.{element.Name}"]) is { } url)
                    used.Add(url);
        }

        return used;
    }

    private string SharedEnumsFile()
    {
        var code = new CodeText();
        foreach (var set in _names.SharedEnums().Where(IsUsed))
            WriteEnum(code, set);
        return code.ToString();
    }

    private static void WriteEnum(CodeText code, ValueSet set)
    {
        code.Line();
        code.Summary($"Value set {set.Url}.");
        code.Open($"public enum {Names.EnumClassOf(set)}");
        foreach (var item in set.Codes)
        {
            code.Summary($"{item.Code}: {item.Display}");
            code.Line($"{Names.EnumMemberOf(item.Code)},");
        }

        code.Close();
    }

    private string LiteralsFile()
    {
        var code = new CodeText("Hl7.Fhir.Utility");
        code.Summary("The literals and the code systems of each enumeration.");
        code.Open("internal static class EnumLiterals");
        code.Summary("Literals in the order of the members; systems in the same order, or a single one for all.");
        code.Open("internal static (string[] Literals, string[] Systems) Of(Type type)");
        foreach (var (name, set) in _names.AllEnums().Where(item => IsUsed(item.Set)).OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            var systems = set.Codes.Select(item => item.System).ToList();
            if (systems.Distinct().Count() == 1)
                systems = [systems[0]];
            code.Line($"if (type == typeof(Hl7.Fhir.Model.{name}))");
            code.Line($"    return ([{string.Join(", ", set.Codes.Select(item => $"\"{item.Code}\""))}],");
            code.Line($"        [{string.Join(", ", systems.Select(system => $"\"{system}\""))}]);");
        }

        code.Line("throw new ArgumentException(\"Not an enumeration of FHIR codes: \" + type.Name);");
        code.Close();
        code.Close();
        return code.ToString();
    }

    private string TypesFile()
    {
        var resources = _listed.Keys
            .Where(path => !path.Contains('.', StringComparison.Ordinal) && _definitions[path].IsResource)
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).ToList();
        var code = new CodeText("Hl7.Fhir.R4.Lean");
        code.Summary("The listed resources by their names.");
        code.Open("internal static class LeanTypes");
        code.Summary("A new resource of the type, or null when it is not listed.");
        code.Open("internal static Resource? Create(ReadOnlySpan<byte> name)");
        code.Open("switch (name.Length)");
        foreach (var group in resources.GroupBy(name => name.Length))
        {
            code.Line($"case {group.Key.ToString(CultureInfo.InvariantCulture)}:");
            foreach (var name in group)
                code.Line($"    if (name.SequenceEqual(\"{name}\"u8)) return new Hl7.Fhir.Model.{name}();");
            code.Line("    break;");
        }

        code.Close();
        code.Line("return null;");
        code.Close();
        code.Close();
        return code.ToString();
    }

    private sealed record Member(
        ListedElement Element, ElementDefinition Definition, int Key, string Name, IReadOnlyList<MemberType> Types)
    {
        internal bool HasField => Element.HasField;

        internal bool IsChoice => Definition.IsChoice;

        internal bool IsList => Definition.IsList;

        internal string ElementName => Names.Pascal(Element.Name) + "Element";

        internal string Field => "_" + Element.Name;
    }

    /// <param name="Name">As FHIR has it; for a part, its path.</param>
    /// <param name="ClassName">The C# class of the element.</param>
    /// <param name="Native">For a primitive, the C# type of its value.</param>
    /// <param name="Reader">The method of LeanReader that reads it.</param>
    private sealed record MemberType(string Name, string ClassName, string? Native, string Reader);
}
