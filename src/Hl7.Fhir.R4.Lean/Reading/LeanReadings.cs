namespace Hl7.Fhir.R4.Lean;

/// <summary>
/// Reads many resources that lie in one buffer, such as the body of a request: what is equal in several of them is made
/// once. For one call and one thread at a time; what was read is to be looked at, not changed.
/// </summary>
public sealed class LeanReadings : IDisposable
{
    private ReadMemory? _memory;
    private byte[]? _buffer;

    /// <summary>Reads the resource in a part of a buffer. Another buffer begins anew.</summary>
    /// <exception cref="LeanJsonException">As for <see cref="LeanJson.Read(ReadOnlySpan{byte})"/>.</exception>
    public LeanReading Read(ArraySegment<byte> part)
    {
        if (part.Array != _buffer)
        {
            _memory?.Return();
            _memory = null;
            _buffer = part.Array;
        }

        _memory ??= ReadMemory.Rent();
        return LeanJson.Read(part.Array, part.Offset, part.Count, _memory);
    }

    /// <summary>Forgets the buffer and what was in it.</summary>
    public void Dispose()
    {
        _memory?.Return();
        _memory = null;
        _buffer = null;
    }
}
