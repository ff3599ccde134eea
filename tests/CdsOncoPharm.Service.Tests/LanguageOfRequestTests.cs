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

    [Fact]
    public async Task Without_an_identity_everybody_may_call_in_their_language()
    {
        ServiceCollection services = new();
        services.AddLanguageOfRequest();
        await using var provider = services.BuildServiceProvider();
        DefaultHttpContext http = new();
        http.Request.Headers.AcceptLanguage = "de, zh-CN;q=0.8, en;q=0.5";

        var client = await provider.GetRequiredService<IClientIdentity>().IdentifyAsync(http);
        Assert.Equal("zh-CN", client!.Language);
    }

    private sealed class Nobody : IClientIdentity
    {
        public ValueTask<CdsClient?> IdentifyAsync(HttpContext http) => new((CdsClient?)null);
    }
}
