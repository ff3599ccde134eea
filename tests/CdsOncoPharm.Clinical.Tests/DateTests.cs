using System.Globalization;

namespace CdsOncoPharm.Clinical.Tests;

/// <summary>Lengths of time, partial dates and ages.</summary>
public sealed class DateTests
{
    private static readonly DateOnly AsOf = new(2026, 11, 21);

    [Theory]
    [InlineData("P30D", 0, 0, 30, 0)]
    [InlineData("P12M", 0, 12, 0, 0)]
    [InlineData("P2Y", 2, 0, 0, 0)]
    [InlineData("P1Y1D", 1, 0, 1, 0)]
    [InlineData("P2W", 0, 0, 14, 0)]
    [InlineData("PT24H", 0, 0, 0, 24)]
    [InlineData("P1DT1H", 0, 0, 1, 1)]
    public void A_length_of_ISO_8601_is_read(string text, int years, int months, int days, int hours)
    {
        Assert.True(Duration.TryParse(text, out var length));
        Assert.Equal(new Duration(years, months, days, hours), length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P0D")]
    [InlineData("30D")]
    [InlineData("P30")]
    [InlineData("PD")]
    [InlineData("P-3D")]
    [InlineData("P1.5Y")]
    [InlineData("P24H")]
    [InlineData("PT3D")]
    [InlineData("PTT3H")]
    [InlineData("P3X")]
    [InlineData("P99999D")]
    [InlineData("90 days")]
    public void Anything_else_is_refused(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("P30D", "2026-10-22", "2026-12-21")]
    [InlineData("P1M", "2026-10-21", "2026-12-21")]
    [InlineData("P1Y", "2025-11-21", "2027-11-21")]
    [InlineData("PT24H", "2026-11-20", "2026-11-22")]
    [InlineData("PT25H", "2026-11-19", "2026-11-23")]
    public void A_window_reaches_back_and_forward_by_the_calendar(string text, string start, string end)
    {
        Assert.True(Duration.TryParse(text, out var length));
        Assert.Equal(DateOnly.ParseExact(start, "yyyy-MM-dd"), length.StartBefore(AsOf));
        Assert.Equal(DateOnly.ParseExact(end, "yyyy-MM-dd"), length.EndAfter(AsOf));
    }

    [Fact]
    public void A_year_back_from_29_February_is_28_February()
    {
        Assert.True(Duration.TryParse("P1Y", out var year));
        Assert.Equal(new DateOnly(2027, 2, 28), year.StartBefore(new DateOnly(2028, 2, 29)));
    }

    [Theory]
    [InlineData("P30D", "30 days", "30天")]
    [InlineData("P1D", "1 day", "1天")]
    [InlineData("P1Y", "1 year", "1年")]
    [InlineData("P12M", "12 months", "12个月")]
    [InlineData("PT24H", "24 hours", "24小时")]
    public void A_length_has_words_in_both_languages(string text, string en, string zh)
    {
        Assert.True(Duration.TryParse(text, out var length));
        Assert.Equal(en, length.In(Language.English));
        Assert.Equal(zh, length.In(Language.Chinese));
        Assert.Equal(text, length.ToString());
    }

    [Fact]
    public void A_partial_date_means_every_day_that_it_can()
    {
        Assert.Equal((new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29)), (PartialDate.Of(2024, 2).Earliest, PartialDate.Of(2024, 2).Latest));
        Assert.Equal((new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31)), (PartialDate.Of(2024).Earliest, PartialDate.Of(2024).Latest));
    }

    [Theory]
    [InlineData("1951-11-21", 75)]
    [InlineData("1951-11-22", 74)]
    [InlineData("2026-11-21", 0)]
    public void Age_is_in_completed_years_on_the_day(string born, int age) =>
        Assert.Equal((age, age), Snapshot(PartialDate.Of(DateOnly.ParseExact(born, "yyyy-MM-dd")), AsOf).Age);

    [Fact]
    public void Whoever_is_born_on_29_February_turns_a_year_older_on_1_March()
    {
        var born = PartialDate.Of(new DateOnly(2008, 2, 29));
        Assert.Equal((17, 17), Snapshot(born, new DateOnly(2026, 2, 28)).Age);
        Assert.Equal((18, 18), Snapshot(born, new DateOnly(2026, 3, 1)).Age);
        Assert.Equal((20, 20), Snapshot(born, new DateOnly(2028, 2, 29)).Age);
    }

    [Fact]
    public void A_partial_birth_date_gives_the_least_and_the_most_age()
    {
        Assert.Equal((74, 75), Snapshot(PartialDate.Of(1951), AsOf).Age);
        Assert.Equal((75, 75), Snapshot(PartialDate.Of(1951, 10), AsOf).Age);
        Assert.Equal((74, 75), Snapshot(PartialDate.Of(1951, 11), AsOf).Age);
        Assert.Null(Snapshot(null, AsOf).Age);
    }

    [Fact]
    public void A_time_on_the_same_day_is_later_than_none()
    {
        var day = new When(AsOf);
        var noon = new When(AsOf, new TimeOnly(12, 0));
        Assert.True(day < noon);
        Assert.True(noon > day && noon >= day && day <= noon);
        Assert.True(new When(AsOf.AddDays(-1), new TimeOnly(23, 0)) < day);
        Assert.Equal("2026-11-21", noon.ToString());
    }

    private static PatientSnapshot Snapshot(PartialDate? born, DateOnly asOf) => new() { AsOf = asOf, Patient = "Patient/p", BirthDate = born };

    [Theory]
    [InlineData("2014-01-01", "2014-12-31", "since 2014")]
    [InlineData("2014-06-01", "2014-06-30", "since 2014-06")]
    [InlineData("2014-06-03", "2014-06-03", "since 2014-06-03")]
    [InlineData("2014-06-03", "2016-06-02", "since 2014–2016")]
    [InlineData(null, "2014-06-03", "since 2014-06-03")]
    public void An_onset_is_shown_as_exactly_as_it_is_known(string? from, string onset, string words)
    {
        var condition = new ConditionFact
        {
            Reference = "Condition/1",
            Text = "Essential hypertension",
            Sets = default,
            Status = ConditionStatus.Active,
            Verification = Verification.Confirmed,
            OnsetFrom = from is null ? null : DateOnly.Parse(from, CultureInfo.InvariantCulture),
            Onset = DateOnly.Parse(onset, CultureInfo.InvariantCulture),
        };
        Assert.Equal($"Essential hypertension, {words}", condition.InWords(Language.English));
    }

    [Fact]
    public void A_length_ends_where_the_calendar_ends()
    {
        var months = new Duration(0, 13, 0);

        Assert.Equal(DateOnly.MinValue, months.StartBefore(new DateOnly(1, 6, 1)));
        Assert.Equal(DateOnly.MaxValue, months.EndAfter(new DateOnly(9999, 12, 31)));
    }
}
