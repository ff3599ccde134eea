using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CdsHooks.AspNetCore;

/// <summary>Sends JSON: what was asked for, or an OperationOutcome that says why not.</summary>
internal static class Outcome
{
    public static Task SendAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        ArrayBufferWriter<byte> body = new(256);
        using (Utf8JsonWriter json = new(body, Json.Writing))
        {
            json.WriteStartObject();
            json.WriteString("resourceType"u8, "OperationOutcome"u8);
            json.WriteStartArray("issue"u8);
            json.WriteStartObject();
            json.WriteString("severity"u8, "error"u8);
            json.WriteString("code"u8, refusal.Code);
            json.WriteString("diagnostics"u8, refusal.Diagnostics);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return SendAsync(http, refusal.Status, body.WrittenMemory);
    }

    public static async Task SendAsync(HttpContext http, int status, ReadOnlyMemory<byte> body)
    {
        HttpResponse response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
