using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>
/// Drug interactions of cancer medicines: <c>interactions.json</c>. What its names stand for is looked up by the Stratification room.
/// </summary>
public sealed class InteractionTable
{
    /// <summary>What tells that a medicine does not reach the blood.</summary>
    public required NotSystemic NotSystemic { get; init; }

    /// <summary>Class of medicines that do not interact when they were given on the day of an infusion only.</summary>
    public required string OnceOnly { get; init; }

    /// <summary>How many of ours that nobody has dealt with are shown at a time; the most severe come first.</summary>
    public required int MostAtATime { get; init; }

    /// <summary>What makes agents interact, by id.</summary>
    public required IReadOnlyDictionary<string, InteractionMechanism> Mechanisms { get; init; }

    /// <summary>The interactions; of two with one severity for a pair the earlier counts.</summary>
    public required IReadOnlyList<InteractionRow> Rows { get; init; }
}

/// <summary>Route sets, and words in the product's text (eye drops, creams).</summary>
public sealed record NotSystemic(IReadOnlyList<string> Routes, IReadOnlyList<string> Texts);

/// <summary>A property of agents that several rows share; each agent with its source.</summary>
public sealed record InteractionMechanism(LocalText Name, IReadOnlyDictionary<string, string> Agents);

/// <summary>A row: agents (by mechanism or by code) met by partners.</summary>
public sealed class InteractionRow
{
    /// <summary>Stable id: <c>vinca-azole</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The mechanism that names the agents; null when <see cref="Agents"/> does.</summary>
    public string? Mechanism { get; init; }

    /// <summary>Codes of ingredients.</summary>
    public IReadOnlyList<string> Agents { get; init => field = value ?? []; } = [];

    public required InteractionPartners Partners { get; init; }

    /// <summary>What happens, short.</summary>
    public required LocalText Effect { get; init; }

    /// <summary>What to do, short.</summary>
    public required LocalText Management { get; init; }

    /// <summary><c>major</c> or <c>moderate</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>Whether another medicine, dose or time usually avoids it; a hint for the reader: what was done is the pharmacist's to say.</summary>
    public required bool Avoidable { get; init; }

    /// <summary>Label section or guideline; a mechanism's agents have their own.</summary>
    public string? Source { get; init; }

    /// <summary>Words in the text of the agent's product for which the row does not hold, such as <c>tablet</c>.</summary>
    public IReadOnlyList<string> UnlessText { get; init => field = value ?? []; } = [];
}

/// <summary>The other medicines of a row, by class and by ingredient.</summary>
public sealed class InteractionPartners
{
    public IReadOnlyList<string> Classes { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Ingredients { get; init => field = value ?? []; } = [];

    /// <summary>Ingredients of the classes that do not count.</summary>
    public IReadOnlyList<string> Except { get; init => field = value ?? []; } = [];
}
