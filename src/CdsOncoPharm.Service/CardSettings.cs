using CdsHooks.AspNetCore;
using CdsOncoPharm.Cards;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Service;

/// <summary>The section <c>Cards</c>: what a site decides about its cards.</summary>
internal sealed class CardSettings
{
    private static readonly CardOptions Usual = CardOptions.Default;

    /// <summary>Urgency of a Level 1 card: <c>info</c>, <c>warning</c>, or <c>critical</c>, which some clients open as a pop-up.</summary>
    public Indicator Level1 { get; set; } = Usual.Level1;

    /// <summary>Urgency of a Level 2 card.</summary>
    public Indicator Level2 { get; set; } = Usual.Level2;

    /// <summary>Urgency of a Level 3 card.</summary>
    public Indicator Level3 { get; set; } = Usual.Level3;

    /// <summary>Urgency of a card that only says what is missing.</summary>
    public Indicator NoLevel { get; set; } = Usual.NoLevel;

    /// <summary>Hooks at which no card is given, such as <c>order-select</c>, where <c>order-sign</c> would say the same again.</summary>
    public List<string> SilentAt { get; set; } = [];

    /// <summary>The site's own orders by id of a monitoring task, for clients that take orders and no Tasks (<c>epic</c>).</summary>
    public Dictionary<string, OrderCode> OrderCodes { get; set; } = [];

    /// <exception cref="SettingsException">An urgency, hook or code is none.</exception>
    public static CardSettings Read(IConfiguration configuration)
    {
        var settings = Strict.Read<CardSettings>(configuration, "Cards");
        foreach (var (name, urgency) in new[]
        {
            (nameof(Level1), settings.Level1), (nameof(Level2), settings.Level2), (nameof(Level3), settings.Level3), (nameof(NoLevel), settings.NoLevel),
        })
        {
            if (!Enum.IsDefined(urgency))
                throw new SettingsException($"Cards:{name}: must be info, warning or critical");
        }
        if (settings.SilentAt.Find(hook => !Discovery.Hooks.Contains(hook)) is { } unknown)
            throw new SettingsException($"Cards:SilentAt: there is no hook '{unknown}' ({string.Join(", ", Discovery.Hooks)})");
        foreach (var (task, order) in settings.OrderCodes)
        {
            if (string.IsNullOrWhiteSpace(order.System) || string.IsNullOrWhiteSpace(order.Code))
                throw new SettingsException($"Cards:OrderCodes:{task}: needs System and Code");
        }
        return settings;
    }

    /// <summary>What the cards are made with.</summary>
    /// <exception cref="SettingsException">Order codes name a monitoring task that is not known.</exception>
    public CardOptions ToOptions(KnowledgeBase knowledge)
    {
        if (OrderCodes.Keys.FirstOrDefault(id => !knowledge.CareLevel.Tasks.Any(task => task.Id == id)) is { } unknown)
            throw new SettingsException($"Cards:OrderCodes:{unknown}: there is no such monitoring task");
        return new CardOptions
        {
            Level1 = Level1,
            Level2 = Level2,
            Level3 = Level3,
            NoLevel = NoLevel,
            OrderCodes = OrderCodes.ToDictionary(order => order.Key, order => new Coding(order.Value.System, order.Value.Code, order.Value.Display)),
        };
    }
}

/// <summary>An order of the site's catalogue.</summary>
internal sealed class OrderCode
{
    /// <summary>Its code system, as the EHR writes it.</summary>
    public string System { get; set; } = "";

    /// <summary>Its code.</summary>
    public string Code { get; set; } = "";

    /// <summary>Its name.</summary>
    public string? Display { get; set; }
}
