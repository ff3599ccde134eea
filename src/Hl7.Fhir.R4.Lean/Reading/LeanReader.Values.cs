using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Hl7.Fhir.R4.Lean;

/// <summary>The values of primitives: what R4 allows, and how a text becomes it.</summary>
internal ref partial struct LeanReader
{
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
}
