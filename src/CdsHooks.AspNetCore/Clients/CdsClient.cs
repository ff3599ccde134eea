namespace CdsHooks.AspNetCore;

/// <summary>The system that calls: who it is, what it can show, and which FHIR servers are its own.</summary>
public sealed record CdsClient
{
    /// <summary>A caller nobody has identified.</summary>
    public static CdsClient Anonymous { get; } = new() { Name = "anonymous" };

    /// <summary>For logs: the name the host gave it.</summary>
    public required string Name { get; init; }

    public ClientProfile Profile { get; init; } = ClientProfile.Standard;

    /// <summary>The language its users read, for example <c>en</c> or <c>zh-CN</c>; null when nothing was agreed.</summary>
    public string? Language { get; init; }

    /// <summary>The organization on whose behalf it calls, where the client serves several.</summary>
    public string? Tenant { get; init; }

    /// <summary>Base URLs of the FHIR servers that belong to this client.</summary>
    public IReadOnlyList<Uri> FhirServers { get; init; } = [];

    /// <summary>Calls it may make in a minute; null: any number.</summary>
    public int? CallsPerMinute { get; init; }

    /// <summary>Calls it may have open at once; null: any number.</summary>
    public int? ConcurrentCalls { get; init; }
}
