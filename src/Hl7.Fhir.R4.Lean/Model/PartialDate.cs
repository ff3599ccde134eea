using System.Globalization;

namespace Hl7.Fhir.Model;

/// <summary>Reads FHIR's dates of every precision: <c>YYYY</c>, <c>YYYY-MM</c>, <c>YYYY-MM-DD</c>, with a time, with an offset.</summary>
internal static class PartialDate
{
    /// <summary>False when the text is not such a date; never throws.</summary>
    internal static bool TryParse(
        ReadOnlySpan<char> text, TimeSpan defaultOffset, out DateTimeOffset start, out bool hasTime, out bool hasOffset)
    {
        start = default;
        hasTime = hasOffset = false;
        int month = 1, day = 1;
        if (!TryDigits(text, 0, 4, out var year) || year == 0)
            return false;
        if (text.Length > 4 && (text[4] != '-' || !TryDigits(text, 5, 2, out month) || month is 0 or > 12))
            return false;
        if (text.Length > 7 && (text[7] != '-' || !TryDigits(text, 8, 2, out day) || day == 0))
            return false;
        if (day > DateTime.DaysInMonth(year, month))
            return false;

        var time = TimeSpan.Zero;
        var offset = defaultOffset;
        if (text.Length > 10)
        {
            if (text[10] != 'T' || !TryTime(text[11..], out time, out var rest))
                return false;
            hasTime = true;
            if (rest.Length > 0)
            {
                if (!TryOffset(rest, out offset))
                    return false;
                hasOffset = true;
            }
        }

        var local = new DateTime(year, month, day).Add(time);
        // The first and last hours of the calendar cannot be shown at every offset.
        if (local.Ticks - offset.Ticks < 0 || local.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
            return false;
        start = new DateTimeOffset(local, offset);
        return true;
    }

    // hh:mm, hh:mm:ss or hh:mm:ss.fff…; minutes alone are not FHIR but occur and are clear. A leap second reads as :59.
    private static bool TryTime(ReadOnlySpan<char> text, out TimeSpan time, out ReadOnlySpan<char> rest)
    {
        time = default;
        rest = default;
        int second = 0, used = 5;
        if (!TryDigits(text, 0, 2, out var hour) || hour > 23 || text.Length < 5 || text[2] != ':'
            || !TryDigits(text, 3, 2, out var minute) || minute > 59)
            return false;
        long ticks = 0;
        if (text.Length > 5 && text[5] == ':')
        {
            if (!TryDigits(text, 6, 2, out second) || second > 60)
                return false;
            second = Math.Min(second, 59);
            used = 8;
            if (text.Length > 8 && text[8] == '.')
            {
                used = 9;
                var unit = TimeSpan.TicksPerSecond / 10;
                for (; used < text.Length && char.IsAsciiDigit(text[used]); used++, unit /= 10)
                    ticks += (text[used] - '0') * unit;
                if (used == 9)
                    return false;
            }
        }

        time = new TimeSpan(hour, minute, second).Add(TimeSpan.FromTicks(ticks));
        rest = text[used..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z")
            return true;
        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryDigits(text, 1, 2, out var hours) || !TryDigits(text, 4, 2, out var minutes)
            || minutes > 59 || hours * 60 + minutes > 14 * 60)
            return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, int from, int count, out int number)
    {
        number = 0;
        return text.Length >= from + count
            && int.TryParse(text.Slice(from, count), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
