using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace CdsHooks.AspNetCore;

/// <summary>Answers everything under <c>/cds-services</c>.</summary>
internal sealed partial class CdsHooksServer : IDisposable
{
    private static readonly Refusal NotFound = new(404, "not-found", "There is no such CDS service here; see GET /cds-services.");
    private static readonly Refusal Unauthorized = new(401, "login", "The call was not authenticated.");
    private static readonly Refusal ServiceFailed = new(500, "exception", "The service failed. The call can be made again.");

    private readonly ServiceTable _services;
    private readonly IClientIdentity _clients;
    private readonly CdsHooksOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<Guid> _newId;
    private readonly ILogger _log;
    private readonly HttpClient _http = GuardedHttp.Create();
    private readonly byte[] _discovery;

    public CdsHooksServer(
        IEnumerable<ICdsService> services, IClientIdentity clients, CdsHooksOptions options, TimeProvider clock, Func<Guid> newId,
        ILogger<CdsHooksServer> log)
    {
        _services = new ServiceTable(services);
        _clients = clients;
        _options = options;
        _clock = clock;
        _newId = newId;
        _log = log;
        _discovery = Written(json => WireWriter.Write(json, _services.Definitions)).ToArray();
    }

    public void Dispose() => _http.Dispose();

    public async Task AnswerAsync(HttpContext http)
    {
        string[] path = ((string?)http.Request.RouteValues["path"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        Refusal? refusal = path switch
        {
            [] => await DiscoverAsync(http).ConfigureAwait(false),
            [string id] when _services.Find(id) is { } endpoint => await CallAsync(http, endpoint).ConfigureAwait(false),
            _ => NotFound,
        };
        if (refusal is not null && !http.Response.HasStarted)
            await Outcome.SendAsync(http, refusal).ConfigureAwait(false);
    }

    private async Task<Refusal?> DiscoverAsync(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
            return NotAllowed(http, "GET, HEAD");
        if (await _clients.IdentifyAsync(http).ConfigureAwait(false) is null)
            return Unauthorized;
        await Outcome.SendAsync(http, StatusCodes.Status200OK, _discovery).ConfigureAwait(false);
        return null;
    }

    private async Task<Refusal?> CallAsync(HttpContext http, ServiceEndpoint endpoint)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
            return NotAllowed(http, "POST");
        long started = _clock.GetTimestamp();
        if (await _clients.IdentifyAsync(http).ConfigureAwait(false) is not { } client)
            return Unauthorized;

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
            Hook = state.Request?.Hook,
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
        if (Unreadable(http.Request) is { } unreadable)
            return unreadable;
        try
        {
            state.Body = await PooledBody.ReadAsync(
                http.Request.Body, http.Request.ContentLength, _options.MaxBodyBytes, http.RequestAborted).ConfigureAwait(false);
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : new Refusal(bad.StatusCode, "invalid", "The body could not be read.");
        }

        if (state.Body is null)
            return TooLarge();

        IResourceReader? models = _options.ResourceReader?.Invoke();
        CdsRequest request;
        try
        {
            request = state.Request = CdsRequest.Parse(state.Body.Bytes, models);
        }
        catch (CdsRequestException fault)
        {
            return new Refusal(400, "invalid", fault.Message);
        }

        if (endpoint.For(request.Hook) is not { } service)
            return new Refusal(400, "invalid", $"'hook' does not fit: this service answers {string.Join(", ", endpoint.Hooks)}.");
        if (Hook.Find(service.Definition.Hook)?.Check(request.Context) is { } contextFault)
            return new Refusal(400, "required", contextFault);

        state.Fhir = new FhirAccess(_http, _options, _clock, request, client, models);
        state.Call = new CdsCall(service.Definition, service.Templates, request, client, _clock.GetUtcNow(), state.Fhir);
        ReadOnlyMemory<byte> body;
        try
        {
            CdsAnswer answer = await service.Service.HandleAsync(state.Call, http.RequestAborted).ConfigureAwait(false);
            if (answer.Refusal is not null)
                return answer.Refusal;
            (CdsResponse response, state.Breaches) = CardRules.Check(answer.Response!, client.Profile, _newId);
            state.Cards = response.Cards.Count;
            body = Written(json => WireWriter.Write(json, response));
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            // Type and place only: the message of an exception may quote what it choked on.
            ServiceThrew(_log, endpoint.Id, fault.GetType().Name, fault.StackTrace);
            return ServiceFailed;
        }

        foreach (CardBreach breach in state.Breaches)
            CardRepaired(_log, endpoint.Id, breach.Rule, breach.Done);
        await Outcome.SendAsync(http, StatusCodes.Status200OK, body).ConfigureAwait(false);
        return null;
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

    private Refusal TooLarge() => new(413, "too-long", $"The body may have {_options.MaxBodyBytes} bytes.");

    private static Refusal NotAllowed(HttpContext http, string allowed)
    {
        http.Response.Headers.Allow = allowed;
        return new Refusal(405, "not-supported", $"Allowed here: {allowed}.");
    }

    private static ReadOnlyMemory<byte> Written(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> body = new(4096);
        using (Utf8JsonWriter json = new(body, Json.Writing))
            write(json);
        return body.WrittenMemory;
    }

    [LoggerMessage(1, LogLevel.Error, "CDS service {Service} threw {Exception} {Trace}")]
    private static partial void ServiceThrew(ILogger log, string service, string exception, string? trace);

    [LoggerMessage(2, LogLevel.Warning, "CDS service {Service}: {Rule}, {Done}")]
    private static partial void CardRepaired(ILogger log, string service, string rule, string done);

    /// <summary>What one call has come to hold; its memory goes back when the answer has left.</summary>
    private sealed class CallState : IDisposable
    {
        public PooledBody? Body { get; set; }

        public CdsRequest? Request { get; set; }

        public FhirAccess? Fhir { get; set; }

        public CdsCall? Call { get; set; }

        public IReadOnlyList<CardBreach> Breaches { get; set; } = [];

        public int Cards { get; set; }

        public void Dispose()
        {
            Fhir?.Dispose();
            Body?.Dispose();
        }
    }
}
