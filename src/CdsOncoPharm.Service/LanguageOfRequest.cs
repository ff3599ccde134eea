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

/// <summary>Development without clients: everybody may call.</summary>
internal sealed class AnyoneMayCall : IClientIdentity
{
    public ValueTask<CdsClient?> IdentifyAsync(HttpContext http) => new(CdsClient.Anonymous);
}

internal static class LanguageOfRequestExtensions
{
    /// <summary>Wraps the identity that trust registered; without clients there is none, and everybody may call.</summary>
    public static void AddLanguageOfRequest(this IServiceCollection services)
    {
        var registered = services.LastOrDefault(service => service.ServiceType == typeof(IClientIdentity));
        if (registered is not null)
            services.Remove(registered);
        var inner = registered is null ? new AnyoneMayCall() : registered.ImplementationInstance as IClientIdentity
            ?? throw new InvalidOperationException($"{nameof(IClientIdentity)} must be registered as an instance: nobody else may decide who calls.");
        services.AddSingleton<IClientIdentity>(new LanguageOfRequest(inner));
    }
}
