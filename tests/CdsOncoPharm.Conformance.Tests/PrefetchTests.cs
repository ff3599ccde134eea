using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>Each of the six services with prefetch of every shape that clients send.</summary>
[Collection(OneServiceCollection.Name)]
public sealed class PrefetchTests(OneService one)
{
    // What the card says when the key did not arrive.
    private static readonly Dictionary<string, string> Names = new()
    {
        ["conditions"] = "Diagnoses",
        ["medications"] = "Medication orders",
        ["administrations"] = "Administrations",
        ["procedures"] = "Procedures",
        ["adverseEvents"] = "Adverse events",
        ["labs"] = "Results",
    };

    public static TheoryData<string> Hooks() => [.. Calls.Hooks];

    public static TheoryData<string, string> HooksAndKeys()
    {
        TheoryData<string, string> data = [];
        foreach (var hook in Calls.Hooks)
        {
            foreach (var key in Names.Keys)
                data.Add(hook, key);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_060_CH_063_CH_110_each_service_answers_its_hook(string hook)
    {
        var answer = await one.Service.CallAsync(Calls.Of(hook));

        Assert.Equal(2, answer.Ok().Level());
        Assert.Equal("application/json", answer.Headers["Content-Type"].Split(';')[0]);
        Assert.Empty(Wire.Breaches(answer.Json));
    }

    [Theory]
    [MemberData(nameof(HooksAndKeys))]
    public async Task CH_081_CH_090_a_key_that_is_absent_is_named_on_the_card(string hook, string key)
    {
        var request = Calls.Of(hook);
        request.Prefetch().Remove(key);

        // Without diagnoses the note on the scope says it.
        var note = key == "conditions" ? "Diagnoses did not arrive" : $"{Names[key]} were not sent";
        Assert.Contains(note, await DetailAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HooksAndKeys))]
    public async Task CH_082_CH_083_null_and_both_forms_of_an_empty_bundle_say_that_there_is_nothing(string hook, string key)
    {
        foreach (var empty in (string[])["null", """{"resourceType":"Bundle","type":"searchset","total":0}""", """{"resourceType":"Bundle","type":"searchset","entry":[]}"""])
        {
            var request = Calls.Of(hook);
            request.Prefetch()[key] = JsonNode.Parse(empty);
            var answer = await one.Service.CallAsync(request);
            var detail = Wire.Text(Wire.Objects(answer.Ok()["cards"]).FirstOrDefault()?["detail"]);

            Assert.DoesNotContain($"{Names[key]} were not sent", detail, StringComparison.Ordinal);
            Assert.DoesNotContain($"{Names[key]} did not arrive", detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(HooksAndKeys))]
    public async Task CH_084_CH_090_an_operation_outcome_is_a_failure_that_the_card_names(string hook, string key)
    {
        var request = Calls.Of(hook);
        request.Prefetch()[key] = Sample.OperationOutcome();

        Assert.Contains($"{Names[key]} did not arrive", await DetailAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HooksAndKeys))]
    public async Task CH_084_EP_04_a_warning_beside_no_match_is_no_failure(string hook, string key)
    {
        var request = Calls.Of(hook);
        request.Prefetch()[key] = JsonNode.Parse("""
            { "resourceType": "Bundle", "type": "searchset", "total": 0, "entry": [ { "search": { "mode": "outcome" }, "resource":
              { "resourceType": "OperationOutcome", "issue": [ { "severity": "warning", "code": "processing", "details": { "coding": [ { "code": "4101" } ] } } ] } } ] }
            """);
        var answer = await one.Service.CallAsync(request);

        Assert.DoesNotContain("did not arrive", Wire.Text(Wire.Objects(answer.Ok()["cards"]).FirstOrDefault()?["detail"]), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HooksAndKeys))]
    public async Task CH_085_a_page_that_cannot_be_followed_is_named_on_the_card(string hook, string key)
    {
        var request = Calls.Of(hook);
        var bundle = request.Prefetch()[key]?.AsObject();
        if (bundle is null)
            request.Prefetch()[key] = bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "searchset" };
        bundle["link"] = JsonNode.Parse("""[ { "relation": "next", "url": "https://ehr.example.org/fhir?page=2" } ]""");

        Assert.Contains($"{Names[key]} arrived only in part", await DetailAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_080_EP_02_a_key_of_another_name_holds_what_it_holds(string hook)
    {
        var usual = Calls.Of(hook);
        var renamed = Calls.Of(hook);
        foreach (var key in renamed.Prefetch().Select(item => item.Key).ToList())
        {
            var content = renamed.Prefetch()[key];
            renamed.Prefetch().Remove(key);
            renamed.Prefetch()[$"ehr-{key}-7"] = content;
        }

        await SameAsync(usual, renamed, levelAlone: true);
    }

    [Fact]
    public async Task CH_082_one_order_under_a_key_of_another_name_is_not_all_orders()
    {
        var request = Calls.Of("patient-view");
        var order = request.Resources("medications").First().DeepClone();
        request.Prefetch().Remove("medications");
        request.Prefetch()["lastOrder"] = order;

        Assert.Contains("Medication orders were not sent", await DetailAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_082_vital_signs_under_a_key_of_another_name_are_no_laboratory_results()
    {
        var request = Calls.Of("patient-view");
        request.Prefetch()["vitals"] = request.Prefetch()["measurements"]!.DeepClone();
        request.Prefetch().Remove("measurements");
        request.Prefetch().Remove("labs");

        Assert.Contains("Results were not sent", await DetailAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("medications", "Medication orders arrived only in part")]
    [InlineData("labs", "Results arrived only in part")]
    public async Task CH_085_a_cut_page_under_a_key_of_another_name_is_named_too(string key, string note)
    {
        var request = Calls.Of("patient-view");
        var bundle = request.Prefetch()[key]!.DeepClone();
        bundle["total"] = 999;
        request.Prefetch().Remove(key);
        request.Prefetch()[$"my-{key}"] = bundle;

        Assert.Contains(note, await DetailAsync(request), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_086_resources_of_another_patient_never_count(string hook)
    {
        var request = Calls.Of(hook);
        foreach (var resource in request.Resources("labs").Concat(request.Resources("administrations")))
            resource["subject"] = JsonNode.Parse("""{ "reference": "Patient/somebody-else" }""");
        var without = Calls.Of(hook);
        without.Prefetch()["labs"] = null;
        without.Prefetch()["administrations"] = null;

        await SameAsync(without, request, levelAlone: true);
        Assert.NotEqual("met", (await one.Service.CallAsync(request)).Ok().Outcome("PC-5.1.2.5-L2-a"));
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_080_SB_07_bundles_without_a_type_are_read(string hook)
    {
        var request = Calls.Of(hook);
        foreach (var (_, content) in request.Prefetch())
            (content as JsonObject)?.Remove("type");

        await SameAsync(Calls.Of(hook), request);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task EP_05_EP_06_a_category_that_is_an_object_and_absolute_references_cost_nothing(string hook)
    {
        var request = Calls.Of(hook);
        foreach (var order in request.Resources("medications"))
        {
            order["category"] = JsonNode.Parse("""{ "coding": [ { "code": "outpatient" } ] }""");
            order["identifier"] = JsonNode.Parse("""[ { "use": "usual" } ]""");
            order["subject"] = JsonNode.Parse("""{ "reference": "https://ehr.example.org/fhir/Patient/sample-01" }""");
        }

        await SameAsync(Calls.Of(hook), request);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_010_CH_066_EP_03_EP_08_EP_23_what_epic_adds_is_no_hindrance(string hook)
    {
        var request = Calls.Of(hook);
        var usual = Calls.Of(hook);
        usual["context"]!["userId"] = "PractitionerRole/x.1";
        request["context"]!["userId"] = "PractitionerRole/x.1";
        request["fhirServer"] = "https://ehr.example.org/fhir";
        request["fhirAuthorization"] = JsonNode.Parse(
            """{ "access_token": "lent", "token_type": "bearer", "expires_in": 3600, "scope": "MedicationRequest.Read (R4)", "subject": "x" }""");
        request["extension"]!["com.epic.cdshooks.request.bpa-trigger-action"] = "23";
        request["com.example.unknown"] = new JsonArray(1, null);

        await SameAsync(usual, request);
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_067_CH_087_CH_112_EP_10_without_prefetch_and_without_a_server_the_answer_is_412(string hook)
    {
        foreach (var prefetch in (JsonNode?[])[null, new JsonObject()])
        {
            var request = Calls.Of(hook);
            request.Remove("prefetch");
            if (prefetch is not null)
                request["prefetch"] = prefetch;

            (await one.Service.CallAsync(request)).IsOutcome(412);
        }
    }

    [Theory]
    [InlineData("patient", "null")]
    [InlineData("patient", """{ "resourceType": "Patient", "id": "somebody-else" }""")]
    [InlineData("patient", """{ "resourceType": "OperationOutcome", "issue": [ { "severity": "error", "code": "forbidden" } ] }""")]
    [InlineData("patient", """{ "resourceType": "Practitioner", "id": "sample-01" }""")]
    public async Task CH_087_CH_088_without_the_patient_of_the_context_the_answer_is_412(string key, string content)
    {
        foreach (var hook in Calls.Hooks)
        {
            var request = Calls.Of(hook);
            request.Prefetch()[key] = JsonNode.Parse(content);

            (await one.Service.CallAsync(request)).IsOutcome(412);
        }
    }

    [Theory]
    [MemberData(nameof(Hooks))]
    public async Task CH_061_CH_062_CH_063_CH_064_CH_089_EP_09_a_call_that_lacks_what_is_required_is_a_400(string hook)
    {
        List<Action<JsonObject>> faults =
        [
            call => call.Remove("hook"),
            call => call["hook"] = "appointment-book",
            call => call.Remove("hookInstance"),
            call => call.Remove("context"),
            call => call["context"]!.AsObject().Remove("patientId"),
            call => call["context"]!.AsObject().Remove("userId"),
            call => call["fhirAuthorization"] = JsonNode.Parse("""{ "access_token": "lent", "token_type": "Bearer", "expires_in": 300, "scope": "x", "subject": "x" }"""),
        ];
        if (hook is "order-sign" or "order-select")
            faults.Add(call => call["context"]!.AsObject().Remove("draftOrders"));
        if (hook == "order-select")
            faults.Add(call => call["context"]!.AsObject().Remove("selections"));
        if (hook == "medication-verify")
            faults.Add(call => call["context"]!.AsObject().Remove("medication"));
        if (hook.StartsWith("encounter", StringComparison.Ordinal))
            faults.Add(call => call["context"]!.AsObject().Remove("encounterId"));
        foreach (var fault in faults)
        {
            var request = Calls.Of(hook);
            fault(request);

            (await one.Service.SendAsync(HttpMethod.Post, $"cds-services/care-level-{hook}", request.ToJsonString())).IsOutcome(400);
        }
    }

    [Theory]
    [InlineData("""{ "resourceType": "Bundle", "entry": [ { "resource": { "resourceType": "MedicationOrder", "id": "1", "status": "draft" } } ] }""")]
    [InlineData("""{ "resourceType": "Bundle", "entry": [ { "resource": { "resourceType": "MedicationRequest", "id": "1", "status": "draft", "subject": "Patient/sample-01", "medication": { "concept": { "text": "R5" } } } } ] }""")]
    [InlineData("""{ "resourceType": "Bundle", "entry": { "resource": [ ] } }""")]
    public async Task CH_068_orders_of_another_fhir_version_are_no_5xx(string orders)
    {
        var request = Calls.Of("order-sign");
        request["context"]!["draftOrders"] = JsonNode.Parse(orders);

        Assert.Contains((await one.Service.CallAsync(request)).Status, (int[])[200, 400, 412]);
    }

    [Fact]
    public async Task CH_089_a_body_that_is_too_large_is_a_413()
    {
        var request = Calls.Of("patient-view");
        request["padding"] = new string('x', 11 * 1024 * 1024);

        (await one.Service.CallAsync(request)).IsOutcome(413);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "hook": "patient-view", /* words */ "context": {} }""")]
    public async Task CH_071_what_is_no_request_is_a_400(string body) =>
        (await one.Service.SendAsync(HttpMethod.Post, "cds-services/care-level-patient-view", body)).IsOutcome(400);

    [Fact]
    public async Task CH_069_an_unknown_service_is_a_404() =>
        (await one.Service.SendAsync(HttpMethod.Post, "cds-services/care-level", "{}")).IsOutcome(404);

    private async Task<string> DetailAsync(JsonObject request) => Wire.Text((await one.Service.CallAsync(request)).Ok().Card()["detail"]);

    // Under another name a search that came empty cannot be told from one that was not made: then the notes differ, the level does not.
    private async Task SameAsync(JsonObject expected, JsonObject request, bool levelAlone = false)
    {
        var (usual, other) = ((await one.Service.CallAsync(expected)).Ok(), (await one.Service.CallAsync(request)).Ok());

        if (levelAlone)
            Assert.Equal(usual.Level(), other.Level());
        else
            Assert.Equal(usual.WithoutIds(), other.WithoutIds());
    }
}
