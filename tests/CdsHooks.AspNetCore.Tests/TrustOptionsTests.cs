using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CdsHooks.AspNetCore.Tests;

public sealed class TrustOptionsTests
{
    private const string Documented = """
        { "Trust": {
            "RequireToken": true,
            "PublicBaseUrl": "https://cds.example.org",
            "Clients": [ {
                "Name": "north-hospital", "Issuer": "https://ehr.example.org/fhir",
                "Jku": "https://ehr.example.org/jwks.json", "JwksFile": null,
                "Audience": [], "Tenants": [], "FhirServers": [ "https://ehr.example.org/fhir" ],
                "Profile": "epic", "Language": "zh-CN", "AssessmentExtension": true,
                "Origins": [ "https://ehr.example.org" ] } ] } }
        """;

    private static void Add(string json, string environment = "Production")
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        new ServiceCollection().AddCdsHooksTrust(configuration.GetSection("Trust"), new TestEnvironment(environment), new Clock());
    }

    [Fact]
    public void The_documented_section_is_taken_in_production() => Add(Documented);

    [Fact]
    public void Development_needs_no_section_at_all() => Add("{}", Environments.Development);

    [Theory]
    [InlineData("\"RequireToken\": true", "\"RequireTokens\": true", "RequireTokens")]
    [InlineData("\"Name\"", "\"Nmae\"", "Nmae")]
    [InlineData("\"Profile\": \"epic\"", "\"Profile\": \"meditech\"", "Trust:Clients:0:Profile")]
    [InlineData("\"RequireToken\": true", "\"RequireToken\": false", "Trust:RequireToken")]
    [InlineData("https://cds.example.org\"", "http://cds.example.org\"", "Trust:PublicBaseUrl")]
    [InlineData("https://cds.example.org\"", "cds.example.org\"", "Trust:PublicBaseUrl")]
    [InlineData("https://ehr.example.org/jwks.json", "http://ehr.example.org/jwks.json", "Trust:Clients:0:Jku")]
    [InlineData("https://ehr.example.org/jwks.json", "file:///etc/jwks.json", "Trust:Clients:0:Jku")]
    [InlineData("\"https://ehr.example.org/jwks.json\"", "null", "Trust:Clients:0:Jku")]
    [InlineData("\"JwksFile\": null", "\"JwksFile\": \"/nowhere/jwks.json\"", "Trust:Clients:0:JwksFile: cannot be read")]
    [InlineData("[ \"https://ehr.example.org/fhir\" ]", "[ \"http://ehr.example.org/fhir\" ]", "Trust:Clients:0:FhirServers")]
    [InlineData("[ \"https://ehr.example.org\" ]", "[ \"*\" ]", "Trust:Clients:0:Origins")]
    [InlineData("[ \"https://ehr.example.org\" ]", "[ \"https://ehr.example.org/app\" ]", "Trust:Clients:0:Origins")]
    [InlineData("\"Issuer\": \"https://ehr.example.org/fhir\"", "\"Issuer\": \"\"", "Trust:Clients:0:Issuer")]
    [InlineData("\"Issuer\": \"https://ehr.example.org/fhir\"", "\"Issuer\": \"https://sandbox.cds-hooks.org\"", "Trust:Clients:0:Issuer")]
    [InlineData("https://ehr.example.org/jwks.json", "https://sandbox.cds-hooks.org/.well-known/jwks.json", "Trust:Clients:0:Jku: everybody")]
    [InlineData("https://ehr.example.org/jwks.json", "https://SANDBOX.cds-hooks.org.:443/jwks.json", "Trust:Clients:0:Jku: everybody")]
    [InlineData("\"Audience\": []", "\"CallsPerMinute\": 0", "Trust:Clients:0:CallsPerMinute")]
    [InlineData("\"RequireToken\": true", "\"Algorithms\": [\"HS256\"]", "Trust:Algorithms")]
    [InlineData("\"RequireToken\": true", "\"Algorithms\": [\"none\"]", "Trust:Algorithms")]
    [InlineData("\"RequireToken\": true", "\"ClockSkew\": \"01:00:00\"", "Trust:ClockSkew")]
    [InlineData("\"RequireToken\": true", "\"ClockSkew\": \"soon\"", "ClockSkew")]
    public void An_unsafe_or_unknown_key_stops_the_start_with_its_name(string from, string to, string named)
    {
        Assert.Contains(from, Documented, StringComparison.Ordinal);

        InvalidOperationException stop = Assert.Throws<InvalidOperationException>(() => Add(Documented.Replace(from, to, StringComparison.Ordinal)));

        Assert.Contains(named, stop.Message + stop.InnerException?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_without_clients_stops_the_start() => Assert.Contains(
        "Trust:Clients", Assert.Throws<InvalidOperationException>(() => Add("""{"Trust":{"PublicBaseUrl":"https://cds.example.org"}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void SB_02_the_public_sandbox_is_for_development_alone() =>
        Add(
            Documented.Replace("https://ehr.example.org/fhir\",", "https://sandbox.cds-hooks.org\",", StringComparison.Ordinal)
                .Replace("https://ehr.example.org/jwks.json", "https://sandbox.cds-hooks.org/.well-known/jwks.json", StringComparison.Ordinal),
            Environments.Development);

    [Theory]
    [InlineData("north", "https://b.example.org", "name")]
    [InlineData("south", "https://a.example.org", "Issuer")]
    public void Two_clients_cannot_be_mistaken_for_each_other(string name, string issuer, string reason)
    {
        TrustOptions trust = new() { PublicBaseUrl = "https://cds.example.org" };
        trust.Clients.Add(new TrustedClient { Name = "north", Issuer = "https://a.example.org", Jku = "https://a.example.org/jwks" });
        trust.Clients.Add(new TrustedClient { Name = name, Issuer = issuer, Jku = "https://a.example.org/jwks" });

        Assert.Contains(reason, trust.Fault(development: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_on_this_machine_is_fine()
    {
        TrustOptions trust = new() { PublicBaseUrl = "http://127.0.0.1:5080" };
        trust.Clients.Add(new TrustedClient { Name = "n", Issuer = "i", Jku = "http://localhost:6000/jwks" });

        Assert.Null(trust.Fault(development: false));
    }
}
