using System.Text;
using System.Text.RegularExpressions;

namespace CdsHooks.AspNetCore;

/// <summary>
/// A prefetch template that every CDS Hooks 2.0 client can run: a read or a type-level search, tokens that are primitive
/// fields directly under context, and search parameters of the subset that the specification recommends.
/// </summary>
public sealed partial class PrefetchTemplate
{
    // Longer URLs are refused by some servers and proxies.
    private const int LongestUrl = 2000;

    private static readonly string[] UserTokens = ["userPractitionerId", "userPractitionerRoleId", "userPatientId", "userRelatedPersonId"];

    private static readonly string[] ResultParameters = ["_count", "_sort"];

    private static readonly string[] SearchableUnderscores = ["_id", "_lastUpdated", "_tag", "_profile", "_security"];

    private readonly string _template;

    private PrefetchTemplate(string key, string template)
    {
        Key = key;
        _template = template;
    }

    public string Key { get; }

    /// <summary>Reads a template of a service for the given hook.</summary>
    /// <exception cref="FormatException">A 2.0 client could not run it; the message says the key and why.</exception>
    public static PrefetchTemplate Parse(string hook, string key, string template) => Fault(hook, key, template) is { } fault
        ? throw new FormatException($"Prefetch '{key}': {fault}")
        : new PrefetchTemplate(key, template);

    /// <summary>Why a client of CDS Hooks 2.0 could not run the template; null when it can.</summary>
    public static string? Fault(string hook, string key, string template)
    {
        ArgumentNullException.ThrowIfNull(hook);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(template);
        if (!KeyPattern().IsMatch(key))
            return "a key is letters, digits and '-' (CH-050).";
        if (template.Length > LongestUrl)
            return $"longer than {LongestUrl} characters.";
        string path = template.Split('?', 2)[0];
        if (path.Contains(':', StringComparison.Ordinal) || path.StartsWith('/') || template.Contains('#', StringComparison.Ordinal))
            return "must be a relative URL: Type/id or Type?search (CH-040).";
        if (template.Any(char.IsWhiteSpace))
            return "has white space.";
        if (TokenFault(hook, template) is { } tokenFault)
            return tokenFault;
        if (template == "{{context.userId}}" || ReadPattern().IsMatch(template))
            return null;

        Match search = SearchPattern().Match(template);
        if (!search.Success)
            return "is neither a read (Type/id) nor a type-level search (Type?name=value) (CH-040).";
        foreach (string parameter in search.Groups["query"].Value.Split('&'))
        {
            if (ParameterFault(parameter) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>The relative URL for this call; null when a token has no usable value in its context.</summary>
    public string? UrlFor(CdsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        StringBuilder url = new();
        int end = 0;
        bool inQuery = false;
        foreach (Match token in TokenPattern().Matches(_template))
        {
            ReadOnlySpan<char> before = _template.AsSpan(end, token.Index - end);
            inQuery |= before.Contains('?');
            string? value = ValueOf(token.Groups["name"].Value, context);
            // In a path only an id or Type/id is let through: "../" would leave the resource, and then the server.
            if (string.IsNullOrEmpty(value) || (!inQuery && !ReferencePattern().IsMatch(value)))
                return null;
            url.Append(before).Append(inQuery ? Uri.EscapeDataString(value) : value);
            end = token.Index + token.Length;
        }

        return url.Append(_template.AsSpan(end)).ToString();
    }

    /// <summary>Whether an entry holds what the template asks for; a search may have nothing to find.</summary>
    internal bool IsAnsweredBy(PrefetchResult sent)
    {
        int end = _template.AsSpan().IndexOfAny('/', '?');
        if (end < 0 || sent.Resources.Count == 0)
            return true;
        string type = _template[..end];
        return sent.Resources.Any(resource => resource.Type == type);
    }

    /// <summary>A relative reference: Type/id.</summary>
    internal static bool IsReference(string text) => text.Contains('/', StringComparison.Ordinal) && ReferencePattern().IsMatch(text);

    private static string? ValueOf(string token, CdsContext context)
    {
        if (token.StartsWith("context.", StringComparison.Ordinal))
            return context.Text(token["context.".Length..]);
        string type = token["user".Length..^"Id".Length] + "/";
        return context.UserId is { } user && user.StartsWith(type, StringComparison.Ordinal) ? user[type.Length..] : null;
    }

    private static string? TokenFault(string hook, string template)
    {
        string rest = TokenPattern().Replace(template, "");
        if (rest.AsSpan().IndexOfAny('{', '}') >= 0)
            return "has a brace outside a {{token}} (CH-041).";
        foreach (Match token in TokenPattern().Matches(template))
        {
            string name = token.Groups["name"].Value;
            if (UserTokens.Contains(name))
                continue;
            if (!ContextFieldPattern().IsMatch(name))
                return $"the token {{{{{name}}}}} is not context.<field> or a user token (CH-042, CH-043, CH-045).";
            if (Hook.Find(hook) is { } known && !known.Tokens.Contains(name["context.".Length..]))
                return $"{{{{{name}}}}} is not a primitive field of the {hook} context (CH-043).";
            if (name == "context.userId" && template != "{{context.userId}}")
                return "{{context.userId}} holds Type/id, so it can only be a template by itself (CH-044).";
        }

        return null;
    }

    private static string? ParameterFault(string parameter)
    {
        string[] parts = parameter.Split('=', 2);
        if (parts.Length != 2 || parts[1].Length == 0)
            return $"the parameter '{parts[0]}' has no value (CH-040).";
        (string name, string value) = (parts[0], parts[1]);
        if (ResultParameters.Contains(name))
        {
            return (name == "_count" ? CountPattern() : SortPattern()).IsMatch(value) ? null : $"'{name}' has an unusable value (CH-048).";
        }

        string bare = name.EndsWith(":in", StringComparison.Ordinal) ? name[..^":in".Length] : name;
        if (bare.StartsWith('_') && !SearchableUnderscores.Contains(bare))
            return $"'{bare}' is outside the subset that clients support (CH-048).";
        if (!ParameterNamePattern().IsMatch(bare))
            return $"'{name}' has a modifier or a chain; only :in is in the subset that clients support (CH-048).";
        return value.Split(',').Any(one => OddPrefixPattern().IsMatch(one))
            ? $"'{name}' compares with a prefix other than eq, lt, gt, ge, le (CH-048)."
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9-]+\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}")]
    private static partial Regex TokenPattern();

    [GeneratedRegex(@"^context\.[A-Za-z][A-Za-z0-9]*\z")]
    private static partial Regex ContextFieldPattern();

    [GeneratedRegex(@"^[A-Z][A-Za-z]+/(\{\{[^{}]+\}\}|[A-Za-z0-9.-]{1,64})\z")]
    private static partial Regex ReadPattern();

    [GeneratedRegex(@"^[A-Z][A-Za-z]+\?(?<query>.+)\z")]
    private static partial Regex SearchPattern();

    [GeneratedRegex(@"^_?[A-Za-z][A-Za-z-]*\z")]
    private static partial Regex ParameterNamePattern();

    [GeneratedRegex(@"^[1-9][0-9]{0,4}\z")]
    private static partial Regex CountPattern();

    [GeneratedRegex(@"^-?_?[A-Za-z][A-Za-z-]*(,-?_?[A-Za-z][A-Za-z-]*)*\z")]
    private static partial Regex SortPattern();

    [GeneratedRegex(@"^(ne|sa|eb|ap)[0-9]{4}(-|\z)")]
    private static partial Regex OddPrefixPattern();

    // FHIR ends ids at 64 characters; Epic's unsigned orders have three times as many.
    [GeneratedRegex(@"^([A-Z][A-Za-z]{0,63}/)?(?!\.+\z)[A-Za-z0-9.-]{1,256}\z")]
    private static partial Regex ReferencePattern();
}
