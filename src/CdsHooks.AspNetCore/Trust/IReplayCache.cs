using System.Collections.Concurrent;

namespace CdsHooks.AspNetCore;

/// <summary>Remembers which tokens have been used. Only verified tokens come here.</summary>
public interface IReplayCache
{
    /// <summary>
    /// Marks the token as used. True the first time, false ever after, also when two ask at once or, where the cache is kept,
    /// after a restart.
    /// </summary>
    /// <param name="issuer">The <c>iss</c>; ids are unique for each issuer.</param>
    /// <param name="tokenId">The <c>jti</c>.</param>
    /// <param name="until">After this moment the token is refused anyway, and may be forgotten.</param>
    /// <param name="cancellation">The call's own.</param>
    ValueTask<bool> TryUseAsync(string issuer, string tokenId, DateTimeOffset until, CancellationToken cancellation);
}

/// <summary>A replay cache for one process; what it knows ends with it.</summary>
public sealed class MemoryReplayCache(TimeProvider clock) : IReplayCache
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Issuer, string TokenId), DateTimeOffset> _used = new();
    private long _lastSweep = clock.GetTimestamp();

    /// <summary>How many are remembered.</summary>
    public int Count => _used.Count;

    /// <inheritdoc/>
    public ValueTask<bool> TryUseAsync(string issuer, string tokenId, DateTimeOffset until, CancellationToken cancellation)
    {
        Sweep();
        return new ValueTask<bool>(_used.TryAdd((issuer, tokenId), until));
    }

    private void Sweep()
    {
        long last = Volatile.Read(ref _lastSweep);
        if (clock.GetElapsedTime(last) < SweepEvery || Interlocked.CompareExchange(ref _lastSweep, clock.GetTimestamp(), last) != last)
            return;
        DateTimeOffset now = clock.GetUtcNow();
        foreach (KeyValuePair<(string, string), DateTimeOffset> used in _used)
        {
            if (used.Value < now)
                _used.TryRemove(used);
        }
    }
}
