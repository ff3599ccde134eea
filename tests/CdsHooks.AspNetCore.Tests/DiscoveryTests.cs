using static VerifyXunit.Verifier;

namespace CdsHooks.AspNetCore.Tests;

public sealed class DiscoveryTests
{
    private static readonly ServiceDefinition Full = new()
    {
        Id = "care-level",
        Hook = "order-sign",
        Title = "分层 Care level",
        Description = "Sorts patients into levels of care.",
        UsageRequirements = "Works on less without laboratory results.",
        Prefetch = new Dictionary<string, string>
        {
            ["patient"] = "Patient/{{context.patientId}}",
            ["labs"] = "Observation?patient={{context.patientId}}&category=laboratory&_sort=-date&_count=100",
            ["user"] = "{{context.userId}}",
        },
        Extension = new Dictionary<string, ReadOnlyMemory<byte>> { ["org.example.note"] = """{"a":1}"""u8.ToArray() },
    };

    private static TestService Of(ServiceDefinition definition) => new(definition, _ => CdsResponse.Empty);

    [Theory]
    [InlineData("/cds-services")]
    [InlineData("/cds-services/")]
    public async Task CH_020_discovery_is_there_with_and_without_a_slash(string path)
    {
        await using CdsHost host = await CdsHost.StartAsync(Of(Full));

        Answer answer = await host.GetAsync(path);

        Assert.Equal(200, answer.Status);
        Assert.Single(answer.Json["services"]!.AsArray());
    }

    [Fact]
    public async Task CH_008_CH_021_to_028_discovery_has_the_members_of_the_specification()
    {
        await using CdsHost host = await CdsHost.StartAsync(Of(Full), Of(TestService.Greeter));

        Answer answer = await host.GetAsync("/cds-services");

        Assert.Empty(Nothing.In(answer.Json, "services"));
        await VerifyJson(answer.Body);
    }

    [Fact]
    public async Task CH_022_no_services_is_an_empty_array()
    {
        await using CdsHost host = await CdsHost.StartAsync();

        Assert.Equal("""{"services":[]}""", (await host.GetAsync("/cds-services")).Body);
    }

    [Fact]
    public async Task SB_03_a_base_url_with_a_slash_at_its_end_still_finds_the_service()
    {
        await using CdsHost host = await CdsHost.StartAsync(Of(TestService.Greeter));

        Assert.Equal(200, (await host.PostAsync("/cds-services//greeter", Bodies.PatientView())).Status);
        Assert.Equal(200, (await host.PostAsync("/cds-services/greeter/", Bodies.PatientView())).Status);
    }

    [Fact]
    public async Task CH_031_one_id_may_serve_several_hooks()
    {
        await using CdsHost host = await CdsHost.StartAsync(
            new TestService(TestService.Greeter, _ => CdsResponse.Empty),
            new TestService(TestService.Greeter with { Hook = "encounter-start" }, _ => CdsAnswer.DataUnobtainable("encounter")));

        Assert.Equal(200, (await host.CallAsync(Bodies.PatientView())).Status);
        Assert.Equal(412, (await host.CallAsync(Bodies.With(
            "encounter-start", """{"userId":"Practitioner/1","patientId":"1","encounterId":"2"}"""))).Status);
    }

    [Theory]
    [InlineData("with space", "patient-view", "d", "CH-026")]
    [InlineData("a/b", "patient-view", "d", "CH-026")]
    [InlineData("a", "", "d", "CH-023")]
    [InlineData("a", "patient-view", " ", "CH-025")]
    public async Task CH_023_to_026_a_definition_that_lacks_something_stops_the_start(string id, string hook, string description, string rule)
    {
        InvalidOperationException stop = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CdsHost.StartAsync(Of(new ServiceDefinition { Id = id, Hook = hook, Description = description })));

        Assert.Contains(rule, stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_004_an_extension_with_an_empty_element_stops_the_start()
    {
        InvalidOperationException stop = await Assert.ThrowsAsync<InvalidOperationException>(() => CdsHost.StartAsync(Of(
            TestService.Greeter with { Extension = new Dictionary<string, ReadOnlyMemory<byte>> { ["org.example.x"] = "[]"u8.ToArray() } })));

        Assert.Contains("org.example.x", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_026_two_services_cannot_share_id_and_hook()
    {
        InvalidOperationException stop = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CdsHost.StartAsync(Of(TestService.Greeter), Of(TestService.Greeter)));

        Assert.Contains("twice", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_040_a_bad_template_stops_the_start_with_service_key_and_reason()
    {
        InvalidOperationException stop = await Assert.ThrowsAsync<InvalidOperationException>(() => CdsHost.StartAsync(Of(
            TestService.Greeter with { Prefetch = new Dictionary<string, string> { ["labs"] = "Observation?date=ge{{today()}}" } })));

        Assert.Contains("'greeter'", stop.Message, StringComparison.Ordinal);
        Assert.Contains("'labs'", stop.Message, StringComparison.Ordinal);
        Assert.Contains("today()", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_is_read_from_its_own_file()
    {
        ServiceDefinition read = ServiceDefinition.Parse(
            """{"id":"a","hook":"patient-view","title":"T","description":"D","usageRequirements":"U","prefetch":{"patient":"Patient/{{context.patientId}}"}}"""u8.ToArray());

        Assert.Equal(("a", "patient-view", "T", "D", "U"), (read.Id, read.Hook, read.Title, read.Description, read.UsageRequirements));
        Assert.Equal("Patient/{{context.patientId}}", read.Prefetch["patient"]);
    }

    [Theory]
    [InlineData("""{"id":"a","hook":"patient-view"}""", "description")]
    [InlineData("""{"id":"a","hook":"patient-view","description":"D","prefetchh":{}}""", "prefetchh")]
    [InlineData("""{"id":1}""", "CDS service")]
    [InlineData("[]", "CDS service")]
    [InlineData("{", "CDS service")]
    public void A_definition_file_that_is_wrong_is_refused_by_what_is_wrong(string json, string reason)
    {
        FormatException refused = Assert.Throws<FormatException>(() => ServiceDefinition.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
