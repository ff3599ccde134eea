using Hl7.Fhir.Utility;

namespace Hl7.Fhir.Model;

/// <summary>What a slot says, whether it holds the plain value or the element (see <see cref="Base"/>).</summary>
internal static class Primitive
{
    internal static readonly object True = true;
    internal static readonly object False = false;

    private static readonly object[] SmallNumbers = [.. Enumerable.Range(0, 101).Select(number => (object)number)];

    internal static object? Plain(object? slot) => slot switch
    {
        PrimitiveType element => element.ObjectValue,
        JoinedText text => text.ToString(),
        _ => slot,
    };

    internal static string? Text(object? slot) => slot as string ?? Plain(slot) as string;

    internal static bool? Boolean(object? slot) => Plain(slot) as bool?;

    internal static int? Integer(object? slot) => Plain(slot) as int?;

    internal static decimal? Decimal(object? slot) => Plain(slot) as decimal?;

    internal static DateTimeOffset? Instant(object? slot) => Plain(slot) as DateTimeOffset?;

    /// <summary>The bytes, or null when the text is not base64.</summary>
    internal static byte[]? Bytes(object? slot)
    {
        if (Text(slot) is not { } text)
            return null;
        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>The enumerated code, or null when the text is none of the value set's codes.</summary>
    internal static T? Code<T>(object? slot)
        where T : struct, Enum
        => Text(slot) is { } literal ? Literals<T>.Parse(literal) : null;

    internal static object? Box(bool? value) => value switch { null => null, true => True, false => False };

    internal static object Box(int number) => number is >= 0 and <= 100 ? SmallNumbers[number] : number;

    internal static object? Box<T>(T? code)
        where T : struct, Enum
        => code is { } value ? Literals<T>.Of(value) : null;

    internal static object? Box(byte[]? bytes) => bytes is null ? null : Convert.ToBase64String(bytes);

    /// <summary>The element of a primitive: made from the plain value when it is asked for first, null when empty.</summary>
    internal static T? Element<T>(ref object? slot)
        where T : PrimitiveType, new()
    {
        if (slot is null or T)
            return (T?)slot;
        var element = new T { ObjectValue = Plain(slot) };
        slot = element;
        return element;
    }

    internal static List<T>? Elements<T>(IEnumerable<string?>? texts)
        where T : PrimitiveType, new()
        => texts?.Select(text => new T { ObjectValue = text }).ToList();

    internal static List<Code<T>>? Codes<T>(IEnumerable<T?>? codes)
        where T : struct, Enum
        => codes?.Select(code => new Code<T>(code)).ToList();

    internal static List<T>? Values<T, TValue>(IEnumerable<TValue?>? values)
        where T : PrimitiveType, new()
        where TValue : struct
        => values?.Select(value => new T { ObjectValue = value }).ToList();
}

/// <summary>A text of two parts that are kept because they occur elsewhere; put together each time it is asked for.</summary>
internal sealed class JoinedText(string start, string end)
{
    public override string ToString() => start + end;
}
