namespace CdsHooks.AspNetCore;

/// <summary>Which URLs belong to which FHIR server.</summary>
internal static class FhirUrls
{
    /// <summary>https, or http on this machine; no credentials in the URL.</summary>
    public static bool IsSafeToCall(this Uri url) =>
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) && url.UserInfo.Length == 0;

    public static bool IsSameBase(this Uri server, Uri other) =>
        server.IsSameOrigin(other) && server.AbsolutePath.TrimEnd('/') == other.AbsolutePath.TrimEnd('/') && other.Query.Length == 0;

    /// <summary>
    /// The server itself or something below it: the only place where its token may go. An encoded slash is refused, because a
    /// gateway that decodes it leaves the base by "..%2f".
    /// </summary>
    public static bool Owns(this Uri server, Uri url)
    {
        string root = server.AbsolutePath.TrimEnd('/');
        return server.IsSameOrigin(url) && url.UserInfo.Length == 0
            && (url.AbsolutePath == root || url.AbsolutePath.StartsWith(root + "/", StringComparison.Ordinal))
            && !HasEncodedSlash(url.AbsolutePath.AsSpan(root.Length));
    }

    /// <summary>The relative URL of a template below the server.</summary>
    public static Uri Below(this Uri server, string relative) => new(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + relative);

    private static bool HasEncodedSlash(ReadOnlySpan<char> path) =>
        path.Contains("%2f", StringComparison.OrdinalIgnoreCase) || path.Contains("%5c", StringComparison.OrdinalIgnoreCase);

    private static bool IsSameOrigin(this Uri server, Uri url) =>
        server.Scheme == url.Scheme && server.Port == url.Port && string.Equals(server.IdnHost, url.IdnHost, StringComparison.OrdinalIgnoreCase);
}
