namespace CdsOncoPharm.Clinical;

/// <summary>A toxicity or complication, graded or not.</summary>
public sealed record ToxicityFact : Fact
{
    /// <summary>The CTCAE term, else the record's words.</summary>
    public required LocalText Term { get; init; }

    /// <summary>Toxicity sets that it belongs to.</summary>
    public required Tags Sets { get; init; }

    /// <summary>Whether the term is one that we know (so that "blood or not" can be told).</summary>
    public required bool IsKnownTerm { get; init; }

    /// <summary>Its grade; null when none can be read.</summary>
    public CtcaeGrade? Grade { get; init; }

    /// <summary>Newest day on which it is reported.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Whether it is stated to be over.</summary>
    public bool IsOver { get; init; }

    /// <summary>Whether somebody named it as a toxicity of earlier treatment; it is over, and has no day.</summary>
    public bool IsOfEarlierTreatment { get; init; }

    /// <summary>Whether it is only suspected.</summary>
    public bool IsSuspected { get; init; }

    /// <summary>Whether it is stated to go on.</summary>
    public bool IsOngoing { get; init; }

    /// <summary>Whether an antineoplastic is suspected (suspectEntity, focus); false also when causality says unrelated.</summary>
    public required bool IsDrugRelated { get; init; }

    /// <summary>Whether an antineoplastic was suspected and judged to have nothing to do with it, and no other is suspected.</summary>
    public bool IsUnrelated { get; init; }

    /// <summary>Whether a procedure (radiotherapy, operation, intervention) is suspected.</summary>
    public bool IsProcedureRelated { get; init; }

    /// <summary>Whether nobody said what caused it: radiotherapy or an operation soon before it may have, and a medicine may.</summary>
    public bool IsCauseOpen { get; init; }

    /// <summary>The suspected ingredients, where they are known.</summary>
    public IReadOnlyList<Ingredient> Suspects { get; init; } = [];

    public ActionTaken Action { get; init; }

    /// <summary>Day of the permanent discontinuation, where <see cref="Action"/> says so and the order gives it.</summary>
    public DateOnly? ActionDay { get; init; }

    /// <summary>The laboratory value that gives the grade; null for an event that somebody recorded. A value says nothing about the cause.</summary>
    public ResultFact? ByValue { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var zh = language == Language.Chinese;
        if (ByValue is { } value)
            return ByValueInWords(value.InWords(language), language);
        var day = Day is { } d ? (zh ? $"，{new When(d)}" : $" on {new When(d)}") : "";
        var suspects = SuspectsInWords(language);
        return suspects.Length == 0 ? WithGrade(language) + day
            : zh ? $"{WithGrade(language)}{day}，怀疑药品：{suspects}"
            : $"{WithGrade(language)}{day}, suspected: {suspects}";
    }

    /// <inheritdoc/>
    public override string InBrief(Language language)
    {
        if (ByValue is { } value)
            return ByValueInWords(value.InBrief(language), language);
        var suspects = SuspectsInWords(language);
        var grade = WithGrade(language);
        return suspects.Length == 0 ? grade
            : language == Language.Chinese ? $"{suspects}：{grade}"
            : $"{suspects}: {EnglishText.LowerFirst(grade)}";
    }

    private string ByValueInWords(string value, Language language) => language == Language.Chinese
        ? $"{WithGrade(language)}（按检验值，原因未记录）：{value}"
        : $"{WithGrade(language)} by laboratory value, cause not recorded: {value}";

    private string WithGrade(Language language)
    {
        var zh = language == Language.Chinese;
        return Term.In(language) + (Grade is { } g ? (zh ? $" {g.Value} 级" : $" grade {g.Value}") : (zh ? "（未分级）" : " (no grade)"));
    }

    /// <summary>"pembrolizumab (on hold)"; empty where no medicine is suspected.</summary>
    private string SuspectsInWords(Language language)
    {
        if (Suspects.Count == 0)
            return "";
        var names = string.Join(language == Language.Chinese ? "、" : ", ", Suspects.Select(suspect => suspect.Name.In(language)));
        return Action.Name() is not { } words ? names : language == Language.Chinese ? $"{names}（{words.Zh}）" : $"{names} ({words.En})";
    }
}

/// <summary>What was done with the suspected medicine.</summary>
public enum ActionTaken
{
    /// <summary>Nothing on record. Of several actions the greatest counts.</summary>
    Unknown,

    None,

    DoseReduced,

    Interrupted,

    PermanentlyDiscontinued,
}

/// <summary>Names of actions.</summary>
public static class ActionNames
{
    /// <summary>"dose reduced"; null for an action that changes nothing.</summary>
    public static LocalText? Name(this ActionTaken action) => action switch
    {
        ActionTaken.DoseReduced => new("dose reduced", "已减量"),
        ActionTaken.Interrupted => new("on hold", "已暂停"),
        ActionTaken.PermanentlyDiscontinued => new("permanently discontinued", "已永久停药"),
        _ => null,
    };
}
