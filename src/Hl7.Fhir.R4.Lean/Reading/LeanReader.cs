using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean;

/// <summary>One pass over a document. The generated types call it back for each listed element they meet.</summary>
/// <remarks>
/// Every method that reads a value starts at the value's first token, ends at its last, and never throws but
/// <see cref="JsonException"/>.
/// </remarks>
internal ref partial struct LeanReader
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly ReadMemory _memory;
    private Utf8JsonReader _json;

    // Where in the bytes the reader began: several documents of one buffer share what is equal.
    private readonly int _origin;

    // About the element at hand, for the method that reads it: is it the `_name` beside `name`? Was it there before?
    private bool _isCompanion;
    private bool _isRepeated;

    internal LeanReader(ReadOnlySpan<byte> utf8, int origin, Utf8JsonReader json, ReadMemory memory)
    {
        _utf8 = utf8;
        _origin = origin;
        _memory = memory;
        _json = json;
    }

    // Of the token at hand, counted from the start of the bytes.
    private readonly int TokenStart => _origin + (int)_json.TokenStartIndex;

    internal Resource? Document()
    {
        _json.Read();
        var resource = Value(out _);
        _json.Read(); // throws when anything but white space follows
        return resource;
    }

    /// <summary>The resource at which the reader stands.</summary>
    internal Resource? Value(out Utf8JsonReader after)
    {
        object? resource = null;
        Resource(ref resource);
        after = _json;
        return (Resource?)resource;
    }

    internal void Skip() => _json.Skip();

    // ---- objects

    /// <summary>An object of one type.</summary>
    internal void Object<T>(ref object? slot)
        where T : Base, new()
    {
        if (IsObject())
            slot = Read<T>();
    }

    /// <summary>An object that often repeats within a document: equal JSON gives the object that was read first.</summary>
    internal void SharedObject<T>(ref object? slot)
        where T : Base, new()
    {
        if (IsObject())
            slot = ReadShared<T>();
    }

    /// <summary>A list of objects.</summary>
    internal void Objects<T>(ref object? slot)
        where T : Base, new()
    {
        var first = _memory.Items.Count;
        for (var isBare = StartsBare(); isBare || NextItem(); isBare = false)
        {
            if (IsObject())
                _memory.Items.Add(Read<T>());
            if (isBare)
                break;
        }

        StoreItems<T>(ref slot, first);
    }

    /// <summary>A list of such objects; the whole list is shared too.</summary>
    internal void SharedObjects<T>(ref object? slot)
        where T : Base, new()
    {
        if (TryShared<List<T>>(out var known, out var seen))
        {
            slot = known;
            return;
        }

        var first = _memory.Items.Count;
        for (var isBare = StartsBare(); isBare || NextItem(); isBare = false)
        {
            if (IsObject())
                _memory.Items.Add(ReadShared<T>());
            if (isBare)
                break;
        }

        StoreItems<T>(ref slot, first);
        Share(seen, slot);
    }

    private T Read<T>()
        where T : Base, new()
    {
        var target = new T();
        target.MarkAsRead();
        Elements(target);
        return target;
    }

    private T ReadShared<T>()
        where T : Base, new()
    {
        if (TryShared<T>(out var known, out var seen))
            return known;
        var value = Read<T>();
        Share(seen, value);
        return value;
    }

    /// <summary>Finds what was read from the same bytes before, and skips them; else stays at the first token.</summary>
    private bool TryShared<T>([NotNullWhen(true)] out T? known, out Seen seen)
        where T : class
    {
        var before = _json;
        var start = TokenStart;
        _json.Skip();
        known = Find(start, out seen) as T;
        if (known is null)
            _json = before;
        return known is not null;
    }

    /// <summary>What was made before of the bytes from <paramref name="start"/> to the end of the token at hand; else null.</summary>
    private readonly object? Find(int start, out Seen seen)
    {
        var length = _origin + (int)_json.BytesConsumed - start;
        var known = _memory.Find(_utf8, start, length, out var hash);
        seen = new Seen(start, length, hash, _memory.IssueCount);
        return known;
    }

    private readonly void Share(Seen seen, object? value)
    {
        // What has issues is read each time, so that each place is told.
        if (seen.Issues == _memory.IssueCount)
            _memory.Remember(value, seen.Hash, seen.Start, seen.Length);
    }

    private readonly record struct Seen(int Start, int Length, uint Hash, int Issues);

    private void Elements(Base target)
    {
        UInt128 seen = 0, seenCompanions = 0;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var element = Find(target, out var isCompanion);
            // Only a primitive has a companion.
            if (element == Base.NotListed || (isCompanion && (element & Base.IsPrimitive) == 0))
            {
                _json.Skip();
                continue;
            }

            _json.Read();
            if (_json.TokenType == JsonTokenType.Null)
                continue;

            var bit = UInt128.One << (element & Base.KeyOf);
            ref var mask = ref isCompanion ? ref seenCompanions : ref seen;
            var isRepeated = (mask & bit) != 0;
            mask |= bit;
            if (isRepeated)
                Tell("one value", "a second one, which counts", accepted: true);

            var isWrapped = _json.TokenType == JsonTokenType.StartArray && (element & Base.IsList) == 0;
            if (isWrapped && !TryUnwrap())
                continue;

            _isCompanion = isCompanion;
            _isRepeated = isRepeated;
            if (_json.TokenType != JsonTokenType.Null)
                target.ReadElement(element, ref this);
            if (isWrapped)
                _json.Read();
        }
    }

    private readonly int Find(Base target, out bool isCompanion)
    {
        isCompanion = false;
        var name = _json.ValueSpan;
        if (_json.ValueIsEscaped)
        {
            // No name that we list needs escapes, but JSON allows them.
            Span<byte> plain = stackalloc byte[128];
            if (name.Length > plain.Length || !EscapesArePaired(name))
                return Base.NotListed;
            return FindPlain(target, plain[.._json.CopyString(plain)], ref isCompanion);
        }

        return FindPlain(target, name, ref isCompanion);
    }

    private static int FindPlain(Base target, ReadOnlySpan<byte> name, ref bool isCompanion)
    {
        if (name.Length > 0 && name[0] == (byte)'_')
        {
            isCompanion = true;
            name = name[1..];
        }

        return target.Find(name);
    }

    /// <summary>Steps into an array that stands where one value belongs, if it holds exactly one.</summary>
    private bool TryUnwrap()
    {
        var ahead = _json;
        ahead.Read();
        if (ahead.TokenType is not (JsonTokenType.EndArray or JsonTokenType.StartArray))
        {
            ahead.Skip();
            ahead.Read();
            if (ahead.TokenType == JsonTokenType.EndArray)
            {
                Tell("one value", "an array of one", accepted: true);
                _json.Read();
                return true;
            }
        }

        Tell("one value", "an array", accepted: false);
        _json.Skip();
        return false;
    }

    private bool IsObject()
    {
        if (_json.TokenType == JsonTokenType.StartObject)
            return true;
        if (_json.TokenType != JsonTokenType.Null)
            Refuse("an object");
        return false;
    }

    // ---- lists

    /// <summary>True for a value that should have been in an array: it counts as the only item.</summary>
    private readonly bool StartsBare()
    {
        if (_json.TokenType == JsonTokenType.StartArray)
            return false;
        Tell("an array", Found(), accepted: true);
        return true;
    }

    /// <summary>Moves to the next item; false at the end of the array.</summary>
    private bool NextItem() => _json.Read() && _json.TokenType != JsonTokenType.EndArray;

    private static void Store<T>(ref object? slot, List<T> list) => slot = list.Count == 0 ? null : list;

    /// <summary>Makes a list, no longer than needed, of the items from <paramref name="first"/> on.</summary>
    private readonly void StoreItems<T>(ref object? slot, int first)
    {
        var items = CollectionsMarshal.AsSpan(_memory.Items)[first..];
        if (items.Length == 0)
        {
            slot = null;
            return;
        }

        var list = new List<T>(items.Length);
        foreach (var item in items)
            list.Add((T)item);
        slot = list;
        _memory.Items.RemoveRange(first, items.Length);
    }

    // ---- resources

    /// <summary>A resource of any type; one of an unlisted type is counted and leaves the slot empty.</summary>
    internal void Resource(ref object? slot)
    {
        if (IsObject() && ReadResource() is { } resource)
            slot = resource;
    }

    internal void Resources(ref object? slot)
    {
        var first = _memory.Items.Count;
        for (var isBare = StartsBare(); isBare || NextItem(); isBare = false)
        {
            if (IsObject() && ReadResource() is { } resource)
                _memory.Items.Add(resource);
            if (isBare)
                break;
        }

        StoreItems<Resource>(ref slot, first);
    }

    private Resource? ReadResource()
    {
        if (!TryFindType(_json, out var type))
        {
            Refuse("a resource, with a resourceType", "an object without one");
            return null;
        }

        if (LeanTypes.Create(type) is not { } resource)
        {
            _memory.CountOpaque(type);
            _json.Skip();
            return null;
        }

        resource.MarkAsRead();
        Elements(resource);
        return resource;
    }

    /// <summary>The resourceType of the object at which a copy of the reader stands; it comes first, but need not.</summary>
    internal static bool TryFindType(Utf8JsonReader json, out ReadOnlySpan<byte> type)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isType = Says(json, "resourceType"u8);
            json.Read();
            if (isType)
            {
                type = json.ValueSpan;
                return json.TokenType == JsonTokenType.String;
            }

            json.Skip();
        }

        type = default;
        return false;
    }

    // ---- issues

    private readonly void Tell(string expected, string found, bool accepted)
        => _memory.Add(new ReadMemory.Issue(TokenStart, expected, found, accepted));

    /// <summary>Tells that a value is left out, and skips it; always false.</summary>
    private bool Refuse(string expected, string? found = null)
    {
        Tell(expected, found ?? Found(), accepted: false);
        _json.Skip();
        return false;
    }

    private readonly string Found() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        _ => "null",
    };
}
