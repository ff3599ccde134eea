namespace CdsOncoPharm.Intake.Tests;

public sealed class CalendarTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.CreateCustomTimeZone("UTC+8", TimeSpan.FromHours(8), "UTC+8", "UTC+8");
    private static readonly Calendar Days = new(Shanghai, new DateOnly(2026, 11, 21));

    [Theory]
    [InlineData("2026", "2026-01-01", "2026-12-31")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2026-11-21", "2026-11-21", "2026-11-21")]
    [InlineData("2026-11-20T23:30:00+08:00", "2026-11-20", "2026-11-20")]
    [InlineData("2026-11-20T15:59:59Z", "2026-11-20", "2026-11-20")]
    [InlineData("2026-11-20T16:00:00Z", "2026-11-21", "2026-11-21")]
    [InlineData("2026-11-20T12:00:00.123-05:00", "2026-11-21", "2026-11-21")]
    [InlineData("2026-11-21T00:30+09:30", "2026-11-20", "2026-11-20")]
    [InlineData("2026-11-20T23:59:60Z", "2026-11-21", "2026-11-21")]
    [InlineData("2026-11-20T10:00:00", "2026-11-20", "2026-11-20")]
    [InlineData("2026-11-20T24:00:00+08:00", "2026-11-21", "2026-11-21")]
    public void A_date_is_read_in_the_time_zone_of_the_site(string written, string earliest, string latest)
    {
        var day = Days.Read(written);
        Assert.NotNull(day);
        Assert.Equal(Day(earliest), day.Value.Earliest);
        Assert.Equal(Day(latest), day.Value.Latest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("20")]
    [InlineData("2026-13")]
    [InlineData("2026-00")]
    [InlineData("2026-02-29")]
    [InlineData("2026-11-31")]
    [InlineData("2026-11-20T25:00:00Z")]
    [InlineData("2026-11-20T10:61:00Z")]
    [InlineData("2026-11-20T10:00:00+99:00")]
    [InlineData("2026-11-20Tmorning")]
    [InlineData("21.11.2026")]
    [InlineData("０２０２")]
    public void What_is_no_date_is_not_read(string? written) => Assert.Null(Days.Read(written));

    [Theory]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void The_ends_of_the_calendar_do_not_throw(string written) => _ = Days.Read(written);

    [Theory]
    [InlineData("2026-11-21", true)]
    [InlineData("2026-11-22", false)]
    [InlineData("2026-11-21T15:59:59Z", true)]
    [InlineData("2026-11-21T16:00:00Z", false)]
    [InlineData("2026", true)]
    [InlineData("2026-11", true)]
    [InlineData("2026-12", false)]
    [InlineData("2027", false)]
    public void A_fact_exists_when_it_can_lie_on_or_before_the_day(string written, bool exists) =>
        Assert.Equal(exists, Days.Exists(Days.Read(written)!.Value));

    [Theory]
    [InlineData("2026", "2026-11-21", "2026-01-01")]
    [InlineData("2026-10", "2026-10-31", "2026-10-01")]
    [InlineData("2026-11", "2026-11-21", "2026-11-01")]
    [InlineData("2026-11-05", "2026-11-05", "2026-11-05")]
    public void A_partial_date_is_late_for_orders_and_diagnoses_and_early_for_results(string written, string late, string early)
    {
        var day = Days.Read(written)!.Value;
        Assert.Equal(Day(late), Days.Late(day));
        Assert.Equal(Day(early), Calendar.Early(day).Day);
    }

    internal static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);
}
