using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Service;

/// <summary>A client for which no language was agreed reads what its request accepts (<c>Accept-Language</c>).</summary>
internal sealed class LanguageOfRequest(IClientIdentity inner) : IClientIdentity
{
    public async ValueTask<CdsClient?> IdentifyAsync(HttpContext http)
    {
        var client = await inner.IdentifyAsync(http).ConfigureAwait(false);
        if (client is null || client.Language is not null)
            return client;
        foreach (var language in http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            if (LanguageKeys.Parse(language.Value.Value) is { } known)
                return client with { Language = known.Key() };
        }
        return client;
    }
}

internal static class LanguageOfRequestExtensions
{
    /// <summary>Wraps the identity that was registered last.</summary>
    public static void AddLanguageOfRequest(this IServiceCollection services)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IClientIdentity));
        services.Remove(registered);
        services.AddSingleton<IClientIdentity>(provider => new LanguageOfRequest(
            (IClientIdentity)(registered.ImplementationInstance
                ?? registered.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!))));
    }
}
