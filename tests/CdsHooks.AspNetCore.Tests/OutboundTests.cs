using System.Net;
using System.Text;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>Where no call of ours may go, whatever a name resolves to.</summary>
public sealed class OutboundTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    public void CH_107_this_machine_its_link_and_metadata_services_are_out_of_bounds(string address) =>
        Assert.True(GuardedHttp.IsForbidden(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12:3456::1")]
    [InlineData("2001:db8::1")]
    [InlineData("64:ff9b::808:808")]
    public void CH_107_a_hospitals_network_and_the_internet_are_in_bounds(string address) =>
        Assert.False(GuardedHttp.IsForbidden(IPAddress.Parse(address)));

    [Fact]
    public async Task CH_107_a_name_that_leads_to_this_machine_is_not_called_though_its_url_is_allowed()
    {
        await using StubFhir inside = await StubFhir.StartAsync(new Dictionary<string, string> { ["Patient/1"] = "{}" });
        int port = new Uri(inside.Base).Port;
        using HttpClient http = GuardedHttp.Create((_, _) => Task.FromResult(new[] { IPAddress.Loopback }));

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"http://localhost:{port}/fhir/Patient/1"))).StatusCode);
        // The same address by a name that does not say so.
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://ehr.example.org:{port}/fhir/Patient/1")));

        Assert.IsType<AddressRefusedException>(refused.InnerException);
        Assert.Single(inside.Requests);
    }

    [Fact]
    public async Task CH_107_localhost_is_this_machine_whatever_dns_says()
    {
        using HttpClient http = GuardedHttp.Create((_, _) => Task.FromResult(new[] { IPAddress.Parse("10.0.0.1") }));

        Assert.IsType<AddressRefusedException>(
            (await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://localhost/")))).InnerException);
    }

    [Fact]
    public async Task CH_107_such_a_fhir_server_is_a_failure_with_a_reason()
    {
        using HttpClient http = GuardedHttp.Create((_, _) => Task.FromResult(new[] { IPAddress.Parse("169.254.169.254") }));
        CdsHooksOptions options = new() { MayCall = (_, _) => true };
        CdsRequest request = CdsRequest.Parse(Encoding.UTF8.GetBytes(
            Bodies.PatientView(("fhirServer", "\"https://ehr.example.org/fhir\""), Bodies.Authorization())));
        using FhirAccess fhir = new(http, options, new Clock(), request, CdsClient.Anonymous, null);

        PrefetchResult result = await fhir.GetAsync("patient", "Patient/1", default);

        Assert.Equal((PrefetchState.Failed, "the host of fhirServer leads to an address that is not called"), (result.State, result.Reason));
        Assert.Equal(1, fhir.Requests);
    }
}
