using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CdsOncoPharm.Service.Tests;

/// <summary>The endpoints for people and programs say what the service does.</summary>
[Collection(OneServiceCollection.Name)]
public sealed class ApiPageTests(OneService one)
{
    [Fact]
    public async Task Every_route_is_in_the_document_and_every_path_of_it_is_a_route()
    {
        var records = Path.Combine(Path.GetTempPath(), $"cds-routes-{Environment.ProcessId}.db");
        await using var factory = new WebApplicationFactory<EntryPoint>().WithWebHostBuilder(host =>
        {
            host.UseSetting("environment", "Development");
            host.UseSetting("Records:ConnectionString", $"Data Source={records}");
        });
        var routes = factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).ToList();

        // CDS Hooks has one route for all that is below it.
        var documented = (await DocumentAsync())["paths"]!.AsObject()
            .Select(path => path.Key.StartsWith("/cds-services", StringComparison.Ordinal) ? "/cds-services/{**path}" : path.Key);
        Assert.Equal(routes.Order(StringComparer.Ordinal), documented.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_services_are_those_of_discovery()
    {
        var discovered = JsonNode.Parse(await GetAsync("cds-services"))!["services"]!.AsArray().Select(service => (string)service!["id"]!);
        var documented = (await DocumentAsync())["components"]!["parameters"]!["id"]!["schema"]!["enum"]!.AsArray().Select(id => (string)id!);

        Assert.Equal(discovered.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_examples_are_answered()
    {
        var paths = (await DocumentAsync())["paths"]!;

        Assert.Equal(HttpStatusCode.OK, await PostAsync("cds-services/care-level-patient-view", Example(paths["/cds-services/{id}"]!)));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("cds-services/care-level-patient-view/feedback", Example(paths["/cds-services/{id}/feedback"]!)));
        foreach (var path in paths.AsObject().Where(path => path.Value!["get"] is not null))
            Assert.NotEmpty(await GetAsync(path.Key[1..]));
    }

    [Theory]
    [InlineData("cds-services/care-level-patient-view", "{ ", "application/json")]
    [InlineData("cds-services/care-level-patient-view", "{}", "text/plain")]
    [InlineData("cds-services/no-such-service", "{}", "application/json")]
    [InlineData("cds-services/care-level-patient-view/feedback", "[]", "application/json")]
    public async Task A_refusal_is_one_of_the_documented(string url, string body, string type)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);
        using var response = await one.Service.Http.PostAsync(new Uri(url, UriKind.Relative), content);

        var path = url.EndsWith("/feedback", StringComparison.Ordinal) ? "/cds-services/{id}/feedback" : "/cds-services/{id}";
        var responses = (await DocumentAsync())["paths"]![path]!["post"]!["responses"]!.AsObject();
        Assert.False(response.IsSuccessStatusCode);
        Assert.Contains(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), responses.Select(r => r.Key));
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere_and_no_script()
    {
        using var response = await one.Service.Http.GetAsync(new Uri("openapi", UriKind.Relative));
        var html = await response.Content.ReadAsStringAsync();

        Assert.Contains("POST /cds-services/{id}/feedback", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<(script|link|img|iframe)|\ssrc=|\sstyle=|href=""(?!/)", html);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        var style = Regex.Match(html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"'sha256-{hash}'", policy, StringComparison.Ordinal);
    }

    private static string Example(JsonNode path) => path["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!.ToJsonString();

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(await GetAsync("openapi/v1.json"))!;

    private Task<string> GetAsync(string path) => one.Service.Http.GetStringAsync(new Uri(path, UriKind.Relative));

    private async Task<HttpStatusCode> PostAsync(string path, string body)
    {
        using var response = await one.Service.PostAsync(path, body);
        return response.StatusCode;
    }
}
