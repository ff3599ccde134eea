using System.Text;

namespace CdsHooks.AspNetCore.Tests;

public sealed class TemplateTests
{
    private static CdsContext Context(string json) => CdsRequest.Parse(Encoding.UTF8.GetBytes(Bodies.With("x", json))).Context;

    [Theory]
    [InlineData("Patient/{{context.patientId}}")]
    [InlineData("{{context.userId}}")]
    [InlineData("Practitioner/{{userPractitionerId}}")]
    [InlineData("Encounter/{{context.encounterId}}")]
    [InlineData("Observation?patient={{context.patientId}}&code=http://loinc.org|4548-4,http://loinc.org|718-7&_sort=-date&_count=100")]
    [InlineData("Observation?patient={{context.patientId}}&date=ge2020-01-01&date=lt2021")]
    [InlineData("Condition?patient={{context.patientId}}&code:in=https://example.org/ValueSet/x")]
    [InlineData("PractitionerRole?_id={{userPractitionerRoleId}}")]
    [InlineData("MedicationRequest?patient={{context.patientId}}&status=active,on-hold")]
    public void CH_040_to_048_a_template_every_client_can_run_passes(string template) =>
        Assert.Null(PrefetchTemplate.Fault("patient-view", "key", template));

    [Theory]
    [InlineData("https://ehr.example.org/Patient/1", "CH-040")]
    [InlineData("/Patient/{{context.patientId}}", "CH-040")]
    [InlineData("Patient", "CH-040")]
    [InlineData("Patient?", "CH-040")]
    [InlineData("Patient/{{context.patientId}}/$everything", "CH-040")]
    [InlineData("Patient/1/Observation?code=x", "CH-040")]
    [InlineData("Observation?patient", "CH-040")]
    [InlineData("Observation?patient=", "CH-040")]
    [InlineData("Observation?patient={{context.patientId}}&", "CH-040")]
    [InlineData("Patient/{context.patientId}", "CH-041")]
    [InlineData("Patient/{{context.patientId}", "CH-041")]
    [InlineData("Patient/{{{context.patientId}}}", "CH-041")]
    [InlineData("Patient/{{patientId}}", "CH-042")]
    [InlineData("Patient/{{ context.patientId }}", "white space")]
    [InlineData("Patient/{{context.patient.id}}", "CH-043")]
    [InlineData("Patient/{{context.draftOrders}}", "CH-043")]
    [InlineData("Patient/{{context.nothing}}", "CH-043")]
    [InlineData("Practitioner?_id={{context.userId}}", "CH-044")]
    [InlineData("Observation?date=gt{{today()-90}}", "CH-045")]
    [InlineData("Encounter/{{%patient.id}}", "CH-045")]
    [InlineData("Observation?patient={{context.patientId}}&_include=Observation:subject", "CH-048")]
    [InlineData("Patient?_has:Observation:patient:code=1234-5", "CH-048")]
    [InlineData("Observation?subject.name=x", "CH-048")]
    [InlineData("Condition?code:not=x", "CH-048")]
    [InlineData("Observation?date=ne2020-01-01", "CH-048")]
    [InlineData("Observation?date=ge2020,sa2021-01-01", "CH-048")]
    [InlineData("Observation?_count=0", "CH-048")]
    [InlineData("Observation?_count=many", "CH-048")]
    [InlineData("Observation?_sort:desc=date", "CH-048")]
    [InlineData("Observation?_sort=-date;drop", "CH-048")]
    [InlineData("Observation?_summary=count", "CH-048")]
    public void CH_040_to_048_a_template_some_client_cannot_run_is_refused(string template, string reason) =>
        Assert.Contains(reason, PrefetchTemplate.Fault("order-sign", "key", template), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    public void CH_050_a_key_is_letters_digits_and_hyphens(string key) =>
        Assert.Contains("CH-050", PrefetchTemplate.Fault("patient-view", key, "Patient/1"), StringComparison.Ordinal);

    [Fact]
    public void A_url_too_long_for_some_servers_is_refused() => Assert.Contains(
        "2000", PrefetchTemplate.Fault("patient-view", "labs", "Observation?code=" + new string('1', 2000)), StringComparison.Ordinal);

    [Fact]
    public void An_own_hook_names_its_own_tokens() =>
        Assert.Null(PrefetchTemplate.Fault("org.example.own", "key", "Claim/{{context.claimId}}"));

    [Theory]
    [InlineData("Patient/{{context.patientId}}", "Patient/12-3.x")]
    [InlineData("Observation?patient={{context.patientId}}&_count=5", "Observation?patient=12-3.x&_count=5")]
    [InlineData("{{context.userId}}", "Practitioner/9")]
    [InlineData("Practitioner/{{userPractitionerId}}", "Practitioner/9")]
    [InlineData("PractitionerRole/{{userPractitionerRoleId}}", null)]
    [InlineData("Encounter/{{context.encounterId}}", null)]
    public void CH_041_tokens_are_replaced_by_the_context(string template, string? url) => Assert.Equal(
        url, PrefetchTemplate.Parse("patient-view", "key", template).UrlFor(Context("""{"userId":"Practitioner/9","patientId":"12-3.x"}""")));

    [Theory]
    [InlineData("1&_include=*", "Observation?patient=1%26_include%3D%2A")]
    [InlineData("../Binary/1", "Observation?patient=..%2FBinary%2F1")]
    public void A_context_value_cannot_add_to_a_search(string patientId, string url) => Assert.Equal(
        url, PrefetchTemplate.Parse("patient-view", "key", "Observation?patient={{context.patientId}}").UrlFor(Context($$"""{"patientId":"{{patientId}}"}""")));

    [Theory]
    [InlineData("..")]
    [InlineData("../../admin")]
    [InlineData("1?x=1")]
    [InlineData("1/2/3")]
    [InlineData("a/../b")]
    [InlineData("1%2f..")]
    [InlineData("1#")]
    public void A_context_value_cannot_leave_the_path_of_a_read(string patientId) =>
        Assert.Null(PrefetchTemplate.Parse("patient-view", "key", "Patient/{{context.patientId}}").UrlFor(Context($$"""{"patientId":"{{patientId}}"}""")));
}
