namespace CdsOncoPharm.Service.Tests;

/// <summary>Settings: what a site may choose, and what stops the start-up by its name.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task The_day_in_a_request_is_ignored_where_it_is_not_allowed()
    {
        await using var service = await RunningService.StartAsync("--Clinical:AllowAsOf", "false");
        var request = Sample.Request("12-myeloma");
        request["extension"]!["org.cdsoncopharm.asOf"] = "2019-02-28";

        var answer = await service.AskAsync(request);

        Assert.NotEqual("2019-02-28", (string?)answer.Assessment()["asOf"]);
    }

    [Fact]
    public async Task A_site_chooses_language_and_options()
    {
        await using var service = await RunningService.StartAsync("--Clinical:Language", "zh-CN", "--Clinical:Options:D-38", "exclude");

        var oxaliplatin = await service.AskAsync(Sample.Request("01-oxaliplatin-kidney"));
        var myeloma = await service.AskAsync(Sample.Request("12-myeloma"));

        Assert.StartsWith("二级药学监护", (string)oxaliplatin.Card()["summary"]!, StringComparison.Ordinal);
        Assert.Empty(myeloma["cards"]!.AsArray());
    }

    [Theory]
    [InlineData("--Clinical:Optionz:D-17", "level-2", "Clinical:Optionz")]
    [InlineData("--Clinical:Options:D-999", "level-2", "D-999")]
    [InlineData("--Clinical:Options:D-17", "level-9", "level-9")]
    [InlineData("--Clinical:TimeZone", "Mars/Olympus", "Clinical:TimeZone")]
    [InlineData("--Clinical:Language", "tlh", "Clinical:Language")]
    [InlineData("--Trust:Client:0:Name", "north", "Client")]
    [InlineData("--Trust:Clients:0:Isuer", "https://ehr.example.org", "Isuer")]
    [InlineData("--Records:Conection", "x", "Records:Conection")]
    [InlineData("--Telemetry:Endpoint", "http://127.0.0.1:4317", "Telemetry:Endpoint")]
    [InlineData("--Telemetry:Protocol", "smoke-signs", "Protocol")]
    [InlineData("--Telemetry:OtlpEndpoint", "collector", "Telemetry:OtlpEndpoint")]
    [InlineData("--Telemetry:OtlpEndpoint", "ftp://127.0.0.1", "Telemetry:OtlpEndpoint")]
    [InlineData("--Trust:Clients:0:Language", "tlh", "Trust:Clients:0:Language")]
    [InlineData("--Serilog:WriteTo:0:Name", "Fiel", "Serilog:WriteTo:0:Name")]
    [InlineData("--Serilog:MinimalLevel", "Debug", "Serilog:MinimalLevel")]
    [InlineData("--Clinicall:Language", "en", "Clinicall")]
    [InlineData("--Fetch:Deadlin", "00:00:02", "Fetch:Deadlin")]
    [InlineData("--Fetch:MaxPages", "0", "Fetch:MaxPages")]
    [InlineData("--Trust:ClockSkew", "abc", "Trust:ClockSkew")]
    [InlineData("--Trust:MaxTokenLife", "10.00:00:00", "MaxTokenLife")]
    [InlineData("--Urls", "nonsense", "nonsense")]
    public async Task A_setting_that_cannot_be_used_stops_the_start_up_by_its_name(string key, string value, string named)
    {
        var (exitCode, said) = await RunningService.StartAndFailAsync(key, value);

        Assert.Equal(2, exitCode);
        Assert.Contains(named, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
