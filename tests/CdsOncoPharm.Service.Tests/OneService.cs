namespace CdsOncoPharm.Service.Tests;

/// <summary>One running service for all tests that do not need settings of their own: starting it is the expensive part.</summary>
public sealed class OneService : IAsyncLifetime
{
    /// <summary>The service; settings as in <c>./run</c>.</summary>
    public RunningService Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await RunningService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OneServiceCollection : ICollectionFixture<OneService>
{
    public const string Name = "one service";
}
