using System.Buffers;
using System.Text.Json;

namespace CdsOncoPharm.Cards;

/// <summary>Writes JSON into a buffer that each thread keeps, so that a card costs its own bytes alone; wiped after each use.</summary>
internal static class Buffers
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    public static byte[] Write(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        var buffer = t_buffer ?? new ArrayBufferWriter<byte>(32 * 1024);
        // A writer inside a writer gets a buffer of its own.
        t_buffer = null;
        try
        {
            using (Utf8JsonWriter json = new(buffer, options))
                write(json);
            return buffer.WrittenSpan.ToArray();
        }
        finally
        {
            buffer.Clear();
            t_buffer = buffer;
        }
    }
}
