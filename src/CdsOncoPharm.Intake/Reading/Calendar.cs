using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>A FHIR date in the site's time zone: the first and the last day that it can mean, and the time where it gives one.</summary>
internal readonly record struct FhirDay(DateOnly Earliest, DateOnly Latest, TimeOnly? Time = null);

/// <summary>
/// Reads FHIR dates for one assessment. A date with an offset is moved to the site's time zone; one without is the site's own.
/// A date known to the month or year may lie anywhere inside it: it exists when it can lie on or before asOf.
/// </summary>
internal sealed class Calendar(TimeZoneInfo zone, DateOnly asOf)
{
    public DateOnly AsOf => asOf;

    /// <summary>Whether the day can be on or before asOf: what is dated later does not exist.</summary>
    public bool Exists(FhirDay day) => day.Earliest <= asOf;

    /// <summary>
    /// The day that stands for a fact of the closed kinds (orders, diagnoses, events): the last that it can mean, never after asOf, so
    /// that "some time in November" is not lost for a window that begins on the 3rd.
    /// </summary>
    public DateOnly Late(FhirDay day) => day.Latest < asOf ? day.Latest : asOf;

    /// <summary>A fact of the closed kinds with its time, where it is known to the day.</summary>
    public When LateWhen(FhirDay day) => new(Late(day), day.Earliest == day.Latest ? day.Time : null);

    /// <summary>The first day that it can mean: a result of "2026" must not pass for a fresh one.</summary>
    public static When Early(FhirDay day) => new(day.Earliest, day.Earliest == day.Latest ? day.Time : null);

    /// <summary>Reads a FHIR date, dateTime or instant as it is written; null for anything else.</summary>
    public FhirDay? Read(string? text)
    {
        if (text is null || text.Length < 4 || !Digits(text, 0, 4, out var year) || year == 0)
            return null;
        if (text.Length == 4)
            return new(new(year, 1, 1), new(year, 12, 31));
        if (text[4] != '-' || !Digits(text, 5, 2, out var month) || month is 0 or > 12)
            return null;
        if (text.Length == 7)
            return new(new(year, month, 1), new(year, month, DateTime.DaysInMonth(year, month)));
        if (text[7] != '-' || !Digits(text, 8, 2, out var day) || day == 0 || day > DateTime.DaysInMonth(year, month))
            return null;
        var date = new DateOnly(year, month, day);
        if (text.Length == 10)
            return new(date, date);
        if (text[10] is not ('T' or ' ' or 't') || !Digits(text, 11, 2, out var hour) || hour > 24
            || text.Length < 16 || text[13] != ':' || !Digits(text, 14, 2, out var minute) || minute > 59)
            return null;
        var second = 0;
        var next = 16;
        if (text.Length > 16 && text[16] == ':')
        {
            if (!Digits(text, 17, 2, out second) || second > 60)
                return null;
            next = 19;
            if (text.Length > 19 && text[19] is '.' or ',')
                for (next = 20; next < text.Length && char.IsAsciiDigit(text[next]); next++) { }
        }
        var local = date.ToDateTime(default).AddSeconds((hour * 60 + minute) * 60 + Math.Min(second, 59));
        if (next < text.Length)
        {
            if (!Offset(text.AsSpan(next), out var offset))
                return null;
            var utc = local.Ticks - offset.Ticks;
            if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
                return new(date, date);
            local = Local(new DateTime(utc, DateTimeKind.Utc));
        }
        var inZone = DateOnly.FromDateTime(local);
        return new(inZone, inZone, TimeOnly.FromDateTime(local));
    }

    /// <summary>A point in time in the site's time zone.</summary>
    public FhirDay? Read(DateTimeOffset? instant)
    {
        if (instant is not { } point)
            return null;
        var local = Local(point.UtcDateTime);
        var day = DateOnly.FromDateTime(local);
        return new(day, day, TimeOnly.FromDateTime(local));
    }

    /// <summary>
    /// When something took place: start and end of what any of FHIR's <c>[x]</c> times says. Of several events of a timing, the newest
    /// that exists.
    /// </summary>
    public (FhirDay? Start, FhirDay? End) Span(DataType? time)
    {
        switch (time)
        {
            case FhirDateTime moment:
                var at = Read(moment.Value);
                return (at, at);
            case Period period:
                return (Read(period.Start), Read(period.End));
            case Instant instant:
                var point = Read(instant.Value);
                return (point, point);
            case FhirString words:
                var written = Read(words.Value);
                return (written, written);
            case Date date:
                var day = Read(date.Value);
                return (day, day);
            case Timing timing:
                FhirDay? newest = null;
                foreach (var moments in timing.EventElement)
                {
                    if (Read(moments?.Value) is { } read && (newest is null || Newer(read, newest.Value)))
                        newest = read;
                }
                return newest is null && timing.Repeat?.Bounds is Period bounds ? Span(bounds) : (newest, newest);
            default:
                return (null, null);
        }
    }

    private bool Newer(FhirDay one, FhirDay other) =>
        Exists(one) != Exists(other) ? Exists(one) : one.Latest > other.Latest == Exists(one) && one.Latest != other.Latest;

    private DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone);

    private static bool Offset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
            return true;
        if (text.Length < 3 || text[0] is not ('+' or '-'))
            return false;
        var minutesAt = text.Length == 6 && text[3] == ':' ? 4 : text.Length == 5 ? 3 : text.Length == 3 ? -1 : -2;
        if (minutesAt == -2 || !Digits(text, 1, 2, out var hours) || hours > 14)
            return false;
        var minutes = 0;
        if (minutesAt > 0 && (!Digits(text, minutesAt, 2, out minutes) || minutes > 59))
            return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, int from, int count, out int number)
    {
        number = 0;
        if (text.Length < from + count)
            return false;
        foreach (var c in text.Slice(from, count))
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = number * 10 + (c - '0');
        }
        return true;
    }
}
