using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace CdsHooks.AspNetCore;

/// <summary>
/// The public keys of one client, from its key set URL or a file. They are fetched when first needed, when they have aged,
/// and when a token names a key that is not among them, but never more often than allowed: anybody can invent key names.
/// </summary>
internal sealed partial class KeySet(TrustedClient client, TrustOptions options, HttpClient http, TimeProvider clock, ILogger log) : IDisposable
{
    private const int LargestSet = 256 * 1024;
    private const int MostKeys = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private volatile Snapshot? _keys;
    private Refresh? _refresh;

    /// <summary>Keys of that name that fit the algorithm; empty when there are none.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>> FindAsync(string kid, string algorithm, CancellationToken cancellation)
    {
        if (Find(kid, algorithm, options.KeysFreshFor) is { Count: > 0 } fresh)
            return fresh;
        bool isKnown = Find(kid, algorithm, options.KeysUsableFor).Count > 0;
        Refresh refresh = Begin();
        // A key server that answers gets the moment it takes, so that a withdrawn key leaves on time; one that does not holds up nobody.
        await (isKnown ? refresh.ForAMoment : refresh.Load).WaitAsync(cancellation).ConfigureAwait(false);
        return Find(kid, algorithm, options.KeysUsableFor);
    }

    /// <summary>Why the file cannot be used; null when it can.</summary>
    public static string? FileFault(string path)
    {
        try
        {
            return Read(File.ReadAllText(path)) is null ? "is not a key set" : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private IReadOnlyList<JsonWebKey> Find(string kid, string algorithm, TimeSpan youngerThan) =>
        _keys is { } keys && clock.GetElapsedTime(keys.Since) < youngerThan ? keys.Find(kid, algorithm) : [];

    /// <summary>The fetch that runs, a new one, or the last one when it is too early for a new one.</summary>
    private Refresh Begin()
    {
        lock (_gate)
        {
            if (_refresh is { } last && (!last.Load.IsCompleted || clock.GetElapsedTime(last.Started) < options.KeysRefetchAfter))
                return last;
            bool isDown = _refresh is { Load.Result: false } failed && clock.GetElapsedTime(failed.Started) < options.KeysFreshFor;
            // It serves all who wait, so it is part of no call: neither of its cancellation nor of its trace.
            using AsyncFlowControl apart = ExecutionContext.SuppressFlow();
            Task<bool> load = Task.Run(TryLoadAsync);
            return _refresh = new Refresh(
                clock.GetTimestamp(), load, isDown ? Task.CompletedTask : Task.WhenAny(load, Task.Delay(Moment, clock)));
        }
    }

    private async Task<bool> TryLoadAsync()
    {
        string? fault;
        try
        {
            using CancellationTokenSource patience = new(Patience, clock);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_end.Token, patience.Token);
            fault = await LoadAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception broken)
        {
            // What a key server can make the reading of its answer throw is without end, and its words may be anything.
            fault = broken.GetType().Name;
        }

        if (fault is not null && !_end.IsCancellationRequested)
            NotFetched(log, client.Name, fault);
        return fault is null;
    }

    /// <summary>Fetches the keys; otherwise why they are not to be had.</summary>
    private async Task<string?> LoadAsync(CancellationToken cancellation)
    {
        string text;
        if (!string.IsNullOrEmpty(client.JwksFile))
        {
            text = await File.ReadAllTextAsync(client.JwksFile, cancellation).ConfigureAwait(false);
        }
        else
        {
            using HttpResponseMessage response = await http.GetAsync(
                new Uri(client.Jku!), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                return $"status {(int)response.StatusCode}";
            using PooledBody? body = await PooledBody.ReadAsync(
                await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false),
                response.Content.Headers.ContentLength, LargestSet, cancellation).ConfigureAwait(false);
            if (body is null)
                return "it is too large";
            text = Encoding.UTF8.GetString(body.Bytes.Span);
        }

        if (Read(text) is not { } keys)
            return "it is not a key set";
        _keys = new Snapshot(keys, clock.GetTimestamp());
        return null;
    }

    private static List<JsonWebKey>? Read(string json)
    {
        try
        {
            IList<JsonWebKey> keys = new JsonWebKeySet(json).Keys;
            return keys.Count is 0 or > MostKeys ? null : [.. keys.Where(IsReadable)];
        }
        catch (Exception broken) when (broken is ArgumentException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // One key with broken numbers must not take the others with it.
    private static bool IsReadable(JsonWebKey key)
    {
        try
        {
            return key.KeySize > 0;
        }
        catch (Exception broken) when (broken is FormatException or ArgumentException)
        {
            return false;
        }
    }

    [LoggerMessage(7, LogLevel.Warning, "The keys of {Client} could not be fetched: {Fault}")]
    private static partial void NotFetched(ILogger log, string client, string fault);

    /// <summary>One fetch: whether it brought keys, and the wait of those who have some.</summary>
    private sealed record Refresh(long Started, Task<bool> Load, Task ForAMoment);

    private sealed record Snapshot(IReadOnlyList<JsonWebKey> Keys, long Since)
    {
        public IReadOnlyList<JsonWebKey> Find(string kid, string algorithm) =>
            [.. Keys.Where(key => key.Kid == kid && SigningAlgorithm.Fits(algorithm, key))];
    }
}
