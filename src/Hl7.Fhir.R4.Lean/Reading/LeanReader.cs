using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Hl7.Fhir.R4.Lean;

/// <summary>One pass over a document. The generated types call it back for each listed element they meet.</summary>
/// <remarks>
/// Every method that reads a value starts at the value's first token, ends at its last, and never throws but
/// <see cref="JsonException"/>.
/// </remarks>
internal ref struct LeanReader
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly ReadMemory _memory;
    private Utf8JsonReader _json;

    // Where in the bytes the document at hand starts: several documents of one buffer share what is equal.
    private readonly int _origin;

    // About the element at hand, for the method that reads it: is it the `_name` beside `name`? Was it there before?
    private bool _isCompanion;
    private bool _isRepeated;

    internal LeanReader(ReadOnlySpan<byte> utf8, int origin, int length, ReadMemory memory)
    {
        _utf8 = utf8;
        _origin = origin;
        _memory = memory;
        _json = new Utf8JsonReader(utf8.Slice(origin, length), new JsonReaderOptions { MaxDepth = LeanJson.MaxDepth });
    }

    // Of the token at hand, counted from the start of the bytes.
    private readonly int TokenStart => _origin + (int)_json.TokenStartIndex;

    internal Resource? Document()
    {
        _json.Read();
        object? resource = null;
        Resource(ref resource);
        _json.Read(); // throws when anything but white space follows
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

    // ---- primitives

    /// <summary>A text without extensions: the id of an element.</summary>
    internal void PlainText(ref object? slot)
    {
        if (TryText(_memory.Texts, out var text))
            slot = text;
    }

    /// <summary>A text of a vocabulary without extensions: the url of an extension.</summary>
    internal void PlainVocabulary(ref object? slot)
    {
        if (TryText(ReadMemory.Vocabulary, out var text))
            slot = text;
    }

    /// <summary>A primitive that is a text: string, id, uri, date, …</summary>
    internal void Text<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
            Companion<T>(ref slot);
        else if (TryText(_memory.Texts, out var text))
            Set(ref slot, text);
    }

    /// <summary>A text of a vocabulary: a code, its system, its display, a unit.</summary>
    internal void Vocabulary<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
            Companion<T>(ref slot);
        else if (TryText(ReadMemory.Vocabulary, out var text))
            Set(ref slot, text);
    }

    /// <summary>A URL that ends with the id of a resource; it is kept as two texts, for both occur elsewhere.</summary>
    internal void UrlOfId<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (!_isCompanion && _json.TokenType == JsonTokenType.String && !_json.ValueIsEscaped && IsShort(_json.ValueSpan)
            && _json.ValueSpan.LastIndexOfAny((byte)'/', (byte)':') is >= 0 and var last)
            Set(ref slot, new JoinedText(_memory.Texts.Get(_json.ValueSpan[..(last + 1)]), _memory.Texts.Get(_json.ValueSpan[(last + 1)..])));
        else
            Text<T>(ref slot);
    }

    private static bool IsShort(ReadOnlySpan<byte> text) => text.Length <= StringTable.LongestText && Ascii.IsValid(text);

    /// <summary>An enumerated code; one that its value set does not have is kept as a text, with an issue.</summary>
    internal void Code<T>(ref object? slot)
        where T : struct, Enum
    {
        if (_isCompanion)
            Companion<Code<T>>(ref slot);
        else if (TryCode<T>(out var literal))
            Set(ref slot, literal);
    }

    internal void Boolean<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
            Companion<T>(ref slot);
        else if (TryBoolean(out var value))
            Set(ref slot, value);
    }

    internal void Integer<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
            Companion<T>(ref slot);
        else if (TryInteger(out var value))
            Set(ref slot, value);
    }

    internal void Decimal<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
            Companion<T>(ref slot);
        else if (TryDecimal(out var value))
            Set(ref slot, value);
    }

    internal void Instant<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
            Companion<T>(ref slot);
        else if (TryInstant(out var value))
            Set(ref slot, value);
    }

    /// <summary>A primitive as one type of a choice: it is an element from the start.</summary>
    internal void Choice<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isCompanion)
        {
            if (slot is null or T)
                Companion<T>(ref slot);
            else
                Refuse("one type of a choice", "a second one");
            return;
        }

        if (slot is T element)
        {
            // Its extensions came first.
            if (TryValue(element.Kind, out var later))
                element.ObjectValue = later;
            return;
        }

        // Dates, codes and small numbers repeat within a document.
        if (_json.TokenType is JsonTokenType.String or JsonTokenType.Number && _json.ValueSpan.Length <= StringTable.LongestText)
        {
            if (Find(TokenStart, out var seen) is T known)
            {
                slot = known;
                return;
            }

            if (ReadChoice<T>() is { } made)
            {
                slot = made;
                Share(seen, made);
            }

            return;
        }

        slot = ReadChoice<T>() ?? slot;
    }

    private T? ReadChoice<T>()
        where T : PrimitiveType, new()
    {
        var element = new T();
        if (!TryValue(element.Kind, out var value))
            return null;
        element.MarkAsRead();
        element.ObjectValue = value;
        return element;
    }

    private bool TryValue(PrimitiveKind kind, out object? value)
        => kind switch
        {
            PrimitiveKind.Boolean => TryBoolean(out value),
            PrimitiveKind.Integer => TryInteger(out value),
            PrimitiveKind.Decimal => TryDecimal(out value),
            PrimitiveKind.Instant => TryInstant(out value),
            _ => TryChoiceText(out value),
        };

    private bool TryChoiceText(out object? value)
    {
        var isRead = TryText(_memory.Texts, out var text);
        value = text;
        return isRead;
    }

    /// <summary>A list of texts.</summary>
    internal void Texts<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (_isRepeated)
            slot = null;
        if (_isCompanion)
        {
            Companions<T>(ref slot);
            return;
        }

        var list = (List<T>?)slot ?? new List<T>(1);
        var item = 0;
        for (var isBare = StartsBare(); isBare || NextItem(); isBare = false)
        {
            var element = Item(list, item++);
            if (_json.TokenType != JsonTokenType.Null && TryText(_memory.Texts, out var text))
                element.ObjectValue = text;
            if (isBare)
                break;
        }

        Store(ref slot, list);
    }

    /// <summary>A list of enumerated codes.</summary>
    internal void Codes<T>(ref object? slot)
        where T : struct, Enum
    {
        if (_isRepeated)
            slot = null;
        if (_isCompanion)
        {
            Companions<Code<T>>(ref slot);
            return;
        }

        var list = (List<Code<T>>?)slot ?? new List<Code<T>>(1);
        var item = 0;
        for (var isBare = StartsBare(); isBare || NextItem(); isBare = false)
        {
            var element = Item(list, item++);
            if (_json.TokenType != JsonTokenType.Null && TryCode<T>(out var literal))
                element.ObjectValue = literal;
            if (isBare)
                break;
        }

        Store(ref slot, list);
    }

    /// <summary>The id and extensions of a primitive: <c>_name</c> beside <c>name</c>, before or after it.</summary>
    private void Companion<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (!IsObject())
            return;
        // A new element, for the one at hand may be shared.
        var element = new T();
        element.MarkAsRead();
        element.ObjectValue = Primitive.Plain(slot);
        slot = element;
        Elements(element);
    }

    /// <summary>The ids and extensions of a list of primitives, item by item; null where an item has none.</summary>
    private void Companions<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        var list = (List<T>?)slot ?? new List<T>(1);
        var item = 0;
        for (var isBare = StartsBare(); isBare || NextItem(); isBare = false)
        {
            var element = Item(list, item++);
            if (IsObject())
                Elements(element);
            if (isBare)
                break;
        }

        Store(ref slot, list);
    }

    private static T Item<T>(List<T> list, int item)
        where T : PrimitiveType, new()
    {
        while (list.Count <= item)
        {
            var element = new T();
            element.MarkAsRead();
            list.Add(element);
        }

        return list[item];
    }

    private static void Set(ref object? slot, object? value)
    {
        if (slot is PrimitiveType element)
            element.ObjectValue = value is JoinedText joined ? joined.ToString() : value;
        else
            slot = value;
    }

    // ---- values

    private bool TryText(StringTable table, out string? text)
    {
        text = null;
        switch (_json.TokenType)
        {
            case JsonTokenType.String when !_json.ValueIsEscaped:
                if (!IsText(_json.ValueSpan))
                    return false;
                text = table.Get(_json.ValueSpan);
                return true;
            case JsonTokenType.String:
                if (!IsText(_json.ValueSpan))
                    return false;
                if (!EscapesArePaired(_json.ValueSpan))
                    return Refuse("a text", "half a character");
                text = Unescaped(table);
                return true;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                Tell("a text", Found(), accepted: true);
                text = Encoding.ASCII.GetString(_json.ValueSpan);
                return true;
            default:
                return Refuse("a text");
        }
    }

    private readonly string Unescaped(StringTable table)
    {
        var length = _json.ValueSpan.Length;
        byte[]? rented = null;
        var plain = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        var text = table.Get(plain[.._json.CopyString(plain)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return text;
    }

    private bool IsText(ReadOnlySpan<byte> utf8)
        => utf8.Length > LeanJson.MaxTextBytes ? Refuse("a text of at most 1 MB", "a longer one")
            : Utf8.IsValid(utf8) || Refuse("a text", "bytes that are not UTF-8");

    private bool TryCode<T>(out string? literal)
        where T : struct, Enum
    {
        literal = null;
        if (_json.TokenType == JsonTokenType.String && !_json.ValueIsEscaped)
            literal = Literals<T>.Find(_json.ValueSpan);
        if (literal is not null)
            return true;
        if (!TryText(ReadMemory.Vocabulary, out literal))
            return false;
        if (EnumUtility.ParseLiteral<T>(literal) is { } code)
            literal = code.GetLiteral();
        else
            Tell("a code of " + typeof(T).Name, "another code", accepted: true);
        return true;
    }

    private bool TryBoolean(out object? value)
    {
        value = _json.TokenType switch
        {
            JsonTokenType.True => Primitive.True,
            JsonTokenType.False => Primitive.False,
            JsonTokenType.String when Says(_json, "true"u8) => Primitive.True,
            JsonTokenType.String when Says(_json, "false"u8) => Primitive.False,
            _ => null,
        };
        if (value is null)
            return Refuse("true or false");
        if (_json.TokenType == JsonTokenType.String)
            Tell("true or false", "a text that says so", accepted: true);
        return true;
    }

    private bool TryInteger(out object? value)
    {
        value = null;
        if (!TryNumber("an integer", out var number))
            return false;
        if (number != decimal.Truncate(number) || number is < int.MinValue or > int.MaxValue)
            return Refuse("an integer", "a number that is none");
        value = Primitive.Box((int)number);
        return true;
    }

    private bool TryDecimal(out object? value)
    {
        value = Find(TokenStart, out var seen);
        if (value is decimal)
            return true;
        value = null;
        if (!TryNumber("a number", out var number))
            return false;
        value = number;
        Share(seen, value);
        return true;
    }

    private bool TryNumber(string expected, out decimal number)
    {
        number = 0;
        switch (_json.TokenType)
        {
            case JsonTokenType.Number:
                return _json.TryGetDecimal(out number) || Refuse(expected, "a number that is too large");
            case JsonTokenType.String:
                if (_json.ValueIsEscaped || !Utf8Parser.TryParse(_json.ValueSpan, out number, out var used)
                    || used != _json.ValueSpan.Length)
                    return Refuse(expected);
                Tell(expected, "a text that is a number", accepted: true);
                return true;
            default:
                return Refuse(expected);
        }
    }

    private bool TryInstant(out object? value)
    {
        value = null;
        if (_json.TokenType != JsonTokenType.String)
            return Refuse("an instant");
        value = Find(TokenStart, out var seen);
        if (value is DateTimeOffset)
            return true;
        value = null;
        if (!_json.ValueIsEscaped && HasOffset(_json.ValueSpan) && _json.TryGetDateTimeOffset(out var plain))
        {
            value = plain;
            Share(seen, value);
            return true;
        }

        if (!TryText(_memory.Texts, out var text))
            return false;
        // Without an offset a text is no point in time; what it says is kept, for there is nothing better.
        if (PartialDate.TryParse(text, TimeSpan.Zero, out var instant, out _, out var hasOffset) && hasOffset)
        {
            value = instant;
            return true;
        }

        Tell("an instant with an offset", "another text", accepted: true);
        value = text;
        return true;
    }

    // The framework would give a text without an offset the machine's own.
    private static bool HasOffset(ReadOnlySpan<byte> text)
        => text.Length > 19 && (text[^1] == (byte)'Z' || text[^6] is (byte)'+' or (byte)'-');

    private static bool Says(in Utf8JsonReader json, ReadOnlySpan<byte> text)
        => (!json.ValueIsEscaped || EscapesArePaired(json.ValueSpan)) && json.ValueTextEquals(text);

    // A \u escape of half a surrogate pair is JSON, but no text; asking for it would throw.
    private static bool EscapesArePaired(ReadOnlySpan<byte> escaped)
    {
        for (var at = escaped.IndexOf((byte)'\\'); at >= 0;)
        {
            escaped = escaped[at..];
            if (escaped[1] != (byte)'u')
            {
                escaped = escaped[2..];
            }
            else
            {
                var unit = CodeUnit(escaped);
                escaped = escaped[6..];
                if (char.IsLowSurrogate(unit))
                    return false;
                if (char.IsHighSurrogate(unit))
                {
                    if (escaped.Length < 6 || escaped[0] != (byte)'\\' || escaped[1] != (byte)'u'
                        || !char.IsLowSurrogate(CodeUnit(escaped)))
                        return false;
                    escaped = escaped[6..];
                }
            }

            at = escaped.IndexOf((byte)'\\');
        }

        return true;
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape)
        => (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    // ---- issues

    private readonly void Tell(string expected, string found, bool accepted)
        => _memory.Add(new ReadMemory.Issue(_json.TokenStartIndex, expected, found, accepted));

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
