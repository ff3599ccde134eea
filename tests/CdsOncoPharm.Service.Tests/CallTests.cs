using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CdsOncoPharm.Service.Tests;

/// <summary>Calls as an EHR makes them: what arrives, what does not, and what the card says about it.</summary>
[Collection(OneServiceCollection.Name)]
public sealed class CallTests(OneService one)
{
    private const string Oxaliplatin = "01-oxaliplatin-kidney";
    private const string Signing = "06-signing-raises-the-level";
    private const string Pneumonia = "07-severe-pneumonia";

    private readonly RunningService service = one.Service;

    [Fact]
    public async Task Patient_view_gives_one_card_with_level_reasons_tasks_and_the_assessment_as_data()
    {
        var answer = await service.AskAsync(Sample.Request(Oxaliplatin));

        var card = answer.Card();
        Assert.Equal("warning", (string?)card["indicator"]);
        Assert.StartsWith("Level 2", (string)card["summary"]!, StringComparison.Ordinal);
        Assert.NotEmpty(card["suggestions"]!.AsArray());
        Assert.Equal(2, answer.Level());
        Assert.Equal("met", answer.Outcome("PC-5.1.2.5-L2-a"));
        Assert.Equal("2026-11-21", (string?)answer.Assessment()["asOf"]);
    }

    [Fact]
    public async Task Order_sign_counts_the_drafts_and_says_what_signing_changes()
    {
        var answer = await service.AskAsync(Sample.Request(Signing));

        Assert.Equal(2, answer.Level());
        Assert.Contains("from 3 to 2", (string)answer.Card()["summary"]!, StringComparison.Ordinal);
        Assert.Contains("Without these orders it is Level 3.", (string)answer.Card()["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_of_an_earlier_FHIR_are_not_read_and_so_leave_the_level_open()
    {
        var request = Sample.Request(Signing);
        foreach (var draft in request["context"]!["draftOrders"]!["entry"]!.AsArray())
            draft!["resource"] = JsonNode.Parse("""{"resourceType": "MedicationOrder", "id": "1", "status": "draft", "medicationCodeableConcept": {"text": "doxorubicin"}}""");

        var card = (await service.AskAsync(request)).Card();

        Assert.StartsWith("Level 3 pharmaceutical care, could be 1 (missing: medicines)", (string)card["summary"]!, StringComparison.Ordinal);
        Assert.Contains("Medication orders arrived only in part", (string)card["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafts_inside_the_prefetch_do_not_count()
    {
        var request = Sample.Request(Signing);
        foreach (var draft in request["context"]!["draftOrders"]!["entry"]!.AsArray())
            request.Entries("medications").Add(draft!.DeepClone());
        request["hook"] = "patient-view";
        request["context"]!.AsObject().Remove("draftOrders");

        var answer = await service.AskAsync(request);

        Assert.Equal(3, answer.Level());
        Assert.Null(answer.Outcome("PC-5.2.1.1-L2-a"));
    }

    [Theory]
    [InlineData("zh-CN", "二级药学监护")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "二级药学监护")]
    [InlineData("en;q=0.5, zh-CN;q=0.9", "二级药学监护")]
    [InlineData("fr, en;q=0.2", "Level 2")]
    [InlineData("tlh", "Level 2")]
    [InlineData(null, "Level 2")]
    public async Task The_card_speaks_the_language_that_is_asked_for(string? language, string start)
    {
        var answer = await service.AskAsync(Sample.Request(Oxaliplatin), language);

        Assert.StartsWith(start, (string)answer.Card()["summary"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_patient_the_answer_is_412()
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch()["patient"] = Sample.OperationOutcome();

        await RefusedAsync(request, HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Another_patient_than_that_of_the_context_is_412()
    {
        var request = Sample.Request(Oxaliplatin);
        request["context"]!["patientId"] = "somebody-else";

        await RefusedAsync(request, HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Without_conditions_and_without_medications_the_answer_is_412()
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch()["conditions"] = Sample.OperationOutcome();
        request.Prefetch().Remove("medications");

        await RefusedAsync(request, HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("conditions", "Diagnoses did not arrive")]
    [InlineData("medications", "Medication orders did not arrive")]
    [InlineData("administrations", "Administrations did not arrive")]
    [InlineData("procedures", "Procedures did not arrive")]
    [InlineData("adverseEvents", "Adverse events did not arrive")]
    [InlineData("labs", "Results did not arrive")]
    public async Task What_failed_is_named_on_the_card_and_the_rest_is_still_answered(string key, string note)
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch()[key] = Sample.OperationOutcome();

        var answer = await service.AskAsync(request);

        Assert.Contains(note, (string)answer.Card()["detail"]!, StringComparison.Ordinal);
        Assert.True((bool)answer.Assessment()["provisional"]!);
    }

    [Fact]
    public async Task What_was_not_sent_is_named_on_the_card()
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch().Remove("procedures");

        var answer = await service.AskAsync(request);

        Assert.Contains("Procedures were not sent", (string)answer.Card()["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statements")]
    [InlineData("nutrition")]
    [InlineData("assessments")]
    public async Task What_many_records_do_not_have_is_no_gap_when_it_is_not_sent(string key)
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch().Remove(key);

        var answer = await service.AskAsync(request);

        Assert.DoesNotContain("not sent", (string)answer.Card()["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_was_cut_and_cannot_be_followed_is_named_on_the_card()
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch()["labs"]!["link"] = JsonNode.Parse("""[ { "relation": "next", "url": "https://ehr.example.org/fhir?page=2" } ]""");

        var answer = await service.AskAsync(request);

        Assert.Contains("Results arrived only in part", (string)answer.Card()["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_in_the_prefetch_is_a_search_that_found_nothing()
    {
        var request = Sample.Request(Oxaliplatin);
        request.Prefetch()["procedures"] = null;

        var answer = await service.AskAsync(request);

        Assert.DoesNotContain("Procedures", (string)answer.Card()["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_of_another_patient_never_count()
    {
        var own = await service.AskAsync(Sample.Request(Pneumonia));
        Assert.Equal("met", own.Outcome("PC-5.1.2.2-L1-a"));

        var request = Sample.Request(Pneumonia);
        foreach (var condition in request.Resources("conditions").Where(c => (string?)c["code"]!["text"] == "Bacterial pneumonia"))
            condition["subject"] = JsonNode.Parse("""{ "reference": "Patient/somebody-else" }""");
        var answer = await service.AskAsync(request);

        Assert.Equal("unknown", answer.Outcome("PC-5.1.2.2-L1-a"));
        Assert.NotEqual(1, answer.Level());
        Assert.Contains("Diagnoses of another patient came and were left out", (string)answer.Card()["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_entered_in_error_never_counts()
    {
        var request = Sample.Request(Pneumonia);
        foreach (var condition in request.Resources("conditions").Where(c => (string?)c["code"]!["text"] == "Bacterial pneumonia"))
            condition["verificationStatus"]!["coding"]![0]!["code"] = "entered-in-error";

        var answer = await service.AskAsync(request);

        Assert.Null(answer.Outcome("PC-5.1.2.2-L1-a"));
    }

    [Fact]
    public async Task Bundles_in_bundles_are_read()
    {
        var request = Sample.Request(Oxaliplatin);
        foreach (var key in new[] { "conditions", "medications", "administrations", "labs" })
        {
            var inner = request.Prefetch()[key]!.DeepClone();
            request.Prefetch()[key] = new JsonObject
            {
                ["resourceType"] = "Bundle",
                ["type"] = "collection",
                ["entry"] = new JsonArray(new JsonObject { ["resource"] = inner }),
            };
        }
        await GivesTheSameAsync(request);
    }

    [Fact]
    public async Task Resources_are_recognised_by_their_type_whatever_the_key_is_called()
    {
        var request = Sample.Request(Oxaliplatin);
        JsonArray entries = [];
        foreach (var (key, content) in request.Prefetch().Where(p => p.Key != "patient").ToList())
        {
            foreach (var entry in content!["entry"]?.AsArray() ?? [])
                entries.Add(entry!.DeepClone());
            request.Prefetch().Remove(key);
        }
        request.Prefetch()["everything"] = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["entry"] = entries };

        await GivesTheSameAsync(request);
    }

    [Fact]
    public async Task A_day_that_is_none_is_refused()
    {
        var request = Sample.Request(Oxaliplatin);
        request["extension"]!["org.cdsoncopharm.asOf"] = "21.11.2026";

        await RefusedAsync(request, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Broken_json_is_refused_and_not_repeated()
    {
        using var response = await service.PostAsync("cds-services/care-level-patient-view", """{ "hook": "patient-view", "secret-word" """);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("secret-word", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_answers_its_own_hook_alone()
    {
        using var response = await service.PostAsync("cds-services/care-level-order-sign", Sample.Request(Oxaliplatin).ToJsonString());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_service_that_does_not_exist_is_404_and_a_body_that_is_no_json_415()
    {
        using var unknown = await service.PostAsync("cds-services/care-level-tea-time", "{}");
        using StringContent text = new("hello", Encoding.UTF8, "text/plain");
        using var noJson = await service.Http.PostAsync(new Uri("cds-services/care-level-patient-view", UriKind.Relative), text);

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, noJson.StatusCode);
    }

    private async Task GivesTheSameAsync(JsonObject request)
    {
        var answer = await service.AskAsync(request);

        Assert.Equal(2, answer.Level());
        Assert.Equal("met", answer.Outcome("PC-5.1.2.5-L2-a"));
        Assert.Equal("met", answer.Outcome("PC-5.2.1.8-L2-b"));
    }

    private async Task RefusedAsync(JsonObject request, HttpStatusCode status)
    {
        using var response = await service.PostAsync($"cds-services/care-level-{request["hook"]}", request.ToJsonString());
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("OperationOutcome", (string?)JsonNode.Parse(body)!["resourceType"]);
        Assert.DoesNotContain("sample-01", body, StringComparison.Ordinal);
    }
}
