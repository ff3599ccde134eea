using System.Text;

namespace Hl7.Fhir.Utility;

/// <summary>Enumerated codes and their literals: <c>ObservationStatus.EnteredInError</c> is <c>entered-in-error</c>.</summary>
public static class EnumUtility
{
    /// <summary>The code as JSON writes it.</summary>
    public static string GetLiteral<T>(this T e)
        where T : struct, Enum
        => Literals<T>.Of(e);

    /// <inheritdoc cref="GetLiteral{T}(T)"/>
    public static string? GetLiteral<T>(this T? e)
        where T : struct, Enum
        => e is { } value ? Literals<T>.Of(value) : null;

    /// <summary>The code system of the code.</summary>
    public static string? GetSystem<T>(this T e)
        where T : struct, Enum
        => Literals<T>.SystemOf(e);

    /// <summary>The code of a literal, or null when the value set does not have it.</summary>
    public static T? ParseLiteral<T>(string? rawValue, bool ignoreCase = false)
        where T : struct, Enum
        => rawValue is null ? null : Literals<T>.Parse(rawValue, ignoreCase);
}

/// <summary>The literals of one enumeration, each in the place of its number.</summary>
internal static class Literals<T>
    where T : struct, Enum
{
    private static readonly string[] Texts;
    private static readonly byte[][] Bytes;
    private static readonly string[] Systems;

    static Literals()
    {
        (Texts, Systems) = EnumLiterals.Of(typeof(T));
        Bytes = Array.ConvertAll(Texts, Encoding.UTF8.GetBytes);
    }

    internal static string Of(T value) => Texts[Number(value)];

    internal static string SystemOf(T value) => Systems.Length == 1 ? Systems[0] : Systems[Number(value)];

    internal static T? Parse(string literal, bool ignoreCase = false)
    {
        // What the reader stored is the very string of the table.
        for (var i = 0; i < Texts.Length; i++)
            if (ReferenceEquals(Texts[i], literal))
                return Value(i);
        var comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (var i = 0; i < Texts.Length; i++)
            if (string.Equals(Texts[i], literal, comparison))
                return Value(i);
        return null;
    }

    /// <summary>The literal with these UTF-8 bytes, or null.</summary>
    internal static string? Find(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < Bytes.Length; i++)
            if (utf8.SequenceEqual(Bytes[i]))
                return Texts[i];
        return null;
    }

    private static int Number(T value) => System.Runtime.CompilerServices.Unsafe.As<T, int>(ref value);

    private static T Value(int number) => System.Runtime.CompilerServices.Unsafe.As<int, T>(ref number);
}
