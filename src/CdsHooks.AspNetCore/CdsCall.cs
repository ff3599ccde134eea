namespace CdsHooks.AspNetCore;

/// <summary>One service call: what was asked, by whom, and the way to data that did not come with it.</summary>
public sealed class CdsCall
{
    private readonly IReadOnlyList<PrefetchTemplate> _templates;
    private readonly FhirAccess _fhir;

    internal CdsCall(
        ServiceDefinition service, IReadOnlyList<PrefetchTemplate> templates, CdsRequest request, CdsClient client,
        DateTimeOffset receivedAt, FhirAccess fhir)
    {
        Service = service;
        _templates = templates;
        Request = request;
        Client = client;
        ReceivedAt = receivedAt;
        _fhir = fhir;
    }

    public ServiceDefinition Service { get; }

    public CdsRequest Request { get; }

    public CdsClient Client { get; }

    /// <summary>When the call arrived: the one reading of the clock for it.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>What the service wants to see in the report of this call: counts and codes, never content.</summary>
    public IDictionary<string, object?> Notes { get; } = new Dictionary<string, object?>();

    /// <summary>
    /// Everything there is to read: each entry the client sent, under whatever key, and for each template of the service that
    /// no entry answers (an error and another type of resource are none), what its FHIR server answered now. Pages are followed.
    /// Nothing is thrown: what did not arrive is
    /// <see cref="PrefetchState.Missing"/> or <see cref="PrefetchState.Failed"/> with a reason.
    /// </summary>
    /// <param name="covered">Template keys for which an entry under another key may stand, where nothing can be fetched.</param>
    /// <param name="cancellation">The call's own.</param>
    public Task<IReadOnlyList<PrefetchResult>> ResolveAsync(IReadOnlySet<string>? covered = null, CancellationToken cancellation = default)
    {
        List<Task<PrefetchResult>> results = [.. Request.Prefetch.Select(sent => CompleteAsync(sent, cancellation))];
        foreach (PrefetchTemplate template in _templates)
        {
            if (Request.Prefetch.Any(sent => sent.Key == template.Key) || (!_fhir.IsOpen && covered?.Contains(template.Key) == true))
                continue;
            results.Add(template.UrlFor(Request.Context) is { } url
                ? _fhir.GetAsync(template.Key, url, cancellation)
                : Task.FromResult(PrefetchResult.Missing(template.Key, "the context has no usable value for its token")));
        }

        return Together(results);
    }

    /// <summary>Reads single resources by relative reference (<c>Medication/12</c>), which become the keys of the results.</summary>
    public Task<IReadOnlyList<PrefetchResult>> ReadAsync(IEnumerable<string> references, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(references);
        return Together([.. references.Distinct().Select(reference => PrefetchTemplate.IsReference(reference)
            ? _fhir.GetAsync(reference, reference, cancellation)
            : Task.FromResult(PrefetchResult.Missing(reference, "not a relative reference")))]);
    }

    /// <summary>What was sent, with its further pages; for an entry that does not answer its template, what the server answers.</summary>
    private async Task<PrefetchResult> CompleteAsync(PrefetchResult sent, CancellationToken cancellation)
    {
        if (_templates.FirstOrDefault(template => template.Key == sent.Key) is not { } asked)
            return await _fhir.CompleteAsync(sent, cancellation).ConfigureAwait(false);
        PrefetchResult answer = asked.IsAnsweredBy(sent) ? sent : sent.WithoutAnswer();
        if (answer is not ({ State: PrefetchState.Failed } or { State: PrefetchState.Truncated, NextPage: null }))
            return await _fhir.CompleteAsync(answer, cancellation).ConfigureAwait(false);
        if (!_fhir.IsOpen || asked.UrlFor(Request.Context) is not { } url)
            return answer;
        PrefetchResult fetched = await _fhir.GetAsync(sent.Key, url, cancellation).ConfigureAwait(false);
        return fetched.State is PrefetchState.Failed or PrefetchState.Missing ? answer : fetched.With(sent.Resources);
    }

    private static async Task<IReadOnlyList<PrefetchResult>> Together(IReadOnlyList<Task<PrefetchResult>> results) =>
        await Task.WhenAll(results).ConfigureAwait(false);
}
