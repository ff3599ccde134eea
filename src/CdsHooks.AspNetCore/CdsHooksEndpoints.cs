using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CdsHooks.AspNetCore;

/// <summary>Puts CDS Hooks into an ASP.NET host.</summary>
public static class CdsHooksEndpoints
{
    /// <summary>Registers what the endpoints need. Services are registered beside it, as <see cref="ICdsService"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="clock">The clock for deadlines and durations.</param>
    /// <param name="newId">Makes the ids of cards and suggestions; they must not be guessable.</param>
    /// <param name="configure">Limits and the host's decisions.</param>
    public static IServiceCollection AddCdsHooks(
        this IServiceCollection services, TimeProvider clock, Func<Guid> newId, Action<CdsHooksOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(newId);
        services.Configure(configure ?? (_ => { }));
        services.AddSingleton(provider => new CdsHooksServer(
            provider.GetServices<ICdsService>(),
            provider.GetService<IClientIdentity>() ?? new AnyClient(),
            provider.GetService<IFeedbackSink>(),
            provider.GetRequiredService<IOptions<CdsHooksOptions>>().Value,
            clock,
            newId,
            provider.GetRequiredService<ILogger<CdsHooksServer>>()));
        return services;
    }

    /// <summary>Maps discovery, service calls and feedback under <c>/cds-services</c>, and checks every service definition.</summary>
    /// <exception cref="InvalidOperationException">A definition is not one that clients can use; the message says which and why.</exception>
    public static IEndpointConventionBuilder MapCdsHooks(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        CdsHooksServer server = endpoints.ServiceProvider.GetRequiredService<CdsHooksServer>();
        // One route for all of it: clients that append to a base URL with a trailing slash call /cds-services//id.
        return endpoints.Map($"/{CdsPath.Root}/{{**path}}", server.AnswerAsync).WithDisplayName("CDS Hooks");
    }
}
