using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Conformance.Tests;

/// <summary>What the specification says of answers, read off the JSON as it travels; among it the invariants cds-resp-1 to 7.</summary>
internal static partial class Wire
{
    private static readonly string[] CardMembers =
        ["uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links", "extension"];

    private static readonly string[] Indicators = ["info", "warning", "critical"];

    /// <summary>Every breach in an answer, as requirement and place; none when it is as it should be.</summary>
    public static IReadOnlyList<string> Breaches(JsonNode answer)
    {
        List<string> found = [];
        Only(answer, "CH-110", ["cards", "systemActions", "extension"]);
        Say(answer["cards"] is JsonArray, "CH-110", "cards");
        Say(answer["systemActions"] is null, "CH-172", "systemActions");
        Walk(answer, "");
        foreach (var card in Objects(answer["cards"]))
            Card(card);
        var ids = Objects(answer["cards"]).SelectMany(card => Objects(card["suggestions"]).Append(card)).Select(item => Text(item["uuid"])).ToList();
        Say(ids.Distinct().Count() == ids.Count, "CH-120", "uuid there twice");
        return found;

        void Say(bool holds, string rule, string place)
        {
            if (!holds)
                found.Add($"{rule}: {place}");
        }

        void Only(JsonNode node, string rule, string[] members)
        {
            foreach (var (name, _) in node.AsObject())
                Say(members.Contains(name), rule, $"unknown member {name}");
        }

        void Walk(JsonNode? node, string path)
        {
            switch (node)
            {
                case null:
                    Say(false, "CH-003", path);
                    break;
                case JsonArray { Count: 0 }:
                    Say(path == "/cards", "CH-004", path);
                    break;
                case JsonObject { Count: 0 }:
                    Say(false, "CH-004", path);
                    break;
                case JsonArray array:
                    for (var at = 0; at < array.Count; at++)
                        Walk(array[at], $"{path}/{at}");
                    break;
                case JsonObject members:
                    foreach (var (name, member) in members)
                        Walk(member, $"{path}/{name}");
                    break;
                case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                    Say(value.GetValue<string>().Trim().Length > 0, "CH-004", path);
                    break;
            }
        }

        void Card(JsonObject card)
        {
            Only(card, "CH-134", CardMembers);
            Say(Guid.TryParse(Text(card["uuid"]), out _), "CH-120", "uuid");
            var summary = Text(card["summary"]);
            Say(summary is { Length: > 0 and < 140 } && !summary.Contains('\n', StringComparison.Ordinal), "CH-121", "summary");
            Say(!Html().IsMatch(Text(card["detail"])), "CH-122", "HTML in detail");
            Say(Indicators.Contains(Text(card["indicator"])), "CH-123", "indicator");
            Only(card["source"]!, "CH-124", ["label", "url", "icon", "topic"]);
            Say(Text(card["source"]!["label"]).Length > 0, "CH-124", "source.label");
            Say(card["source"]!["url"] is null || IsHttps(card["source"]!["url"]), "CH-124", "source.url");
            Say(card["source"]!["topic"] is not { } topic || (IsCoding(topic) && Topic().IsMatch(Text(topic["code"]))), "CH-124", "source.topic");
            Suggestions(card);
            foreach (var reason in Objects(card["overrideReasons"]))
                Say(IsCoding(reason), "CH-129 cds-resp-4", "overrideReasons");
            foreach (var link in Objects(card["links"]))
            {
                Only(link, "CH-160", ["label", "url", "type", "appContext", "autolaunchable"]);
                Say(Text(link["label"]).Length > 0 && Text(link["type"]) is "absolute" or "smart", "CH-160", "links");
                Say(IsHttps(link["url"]), "CH-165", "links.url");
                Say(link["appContext"] is null || Text(link["type"]) == "smart", "CH-162 cds-resp-3", "links.appContext");
                Say(link["autolaunchable"] is null, "CH-163", "links.autolaunchable");
            }
            foreach (var (name, _) in card["extension"]?.AsObject() ?? [])
                Say(ReverseDomain().IsMatch(name), "CH-225", name);
        }

        void Suggestions(JsonObject card)
        {
            var suggestions = Objects(card["suggestions"]).ToList();
            Say(suggestions.Count == 0 || card["selectionBehavior"] is not null, "CH-126 cds-resp-6", "selectionBehavior");
            Say(card["selectionBehavior"] is null || Text(card["selectionBehavior"]) is "any" or "at-most-one", "CH-127", "selectionBehavior");
            Say(Text(card["selectionBehavior"]) != "at-most-one" || suggestions.Count(s => (bool?)s["isRecommended"] == true) <= 1, "CH-128 cds-resp-1", "isRecommended");
            foreach (var suggestion in suggestions)
            {
                Only(suggestion, "CH-144 cds-resp-7", ["label", "uuid", "isRecommended", "actions"]);
                Say(Text(suggestion["label"]).Length > 0, "CH-140", "suggestion.label");
                Say(Guid.TryParse(Text(suggestion["uuid"]), out _), "CH-141", "suggestion.uuid");
                foreach (var action in Objects(suggestion["actions"]))
                {
                    Only(action, "CH-143", ["type", "description", "resource", "resourceId"]);
                    Say(Text(action["type"]) is "create" or "update" or "delete", "CH-145", "action.type");
                    Say(Text(action["description"]).Length > 0, "CH-146 cds-resp-5", "action.description");
                    Say(Text(action["type"]) == "delete" ? action["resourceId"] is not null : action["resource"] is JsonObject { } resource && Text(resource["resourceType"]).Length > 0,
                        "CH-007 CH-147 cds-resp-2", "action.resource");
                }
            }
        }
    }

    /// <summary>The objects of an array; none when there is no array.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? array) => array is JsonArray items ? items.OfType<JsonObject>() : [];

    /// <summary>A text; empty when it is none.</summary>
    public static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    private static bool IsCoding(JsonNode coding) =>
        Text(coding["code"]).Length > 0 && Text(coding["system"]).Length > 0 && Text(coding["display"]).Length > 0;

    private static bool IsHttps(JsonNode? url) => Uri.TryCreate(Text(url), UriKind.Absolute, out var address) && address.Scheme == "https";

    [GeneratedRegex(@"<[A-Za-z/!]")]
    private static partial Regex Html();

    [GeneratedRegex("^[A-Za-z0-9]{1,100}$")]
    private static partial Regex Topic();

    [GeneratedRegex(@"^[a-z]+(\.[A-Za-z0-9-]+)+$")]
    private static partial Regex ReverseDomain();
}
