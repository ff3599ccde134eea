using System.Text.Json;
using System.Text.Unicode;

namespace CdsHooks.AspNetCore;

/// <summary>The body of a service call. Resources in it are slices of the bytes it was read from.</summary>
public sealed class CdsRequest
{
    private CdsRequest(
        string hook, string hookInstance, CdsContext context, Uri? fhirServer, FhirAuthorization? fhirAuthorization,
        IReadOnlyList<PrefetchResult> prefetch, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> extension)
    {
        Hook = hook;
        HookInstance = hookInstance;
        Context = context;
        FhirServer = fhirServer;
        FhirAuthorization = fhirAuthorization;
        Prefetch = prefetch;
        Extension = extension;
    }

    public string Hook { get; }

    /// <summary>A UUID by the standard; any non-empty text is taken.</summary>
    public string HookInstance { get; }

    public CdsContext Context { get; }

    /// <summary>The base URL of the client's FHIR server: http or https, not yet known to be one that may be called.</summary>
    public Uri? FhirServer { get; }

    public FhirAuthorization? FhirAuthorization { get; }

    /// <summary>Every prefetch entry in the order sent, under whatever key it came.</summary>
    public IReadOnlyList<PrefetchResult> Prefetch { get; }

    /// <summary>Raw JSON values by name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extension { get; }

    /// <summary>An extension that is text; null when it is not there or something else.</summary>
    public string? ExtensionText(string name)
    {
        if (!Extension.TryGetValue(name, out ReadOnlyMemory<byte> json))
            return null;
        Utf8JsonReader reader = new(json.Span, Json.Reading);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.Text() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a request in one pass. Members that CDS Hooks does not know are ignored.</summary>
    /// <param name="json">UTF-8; must stay unchanged for as long as the request is used.</param>
    /// <param name="models">Makes the <see cref="RawResource.Model"/> of each resource; null for none.</param>
    /// <exception cref="CdsRequestException">It is not JSON, or not a CDS Hooks request. The message has no content of it.</exception>
    public static CdsRequest Parse(ReadOnlyMemory<byte> json, IResourceReader? models = null)
    {
        json = Json.WithoutMark(json);
        if (!Utf8.IsValid(json.Span))
            throw new CdsRequestException("The body is not UTF-8.");
        try
        {
            return Read(json, new ResourceTypes(models));
        }
        catch (JsonException broken)
        {
            throw new CdsRequestException($"The body is not valid JSON, at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine}.");
        }
    }

    private static CdsRequest Read(ReadOnlyMemory<byte> json, ResourceTypes types)
    {
        string? hook = null, hookInstance = null, fhirServer = null;
        CdsContext? context = null;
        FhirAuthorization? authorization = null;
        List<PrefetchResult> prefetch = [];
        Dictionary<string, ReadOnlyMemory<byte>>? extension = null;
        Member seen = 0;

        Utf8JsonReader reader = new(json.Span, Json.Reading);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new CdsRequestException("The body must be a JSON object.");
        while (reader.NextProperty())
        {
            Member member = MemberAt(ref reader);
            if ((seen & member) != 0)
                throw new CdsRequestException($"'{NameOf(member)}' is there twice.");
            seen |= member;
            reader.Read();
            bool isNull = reader.TokenType == JsonTokenType.Null;
            switch (member)
            {
                case Member.Hook: hook = RequireText(ref reader, "hook"); break;
                case Member.HookInstance: hookInstance = RequireText(ref reader, "hookInstance"); break;
                case Member.FhirServer when !isNull: fhirServer = RequireText(ref reader, "fhirServer"); break;
                case Member.Context: context = CdsContext.Read(ref reader, json, types); break;
                case Member.FhirAuthorization when !isNull: authorization = FhirAuthorization.Read(ref reader); break;
                case Member.Prefetch when !isNull: ReadPrefetch(ref reader, json, prefetch, types); break;
                case Member.Extension when reader.TokenType == JsonTokenType.StartObject: extension = ReadExtension(ref reader, json); break;
                default: reader.Skip(); break;
            }
        }

        reader.Read();
        if (string.IsNullOrWhiteSpace(hook))
            throw new CdsRequestException("'hook' is required.");
        if (string.IsNullOrWhiteSpace(hookInstance))
            throw new CdsRequestException("'hookInstance' is required.");
        if (context is null)
            throw new CdsRequestException("'context' is required.");
        if (authorization is not null && string.IsNullOrEmpty(fhirServer))
            throw new CdsRequestException("'fhirServer' is required with 'fhirAuthorization'.");
        return new CdsRequest(
            hook, hookInstance, context, ReadFhirServer(fhirServer), authorization, prefetch, extension ?? Json.NoExtension);
    }

    private static Uri? ReadFhirServer(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
            ? uri
            : throw new CdsRequestException("'fhirServer' must be an absolute https URL.");
    }

    private static void ReadPrefetch(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, List<PrefetchResult> prefetch, ResourceTypes types)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new CdsRequestException("'prefetch' must be an object.");
        HashSet<string> keys = [];
        while (reader.NextProperty())
        {
            string key = reader.Text();
            if (!keys.Add(key))
                throw new CdsRequestException("'prefetch' has a key twice.");
            reader.Read();
            prefetch.Add(PrefetchResult.From(key, new ResourceScan(ref reader, json, types)));
        }
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadExtension(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        Dictionary<string, ReadOnlyMemory<byte>> extension = [];
        while (reader.NextProperty())
        {
            string name = reader.Text();
            reader.Read();
            extension[name] = reader.TakeRaw(json);
        }

        return extension;
    }

    private static string RequireText(ref Utf8JsonReader reader, string name) => reader.TokenType == JsonTokenType.String
        ? reader.Text()
        : throw new CdsRequestException($"'{name}' must be a string.");

    [Flags]
    private enum Member { Other = 0, Hook = 1, HookInstance = 2, Context = 4, FhirServer = 8, FhirAuthorization = 16, Prefetch = 32, Extension = 64 }

    private static readonly (Member Member, string Name)[] Members =
    [
        (Member.Hook, "hook"), (Member.HookInstance, "hookInstance"), (Member.Context, "context"), (Member.FhirServer, "fhirServer"),
        (Member.FhirAuthorization, "fhirAuthorization"), (Member.Prefetch, "prefetch"), (Member.Extension, "extension"),
    ];

    private static Member MemberAt(ref Utf8JsonReader reader)
    {
        foreach ((Member member, string name) in Members)
        {
            if (reader.Says(name))
                return member;
        }

        return Member.Other;
    }

    private static string NameOf(Member member) => Members.First(known => known.Member == member).Name;
}

/// <summary>A body that is not a CDS Hooks request. The message may be shown to the caller: it repeats nothing that was sent.</summary>
public sealed class CdsRequestException(string message) : Exception(message);
