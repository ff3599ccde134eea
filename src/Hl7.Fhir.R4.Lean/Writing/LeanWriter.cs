using System.Collections;
using System.Globalization;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean;

/// <summary>Writes a resource; an object or array is only opened when something inside it has content.</summary>
internal sealed class LeanWriter(Utf8JsonWriter json)
{
    private readonly List<Opening> _openings = [];
    private int _opened;

    internal void Resource(Resource resource)
    {
        Open(null, isArray: false);
        WriteResource(resource);
        Close();
    }

    /// <summary>Writes one element from its slot (see <see cref="Base"/>).</summary>
    internal void Element(string? name, object? slot)
    {
        switch (slot)
        {
            case null:
                break;
            case PrimitiveType element:
                if (element.ObjectValue is { } value)
                    Value(name, value);
                Companion("_" + name, element);
                break;
            case Resource resource:
                Open(name, isArray: false);
                WriteResource(resource);
                Close();
                break;
            case Base part:
                Open(name, isArray: false);
                part.WriteElements(this);
                Close();
                break;
            case IList list:
                List(name!, list);
                break;
            default:
                Value(name, slot);
                break;
        }
    }

    /// <summary>Writes a choice such as <c>value[x]</c> under the name of its type.</summary>
    /// <exception cref="InvalidOperationException">R4 does not allow the type here, or the model does not list it.</exception>
    internal void Choice(string name, object? slot, Base owner)
    {
        if (slot is not Base value)
            return;
        var type = value.TypeName;
        var typed = name + char.ToUpperInvariant(type[0]) + type[1..];
        Span<byte> utf8 = stackalloc byte[128];
        if (owner.Find(utf8[..System.Text.Encoding.UTF8.GetBytes(typed, utf8)]) == Base.NotListed)
            throw new InvalidOperationException($"{owner.TypeName}.{name}[x] cannot be a {type}.");
        Element(typed, slot);
    }

    private void WriteResource(Resource resource)
    {
        Value("resourceType", resource.TypeName);
        resource.WriteElements(this);
    }

    private void List(string name, IList list)
    {
        if (list is IEnumerable<PrimitiveType> primitives)
        {
            Primitives(name, primitives);
            return;
        }

        Open(name, isArray: true);
        foreach (var item in list)
            Element(null, item);
        Close();
    }

    // JSON splits a list of primitives in two, whose items belong together by their number.
    private void Primitives(string name, IEnumerable<PrimitiveType> elements)
    {
        var items = elements.Where(element => element is not null && (element.ObjectValue is not null || element.HasIdOrExtension)).ToList();
        if (items.Exists(item => item.ObjectValue is not null))
        {
            Open(name, isArray: true);
            OpenAll();
            foreach (var item in items)
                Value(null, item.ObjectValue);
            Close();
        }

        if (!items.Exists(item => item.HasIdOrExtension))
            return;
        Open("_" + name, isArray: true);
        OpenAll();
        foreach (var item in items)
        {
            if (item.HasIdOrExtension)
                Companion(null, item);
            else
                json.WriteNullValue();
        }

        Close();
    }

    private void Companion(string? name, PrimitiveType element)
    {
        Open(name, isArray: false);
        element.WriteElements(this);
        Close();
    }

    private void Value(string? name, object? value)
    {
        OpenAll();
        if (name is not null)
            json.WritePropertyName(name);
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case JoinedText text: json.WriteStringValue(text.ToString()); break;
            case string text: json.WriteStringValue(text); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case DateTimeOffset instant: json.WriteStringValue(TextOf(instant)); break;
            default: throw new InvalidOperationException($"A primitive cannot hold a {value.GetType().Name}.");
        }
    }

    /// <summary>An instant as FHIR writes it, with a fraction of a second only where there is one.</summary>
    internal static string TextOf(DateTimeOffset instant)
        => instant.ToString(
            instant.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
            CultureInfo.InvariantCulture);

    private void Open(string? name, bool isArray) => _openings.Add(new Opening(name, isArray));

    private void OpenAll()
    {
        for (; _opened < _openings.Count; _opened++)
        {
            var (name, isArray) = _openings[_opened];
            if (name is not null)
                json.WritePropertyName(name);
            if (isArray)
                json.WriteStartArray();
            else
                json.WriteStartObject();
        }
    }

    private void Close()
    {
        var last = _openings.Count - 1;
        if (_opened == _openings.Count)
        {
            if (_openings[last].IsArray)
                json.WriteEndArray();
            else
                json.WriteEndObject();
            _opened--;
        }

        _openings.RemoveAt(last);
    }

    private readonly record struct Opening(string? Name, bool IsArray);
}
