using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CdsHooks.AspNetCore;

/// <summary>
/// Verifies the token by which a client says who it is. What costs nothing is checked first, the signature next, and only
/// then is the token's id used up, so that a forged token can neither make us fetch at will nor spoil a real one.
/// </summary>
internal sealed class ClientTokens : IDisposable
{
    private const int LongestId = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly TrustOptions _options;
    private readonly IReplayCache _used;
    private readonly TimeProvider _clock;
    private readonly Uri _baseUrl;
    private readonly HttpClient _http;
    private readonly List<Known> _clients;
    private readonly JsonWebTokenHandler _signatures = new();

    public ClientTokens(TrustOptions options, IReplayCache used, HttpClient http, TimeProvider clock, ILogger log)
    {
        _options = options;
        _used = used;
        _clock = clock;
        _http = http;
        _baseUrl = new Uri(options.PublicBaseUrl!);
        _clients = [.. options.Clients.Select(client => new Known(client, client.ToClient(), new KeySet(client, options, http, clock, log)))];
    }

    /// <summary>The client that made the token for one of these paths; otherwise why not, for the log.</summary>
    public async ValueTask<(CdsClient? Client, string? Fault)> VerifyAsync(
        string token, IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        if (token.Length > _options.MaxTokenLength)
            return Refuse("it is too long");
        if (Header.Read(token) is not { } header || Claims.Read(token) is not { } claims)
            return Refuse("it is not a token with the header and claims of CDS Hooks");
        if (!_options.EffectiveAlgorithms.Contains(header.Algorithm))
            return Refuse("its algorithm is not believed");
        if (FindClient(claims) is not ({ } client, { } who, { } keys))
            return Refuse("its issuer or tenant is not known");
        if (header.Jku is not null && header.Jku != client.Jku)
            return Refuse($"its jku is not that of {client.Name}");
        if (TimeFault(claims) is { } timeFault)
            return Refuse($"{client.Name}: {timeFault}");
        if (!claims.Audience.Any(audience => IsForUs(audience, client, paths)))
            return Refuse($"{client.Name}: its audience is not the URL that was called");

        IReadOnlyList<JsonWebKey> candidates = await keys.FindAsync(header.Kid, header.Algorithm, cancellation).ConfigureAwait(false);
        if (candidates.Count == 0)
            return Refuse($"{client.Name}: it has no key of that name that fits the algorithm");
        if (!await IsSignedAsync(token, header.Algorithm, candidates).ConfigureAwait(false))
            return Refuse($"{client.Name}: the signature is wrong");
        DateTimeOffset until = claims.Expires + _options.ClockSkew;
        return await _used.TryUseAsync(claims.Issuer, claims.TokenId, until, cancellation).ConfigureAwait(false)
            ? (who with { Tenant = claims.Tenant }, null)
            : Refuse($"{client.Name}: it has been used before");
    }

    public void Dispose()
    {
        foreach (Known known in _clients)
            known.Keys.Dispose();
        _http.Dispose();
    }

    private static (CdsClient?, string?) Refuse(string why) => (null, why);

    // One that names the tenant goes before one that takes any.
    private Known? FindClient(Claims claims) =>
        _clients.Find(known => known.Client.Issuer == claims.Issuer && claims.Tenant is not null && known.Client.Tenants.Contains(claims.Tenant))
        ?? _clients.Find(known => known.Client.Issuer == claims.Issuer && known.Client.Tenants.Count == 0);

    private string? TimeFault(Claims claims)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        if (claims.Expires <= now - _options.ClockSkew)
            return "it has expired";
        if (claims.Expires > now + _options.MaxTokenLife + _options.ClockSkew)
            return "it lives too long";
        if (claims.IssuedAt > now + _options.ClockSkew || claims.NotBefore > now + _options.ClockSkew)
            return "it is from the future";
        return claims.IssuedAt < now - _options.MaxTokenLife - _options.ClockSkew ? "it is too old" : null;
    }

    private bool IsForUs(string audience, TrustedClient client, IReadOnlyList<string> paths) =>
        client.Audience.Contains(audience) || paths.Any(path => IsSameUrl(audience, path));

    // As in the path of the call, doubled and final slashes do not count: a base URL that ends in one brings them.
    private bool IsSameUrl(string audience, string path)
    {
        Uri called = _baseUrl.Below(path);
        return Uri.TryCreate(audience, UriKind.Absolute, out Uri? url)
            && HasPathAlone(url) && HasPathAlone(called)
            && url.GetLeftPart(UriPartial.Authority) == called.GetLeftPart(UriPartial.Authority)
            && Segments(url).SequenceEqual(Segments(called));
    }

    private static bool HasPathAlone(Uri url) => url.AbsoluteUri == url.GetLeftPart(UriPartial.Path);

    private static string[] Segments(Uri url) => url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private async Task<bool> IsSignedAsync(string token, string algorithm, IReadOnlyList<JsonWebKey> keys)
    {
        TokenValidationResult result = await _signatures.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = keys,
            ValidAlgorithms = [algorithm],
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            TryAllIssuerSigningKeys = false,
            // All of these have been checked, against the client and the URL.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        }).ConfigureAwait(false);
        return result.IsValid;
    }

    private static JsonDocument? Part(string token, int number)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || parts.Any(part => part.Length == 0))
            return null;
        try
        {
            return JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(parts[number]), Strict);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement members, string name) => members.TryGetProperty(name, out JsonElement value) ? Text(value) : null;

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: not text.
            return null;
        }
    }

    private sealed record Known(TrustedClient Client, CdsClient Who, KeySet Keys);

    private sealed record Header(string Algorithm, string Kid, string? Jku)
    {
        public static Header? Read(string token)
        {
            using JsonDocument? document = Part(token, 0);
            if (document?.RootElement is not { ValueKind: JsonValueKind.Object } members)
                return null;
            string? algorithm = Text(members, "alg"), kid = Text(members, "kid");
            bool isJwt = string.Equals(Text(members, "typ"), "JWT", StringComparison.OrdinalIgnoreCase);
            // "crit" names extensions that must be understood, and we understand none.
            return isJwt && algorithm is not null && !string.IsNullOrEmpty(kid) && !members.TryGetProperty("crit", out _)
                && (!members.TryGetProperty("jku", out JsonElement jku) || jku.ValueKind == JsonValueKind.String)
                ? new Header(algorithm, kid, Text(members, "jku"))
                : null;
        }
    }

    private sealed record Claims(
        string Issuer, IReadOnlyList<string> Audience, DateTimeOffset Expires, DateTimeOffset IssuedAt, DateTimeOffset? NotBefore,
        string TokenId, string? Tenant)
    {
        public static Claims? Read(string token)
        {
            using JsonDocument? document = Part(token, 1);
            if (document?.RootElement is not { ValueKind: JsonValueKind.Object } members)
                return null;
            string? issuer = Text(members, "iss"), id = Text(members, "jti");
            DateTimeOffset? expires = Moment(members, "exp"), issuedAt = Moment(members, "iat");
            bool hasNotBefore = members.TryGetProperty("nbf", out _);
            DateTimeOffset? notBefore = Moment(members, "nbf");
            if (string.IsNullOrEmpty(issuer) || string.IsNullOrWhiteSpace(id) || id.Length > LongestId
                || expires is null || issuedAt is null || (hasNotBefore && notBefore is null)
                || (members.TryGetProperty("tenant", out JsonElement tenant) && tenant.ValueKind != JsonValueKind.String))
                return null;
            return new Claims(issuer, Audiences(members), expires.Value, issuedAt.Value, notBefore, id, Text(members, "tenant"));
        }

        private static IReadOnlyList<string> Audiences(JsonElement members)
        {
            if (!members.TryGetProperty("aud", out JsonElement audience))
                return [];
            return audience.ValueKind switch
            {
                JsonValueKind.Array => [.. audience.EnumerateArray().Select(Text).OfType<string>()],
                _ => Text(audience) is { } one ? [one] : [],
            };
        }

        private static DateTimeOffset? Moment(JsonElement members, string name)
        {
            const double year9999 = 253402300799;
            return members.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetDouble(out double seconds) && seconds is >= 0 and <= year9999
                ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
                : null;
        }
    }
}
