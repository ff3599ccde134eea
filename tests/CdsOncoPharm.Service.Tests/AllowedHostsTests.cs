using System.Net;

namespace CdsOncoPharm.Service.Tests;

/// <summary><c>AllowedHosts</c>: the names under which the service is called.</summary>
public sealed class AllowedHostsTests
{
    [Fact]
    public async Task Only_the_hosts_that_are_named_are_answered()
    {
        await using var service = await RunningService.StartAsync("--AllowedHosts", "cds.example;other.example");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(service, "cds.example"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(service, "other.example"));
        Assert.Equal(HttpStatusCode.BadRequest, await GetAsync(service, "elsewhere.example"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    public async Task Where_none_is_named_all_are_answered(string none)
    {
        await using var service = await RunningService.StartAsync("--AllowedHosts", none);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(service, "elsewhere.example"));
    }

    private static async Task<HttpStatusCode> GetAsync(RunningService service, string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "cds-services") { Headers = { Host = host } };
        using var response = await service.Http.SendAsync(request);
        return response.StatusCode;
    }
}
