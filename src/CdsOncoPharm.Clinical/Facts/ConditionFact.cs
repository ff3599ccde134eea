using System.Globalization;
namespace CdsOncoPharm.Clinical;

/// <summary>A diagnosis or problem.</summary>
public sealed record ConditionFact : Fact
{
    /// <summary>The record's words, else its code.</summary>
    public required string Text { get; init; }

    /// <summary>What people call it, where the record has a code and no words.</summary>
    public LocalText? Name { get; init; }

    /// <summary>Condition sets it belongs to.</summary>
    public required Tags Sets { get; init; }

    public required ConditionStatus Status { get; init; }

    public required Verification Verification { get; init; }

    /// <summary>Severity set (mild, moderate, severe) where it is stated: <c>vs-severity</c> word, else null.</summary>
    public string? Severity { get; init; }

    /// <summary>CTCAE grade where the record states one, or a severity that stands for one; null else.</summary>
    public CtcaeGrade? Grade { get; init; }

    /// <summary>The last day that the onset can mean, never after asOf.</summary>
    public DateOnly? Onset { get; init; }

    /// <summary>The first day that the onset can mean: "2014" is not shown as a day of 2014.</summary>
    public DateOnly? OnsetFrom { get; init; }

    public DateOnly? Recorded { get; init; }

    public DateOnly? Abated { get; init; }

    /// <summary>The day that tells when it began, as far as the record goes.</summary>
    public DateOnly? Day => Onset ?? Recorded;

    /// <summary>Whether no code or text of it could be read, so that it may be anything.</summary>
    public bool IsUnreadable { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var zh = language == Language.Chinese;
        var sure = Verification == Verification.Suspected ? (zh ? "（疑似）" : " (suspected)") : "";
        var past = Status == ConditionStatus.Past ? (zh ? "（既往）" : " (past)") : "";
        var degree = Severity is { } said && s_degrees.TryGetValue(said, out var named) ? named.In(language) : "";
        // The day of the record is not the day on which the illness began.
        var since = Onset is { } onset ? (zh ? $"，自 {Since(onset)}" : $", since {Since(onset)}")
            : Recorded is { } recorded ? (zh ? $"，{new When(recorded)} 记录" : $", recorded {new When(recorded)}")
            : "";
        return $"{Called(language)}{degree}{sure}{past}{since}";
    }

    /// <inheritdoc/>
    public override string InBrief(Language language) => Verification == Verification.Suspected
        ? (language == Language.Chinese ? $"{Called(language)}（疑似）" : $"{Called(language)} (suspected)")
        : Called(language);

    /// <summary>What it is called: the record's words, else the name of its code with the code.</summary>
    public string Called(Language language) =>
        Name is not { } name ? Text : language == Language.Chinese ? $"{name.Zh}（{Text}）" : $"{name.En} ({Text})";

    private static readonly Dictionary<string, LocalText> s_degrees = new(StringComparer.Ordinal)
    {
        ["mild"] = new(" (coded mild)", "（编码为轻度）"),
        ["moderate"] = new(" (coded moderate)", "（编码为中度）"),
        ["severe"] = new(" (coded severe)", "（编码为重度）"),
    };

    private string Since(DateOnly day)
    {
        if (OnsetFrom is not { } from || from == day)
            return new When(day).ToString();
        if (from.Year != day.Year)
            return string.Create(CultureInfo.InvariantCulture, $"{from.Year}–{day.Year}");
        return day.ToString(from.Month == day.Month ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture);
    }
}

/// <summary>Clinical status of a condition, folded to what the criteria ask.</summary>
public enum ConditionStatus
{
    /// <summary>Active, recurrence, relapse, or not stated and without an end.</summary>
    Active,

    /// <summary>Remission, inactive, resolved, or abated.</summary>
    Past,
}

/// <summary>How sure a condition is.</summary>
public enum Verification
{
    /// <summary>Confirmed, or not stated.</summary>
    Confirmed,

    /// <summary>Provisional, differential or unconfirmed.</summary>
    Suspected,

    /// <summary>Refuted: it counts for nothing.</summary>
    Refuted,
}
