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
        var zh = language == Language.Chinese;
        return Qualitative is Qualitative.Positive or Qualitative.Negative
            ? $"{Kind.Name.In(language)} {InReaders(zh)}"
            : $"{Kind.Name.In(language)} {Shown(language)}{Against(zh)}";
    }

    // What lies between both limits of normal needs no multiple; what is too low is no fraction of the upper one.
    private string Against(bool zh)
    {
        if (Value is not { } value)
            return "";
        if (LowerLimit is { } low && value < low)
            return zh ? $"，正常下限 {Units.Rounded(low, 2)}" : $", LLN {Units.Rounded(low, 2)}";
        return UpperLimit is > 0 and { } upper && (LowerLimit is null || value > upper)
            ? zh ? $"，正常上限的 {Units.Rounded(value / upper, 2)} 倍" : $", {Units.Rounded(value / upper, 2)} × ULN"
            : "";
    }

    // A number says little without its reading, and "阳性" little to who reads English.
    private string InReaders(bool zh)
    {
        var (word, written) = (Qualitative == Qualitative.Positive ? (zh ? "阳性" : "positive") : (zh ? "阴性" : "negative"), Shown(zh ? Language.Chinese : Language.English));
        return Value is not null ? $"{written}{(zh ? "，" : ", ")}{word}"
            : written.All(char.IsAscii) == zh && written.Any(char.IsLetter) ? word
            : written;
    }
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
