using System.Globalization;

namespace CdsOncoPharm.Clinical;

/// <summary>Something on the record, with the resource that it came from.</summary>
public abstract record Fact
{
    /// <summary>The resource, such as <c>Observation/7</c>; never a server's address.</summary>
    public required string Reference { get; init; }

    /// <summary>What the resource says, in a few words: "ANC 0.8 × 10⁹/L on 2026-11-19". Rendered only when it is shown.</summary>
    public abstract string InWords(Language language);

    /// <summary>The same in as few words as a headline has room for: what it is and its value, without doses and days.</summary>
    public virtual string InBrief(Language language) => InWords(language);
}

/// <summary>What kind of record stands behind a medicine.</summary>
public enum MedicationRecordKind
{
    /// <summary>A signed order.</summary>
    Order,

    /// <summary>An order that is being signed now.</summary>
    Draft,

    /// <summary>A dose that was given.</summary>
    Administration,

    /// <summary>A supply that was handed out.</summary>
    Dispense,

    /// <summary>What somebody said the patient takes.</summary>
    Statement,
}

/// <summary>An amount with its UCUM unit, as ordered or given.</summary>
public readonly record struct Dose(decimal Value, string Unit);

/// <summary>One order, dose, dispense or statement of one ingredient.</summary>
public sealed record MedicationRecord : Fact
{
    public required MedicationRecordKind Kind { get; init; }

    /// <summary>The product as the record writes it; never empty.</summary>
    public required string Text { get; init; }

    /// <summary>The ingredient that the record is about; null where nobody recognised it.</summary>
    public Ingredient? Ingredient { get; init; }

    /// <summary>Status as FHIR writes it: <c>active</c>, <c>on-hold</c>, <c>completed</c>, <c>stopped</c> …</summary>
    public required string Status { get; init; }

    /// <summary>The record's own day: authored, given, handed out, asserted. Null when the record gives none.</summary>
    public When? At { get; init; }

    /// <summary>First day of the therapy where the record states it (bounds or effective period).</summary>
    public DateOnly? Start { get; init; }

    /// <summary>Last day of the therapy where the record states or implies it (validity, bounds, course length).</summary>
    public DateOnly? End { get; init; }

    /// <summary>Whether the record says that the medicine was really given, handed out or taken, or is ordered: false for not-done, cancelled before a dose, doNotPerform.</summary>
    public bool Counts { get; init; } = true;

    /// <summary>Whether an order is only a plan, proposal or option (its intent).</summary>
    public bool IsPlan { get; init; }

    /// <summary>The reason given for the status, in the record's words.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Days from dose to dose or cycle to cycle, where the timing says so.</summary>
    public decimal? CycleDays { get; init; }

    /// <summary>A dose at one time, where it is stated.</summary>
    public Dose? Dose { get; init; }

    /// <summary>Amount for each day that an ordered medicine is taken, where dose and timing give it.</summary>
    public Dose? DailyDose { get; init; }

    /// <summary>Whether it is to be taken only when needed.</summary>
    public bool AsNeeded { get; init; }

    /// <summary>Whether the order is for one single dose.</summary>
    public bool SingleDose { get; init; }

    /// <summary>Days of supply handed out.</summary>
    public decimal? DaysSupply { get; init; }

    /// <summary>Route sets that its route belongs to (tube, intravesical, topical …), in <c>Terminology.ConditionSets</c>.</summary>
    public Tags Route { get; init; }

    /// <summary>Whether a route is stated at all.</summary>
    public bool HasRoute { get; init; }

    /// <summary>Dose-form sets (enteric-coated, modified-release …), in <c>Terminology.ConditionSets</c>.</summary>
    public Tags Form { get; init; }

    /// <summary>The order that an administration or dispense belongs to.</summary>
    public string? BasedOn { get; init; }

    /// <summary>What a statement says about adherence, in FHIR's words; null when nothing.</summary>
    public string? Adherence { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var zh = language == Language.Chinese;
        var what = (Kind, zh) switch
        {
            (MedicationRecordKind.Order, false) => Status == "active" ? "ordered" : $"ordered ({StatusInWords(language)})",
            (MedicationRecordKind.Order, true) => Status == "active" ? "医嘱" : $"医嘱（{StatusInWords(language)}）",
            (MedicationRecordKind.Draft, false) => "being signed",
            (MedicationRecordKind.Draft, true) => "待签医嘱",
            (MedicationRecordKind.Administration, false) => "given",
            (MedicationRecordKind.Administration, true) => "给药",
            (MedicationRecordKind.Dispense, false) => "dispensed",
            (MedicationRecordKind.Dispense, true) => "发药",
            (_, false) => "stated",
            (_, true) => "用药陈述",
        };
        var amount = Dose is { } d ? $" {d.Value.ToString("0.####", CultureInfo.InvariantCulture)} {Units.Shown(d.Unit, language)}".TrimEnd() : "";
        var day = (At ?? (Start is { } s ? new When(s) : null)) is { } known ? $" {known}" : "";
        var product = Ingredient is not { } recognised || Text.Contains(recognised.Name.In(language), StringComparison.OrdinalIgnoreCase) ? Text
            : zh ? $"{recognised.Name.Zh}（{Text}）" : $"{recognised.Name.En} ({Text})";
        return zh ? $"{product}{(product.EndsWith('）') ? amount.TrimStart() : amount)}，{what}{day}" : $"{product}{amount}, {what}{day}";
    }

    /// <inheritdoc/>
    public override string InBrief(Language language) => Ingredient?.Name.In(language) ?? Text;

    // FHIR's status codes, as a ward says them.
    private string StatusInWords(Language language) => (Status switch
    {
        "on-hold" => new LocalText("on hold", "暂停"),
        "stopped" => new("stopped", "已停"),
        "cancelled" => new("cancelled", "已取消"),
        "completed" => new("completed", "已完成"),
        "draft" => new("draft", "草稿"),
        _ => new(Status, Status),
    }).In(language);
}

/// <summary>Everything on record about one ingredient, and whether it is current.</summary>
public sealed record Therapy
{
    public required Ingredient Ingredient { get; init; }

    /// <summary>Whether the medicine is current on asOf, by <c>currency.json</c>.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>The record that makes it current, or else the newest that counts.</summary>
    public required MedicationRecord Evidence { get; init; }

    /// <summary>All records, newest first, those that do not count included.</summary>
    public required IReadOnlyList<MedicationRecord> Records { get; init; }

    /// <summary>First day on which the medicine was given, taken or ordered, as far as the record goes; null when it never counted.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Last day on which it was given or taken: dose, dispense, statement, else the order's anchor; null when it never counted.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>First day of the present, unbroken therapy.</summary>
    public DateOnly? CurrentSince { get; init; }
}

/// <summary>A medicine whose product the terminology does not know.</summary>
public sealed record UnrecognisedMedicine
{
    /// <summary>The record.</summary>
    public required MedicationRecord Record { get; init; }

    /// <summary>Whether it would be current.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Classes that it certainly belongs to by its ATC group, such as an opioid of N02A that is not listed.</summary>
    public Tags Classes { get; init; }

    /// <summary>Classes that it could belong to by what is known of it; empty when nothing is known.</summary>
    public Tags PossibleClasses { get; init; }

    /// <summary>Whether it would count as a medicine in polypharmacy.</summary>
    public bool CountsInPolypharmacy { get; init; } = true;
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

/// <summary>A diagnosis or problem.</summary>
public sealed record ConditionFact : Fact
{
    /// <summary>The record's words, else its code.</summary>
    public required string Text { get; init; }

    /// <summary>Condition sets it belongs to.</summary>
    public required Tags Sets { get; init; }

    public required ConditionStatus Status { get; init; }

    public required Verification Verification { get; init; }

    /// <summary>Severity set (mild, moderate, severe) where it is stated: <c>vs-severity</c> word, else null.</summary>
    public string? Severity { get; init; }

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
        var since = Day is { } day ? (zh ? $"，自 {Since(day)}" : $", since {Since(day)}") : "";
        return $"{Text}{sure}{past}{since}";
    }

    /// <inheritdoc/>
    public override string InBrief(Language language) =>
        Verification == Verification.Suspected ? (language == Language.Chinese ? $"{Text}（疑似）" : $"{Text} (suspected)") : Text;

    private string Since(DateOnly day)
    {
        if (OnsetFrom is not { } from || from == day)
            return new When(day).ToString();
        if (from.Year != day.Year)
            return string.Create(CultureInfo.InvariantCulture, $"{from.Year}–{day.Year}");
        return day.ToString(from.Month == day.Month ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture);
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

    /// <summary>The true value is below (or at) the number.</summary>
    Below,

    /// <summary>The true value is above (or at) the number.</summary>
    Above,
}

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

/// <summary>What was done with the suspected medicine.</summary>
public enum ActionTaken
{
    /// <summary>Nothing on record.</summary>
    Unknown,

    None,

    DoseReduced,

    Interrupted,

    PermanentlyDiscontinued,
}

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

    /// <summary>Whether it is stated to go on.</summary>
    public bool IsOngoing { get; init; }

    /// <summary>Whether an antineoplastic is suspected (suspectEntity, focus); false also when causality says unrelated.</summary>
    public required bool IsDrugRelated { get; init; }

    /// <summary>Whether a procedure (radiotherapy, operation, intervention) is suspected.</summary>
    public bool IsProcedureRelated { get; init; }

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
            : zh ? $"{WithGrade(language)}{day}，可疑药物：{suspects}"
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
            : $"{suspects}: {(grade.Length > 1 && char.IsAsciiLetterLower(grade[1]) ? char.ToLowerInvariant(grade[0]) + grade[1..] : grade)}";
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
        LocalText? done = Action switch
        {
            ActionTaken.DoseReduced => new("dose reduced", "已减量"),
            ActionTaken.Interrupted => new("on hold", "已暂停"),
            ActionTaken.PermanentlyDiscontinued => new("stopped for good", "已永久停药"),
            _ => null,
        };
        return done is not { } words ? names : language == Language.Chinese ? $"{names}（{words.Zh}）" : $"{names} ({words.En})";
    }
}

/// <summary>A procedure, course of radiotherapy, or planned service.</summary>
public sealed record ProcedureFact : Fact
{
    public required string Text { get; init; }

    /// <summary>Sets of its code, text and body sites.</summary>
    public required Tags Sets { get; init; }

    /// <summary>FHIR status: <c>completed</c>, <c>in-progress</c>, <c>preparation</c> …</summary>
    public required string Status { get; init; }

    /// <summary>Whether it is planned (a ServiceRequest or CarePlan activity, or a Procedure in preparation).</summary>
    public bool IsPlanned { get; init; }

    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    /// <summary>Whether the record names a complication.</summary>
    public bool HasComplication { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var span = (Start, End) switch
        {
            ({ } s, { } e) when s != e => $" {new When(s)} – {new When(e)}",
            ({ } s, _) => $" {new When(s)}",
            (_, { } e) => $" – {new When(e)}",
            _ => "",
        };
        return Text + span;
    }

    /// <inheritdoc/>
    public override string InBrief(Language language) => Text;
}

/// <summary>What a person answered: fertility wish, stability, PG-SGA …</summary>
public sealed record AnswerFact : Fact
{
    /// <summary>Key of the assessment, as in <c>assessments.json</c>.</summary>
    public required string Assessment { get; init; }

    /// <summary>The coded value, such as <c>yes</c>, <c>unstable</c>, <c>C</c>, or a number as text.</summary>
    public required string Value { get; init; }

    /// <summary>Amount with unit, for answers that are quantities.</summary>
    public Dose? Quantity { get; init; }

    public required When? At { get; init; }

    /// <summary>The resource that the answer is about (focus), where it names one.</summary>
    public string? About { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) =>
        At is not { } at ? Value : language == Language.Chinese ? $"{Value}（{at}）" : $"{Value} ({at})";
}

/// <summary>A nutrition order: by tube, by vein, or by mouth.</summary>
public sealed record NutritionFact : Fact
{
    public required string Text { get; init; }

    public required bool IsEnteral { get; init; }

    public required bool IsParenteral { get; init; }

    public DateOnly? Day { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) =>
        Day is not { } d ? Text : language == Language.Chinese ? $"{Text}，自 {new When(d)}" : $"{Text}, since {new When(d)}";

    /// <inheritdoc/>
    public override string InBrief(Language language) => Text;
}

/// <summary>A device in use, such as a feeding tube.</summary>
public sealed record DeviceFact : Fact
{
    public required string Text { get; init; }

    public required Tags Sets { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) => Text;
}

/// <summary>A stay or visit.</summary>
public sealed record EncounterFact : Fact
{
    public required bool IsInpatient { get; init; }

    public required bool IsInProgress { get; init; }

    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    /// <summary>Condition sets of its reasons.</summary>
    public Tags Reasons { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var what = language == Language.Chinese ? (IsInpatient ? "住院" : "就诊") : IsInpatient ? "inpatient stay" : "encounter";
        return Start is { } s ? $"{what} {new When(s)}" : what;
    }
}

/// <summary>A metaboliser genotype or phenotype.</summary>
public sealed record GenotypeFact : Fact
{
    /// <summary>HGNC gene symbol.</summary>
    public required string Gene { get; init; }

    /// <summary><c>poor</c>, <c>intermediate</c>, <c>normal</c>, <c>rapid</c>, <c>ultrarapid</c>, <c>deficient</c>; null when the text cannot be read.</summary>
    public required string? Phenotype { get; init; }

    public required string Written { get; init; }

    public DateOnly? Day { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) => Day is not { } d ? InBrief(language)
        : language == Language.Chinese ? $"{InBrief(language)}（{new When(d)}）" : $"{InBrief(language)} ({new When(d)})";

    /// <inheritdoc/>
    public override string InBrief(Language language) => $"{Gene} {Written}";
}

/// <summary>A drug interaction that the EHR or a pharmacist recorded (FHIR DetectedIssue).</summary>
public sealed record InteractionFact : Fact
{
    public required string Text { get; init; }

    /// <summary><c>major</c>, <c>moderate</c> or <c>minor</c>; null when none is stated.</summary>
    public required string? Severity { get; init; }

    /// <summary>Whether a mitigation is recorded.</summary>
    public required bool IsMitigated { get; init; }

    /// <summary>The resources that it is about, such as <c>MedicationRequest/7</c>, where it names them.</summary>
    public IReadOnlyList<string> Implicated { get; init; } = [];

    public DateOnly? Day { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) => Text;
}
