namespace CdsOncoPharm.Clinical.Tests;

public class UnitTests
{
    [Theory]
    [InlineData(2.0025, 2, "2.002")]
    [InlineData(2, 2, "2")]
    [InlineData(4.999, 2, "4.999")]
    [InlineData(1.236, 2, "1.24")]
    [InlineData(18.47, 1, "18.47")]
    [InlineData(18.5, 1, "18.5")]
    [InlineData(30.004, 1, "30.004")]
    [InlineData(24.22, 1, "24.2")]
    public void A_number_is_never_rounded_onto_a_limit_that_it_is_not(double value, int decimals, string expected) =>
        Assert.Equal(expected, Units.Rounded((decimal)value, decimals));

    [Theory]
    [InlineData(52.45, "52.4")]
    [InlineData(30.02, "30.02")]
    public void Where_limits_are_whole_numbers_a_half_is_none(double value, string expected) =>
        Assert.Equal(expected, Units.Rounded((decimal)value, 1, step: 1));

    [Theory]
    [InlineData("118 umol/L", "118 µmol/L")]
    [InlineData("0.7 10*9/L", "0.7 × 10⁹/L")]
    [InlineData("4.1 10^12/L", "4.1 × 10¹²/L")]
    [InlineData("250 10*3/uL", "250 × 10³/µL")]
    [InlineData("57 mL/min/{1.73_m2}", "57 mL/min/1.73 m²")]
    [InlineData("57 mL/min/1.73.m2", "57 mL/min/1.73 m²")]
    [InlineData("38.4 Cel", "38.4 °C")]
    [InlineData("132 mm[Hg]", "132 mmHg")]
    [InlineData("23.4 kg/m2", "23.4 kg/m²")]
    [InlineData("75 mg/m2", "75 mg/m²")]
    [InlineData("2.1 m[iU]/L", "2.1 mIU/L")]
    [InlineData("3.4 u[iU]/mL", "3.4 µIU/mL")]
    [InlineData("30 [arb'U]/mL", "30 U/mL")]
    [InlineData("300 [USP'U]", "300 USP units")]
    [InlineData("1200 {copies}/mL", "1200 copies/mL")]
    [InlineData("820 /uL", "820/µL")]
    [InlineData("4 {score}", "4")]
    [InlineData("1.1 {INR}", "1.1")]
    [InlineData("2 1", "2")]
    [InlineData("24 mg.h/L", "24 mg·h/L")]
    [InlineData("92 %", "92 %")]
    [InlineData("<5 ng/L", "<5 ng/L")]
    [InlineData("104 g/L", "104 g/L")]
    [InlineData("positive", "positive")]
    [InlineData("1:80", "1:80")]
    [InlineData("", "")]
    public void A_value_shows_its_unit_as_a_clinician_writes_it(string written, string shown) => Assert.Equal(shown, Units.InValue(written, Language.English));

    [Fact]
    public void Words_among_the_units_are_in_the_readers_language() => Assert.Equal("300 USP 单位", Units.InValue("300 [USP'U]", Language.Chinese));

    [Theory]
    [InlineData("umol/L", "µmol/L")]
    [InlineData("{score}", "")]
    [InlineData("1", "")]
    [InlineData("{tablet}", "tablet")]
    [InlineData("mL/min", "mL/min")]
    [InlineData("片", "片")]
    public void A_unit_alone_shows_as_well(string unit, string shown) => Assert.Equal(shown, Units.Shown(unit, Language.English));
}
