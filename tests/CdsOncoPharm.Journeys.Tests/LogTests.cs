using System.Net;
using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests;

/// <summary>No token, name, request body or resource in a log (invariant 6): words planted all over a request must not come out.</summary>
public sealed class LogTests
{
    private const string Planted = "Zebrafinch";

    [Fact]
    public async Task Nothing_of_a_request_is_written_to_the_console()
    {
        await using var service = await RunningService.StartAsync("--Logging:LogLevel:Default", "Trace");

        using (var answered = await service.PostAsync("cds-services/care-level-patient-view", WithPlantedWords().ToJsonString()))
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        using (var broken = await service.PostAsync("cds-services/care-level-patient-view", $$"""{ "hook": "{{Planted}}", """))
            Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        var foreignHook = WithPlantedWords();
        foreignHook["hook"] = $"{Planted}-hook";
        using (var refused = await service.PostAsync("cds-services/care-level-patient-view", foreignHook.ToJsonString()))
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var noPatient = WithPlantedWords();
        noPatient["prefetch"]!.AsObject().Remove("patient");
        using (var refused = await service.PostAsync("cds-services/care-level-patient-view", noPatient.ToJsonString()))
            Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);

        var log = await LogOfAsync(service, calls: 4);
        Assert.Contains("care-level-patient-view", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("C18.7", log, StringComparison.Ordinal);
        Assert.DoesNotContain("1957-03-14", log, StringComparison.Ordinal);
    }

    private static JsonObject WithPlantedWords()
    {
        var text = File.ReadAllText(Repository.Of("samples", "01-oxaliplatin-kidney", "request.json"))
            .Replace("sample-01", $"{Planted}-id", StringComparison.Ordinal)
            .Replace("Otto", $"{Planted}-name", StringComparison.Ordinal)
            .Replace("Practitioner/pharmacist-1", $"Practitioner/{Planted}-user", StringComparison.Ordinal)
            .Replace("Essential hypertension", $"{Planted} disease", StringComparison.Ordinal);
        var request = JsonNode.Parse(text)!.AsObject();
        // Port 9 answers nobody: the fetch of what was left out fails, with the token in hand.
        request["fhirServer"] = $"http://127.0.0.1:9/{Planted}-server";
        request["fhirAuthorization"] = JsonNode.Parse(
            $$"""{ "access_token": "{{Planted}}-token", "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read", "subject": "{{Planted}}-client" }""");
        request["prefetch"]!.AsObject().Remove("procedures");
        return request;
    }

    // The lines are written by another process: they arrive a moment after the answer.
    private static async Task<string> LogOfAsync(RunningService service, int calls)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var log = service.Written;
            if (log.Split("care-level-patient-view ", StringSplitOptions.None).Length > calls)
                return log;
            await Task.Delay(100);
        }
        return service.Written;
    }
}
