using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>Writes what leaves, member for member as CDS Hooks names them. What has no value is left out.</summary>
internal static class WireWriter
{
    public static void Write(Utf8JsonWriter json, IEnumerable<ServiceDefinition> services)
    {
        json.WriteStartObject();
        json.WriteStartArray("services"u8);
        foreach (ServiceDefinition service in services)
        {
            json.WriteStartObject();
            json.WriteString("hook"u8, service.Hook);
            WriteText(json, "title", service.Title);
            json.WriteString("description"u8, service.Description);
            json.WriteString("id"u8, service.Id);
            if (service.Prefetch.Count > 0)
            {
                json.WriteStartObject("prefetch"u8);
                foreach ((string key, string template) in service.Prefetch)
                    json.WriteString(key, template);
                json.WriteEndObject();
            }

            WriteText(json, "usageRequirements", service.UsageRequirements);
            WriteExtension(json, service.Extension);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, CdsResponse response)
    {
        json.WriteStartObject();
        json.WriteStartArray("cards"u8);
        foreach (Card card in response.Cards)
            Write(json, card);
        json.WriteEndArray();
        WriteActions(json, "systemActions", response.SystemActions);
        WriteExtension(json, response.Extension);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Card card)
    {
        json.WriteStartObject();
        WriteText(json, "uuid", card.Uuid);
        json.WriteString("summary"u8, card.Summary);
        WriteText(json, "detail", card.Detail);
        json.WriteString("indicator"u8, card.Indicator switch
        {
            Indicator.Info => "info"u8,
            Indicator.Warning => "warning"u8,
            _ => "critical"u8,
        });
        json.WriteStartObject("source"u8);
        json.WriteString("label"u8, card.Source.Label);
        WriteText(json, "url", card.Source.Url?.OriginalString);
        WriteText(json, "icon", card.Source.Icon?.OriginalString);
        if (card.Source.Topic is { } topic)
        {
            json.WritePropertyName("topic"u8);
            Write(json, topic);
        }

        json.WriteEndObject();
        if (card.Suggestions.Count > 0)
        {
            json.WriteStartArray("suggestions"u8);
            foreach (Suggestion suggestion in card.Suggestions)
            {
                json.WriteStartObject();
                json.WriteString("label"u8, suggestion.Label);
                WriteText(json, "uuid", suggestion.Uuid);
                WriteFlag(json, "isRecommended", suggestion.IsRecommended);
                WriteActions(json, "actions", suggestion.Actions);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteText(json, "selectionBehavior", card.SelectionBehavior switch
        {
            SelectionBehavior.AtMostOne => "at-most-one",
            SelectionBehavior.Any => "any",
            _ => null,
        });
        if (card.OverrideReasons.Count > 0)
        {
            json.WriteStartArray("overrideReasons"u8);
            foreach (Coding reason in card.OverrideReasons)
                Write(json, reason);
            json.WriteEndArray();
        }

        if (card.Links.Count > 0)
        {
            json.WriteStartArray("links"u8);
            foreach (Link link in card.Links)
            {
                json.WriteStartObject();
                json.WriteString("label"u8, link.Label);
                json.WriteString("url"u8, link.Url.OriginalString);
                json.WriteString("type"u8, link.Type == LinkType.Smart ? "smart"u8 : "absolute"u8);
                WriteText(json, "appContext", link.AppContext);
                WriteFlag(json, "autolaunchable", link.Autolaunchable);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteExtension(json, card.Extension);
        json.WriteEndObject();
    }

    private static void WriteActions(Utf8JsonWriter json, string name, IReadOnlyList<SuggestedAction> actions)
    {
        if (actions.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (SuggestedAction action in actions)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, action.Type switch
            {
                ActionType.Create => "create"u8,
                ActionType.Update => "update"u8,
                _ => "delete"u8,
            });
            json.WriteString("description"u8, action.Description);
            if (!action.Resource.IsEmpty)
            {
                json.WritePropertyName("resource"u8);
                json.WriteRawValue(action.Resource.Span, skipInputValidation: true);
            }

            WriteText(json, "resourceId", action.ResourceId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Coding coding)
    {
        json.WriteStartObject();
        json.WriteString("code"u8, coding.Code);
        json.WriteString("system"u8, coding.System);
        WriteText(json, "display", coding.Display);
        json.WriteEndObject();
    }

    private static void WriteExtension(Utf8JsonWriter json, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> extension)
    {
        if (extension.Count == 0)
            return;
        json.WriteStartObject("extension"u8);
        foreach ((string name, ReadOnlyMemory<byte> value) in extension)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value.Span, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void WriteFlag(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } flag)
            json.WriteBoolean(name, flag);
    }
}
