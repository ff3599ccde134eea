using System.Threading.RateLimiting;

namespace CdsHooks.AspNetCore;

/// <summary>Keeps one client from taking what all need: so many calls a minute, so many at once.</summary>
internal sealed class ClientLimits : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<CdsClient> _perMinute = PartitionedRateLimiter.Create<CdsClient, string>(client => client.CallsPerMinute is { } calls
        ? RateLimitPartition.GetSlidingWindowLimiter(client.Name, _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = calls,
            Window = Window,
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        })
        : RateLimitPartition.GetNoLimiter(client.Name));

    private readonly PartitionedRateLimiter<CdsClient> _atOnce = PartitionedRateLimiter.Create<CdsClient, string>(client => client.ConcurrentCalls is { } calls
        ? RateLimitPartition.GetConcurrencyLimiter(client.Name, _ => new ConcurrencyLimiterOptions { PermitLimit = calls, QueueLimit = 0 })
        : RateLimitPartition.GetNoLimiter(client.Name));

    /// <summary>A place for one call, to be disposed of when it has been answered; not acquired when there is none, with how long to wait.</summary>
    public (RateLimitLease Place, TimeSpan Wait) Take(CdsClient client)
    {
        // A place is given back soon, a call of this minute is not; and one that finds no place is not counted.
        RateLimitLease place = _atOnce.AttemptAcquire(client);
        if (!place.IsAcquired)
            return (place, TimeSpan.FromSeconds(1));
        RateLimitLease counted = _perMinute.AttemptAcquire(client);
        if (counted.IsAcquired)
            return (place, default);
        place.Dispose();
        return (counted, Window);
    }

    public void Dispose()
    {
        _perMinute.Dispose();
        _atOnce.Dispose();
    }
}
