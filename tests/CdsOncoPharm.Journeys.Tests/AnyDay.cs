namespace CdsOncoPharm.Journeys.Tests;

/// <summary>A clock that stands still: no sample may depend on the day on which it is run.</summary>
internal sealed class AnyDay : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2031, 5, 17, 12, 0, 0, TimeSpan.Zero);
}
