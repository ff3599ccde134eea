using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Intake;

/// <summary>A medicine as a record names it, and what we know of it.</summary>
internal sealed class Product
{
    /// <summary>The product in the record's words; never empty.</summary>
    public required string Text { get; init; }

    /// <summary>Its active ingredients as far as they are known.</summary>
    public IReadOnlyList<Ingredient> Ingredients { get; init; } = [];

    /// <summary>Whether some of it is not known: all of it where there are no ingredients, else a named part.</summary>
    public bool HasUnknownPart { get; init; }

    /// <summary>What tells one unrecognised product from another.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether its ingredient is known by the ATC group of its code alone.</summary>
    public bool IsOfGroup { get; init; }

    /// <summary>Classes that it certainly has by that group.</summary>
    public Tags Classes { get; init; }

    /// <summary>For an unrecognised product: classes it may have.</summary>
    public Tags PossibleClasses { get; init; }

    /// <summary>Whether it counts in polypharmacy, by the ATC group of a code that is not listed (eye drops, contrast).</summary>
    public bool CountsInPolypharmacy { get; init; } = true;

    /// <summary>Dose-form sets of its form and its words.</summary>
    public Tags Form { get; init; }
}
