using System.Globalization;
using System.Text.Json;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace CdsHooks.AspNetCore;

/// <summary>Answers everything under <c>/cds-services</c>.</summary>
internal sealed partial class CdsHooksServer : IDisposable
{
    private static readonly Refusal NotFound = new(404, "not-found", "There is no such CDS service here; see GET /cds-services.");
    private static readonly Refusal ServiceFailed = new(500, "exception", "The service failed. The call can be made again, with a new token.");

    private readonly ServiceTable _services;
    private readonly IClientIdentity _clients;
    private readonly ClientLimits _limits = new();
    private readonly IFeedbackSink? _feedback;
    private readonly CdsHooksOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<Guid> _newId;
    private readonly ILogger _log;
    private readonly HttpClient _http = GuardedHttp.Create();
    private readonly byte[] _discovery;

    public CdsHooksServer(
        IEnumerable<ICdsService> services, IClientIdentity clients, IFeedbackSink? feedback, CdsHooksOptions options, TimeProvider clock,
        Func<Guid> newId, ILogger<CdsHooksServer> log)
    {
        _services = new ServiceTable(services);
        _clients = clients;
        _feedback = feedback;
        _options = options;
        _clock = clock;
        _newId = newId;
        _log = log;
        using PooledBody discovery = PooledBody.Empty();
        using (Utf8JsonWriter json = new(discovery, Json.Writing))
            WireWriter.Write(json, _services.Definitions);
        _discovery = discovery.Bytes.ToArray();
    }

    public void Dispose()
    {
        _http.Dispose();
        _limits.Dispose();
    }

    public async Task AnswerAsync(HttpContext http)
    {
        if (AnswersPreflight(http))
            return;
        try
        {
            Refusal? refusal;
            try
            {
                refusal = await RouteAsync(http).ConfigureAwait(false);
            }
            catch (Exception fault) when (!http.RequestAborted.IsCancellationRequested)
            {
                Failed(_log, fault.GetType().Name, fault.StackTrace);
                refusal = ServiceFailed;
            }

            if (refusal is not null && !http.Response.HasStarted)
                await Outcome.SendAsync(http, refusal).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The client went away: nobody is left to answer.
        }
    }

    private async Task<Refusal?> RouteAsync(HttpContext http)
    {
        CdsPath path = CdsPath.Of(http);
        if (path.IsDiscovery)
            return await DiscoverAsync(http).ConfigureAwait(false);
        if (path.Id is null || _services.Find(path.Id) is not { } endpoint || (path.IsFeedback && _feedback is null))
            return NotFound;
        if (!HttpMethods.IsPost(http.Request.Method))
            return NotAllowed(http, "POST");
        if (await _clients.IdentifyAsync(http).ConfigureAwait(false) is not { } client)
            return Refusal.Unauthorized;
        (RateLimitLease place, TimeSpan wait) = _limits.Take(client);
        using (place)
        {
            if (!place.IsAcquired)
                return TooMany(http, wait);
            return path.IsFeedback
                ? await TakeFeedbackAsync(http, endpoint, client).ConfigureAwait(false)
                : await CallAsync(http, endpoint, client).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the allowed browser applications read every answer, refusals too; a preflight asks and is never authenticated.</summary>
    private bool AnswersPreflight(HttpContext http)
    {
        IHeaderDictionary headers = http.Response.Headers;
        if (_options.Origins.Count > 0)
            headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        string? origin = http.Request.Headers.Origin;
        bool isAllowed = origin is not null && _options.Origins.Contains(origin);
        if (isAllowed)
            headers.AccessControlAllowOrigin = origin;
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;
        if (isAllowed)
        {
            headers.AccessControlAllowMethods = "GET, POST";
            headers.AccessControlAllowHeaders = "Authorization, Content-Type";
            headers.AccessControlMaxAge = "600";
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private async Task<Refusal?> DiscoverAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            return NotAllowed(http, "GET, HEAD");
        if (await _clients.IdentifyAsync(http).ConfigureAwait(false) is null)
            return Refusal.Unauthorized;
        await Outcome.SendAsync(http, StatusCodes.Status200OK, _discovery).ConfigureAwait(false);
        return null;
    }

    private async Task<Refusal?> CallAsync(HttpContext http, ServiceEndpoint endpoint, CdsClient client)
    {
        long started = _clock.GetTimestamp();
        using CallState state = new();
        Refusal? refusal;
        try
        {
            refusal = await CallAsync(http, endpoint, client, state).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            refusal = new Refusal(499, "transient", "The client went away.");
        }

        _options.OnCall?.Invoke(new CdsCallReport
        {
            Service = endpoint.Id,
            Hook = state.Call?.Service.Hook,
            Client = client.Name,
            Status = refusal?.Status ?? StatusCodes.Status200OK,
            Duration = _clock.GetElapsedTime(started),
            BodyBytes = state.Body?.Bytes.Length ?? 0,
            Prefetched = state.Request?.Prefetch.Count ?? 0,
            Fetches = state.Fhir?.Requests ?? 0,
            Cards = state.Cards,
            Breaches = state.Breaches,
            Notes = state.Call?.Notes.AsReadOnly() ?? new Dictionary<string, object?>().AsReadOnly(),
        });
        return refusal;
    }

    private async Task<Refusal?> CallAsync(HttpContext http, ServiceEndpoint endpoint, CdsClient client, CallState state)
    {
        (state.Body, Refusal? unreadable) = await ReadBodyAsync(http).ConfigureAwait(false);
        if (state.Body is null)
            return unreadable;
        state.Models = _options.ResourceReader?.Invoke();
        CdsRequest request;
        try
        {
            request = state.Request = CdsRequest.Parse(state.Body.Bytes, state.Models);
        }
        catch (CdsRequestException fault)
        {
            return new Refusal(400, "invalid", fault.Message);
        }

        if (endpoint.For(request.Hook) is not { } service)
            return new Refusal(400, "invalid", $"'hook' does not fit: this service answers {string.Join(", ", endpoint.Hooks)}.");
        if (Hook.Find(service.Definition.Hook)?.Check(request.Context) is { } contextFault)
            return new Refusal(400, "required", contextFault);

        state.Fhir = new FhirAccess(_http, _options, _clock, request, client, state.Models);
        state.Call = new CdsCall(service.Definition, service.Templates, request, client, _clock.GetUtcNow(), state.Fhir);
        try
        {
            CdsAnswer answer = await service.Service.HandleAsync(state.Call, http.RequestAborted).ConfigureAwait(false);
            if (answer.Refusal is not null)
                return answer.Refusal;
            (CdsResponse response, state.Breaches) = CardRules.Check(answer.Response!, client.Profile, _newId);
            state.Cards = response.Cards.Count;
            state.Answer = PooledBody.Empty();
            using Utf8JsonWriter json = new(state.Answer, Json.Writing);
            WireWriter.Write(json, response);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            // Type and place only: the message of an exception may quote what it choked on.
            ServiceThrew(_log, endpoint.Id, fault.GetType().Name, fault.StackTrace);
            return ServiceFailed;
        }

        foreach (CardBreach breach in state.Breaches)
            CardRepaired(_log, endpoint.Id, breach.Rule, breach.Done);
        await Outcome.SendAsync(http, StatusCodes.Status200OK, state.Answer.Bytes).ConfigureAwait(false);
        return null;
    }

    private async Task<Refusal?> TakeFeedbackAsync(HttpContext http, ServiceEndpoint endpoint, CdsClient client)
    {
        (PooledBody? body, Refusal? unreadable) = await ReadBodyAsync(http).ConfigureAwait(false);
        using (body)
        {
            if (body is null)
                return unreadable;
            (IReadOnlyList<CardFeedback>? feedback, int refused, string? fault) = FeedbackReader.Read(body.Bytes);
            if (feedback is null)
                return new Refusal(400, "invalid", fault!);
            // One bad element must not lose the others: clients do not send them again.
            if (refused > 0)
                FeedbackIncomplete(_log, endpoint.Id, client.Name, refused);
            if (feedback.Count > 0)
                await _feedback!.KeepAsync(endpoint.Id, client, feedback, http.RequestAborted).ConfigureAwait(false);
            FeedbackTaken(_log, endpoint.Id, client.Name, feedback.Count);
        }

        await Outcome.SendAsync(http, StatusCodes.Status200OK, "{}"u8.ToArray()).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<(PooledBody? Body, Refusal? Why)> ReadBodyAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (Unreadable(request) is { } unreadable)
            return (null, unreadable);
        try
        {
            PooledBody? body = await PooledBody.ReadAsync(
                request.Body, request.ContentLength, _options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
            return body is null ? (null, TooLarge()) : (body, null);
        }
        catch (BadHttpRequestException bad)
        {
            // The web server's own limits: its body size, or a client that sends too slowly (408).
            return (null, bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge()
                : new Refusal(bad.StatusCode, "invalid", "The body could not be read."));
        }
    }

    private static Refusal TooMany(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return new Refusal(429, "throttled", "Too many calls from this client; see Retry-After.");
    }

    private static Refusal? Unreadable(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !(type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
            return new Refusal(415, "not-supported", "The Content-Type must be application/json.");
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            return new Refusal(415, "not-supported", "The charset must be utf-8.");
        return request.Headers.ContentEncoding.Count > 0
            ? new Refusal(415, "not-supported", "The body must not have a Content-Encoding.")
            : null;
    }

    private Refusal TooLarge() => new(413, "too-long", $"The body may have at most {_options.MaxBodyBytes} bytes.");

    private static Refusal NotAllowed(HttpContext http, string allowed)
    {
        http.Response.Headers.Allow = allowed;
        return new Refusal(405, "not-supported", $"Allowed here: {allowed}.");
    }

    [LoggerMessage(4, LogLevel.Error, "CDS Hooks failed: {Exception} {Trace}")]
    private static partial void Failed(ILogger log, string exception, string? trace);

    [LoggerMessage(5, LogLevel.Information, "CDS service {Service}: {Count} feedback from {Client}")]
    private static partial void FeedbackTaken(ILogger log, string service, string client, int count);

    [LoggerMessage(6, LogLevel.Warning, "CDS service {Service}: {Count} incomplete feedback from {Client} left out")]
    private static partial void FeedbackIncomplete(ILogger log, string service, string client, int count);

    [LoggerMessage(1, LogLevel.Error, "CDS service {Service} threw {Exception} {Trace}")]
    private static partial void ServiceThrew(ILogger log, string service, string exception, string? trace);

    [LoggerMessage(2, LogLevel.Warning, "CDS service {Service}: {Rule}, {Done}")]
    private static partial void CardRepaired(ILogger log, string service, string rule, string done);

    /// <summary>What one call has come to hold; its memory goes back when the answer has left.</summary>
    private sealed class CallState : IDisposable
    {
        public PooledBody? Body { get; set; }

        public PooledBody? Answer { get; set; }

        public IResourceReader? Models { get; set; }

        public CdsRequest? Request { get; set; }

        public FhirAccess? Fhir { get; set; }

        public CdsCall? Call { get; set; }

        public IReadOnlyList<CardBreach> Breaches { get; set; } = [];

        public int Cards { get; set; }

        public void Dispose()
        {
            Fhir?.Dispose();
            Models?.Dispose();
            Body?.Dispose();
            Answer?.Dispose();
        }
    }
}
