using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdsHooks.AspNetCore.Tests;

public sealed class TrustTests
{
    private static readonly string Body = Bodies.PatientView();

    private static Task<Answer> CallAsync(CdsHost host, string? token) => host.SendAsync(HttpMethod.Post, "/cds-services/greeter", token, Body);

    [Theory]
    [InlineData("ES384", "ec")]
    [InlineData("RS384", "rsa")]
    public async Task CH_201_CH_213_a_signed_token_of_a_known_client_is_believed(string alg, string kid)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();

        Assert.Equal(200, (await CallAsync(host, issuer.Token(alg, kid))).Status);
    }

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("PS384", "rsa")]
    [InlineData("ES256", "ec256")]
    public async Task CH_213_further_algorithms_are_believed_by_configuration_alone(string alg, string kid)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost standard = await issuer.HostAsync();
        await using CdsHost configured = await issuer.HostAsync(("Algorithms:0", alg));

        Assert.Equal(401, (await CallAsync(standard, issuer.Token(alg, kid))).Status);
        Assert.Equal(200, (await CallAsync(configured, issuer.Token(alg, kid))).Status);
        Assert.Equal(401, (await CallAsync(configured, issuer.Token())).Status);
    }

    [Fact]
    public async Task CH_200_without_a_token_there_is_no_answer_but_discovery()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();

        (await CallAsync(host, null)).IsOutcome(401);
        Assert.Equal(200, (await host.GetAsync("/cds-services")).Status);
    }

    [Fact]
    public async Task CH_034_discovery_takes_a_token_and_can_require_one()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost open = await issuer.HostAsync();
        await using CdsHost closed = await issuer.HostAsync(("RequireTokenForDiscovery", "true"));
        string Fresh() => issuer.Token(claims: [("aud", $"\"{Issuer.PublicUrl}/cds-services\"")]);

        Assert.Equal(200, (await open.SendAsync(HttpMethod.Get, "/cds-services", Fresh())).Status);
        Assert.Equal(200, (await open.SendAsync(HttpMethod.Get, "/cds-services/", Fresh())).Status);
        (await open.SendAsync(HttpMethod.Get, "/cds-services", issuer.Token())).IsOutcome(401);
        Assert.Equal(200, (await closed.SendAsync(HttpMethod.Get, "/cds-services", Fresh())).Status);
        (await closed.GetAsync("/cds-services")).IsOutcome(401);
    }

    [Theory]
    [InlineData("\"https://cds.example.org/cds-services/greeter\"", 200)]
    [InlineData("\"https://CDS.example.org:443/cds-services/greeter/\"", 200)]
    [InlineData("[\"https://other.example.org\",\"https://cds.example.org/cds-services/greeter\"]", 200)]
    [InlineData("\"https://cds.example.org/cds-services\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services/other\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services/greeter/feedback\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services/greeter?x=1\"", 401)]
    [InlineData("\"https://cds.example.org.evil.example/cds-services/greeter\"", 401)]
    [InlineData("\"https://cds.example.org@evil.example/cds-services/greeter\"", 401)]
    [InlineData("\"https://x@cds.example.org/cds-services/greeter\"", 401)]
    [InlineData("\"http://cds.example.org/cds-services/greeter\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services/Greeter\"", 401)]
    [InlineData("\"/cds-services/greeter\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services//greeter\"", 200)]
    [InlineData("\"https://cds.example.org//cds-services///greeter//\"", 200)]
    [InlineData("\"https://cds.example.org/cds-services//other\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services//Greeter\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services//greeter?x=1\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services//greeter?\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services//greeter#x\"", 401)]
    [InlineData("\"https://cds.example.org/cds-services/%2Fgreeter\"", 401)]
    [InlineData("\"https://evil.example.org/cds-services//greeter\"", 401)]
    [InlineData("\"https://x@cds.example.org/cds-services//greeter\"", 401)]
    [InlineData("\"https://cds.example.org:444/cds-services//greeter\"", 401)]
    [InlineData("\"http://cds.example.org/cds-services//greeter\"", 401)]
    [InlineData("\"//cds.example.org/cds-services//greeter\"", 401)]
    [InlineData("\"urn:cds-services:greeter\"", 401)]
    [InlineData("[]", 401)]
    [InlineData("[7]", 401)]
    [InlineData("{}", 401)]
    [InlineData(null, 401)]
    public async Task CH_205_the_audience_is_the_public_url_that_was_called(string? audience, int status)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();

        Assert.Equal(status, (await CallAsync(host, issuer.Token(claims: [("aud", audience)]))).Status);
    }

    [Fact]
    public async Task CH_205_SB_02_SB_03_the_audience_of_a_base_url_with_a_slash_at_its_end_is_the_url_that_was_called()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        string Doubled() => issuer.Token(claims: [("aud", $"\"{Issuer.PublicUrl}/cds-services//greeter\"")]);

        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/cds-services//greeter", Doubled(), Body)).Status);
        // No feedback is taken here, but it is past the token.
        Assert.NotEqual(401, (await host.SendAsync(HttpMethod.Post, "/cds-services//greeter/feedback", Doubled(), """{"feedback":[]}""")).Status);
    }

    [Theory]
    [InlineData("cds-services/greeter", true)]
    [InlineData("cds-services/greeter?x", false)]
    [InlineData("cds-services/greeter#x", false)]
    public async Task CH_205_an_escaped_question_mark_in_the_called_path_is_part_of_it(string called, bool isTaken)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        TrustOptions trust = new() { PublicBaseUrl = Issuer.PublicUrl };
        trust.Clients.Add(new TrustedClient { Name = "north", Issuer = Issuer.Iss, Jku = issuer.Jku });
        using ClientTokens tokens = new(trust, new MemoryReplayCache(issuer.Clock), GuardedHttp.Create(), issuer.Clock, NullLogger.Instance);

        Assert.Equal(isTaken, (await tokens.VerifyAsync(issuer.Token(), [called], default)).Client is not null);
    }

    [Fact]
    public async Task CH_205_the_host_header_is_not_what_the_audience_is_compared_with()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/cds-services/greeter") { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Host = "evil.example.org";
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", "evil.example.org");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + issuer.Token(claims: [("aud", "\"https://evil.example.org/cds-services/greeter\"")]));

        (await Answer.OfAsync(await host.Client.SendAsync(request))).IsOutcome(401);
    }

    [Fact]
    public async Task CH_205_EP_11_a_client_that_configures_its_audience_by_hand_is_believed()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync(("Clients:0:Audience:0", "urn:our:service"));

        Assert.Equal(200, (await CallAsync(host, issuer.Token(claims: [("aud", "\"urn:our:service\"")]))).Status);
    }

    [Fact]
    public async Task CH_203_EP_11_what_epic_adds_is_ignored_and_its_nbf_respected()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        long now = issuer.Clock.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(200, (await CallAsync(host, issuer.Token("RS384", "rsa", claims: [("sub", "\"x\""), ("nbf", $"{now - 300}"), ("iat", $"{now}.5")]))).Status);
        Assert.Equal(401, (await CallAsync(host, issuer.Token(claims: [("nbf", $"{now + 300}")]))).Status);
    }

    [Fact]
    public async Task CH_202_typ_is_taken_in_any_case_and_jku_may_be_left_out()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();

        Assert.Equal(200, (await CallAsync(host, issuer.Token(header: [("typ", "\"jwt\""), ("jku", null)]))).Status);
    }

    [Fact]
    public async Task CH_206_CH_207_a_clock_that_is_a_minute_off_is_forgiven()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        long now = issuer.Clock.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(200, (await CallAsync(host, issuer.Token(claims: [("exp", $"{now - 59}"), ("iat", $"{now - 300}")]))).Status);
        Assert.Equal(200, (await CallAsync(host, issuer.Token(claims: [("iat", $"{now + 59}")]))).Status);
        Assert.Equal(401, (await CallAsync(host, issuer.Token(claims: [("exp", $"{now - 60}")]))).Status);
        Assert.Equal(401, (await CallAsync(host, issuer.Token(claims: [("iat", $"{now + 61}")]))).Status);
    }

    [Fact]
    public async Task CH_209_tenants_are_told_apart_and_others_refused()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync(
            ("Clients:0:Tenants:0", "north"), ("Clients:0:Language", "en"),
            ("Clients:1:Name", "south"), ("Clients:1:Issuer", Issuer.Iss), ("Clients:1:Jku", issuer.Jku), ("Clients:1:Tenants:0", "south"));

        Assert.Equal(200, (await CallAsync(host, issuer.Token(claims: [("tenant", "\"north\"")]))).Status);
        Assert.Equal(200, (await CallAsync(host, issuer.Token(claims: [("tenant", "\"south\"")]))).Status);
        Assert.Equal(["north", "south"], host.Reports.Select(report => report.Client));
        Assert.Equal(401, (await CallAsync(host, issuer.Token(claims: [("tenant", "\"west\"")]))).Status);
        Assert.Equal(401, (await CallAsync(host, issuer.Token())).Status);
        Assert.Equal(401, (await CallAsync(host, issuer.Token(claims: [("tenant", "7")]))).Status);
    }

    [Fact]
    public async Task The_service_learns_who_calls_and_what_they_can_show()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        CdsClient? client = null;
        await using CdsHost host = await issuer.HostAsync(
            call =>
            {
                client = call.Client;
                return CdsResponse.Empty;
            },
            Environments.Production,
            ("Clients:0:Profile", "epic"), ("Clients:0:Language", "zh-CN"), ("Clients:0:AssessmentExtension", "true"),
            ("Clients:0:LinkHosts:0", "apps.example.org"), ("Clients:0:FhirServers:0", "https://ehr.example.org/fhir"));

        await CallAsync(host, issuer.Token(claims: [("tenant", "\"t\"")]));

        Assert.Equal(("north", "epic", "zh-CN", "t", true), (client!.Name, client.Profile.Name, client.Language, client.Tenant, client.Profile.Extension));
        Assert.Equal(["apps.example.org"], client.Profile.LinkHosts!);
        Assert.Equal("https://ehr.example.org/fhir", client.FhirServers.Single().OriginalString);
    }

    [Fact]
    public async Task CH_107_in_production_only_the_clients_own_fhir_server_is_called()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using StubFhir own = await StubFhir.StartAsync([]), foreign = await StubFhir.StartAsync([]);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(issuer.Settings(("Clients:0:FhirServers:0", own.Base))).Build();
        await using CdsHost host = await CdsHost.StartAsync(
            _ => { },
            services => services.AddCdsHooksTrust(configuration.GetSection("Trust"), new TestEnvironment(Environments.Production), issuer.Clock),
            new TestService(
                TestService.Greeter with { Prefetch = new Dictionary<string, string> { ["patient"] = "Patient/{{context.patientId}}" } },
                async (call, cancellation) =>
                {
                    await call.ResolveAsync(cancellation: cancellation);
                    return CdsResponse.Empty;
                }));

        foreach (StubFhir server in (StubFhir[])[own, foreign])
        {
            Answer answer = await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", issuer.Token(),
                Bodies.PatientView(("fhirServer", $"\"{server.Base}\""), Bodies.Authorization()));
            Assert.Equal(200, answer.Status);
        }

        Assert.Single(own.Requests);
        Assert.Empty(foreign.Requests);
    }

    [Fact]
    public async Task CH_208_a_token_is_good_for_one_call()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        string token = issuer.Token();

        Assert.Equal(200, (await CallAsync(host, token)).Status);
        (await CallAsync(host, token)).IsOutcome(401);
    }

    [Fact]
    public async Task CH_208_of_many_that_arrive_at_once_one_is_answered()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        string token = issuer.Token();

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CallAsync(host, token)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(19, answers.Count(answer => answer.Status == 401));
    }

    [Fact]
    public async Task CH_208_a_forged_token_does_not_use_up_the_id_of_a_real_one()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using Issuer forger = await Issuer.StartAsync("forger");
        await using CdsHost host = await issuer.HostAsync();
        (string, string?)[] id = [("jti", "\"the-id\"")];

        Assert.Equal(401, (await CallAsync(host, forger.Token(header: [("jku", $"\"{issuer.Jku}\"")], claims: id))).Status);
        Assert.Equal(401, (await CallAsync(host, issuer.Token(claims: [.. id, ("aud", "\"https://cds.example.org/other\"")]))).Status);
        Assert.Equal(200, (await CallAsync(host, issuer.Token(claims: id))).Status);
    }

    [Fact]
    public async Task CH_208_used_ids_are_forgotten_when_their_tokens_have_expired()
    {
        HandClock clock = new();
        MemoryReplayCache cache = new(clock);
        Assert.True(await cache.TryUseAsync("i", "1", clock.GetUtcNow().AddMinutes(5), default));
        clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(await cache.TryUseAsync("i", "1", clock.GetUtcNow().AddMinutes(5), default));
        Assert.True(await cache.TryUseAsync("other", "1", clock.GetUtcNow().AddMinutes(5), default));

        clock.Advance(TimeSpan.FromMinutes(2));
        await cache.TryUseAsync("i", "2", clock.GetUtcNow().AddMinutes(5), default);

        Assert.Equal(2, cache.Count);
    }

    [Fact]
    public async Task CH_208_a_cache_of_the_host_is_asked_and_when_it_fails_nobody_is_believed()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(issuer.Settings()).Build();
        await using CdsHost host = await CdsHost.StartAsync(
            _ => { },
            services =>
            {
                services.AddSingleton<IReplayCache, BrokenCache>();
                services.AddCdsHooksTrust(configuration.GetSection("Trust"), new TestEnvironment(Environments.Production), issuer.Clock);
            },
            new TestService(TestService.Greeter, _ => CdsResponse.Empty));

        (await CallAsync(host, issuer.Token())).IsOutcome(500);
        Assert.Empty(host.Reports);
    }

    private sealed class BrokenCache : IReplayCache
    {
        public ValueTask<bool> TryUseAsync(string issuer, string tokenId, DateTimeOffset until, CancellationToken cancellation) =>
            throw new IOException("disk full");
    }

    [Fact]
    public async Task CH_210_keys_are_fetched_once_and_kept()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();

        for (int call = 0; call < 3; call++)
            Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);

        Assert.Single(issuer.Server.Requests);
        Assert.Null(issuer.Server.Requests[0].Authorization);
    }

    [Fact]
    public async Task CH_210_a_new_key_is_fetched_when_a_token_names_it_but_not_at_anybodys_will()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);
        issuer.Add("new", ECDsa.Create(ECCurve.NamedCurves.nistP384));

        // Within a minute of the last fetch nothing is fetched, whatever tokens name.
        for (int call = 0; call < 5; call++)
            Assert.Equal(401, (await CallAsync(host, issuer.Token(kid: "new"))).Status);
        Assert.Single(issuer.Server.Requests);

        issuer.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await CallAsync(host, issuer.Token(kid: "new"))).Status);
        Assert.Equal(2, issuer.Server.Requests.Count);
    }

    [Fact]
    public async Task CH_210_a_key_that_was_withdrawn_is_believed_for_an_hour_at_most()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);
        issuer.Published.Remove("ec");

        issuer.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);
        issuer.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(401, (await CallAsync(host, issuer.Token())).Status);
    }

    [Fact]
    public async Task CH_210_keys_outlive_a_key_server_that_is_down_for_a_day()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);
        issuer.IsDown = true;

        issuer.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);
        issuer.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (await CallAsync(host, issuer.Token())).Status);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"keys\":[]}")]
    [InlineData("{\"keys\":[{\"kid\":\"ec\"}]}")]
    [InlineData("{\"keys\":[{\"kid\":\"ec\",\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"*\",\"y\":\"*\"}]}")]
    [InlineData("{\"keys\":[{\"kid\":\"ec\",\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AQ\",\"y\":\"AQ\"}]}")]
    [InlineData("{\"keys\":[{\"kid\":\"ec\",\"kty\":\"oct\",\"k\":\"AQ\"}]}")]
    [InlineData("{\"keys\":[{\"kid\":\"rsa\",\"kty\":\"RSA\",\"n\":\"*\",\"e\":\"AQAB\"}]}")]
    public async Task CH_210_a_key_set_that_is_broken_believes_nobody_and_breaks_nothing(string keys)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using StubFhir broken = await StubFhir.StartAsync((_, response) => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(response, keys));
        await using CdsHost host = await issuer.HostAsync(("Clients:0:Jku", broken.Base));

        (await CallAsync(host, issuer.Token(header: [("jku", $"\"{broken.Base}\"")]))).IsOutcome(401);
        (await CallAsync(host, issuer.Token("RS384", "rsa", header: [("jku", $"\"{broken.Base}\"")]))).IsOutcome(401);
    }

    [Theory]
    [InlineData("Content-Encoding", "gzip", 200)]
    [InlineData("Content-Encoding", "deflate", 200)]
    [InlineData("Content-Encoding", "br", 200)]
    [InlineData("Location", "http://[", 302)]
    [InlineData("Location", "https://cds.example.org/elsewhere", 302)]
    public async Task CH_210_a_key_server_whose_answer_cannot_be_read_is_the_same_401_and_its_cause_is_logged(string header, string value, int status)
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using StubFhir broken = await StubFhir.StartAsync((_, response) =>
        {
            response.StatusCode = status;
            response.Headers[header] = value;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(response, new string('?', 100));
        });
        await using CdsHost host = await issuer.HostAsync(("Clients:0:Jku", broken.Base));

        (await CallAsync(host, issuer.Token(header: [("jku", null)]))).IsOutcome(401);

        Assert.Contains("The keys of north could not be fetched: ", host.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("???", host.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain(" at System", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_210_a_key_file_is_used_without_any_fetch_and_read_again_for_a_new_key()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, issuer.KeySet());
            await using CdsHost host = await issuer.HostAsync(("Clients:0:JwksFile", file));
            Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);

            issuer.Add("new", ECDsa.Create(ECCurve.NamedCurves.nistP384));
            await File.WriteAllTextAsync(file, issuer.KeySet());
            issuer.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(200, (await CallAsync(host, issuer.Token(kid: "new"))).Status);

            Assert.Empty(issuer.Server.Requests);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task SB_02_in_development_a_call_without_or_with_a_strange_token_is_anonymous()
    {
        await using Issuer issuer = await Issuer.StartAsync(), stranger = await Issuer.StartAsync("stranger");
        await using CdsHost host = await issuer.HostAsync(_ => CdsResponse.Empty, Environments.Development);

        Assert.Equal(200, (await CallAsync(host, null)).Status);
        Assert.Equal(200, (await CallAsync(host, stranger.Token())).Status);
        Assert.Equal(200, (await CallAsync(host, issuer.Token())).Status);

        Assert.Equal(["anonymous", "anonymous", "north"], host.Reports.Select(report => report.Client));
        Assert.Empty(stranger.Server.Requests);
    }

    [Fact]
    public async Task CH_200_a_call_without_the_token_it_needs_is_logged_and_discovery_without_one_is_not()
    {
        const string line = "A client's token was refused: no token";
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost open = await issuer.HostAsync(), closed = await issuer.HostAsync(("RequireTokenForDiscovery", "true"));
        await using CdsHost development = await issuer.HostAsync(_ => CdsResponse.Empty, Environments.Development);

        await open.GetAsync("/cds-services");
        await CallAsync(development, null);
        await CallAsync(open, "not a token");
        Assert.DoesNotContain(line, open.Log.All + development.Log.All, StringComparison.Ordinal);

        await CallAsync(open, null);
        await closed.GetAsync("/cds-services");
        Assert.Contains(line, open.Log.All, StringComparison.Ordinal);
        Assert.Contains(line, closed.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_214_no_token_nor_any_part_of_it_is_logged()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        string good = issuer.Token(claims: [("sub", "\"dr-secret\"")]), bad = issuer.Token(claims: [("sub", "\"dr-secret\""), ("exp", "1")]);

        await CallAsync(host, good);
        await CallAsync(host, bad);

        Assert.Contains("north: it has expired", host.Log.All, StringComparison.Ordinal);
        foreach (string part in (good + "." + bad).Split('.'))
            Assert.DoesNotContain(part, host.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", host.Log.All, StringComparison.Ordinal);
    }
}
