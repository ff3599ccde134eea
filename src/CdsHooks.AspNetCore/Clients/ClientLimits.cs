using System.Threading.RateLimiting;

namespace CdsHooks.AspNetCore;

/// <summary>Keeps one client from taking what all need: so many calls a minute, so many at once.</summary>
internal sealed class ClientLimits : IDisposable
{
    private readonly PartitionedRateLimiter<CdsClient> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<CdsClient, string>(client => client.CallsPerMinute is { } calls
            ? RateLimitPartition.GetSlidingWindowLimiter(client.Name, _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = calls,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
                QueueLimit = 0,
            })
            : RateLimitPartition.GetNoLimiter(client.Name)),
        PartitionedRateLimiter.Create<CdsClient, string>(client => client.ConcurrentCalls is { } calls
            ? RateLimitPartition.GetConcurrencyLimiter(client.Name, _ => new ConcurrencyLimiterOptions { PermitLimit = calls, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(client.Name)));

    /// <summary>A place for one call, to be disposed of when it has been answered; not acquired when there is none.</summary>
    public RateLimitLease Take(CdsClient client) => _limiter.AttemptAcquire(client);

    public void Dispose() => _limiter.Dispose();
}
