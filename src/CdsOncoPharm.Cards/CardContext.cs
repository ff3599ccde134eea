using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>For whom a card is written: language, what the client can show, and whom its suggestions name.</summary>
public sealed record CardContext
{
    public required Language Language { get; init; }

    /// <summary>What the client can show; it carries the assessment only where <see cref="ClientProfile.Extension"/> is true.</summary>
    public required ClientProfile Profile { get; init; }

    /// <summary>Makes the ids of card and suggestions, to which feedback refers.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>The same patient without the orders that are being signed; null where the hook has no draft orders.</summary>
    public Assessment? WithoutDrafts { get; init; }

    /// <summary>The encounter, as an id or as <c>Encounter/7</c>.</summary>
    public string? Encounter { get; init; }

    /// <summary>Who looks at the card, such as <c>Practitioner/7</c>.</summary>
    public string? User { get; init; }

    public CardOptions Options { get; init; } = CardOptions.Default;
}

/// <summary>What a site may set for its cards.</summary>
public sealed record CardOptions
{
    public static CardOptions Default { get; } = new();

    /// <summary>Urgency of a Level 1 card. Some clients open <c>critical</c> as a pop-up.</summary>
    public Indicator Level1 { get; init; } = Indicator.Critical;

    /// <summary>Urgency of a Level 2 card.</summary>
    public Indicator Level2 { get; init; } = Indicator.Warning;

    /// <summary>Urgency of a Level 3 card.</summary>
    public Indicator Level3 { get; init; } = Indicator.Info;

    /// <summary>Urgency of a card that only says what is missing.</summary>
    public Indicator NoLevel { get; init; } = Indicator.Info;

    /// <summary>Where the consensus can be read.</summary>
    public Uri? Consensus { get; init; } = new("https://doi.org/10.3389/fphar.2025.1707229");

    /// <summary>The site's own orders (preference list, catalogue) by id of a monitoring task, for clients that cannot create a Task.</summary>
    public IReadOnlyDictionary<string, Coding> OrderCodes { get; init; } = new Dictionary<string, Coding>();

    internal Indicator IndicatorOf(CareLevel? level) => level?.Value switch
    {
        1 => Level1,
        2 => Level2,
        3 => Level3,
        _ => NoLevel,
    };
}
