using System.Text;

namespace CdsHooks.AspNetCore.Tests;

public sealed class ContextTests
{
    private const string Order = """{"resourceType":"MedicationRequest","id":"o1"}""";

    private static async Task<Answer> SendAsync(string hook, string context)
    {
        await using CdsHost host = await CdsHost.StartAsync(
            new TestService(TestService.Greeter with { Hook = hook }, _ => CdsResponse.Empty));
        return await host.CallAsync(Bodies.With(hook, context));
    }

    [Theory]
    [InlineData("patient-view", """{"userId":"Practitioner/1","patientId":"1"}""")]
    [InlineData("patient-view", """{"userId":"PractitionerRole/1","patientId":"1","encounterId":null}""")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"Bundle"}}""")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest"}}]}}""")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"entry":[]}}""")]
    [InlineData("order-select", """{"userId":"Practitioner/1","patientId":"1","selections":["MedicationRequest/1"],"draftOrders":{"resourceType":"Bundle","type":"collection"}}""")]
    [InlineData("encounter-start", """{"userId":"Practitioner/1","patientId":"1","encounterId":"e"}""")]
    [InlineData("encounter-discharge", """{"userId":"Practitioner/1","patientId":"1","encounterId":"e"}""")]
    [InlineData("medication-verify", """{"userId":"Practitioner/1","patientId":"1","medication":{"resourceType":"MedicationRequest"}}""")]
    [InlineData("medication-verify", """{"userId":"Practitioner/1","patientId":"1","order":{"resource":{"resourceType":"MedicationRequest"}}}""")]
    [InlineData("medication-verify", """{"userId":"Practitioner/1","patientId":"1","order":{"resourceType":"MedicationRequest"}}""")]
    [InlineData("medication-refill", """{"patientId":"1","medications":{"resourceType":"Bundle"}}""")]
    [InlineData("order-dispatch", """{"patientId":"1","dispatchedOrders":["ServiceRequest/1"],"performer":"Organization/1"}""")]
    [InlineData("org.example.own-hook", """{"anything":{}}""")]
    public async Task CH_063_a_context_that_fits_its_hook_is_taken(string hook, string context) =>
        Assert.Equal(200, (await SendAsync(hook, context)).Status);

    [Theory]
    [InlineData("patient-view", """{}""", "userId")]
    [InlineData("patient-view", """{"userId":"Practitioner/1"}""", "patientId")]
    [InlineData("patient-view", """{"userId":"Practitioner/1","patientId":""}""", "patientId")]
    [InlineData("patient-view", """{"userId":"Practitioner/1","patientId":{"id":"1"}}""", "patientId")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1"}""", "draftOrders")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":null}""", "draftOrders")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":[]}""", "draftOrders")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":"Bundle/1"}""", "draftOrders")]
    [InlineData("order-sign", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"MedicationRequest"}}""", "draftOrders")]
    [InlineData("order-select", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"Bundle"}}""", "selections")]
    [InlineData("order-select", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"Bundle"},"selections":"MedicationRequest/1"}""", "selections")]
    [InlineData("encounter-start", """{"userId":"Practitioner/1","patientId":"1"}""", "encounterId")]
    [InlineData("encounter-discharge", """{"userId":"Practitioner/1","patientId":"1"}""", "encounterId")]
    [InlineData("medication-verify", """{"userId":"Practitioner/1","patientId":"1"}""", "medication")]
    [InlineData("medication-verify", """{"userId":"Practitioner/1","patientId":"1","order":{"resource":"x"}}""", "medication")]
    [InlineData("medication-refill", """{"patientId":"1"}""", "medications")]
    [InlineData("order-dispatch", """{"patientId":"1","dispatchedOrders":["ServiceRequest/1"]}""", "performer")]
    public async Task CH_063_a_context_that_lacks_what_its_hook_requires_is_a_400_that_names_it(string hook, string context, string field)
    {
        Answer answer = await SendAsync(hook, context);

        answer.IsOutcome(400);
        Assert.Contains($"'context.{field}'", answer.Diagnostics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"draftOrders":{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1","resource":ORDER},{"resource":{"id":"m","resourceType":"Medication"}}]}}""", "MedicationRequest,Medication")]
    [InlineData("""{"draftOrders":{"entry":[{"resource":ORDER}],"resourceType":"Bundle"}}""", "MedicationRequest")]
    [InlineData("""{"medication":ORDER}""", "MedicationRequest")]
    [InlineData("""{"order":{"resource":ORDER}}""", "MedicationRequest")]
    [InlineData("""{"medications":{"resourceType":"Bundle","entry":[{"resource":ORDER}]}}""", "MedicationRequest")]
    [InlineData("""{"patientId":"1"}""", "")]
    public void SB_07_EP_06_the_orders_are_found_wherever_the_hook_puts_them(string context, string types)
    {
        CdsRequest request = CdsRequest.Parse(Encoding.UTF8.GetBytes(Bodies.With("x", context.Replace("ORDER", Order, StringComparison.Ordinal))));

        Assert.Equal(types, string.Join(',', request.Context.Orders.Select(order => order.Type)));
        if (types.Length > 0)
            Assert.Equal(Order, Encoding.UTF8.GetString(request.Context.Orders[0].Json.Span));
    }

    [Fact]
    public void Selections_and_tasks_are_read_from_arrays()
    {
        CdsContext context = CdsRequest.Parse(Encoding.UTF8.GetBytes(Bodies.With("x",
            """{"selections":["MedicationRequest/1",{"a":1},"ServiceRequest/2"],"fulfillmentTasks":[{"resourceType":"Task"},{"resourceType":"Task"}]}"""))).Context;

        Assert.Equal(["MedicationRequest/1", "ServiceRequest/2"], context.Texts("selections"));
        Assert.Equal(2, context.Resources("fulfillmentTasks").Count);
        Assert.Empty(context.Texts("nothing"));
    }

    [Fact]
    public void A_full_url_is_given_unescaped()
    {
        CdsContext context = CdsRequest.Parse(Encoding.UTF8.GetBytes(
            """{"hook":"x","hookInstance":"1","context":{"draftOrders":{"resourceType":"Bundle","entry":[{"fullUrl":"https:\/\/e.example.org\/MedicationRequest\/1","resource":{}},{"resource":{}}]}}}""")).Context;

        Assert.Equal("https://e.example.org/MedicationRequest/1", context.Orders[0].FullUrl());
        Assert.Null(context.Orders[1].FullUrl());
    }

    [Fact]
    public void CH_071_a_full_url_with_half_a_character_is_none()
    {
        CdsContext context = CdsRequest.Parse(Encoding.UTF8.GetBytes(
            """{"hook":"x","hookInstance":"1","context":{"draftOrders":{"resourceType":"Bundle","entry":[{"fullUrl":"\ud83d","resource":{}}]}}}""")).Context;

        Assert.Null(context.Orders[0].FullUrl());
    }
}
