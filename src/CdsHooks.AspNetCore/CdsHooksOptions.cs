namespace CdsHooks.AspNetCore;

/// <summary>How calls are received and data fetched.</summary>
public sealed class CdsHooksOptions
{
    /// <summary>Largest body of a call, in bytes; a larger one is a 413.</summary>
    public int MaxBodyBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>How missing data are fetched.</summary>
    public FhirFetchOptions Fetch { get; } = new();

    /// <summary>
    /// Whether this client's data may be fetched from this FHIR server. The default is no. <see cref="FhirServers"/> has the
    /// two usual answers.
    /// </summary>
    public Func<Uri, CdsClient, bool> MayCall { get; set; } = (_, _) => false;

    /// <summary>Web origins whose browser applications may call (CORS), as <c>https://host[:port]</c>.</summary>
    public ISet<string> Origins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the reader of a call that turns resources into a FHIR library's model; null to have only their bytes.</summary>
    public Func<IResourceReader>? ResourceReader { get; set; }

    /// <summary>Called once for each service call, when it has been answered.</summary>
    public Action<CdsCallReport>? OnCall { get; set; }
}

/// <summary>Limits for fetching what a client did not send.</summary>
public sealed class FhirFetchOptions
{
    /// <summary>Time for everything one call fetches.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Time for one request; a second try has to fit into <see cref="Deadline"/> too.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Requests of one call that run at once.</summary>
    public int MaxParallel { get; set; } = 12;

    /// <summary>Most requests one call makes altogether: searches, pages and reads, with redirects and second tries.</summary>
    public int MaxRequests { get; set; } = 100;

    /// <summary>Pages read of one search.</summary>
    public int MaxPages { get; set; } = 10;

    /// <summary>Largest answer to one request, in bytes after decompression.</summary>
    public int MaxResponseBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Most bytes one call fetches altogether.</summary>
    public int MaxTotalBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>Fetch also where the client lent no access token, as open test servers allow.</summary>
    public bool WithoutToken { get; set; }
}

/// <summary>Usual answers to <see cref="CdsHooksOptions.MayCall"/>.</summary>
public static class FhirServers
{
    /// <summary>Only servers on this machine: for development.</summary>
    public static bool OnLoopback(Uri server, CdsClient client)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.IsLoopback;
    }

    /// <summary>Only the servers that belong to the client.</summary>
    public static bool OfClient(Uri server, CdsClient client)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(client);
        return client.FhirServers.Any(own => own.IsSameBase(server));
    }
}

/// <summary>What happened in one service call: for logs, without content.</summary>
public sealed record CdsCallReport
{
    public required string Service { get; init; }

    /// <summary>The hook that was answered, as the service names it; null for a call that was refused before: what a client wrote is never repeated.</summary>
    public string? Hook { get; init; }

    public required string Client { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    public required TimeSpan Duration { get; init; }

    public required int BodyBytes { get; init; }

    /// <summary>Prefetch entries that came with the call.</summary>
    public required int Prefetched { get; init; }

    /// <summary>HTTP requests made to the FHIR server.</summary>
    public required int Fetches { get; init; }

    public required int Cards { get; init; }

    /// <summary>What <see cref="CardRules"/> repaired or dropped.</summary>
    public required IReadOnlyList<CardBreach> Breaches { get; init; }

    /// <summary>What the service added through <see cref="CdsCall.Notes"/>.</summary>
    public required IReadOnlyDictionary<string, object?> Notes { get; init; }
}
