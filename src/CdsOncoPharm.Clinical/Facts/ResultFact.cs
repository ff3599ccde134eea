namespace CdsOncoPharm.Clinical;

/// <summary>A laboratory value, measurement or score.</summary>
public sealed record ResultFact : Fact
{
    public required ResultKind Kind { get; init; }

    /// <summary>When it was taken; null only together with <see cref="Unusable.NoDate"/>.</summary>
    public required When? At { get; init; }

    /// <summary>The value in the kind's unit; null when it is not a number or not usable.</summary>
    public decimal? Value { get; init; }

    public Comparator Comparator { get; init; }

    public Qualitative Qualitative { get; init; }

    /// <summary>Upper limit of normal in the kind's unit, from the result's own reference range.</summary>
    public decimal? UpperLimit { get; init; }

    /// <summary>Lower limit of normal in the kind's unit.</summary>
    public decimal? LowerLimit { get; init; }

    /// <summary>Therapeutic range in the kind's unit (reference range of type <c>therapeutic</c>).</summary>
    public decimal? TherapeuticLow { get; init; }

    /// <inheritdoc cref="TherapeuticLow"/>
    public decimal? TherapeuticHigh { get; init; }

    public Unusable Unusable { get; init; }

    /// <summary>The value and unit as the record writes them.</summary>
    public required string Written { get; init; }

    /// <summary>The value as written, its unit for people.</summary>
    public string Shown(Language language) => Units.InValue(Written, language);

    /// <summary>The unit alone as the record writes it, code before words; null when there is none.</summary>
    public string? WrittenUnit { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var on = At is { } at ? (language == Language.Chinese ? $"（{at}）" : $" on {at}") : "";
        return InBrief(language) + on;
    }

    /// <inheritdoc/>
    public override string InBrief(Language language)
    {
        var limit = UpperLimit is { } u && Value is { } v && u > 0
            ? (language == Language.Chinese ? $"，正常上限的 {Format(v / u)} 倍" : $", {Format(v / u)} × ULN")
            : "";
        return $"{Kind.Name.In(language)} {Shown(language)}{limit}";
    }

    private static string Format(decimal value) => decimal.Round(value, 2).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Why a result cannot be used.</summary>
public enum Unusable
{
    /// <summary>It can.</summary>
    No,

    /// <summary>It carries no value, or says why there is none.</summary>
    NoValue,

    /// <summary>Its value is not a number, where one is needed.</summary>
    NotANumber,

    /// <summary>Its unit is missing, where one is needed, or is not a unit of this test.</summary>
    Unit,

    /// <summary>It has no usable date.</summary>
    NoDate,
}

/// <summary>Positive, negative, or neither.</summary>
public enum Qualitative
{
    /// <summary>Not a result of this sort.</summary>
    None,

    Positive,

    Negative,

    Indeterminate,
}

/// <summary>How a measured value relates to the number that stands for it (FHIR <c>Quantity.comparator</c>).</summary>
public enum Comparator
{
    Exact,

    /// <summary>The true value is below the number.</summary>
    Below,

    /// <summary>The true value is below or at the number.</summary>
    AtMost,

    /// <summary>The true value is at or above the number.</summary>
    AtLeast,

    /// <summary>The true value is above the number.</summary>
    Above,
}
