using Microsoft.AspNetCore.Http;

namespace CdsHooks.AspNetCore;

/// <summary>Says who calls.</summary>
public interface IClientIdentity
{
    /// <summary>The client, or null: the call is then refused with one and the same 401, whatever the cause.</summary>
    ValueTask<CdsClient?> IdentifyAsync(HttpContext http);
}

/// <summary>Everybody may call, and nobody is known.</summary>
internal sealed class AnyClient : IClientIdentity
{
    public ValueTask<CdsClient?> IdentifyAsync(HttpContext http) => new(CdsClient.Anonymous);
}
