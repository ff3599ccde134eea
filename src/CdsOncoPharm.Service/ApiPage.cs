using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CdsOncoPharm.Service;

/// <summary>
/// The endpoints for people (<c>/openapi</c>) and programs (<c>/openapi/v1.json</c>). The page is made of that document alone: no
/// script, nothing from elsewhere, and a policy that allows neither.
/// </summary>
internal static class ApiPage
{
    private const string Style =
        "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1b1b1b;background:#fff}" +
        "h2{border-top:1px solid #767676;padding-top:1em}code,pre{font:14px/1.4 monospace}pre{background:#f2f2f2;padding:1em;overflow:auto}" +
        "th,td{text-align:left;vertical-align:top;padding:.2em 1em .2em 0}";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapApiPage(this WebApplication app)
    {
        var document = new Lazy<byte[]>(Read);
        var page = new Lazy<string>(() => Html(document.Value));
        var policy = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        app.MapGet("/openapi/v1.json", http => Results.Bytes(document.Value, "application/json; charset=utf-8").ExecuteAsync(http));
        app.MapGet("/openapi", http =>
        {
            http.Response.Headers.ContentSecurityPolicy = policy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Text(page.Value, "text/html", Encoding.UTF8).ExecuteAsync(http);
        });
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Html(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var info = root.GetProperty("info");
        var title = Text(info, "title");
        var html = new StringBuilder($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{Style}</style></head><body><main><h1>{title}</h1><p>{Text(info, "description")}</p>");
        html.Append("<p>The same for programs: <a href=\"/openapi/v1.json\">/openapi/v1.json</a>.</p>");
        foreach (var path in root.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
                Operation(html, root, path.Name, operation);
        }
        return html.Append("</main></body></html>").ToString();
    }

    private static void Operation(StringBuilder html, JsonElement root, string path, JsonProperty operation)
    {
        html.Append($"<h2><code>{operation.Name.ToUpperInvariant()} {Safe(path)}</code></h2><p>{Text(operation.Value, "summary")} {Text(operation.Value, "description")}</p>");
        if (operation.Value.GetProperty("security").EnumerateArray().Any(way => way.EnumerateObject().Any()))
            html.Append($"<p><code>Authorization: Bearer</code> {Text(root.GetProperty("components").GetProperty("securitySchemes").GetProperty("client"), "description")}</p>");
        if (operation.Value.TryGetProperty("parameters", out var parameters))
        {
            html.Append("<table><tbody>");
            foreach (var parameter in parameters.EnumerateArray().Select(p => Followed(root, p)))
            {
                var choices = parameter.GetProperty("schema").TryGetProperty("enum", out var values) ? string.Join(", ", values.EnumerateArray().Select(v => $"<code>{Safe(v.GetString()!)}</code>")) : "";
                html.Append($"<tr><th scope=\"row\"><code>{Text(parameter, "name")}</code></th><td>{Text(parameter, "description")} {choices}</td></tr>");
            }
            html.Append("</tbody></table>");
        }
        if (operation.Value.TryGetProperty("requestBody", out var body))
            html.Append($"<p>{Text(body, "description")}</p><pre tabindex=\"0\">{Safe(JsonSerializer.Serialize(body.GetProperty("content").GetProperty("application/json").GetProperty("example"), Readable))}</pre>");
        html.Append("<table><thead><tr><th scope=\"col\">Status</th><th scope=\"col\">When</th></tr></thead><tbody>");
        foreach (var response in operation.Value.GetProperty("responses").EnumerateObject())
            html.Append($"<tr><td>{Safe(response.Name)}</td><td>{Text(Followed(root, response.Value), "description")}</td></tr>");
        html.Append("</tbody></table>");
    }

    /// <summary>What a <c>$ref</c> inside the document points to; an element without one is itself.</summary>
    private static JsonElement Followed(JsonElement root, JsonElement element)
    {
        if (!element.TryGetProperty("$ref", out var reference))
            return element;
        return reference.GetString()!.Split('/')[1..].Aggregate(root, (at, step) => at.GetProperty(step));
    }

    private static string Text(JsonElement element, string member) => element.TryGetProperty(member, out var text) ? Safe(text.GetString()!) : "";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
