using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>A clock that the test moves.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly DateTimeOffset _start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(Volatile.Read(ref _ticks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}

/// <summary>A client's keys, its key set as a file or URL, and the tokens it makes: right ones, and any wrong ones.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Iss = "https://ehr.example.org/fhir";
    public const string PublicUrl = "https://cds.example.org";

    // Keys cost more to make than all else in a test; two issuers never share one.
    private static readonly ConcurrentDictionary<string, AsymmetricAlgorithm> Made = new();

    private readonly Dictionary<string, AsymmetricAlgorithm> _keys = [];
    private int _tokens;

    private Issuer(HandClock clock) => Clock = clock;

    public HandClock Clock { get; }

    public StubFhir Server { get; private set; } = null!;

    /// <summary>Key names now published.</summary>
    public HashSet<string> Published { get; } = [];

    public bool IsDown { get; set; }

    public string Jku => Server.Base + "/jwks.json";

    public static async Task<Issuer> StartAsync(string name = "north")
    {
        Issuer issuer = new(new HandClock());
        issuer.Add("ec", Made.GetOrAdd(name + "-ec", _ => ECDsa.Create(ECCurve.NamedCurves.nistP384)));
        issuer.Add("ec256", Made.GetOrAdd(name + "-ec256", _ => ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        issuer.Add("rsa", Made.GetOrAdd(name + "-rsa", _ => RSA.Create(2048)));
        issuer.Server = await StubFhir.StartAsync((_, response) =>
        {
            if (!issuer.IsDown)
                return response.WriteAsync(issuer.KeySet());
            response.StatusCode = 503;
            return Task.CompletedTask;
        });
        return issuer;
    }

    public void Add(string kid, AsymmetricAlgorithm key, bool publish = true)
    {
        _keys[kid] = key;
        if (publish)
            Published.Add(kid);
    }

    public string KeySet() => new JsonObject
    {
        ["keys"] = new JsonArray([.. Published.Order().Select(Jwk)]),
    }.ToJsonString();

    private JsonObject Jwk(string kid)
    {
        JsonObject jwk = new() { ["kid"] = kid, ["use"] = "sig" };
        if (_keys[kid] is ECDsa ec)
        {
            ECParameters point = ec.ExportParameters(false);
            jwk["kty"] = "EC";
            jwk["crv"] = ec.KeySize == 384 ? "P-384" : "P-256";
            jwk["x"] = Encode(point.Q.X!);
            jwk["y"] = Encode(point.Q.Y!);
        }
        else
        {
            RSAParameters numbers = ((RSA)_keys[kid]).ExportParameters(false);
            jwk["kty"] = "RSA";
            jwk["n"] = Encode(numbers.Modulus!);
            jwk["e"] = Encode(numbers.Exponent!);
        }

        return jwk;
    }

    /// <summary>A token for the greeter, right in every respect but for the changes: a JSON text, or null to leave the member out.</summary>
    public string Token(string alg = "ES384", string kid = "ec", (string Member, string? Json)[]? header = null, (string Member, string? Json)[]? claims = null, string? signedBy = null)
    {
        long now = Clock.GetUtcNow().ToUnixTimeSeconds();
        JsonObject head = new() { ["alg"] = alg, ["typ"] = "JWT", ["kid"] = kid, ["jku"] = Jku };
        JsonObject body = new()
        {
            ["iss"] = Iss,
            ["aud"] = PublicUrl + "/cds-services/greeter",
            ["exp"] = now + 300,
            ["iat"] = now,
            ["jti"] = $"token-{Interlocked.Increment(ref _tokens)}",
        };
        foreach ((JsonObject part, (string Member, string? Json)[]? changes) in new[] { (head, header), (body, claims) })
        {
            foreach ((string member, string? json) in changes ?? [])
            {
                part.Remove(member);
                if (json is not null)
                    part[member] = JsonNode.Parse(json);
            }
        }

        return Sign(head.ToJsonString(), body.ToJsonString(), alg, signedBy ?? kid);
    }

    public string Sign(string header, string claims, string alg, string kid)
    {
        string signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        HashAlgorithmName hash = new("SHA" + (alg.Length == 5 && int.TryParse(alg[2..], out _) ? alg[2..] : "384"));
        byte[] signature = _keys[kid] switch
        {
            ECDsa ec => ec.SignData(bytes, hash),
            RSA rsa => rsa.SignData(bytes, hash, alg.StartsWith('P') ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => [],
        };
        return $"{signed}.{Encode(signature)}";
    }

    public byte[] PublicKey(string kid) => _keys[kid] is ECDsa ec ? ec.ExportSubjectPublicKeyInfo() : ((RSA)_keys[kid]).ExportSubjectPublicKeyInfo();

    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The configuration that believes this issuer.</summary>
    public Dictionary<string, string?> Settings(params (string Key, string? Value)[] changes)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Trust:PublicBaseUrl"] = PublicUrl,
            ["Trust:Clients:0:Name"] = "north",
            ["Trust:Clients:0:Issuer"] = Iss,
            ["Trust:Clients:0:Jku"] = Jku,
        };
        foreach ((string key, string? value) in changes)
        {
            if (value is null)
                settings.Remove("Trust:" + key);
            else
                settings["Trust:" + key] = value;
        }

        return settings;
    }

    /// <summary>A server that believes this issuer.</summary>
    public Task<CdsHost> HostAsync(params (string Key, string? Value)[] changes) => HostAsync(_ => CdsResponse.Empty, Environments.Production, changes);

    public Task<CdsHost> HostAsync(Func<CdsCall, CdsAnswer> answer, string environment, params (string Key, string? Value)[] changes)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings(changes)).Build();
        return CdsHost.StartAsync(
            _ => { },
            services => services.AddCdsHooksTrust(configuration.GetSection("Trust"), new TestEnvironment(environment), Clock),
            new TestService(TestService.Greeter, answer));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

internal sealed class TestEnvironment(string name) : IHostEnvironment
{
    public string EnvironmentName { get; set; } = name;

    public string ApplicationName { get; set; } = "tests";

    public string ContentRootPath { get; set; } = "";

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
}
