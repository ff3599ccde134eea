using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>Every way in that should be shut: one and the same 401, and nothing is contacted that no client owns.</summary>
public sealed class TokenAttackTests
{
    private static readonly string Claims =
        """{"iss":"https://ehr.example.org/fhir","aud":"https://cds.example.org/cds-services/greeter","exp":NOW300,"iat":NOW0,"jti":"attack"}""";

    private static readonly RSA Short = RSA.Create(1024);

    private static string ClaimsOf(Issuer issuer) => Claims
        .Replace("NOW300", $"{issuer.Clock.GetUtcNow().ToUnixTimeSeconds() + 300}", StringComparison.Ordinal)
        .Replace("NOW0", $"{issuer.Clock.GetUtcNow().ToUnixTimeSeconds()}", StringComparison.Ordinal);

    private static string Unsigned(Issuer issuer, string header, string signature = "") =>
        $"{Issuer.Encode(Encoding.UTF8.GetBytes(header))}.{Issuer.Encode(Encoding.UTF8.GetBytes(ClaimsOf(issuer)))}.{signature}";

    private static string Hmac(Issuer issuer, string kid, byte[] secret)
    {
        string token = Unsigned(issuer, $$"""{"alg":"HS256","typ":"JWT","kid":"{{kid}}"}""").TrimEnd('.');
        return $"{token}.{Issuer.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(token)))}";
    }

    private static readonly Dictionary<string, Func<Issuer, Issuer, string>> Attacks = new()
    {
        ["CH-211 alg none without signature"] = (issuer, _) => Unsigned(issuer, """{"alg":"none","typ":"JWT","kid":"ec"}"""),
        ["CH-211 alg none with a signature"] = (issuer, _) => Unsigned(issuer, """{"alg":"none","typ":"JWT","kid":"ec"}""", "AAAA"),
        ["CH-211 alg None"] = (issuer, _) => Unsigned(issuer, """{"alg":"None","typ":"JWT","kid":"ec"}""", "AAAA"),
        ["CH-211 alg missing"] = (issuer, _) => issuer.Token(header: [("alg", null)]),
        ["CH-211 alg es384 in lower case"] = (issuer, _) => issuer.Token(header: [("alg", "\"es384\"")]),
        ["CH-212 HS256 with the public key as secret"] = (issuer, _) => Hmac(issuer, "ec", issuer.PublicKey("ec")),
        ["CH-212 HS256 with its PEM as secret"] = (issuer, _) => Hmac(issuer, "rsa", Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", issuer.PublicKey("rsa")))),
        ["CH-212 HS256 with an empty secret"] = (issuer, _) => Hmac(issuer, "ec", []),
        ["CH-210 signed by another key"] = (issuer, _) => issuer.Token(kid: "ec", signedBy: "ec256"),
        ["CH-210 signed by another issuer's key of the same name"] = (issuer, forger) => forger.Token(header: [("jku", $"\"{issuer.Jku}\"")]),
        ["CH-210 unknown kid"] = (issuer, _) => issuer.Token(header: [("kid", "\"nobody\"")]),
        ["CH-210 kid missing"] = (issuer, _) => issuer.Token(header: [("kid", null)]),
        ["CH-210 kid empty"] = (issuer, _) => issuer.Token(header: [("kid", "\"\"")]),
        ["CH-210 kid is a path"] = (issuer, _) => issuer.Token(header: [("kid", "\"../../etc/passwd\"")]),
        ["CH-210 kid is a number"] = (issuer, _) => issuer.Token(header: [("kid", "7")]),
        ["CH-213 the key is of another type than the algorithm"] = (issuer, _) => issuer.Token("RS384", "ec", signedBy: "ec"),
        ["CH-213 the key is on another curve than the algorithm"] = (issuer, _) => issuer.Token("ES384", "ec256"),
        ["CH-213 an RSA key for an EC algorithm"] = (issuer, _) => issuer.Token("ES384", "rsa"),
        ["CH-213 a short RSA key"] = (issuer, _) => issuer.Token("RS384", "short"),
        ["CH-204 a jku that is not the client's"] = (issuer, forger) => forger.Token(),
        ["CH-204 a jku with a tail"] = (issuer, _) => issuer.Token(header: [("jku", $"\"{issuer.Jku}?x\"")]),
        ["CH-204 a jku of another kind"] = (issuer, _) => issuer.Token(header: [("jku", "[]")]),
        ["CH-204 the key in the header"] = (issuer, forger) => forger.Token(
            header: [("jku", null), ("kid", "\"mine\""), ("jwk", JsonNode.Parse(forger.KeySet())!["keys"]![0]!.ToJsonString())]),
        ["CH-204 x5u"] = (issuer, forger) => forger.Token(header: [("jku", null), ("x5u", $"\"{forger.Jku}\""), ("kid", "\"mine\"")]),
        ["CH-204 an issuer nobody knows"] = (issuer, _) => issuer.Token(claims: [("iss", "\"https://evil.example.org\"")]),
        ["CH-204 an issuer that is nearly the same"] = (issuer, _) => issuer.Token(claims: [("iss", $"\"{Issuer.Iss}/\"")]),
        ["CH-203 issuer missing"] = (issuer, _) => issuer.Token(claims: [("iss", null)]),
        ["CH-203 issuer is no text"] = (issuer, _) => issuer.Token(claims: [("iss", $"[\"{Issuer.Iss}\"]")]),
        ["CH-202 typ missing"] = (issuer, _) => issuer.Token(header: [("typ", null)]),
        ["CH-202 typ is another"] = (issuer, _) => issuer.Token(header: [("typ", "\"at+jwt\"")]),
        ["CH-202 crit"] = (issuer, _) => issuer.Token(header: [("crit", "[\"exp\"]")]),
        ["CH-206 expired"] = (issuer, _) => issuer.Token(claims: [("exp", $"{issuer.Clock.GetUtcNow().ToUnixTimeSeconds() - 100}")]),
        ["CH-206 exp missing"] = (issuer, _) => issuer.Token(claims: [("exp", null)]),
        ["CH-206 exp is text"] = (issuer, _) => issuer.Token(claims: [("exp", "\"9999999999\"")]),
        ["CH-206 exp beyond all time"] = (issuer, _) => issuer.Token(claims: [("exp", "1e300")]),
        ["CH-206 exp below all time"] = (issuer, _) => issuer.Token(claims: [("exp", "-1e300")]),
        ["CH-206 a life of two hours"] = (issuer, _) => issuer.Token(claims: [("exp", $"{issuer.Clock.GetUtcNow().ToUnixTimeSeconds() + 7200}")]),
        ["CH-207 iat missing"] = (issuer, _) => issuer.Token(claims: [("iat", null)]),
        ["CH-207 iat in the future"] = (issuer, _) => issuer.Token(claims: [("iat", $"{issuer.Clock.GetUtcNow().ToUnixTimeSeconds() + 100}")]),
        ["CH-207 iat long ago"] = (issuer, _) => issuer.Token(claims: [("iat", "1")]),
        ["CH-208 jti missing"] = (issuer, _) => issuer.Token(claims: [("jti", null)]),
        ["CH-208 jti empty"] = (issuer, _) => issuer.Token(claims: [("jti", "\" \"")]),
        ["CH-208 jti is a number"] = (issuer, _) => issuer.Token(claims: [("jti", "7")]),
        ["CH-208 jti without end"] = (issuer, _) => issuer.Token(claims: [("jti", $"\"{new string('x', 300)}\"")]),
        ["the signature cut off"] = (issuer, _) => issuer.Token()[..^10],
        ["no signature"] = (issuer, _) => issuer.Token().Split('.') is var parts ? $"{parts[0]}.{parts[1]}." : "",
        ["two parts"] = (issuer, _) => issuer.Token().Split('.') is var parts ? $"{parts[0]}.{parts[1]}" : "",
        ["five parts"] = (issuer, _) => issuer.Token() + ".AAAA.AAAA",
        ["other claims under the same signature"] = (issuer, _) => issuer.Token().Split('.') is var parts
            ? $"{parts[0]}.{Issuer.Encode(Encoding.UTF8.GetBytes(ClaimsOf(issuer)))}.{parts[2]}" : "",
        ["a member twice"] = (issuer, _) => issuer.Sign("""{"alg":"ES384","alg":"ES384","typ":"JWT","kid":"ec"}""", ClaimsOf(issuer), "ES384", "ec"),
        ["a claim twice"] = (issuer, _) => issuer.Sign("""{"alg":"ES384","typ":"JWT","kid":"ec"}""", ClaimsOf(issuer).Insert(1, "\"iss\":\"x\","), "ES384", "ec"),
        ["half a character"] = (issuer, _) => issuer.Sign("""{"alg":"ES384","typ":"JWT","kid":"ec"}""", ClaimsOf(issuer).Replace("attack", "\\ud800", StringComparison.Ordinal), "ES384", "ec"),
        ["claims that are an array"] = (issuer, _) => issuer.Sign("""{"alg":"ES384","typ":"JWT","kid":"ec"}""", "[]", "ES384", "ec"),
        ["claims nested without end"] = (issuer, _) => issuer.Sign("""{"alg":"ES384","typ":"JWT","kid":"ec"}""", $$"""{"a":{{new string('[', 1000)}}{{new string(']', 1000)}}}""", "ES384", "ec"),
        ["a header that is no JSON"] = (issuer, _) => issuer.Sign("alg", ClaimsOf(issuer), "ES384", "ec"),
        ["too long"] = (issuer, _) => issuer.Token(claims: [("x", $"\"{new string('x', 9000)}\"")]),
        ["not a token"] = (_, _) => "lent-token",
        ["nothing"] = (_, _) => "",
        ["dots"] = (_, _) => "..",
        ["not Base64"] = (_, _) => "***.***.***",
    };

    public static TheoryData<string> Names() => [.. Attacks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task CH_114_CH_204_CH_211_CH_212_an_attack_is_the_same_401_as_no_token(string attack)
    {
        await using Issuer issuer = await Issuer.StartAsync(), forger = await Issuer.StartAsync("forger");
        issuer.Add("short", Short);
        await using CdsHost host = await issuer.HostAsync();

        Answer refused = await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", Attacks[attack](issuer, forger), Bodies.PatientView());
        Answer without = await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", null, Bodies.PatientView());

        refused.IsOutcome(401);
        Assert.Equal(without.Body, refused.Body);
        Assert.Equal(Headers(without), Headers(refused));
        Assert.Empty(forger.Server.Requests);
        Assert.Empty(host.Reports);
        // And whoever is right is still believed.
        Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", issuer.Token(), Bodies.PatientView())).Status);
    }

    [Fact]
    public async Task Two_authorization_headers_or_another_scheme_are_no_token()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        foreach (string[] values in (string[][])[["Basic " + issuer.Token()], [issuer.Token()], ["Bearer " + issuer.Token(), "Bearer " + issuer.Token()]])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/cds-services/greeter") { Content = new StringContent(Bodies.PatientView(), Encoding.UTF8, "application/json") };
            foreach (string value in values)
                request.Headers.TryAddWithoutValidation("Authorization", value);

            (await Answer.OfAsync(await host.Client.SendAsync(request))).IsOutcome(401);
        }
    }

    [Fact]
    public async Task A_thousand_mutations_of_a_token_are_each_a_401()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        await using CdsHost host = await issuer.HostAsync();
        for (int seed = 0; seed < 1000; seed++)
        {
            Random random = new(seed);
            string real = issuer.Token();
            char[] token = real.ToCharArray();
            int at;
            do
            {
                at = random.Next(token.Length);
                token[at] = "ABCDEFGHijklmnop0123456789-_."[random.Next(29)];
            }
            while (Same(real, new string(token)));

            Answer answer = await host.SendAsync(HttpMethod.Post, "/cds-services/greeter", new string(token), Bodies.PatientView());

            Assert.True(answer.Status == 401, $"seed {seed}, place {at}: {answer.Status}");
        }
    }

    // The last letter of a Base64 text has bits that mean nothing: another letter may be the same bytes.
    private static bool Same(string real, string changed) =>
        real == changed || (changed.Split('.') is { Length: 3 } parts && real.Split('.').Zip(parts).All(pair =>
            pair.First == pair.Second || (pair.First.Length == pair.Second.Length && pair.First[..^1] == pair.Second[..^1])));

    private static string Headers(Answer answer) => string.Join('\n', answer.Message.Headers.Concat(answer.Message.Content.Headers)
        .Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal)
        .Select(header => $"{header.Key}: {string.Join(',', header.Value)}"));
}
