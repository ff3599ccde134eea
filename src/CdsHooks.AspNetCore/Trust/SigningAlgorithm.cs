using System.Collections.Frozen;
using Microsoft.IdentityModel.Tokens;

namespace CdsHooks.AspNetCore;

/// <summary>The asymmetric signature algorithms, and which keys fit them. <c>none</c> and HS* do not exist here.</summary>
internal static class SigningAlgorithm
{
    private const int SmallestRsaKey = 2048;

    // The curve; null for RSA.
    private static readonly FrozenDictionary<string, string?> Curves = new Dictionary<string, string?>
    {
        ["ES256"] = "P-256",
        ["ES384"] = "P-384",
        ["ES512"] = "P-521",
        ["RS256"] = null,
        ["RS384"] = null,
        ["RS512"] = null,
        ["PS256"] = null,
        ["PS384"] = null,
        ["PS512"] = null,
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => Curves.Keys.Order(StringComparer.Ordinal);

    public static bool IsKnown(string algorithm) => Curves.ContainsKey(algorithm);

    /// <summary>The key is of the kind, curve and size that the algorithm asks for, and is published for signatures made with it.</summary>
    public static bool Fits(string algorithm, JsonWebKey key)
    {
        if (!Curves.TryGetValue(algorithm, out string? curve))
            return false;
        if (key.Use is not (null or "" or "sig") || (key.KeyOps.Count > 0 && !key.KeyOps.Contains("verify")))
            return false;
        if (!string.IsNullOrEmpty(key.Alg) && key.Alg != algorithm)
            return false;
        return curve is null
            ? key.Kty == "RSA" && key.KeySize >= SmallestRsaKey
            : key.Kty == "EC" && key.Crv == curve;
    }
}
