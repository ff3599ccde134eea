namespace CdsOncoPharm.Clinical;

/// <summary>A date that may be known to the year, the month or the day only (FHIR <c>date</c>).</summary>
public readonly record struct PartialDate
{
    /// <summary>The first day that it can mean.</summary>
    public DateOnly Earliest { get; }

    /// <summary>The last day that it can mean.</summary>
    public DateOnly Latest { get; }

    private PartialDate(DateOnly earliest, DateOnly latest) => (Earliest, Latest) = (earliest, latest);

    /// <summary>A date known to the day.</summary>
    public static PartialDate Of(DateOnly day) => new(day, day);

    /// <summary>A date known to the month.</summary>
    public static PartialDate Of(int year, int month) =>
        new(new DateOnly(year, month, 1), new DateOnly(year, month, DateTime.DaysInMonth(year, month)));

    /// <summary>A date known to the year.</summary>
    public static PartialDate Of(int year) => new(new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));

    /// <summary>As far as it is known: 2021, 2021-11 or 2021-11-05.</summary>
    public override string ToString() => Earliest.ToString(
        Earliest == Latest ? "yyyy-MM-dd" : Earliest.Month == Latest.Month ? "yyyy-MM" : "yyyy", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>When a fact happened: a day in the site's time zone, with the time where the record gives one.</summary>
public readonly record struct When(DateOnly Day, TimeOnly? Time = null) : IComparable<When>
{
    /// <summary>Earlier first; a time counts as later than none on the same day.</summary>
    public int CompareTo(When other)
    {
        var byDay = Day.CompareTo(other.Day);
        return byDay != 0 ? byDay : Nullable.Compare(Time, other.Time);
    }

    public static bool operator <(When left, When right) => left.CompareTo(right) < 0;

    public static bool operator >(When left, When right) => left.CompareTo(right) > 0;

    public static bool operator <=(When left, When right) => left.CompareTo(right) <= 0;

    public static bool operator >=(When left, When right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// A calendar length, counted back from a day with both ends included: ISO 8601 <c>P30D</c>, <c>P12M</c>, <c>P2Y</c>, <c>PT24H</c>.
/// </summary>
public readonly record struct Duration(int Years, int Months, int Days, int Hours = 0)
{
    /// <summary>The first day that still lies inside the length, counted back from <paramref name="end"/>; at most to the first day of the calendar.</summary>
    public DateOnly StartBefore(DateOnly end)
    {
        try
        {
            return end.AddYears(-Years).AddMonths(-Months).AddDays(-Days - WholeDaysOfHours);
        }
        catch (ArgumentOutOfRangeException)
        {
            return DateOnly.MinValue;
        }
    }

    /// <summary>The last day that still lies inside the length, counted forward from <paramref name="start"/>; at most to the last day of the calendar.</summary>
    public DateOnly EndAfter(DateOnly start)
    {
        try
        {
            return start.AddYears(Years).AddMonths(Months).AddDays(Days + WholeDaysOfHours);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Records write 9999-12-31 for "no end".
            return DateOnly.MaxValue;
        }
    }

    // A window of 24 hours holds asOf and the day before: many records carry days only.
    private int WholeDaysOfHours => (Hours + 23) / 24;

    /// <summary>Reads an ISO 8601 duration of years, months, weeks, days and hours; false for anything else.</summary>
    public static bool TryParse(string? text, out Duration span)
    {
        span = default;
        if (text is null || text.Length < 3 || text[0] != 'P')
            return false;
        int years = 0, months = 0, days = 0, hours = 0, number = -1;
        var time = false;
        foreach (var c in text.AsSpan(1))
        {
            if (char.IsAsciiDigit(c))
            {
                number = (number < 0 ? 0 : number * 10) + (c - '0');
                if (number > 36_600)
                    return false;
                continue;
            }
            if (c == 'T' && !time && number < 0)
            {
                time = true;
                continue;
            }
            if (number < 0)
                return false;
            switch (c)
            {
                case 'Y' when !time: years = number; break;
                case 'M' when !time: months = number; break;
                case 'W' when !time: days += number * 7; break;
                case 'D' when !time: days += number; break;
                case 'H' when time: hours = number; break;
                default: return false;
            }
            number = -1;
        }
        span = new Duration(years, months, days, hours);
        return number < 0 && (years | months | days | hours) != 0;
    }

    /// <summary>In words: "30 days", "24 hours".</summary>
    public string In(Language language)
    {
        var zh = language == Language.Chinese;
        var parts = new List<string>(2);
        if (Years > 0)
            parts.Add(zh ? $"{Years}年" : Years == 1 ? "1 year" : $"{Years} years");
        if (Months > 0)
            parts.Add(zh ? $"{Months}个月" : Months == 1 ? "1 month" : $"{Months} months");
        if (Days > 0)
            parts.Add(zh ? $"{Days}天" : Days == 1 ? "1 day" : $"{Days} days");
        if (Hours > 0)
            parts.Add(zh ? $"{Hours}小时" : Hours == 1 ? "1 hour" : $"{Hours} hours");
        return string.Join(zh ? "" : " ", parts);
    }

    /// <summary>ISO 8601.</summary>
    public override string ToString() =>
        "P" + (Years > 0 ? $"{Years}Y" : "") + (Months > 0 ? $"{Months}M" : "") + (Days > 0 ? $"{Days}D" : "") + (Hours > 0 ? $"T{Hours}H" : "");
}
