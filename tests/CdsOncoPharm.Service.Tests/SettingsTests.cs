using System.Text.Json.Nodes;

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

    [Fact]
    public async Task A_site_chooses_urgency_silent_hooks_and_the_codes_of_its_own_orders()
    {
        await using var service = await RunningService.StartAsync(
            "--Cards:Level2", "info", "--Cards:SilentAt:0", "order-select",
            "--Cards:OrderCodes:MON-CV-01:System", "urn:our-catalogue", "--Cards:OrderCodes:MON-CV-01:Code", "echo-1");
        var sign = Sample.Request("06-signing-raises-the-level");
        var select = Sample.Request("06-signing-raises-the-level");
        select["hook"] = "order-select";
        select["context"]!["selections"] = new JsonArray("MedicationRequest/sample-06-order-2");

        Assert.Equal("info", (string?)(await service.AskAsync(sign)).Card()["indicator"]);
        Assert.Empty((await service.AskAsync(select))["cards"]!.AsArray());
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
    [InlineData("--Kestrel:Endpoint:Http:Url", "http://127.0.0.1:0", "Kestrel:Endpoint")]
    [InlineData("--Logging:LogLevels:Default", "Warning", "Logging:LogLevels")]
    [InlineData("--ShutdownTimeoutSeconds", "soon", "ShutdownTimeoutSeconds")]
    [InlineData("--Serilog:WriteTo:0:Name", "File", "Serilog:WriteTo:0:Args:path")]
    [InlineData("--Serilog:MinimalLevel", "Debug", "Serilog:MinimalLevel")]
    [InlineData("--Clinicall:Language", "en", "Clinicall")]
    [InlineData("--Cards:Level1", "loud", "Cards:Level1")]
    [InlineData("--Cards:Level1", "7", "Cards:Level1")]
    [InlineData("--Cards:SilentAt:0", "order-dispatch", "order-dispatch")]
    [InlineData("--Cards:OrderCodes:MON-CV-01:Code", "echo-1", "Cards:OrderCodes:MON-CV-01")]
    [InlineData("--Trust:KeysFreshFor", "-1", "KeysFreshFor")]
    [InlineData("--Trust:MaxBodyBytes", "0", "MaxBodyBytes")]
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
