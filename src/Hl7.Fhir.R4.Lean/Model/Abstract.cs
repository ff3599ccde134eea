using System.Diagnostics.CodeAnalysis;
using Hl7.Fhir.R4.Lean;

namespace Hl7.Fhir.Model;

/// <summary>What can carry extensions.</summary>
public interface IExtendable
{
    List<Extension> Extension { get; set; }
}

/// <summary>What can carry extensions that change its meaning.</summary>
public interface IModifierExtendable : IExtendable
{
    List<Extension> ModifierExtension { get; set; }
}

/// <summary>A data type, or a part of a resource: it may have an id within the resource, and extensions.</summary>
public abstract class Element : Base, IExtendable
{
    /// <summary>The id of this element within its resource (JSON: <c>id</c>).</summary>
    public string? ElementId
    {
        get => (string?)Rare(IdKey);
        set => SetRare(IdKey, value);
    }

    [AllowNull]
    public List<Extension> Extension
    {
        get => RareListOf<Extension>(ExtensionKey);
        set => SetRare(ExtensionKey, value);
    }

    internal bool HasIdOrExtension => ElementId is not null || Rare(ExtensionKey) is List<Extension> { Count: > 0 };

    internal override int Find(ReadOnlySpan<byte> name)
        => name.SequenceEqual("extension"u8) ? ExtensionKey | IsList
            : name.SequenceEqual("id"u8) ? IdKey
            : NotListed;

    internal override void ReadElement(int element, ref LeanReader json)
    {
        switch (element & CaseOf)
        {
            case IdKey: json.PlainText(ref RareSlot(IdKey)); break;
            case ExtensionKey: json.Objects<Extension>(ref RareSlot(ExtensionKey)); break;
            default: base.ReadElement(element, ref json); break;
        }
    }

    internal override void WriteElements(LeanWriter json)
    {
        json.Element("id", ElementId);
        json.Element("extension", Rare(ExtensionKey));
    }
}

/// <summary>A data type, as choices such as <c>Observation.value[x]</c> hold it.</summary>
public abstract class DataType : Element;

/// <summary>A data type with modifier extensions.</summary>
public abstract class BackboneType : DataType, IModifierExtendable
{
    [AllowNull]
    public List<Extension> ModifierExtension
    {
        get => RareListOf<Extension>(ModifierExtensionKey);
        set => SetRare(ModifierExtensionKey, value);
    }

    internal override int Find(ReadOnlySpan<byte> name)
        => name.SequenceEqual("modifierExtension"u8) ? ModifierExtensionKey | IsList : base.Find(name);

    internal override void ReadElement(int element, ref LeanReader json)
    {
        if ((element & CaseOf) == ModifierExtensionKey)
            json.Objects<Extension>(ref RareSlot(ModifierExtensionKey));
        else
            base.ReadElement(element, ref json);
    }

    internal override void WriteElements(LeanWriter json)
    {
        base.WriteElements(json);
        json.Element("modifierExtension", Rare(ModifierExtensionKey));
    }
}

/// <summary>A part of a resource, such as <see cref="Observation.ComponentComponent"/>.</summary>
public abstract class BackboneElement : Element, IModifierExtendable
{
    [AllowNull]
    public List<Extension> ModifierExtension
    {
        get => RareListOf<Extension>(ModifierExtensionKey);
        set => SetRare(ModifierExtensionKey, value);
    }

    internal override int Find(ReadOnlySpan<byte> name)
        => name.SequenceEqual("modifierExtension"u8) ? ModifierExtensionKey | IsList : base.Find(name);

    internal override void ReadElement(int element, ref LeanReader json)
    {
        if ((element & CaseOf) == ModifierExtensionKey)
            json.Objects<Extension>(ref RareSlot(ModifierExtensionKey));
        else
            base.ReadElement(element, ref json);
    }

    internal override void WriteElements(LeanWriter json)
    {
        base.WriteElements(json);
        json.Element("modifierExtension", Rare(ModifierExtensionKey));
    }
}

/// <summary>A resource: a document of its own, with an id on its server.</summary>
public abstract class Resource : Base
{
    private protected const int MetaKey = 4;
    private protected const int ImplicitRulesKey = 5;
    private protected const int LanguageKey = 6;

    private object? _id;
    private object? _meta;

    public string? Id
    {
        get => Primitive.Text(_id);
        set => _id = value;
    }

    public Id? IdElement
    {
        get => Primitive.Element<Id>(ref _id);
        set => _id = value;
    }

    public Meta? Meta
    {
        get => (Meta?)_meta;
        set => _meta = value;
    }

    public string? ImplicitRules
    {
        get => Primitive.Text(Rare(ImplicitRulesKey));
        set => SetRare(ImplicitRulesKey, value);
    }

    public FhirUri? ImplicitRulesElement
    {
        get => RareElementOf<FhirUri>(ImplicitRulesKey);
        set => SetRare(ImplicitRulesKey, value);
    }

    public string? Language
    {
        get => Primitive.Text(Rare(LanguageKey));
        set => SetRare(LanguageKey, value);
    }

    public Code? LanguageElement
    {
        get => RareElementOf<Code>(LanguageKey);
        set => SetRare(LanguageKey, value);
    }

    internal override int Find(ReadOnlySpan<byte> name)
        => name.SequenceEqual("id"u8) ? IdKey | IsPrimitive
            : name.SequenceEqual("meta"u8) ? MetaKey
            : name.SequenceEqual("language"u8) ? LanguageKey | IsPrimitive
            : name.SequenceEqual("implicitRules"u8) ? ImplicitRulesKey | IsPrimitive
            : NotListed;

    internal override void ReadElement(int element, ref LeanReader json)
    {
        switch (element & CaseOf)
        {
            case IdKey: json.Text<Id>(ref _id); break;
            case MetaKey: json.SharedObject<Meta>(ref _meta); break;
            case ImplicitRulesKey: json.Text<FhirUri>(ref RareSlot(ImplicitRulesKey)); break;
            case LanguageKey: json.Vocabulary<Code>(ref RareSlot(LanguageKey)); break;
            default: base.ReadElement(element, ref json); break;
        }
    }

    internal override void WriteElements(LeanWriter json)
    {
        json.Element("id", _id);
        json.Element("meta", _meta);
        json.Element("implicitRules", Rare(ImplicitRulesKey));
        json.Element("language", Rare(LanguageKey));
    }
}

/// <summary>A resource that may contain others and carry extensions: all but Bundle.</summary>
public abstract class DomainResource : Resource, IModifierExtendable
{
    private protected const int ContainedKey = 7;

    /// <summary>Resources that exist only within this one; references to them are <c>#id</c>.</summary>
    [AllowNull]
    public List<Resource> Contained
    {
        get => RareListOf<Resource>(ContainedKey);
        set => SetRare(ContainedKey, value);
    }

    [AllowNull]
    public List<Extension> Extension
    {
        get => RareListOf<Extension>(ExtensionKey);
        set => SetRare(ExtensionKey, value);
    }

    [AllowNull]
    public List<Extension> ModifierExtension
    {
        get => RareListOf<Extension>(ModifierExtensionKey);
        set => SetRare(ModifierExtensionKey, value);
    }

    /// <summary>The contained resource that a reference such as <c>#med</c> names; itself for <c>#</c>; else null.</summary>
    public Resource? FindContainedResource(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (!reference.StartsWith('#'))
            return null;
        if (reference.Length == 1)
            return this;
        foreach (var contained in Contained)
            if (contained.Id is { } id && reference.AsSpan(1).SequenceEqual(id))
                return contained;
        return null;
    }

    /// <inheritdoc cref="FindContainedResource(string)"/>
    public Resource? FindContainedResource(ResourceReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Reference is { } text ? FindContainedResource(text) : null;
    }

    internal override int Find(ReadOnlySpan<byte> name)
        => name.SequenceEqual("extension"u8) ? ExtensionKey | IsList
            : name.SequenceEqual("modifierExtension"u8) ? ModifierExtensionKey | IsList
            : name.SequenceEqual("contained"u8) ? ContainedKey | IsList
            : base.Find(name);

    internal override void ReadElement(int element, ref LeanReader json)
    {
        switch (element & CaseOf)
        {
            case ExtensionKey: json.Objects<Extension>(ref RareSlot(ExtensionKey)); break;
            case ModifierExtensionKey: json.Objects<Extension>(ref RareSlot(ModifierExtensionKey)); break;
            case ContainedKey: json.Resources(ref RareSlot(ContainedKey)); break;
            default: base.ReadElement(element, ref json); break;
        }
    }

    internal override void WriteElements(LeanWriter json)
    {
        base.WriteElements(json);
        json.Element("contained", Rare(ContainedKey));
        json.Element("extension", Rare(ExtensionKey));
        json.Element("modifierExtension", Rare(ModifierExtensionKey));
    }
}
