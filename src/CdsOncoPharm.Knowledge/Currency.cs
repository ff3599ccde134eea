using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>How long a fact counts: <c>cds-services/care-level/currency.json</c>. All windows count back from asOf, both ends included.</summary>
public sealed class Currency
{
    /// <summary>Windows by kind of therapy; <c>unlisted</c> must be there.</summary>
    public required IReadOnlyDictionary<string, TherapyWindow> Therapies { get; init; }

    /// <summary>What is added to an order's cycle length before a dose is too old for the agent to be current.</summary>
    public required Duration CycleGrace { get; init; }

    /// <summary>Windows by code of the result; null means without limit.</summary>
    public required IReadOnlyDictionary<string, Duration?> Results { get; init; }

    /// <summary>Shorter windows while a nephrotoxic order is being signed or is new.</summary>
    public required NephrotoxicOrderWindow NephrotoxicOrder { get; init; }

    /// <summary>How far the body surface may lie from the dose that it is used for.</summary>
    public required BodySurfaceWindow DoseBodySurface { get; init; }

    /// <summary>How long a reported toxicity is current.</summary>
    public required ToxicityWindow Toxicities { get; init; }

    /// <summary>How long a course of radiotherapy goes on that is in progress and has no end.</summary>
    public required Duration RadiotherapyGoesOnFor { get; init; }

    /// <summary>How long after a transplantation or CAR-T cells a patient is under treatment, whatever the diagnosis says.</summary>
    public required Duration TreatedAfterCellTherapy { get; init; }

    /// <summary>A medicine taken when needed counts in polypharmacy when it was given or handed out within this time.</summary>
    public required Duration AsNeededGivenWithin { get; init; }

    /// <summary>The windows of a kind of therapy; a kind without its own has those of <c>unlisted</c>.</summary>
    public TherapyWindow Therapy(string kind) => Therapies.TryGetValue(kind, out var window) ? window : Therapies["unlisted"];
}

/// <summary>How long an order and a dose make an agent current.</summary>
public sealed record TherapyWindow(Duration Order, Duration Administration);

/// <summary>Windows of results while an order of a nephrotoxic medicine is being signed, or was authored within <see cref="OrderedWithin"/>.</summary>
public sealed record NephrotoxicOrderWindow(IReadOnlyDictionary<string, Duration> Results, Duration OrderedWithin);

/// <summary>Body surface of the day, else the nearest earlier, else the nearest later inside these windows.</summary>
public sealed record BodySurfaceWindow(Duration Before, Duration After);

/// <summary>A reported toxicity is current for <see cref="Reported"/>, a stated ongoing one for <see cref="Ongoing"/>; an agent stopped for good because of it keeps it current for <see cref="AfterDiscontinuation"/>; one that nobody attributed may be of radiotherapy or an operation for <see cref="AfterProcedure"/>.</summary>
public sealed record ToxicityWindow(Duration Reported, Duration Ongoing, Duration AfterDiscontinuation, Duration AfterProcedure);
