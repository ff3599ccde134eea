namespace CdsHooks.AspNetCore;

/// <summary>Whom this server believes: the <c>Trust</c> section of the configuration.</summary>
public sealed class TrustOptions
{
    /// <summary>Calls need a client's token. Default: everywhere but in Development.</summary>
    public bool? RequireToken { get; set; }

    /// <summary>Discovery needs a token too. It holds nothing that is not published, so the default is no.</summary>
    public bool RequireTokenForDiscovery { get; set; }

    /// <summary>The URL under which clients reach this server; what <c>aud</c> is compared with.</summary>
    public string? PublicBaseUrl { get; set; }

    /// <summary>Signature algorithms that are believed; empty: ES384 and RS384.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>How far a client's clock may be off.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest life of a token; ids of used ones are kept as long.</summary>
    public TimeSpan MaxTokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Largest token, in characters.</summary>
    public int MaxTokenLength { get; set; } = 8 * 1024;

    /// <summary>Largest body of a call, in bytes; a larger one is a 413.</summary>
    public int MaxBodyBytes { get; set; } = new CdsHooksOptions().MaxBodyBytes;

    /// <summary>Age at which a key set is fetched again, which is how a withdrawn key leaves.</summary>
    public TimeSpan KeysFreshFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Age at which a key set that cannot be fetched again is no longer used.</summary>
    public TimeSpan KeysUsableFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Shortest time between two fetches of a key set, whatever tokens ask for.</summary>
    public TimeSpan KeysRefetchAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The systems that may call.</summary>
    public IList<TrustedClient> Clients { get; } = [];

    internal static readonly IReadOnlyList<string> DefaultAlgorithms = ["ES384", "RS384"];

    internal IReadOnlyList<string> EffectiveAlgorithms => Algorithms.Count == 0 ? DefaultAlgorithms : [.. Algorithms];

    /// <summary>The first thing in it that a server must not start with, as <c>key: reason</c>; null when there is none.</summary>
    /// <param name="development">Development allows calls without a token, and the public sandbox whose private key everybody has.</param>
    public string? Fault(bool development)
    {
        bool required = RequireToken ?? !development;
        if (!required && !development)
            return "RequireToken: false is for Development alone";
        if (required && Clients.Count == 0)
            return "Clients: there is none, and every call needs a token";
        if ((required || Clients.Count > 0) && !IsSafeUrl(PublicBaseUrl))
            return "PublicBaseUrl: must be an https URL (http on this machine alone)";
        if (EffectiveAlgorithms.FirstOrDefault(name => !SigningAlgorithm.IsKnown(name)) is { } unknown)
            return $"Algorithms: '{unknown}' is not one of {string.Join(", ", SigningAlgorithm.Names)}";
        if (MaxTokenLength < 1)
            return "MaxTokenLength: must be at least 1";
        if (MaxBodyBytes < 1)
            return "MaxBodyBytes: must be at least 1";
        if (KeysFreshFor <= TimeSpan.Zero || KeysUsableFor < KeysFreshFor || KeysRefetchAfter <= TimeSpan.Zero)
            return "KeysFreshFor, KeysUsableFor and KeysRefetchAfter: must be more than nothing, and keys usable at least as long as fresh";
        if (MaxTokenLife <= TimeSpan.Zero || MaxTokenLife > TimeSpan.FromDays(1))
            return "MaxTokenLife: must be at most a day";
        if (ClockSkew < TimeSpan.Zero || ClockSkew > TimeSpan.FromMinutes(5))
            return "ClockSkew: must be between 0 and 5 minutes";
        for (int at = 0; at < Clients.Count; at++)
        {
            if (Clients[at].Fault(development) is { } fault)
                return $"Clients:{at}:{fault}";
        }

        HashSet<string> names = [], tenants = [];
        if (Clients.FirstOrDefault(client => !names.Add(client.Name)) is { } twice)
            return $"Clients: the name '{twice.Name}' is there twice";
        return Clients.SelectMany(client => client.Tenants.DefaultIfEmpty("").Select(tenant => $"{client.Issuer} {tenant}")).All(tenants.Add)
            ? null
            : "Clients: an Issuer is there twice for the same tenant";
    }

    internal static bool IsSafeUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.IsSafeToCall() && url.Query.Length + url.Fragment.Length == 0;
}

/// <summary>A system that may call: one element of <c>Trust:Clients</c>.</summary>
public sealed class TrustedClient
{
    /// <summary>The issuer of the public sandbox, whose private key is in its public repository.</summary>
    internal const string SandboxIssuer = "https://" + SandboxHost;

    private const string SandboxHost = "sandbox.cds-hooks.org";
    private const string SandboxFault = "everybody has the private key of the public sandbox; it is for Development alone";

    /// <summary>Its name in logs.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its <c>iss</c>, character for character.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The URL of its key set: the only <c>jku</c> its tokens may have, and the only one ever fetched for it.</summary>
    public string? Jku { get; set; }

    /// <summary>A file with its key set; then nothing is fetched. Tokens that name a <c>jku</c> are still refused unless it is <see cref="Jku"/>.</summary>
    public string? JwksFile { get; set; }

    /// <summary>Values of <c>aud</c> taken besides the URL that was called, for clients that configure it by hand.</summary>
    public IList<string> Audience { get; } = [];

    /// <summary>Values of <c>tenant</c> that are taken; empty: any or none.</summary>
    public IList<string> Tenants { get; } = [];

    /// <summary>Base URLs of its FHIR servers: the only ones from which its data are fetched.</summary>
    public IList<string> FhirServers { get; } = [];

    /// <summary><c>standard</c>, <c>epic</c>, <c>oracle</c> or <c>sandbox</c>.</summary>
    public string Profile { get; set; } = "standard";

    /// <summary>The language of its cards, for example <c>en</c> or <c>zh-CN</c>.</summary>
    public string? Language { get; set; }

    /// <summary>Whether it gets the <c>extension</c> of cards; null: as its profile has it.</summary>
    public bool? AssessmentExtension { get; set; }

    /// <summary>Hosts whose links it shows; empty: as its profile has it.</summary>
    public IList<string> LinkHosts { get; } = [];

    /// <summary>Web origins of its browser applications, for CORS.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>Calls it may make in a minute.</summary>
    public int CallsPerMinute { get; set; } = 6000;

    /// <summary>Calls it may have open at once.</summary>
    public int ConcurrentCalls { get; set; } = 64;

    internal string? Fault(bool development)
    {
        if (string.IsNullOrWhiteSpace(Name))
            return "Name: is required";
        if (string.IsNullOrWhiteSpace(Issuer))
            return "Issuer: is required";
        if (!development && Issuer.TrimEnd('/') == SandboxIssuer)
            return $"Issuer: {SandboxFault}";
        if (string.IsNullOrEmpty(Jku) && string.IsNullOrEmpty(JwksFile))
            return "Jku: it or JwksFile is required";
        if (!string.IsNullOrEmpty(Jku) && !TrustOptions.IsSafeUrl(Jku))
            return "Jku: must be an https URL (http on this machine alone)";
        if (!development && !string.IsNullOrEmpty(Jku) && new Uri(Jku).IdnHost.TrimEnd('.') == SandboxHost)
            return $"Jku: {SandboxFault}";
        if (!string.IsNullOrEmpty(JwksFile) && KeySet.FileFault(JwksFile) is { } fileFault)
            return $"JwksFile: {fileFault}";
        if (FhirServers.Any(server => !TrustOptions.IsSafeUrl(server)))
            return "FhirServers: must be https URLs (http on this machine alone)";
        if (Origins.Any(origin => !TrustOptions.IsSafeUrl(origin) || new Uri(origin).GetLeftPart(UriPartial.Authority) != origin))
            return "Origins: must be scheme, host and port alone, https (http on this machine alone)";
        if (ClientProfile.Find(Profile) is null)
            return $"Profile: there is no '{Profile}'";
        return CallsPerMinute < 1 || ConcurrentCalls < 1 ? "CallsPerMinute and ConcurrentCalls: must be at least 1" : null;
    }

    internal CdsClient ToClient()
    {
        ClientProfile profile = ClientProfile.Find(Profile)!;
        return new CdsClient
        {
            Name = Name,
            Profile = profile with
            {
                Extension = AssessmentExtension ?? profile.Extension,
                LinkHosts = LinkHosts.Count == 0 ? profile.LinkHosts : LinkHosts.ToHashSet(StringComparer.OrdinalIgnoreCase),
            },
            Language = Language,
            FhirServers = [.. FhirServers.Select(server => new Uri(server))],
            CallsPerMinute = CallsPerMinute,
            ConcurrentCalls = ConcurrentCalls,
        };
    }
}
