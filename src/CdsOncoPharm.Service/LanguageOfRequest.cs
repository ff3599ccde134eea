using System.Net;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;

namespace CdsOncoPharm.Service;

/// <summary>A client for which no language was agreed reads what its request accepts (<c>Accept-Language</c>).</summary>
internal sealed class LanguageOfRequest(IClientIdentity inner) : IClientIdentity
{
    /// <summary>Refuses a client's language that cards are not written in.</summary>
    /// <exception cref="SettingsException">Names the key.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var language in configuration.GetSection("Trust:Clients").GetChildren().Select(client => client.GetSection("Language")))
        {
            if (language.Value is { } key && LanguageKeys.Parse(key) is null)
                throw new SettingsException($"{language.Path}: there is no '{key}' (en, zh-CN)");
        }
    }

    public async ValueTask<CdsClient?> IdentifyAsync(HttpContext http)
    {
        var client = await inner.IdentifyAsync(http).ConfigureAwait(false);
        if (client is null || client.Language is not null)
            return client;
        foreach (var language in http.Request.GetTypedHeaders().AcceptLanguage.Where(l => l.Quality is not 0).OrderByDescending(l => l.Quality ?? 1))
        {
            if (LanguageKeys.Parse(language.Value.Value) is { } known)
                return client with { Language = known.Key() };
        }
        return client;
    }
}

/// <summary>Development without clients: everybody on this machine may call.</summary>
internal sealed class AnyoneHereMayCall : IClientIdentity
{
    public ValueTask<CdsClient?> IdentifyAsync(HttpContext http) =>
        new(http.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address) ? null : CdsClient.Anonymous);
}

internal static class LanguageOfRequestExtensions
{
    /// <summary>Wraps the identity that trust registered; without clients there is none, and everybody on this machine may call.</summary>
    public static void AddLanguageOfRequest(this IServiceCollection services)
    {
        var registered = services.LastOrDefault(service => service.ServiceType == typeof(IClientIdentity));
        if (registered is not null)
            services.Remove(registered);
        var inner = registered is null ? new AnyoneHereMayCall() : registered.ImplementationInstance as IClientIdentity
            ?? throw new InvalidOperationException($"{nameof(IClientIdentity)} must be registered as an instance: nobody else may decide who calls.");
        services.AddSingleton<IClientIdentity>(new LanguageOfRequest(inner));
    }
}
