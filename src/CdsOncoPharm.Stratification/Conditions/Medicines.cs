using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Which medicines are meant: any of the classes, ingredients or ATC groups, without the exceptions.</summary>
public abstract record MedicineCondition : Condition
{
    /// <summary>Classes of agents or of other medicines, such as <c>CARDIO_HIGH</c> or <c>cm-opioid</c>.</summary>
    public IReadOnlyList<string> Classes { get; init => field = value ?? []; } = [];

    /// <summary>Codes of ingredients.</summary>
    public IReadOnlyList<string> Ingredients { get; init => field = value ?? []; } = [];

    /// <summary>ATC groups (the beginning of a code).</summary>
    public IReadOnlyList<string> Atc { get; init => field = value ?? []; } = [];

    /// <summary>Codes of ingredients that do not count.</summary>
    public IReadOnlyList<string> Except { get; init => field = value ?? []; } = [];

    /// <summary>Classes that do not count.</summary>
    public IReadOnlyList<string> ExceptClasses { get; init => field = value ?? []; } = [];

    internal MedicineFilter Filter { get; private set; } = null!;

    internal override void Bind(Binder binder) => Filter = binder.Medicines(Classes, Ingredients, Atc, Except, ExceptClasses);
}

/// <summary>A bound choice of medicines.</summary>
internal sealed class MedicineFilter(Tags classes, IReadOnlySet<Ingredient> ingredients, IReadOnlyList<string> atc, IReadOnlySet<Ingredient> except, Tags exceptClasses, LocalText words)
{
    public Tags Classes { get; } = classes;

    public LocalText Words { get; } = words;

    public bool Fits(Ingredient ingredient)
    {
        if (!ingredient.Classes.Overlaps(Classes) && !ingredients.Contains(ingredient) && !FitsAtc(ingredient))
            return false;
        return !ingredient.Classes.Overlaps(exceptClasses) && (except.Count == 0 || !except.Contains(ingredient));
    }

    private bool FitsAtc(Ingredient ingredient)
    {
        if (ingredient.Atc is null)
            return false;
        foreach (var group in atc)
        {
            if (ingredient.Atc.StartsWith(group, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}

/// <summary>A medicine is current on asOf.</summary>
public sealed record CurrentMedicine : MedicineCondition
{
    /// <summary>Whether a plan counts as well: an order of that intent, or a statement that is intended.</summary>
    public bool Planned { get; init; }

    /// <summary>Its present therapy began no longer ago than this.</summary>
    public Duration? StartedWithin { get; init; }

    /// <summary>Its present therapy began at least this long ago.</summary>
    public Duration? StartedBefore { get; init; }

    /// <summary>Kinds of therapy of <c>currency.json</c>; with these no class or ingredient is needed.</summary>
    public IReadOnlyList<string> TherapyKinds { get; init => field = value ?? []; } = [];

    /// <summary>Route sets, one of which a record must state.</summary>
    public IReadOnlyList<string> OnlyRoutes { get; init => field = value ?? []; } = [];

    /// <summary>Route sets that do not count, by the route or by the form (eye drops, gel); a record that says neither counts.</summary>
    public IReadOnlyList<string> ExceptRoutes { get; init => field = value ?? []; } = [];

    private Tags onlyRoutes;
    private Tags exceptRoutes;
    private Knowledge.Currency currency = null!;

    internal override void Bind(Binder binder)
    {
        currency = binder.Currency;
        if (TherapyKinds.Count == 0)
            base.Bind(binder);
        else if (Classes.Count + Ingredients.Count + Atc.Count > 0)
            throw new BindingException("kinds of therapy do not go with classes or ingredients");
        binder.CheckTherapyKinds(TherapyKinds);
        onlyRoutes = binder.ConditionSets(OnlyRoutes);
        exceptRoutes = binder.ConditionSets(ExceptRoutes);
    }

    private bool Fits(Therapy therapy)
    {
        if (TherapyKinds.Count > 0 ? !TherapyKinds.Contains(therapy.Ingredient.Kind) : !Filter.Fits(therapy.Ingredient))
            return false;
        if (onlyRoutes.IsEmpty && exceptRoutes.IsEmpty)
            return true;
        foreach (var record in therapy.Records)
        {
            if (record.Counts && !record.Route.Overlaps(exceptRoutes) && !record.Form.Overlaps(exceptRoutes) && (onlyRoutes.IsEmpty || record.Route.Overlaps(onlyRoutes) || record.Form.Overlaps(onlyRoutes)))
                return true;
        }
        return false;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            var plan = Planned && !therapy.IsCurrent ? Medicines.PlanOf(therapy, currency, patient) : null;
            if (!(therapy.IsCurrent || plan is not null) || !Fits(therapy))
                continue;
            var answer = FitsStart(therapy, patient);
            if (answer == Outcome.Met)
            {
                if (trace is null)
                    return Outcome.Met;
                trace.Fact(plan ?? therapy.Evidence);
            }
            if (answer > outcome)
                outcome = answer;
        }
        return outcome == Outcome.Met || TherapyKinds.Count > 0 ? outcome : MaxOf(outcome, Medicines.Unrecognised(patient, Filter, trace));
    }

    private Outcome FitsStart(Therapy therapy, PatientCase patient)
    {
        if (StartedWithin is null && StartedBefore is null)
            return Outcome.Met;
        if (therapy.CurrentSince is not { } since)
            return Outcome.Unknown;
        return Outcomes.Of(
            (StartedWithin is not { } within || patient.IsWithin(since, within))
            && (StartedBefore is not { } before || since <= before.StartBefore(patient.AsOf)));
    }

    private static Outcome MaxOf(Outcome a, Outcome b) => a > b ? a : b;

    internal override LocalText InWords()
    {
        var started = StartedWithin is { } w ? new LocalText($", started within {w.In(Language.English)}", $"（{w.In(Language.Chinese)}内开始）")
            : StartedBefore is { } b ? new LocalText($", started at least {b.In(Language.English)} ago", $"（已使用至少{b.In(Language.Chinese)}）")
            : new LocalText("", "");
        var route = OnlyRoutes.Count > 0 ? new LocalText($", route {string.Join(" / ", OnlyRoutes)}", $"（途径 {string.Join(" / ", OnlyRoutes)}）")
            : ExceptRoutes.Count > 0 ? new LocalText($", not by {string.Join(" / ", ExceptRoutes)}", $"（途径 {string.Join(" / ", ExceptRoutes)} 除外）")
            : new LocalText("", "");
        var what = TherapyKinds.Count > 0 ? new LocalText(string.Join(" / ", TherapyKinds), string.Join(" / ", TherapyKinds)) : Filter.Words;
        var when = Planned ? new LocalText("current or planned", "正在或计划使用") : new LocalText("current", "正在使用");
        return new($"{when.En}: {what.En}{started.En}{route.En}", $"{when.Zh}：{what.Zh}{started.Zh}{route.Zh}");
    }
}

/// <summary>A medicine is current, or its last dose or order lies in the window.</summary>
public sealed record RecentMedicine : MedicineCondition
{
    public required Duration Within { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var met = false;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!Filter.Fits(therapy.Ingredient) || !(therapy.IsCurrent || (therapy.LastDay is { } last && patient.IsWithin(last, Within))))
                continue;
            met = true;
            if (trace is null)
                break;
            trace.Fact(therapy.Evidence);
        }
        return met ? Outcome.Met : Medicines.Unrecognised(patient, Filter, trace);
    }

    internal override LocalText InWords() =>
        new($"current or within {Within.In(Language.English)}: {Filter.Words.En}", $"正在使用或{Within.In(Language.Chinese)}内用过：{Filter.Words.Zh}");
}

/// <summary>An order of a medicine is being signed, or was authored within the window.</summary>
public sealed record NewOrder : MedicineCondition
{
    public required Duration Within { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient))
                continue;
            foreach (var record in therapy.Records)
            {
                if (record.Counts && (record.Kind == MedicationRecordKind.Draft
                    || (record.Kind == MedicationRecordKind.Order && record.At is { } at && patient.IsWithin(at.Day, Within))))
                {
                    trace?.Fact(record);
                    return Outcome.Met;
                }
            }
        }
        return Medicines.Unrecognised(patient, Filter, trace);
    }

    internal override LocalText InWords() =>
        new($"ordered within {Within.In(Language.English)}: {Filter.Words.En}", $"{Within.In(Language.Chinese)}内新开：{Filter.Words.Zh}");
}

/// <summary>No medicine of the choice was used in the window before the present therapy began (or, without a new one, before asOf).</summary>
public sealed record NaiveTo : MedicineCondition
{
    public required Duration Window { get; init; }

    /// <summary>What the choice is called in a sentence.</summary>
    public required LocalText Name { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var start = patient.AsOf;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (therapy is { IsCurrent: true, CurrentSince: { } since } && Filter.Fits(therapy.Ingredient) && since < start && patient.IsWithin(since, Window))
                start = since;
        }
        var from = Window.StartBefore(start);
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!Filter.Fits(therapy.Ingredient) || therapy.FirstDay is not { } first || therapy.LastDay is not { } last)
                continue;
            var until = Until(therapy, last, patient.AsOf);
            if (first < start && until >= from)
            {
                trace?.Fact(therapy.Evidence);
                return Outcome.NotMet;
            }
        }
        if (patient.Misses(RecordKind.Medications))
            return Medicines.Gap(trace);
        var (en, zh) = start == patient.AsOf ? ("last ", "最近") : ("", $"{new When(start)}前");
        var before = start == patient.AsOf ? "" : $" before {new When(start)}";
        trace?.Note(new($"no {Name.En} in the {en}{Window.In(Language.English)}{before}", $"{zh}{Window.In(Language.Chinese)}内未使用{Name.Zh}"));
        return Outcome.Met;
    }

    // What was ordered until a day was taken until then, though nobody recorded a dose.
    private static DateOnly Until(Therapy therapy, DateOnly last, DateOnly asOf)
    {
        if (therapy.IsCurrent)
            return asOf > last ? asOf : last;
        foreach (var record in therapy.Records)
        {
            if (record is { Counts: true, IsPlan: false, Kind: MedicationRecordKind.Order or MedicationRecordKind.Statement, End: { } end } && end <= asOf && end > last)
                last = end;
        }
        return last;
    }

    internal override LocalText InWords() =>
        new($"no {Filter.Words.En} in the {Window.In(Language.English)} before the start", $"开始前{Window.In(Language.Chinese)}内未使用{Filter.Words.Zh}");
}

/// <summary>So many as-needed doses of a medicine were given in the window.</summary>
public sealed record RescueDoses : MedicineCondition
{
    public required int AtLeast { get; init; }

    public required Duration Within { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var given = 0;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!Filter.Fits(therapy.Ingredient))
                continue;
            foreach (var record in therapy.Records)
            {
                if (record is { Kind: MedicationRecordKind.Administration, Counts: true, At: { } at }
                    && patient.IsWithin(at.Day, Within) && IsAsNeeded(record, therapy))
                {
                    given++;
                    trace?.Fact(record);
                }
            }
        }
        if (given < AtLeast && Medicines.MissesAny(patient))
            return Medicines.Gap(trace);
        if (given > 0)
            trace?.Note(new($"{given} as-needed {(given == 1 ? "dose" : "doses")} in {Within.In(Language.English)}", $"{Within.In(Language.Chinese)}内按需给药 {given} 次"));
        return Outcomes.Of(given >= AtLeast);
    }

    private static bool IsAsNeeded(MedicationRecord dose, Therapy therapy)
    {
        if (dose.AsNeeded || dose.BasedOn is null)
            return dose.AsNeeded;
        foreach (var record in therapy.Records)
        {
            if (record.AsNeeded && record.Reference == dose.BasedOn)
                return true;
        }
        return false;
    }

    internal override LocalText InWords() =>
        new($"at least {AtLeast} as-needed doses of {Filter.Words.En} in {Within.In(Language.English)}", $"{Within.In(Language.Chinese)}内按需给药（{Filter.Words.Zh}）至少 {AtLeast} 次");
}

internal static class Medicines
{
    /// <summary>The newest plan of a medicine that still stands, inside the window of an order; null when there is none.</summary>
    public static MedicationRecord? PlanOf(Therapy therapy, Knowledge.Currency currency, PatientCase patient)
    {
        foreach (var record in therapy.Records)
        {
            if (record is { IsPlan: true, Counts: true, Status: not ("completed" or "stopped") } && !(record.End < patient.AsOf)
                && (record.At is not { } at || patient.IsWithin(at.Day, currency.Therapy(therapy.Ingredient.Kind).Order)))
                return record;
        }
        return null;
    }

    /// <summary>What the medicines that nobody could map say about a choice of classes, and records that did not arrive.</summary>
    public static Outcome Unrecognised(PatientCase patient, MedicineFilter filter, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var medicine in patient.Snapshot.UnrecognisedMedicines)
        {
            // What its group makes certain was judged among the therapies, with its days and routes.
            if (!medicine.IsCurrent || (medicine.IsOfGroup && medicine.Classes.Overlaps(filter.Classes)))
                continue;
            if (medicine.Classes.Overlaps(filter.Classes))
            {
                trace?.Fact(medicine.Record);
                return Outcome.Met;
            }
            if (medicine.PossibleClasses.Overlaps(filter.Classes))
            {
                outcome = Outcome.Unknown;
                trace?.Missing(
                    MissingIds.Drug,
                    new($"{medicine.Record.Text}: not recognised, could be one that this row is about", $"{medicine.Record.Text}：未能识别，可能属于该条所涉药物"),
                    new($"{medicine.Record.Text}: medicine not recognised", $"{medicine.Record.Text}：药品未能识别"));
            }
        }
        return MissesAny(patient) ? Gap(trace) : outcome;
    }

    /// <summary>Many clients never send administrations: then the orders say what is current. Failed or cut, they may hide a medicine.</summary>
    public static bool MissesAny(PatientCase patient) =>
        patient.Misses(RecordKind.Medications)
        || (patient.Misses(RecordKind.Administrations) && patient.Snapshot.Gaps[RecordKind.Administrations] != GapReason.NotSent);

    public static Outcome Gap(Trace? trace)
    {
        trace?.Missing(MissingIds.Medications, new("medicines did not arrive completely", "用药记录未能完整获取"));
        return Outcome.Unknown;
    }
}
