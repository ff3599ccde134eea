using System.Runtime.ExceptionServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CdsHooks.AspNetCore;

/// <summary>Lets only known clients call.</summary>
public static partial class CdsHooksTrust
{
    /// <summary>The name of the authentication scheme, for other endpoints of the host that only clients may call.</summary>
    public const string Scheme = "CdsHooks";

    private const string ClientParameter = "client";
    private const string NoToken = "no token";

    /// <summary>
    /// Reads whom to believe, and stops the start when that would be unsafe: see <see cref="TrustOptions.Fault"/>. Register an
    /// <see cref="IReplayCache"/> before it to keep used tokens across restarts or processes.
    /// </summary>
    /// <param name="services">The host's services, to which <see cref="CdsHooksEndpoints.AddCdsHooks"/> is added too.</param>
    /// <param name="section">The <c>Trust</c> section; a key in it that is not known stops the start.</param>
    /// <param name="environment">Only Development may run without tokens.</param>
    /// <param name="clock">The clock for the times in tokens.</param>
    /// <exception cref="InvalidOperationException">The section is wrong or unsafe; the message names the key.</exception>
    public static IServiceCollection AddCdsHooksTrust(
        this IServiceCollection services, IConfigurationSection section, IHostEnvironment environment, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(clock);
        TrustOptions trust = Read(section);
        bool development = environment.IsDevelopment();
        if (trust.Fault(development) is { } fault)
            throw new InvalidOperationException($"{section.Path}:{fault}.");
        bool required = trust.RequireToken ?? !development;

        services.Configure<CdsHooksOptions>(options =>
        {
            options.MaxBodyBytes = trust.MaxBodyBytes;
            options.MayCall = development
                ? (server, client) => FhirServers.OnLoopback(server, client) || FhirServers.OfClient(server, client)
                : FhirServers.OfClient;
            foreach (string origin in trust.Clients.SelectMany(client => client.Origins))
                options.Origins.Add(origin);
        });
        if (trust.Clients.Count == 0)
            return services;

        services.TryAddSingleton<IReplayCache>(new MemoryReplayCache(clock));
        services.AddSingleton(provider => new ClientTokens(
            trust, provider.GetRequiredService<IReplayCache>(), GuardedHttp.Create(), clock, provider.GetRequiredService<ILogger<IClientIdentity>>()));
        services.AddSingleton<IClientIdentity>(new TokenIdentity(required, trust.RequireTokenForDiscovery));
        // AddAuthentication would also bring data protection, which writes keys to the disk that nothing here uses.
        services.AddWebEncoders();
        services.AddAuthenticationCore(options => options.AddScheme<JwtBearerHandler>(Scheme, displayName: null));
        services.AddOptions<JwtBearerOptions>(Scheme).Configure(options => options.Events = new JwtBearerEvents
        {
            OnMessageReceived = VerifyAsync,
            OnChallenge = challenge =>
            {
                if (challenge.AuthenticateFailure is null)
                    TokenRefused(LogOf(challenge.HttpContext), NoToken);
                challenge.HandleResponse();
                return Outcome.SendAsync(challenge.HttpContext, Refusal.Unauthorized);
            },
        });
        return services;
    }

    private static TrustOptions Read(IConfigurationSection section)
    {
        TrustOptions trust = new();
        try
        {
            section.Bind(trust, binder => binder.ErrorOnUnknownConfiguration = true);
            return trust;
        }
        catch (InvalidOperationException fault)
        {
            // A value that cannot be read is told with its key by the outermost, a key that does not exist by the innermost of them.
            throw fault.GetBaseException() is InvalidOperationException unknown
                ? new InvalidOperationException($"{section.Path}: {unknown.Message}", fault)
                : new InvalidOperationException(fault.Message, fault);
        }
    }

    // All of the verification is ours, since the specification binds a token to the URL, the client and a single use.
    private static async Task VerifyAsync(MessageReceivedContext context)
    {
        if (!TryGetBearer(context.Request, out string token))
        {
            context.NoResult();
            return;
        }

        HttpContext http = context.HttpContext;
        CdsClient? client;
        try
        {
            (client, string? fault) = await http.RequestServices.GetRequiredService<ClientTokens>()
                .VerifyAsync(token, PathsOf(http), http.RequestAborted).ConfigureAwait(false);
            if (client is null)
                TokenRefused(LogOf(http), fault!);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // Ours, not the client's: the replay cache does not answer. It reaches whoever asks for the identity.
            context.Fail(broken);
            return;
        }

        if (client is null)
        {
            context.Fail(new TokenRefusedException());
            return;
        }

        context.Properties.SetParameter(ClientParameter, client);
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, client.Name)], Scheme));
        context.Success();
    }

    /// <summary>The path below the public base URL; for feedback that of its service too. Doubled and final slashes do not count.</summary>
    private static string[] PathsOf(HttpContext http)
    {
        string[] parts = (http.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        string path = string.Join('/', parts);
        return parts is [.. string[] service, "feedback"] ? [path, string.Join('/', service)] : [path];
    }

    private static bool TryGetBearer(HttpRequest request, out string token)
    {
        const string prefix = "Bearer ";
        string? header = request.Headers.Authorization.Count == 1 ? request.Headers.Authorization[0] : null;
        bool found = header?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true;
        token = found ? header![prefix.Length..].Trim() : "";
        return found;
    }

    private static ILogger LogOf(HttpContext http) => http.RequestServices.GetRequiredService<ILogger<IClientIdentity>>();

    [LoggerMessage(3, LogLevel.Warning, "A client's token was refused: {Reason}")]
    private static partial void TokenRefused(ILogger log, string reason);

    /// <summary>Knows clients by their tokens.</summary>
    private sealed class TokenIdentity(bool required, bool requiredForDiscovery) : IClientIdentity
    {
        public async ValueTask<CdsClient?> IdentifyAsync(HttpContext http)
        {
            AuthenticateResult result = await http.AuthenticateAsync(Scheme).ConfigureAwait(false);
            if (result.Succeeded)
                return result.Properties!.GetParameter<CdsClient>(ClientParameter);
            if (result.Failure is not (null or TokenRefusedException))
                ExceptionDispatchInfo.Throw(result.Failure);
            bool isOptional = !required || (CdsPath.Of(http).IsDiscovery && !requiredForDiscovery && result.None);
            if (isOptional)
                return CdsClient.Anonymous;
            if (result.None)
                TokenRefused(LogOf(http), NoToken);
            return null;
        }
    }

    private sealed class TokenRefusedException() : Exception("The token was refused.");
}
