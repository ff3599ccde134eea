using System.Net;
using CdsHooks.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CdsOncoPharm.Service.Tests;

/// <summary>Asking for the language of a request never replaces the decision who calls.</summary>
public sealed class LanguageOfRequestTests
{
    [Fact]
    public void An_identity_that_is_not_an_instance_stops_the_start()
    {
        ServiceCollection services = new();
        services.AddSingleton<IClientIdentity>(_ => new Nobody());

        var refusal = Assert.Throws<InvalidOperationException>(services.AddLanguageOfRequest);
        Assert.Contains(nameof(IClientIdentity), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_refused_stays_refused()
    {
        ServiceCollection services = new();
        services.AddSingleton<IClientIdentity>(new Nobody());
        services.AddLanguageOfRequest();
        await using var provider = services.BuildServiceProvider();

        Assert.Null(await provider.GetRequiredService<IClientIdentity>().IdentifyAsync(new DefaultHttpContext()));
    }

    [Theory]
    [InlineData("de, zh-CN;q=0.8, en;q=0.5", "zh-CN")]
    [InlineData("ZH-cn", "zh-CN")]
    [InlineData("zh;q=0, EN", "en")]
    [InlineData("zh;q=0", null)]
    public async Task Without_an_identity_everybody_on_this_machine_may_call_in_their_language(string accepted, string? language)
    {
        ServiceCollection services = new();
        services.AddLanguageOfRequest();
        await using var provider = services.BuildServiceProvider();
        DefaultHttpContext http = new();
        http.Request.Headers.AcceptLanguage = accepted;
        var identity = provider.GetRequiredService<IClientIdentity>();

        Assert.Equal(language, (await identity.IdentifyAsync(http))!.Language);
        http.Connection.RemoteIpAddress = IPAddress.IPv6Loopback;
        Assert.NotNull(await identity.IdentifyAsync(http));
        http.Connection.RemoteIpAddress = IPAddress.Parse("10.99.77.2");
        Assert.Null(await identity.IdentifyAsync(http));
    }

    private sealed class Nobody : IClientIdentity
    {
        public ValueTask<CdsClient?> IdentifyAsync(HttpContext http) => new((CdsClient?)null);
    }
}
