using Hl7.Fhir.R4.Lean;

namespace Hl7.Fhir.Model;

/// <summary>Anything of FHIR: a resource, a data type, or a part of one.</summary>
/// <remarks>
/// Elements that are usually present have a field; all others share a short linked list, so that an object costs what
/// its JSON says and not what the specification allows. Either is a slot (<c>object?</c>) that holds
/// <list type="bullet">
/// <item>a primitive as its plain value (<see cref="string"/>, <see cref="bool"/>, <see cref="int"/>,
/// <see cref="decimal"/>, <see cref="DateTimeOffset"/>) until somebody asks for its element, then the element;</item>
/// <item>anything else as the object or the list that the property returns.</item>
/// </list>
/// </remarks>
public abstract class Base
{
    private Extra? _extra;

    /// <summary>The FHIR name of the type, such as <c>Quantity</c> or, for a part, <c>Observation#Component</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>The number of the element that JSON calls <paramref name="name"/>, or -1 when it is not listed.</summary>
    /// <remarks>Bits 0 to 7: the slot's key; 8 to 15: which type of a choice; 16: <see cref="IsList"/>;
    /// 17: <see cref="IsPrimitive"/>.</remarks>
    internal virtual int Find(ReadOnlySpan<byte> name) => NotListed;

    /// <summary>Reads the value at which <paramref name="json"/> stands, and leaves it at the value's last token.</summary>
    internal virtual void ReadElement(int element, ref LeanReader json) => json.Skip();

    /// <summary>Writes every element that has content, in the order of the specification.</summary>
    internal virtual void WriteElements(LeanWriter json) { }

    internal const int NotListed = -1;
    internal const int IsList = 1 << 16;
    internal const int IsPrimitive = 1 << 17;
    internal const int KeyOf = 0xFF;
    internal const int CaseOf = 0xFFFF;

    internal const int IdKey = 1;
    internal const int ExtensionKey = 2;
    internal const int ModifierExtensionKey = 3;

    /// <summary>True for what a reader made. Such an object is to be looked at, not changed: equal parts are shared.</summary>
    internal bool WasRead
    {
        get
        {
            var last = _extra;
            while (last?.Next is not null)
                last = last.Next;
            return ReferenceEquals(last, Extra.ReadMark);
        }
    }

    internal void MarkAsRead() => _extra = Extra.ReadMark;

    /// <summary>The value of an element without a field, or null.</summary>
    private protected object? Rare(int key)
    {
        for (var extra = _extra; extra is not null; extra = extra.Next)
            if (extra.Key == key)
                return extra.Value;
        return null;
    }

    /// <summary>The slot of an element without a field; made when it is missing.</summary>
    private protected ref object? RareSlot(int key)
    {
        for (var extra = _extra; extra is not null; extra = extra.Next)
            if (extra.Key == key)
                return ref extra.Value;
        _extra = new Extra(key, _extra);
        return ref _extra.Value;
    }

    private protected void SetRare(int key, object? value)
    {
        if (value is not null || Rare(key) is not null)
            RareSlot(key) = value;
    }

    /// <summary>A list element. It is never null: a new list is attached, or, on what was read, an empty one shown.</summary>
    private protected List<T> ListOf<T>(ref object? slot)
    {
        if (slot is null)
        {
            if (WasRead)
                return Nothing<T>.List;
            slot = new List<T>();
        }

        return (List<T>)slot;
    }

    /// <summary>As <see cref="ListOf{T}"/>, for an element without a field.</summary>
    private protected List<T> RareListOf<T>(int key)
    {
        if (Rare(key) is { } list)
            return (List<T>)list;
        return WasRead ? Nothing<T>.List : ListOf<T>(ref RareSlot(key));
    }

    private protected TElement? RareElementOf<TElement>(int key)
        where TElement : PrimitiveType, new()
        => Rare(key) is null ? null : Primitive.Element<TElement>(ref RareSlot(key));

    private sealed class Extra(int key, Extra? next)
    {
        internal static readonly Extra ReadMark = new(0, null);

        internal readonly int Key = key;
        internal readonly Extra? Next = next;
        internal object? Value;
    }

    // An absent list of a resource that was read costs nothing. Whoever adds to it would add to all of them.
    private static class Nothing<T>
    {
        private static readonly List<T> Shared = new(0);

        internal static List<T> List => Shared.Count == 0
            ? Shared
            : throw new InvalidOperationException(
                $"Something was added to an absent List<{typeof(T).Name}> of a resource that was read; assign a new list instead.");
    }
}
