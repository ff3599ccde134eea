using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean.Tests;

/// <summary>
/// Compares what was read, through the model's public properties, with System.Text.Json's own tree. An element is listed
/// when the model has a property for it; everything else of the tree must be unlisted.
/// </summary>
internal sealed class ModelComparison(IReadOnlyCollection<string> pathsWithIssues)
{
    private static readonly Dictionary<string, System.Type> Types = typeof(Base).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsGenericType: false, IsNested: false } && typeof(Base).IsAssignableFrom(type))
        .ToDictionary(type => ((Base)Activator.CreateInstance(type)!).TypeName, StringComparer.Ordinal);

    internal List<string> Differences { get; } = [];

    internal int ValuesCompared { get; private set; }

    internal void Compare(JsonElement json, Base model, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            var at = $"{path}.{property.Name}";
            if (property.Name == "resourceType")
                Same(property.Value.GetString(), model.TypeName, at);
            else if (property.Name.StartsWith('_'))
                CompareCompanion(property.Value, model, property.Name[1..], at, seen);
            else
                CompareElement(property.Value, model, property.Name, at, seen);
        }

        // The value of a primitive stands beside its companion, not in it.
        foreach (var property in model is PrimitiveType ? [] : model.GetType().GetProperties())
            if (property.Name != nameof(Base.TypeName) && !property.Name.EndsWith("Element", StringComparison.Ordinal)
                && !seen.Contains(property.Name) && property.GetValue(model) is { } value and not ICollection { Count: 0 }
                && property.Name != nameof(ResourceReference.IsContainedReference)
                && !(value is IEnumerable texts and not string && !texts.Cast<object>().Any()))
                Differences.Add($"{path}: the model has {property.Name}, the JSON does not");
    }

    private void CompareElement(JsonElement json, Base model, string name, string path, HashSet<string> seen)
    {
        if (Find(model, name) is not { } property)
            return;
        seen.Add(property.Name);
        var element = model.GetType().GetProperty(Pascal(name) + "Element");
        if (element is null && model is Element && name == "id")
            element = model.GetType().GetProperty(nameof(Element.ElementId));
        if (IsExcused(path))
            return;
        var value = (json.ValueKind == JsonValueKind.Array && element is not null ? element : property).GetValue(model);
        CompareValue(json, value, path);
    }

    private void CompareCompanion(JsonElement json, Base model, string name, string path, HashSet<string> seen)
    {
        if (Find(model, name) is not { } property)
            return;
        seen.Add(property.Name);
        var value = (model.GetType().GetProperty(Pascal(name) + "Element") ?? property).GetValue(model);
        if (json.ValueKind != JsonValueKind.Array)
        {
            CompareObject(json, value, path);
            return;
        }

        var items = (IList)value!;
        var i = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Null)
                CompareObject(item, items[i], $"{path}[{i}]");
            i++;
        }
    }

    private void CompareValue(JsonElement json, object? value, string path)
    {
        if (IsExcused(path))
            return;
        switch (json.ValueKind)
        {
            case JsonValueKind.Array:
                var items = json.EnumerateArray().Select((item, i) => (item, i)).ToList();
                var list = ((IList?)value ?? Array.Empty<object>()).Cast<object?>().ToList();
                // A resource of an unlisted type leaves no trace in its list.
                if (list is [Resource, ..] || list.Count == 0)
                    items.RemoveAll(item => item.item.ValueKind == JsonValueKind.Object && IsOpaque(item.item));
                Same(items.Count, list.Count, path);
                foreach (var ((item, number), read) in items.Zip(list))
                    CompareValue(item, read, $"{path}[{number}]");
                break;
            case JsonValueKind.Object:
                if (!IsOpaque(json))
                    CompareObject(json, value, path);
                else
                    Same(null, value, path);
                break;
            case JsonValueKind.Null:
                break;
            default:
                ValuesCompared++;
                Same(TextOf(json, value), TextOf(value), path);
                break;
        }
    }

    private void CompareObject(JsonElement json, object? value, string path)
    {
        if (value is Base model)
            Compare(json, model, path);
        else
            Differences.Add($"{path}: nothing was read");
    }

    private bool IsExcused(string path) => pathsWithIssues.Contains(path);

    private static bool IsOpaque(JsonElement json)
        => json.TryGetProperty("resourceType", out var type) && !Types.ContainsKey(type.GetString()!);

    // A choice is one property whose value has the type that the name ends with.
    private static PropertyInfo? Find(Base model, string name)
    {
        if (name == "id" && model is Element)
            return model.GetType().GetProperty(nameof(Element.ElementId));
        if (name == "expression" && model is Expression)
            return model.GetType().GetProperty(nameof(Expression.Expression_));
        if (model.GetType().GetProperty(Pascal(name)) is { } property)
            return property;
        return model.GetType().GetProperties().FirstOrDefault(choice =>
            choice.PropertyType == typeof(DataType)
            && name.StartsWith(Camel(choice.Name), StringComparison.Ordinal)
            && Types.Keys.Any(type => Pascal(type) == name[choice.Name.Length..])
            && (choice.GetValue(model) is not Base value || Pascal(value.TypeName) == name[choice.Name.Length..]));
    }

    private static string TextOf(JsonElement json, object? value) => json.ValueKind switch
    {
        JsonValueKind.String when Value(value) is DateTimeOffset
            => TextOf(DateTimeOffset.Parse(json.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number when json.GetRawText().Contains('e', StringComparison.OrdinalIgnoreCase)
            => TextOf(json.GetDecimal()),
        _ => json.GetRawText(),
    };

    private static string TextOf(object? value) => Value(value) switch
    {
        null => "(nothing)",
        bool truth => truth ? "true" : "false",
        Enum code => Literal(code),
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    private static object? Value(object? value)
        => value is PrimitiveType ? value.GetType().GetProperty("Value")!.GetValue(value) : value;

    private static string Literal(Enum code)
        => (string)typeof(Utility.EnumUtility).GetMethods().First(method => method.Name == "GetLiteral" && method.ReturnType == typeof(string)
                && !method.GetParameters()[0].ParameterType.Name.StartsWith("Nullable", StringComparison.Ordinal))
            .MakeGenericMethod(code.GetType()).Invoke(null, [code])!;

    private void Same(object? expected, object? actual, string path)
    {
        if (!Equals(expected, actual))
            Differences.Add($"{path}: JSON {expected ?? "(nothing)"}, model {actual ?? "(nothing)"}");
    }

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
