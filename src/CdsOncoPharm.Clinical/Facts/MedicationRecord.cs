using System.Globalization;
namespace CdsOncoPharm.Clinical;

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

    /// <summary>The last day that a start known to the month or year can mean; null where <see cref="Start"/> is known to the day.</summary>
    public DateOnly? LatestStart { get; init; }

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

    /// <summary>Whether the words of an order say that it is taken every day, which its timing does not.</summary>
    public bool IsDailyInWords { get; init; }

    /// <summary>Days of supply handed out.</summary>
    public decimal? DaysSupply { get; init; }

    /// <summary>Route sets that its route belongs to (tube, intravesical, topical …), in <c>Terminology.ConditionSets</c>.</summary>
    public Tags Route { get; init; }

    /// <summary>Whether a route is stated at all.</summary>
    public bool HasRoute { get; init; }

    /// <summary>Dose-form sets (enteric-coated, modified-release …), in <c>Terminology.ConditionSets</c>.</summary>
    public Tags Form { get; init; }

    /// <summary>Whether the product counts in polypharmacy, by the group of its code: the eye drops of an antibiotic do not.</summary>
    public bool CountsInPolypharmacy { get; init; } = true;

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
            (MedicationRecordKind.Draft, false) => "new order",
            (MedicationRecordKind.Draft, true) => "新医嘱",
            (MedicationRecordKind.Administration, false) => "given",
            (MedicationRecordKind.Administration, true) => "给药",
            (MedicationRecordKind.Dispense, false) => "dispensed",
            (MedicationRecordKind.Dispense, true) => "发药",
            (_, false) => Adherence is null ? "stated" : $"stated: {AdherenceInWords(language)}",
            (_, true) => Adherence is null ? "用药史记录" : $"用药史记录：{AdherenceInWords(language)}",
        };
        var amount = Dose is { } d ? $" {d.Value.ToString("0.####", CultureInfo.InvariantCulture)} {Units.Shown(d.Unit, language)}".TrimEnd() : "";
        var day = (At ?? (Start is { } s ? new When(s) : null)) is { } known ? $" {known}" : "";
        var product = Ingredient is not { } recognised || Text.Contains(recognised.Name.In(language), StringComparison.OrdinalIgnoreCase) ? Text
            : zh ? $"{recognised.Name.Zh}（{Text}）" : $"{recognised.Name.En} ({Text})";
        return zh ? $"{product}{(product.EndsWith('）') ? amount.TrimStart() : amount)}，{what}{day}" : $"{product}{amount}, {what}{day}";
    }

    /// <summary>When it began as far as the record goes: a day, a month or a year.</summary>
    public string StartInWords()
    {
        if (Start is { } start && LatestStart is { } late)
            return start.ToString(start.Month == late.Month ? "yyyy-MM" : "yyyy", CultureInfo.InvariantCulture);
        return (Start is { } day ? new When(day) : At)?.ToString() ?? "";
    }

    /// <inheritdoc/>
    public override string InBrief(Language language) => Ingredient?.Name.In(language) ?? Text;

    // FHIR's codes of adherence, as a ward says them; other words stay.
    private string AdherenceInWords(Language language) => (Adherence switch
    {
        "not-taken" or "not-taking" => new LocalText("not taken", "未服用"),
        "taking" => new("taken", "服用中"),
        "taking-as-directed" => new("taken as directed", "按医嘱服用"),
        "taking-not-as-directed" => new("not taken as directed", "未按医嘱服用"),
        "on-hold" or "on-hold-as-directed" => new("on hold", "暂停服用"),
        "on-hold-not-as-directed" => new("on hold by the patient", "自行暂停服用"),
        "stopped" or "stopped-as-directed" => new("stopped", "已停药"),
        "stopped-not-as-directed" => new("stopped by the patient", "自行停药"),
        "unknown" => new("not known whether taken", "是否服用不详"),
        _ => new(Adherence ?? "", Adherence ?? ""),
    }).In(language);

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
