using System.Text;

namespace CdsHooks.AspNetCore.Tests;

public sealed class RequestTests
{
    private static async Task<Answer> SendAsync(string body)
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, _ => CdsResponse.Empty));
        return await host.CallAsync(body);
    }

    private static CdsRequest Parse(string body) => CdsRequest.Parse(Encoding.UTF8.GetBytes(body));

    [Fact]
    public async Task CH_110_CH_111_no_guidance_is_a_200_with_an_empty_array()
    {
        Answer answer = await SendAsync(Bodies.PatientView());

        Assert.Equal((200, """{"cards":[]}"""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task CH_061_a_wrong_hook_is_a_400()
    {
        Answer answer = await SendAsync(Bodies.With("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"Bundle"}}"""));

        answer.IsOutcome(400);
        Assert.Contains("patient-view", answer.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hook", null)]
    [InlineData("hook", "\" \"")]
    [InlineData("hook", "7")]
    [InlineData("hook", "null")]
    [InlineData("hookInstance", null)]
    [InlineData("hookInstance", "\"\"")]
    [InlineData("hookInstance", "{}")]
    [InlineData("context", null)]
    [InlineData("context", "null")]
    [InlineData("context", "[]")]
    [InlineData("context", "\"1\"")]
    public async Task CH_061_CH_062_CH_063_a_required_member_that_is_missing_or_ill_shaped_is_a_400(string member, string? json)
    {
        Answer answer = await SendAsync(Bodies.PatientView((member, json)));

        answer.IsOutcome(400);
        Assert.Contains($"'{member}'", answer.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"D1577C69-DFBE-44AD-BA6D-3E05E953B2EA\"")]
    [InlineData("\"urn:uuid:d1577c69-dfbe-44ad-ba6d-3e05e953b2ea\"")]
    [InlineData("\"not-a-uuid\"")]
    public async Task CH_062_any_text_identifies_the_hook_instance(string json) =>
        Assert.Equal(200, (await SendAsync(Bodies.PatientView(("hookInstance", json)))).Status);

    [Fact]
    public async Task CH_064_authorization_without_a_server_is_a_400()
    {
        Answer answer = await SendAsync(Bodies.PatientView(Bodies.Authorization()));

        answer.IsOutcome(400);
        Assert.Contains("'fhirServer'", answer.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"not a url\"")]
    [InlineData("\"/fhir\"")]
    [InlineData("\"file:///etc/passwd\"")]
    [InlineData("\"ftp://ehr.example.org/\"")]
    [InlineData("17")]
    public async Task CH_065_a_fhir_server_that_is_no_web_address_is_a_400(string json) =>
        (await SendAsync(Bodies.PatientView(("fhirServer", json)))).IsOutcome(400);

    [Theory]
    [InlineData("access_token")]
    [InlineData("token_type")]
    [InlineData("expires_in")]
    [InlineData("scope")]
    [InlineData("subject")]
    public async Task CH_066_authorization_needs_its_required_members(string missing)
    {
        System.Text.Json.Nodes.JsonNode authorization = System.Text.Json.Nodes.JsonNode.Parse(Bodies.Authorization().Item2!)!;
        authorization.AsObject().Remove(missing);

        Answer answer = await SendAsync(Bodies.PatientView(("fhirServer", "\"https://ehr.example.org\""), ("fhirAuthorization", authorization.ToJsonString())));

        answer.IsOutcome(400);
        Assert.Contains(missing, answer.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_066_bearer_in_any_case_and_no_patient_is_fine()
    {
        string authorization = Bodies.Authorization().Item2!.Replace("Bearer", "bearer", StringComparison.Ordinal);

        Assert.Equal(200, (await SendAsync(Bodies.PatientView(("fhirServer", "\"https://e.example.org\""), ("fhirAuthorization", authorization)))).Status);
    }

    [Fact]
    public async Task CH_066_a_token_that_cannot_stand_in_a_header_is_a_400() => (await SendAsync(Bodies.PatientView(
        ("fhirServer", "\"https://e.example.org\""), ("fhirAuthorization", Bodies.Authorization("a\\r\\nX-Injected: 1").Item2)))).IsOutcome(400);

    [Theory]
    [InlineData("prefetch")]
    [InlineData("fhirServer")]
    [InlineData("fhirAuthorization")]
    [InlineData("extension")]
    public async Task CH_067_an_optional_member_may_be_absent_or_null(string member)
    {
        Assert.Equal(200, (await SendAsync(Bodies.PatientView((member, null)))).Status);
        Assert.Equal(200, (await SendAsync(Bodies.PatientView((member, "null")))).Status);
    }

    [Fact]
    public async Task CH_010_unknown_members_and_extensions_of_any_shape_are_ignored() => Assert.Equal(200, (await SendAsync(Bodies.PatientView(
        ("com.example.unknown", "[1,{\"a\":[null]}]"), ("user", "\"x\""),
        ("extension", """{"com.epic.cdshooks.request.bpa-trigger-action":"18","com.epic.cdshooks.request.fhir-version":"R4"}""")))).Status);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"hook\"")]
    [InlineData("{}{}")]
    [InlineData("{\"hook\":\"patient-view\",}")]
    [InlineData("// comment\n{}")]
    [InlineData("{'hook':'patient-view'}")]
    [InlineData("{\"hook\":\"\\ud800\"}")]
    [InlineData("{\"prefetch\":{\"a\":{\"resourceType\":\"Patient\",}}}")]
    public async Task CH_071_malformed_json_is_a_400_without_a_stack_trace(string body)
    {
        Answer answer = await SendAsync(body);

        answer.IsOutcome(400);
        Assert.DoesNotContain(" at ", answer.Body.Replace("at line", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_071_anything_after_the_request_is_a_400() => (await SendAsync(Bodies.PatientView() + "{}")).IsOutcome(400);

    [Fact]
    public async Task CH_071_what_was_sent_is_never_repeated()
    {
        Answer answer = await SendAsync("""{"hook":"patient-view","Mr Secret":@}""");

        answer.IsOutcome(400);
        Assert.DoesNotContain("Secret", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("@", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_071_bytes_that_are_not_utf_8_are_a_400()
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, _ => CdsResponse.Empty));
        byte[] body = Encoding.UTF8.GetBytes(Bodies.PatientView(("extension", "{\"a\":\"?\"}")));
        body[Array.IndexOf(body, (byte)'?')] = 0xFF;
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");

        (await Answer.OfAsync(await host.Client.PostAsync("/cds-services/greeter", content))).IsOutcome(400);
    }

    [Fact]
    public async Task CH_071_json_nested_without_end_is_a_400() => (await SendAsync(Bodies.PatientView()[..^1]
        + ",\"extension\":" + string.Concat(Enumerable.Repeat("[", 100_000)) + string.Concat(Enumerable.Repeat("]", 100_000)) + "}")).IsOutcome(400);

    [Theory]
    [InlineData("""{"hook":"patient-view","hook":"order-sign","hookInstance":"1","context":{}}""")]
    [InlineData("""{"hook":"patient-view","hookInstance":"1","context":{"patientId":"1","patientId":"2"}}""")]
    [InlineData("""{"hook":"patient-view","hookInstance":"1","context":{},"prefetch":{"a":null,"a":null}}""")]
    public async Task A_member_that_is_there_twice_is_a_400_because_two_readers_could_differ(string body)
    {
        Answer answer = await SendAsync(body);

        answer.IsOutcome(400);
        Assert.Contains("twice", answer.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_stepped_over() =>
        Assert.Equal("patient-view", CdsRequest.Parse((byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bodies.PatientView())]).Hook);

    [Fact]
    public void An_escaped_member_name_is_the_same_member() =>
        Assert.Equal("patient-view", Parse(Bodies.PatientView().Replace("\"hook\"", "\"\\u0068ook\"", StringComparison.Ordinal)).Hook);

    [Fact]
    public void CH_102_an_authorization_does_not_print_its_token()
    {
        CdsRequest request = Parse(Bodies.PatientView(("fhirServer", "\"https://e.example.org/r4\""), Bodies.Authorization("top-secret")));

        Assert.Equal("top-secret", request.FhirAuthorization!.AccessToken);
        Assert.DoesNotContain("top-secret", $"{request} {request.FhirAuthorization}", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_member_is_read()
    {
        CdsRequest request = Parse(Bodies.PatientView(
            ("fhirServer", "\"https://e.example.org/r4\""),
            ("fhirAuthorization", """{"access_token":"t","token_type":"Bearer","expires_in":300.5,"scope":"s","subject":"cds","patient":"1"}"""),
            ("context", """{"userId":"Practitioner/9","patientId":"1","encounterId":"e","weight":70.50,"urgent":true,"none":null}"""),
            ("extension", """{"org.example.asOf":"2012-07-15","org.example.more":{}}""")));

        Assert.Equal(Bodies.Instance, request.HookInstance);
        Assert.Equal("https://e.example.org/r4", request.FhirServer!.AbsoluteUri);
        Assert.Equal((TimeSpan.FromSeconds(300.5), "s", "cds", "1"), (
            request.FhirAuthorization!.ExpiresIn, request.FhirAuthorization.Scope, request.FhirAuthorization.Subject, request.FhirAuthorization.Patient));
        Assert.Equal(("Practitioner/9", "1", "e"), (request.Context.UserId, request.Context.PatientId, request.Context.EncounterId));
        Assert.Equal(("70.50", "true", null), (request.Context.Text("weight"), request.Context.Text("urgent"), request.Context.Text("none")));
        Assert.Equal("\"2012-07-15\"", Encoding.UTF8.GetString(request.Extension["org.example.asOf"].Span));
        Assert.Equal(("2012-07-15", null, null), (
            request.ExtensionText("org.example.asOf"), request.ExtensionText("org.example.more"), request.ExtensionText("org.example.none")));
    }

    [Theory]
    [InlineData("""{"labs":{"resourceType":"Observatio\ud83d"}}""", 400)]
    [InlineData("""{"labs":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation"}},{"resource":{"resourceType":"Obser\ud83d"}}]}}""", 400)]
    [InlineData("""{"labs":{"resourceT\ud83d":"Observation"}}""", 200)]
    [InlineData("""{"labs":{"resourceType":"Bundle","entr\ud83d":[],"entry":[{"resourc\ud83d":1,"search":{"mode":"mat\ud83d"}}]}}""", 200)]
    public async Task CH_071_half_a_character_in_a_name_is_an_unknown_name_and_in_a_type_broken_json(string prefetch, int status) =>
        Assert.Equal(status, (await SendAsync(Bodies.PatientView(("extension", null)).TrimEnd('}') + $$"""}, "prefetch": {{prefetch}} }""")).Status);

    [Fact]
    public void An_extension_of_half_a_character_is_no_text()
    {
        string body = Bodies.PatientView()[..^1] + ""","extension":{"a":"\ud800"}}""";

        Assert.Null(Parse(body).ExtensionText("a"));
    }
}
