using System.Net;
using System.Net.Sockets;

namespace CdsHooks.AspNetCore;

/// <summary>
/// The one HTTP client for calls that a caller's message causes. It connects to no address inside this machine or its link
/// unless the URL says so literally, whatever a name resolves to; it follows no redirect, uses no proxy and no cookie.
/// </summary>
internal static class GuardedHttp
{
    /// <param name="resolve">How a host name becomes addresses; null for DNS.</param>
    public static HttpClient Create(Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy would resolve the name in our place, and the check of the address would see only the proxy.
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = 32,
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, resolve ?? Dns.GetHostAddressesAsync, cancellation),
        },
        disposeHandler: true)
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>An address that no name may lead to: this machine, its link (cloud metadata too), multicast, reserved.</summary>
    public static bool IsForbidden(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6)
            return IsForbidden(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return bytes[0] is 0 or 127 or >= 224
                || (bytes[0] == 169 && bytes[1] == 254)
                // Metadata services of two clouds that are not on the link-local range.
                || bytes is [100, 100, 100, 200] or [192, 0, 0, 192];
        }

        // NAT64 (64:ff9b::/96) and 6to4 (2002::/16) carry an IPv4 address inside.
        if (bytes is [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..])
            return IsForbidden(new IPAddress(bytes.AsSpan(12, 4)));
        if (bytes is [0x20, 0x02, ..])
            return IsForbidden(new IPAddress(bytes.AsSpan(2, 4)));
        return IPAddress.IsLoopback(address)
            || address.Equals(IPAddress.IPv6Any)
            || address.IsIPv6LinkLocal
            || address.IsIPv6Multicast
            || bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0
            || address.Equals(CloudMetadata);
    }

    private static readonly IPAddress CloudMetadata = IPAddress.Parse("fd00:ec2::254");

    // The address that was checked is the one that is connected to: no second look-up could give another.
    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint target, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellation)
    {
        string host = target.Host;
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await resolve(host, cancellation).ConfigureAwait(false);
        bool onThisMachine = host == "localhost" || (literal is not null && IPAddress.IsLoopback(literal));
        IPAddress[] allowed = [.. addresses.Where(address => onThisMachine ? IPAddress.IsLoopback(address) : !IsForbidden(address))];
        if (allowed.Length == 0)
            throw new AddressRefusedException();

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The host name leads to an address that must not be called.</summary>
internal sealed class AddressRefusedException() : IOException("The host name leads to an address that is not called.");
