namespace Hl7.Fhir.Model;

public partial class Coding
{
    public Coding() { }

    public Coding(string? system, string? code)
    {
        System = system;
        Code = code;
    }

    public Coding(string? system, string? code, string? display)
        : this(system, code) => Display = display;
}

public partial class CodeableConcept
{
    public CodeableConcept() { }

    /// <summary>A concept of one coding, with the text a person reads.</summary>
    public CodeableConcept(string? system, string? code, string? text = null)
        : this(system, code, null, text) { }

    /// <inheritdoc cref="CodeableConcept(string, string, string)"/>
    public CodeableConcept(string? system, string? code, string? display, string? text)
    {
        if (!string.IsNullOrEmpty(system) || !string.IsNullOrEmpty(code) || !string.IsNullOrEmpty(display))
            Coding = [new Coding(system, code, display)];
        Text = text;
    }

    /// <summary>Adds a coding and returns this concept.</summary>
    public CodeableConcept Add(string? system, string? code, string? display = null)
    {
        Coding.Add(new Coding(system, code, display));
        return this;
    }
}

public partial class Extension
{
    public Extension() { }

    public Extension(string url, DataType? value)
    {
        Url = url;
        Value = value;
    }
}

public partial class Identifier
{
    public Identifier() { }

    public Identifier(string? system, string? value)
    {
        System = system;
        Value = value;
    }
}

public partial class Period
{
    public Period() { }

    public Period(FhirDateTime? start, FhirDateTime? end)
    {
        StartElement = start;
        EndElement = end;
    }
}

public partial class Quantity
{
    public Quantity() { }

    /// <summary>An amount; <paramref name="unit"/> is the UCUM code and its display.</summary>
    public Quantity(decimal value, string unit, string system = "http://unitsofmeasure.org")
    {
        Value = value;
        Unit = unit;
        Code = unit;
        System = system;
    }
}

public partial class Range
{
    public Range() { }

    public Range(Quantity? low, Quantity? high)
    {
        Low = low;
        High = high;
    }
}

public partial class ResourceReference
{
    public ResourceReference() { }

    public ResourceReference(string? reference) => Reference = reference;

    public ResourceReference(string? reference, string? display)
        : this(reference) => Display = display;

    /// <summary>True for <c>#id</c>: what it names is within the same resource.</summary>
    public bool IsContainedReference => Reference is { Length: > 0 } text && text[0] == '#';
}

/// <summary>Finding and adding extensions by their URL.</summary>
public static class ExtensionExtensions
{
    /// <summary>The first extension with this URL, modifier extensions first; else null.</summary>
    public static Extension? GetExtension(this IExtendable extendable, string uri)
    {
        ArgumentNullException.ThrowIfNull(extendable);
        if (extendable is IModifierExtendable modified)
            foreach (var extension in modified.ModifierExtension)
                if (extension.Url == uri)
                    return extension;
        foreach (var extension in extendable.Extension)
            if (extension.Url == uri)
                return extension;
        return null;
    }

    /// <summary>All extensions with this URL, modifier extensions first.</summary>
    public static IEnumerable<Extension> GetExtensions(this IExtendable extendable, string uri)
    {
        ArgumentNullException.ThrowIfNull(extendable);
        var all = extendable is IModifierExtendable modified
            ? modified.ModifierExtension.Concat(extendable.Extension)
            : extendable.Extension;
        return all.Where(extension => extension.Url == uri);
    }

    /// <summary>The value of the first extension with this URL when it is a <typeparamref name="T"/>; else null.</summary>
    public static T? GetExtensionValue<T>(this IExtendable extendable, string uri)
        where T : DataType
        => extendable.GetExtension(uri)?.Value as T;

    public static string? GetStringExtension(this IExtendable extendable, string uri)
        => extendable.GetExtensionValue<FhirString>(uri)?.Value;

    public static int? GetIntegerExtension(this IExtendable extendable, string uri)
        => extendable.GetExtensionValue<Integer>(uri)?.Value;

    public static bool? GetBoolExtension(this IExtendable extendable, string uri)
        => extendable.GetExtensionValue<FhirBoolean>(uri)?.Value;

    /// <summary>Adds an extension and returns it.</summary>
    public static Extension AddExtension(this IExtendable extendable, string uri, DataType value, bool isModifier = false)
    {
        ArgumentNullException.ThrowIfNull(extendable);
        var extension = new Extension(uri, value);
        if (isModifier && extendable is IModifierExtendable modified)
            modified.ModifierExtension.Add(extension);
        else
            extendable.Extension.Add(extension);
        return extension;
    }
}
