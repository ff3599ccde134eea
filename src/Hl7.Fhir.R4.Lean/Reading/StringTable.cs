using System.Runtime.InteropServices;
using System.Text;

namespace Hl7.Fhir.R4.Lean;

/// <summary>Gives the same string for the same UTF-8 text, most of the time, from a fixed number of places.</summary>
/// <remarks>
/// Each text has one place; a newcomer takes it over. So the table cannot grow, and a flood of texts, chosen or not,
/// only makes it useless. Threads may share a table: a place is read and written as one reference.
/// </remarks>
internal sealed class StringTable(int places)
{
    /// <summary>Longer texts are hardly ever repeated.</summary>
    internal const int LongestText = 128;

    private readonly string?[] _places = new string?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)places)];

    /// <summary>The string of valid UTF-8.</summary>
    internal string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0)
            return "";
        if (utf8.Length > LongestText)
            return Encoding.UTF8.GetString(utf8);

        ref var place = ref _places[Hash(utf8) & (uint)(_places.Length - 1)];
        var known = place;
        if (known is not null && Says(known, utf8))
            return known;
        var text = Encoding.UTF8.GetString(utf8);
        place = text;
        return text;
    }

    internal void Clear() => Array.Clear(_places);

    private static bool Says(string text, ReadOnlySpan<byte> utf8)
    {
        if (text.Length == utf8.Length)
            return Ascii.Equals(utf8, text);
        // As many bytes as characters is ASCII; other texts are compared by writing them out.
        if (text.Length > utf8.Length)
            return false;
        Span<byte> bytes = stackalloc byte[LongestText];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length) && utf8.SequenceEqual(bytes[..length]);
    }

    /// <summary>A quick hash for tables in which a collision only costs time.</summary>
    internal static uint Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = (ulong)bytes.Length * Prime;
        while (bytes.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(bytes)) * Prime;
            hash ^= hash >> 32;
            bytes = bytes[8..];
        }

        ulong rest = 0;
        foreach (var value in bytes)
            rest = (rest << 8) | value;
        hash = (hash ^ rest) * Prime;
        return (uint)(hash >> 32);
    }
}
