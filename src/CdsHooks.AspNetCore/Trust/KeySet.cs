using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace CdsHooks.AspNetCore;

/// <summary>
/// The public keys of one client, from its key set URL or a file. They are fetched when first needed, when they have aged,
/// and when a token names a key that is not among them, but never more often than allowed: anybody can invent key names.
/// </summary>
internal sealed class KeySet(TrustedClient client, TrustOptions options, HttpClient http, TimeProvider clock) : IDisposable
{
    private const int LargestSet = 256 * 1024;
    private const int MostKeys = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private volatile Snapshot? _keys;
    private long? _lastTry;

    /// <summary>Keys of that name that fit the algorithm; empty when there are none.</summary>
    public async ValueTask<IReadOnlyList<JsonWebKey>> FindAsync(string kid, string algorithm, CancellationToken cancellation)
    {
        if (_keys is { } fresh && clock.GetElapsedTime(fresh.Since) < options.KeysFreshFor && fresh.Find(kid, algorithm) is { Count: > 0 } found)
            return found;
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Another call may have fetched them while this one waited.
            if (_lastTry is not { } last || clock.GetElapsedTime(last) >= options.KeysRefetchAfter)
            {
                _lastTry = clock.GetTimestamp();
                if (await LoadAsync(cancellation).ConfigureAwait(false) is { } keys)
                    _keys = new Snapshot(keys, clock.GetTimestamp());
            }
        }
        finally
        {
            _one.Release();
        }

        return _keys is { } usable && clock.GetElapsedTime(usable.Since) < options.KeysUsableFor ? usable.Find(kid, algorithm) : [];
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

    public void Dispose() => _one.Dispose();

    private async ValueTask<IReadOnlyList<JsonWebKey>?> LoadAsync(CancellationToken cancellation)
    {
        try
        {
            if (!string.IsNullOrEmpty(client.JwksFile))
                return Read(await File.ReadAllTextAsync(client.JwksFile, cancellation).ConfigureAwait(false));
            using CancellationTokenSource timeout = new(Patience, clock);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
            using HttpResponseMessage response = await http.GetAsync(
                new Uri(client.Jku!), HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
                return null;
            using PooledBody? body = await PooledBody.ReadAsync(
                await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false),
                response.Content.Headers.ContentLength, LargestSet, either.Token).ConfigureAwait(false);
            return body is null ? null : Read(Encoding.UTF8.GetString(body.Bytes.Span));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UnauthorizedAccessException
            || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
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

    private sealed record Snapshot(IReadOnlyList<JsonWebKey> Keys, long Since)
    {
        public IReadOnlyList<JsonWebKey> Find(string kid, string algorithm) =>
            [.. Keys.Where(key => key.Kid == kid && SigningAlgorithm.Fits(algorithm, key))];
    }
}
