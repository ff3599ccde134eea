using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean;

/// <summary>Primitive elements, alone and in lists, with what their companions say.</summary>
internal ref partial struct LeanReader
{
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
}
