using CdsHooks.AspNetCore;
using CdsOncoPharm.Engine;

namespace CdsOncoPharm.Service;

/// <summary>The section <c>Fetch</c>: limits for what one call fetches because its client did not send it.</summary>
internal sealed class FetchSettings
{
    private static readonly FhirFetchOptions Usual = new();

    /// <summary>Time for everything that one call fetches; what has not come by then is unknown.</summary>
    public TimeSpan Deadline { get; set; } = Usual.Deadline;

    /// <summary>Time for one request; a second try has to fit into the deadline too.</summary>
    public TimeSpan RequestTimeout { get; set; } = Usual.RequestTimeout;

    /// <summary>Requests of one call that run at once.</summary>
    public int MaxParallel { get; set; } = Usual.MaxParallel;

    /// <summary>Requests that one call makes altogether; second tries and redirects count.</summary>
    public int MaxRequests { get; set; } = Usual.MaxRequests;

    /// <summary>Pages read of one search.</summary>
    public int MaxPages { get; set; } = Usual.MaxPages;

    /// <summary>Largest answer to one request, in bytes after decompression.</summary>
    public int MaxResponseBytes { get; set; } = Usual.MaxResponseBytes;

    /// <summary>Most bytes that one call fetches altogether.</summary>
    public int MaxTotalBytes { get; set; } = Usual.MaxTotalBytes;

    /// <exception cref="SettingsException">A limit lets nothing through.</exception>
    public static FetchSettings Read(IConfiguration configuration)
    {
        var settings = Strict.Read<FetchSettings>(configuration, "Fetch");
        foreach (var (name, isUsable) in new[]
        {
            (nameof(Deadline), settings.Deadline > TimeSpan.Zero),
            (nameof(RequestTimeout), settings.RequestTimeout > TimeSpan.Zero),
            (nameof(MaxParallel), settings.MaxParallel > 0),
            (nameof(MaxRequests), settings.MaxRequests > 0),
            (nameof(MaxPages), settings.MaxPages > 0),
            (nameof(MaxResponseBytes), settings.MaxResponseBytes > 0),
            (nameof(MaxTotalBytes), settings.MaxTotalBytes > 0),
        })
        {
            if (!isUsable)
                throw new SettingsException($"Fetch:{name}: must be more than nothing");
        }
        return settings;
    }

    public void Apply(FhirFetchOptions fetch)
    {
        fetch.Deadline = Deadline;
        fetch.RequestTimeout = RequestTimeout;
        fetch.MaxParallel = MaxParallel;
        fetch.MaxRequests = MaxRequests;
        fetch.MaxPages = MaxPages;
        fetch.MaxResponseBytes = MaxResponseBytes;
        fetch.MaxTotalBytes = MaxTotalBytes;
    }
}
