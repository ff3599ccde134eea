using System.Buffers;

namespace CdsHooks.AspNetCore;

/// <summary>
/// The bytes of one body, read or written, in rented memory. They are wiped before the memory goes back: it is lent to other
/// calls, and no patient's data may outlive its own.
/// </summary>
internal sealed class PooledBody : IBufferWriter<byte>, IDisposable
{
    // What a length header alone can make us reserve.
    private const int FirstRent = 1024 * 1024;

    private byte[] _buffer;
    private int _length;

    private PooledBody(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>An empty body, to be written.</summary>
    public static PooledBody Empty() => new(32 * 1024);

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end; null when there are more bytes than <paramref name="limit"/>.</summary>
    public static async ValueTask<PooledBody?> ReadAsync(Stream stream, long? announced, int limit, CancellationToken cancellation)
    {
        if (announced > limit)
            return null;
        PooledBody body = new((int)Math.Min(announced + 1 ?? 16 * 1024, FirstRent));
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length)
                    body.Grow();
                int read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellation).ConfigureAwait(false);
                if (read == 0)
                    return body;
                body._length += read;
                if (body._length > limit)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        while (_buffer.Length - _length < Math.Max(sizeHint, 1))
            Grow();
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length == 0)
            return;
        buffer.AsSpan(0, _length).Clear();
        _length = 0;
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
