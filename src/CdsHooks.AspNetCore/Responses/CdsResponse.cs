namespace CdsHooks.AspNetCore;

/// <summary>What a service answers: cards for the user, and perhaps actions for the client to apply by itself.</summary>
public sealed record CdsResponse
{
    /// <summary>No guidance: <c>{"cards": []}</c>.</summary>
    public static CdsResponse Empty { get; } = new();

    public IReadOnlyList<Card> Cards { get; init; } = [];

    /// <summary>Only where client and service have agreed on it; left out for every other client.</summary>
    public IReadOnlyList<SuggestedAction> SystemActions { get; init; } = [];

    /// <summary>Anything not in CDS Hooks: raw JSON values by reverse-domain name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extension { get; init; } = Json.NoExtension;
}

/// <summary>One piece of guidance. Members are those of CDS Hooks 2.0.1.</summary>
public sealed record Card
{
    /// <summary>Identifies the card in feedback. One is given when the service gives none.</summary>
    public string? Uuid { get; init; }

    /// <summary>One sentence of fewer than 140 characters.</summary>
    public required string Summary { get; init; }

    /// <summary>GitHub Flavored Markdown without HTML; see <see cref="Gfm.Escape"/> for text that came from a record.</summary>
    public string? Detail { get; init; }

    public required Indicator Indicator { get; init; }

    public required Source Source { get; init; }

    public IReadOnlyList<Suggestion> Suggestions { get; init; } = [];

    /// <summary>Required when there are suggestions.</summary>
    public SelectionBehavior? SelectionBehavior { get; init; }

    public IReadOnlyList<Coding> OverrideReasons { get; init; } = [];

    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Anything not in CDS Hooks: raw JSON values by reverse-domain name.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Extension { get; init; } = Json.NoExtension;
}

/// <summary>Urgency of a card, in increasing order.</summary>
public enum Indicator { Info, Warning, Critical }

/// <summary>How many suggestions of a card a user may take: <c>at-most-one</c> or <c>any</c>.</summary>
public enum SelectionBehavior { AtMostOne, Any }

/// <summary>Where the guidance of a card comes from.</summary>
public sealed record Source
{
    public required string Label { get; init; }

    /// <summary>Absolute; about the source as such, never about the patient.</summary>
    public Uri? Url { get; init; }

    /// <summary>Absolute; a PNG of 100 × 100 pixels without transparency.</summary>
    public Uri? Icon { get; init; }

    public Coding? Topic { get; init; }
}

/// <summary>A code with the system it belongs to and its words.</summary>
public sealed record Coding(string System, string Code, string? Display);

/// <summary>A change the user can take with one click. All its actions go together.</summary>
public sealed record Suggestion
{
    public required string Label { get; init; }

    /// <summary>Identifies the suggestion in feedback. One is given when the service gives none.</summary>
    public string? Uuid { get; init; }

    public bool? IsRecommended { get; init; }

    public IReadOnlyList<SuggestedAction> Actions { get; init; } = [];
}

/// <summary>What a suggested action does to its resource.</summary>
public enum ActionType { Create, Update, Delete }

/// <summary>One change to the record.</summary>
public sealed record SuggestedAction
{
    public required ActionType Type { get; init; }

    /// <summary>Plain text; some clients show this and not the suggestion's label.</summary>
    public required string Description { get; init; }

    /// <summary>Create: the new resource. Update: the whole updated resource. UTF-8 JSON; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Resource { get; init; }

    /// <summary>Delete: a relative reference such as <c>MedicationRequest/12</c>.</summary>
    public string? ResourceId { get; init; }
}

/// <summary><c>absolute</c>: as it stands. <c>smart</c>: the launch URL of a SMART app, to which the client adds iss and launch.</summary>
public enum LinkType { Absolute, Smart }

/// <summary>A page or SMART app to go to.</summary>
public sealed record Link
{
    public required string Label { get; init; }

    public required Uri Url { get; init; }

    public required LinkType Type { get; init; }

    /// <summary>Handed to the app in the token response; on SMART links only, and not every client does it.</summary>
    public string? AppContext { get; init; }

    /// <summary>A hint to open the link without showing the card: the app must then say all that the card says.</summary>
    public bool? Autolaunchable { get; init; }
}
