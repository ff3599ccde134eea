using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;
using Microsoft.AspNetCore.Http;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>The service in Production, with clients that have real keys: who is believed, and where data are fetched from.</summary>
public sealed class TrustTests(TrustTests.Production production) : IClassFixture<TrustTests.Production>
{
    private const string Origin = "https://ehr.example.org";

    private static readonly string Path = Calls.PathOf(Calls.Of("patient-view"));

    [Theory]
    [InlineData("ES384")]
    [InlineData("RS384")]
    public async Task CH_200_CH_201_CH_210_CH_213_a_signed_token_is_believed_by_key_server_and_by_key_file(string alg)
    {
        foreach (var hospital in (Hospital[])[production.North, production.South])
            Assert.Equal(2, (await CallAsync(hospital.Token(Path, alg))).Ok().Level());
    }

    [Fact]
    public async Task CH_034_CH_188_discovery_and_feedback_take_a_token_for_their_own_address()
    {
        var discovery = await production.Service.SendAsync(HttpMethod.Get, "cds-services", token: production.North.Token("cds-services"));
        var feedback = await production.Service.SendAsync(HttpMethod.Post, $"{Path}/feedback", """{ "feedback": [] }""", production.North.Token($"{Path}/feedback"));

        Assert.Equal((200, 200), (discovery.Status, feedback.Status));
        (await production.Service.SendAsync(HttpMethod.Post, $"{Path}/feedback", """{ "feedback": [] }""")).IsOutcome(401);
    }

    public static TheoryData<string> Attacks() => [.. Forgeries.Keys];

    private static readonly Dictionary<string, Func<Production, string?>> Forgeries = new()
    {
        ["no token"] = _ => null,
        ["no token at all, but words"] = _ => "lent",
        ["the key of another hospital"] = p => p.South.Token(Path, changes: ("iss", p.North.Issuer)),
        ["nobody's issuer"] = p => p.Stranger.Token(Path),
        ["another service"] = p => p.North.Token("cds-services/care-level-order-sign"),
        ["another host"] = p => p.North.Token(Path, changes: ("aud", $"http://127.0.0.1/{Path}")),
        ["expired"] = p => p.North.Token(Path, changes: [("exp", Hospital.At(-300)), ("iat", Hospital.At(-600))]),
        ["a life of a day"] = p => p.North.Token(Path, changes: ("exp", Hospital.At(86400))),
        ["made tomorrow"] = p => p.North.Token(Path, changes: [("iat", Hospital.At(86400)), ("exp", Hospital.At(86500))]),
        ["no jti"] = p => p.North.Token(Path, changes: ("jti", null)),
        ["alg none"] = p => string.Join('.', p.North.Token(Path, changes: ("alg", "none")).Split('.')[..2]) + ".",
        ["alg HS256"] = p => p.North.Token(Path, changes: ("alg", "HS256")),
        ["another alg than the key's"] = p => p.North.Token(Path, changes: [("alg", "RS384"), ("kid", "ec")]),
        ["an unknown kid"] = p => p.North.Token(Path, changes: ("kid", "nobody")),
        ["a jku of its own"] = p => p.North.Token(Path, changes: ("jku", p.Trap.Url + "/jwks.json")),
        ["a jku at the cloud's metadata"] = p => p.North.Token(Path, changes: ("jku", "http://169.254.169.254/latest/meta-data")),
        ["a key of its own"] = p => p.Stranger.Token(Path, changes: [("iss", p.North.Issuer), ("jwk", JsonNode.Parse(p.Stranger.KeySet())!["keys"]![0])]),
        ["the access token of the FHIR server"] = _ => "lent-by-the-ehr",
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task CH_114_CH_202_CH_203_CH_204_CH_205_CH_206_CH_207_CH_211_CH_212_CH_216_an_attack_is_a_401_that_says_no_more_than_any_other(string attack)
    {
        var refused = await CallAsync(Forgeries[attack](production));

        refused.IsOutcome(401);
        Assert.Equal((await CallAsync(null)).Body, refused.Body);
        Assert.Empty(production.Trap.Requests);
    }

    [Fact]
    public async Task CH_208_a_token_is_good_for_one_call()
    {
        var token = production.North.Token(Path);

        Assert.Equal(200, (await CallAsync(token)).Status);
        (await CallAsync(token)).IsOutcome(401);
    }

    [Fact]
    public async Task CH_208_of_many_that_bring_the_same_token_at_once_one_is_answered()
    {
        var token = production.North.Token(Path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CallAsync(token)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.IsOutcome(401));
    }

    [Fact]
    public async Task CH_209_a_tenant_that_is_not_the_clients_is_refused()
    {
        Assert.Equal(200, (await CallAsync(production.South.Token(Path, changes: ("tenant", "ward-7")))).Status);
        (await CallAsync(production.Tenants.Token(Path, changes: ("tenant", "ward-8")))).IsOutcome(401);
        Assert.Equal(200, (await CallAsync(production.Tenants.Token(Path, changes: ("tenant", "ward-7")))).Status);
    }

    [Fact]
    public async Task CH_103_CH_214_CH_216_no_token_of_either_kind_is_logged_or_sent_to_the_wrong_side()
    {
        var token = production.North.Token(Path);
        var request = Fetching(production.Ehr.Url + "/fhir", "Capercaillie");

        await production.Service.CallAsync(request, token);

        var asked = production.Ehr.Requests.Where(r => r.Asked.StartsWith("/fhir/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked.Where(r => r.Authorization!.Contains("Capercaillie", StringComparison.Ordinal)), r => Assert.Equal("Bearer Capercaillie", r.Authorization));
        Assert.DoesNotContain(asked, r => r.Authorization!.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain("Capercaillie", production.Service.Written, StringComparison.Ordinal);
        Assert.All(token.Split('.'), part => Assert.DoesNotContain(part, production.Service.Written, StringComparison.Ordinal));
    }

    public static TheoryData<string> Servers() =>
    [
        "TRAP/fhir", "EHR/other", "EHR", "EHR/fhirs", "EHR/fhir/../other", "EHR/fhir/%2e%2e/other", "EHR/fhir?x=", "EHR/fhir#x", "EHR@TRAPHOST/fhir",
        "http://user:word@EHRHOST/fhir", "http://127.1:TRAPPORT/fhir", "http://2130706433:TRAPPORT/fhir", "http://0x7f000001:TRAPPORT/fhir",
        "http://localhost:TRAPPORT/fhir", "http://[::1]:TRAPPORT/fhir", "http://[::ffff:127.0.0.1]:TRAPPORT/fhir", "http://0.0.0.0:TRAPPORT/fhir",
        "http://0:TRAPPORT/fhir", "http://127.0.0.1.:TRAPPORT/fhir", "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/fhir",
        "https://[fd00:ec2::254]/fhir", "https://ehr.example.org.evil.example/fhir", "http://ehr.example.org/fhir", "file:///etc/passwd",
        "gopher://127.0.0.1:TRAPPORT/_x", "ftp://127.0.0.1:TRAPPORT/fhir", "//TRAPHOST/fhir", "TRAPHOST/fhir", "http:TRAPHOST", "http://", "javascript:0", "",
    ];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task CH_065_CH_107_a_server_that_is_not_the_clients_is_never_contacted(string server)
    {
        server = server.Replace("TRAPHOST", $"127.0.0.1:{production.Trap.Port}", StringComparison.Ordinal)
            .Replace("TRAPPORT", $"{production.Trap.Port}", StringComparison.Ordinal)
            .Replace("TRAP", production.Trap.Url, StringComparison.Ordinal)
            .Replace("EHRHOST", $"127.0.0.1:{production.Ehr.Port}", StringComparison.Ordinal)
            .Replace("EHR", production.Ehr.Url, StringComparison.Ordinal);
        var word = $"W{Math.Abs(server.GetHashCode(StringComparison.Ordinal))}";

        var answer = await production.Service.CallAsync(Fetching(server, word), production.North.Token(Path));

        Assert.Contains(answer.Status, (int[])[400, 412]);
        Assert.Equal("OperationOutcome", (string?)answer.Json["resourceType"]);
        Assert.Empty(production.Trap.Requests);
        // The EHR itself may be asked where the odd URL is the client's own after all, and under its base alone.
        Assert.DoesNotContain(production.Ehr.Requests, r => r.Authorization == $"Bearer {word}" && !r.Asked.StartsWith("/fhir/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("next")]
    public async Task CH_085_CH_107_an_answer_of_the_own_server_cannot_lead_elsewhere(string way)
    {
        var answer = await production.Service.CallAsync(Fetching(production.Ehr.Url + "/fhir", way), production.North.Token(Path));

        Assert.Contains(answer.Status, (int[])[200, 412]);
        Assert.Empty(production.Trap.Requests);
        Assert.Contains(production.Ehr.Requests, r => r.Authorization == $"Bearer {way}");
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/fhir?Patient=")]
    [InlineData("sample-01/../../admin")]
    [InlineData("sample-01?_format=xml&")]
    [InlineData("https://127.0.0.1/fhir/Patient/1")]
    public async Task CH_107_a_patient_id_cannot_lead_a_fetch_elsewhere(string patientId)
    {
        var lent = $"for-{patientId.Length}";
        var request = Fetching(production.Ehr.Url + "/fhir", lent);
        request["context"]!["patientId"] = patientId;

        var answer = await production.Service.CallAsync(request, production.North.Token(Path));

        Assert.Contains(answer.Status, (int[])[400, 412]);
        Assert.Empty(production.Trap.Requests);
        var searches = production.Ehr.Requests.Where(r => r.Authorization == "Bearer " + lent).Select(r => r.Asked).ToList();
        // The Patient is not read by such an id, and in a search it is a value and nothing else.
        Assert.All(searches, asked => Assert.Matches(@"^/fhir/[A-Za-z]+\?(patient|subject)=[^/&?:]+&", asked.Replace("subject=Patient/", "subject=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task CH_220_CH_221_SB_01_a_browser_of_the_client_may_call_and_read_refusals_and_no_other_may()
    {
        foreach (var path in (string[])["cds-services", Path, $"{Path}/feedback"])
        {
            var preflight = await production.Service.SendAsync(
                HttpMethod.Options, path, headers: [("Origin", Origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type")]);
            Assert.Equal((204, Origin), (preflight.Status, preflight.Headers["Access-Control-Allow-Origin"]));
            Assert.Equal("Authorization, Content-Type", preflight.Headers["Access-Control-Allow-Headers"]);
            var other = await production.Service.SendAsync(
                HttpMethod.Options, path, headers: [("Origin", "https://evil.example.org"), ("Access-Control-Request-Method", "POST")]);
            Assert.DoesNotContain("Access-Control-Allow-Origin", other.Headers.Keys);
        }
        var refused = await production.Service.SendAsync(HttpMethod.Post, Path, "{}", null, ("Origin", Origin));
        Assert.Equal((401, Origin), (refused.Status, refused.Headers["Access-Control-Allow-Origin"]));
        Assert.DoesNotContain("Access-Control-Allow-Credentials", refused.Headers.Keys);
    }

    [Theory]
    [InlineData("--Trust:PublicBaseUrl", "http://cds.example.org", "PublicBaseUrl")]
    [InlineData("--Trust:Clients:0:Jku", "http://ehr.example.org/jwks.json", "Jku")]
    [InlineData("--Trust:Clients:0:FhirServers:0", "http://ehr.example.org/fhir", "FhirServers")]
    [InlineData("--Trust:RequireToken", "false", "RequireToken")]
    [InlineData("--Trust:Clients:0:Issuer", "https://sandbox.cds-hooks.org", "Issuer")]
    public async Task CH_001_CH_065_SB_02_production_does_not_start_with_addresses_that_are_not_https_or_without_tokens(string key, string value, string named)
    {
        using Hospital hospital = new("north");
        List<string> settings = ["--environment", "Production", "--Trust:PublicBaseUrl", Hospital.PublicUrl, .. hospital.Settings(0, ("Jku", "https://north.example.org/jwks.json"))];
        settings.AddRange([key, value]);

        var (exitCode, said) = await RunningService.StartAndFailAsync([.. settings]);

        Assert.Equal(2, exitCode);
        Assert.Contains(named, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CH_208_a_used_token_stays_used_after_a_restart()
    {
        using Hospital hospital = new("north");
        var folder = Directory.CreateTempSubdirectory("cds-keys-").FullName;
        var keys = System.IO.Path.Combine(folder, "north.json");
        await File.WriteAllTextAsync(keys, hospital.KeySet());
        string[] settings =
        [
            "--environment", "Production", "--Trust:PublicBaseUrl", Hospital.PublicUrl, .. hospital.Settings(0, ("JwksFile", keys)),
            "--Records:ConnectionString", $"Data Source={System.IO.Path.Combine(folder, "records.db")};Pooling=False",
        ];
        var token = hospital.Token(Path);
        await using (var first = await RunningService.StartAsync(settings))
            Assert.Equal(200, (await first.CallAsync(Calls.Of("patient-view"), token)).Status);
        await using (var second = await RunningService.StartAsync(settings))
            (await second.CallAsync(Calls.Of("patient-view"), token)).IsOutcome(401);
        Directory.Delete(folder, recursive: true);
    }

    private Task<Answer> CallAsync(string? token) => production.Service.CallAsync(Calls.Of("patient-view"), token);

    /// <summary>A call that has to fetch everything.</summary>
    private static JsonObject Fetching(string server, string token) => Calls.Fetching(Calls.Of("patient-view"), server, token);

    /// <summary>Two hospitals with keys, one of wards, a stranger; the first one's EHR, and a server that must never be asked.</summary>
    public sealed class Production : IAsyncLifetime
    {
        private readonly string keys = Directory.CreateTempSubdirectory("cds-keys-").FullName;

        internal Hospital North { get; } = new("north");

        internal Hospital South { get; } = new("south");

        internal Hospital Tenants { get; } = new("tenants");

        internal Hospital Stranger { get; } = new("stranger");

        internal LoopbackServer Ehr { get; private set; } = null!;

        internal LoopbackServer Trap { get; private set; } = null!;

        /// <summary>The service.</summary>
        public RunningService Service { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Trap = await LoopbackServer.StartAsync(http => http.Response.WriteAsync(Stranger.KeySet()));
            Ehr = await LoopbackServer.StartAsync(AnswerAsync);
            await File.WriteAllTextAsync(System.IO.Path.Combine(keys, "south.json"), South.KeySet());
            await File.WriteAllTextAsync(System.IO.Path.Combine(keys, "tenants.json"), Tenants.KeySet());
            Service = await RunningService.StartAsync(
            [
                "--environment", "Production", "--Trust:PublicBaseUrl", Hospital.PublicUrl, "--Clinical:AllowAsOf", "true", "--Logging:LogLevel:Default", "Trace",
                .. North.Settings(0, ("Jku", Ehr.Url + "/jwks.json"), ("FhirServers:0", Ehr.Url + "/fhir"), ("Origins:0", Origin)),
                .. South.Settings(1, ("JwksFile", System.IO.Path.Combine(keys, "south.json"))),
                .. Tenants.Settings(2, ("JwksFile", System.IO.Path.Combine(keys, "tenants.json")), ("Tenants:0", "ward-7")),
            ]);
        }

        public async Task DisposeAsync()
        {
            await Service.DisposeAsync();
            await Ehr.DisposeAsync();
            await Trap.DisposeAsync();
            foreach (var hospital in (Hospital[])[North, South, Tenants, Stranger])
                hospital.Dispose();
            Directory.Delete(keys, recursive: true);
        }

        // The token that was lent says how the server misbehaves.
        private async Task AnswerAsync(HttpContext http)
        {
            var lent = http.Request.Headers.Authorization.FirstOrDefault() ?? "";
            if (http.Request.Path == "/jwks.json")
                await http.Response.WriteAsync(North.KeySet());
            else if (lent == "Bearer redirect")
                http.Response.Redirect(Trap.Url + "/fhir" + http.Request.Path);
            else if (lent == "Bearer next")
                await http.Response.WriteAsync($$"""{ "resourceType": "Bundle", "type": "searchset", "link": [ { "relation": "next", "url": "{{Trap.Url}}/fhir?page=2" } ] }""");
            else
                http.Response.StatusCode = 404;
        }
    }
}
