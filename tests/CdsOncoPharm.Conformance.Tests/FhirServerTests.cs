using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>The service fetches its data from a real R4 server: with and without token, in pages, slowly, and in part.</summary>
public sealed class FhirServerTests(FhirServer server) : IClassFixture<FhirServer>
{
    private const string Oxaliplatin = Calls.Oxaliplatin;

    public static TheoryData<string> Samples() => [.. Calls.Samples];

    [FhirServerTheory]
    [MemberData(nameof(Samples))]
    public async Task CH_086_CH_091_CH_100_what_is_fetched_gives_the_same_card_as_what_is_sent(string sample)
    {
        var sent = await server.Service.CallAsync(await server.PrefetchedAsync(sample));
        var fetched = await server.Service.CallAsync(server.Fetching(sample, "/strict"));

        Assert.Equal(sent.Ok().WithoutIds(), fetched.Ok().WithoutIds());
    }

    [FhirServerFact]
    public async Task CH_091_the_sample_as_it_is_gives_the_same_card_too()
    {
        var sent = await server.Service.CallAsync(Sample.Request(Oxaliplatin));
        var fetched = await server.Service.CallAsync(server.Fetching(Oxaliplatin));

        Assert.Equal(sent.Ok().WithoutIds(), fetched.Ok().WithoutIds());
    }

    [FhirServerFact]
    public async Task CH_091_one_order_under_a_key_of_another_name_does_not_keep_the_others_from_being_fetched()
    {
        var request = server.Fetching(Oxaliplatin);
        request["prefetch"] = new JsonObject { ["lastOrder"] = Calls.Of("patient-view").Resources("medications").First().DeepClone() };
        var whole = await server.Service.CallAsync(server.Fetching(Oxaliplatin));

        Assert.Equal(whole.Ok().WithoutIds(), (await server.Service.CallAsync(request)).Ok().WithoutIds());
    }

    [FhirServerFact]
    public async Task CH_101_CH_102_CH_103_the_lent_token_opens_the_server_and_is_nowhere_afterwards()
    {
        var with = await server.Service.CallAsync(server.Fetching(Oxaliplatin, "/token-Capercaillie", "Capercaillie"));

        Assert.Equal(2, with.Ok().Level());
        Assert.DoesNotContain("Capercaillie", with.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Capercaillie", server.Service.Written, StringComparison.Ordinal);
        Assert.DoesNotContain("Capercaillie", Encoding.UTF8.GetString(await RecordsAsync()), StringComparison.Ordinal);
        // The next call has none, and gets nothing by the last one's.
        (await server.Service.CallAsync(server.Fetching(Oxaliplatin, "/token-Capercaillie"))).IsOutcome(412);
    }

    [FhirServerTheory]
    [InlineData("/token-right", null)]
    [InlineData("/token-right", "wrong")]
    [InlineData("/broken-Patient", "any")]
    [InlineData("/broken-Condition/broken-MedicationRequest", "any")]
    [InlineData("/slow-Patient-6000", "any")]
    public async Task CH_087_CH_088_a_server_that_refuses_what_is_required_is_a_412(string manners, string? token) =>
        (await server.Service.CallAsync(server.Fetching(Oxaliplatin, manners, token))).IsOutcome(412);

    [FhirServerTheory]
    [InlineData("/broken-Observation", "Results did not arrive")]
    [InlineData("/slow-Observation-6000", "Results did not arrive")]
    [InlineData("/broken-Condition", "Diagnoses did not arrive")]
    [InlineData("/slow-MedicationAdministration-6000", "Administrations did not arrive")]
    public async Task CH_070_CH_090_what_does_not_arrive_is_unknown_and_named_on_the_card(string manners, string note)
    {
        var answer = await server.Service.CallAsync(server.Fetching(Oxaliplatin, manners));

        Assert.Contains(note, Wire.Text(answer.Ok().Card()["detail"]), StringComparison.Ordinal);
        Assert.True((bool)answer.Json.Assessment()["provisional"]!);
        Assert.DoesNotContain("not-met", answer.Json.Assessment()["findings"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [FhirServerFact]
    public async Task CH_085_pages_are_followed_to_the_end()
    {
        var whole = await server.Service.CallAsync(server.Fetching(Oxaliplatin));
        var paged = await server.Service.CallAsync(server.Fetching(Oxaliplatin, "/strict/page-4"));
        // Pages come one after the other, and a call fetches for two seconds: a busy machine gets a second and third chance.
        for (var attempt = 0; attempt < 5 && paged.Body.Contains("only in part", StringComparison.Ordinal); attempt++)
            paged = await server.Service.CallAsync(server.Fetching(Oxaliplatin, "/strict/page-4"));

        Assert.Equal(whole.Ok().WithoutIds(), paged.Ok().WithoutIds());
        Assert.Contains(server.Asked, line => line.Contains("/page-4/", StringComparison.Ordinal) && line.Contains("_offset=4", StringComparison.Ordinal));
    }

    [FhirServerFact]
    public async Task CH_080_CH_081_only_what_was_not_sent_is_fetched()
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch().Remove("labs");
        request["fhirServer"] = $"{server.Url}/token-half/fhir";
        request["fhirAuthorization"] = server.Fetching(Oxaliplatin, "", "half")["fhirAuthorization"]!.DeepClone();
        var before = server.Asked.Count(line => line.Contains("/token-half/", StringComparison.Ordinal));

        var answer = await server.Service.CallAsync(request);

        Assert.Equal((await server.Service.CallAsync(Sample.Request(Oxaliplatin))).Ok().WithoutIds(), answer.Ok().WithoutIds());
        await Task.Delay(500);
        Assert.Equal(1, server.Asked.Count(line => line.Contains("/token-half/", StringComparison.Ordinal)) - before);
    }

    [FhirServerFact]
    public async Task CH_047_CH_048_the_server_that_refuses_what_r4_does_not_define_refuses_none_of_our_searches()
    {
        await server.Service.CallAsync(server.Fetching(Oxaliplatin, "/strict"));

        await Task.Delay(500);
        var asked = server.Asked.Where(line => line.Contains("/strict/fhir/", StringComparison.Ordinal)).ToList();
        Assert.True(asked.Count >= 12, $"only {asked.Count} requests");
        Assert.All(asked, line => Assert.StartsWith("200 ", line, StringComparison.Ordinal));
    }

    [FhirServerTheory]
    [InlineData("Observation?patient=sample-01&kode=2160-0")]
    [InlineData("Observation?patient=sample-01&_sort=-dat")]
    [InlineData("Observation?patient=sample-01&_max=3")]
    [InlineData("AdverseEvent?subject=sample-01")]
    public async Task The_strict_server_does_refuse(string search)
    {
        using HttpClient http = new();

        using var strict = await http.GetAsync(new Uri($"{server.Url}/strict/fhir/{search}".Replace("/strict/", "/strict/page-9/", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.BadRequest, strict.StatusCode);
    }

    private async Task<byte[]> RecordsAsync()
    {
        await using FileStream file = new(server.Service.RecordsFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
