using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>A client's key set, when its key server hangs.</summary>
public sealed class KeySetTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task CH_210_a_caller_that_hangs_up_does_not_end_the_fetch_that_others_wait_for()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        using KeyServer server = new();
        using KeySet keys = server.KeysOf(issuer);
        using CancellationTokenSource caller = new();
        TaskCompletionSource<string> answer = server.Hang();
        Task forged = keys.FindAsync("nobody", "ES384", caller.Token).AsTask();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forged);
        Task<IReadOnlyList<JsonWebKey>>[] genuine = [.. Enumerable.Range(0, 5).Select(_ => keys.FindAsync("ec", "ES384", default).AsTask())];
        answer.SetResult(issuer.KeySet());

        Assert.All(await Task.WhenAll(genuine), found => Assert.Single(found));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task CH_210_a_key_server_that_hangs_holds_up_nobody_whose_key_is_known()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        using KeyServer server = new();
        using KeySet keys = server.KeysOf(issuer);
        server.Answer(issuer.KeySet());
        Assert.Single(await keys.FindAsync("ec", "ES384", default));
        issuer.Clock.Advance(TimeSpan.FromHours(1));
        TaskCompletionSource<string> answer = server.Hang();

        // The first gives the server a moment, the others do not.
        Assert.Single(await keys.FindAsync("ec", "ES384", default).AsTask().WaitAsync(Soon));
        ValueTask<IReadOnlyList<JsonWebKey>> next = keys.FindAsync("ec", "ES384", default);
        Assert.True(next.IsCompletedSuccessfully);
        Assert.Single(await next);

        // A key that is not known is waited for, and what comes late counts for all.
        issuer.Published.Remove("ec");
        Task<IReadOnlyList<JsonWebKey>> unknown = keys.FindAsync("nobody", "ES384", default).AsTask();
        Assert.False(unknown.IsCompleted);
        answer.SetResult(issuer.KeySet());
        Assert.Empty(await unknown);
        Assert.Empty(await keys.FindAsync("ec", "ES384", default));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task CH_210_a_key_server_that_failed_is_asked_again_while_nobody_waits()
    {
        await using Issuer issuer = await Issuer.StartAsync();
        using KeyServer server = new();
        using KeySet keys = server.KeysOf(issuer);
        server.Answer(issuer.KeySet());
        Assert.Single(await keys.FindAsync("ec", "ES384", default));
        issuer.Clock.Advance(TimeSpan.FromHours(1));
        server.Hang().SetException(new HttpRequestException("down"));
        Assert.Single(await keys.FindAsync("ec", "ES384", default));
        issuer.Clock.Advance(TimeSpan.FromMinutes(1));
        issuer.Published.Remove("ec");
        TaskCompletionSource<string> answer = server.Hang();

        ValueTask<IReadOnlyList<JsonWebKey>> first = keys.FindAsync("ec", "ES384", default);
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Single(await first);

        answer.SetResult(issuer.KeySet());
        Assert.Empty(await keys.FindAsync("nobody", "ES384", default));
        Assert.Empty(await keys.FindAsync("ec", "ES384", default));
        Assert.Equal(3, server.Requests);
    }

    private sealed class KeyServer : HttpMessageHandler
    {
        private TaskCompletionSource<string> _answer = new();
        private int _requests;

        public int Requests => Volatile.Read(ref _requests);

        public void Answer(string keys) => Hang().SetResult(keys);

        /// <summary>Answers from now on when the test says so.</summary>
        public TaskCompletionSource<string> Hang() => _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public KeySet KeysOf(Issuer issuer) => new(
            new TrustedClient { Name = "north", Jku = issuer.Jku }, new TrustOptions(), new HttpClient(this, disposeHandler: false), issuer.Clock, NullLogger.Instance);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _requests);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(await _answer.Task.WaitAsync(cancellation)) };
        }
    }
}
