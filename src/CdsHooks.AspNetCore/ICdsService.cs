namespace CdsHooks.AspNetCore;

/// <summary>One CDS service: an entry in discovery and the answer to its calls. Registered as a singleton.</summary>
public interface ICdsService
{
    /// <summary>Read once at start-up, when it is also checked.</summary>
    ServiceDefinition Definition { get; }

    /// <summary>Answers a call. The hook and its context have been checked; the prefetch may hold anything or nothing.</summary>
    ValueTask<CdsAnswer> HandleAsync(CdsCall call, CancellationToken cancellation);
}

/// <summary>What a service answers: a <see cref="CdsResponse"/>, or that it could not get what it cannot do without.</summary>
public sealed class CdsAnswer
{
    private CdsAnswer(CdsResponse? response, Refusal? refusal)
    {
        Response = response;
        Refusal = refusal;
    }

    internal CdsResponse? Response { get; }

    internal Refusal? Refusal { get; }

    /// <summary>412: required data came neither with the call nor from the FHIR server.</summary>
    /// <param name="diagnostics">What was missing and what the person who connects the client can do; nothing about the patient.</param>
    public static CdsAnswer DataUnobtainable(string diagnostics) => new(null, new Refusal(412, "incomplete", diagnostics));

    /// <summary>400: the request is well-formed, but not one this service can mean.</summary>
    /// <param name="diagnostics">What is wrong with it; nothing about the patient.</param>
    public static CdsAnswer BadRequest(string diagnostics) => new(null, new Refusal(400, "invalid", diagnostics));

    public static CdsAnswer From(CdsResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new CdsAnswer(response, null);
    }

    public static implicit operator CdsAnswer(CdsResponse response) => From(response);
}

/// <summary>Why there is no 200: the HTTP status, the FHIR issue code and words for the caller.</summary>
internal sealed record Refusal(int Status, string Code, string Diagnostics)
{
    /// <summary>The same for every cause.</summary>
    public static Refusal Unauthorized { get; } = new(401, "login", "The call was not authenticated.");
}
