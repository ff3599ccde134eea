using System.Collections.Frozen;

namespace CdsHooks.AspNetCore;

/// <summary>What a kind of client can show. Cards are fitted to it before they leave.</summary>
public sealed record ClientProfile
{
    /// <summary>CDS Hooks 2.0.1 as written.</summary>
    public static ClientProfile Standard { get; } = new() { Name = "standard" };

    /// <summary>Epic: only <c>any</c>, one action in a suggestion, creates of orders and diagnoses alone.</summary>
    public static ClientProfile Epic { get; } = new()
    {
        Name = "epic",
        SelectionBehavior = AspNetCore.SelectionBehavior.Any,
        MaxActions = 1,
        CreateTypes = new[] { "Condition", "MedicationRequest", "ServiceRequest" }.ToFrozenSet(),
        Extension = false,
        NarrowTables = true,
    };

    /// <summary>Oracle Health, by its published draft: a narrow side bar, no suggestions, no appContext.</summary>
    public static ClientProfile Oracle { get; } = new()
    {
        Name = "oracle",
        Suggestions = false,
        AppContext = false,
        Extension = false,
        NarrowTables = true,
    };

    /// <summary>sandbox.cds-hooks.org.</summary>
    public static ClientProfile Sandbox { get; } = new() { Name = "sandbox" };

    private static readonly FrozenDictionary<string, ClientProfile> ByName =
        new[] { Standard, Epic, Oracle, Sandbox }.ToFrozenDictionary(profile => profile.Name);

    public required string Name { get; init; }

    /// <summary>The only behaviour it knows; null when it knows both.</summary>
    public SelectionBehavior? SelectionBehavior { get; init; }

    /// <summary>False: suggestions are left out.</summary>
    public bool Suggestions { get; init; } = true;

    /// <summary>Most actions it takes in one suggestion; larger ones are split. Null: any number.</summary>
    public int? MaxActions { get; init; }

    /// <summary>Resource types it can create; actions that create others are left out. Null: any.</summary>
    public IReadOnlySet<string>? CreateTypes { get; init; }

    /// <summary>It applies <c>systemActions</c>, by agreement.</summary>
    public bool SystemActions { get; init; }

    /// <summary>It hands <c>appContext</c> to a SMART app.</summary>
    public bool AppContext { get; init; } = true;

    /// <summary>It may open links by itself, by agreement.</summary>
    public bool Autolaunch { get; init; }

    /// <summary>Hosts it shows links to; others are left out. Null: any.</summary>
    public IReadOnlySet<string>? LinkHosts { get; init; }

    /// <summary>It gets the <c>extension</c> of cards and responses.</summary>
    public bool Extension { get; init; } = true;

    /// <summary>It shows cards in a side bar: services keep tables to two columns.</summary>
    public bool NarrowTables { get; init; }

    /// <summary>The profile of that name; null when there is none.</summary>
    public static ClientProfile? Find(string name) => ByName.GetValueOrDefault(name);
}
