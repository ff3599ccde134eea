using System.Text.Json;

namespace Hl7.Fhir.R4.Lean;

/// <summary>
/// Reads many resources that lie in one buffer, such as the body of a request, while another reader goes through it: what is
/// equal in several of them is made once. For one call and one thread at a time; what was read is to be looked at, not changed.
/// </summary>
public sealed class LeanReadings : IDisposable
{
    private ReadMemory? _memory;
    private byte[]? _buffer;

    /// <summary>Reads the resource at which a reader stands, and leaves the reader at its end. Another buffer begins anew.</summary>
    /// <param name="json">The bytes that <paramref name="reader"/> reads, as part of their buffer.</param>
    /// <param name="reader">Stands on the first token of the resource; afterwards on its last.</param>
    /// <exception cref="JsonException">The text is not JSON, or deeper than the reader allows.</exception>
    public LeanReading Read(ArraySegment<byte> json, ref Utf8JsonReader reader)
    {
        if (json.Array != _buffer)
        {
            _memory?.Return();
            _memory = null;
            _buffer = json.Array;
        }

        _memory ??= ReadMemory.Rent();
        var start = json.Offset + (int)reader.TokenStartIndex;
        try
        {
            var resource = new LeanReader(_buffer, json.Offset, reader, _memory).Value(out reader);
            return _memory.Take(resource, _buffer, start, json.Offset + (int)reader.BytesConsumed);
        }
        finally
        {
            _memory.Forget();
        }
    }

    /// <summary>Forgets the buffer and what was in it.</summary>
    public void Dispose()
    {
        _memory?.Return();
        _memory = null;
        _buffer = null;
    }
}
