using System.Globalization;
using System.Text.RegularExpressions;
using System.Web;

namespace CdsHooks.AspNetCore;

/// <summary>What was wrong with a response and what was done: the requirement, and words without content of the card.</summary>
/// <param name="Rule">For example <c>CH-121</c>, or <c>profile</c> where the response was valid and only fitted to the client.</param>
/// <param name="Done">For example <c>card 1: summary cut</c>.</param>
public sealed record CardBreach(string Rule, string Done);

/// <summary>
/// The last look at a response before it leaves: what CDS Hooks 2.0.1 and its published invariants ask of cards. A breach is
/// repaired where that changes no meaning, else the smallest part that breaks the rule is left out, and it is reported.
/// </summary>
public static partial class CardRules
{
    /// <summary>Fewer than 140 characters, counted in UTF-16 as most clients do.</summary>
    public const int LongestSummary = 139;

    // Makes any scheme one that no browser knows.
    private const string Unsafe = "unsafe-";

    /// <summary>The response as it may leave, and what had to be done to it.</summary>
    /// <param name="response">What the service answered.</param>
    /// <param name="profile">What the client can show.</param>
    /// <param name="newId">Makes the ids that feedback refers to, where the service gave none.</param>
    public static (CdsResponse Response, IReadOnlyList<CardBreach> Breaches) Check(
        CdsResponse response, ClientProfile profile, Func<Guid> newId)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(newId);
        Checker checker = new(profile, newId);
        CdsResponse leaving = checker.Response(response);
        return (leaving, checker.Breaches);
    }

    /// <summary>Cuts at the last word that fits, or between characters where there are no words, and adds an ellipsis.</summary>
    public static string Shorten(string text, int longest = LongestSummary)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= longest)
            return text;
        int end = 0;
        while (true)
        {
            int next = end + StringInfo.GetNextTextElementLength(text, end);
            if (next > longest - 1)
                break;
            end = next;
        }

        int word = text.LastIndexOf(' ', end);
        // A cut far back would lose more than a broken word does; Chinese has no spaces at all.
        if (word > end / 2)
            end = word;
        return text[..end].TrimEnd(' ', ',', ';', ':', '，', '；', '：', '、') + "…";
    }

    /// <summary>JSON that may be written as it is into an extension: well-formed, with nothing null or empty in it.</summary>
    internal static bool IsFitExtension(ReadOnlyMemory<byte> json) => JsonFacts.Of(json, nullInArrays: false) is { IsJson: true, HasNothing: false };

    private sealed class Checker(ClientProfile profile, Func<Guid> newId)
    {
        private readonly HashSet<string> _ids = [];
        private string _where = "response";

        public List<CardBreach> Breaches { get; } = [];

        public CdsResponse Response(CdsResponse response)
        {
            List<Card> cards = [];
            for (int at = 0; at < response.Cards.Count; at++)
            {
                _where = $"card {at + 1}";
                if (Card(response.Cards[at]) is { } card)
                    cards.Add(card);
            }

            _where = "response";
            IReadOnlyList<SuggestedAction> systemActions = [];
            if (response.SystemActions.Count > 0)
            {
                if (profile.SystemActions)
                    systemActions = [.. response.SystemActions.Where(IsSound)];
                else
                    Fit("systemActions left out");
            }

            return response with { Cards = cards, SystemActions = systemActions, Extension = Extension(response.Extension) };
        }

        private Card? Card(Card card)
        {
            string summary = OneLine(card.Summary);
            if (summary.Length == 0)
                return Drop<Card>("CH-121", "left out, it has no summary");
            if (summary.Length > LongestSummary)
            {
                summary = Shorten(summary);
                Did("CH-121", "summary cut");
            }

            if (!Enum.IsDefined(card.Indicator))
                return Drop<Card>("CH-123", "left out, its indicator is unknown");
            if (card.Source is null || string.IsNullOrWhiteSpace(card.Source.Label))
                return Drop<Card>("CH-124", "left out, its source has no label");

            List<Suggestion> suggestions = Suggestions(card);
            return card with
            {
                Uuid = Id(card.Uuid),
                Summary = summary,
                Detail = Detail(card.Detail),
                Source = Source(card.Source),
                Suggestions = suggestions,
                SelectionBehavior = Behavior(card, suggestions),
                OverrideReasons = OverrideReasons(card.OverrideReasons),
                Links = [.. card.Links.Select(Link).OfType<Link>()],
                Extension = Extension(card.Extension),
            };
        }

        private string? Detail(string? detail)
        {
            if (detail is null)
                return null;
            string plain = TagPattern().Replace(detail, "&lt;");
            if (!ReferenceEquals(plain, detail))
                Did("CH-122", "HTML in detail made text");
            string safe = DestinationPattern().Replace(plain, link =>
                IsSafeDestination(link.Groups["to"].Value) ? link.Value : $"{link.Groups["before"]}{Unsafe}{link.Groups["to"]}");
            safe = ScriptPattern().Replace(safe, $"${{before}}{Unsafe}${{scheme}}");
            if (safe != plain)
                Did("CH-122", "script link in detail disarmed");
            return safe;
        }

        private Source Source(Source source) => source with
        {
            Url = WebAddress(source.Url, "source.url"),
            Icon = WebAddress(source.Icon, "source.icon"),
            Topic = source.Topic is null || IsCoding(source.Topic) ? source.Topic : Drop<Coding>("CH-226", "source.topic left out, it needs code and system"),
        };

        private Uri? WebAddress(Uri? address, string name) => address is null || IsWebAddress(address)
            ? address
            : Drop<Uri>("CH-124", $"{name} left out, it is not an absolute URL");

        private List<Coding> OverrideReasons(IReadOnlyList<Coding> reasons)
        {
            List<Coding> kept = [];
            foreach (Coding reason in reasons)
            {
                if (!IsCoding(reason) || string.IsNullOrWhiteSpace(reason.Display))
                    Did("CH-129", "override reason left out, it needs code, system and display");
                else if (kept.Exists(other => other.System == reason.System && other.Code == reason.Code))
                    Did("CH-129", "override reason left out, it is there twice");
                else
                    kept.Add(reason);
            }

            return kept;
        }

        private List<Suggestion> Suggestions(Card card)
        {
            List<Suggestion> kept = [];
            if (card.Suggestions.Count > 0 && !profile.Suggestions)
            {
                Fit("suggestions left out");
                return kept;
            }

            foreach (Suggestion suggestion in card.Suggestions)
            {
                if (string.IsNullOrWhiteSpace(suggestion.Label))
                {
                    Did("CH-140", "suggestion left out, it has no label");
                    continue;
                }

                // The actions of a suggestion belong together: without one of them it is another suggestion.
                if (!suggestion.Actions.All(IsSound))
                    continue;
                if (profile.MaxActions is { } most && suggestion.Actions.Count > most)
                {
                    Fit("suggestion split, one for each action");
                    kept.AddRange(suggestion.Actions.Select((action, at) => suggestion with
                    {
                        Uuid = at == 0 ? suggestion.Uuid : null,
                        Label = action.Description,
                        Actions = [action],
                    }));
                }
                else
                {
                    kept.Add(suggestion);
                }
            }

            if (profile.CreateTypes is { } types && kept.RemoveAll(suggestion => suggestion.Actions.Any(action =>
                action.Type == ActionType.Create && !types.Contains(JsonFacts.Of(action.Resource, nullInArrays: true).ResourceType!))) > 0)
                Fit("suggestion left out, the client cannot create its resource");

            bool one = card.SelectionBehavior == SelectionBehavior.AtMostOne && profile.SelectionBehavior != SelectionBehavior.Any;
            bool recommended = false;
            for (int at = 0; at < kept.Count; at++)
            {
                Suggestion suggestion = kept[at] with { Uuid = Id(kept[at].Uuid) };
                if (one && recommended && suggestion.IsRecommended == true)
                {
                    Did("CH-128", "only the first recommended suggestion stays recommended");
                    suggestion = suggestion with { IsRecommended = null };
                }

                recommended |= suggestion.IsRecommended == true;
                kept[at] = suggestion;
            }

            return kept;
        }

        private SelectionBehavior? Behavior(Card card, List<Suggestion> suggestions)
        {
            if (suggestions.Count == 0)
                return null;
            if (card.SelectionBehavior is not { } behavior || !Enum.IsDefined(behavior))
            {
                Did("CH-126", "selectionBehavior set to any");
                return profile.SelectionBehavior ?? SelectionBehavior.Any;
            }

            if (profile.SelectionBehavior is { } only && only != behavior)
            {
                Fit("selectionBehavior changed to the one it knows");
                return only;
            }

            return behavior;
        }

        private bool IsSound(SuggestedAction action)
        {
            (string Rule, string Why)? fault = null;
            JsonFacts facts = JsonFacts.Of(action.Resource, nullInArrays: true);
            if (!Enum.IsDefined(action.Type))
                fault = ("CH-145", "its type is unknown");
            else if (string.IsNullOrWhiteSpace(action.Description))
                fault = ("CH-146", "it has no description");
            else if (action.Type == ActionType.Delete && (action.ResourceId is null || !PrefetchTemplate.IsReference(action.ResourceId)))
                fault = ("CH-149", "a delete needs a relative resourceId");
            else if (action.Type == ActionType.Delete && !action.Resource.IsEmpty)
                fault = ("CH-149", "a delete has no resource");
            else if (action.Type != ActionType.Delete && string.IsNullOrEmpty(facts.ResourceType))
                fault = (action.Type == ActionType.Create ? "CH-147" : "CH-148", "it has no FHIR resource");
            else if (facts.HasNothing)
                fault = ("CH-004", "its resource has a null or empty element");
            if (fault is not { } found)
                return true;
            Did(found.Rule, $"action left out with its suggestion, {found.Why}");
            return false;
        }

        private Link? Link(Link link)
        {
            if (string.IsNullOrWhiteSpace(link.Label))
                return Drop<Link>("CH-160", "link left out, it has no label");
            if (!Enum.IsDefined(link.Type) || link.Url is null || !IsWebAddress(link.Url))
                return Drop<Link>("CH-160", "link left out, it needs a type and an absolute URL");
            if (link.Url.Scheme != Uri.UriSchemeHttps && !link.Url.IsLoopback)
                return Drop<Link>("CH-165", "link left out, it is not https");
            if (link.Type == LinkType.Smart && HasLaunchParameters(link.Url))
                return Drop<Link>("CH-161", "link left out, iss and launch are the client's to add");
            if (profile.LinkHosts is { } hosts && !hosts.Contains(link.Url.IdnHost))
            {
                Fit("link left out, the client does not show its host");
                return null;
            }

            if (link.AppContext is not null && link.Type != LinkType.Smart)
            {
                Did("CH-162", "appContext left out, the link is not a SMART link");
                link = link with { AppContext = null };
            }

            if (link.AppContext is not null && !profile.AppContext)
            {
                Fit("appContext left out");
                link = link with { AppContext = null };
            }

            if (link.Autolaunchable is not null && !profile.Autolaunch)
            {
                Fit("autolaunchable left out");
                link = link with { Autolaunchable = null };
            }

            return link;
        }

        private IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extension(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> extension)
        {
            if (extension.Count == 0)
                return extension;
            if (!profile.Extension)
            {
                Fit("extension left out");
                return Json.NoExtension;
            }

            Dictionary<string, ReadOnlyMemory<byte>> kept = [];
            foreach ((string name, ReadOnlyMemory<byte> value) in extension)
            {
                JsonFacts facts = JsonFacts.Of(value, nullInArrays: false);
                if (name.Length == 0 || !facts.IsJson)
                    Did("CH-224", "extension member left out, it is not JSON with a name");
                else if (facts.HasNothing)
                    Did("CH-004", "extension member left out, it has a null or empty element");
                else
                    kept.Add(name, value);
            }

            return kept;
        }

        private string Id(string? given)
        {
            if (!string.IsNullOrWhiteSpace(given))
            {
                if (_ids.Add(given))
                    return given;
                Did("CH-120", "uuid replaced, it is there twice");
            }

            string made = newId().ToString();
            _ids.Add(made);
            return made;
        }

        private void Did(string rule, string what) => Breaches.Add(new CardBreach(rule, $"{_where}: {what}"));

        private void Fit(string what) => Did("profile", what);

        private T? Drop<T>(string rule, string what)
            where T : class
        {
            Did(rule, what);
            return null;
        }
    }

    private static string OneLine(string? text) => text is null ? "" : BreakPattern().Replace(text, " ").Trim();

    private static bool IsCoding(Coding coding) => !string.IsNullOrWhiteSpace(coding.Code) && !string.IsNullOrWhiteSpace(coding.System);

    private static bool IsWebAddress(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    // https, http, mailto or relative as it is written: an entity or an escape where a scheme may stand could spell any.
    private static bool IsSafeDestination(string to)
    {
        if (SafeStarts.Any(start => to.StartsWith(start, StringComparison.OrdinalIgnoreCase)))
            return true;
        int path = to.IndexOfAny(['/', '?', '#']);
        return (path < 0 ? to : to[..path]).IndexOfAny([':', '&', '\\']) < 0;
    }

    private static readonly string[] SafeStarts = ["https:", "http:", "mailto:", Unsafe];

    private static bool HasLaunchParameters(Uri url)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(url.Query);
        return query["iss"] is not null || query["launch"] is not null;
    }

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex BreakPattern();

    // What a Markdown reader takes for HTML: "<" before a letter, "/", "!" or "?". "< 5" and "<5" are text.
    [GeneratedRegex(@"<(?=[A-Za-z/!?])")]
    private static partial Regex TagPattern();

    // Where a link or a reference definition leads to. Behind an escaped bracket ("\]") it is text.
    [GeneratedRegex(@"(?<before>(?<!(?<!\\)(\\\\)*\\)\][(:](?>\s*))(?<to><[^>\r\n]*|[^\s)>]+)")]
    private static partial Regex DestinationPattern();

    [GeneratedRegex(@"(?<before>(\]\(|\]:|<)\s*)(?<scheme>(javascript|vbscript|data)\s*:)", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptPattern();
}
