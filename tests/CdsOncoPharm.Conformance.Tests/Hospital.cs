using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>An EHR with keys of its own: its key set, and the tokens it signs.</summary>
internal sealed class Hospital(string name) : IDisposable
{
    /// <summary>The public URL of the service in these tests.</summary>
    public const string PublicUrl = "https://cds.example.org";

    private static readonly Clock Now = new();

    private readonly ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA rsa = RSA.Create(2048);

    /// <summary>Its name in the service's settings.</summary>
    public string Name => name;

    /// <summary>Its <c>iss</c>.</summary>
    public string Issuer => $"https://{name}.example.org/fhir";

    /// <summary>Its public keys.</summary>
    public string KeySet()
    {
        var point = ec.ExportParameters(false).Q;
        var numbers = rsa.ExportParameters(false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject { ["kid"] = "ec", ["use"] = "sig", ["kty"] = "EC", ["crv"] = "P-384", ["x"] = Encode(point.X!), ["y"] = Encode(point.Y!) },
                new JsonObject { ["kid"] = "rsa", ["use"] = "sig", ["kty"] = "RSA", ["n"] = Encode(numbers.Modulus!), ["e"] = Encode(numbers.Exponent!) }),
        }.ToJsonString();
    }

    /// <summary>A token for a path of the service, right in every respect but for the changes (a null leaves the member out).</summary>
    public string Token(string path, string alg = "ES384", params (string Member, JsonNode? Value)[] changes)
    {
        var now = Now.GetUtcNow().ToUnixTimeSeconds();
        JsonObject header = new() { ["alg"] = alg, ["typ"] = "JWT", ["kid"] = alg == "ES384" ? "ec" : "rsa" };
        JsonObject claims = new()
        {
            ["iss"] = Issuer,
            ["aud"] = $"{PublicUrl}/{path}",
            ["exp"] = now + 300,
            ["iat"] = now,
            ["jti"] = RandomNumberGenerator.GetHexString(32),
        };
        foreach (var (member, value) in changes)
        {
            var part = member is "alg" or "kid" or "jku" or "typ" or "jwk" ? header : claims;
            part.Remove(member);
            if (value is not null)
                part[member] = value.DeepClone();
        }
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = alg == "ES384"
            ? ec.SignData(bytes, HashAlgorithmName.SHA384)
            : rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Encode(signature)}";
    }

    /// <summary>Seconds since 1970, some from now.</summary>
    public static JsonNode At(int seconds) => JsonValue.Create(Now.GetUtcNow().ToUnixTimeSeconds() + seconds);

    /// <summary>The settings by which the service knows it, as its n-th client.</summary>
    public string[] Settings(int n, params (string Key, string Value)[] more)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"--Trust:Clients:{n}:");
        return
        [
            prefix + "Name", name, prefix + "Issuer", Issuer,
            .. more.SelectMany(setting => new[] { prefix + setting.Key, setting.Value }),
        ];
    }

    public void Dispose()
    {
        ec.Dispose();
        rsa.Dispose();
    }

    public static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The machine's clock: the service that is called has no other.</summary>
    private sealed class Clock : TimeProvider;
}
