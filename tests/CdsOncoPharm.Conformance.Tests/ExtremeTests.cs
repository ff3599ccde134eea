using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>Numbers and days that JSON and FHIR allow and nobody measures: an answer without them, never a 5xx.</summary>
[Collection(OneServiceCollection.Name)]
public sealed class ExtremeTests(OneService one)
{
    [Theory]
    [InlineData("29463-7", "1e27")]
    [InlineData("29463-7", "0.000000001")]
    [InlineData("8302-2", "1e27")]
    [InlineData("8302-2", "1e13")]
    [InlineData("8302-2", "0.000000001")]
    [InlineData("8302-2", "-1e27")]
    [InlineData("14682-9", "1e27")]
    [InlineData("14682-9", "1e-27")]
    public async Task CH_068_CH_090_a_number_of_another_world_is_no_measurement(string loinc, string value)
    {
        var request = Calls.Of("patient-view");
        var changed = 0;
        foreach (var result in request.Resources("labs").Concat(request.Resources("measurements")))
        {
            if (Wire.Text(result["code"]!["coding"]![0]!["code"]) != loinc)
                continue;
            result["valueQuantity"]!["value"] = JsonNode.Parse(value);
            changed++;
        }

        Assert.NotEqual(0, changed);
        (await one.Service.CallAsync(request)).Ok();
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task CH_068_days_at_the_ends_of_the_calendar_are_days(string day)
    {
        var text = Calls.Of("patient-view").ToJsonString();
        foreach (var (asOf, from) in ((bool, string)[])[(true, "\"2026-11-21\""), (false, "\"2026-10-27\"")])
        {
            var request = JsonNode.Parse(text.Replace(from, $"\"{day}\"", StringComparison.Ordinal))!.AsObject();
            if (asOf)
                request["extension"]!["org.cdsoncopharm.asOf"] = day;

            (await one.Service.CallAsync(request)).Ok();
        }
    }

    [Theory]
    [InlineData("{ \"value\": 1e27 }")]
    [InlineData("{ \"value\": 99999, \"code\": \"a\", \"system\": \"http://unitsofmeasure.org\" }")]
    public async Task CH_068_a_supply_for_longer_than_a_life_is_none(string supply)
    {
        var request = Calls.Of("patient-view");
        foreach (var order in request.Resources("medications").ToList())
        {
            request.Entries("medications").Add(new JsonObject
            {
                ["resource"] = new JsonObject
                {
                    ["resourceType"] = "MedicationDispense",
                    ["id"] = $"dispense-{order["id"]}",
                    ["status"] = "completed",
                    ["subject"] = order["subject"]!.DeepClone(),
                    ["medicationCodeableConcept"] = order["medicationCodeableConcept"]!.DeepClone(),
                    ["whenHandedOver"] = "2026-11-01",
                    ["daysSupply"] = JsonNode.Parse(supply),
                },
            });
        }

        (await one.Service.CallAsync(request)).Ok();
    }
}
