using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Service;

/// <summary>Development: everybody may call; the language is the browser's or the sandbox's <c>Accept-Language</c>.</summary>
internal sealed class OpenClients : IClientIdentity
{
    public ValueTask<CdsClient?> IdentifyAsync(HttpContext http)
    {
        foreach (var language in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            if (LanguageKeys.Parse(language.Value.Value) is { } known)
                return new(CdsClient.Anonymous with { Language = known.Key() });
        }
        return new(CdsClient.Anonymous);
    }
}
