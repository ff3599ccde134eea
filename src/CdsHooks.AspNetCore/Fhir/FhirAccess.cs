using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;
using Polly;
using Polly.Retry;

namespace CdsHooks.AspNetCore;

/// <summary>
/// One call's way to the client's FHIR server, with the token of that call and for that call. Where the server may not be
/// called, everything asked of it is Missing, with the reason.
/// </summary>
internal sealed class FhirAccess : IDisposable
{
    private const int MaxRedirects = 3;
    private const string TooMany = "more requests than one call may make";

    // A GET changes nothing, so one that met a passing fault (null) is made once more.
    private static readonly ResiliencePipeline<PrefetchResult?> OnceMore = new ResiliencePipelineBuilder<PrefetchResult?>()
        .AddRetry(new RetryStrategyOptions<PrefetchResult?>
        {
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome is { Exception: null, Result: null }),
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(50),
        })
        .Build();

    private readonly HttpClient _http;
    private readonly FhirFetchOptions _limits;
    private readonly TimeProvider _clock;
    private readonly Uri? _server;
    private readonly string? _token;
    private readonly string? _closed;
    private readonly SemaphoreSlim _slots;
    private readonly ResourceTypes _types;
    private readonly Lock _lock = new();
    private readonly List<PooledBody> _bodies = [];
    private readonly TimeSpan _deadline;
    private CancellationTokenSource? _untilDeadline;
    private int _bytesLeft;
    private int _requests;
    private int _requestsLeft;

    public FhirAccess(HttpClient http, CdsHooksOptions options, TimeProvider clock, CdsRequest request, CdsClient client, IResourceReader? models)
    {
        _http = http;
        _types = new ResourceTypes(models);
        _limits = options.Fetch;
        _clock = clock;
        _server = request.FhirServer;
        _token = request.FhirAuthorization?.AccessToken;
        _bytesLeft = _limits.MaxTotalBytes;
        _requestsLeft = _limits.MaxRequests;
        _slots = new SemaphoreSlim(_limits.MaxParallel);
        _closed = WhyClosed(options, request, client);
        _deadline = request.FhirAuthorization is { } lent && lent.ExpiresIn < _limits.Deadline ? lent.ExpiresIn : _limits.Deadline;
    }

    /// <summary>Whether the server may be asked.</summary>
    public bool IsOpen => _closed is null;

    /// <summary>HTTP requests made so far.</summary>
    public int Requests => Volatile.Read(ref _requests);

    private static string? WhyClosed(CdsHooksOptions options, CdsRequest request, CdsClient client)
    {
        if (request.FhirServer is not { } server)
            return "not sent, and no fhirServer was given";
        if (request.FhirAuthorization is null && !options.Fetch.WithoutToken)
            return "not sent, and no access token was given";
        if (request.FhirAuthorization is { } lent && lent.ExpiresIn <= TimeSpan.Zero)
            return "not sent, and the access token has expired";
        if (!server.IsSafeToCall() || server.Query.Length > 0)
            return "not sent, and fhirServer is not an https URL";
        return options.MayCall(server, client) ? null : "not sent, and fhirServer is not one that may be called for this client";
    }

    /// <summary>Runs a read or search, and follows its pages.</summary>
    public async Task<PrefetchResult> GetAsync(string key, string relativeUrl, CancellationToken cancellation)
    {
        if (_closed is not null)
            return PrefetchResult.Missing(key, _closed);
        PrefetchResult first = await RequestAsync(key, _server!.Below(relativeUrl), cancellation).ConfigureAwait(false);
        return await CompleteAsync(first, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the pages that an answer says there are. What cannot be read leaves it Truncated.</summary>
    public async Task<PrefetchResult> CompleteAsync(PrefetchResult sent, CancellationToken cancellation)
    {
        if (sent.NextPage is null || _closed is not null)
            return sent;
        List<RawResource> resources = [.. sent.Resources];
        int matches = sent.Matches;
        HashSet<string> seen = [];
        string? next = sent.NextPage;
        for (int page = 1; next is not null; page++)
        {
            if (page >= _limits.MaxPages || !seen.Add(next))
                return Cut("more pages than are read");
            if (!Uri.TryCreate(_server!.Below(""), next, out Uri? url) || !_server!.Owns(url))
                return Cut("its next page is outside fhirServer");
            PrefetchResult more = await RequestAsync(sent.Key, url, cancellation).ConfigureAwait(false);
            if (more.State == PrefetchState.Failed)
                return Cut($"a further page failed: {more.Reason}");
            resources.AddRange(more.Resources);
            matches += more.Matches;
            next = more.NextPage;
            if (more is { State: PrefetchState.Truncated, Total: null, NextPage: null })
                return Cut(more.Reason!);
        }

        return PrefetchResult.Whole(sent.Key, resources, matches, sent.Total) with { Fetched = sent.Fetched };

        PrefetchResult Cut(string reason) => new(sent.Key, PrefetchState.Truncated, reason, resources) { Fetched = sent.Fetched };
    }

    public void Dispose()
    {
        // A service may have answered without waiting for what it asked for; the token is not used after the answer.
        _untilDeadline?.Cancel();
        _untilDeadline?.Dispose();
        _slots.Dispose();
        foreach (PooledBody body in _bodies)
            body.Dispose();
    }

    private async Task<PrefetchResult> RequestAsync(string key, Uri url, CancellationToken cancellation)
    {
        // Before it queues: thousands that wait for a slot would hold the call up beyond its deadline.
        if (!MayRequest())
            return PrefetchResult.Failed(key, TooMany);
        using CancellationTokenSource untilDeadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation, UntilDeadline());
        try
        {
            await _slots.WaitAsync(untilDeadline.Token).ConfigureAwait(false);
            try
            {
                int attempts = 0;
                return await OnceMore.ExecuteAsync(
                        async token => attempts++ == 0 || MayRequest() ? await TryAsync(key, url, token).ConfigureAwait(false) : null,
                        untilDeadline.Token).ConfigureAwait(false)
                    ?? PrefetchResult.Failed(key, "the FHIR server did not answer");
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return PrefetchResult.Failed(key, "no answer in time");
        }
    }

    /// <summary>One attempt; null when a second one may help.</summary>
    private async Task<PrefetchResult?> TryAsync(string key, Uri url, CancellationToken untilDeadline)
    {
        using CancellationTokenSource timeout = new(_limits.RequestTimeout, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(untilDeadline, timeout.Token);
        try
        {
            for (int hop = 0; hop <= MaxRedirects; hop++)
            {
                if (hop > 0 && !MayRequest())
                    return PrefetchResult.Failed(key, TooMany);
                using HttpRequestMessage request = new(HttpMethod.Get, url);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
                if (_token is not null)
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
                Interlocked.Increment(ref _requests);
                using HttpResponseMessage response =
                    await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
                if (response.Headers.Location is { } location && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
                {
                    if (!Uri.TryCreate(url, location, out Uri? target) || !_server!.Owns(target))
                        return PrefetchResult.Failed(key, "the FHIR server redirects elsewhere");
                    url = target;
                    continue;
                }

                if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                    or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                    return null;
                if (response.StatusCode != HttpStatusCode.OK)
                    return PrefetchResult.Failed(key, $"the FHIR server answered {(int)response.StatusCode}");
                return await ReadAsync(key, response, either.Token).ConfigureAwait(false);
            }

            return PrefetchResult.Failed(key, "the FHIR server redirects too often");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !untilDeadline.IsCancellationRequested)
        {
            return PrefetchResult.Failed(key, "no answer in time");
        }
        catch (HttpRequestException refused) when (refused.InnerException is AddressRefusedException)
        {
            return PrefetchResult.Failed(key, "the host of fhirServer leads to an address that is not called");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return null;
        }
    }

    private async Task<PrefetchResult> ReadAsync(string key, HttpResponseMessage response, CancellationToken cancellation)
    {
        PooledBody? body;
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            using CountedStream counted = new(stream, bytes => Interlocked.Add(ref _bytesLeft, -bytes) >= 0);
            int limit = Math.Min(_limits.MaxResponseBytes, Math.Max(Volatile.Read(ref _bytesLeft), 0));
            body = await PooledBody.ReadAsync(counted, response.Content.Headers.ContentLength, limit, cancellation).ConfigureAwait(false);
        }
        catch (AnswerTooLargeException)
        {
            body = null;
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            // The latter is what Brotli says to bytes that are none.
            return PrefetchResult.Failed(key, "the answer is not compressed as it says");
        }

        if (body is null)
            return PrefetchResult.Failed(key, "the answer is larger than allowed");
        lock (_lock)
            _bodies.Add(body);
        try
        {
            if (!Utf8.IsValid(body.Bytes.Span))
                return PrefetchResult.Failed(key, "the answer is not UTF-8");
            lock (_types)
                return PrefetchResult.From(key, Scan(body.Bytes)) with { Fetched = true };
        }
        catch (JsonException)
        {
            return PrefetchResult.Failed(key, "the answer is not JSON");
        }
    }

    private ResourceScan Scan(ReadOnlyMemory<byte> json)
    {
        json = Json.WithoutMark(json);
        Utf8JsonReader reader = new(json.Span, Json.Reading);
        reader.Read();
        ResourceScan scan = new(ref reader, json, _types);
        reader.Read();
        return scan;
    }

    private bool MayRequest() => Interlocked.Decrement(ref _requestsLeft) >= 0;

    private CancellationToken UntilDeadline()
    {
        lock (_lock)
            return (_untilDeadline ??= new CancellationTokenSource(_deadline, _clock)).Token;
    }
}
