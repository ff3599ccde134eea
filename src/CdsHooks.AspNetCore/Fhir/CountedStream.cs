namespace CdsHooks.AspNetCore;

/// <summary>The body of an answer, of which each part that is read is counted at once.</summary>
/// <param name="body">What is read.</param>
/// <param name="mayKeep">Counts so many bytes more; false when they are too many.</param>
internal sealed class CountedStream(Stream body, Func<int, bool> mayKeep) : Stream
{
    // Parallel answers together can go beyond the limit by one such part each.
    private const int LargestPart = 32 * 1024;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await body.ReadAsync(buffer[..Math.Min(buffer.Length, LargestPart)], cancellationToken).ConfigureAwait(false);
        if (mayKeep(read))
            return read;
        // Whoever lent the memory does not learn that there is something in it.
        buffer.Span[..read].Clear();
        throw new AnswerTooLargeException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>With this answer the call would fetch more than it may.</summary>
internal sealed class AnswerTooLargeException() : Exception("The answers of a call are larger than allowed.");
