using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>
/// So many other medicines are current, each active ingredient once; what is left out (diluents, one-off premedication,
/// topicals, unused as-needed orders) follows decision D-47b.
/// </summary>
public sealed record MedicineCount : Condition
{
    private IReadOnlySet<Ingredient> premedication = null!;
    private Tags topicalRoutes;
    private Duration asNeededGivenWithin;

    public int? AtLeast { get; init; }

    public int? AtMost { get; init; }

    /// <summary>Whether nothing is left out.</summary>
    public bool EveryOrder { get; init; }

    /// <summary>Classes that do not count when they are given once, or only on a day of a cytotoxic dose.</summary>
    public IReadOnlyList<string> OnceOnlyClasses { get; init => field = value ?? []; } = [];

    /// <summary>Route sets that make a medicine topical.</summary>
    public IReadOnlyList<string> LocalRoutes { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        if (AtLeast is null && AtMost is null)
            throw new BindingException("a count needs atLeast or atMost");
        premedication = binder.IngredientsOf(OnceOnlyClasses);
        topicalRoutes = binder.ConditionSets(LocalRoutes);
        asNeededGivenWithin = binder.Currency.AsNeededGivenWithin;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var counted = 0;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || therapy.Ingredient.IsAntineoplastic || !(EveryOrder || CountsIn(therapy, patient)))
                continue;
            counted++;
            trace?.Fact(therapy.Evidence);
        }
        HashSet<string>? texts = null;
        foreach (var unlisted in patient.Snapshot.UnrecognisedMedicines)
        {
            if (!unlisted.IsCurrent || unlisted.IsOfGroup || !(EveryOrder || (unlisted.CountsInPolypharmacy && CountsIn(unlisted.Record, patient))))
                continue;
            if (!(texts ??= new(StringComparer.OrdinalIgnoreCase)).Add(unlisted.Record.Text))
                continue;
            counted++;
            trace?.Fact(unlisted.Record);
        }
        if (patient.Misses(RecordKind.Medications) && counted <= (AtMost ?? int.MaxValue) && (AtMost is not null || counted < AtLeast))
            return Medicines.Gap(trace);
        return Outcomes.Of(counted >= (AtLeast ?? 0) && counted <= (AtMost ?? int.MaxValue));
    }

    private bool CountsIn(Therapy therapy, PatientCase patient)
    {
        if (!therapy.Ingredient.CountsInPolypharmacy && !premedication.Contains(therapy.Ingredient))
            return false;
        var onceOnly = premedication.Contains(therapy.Ingredient);
        foreach (var record in therapy.Records)
        {
            if (IsLive(record, patient) && CountsIn(record, patient, therapy) && !(onceOnly && IsOnceOnly(record, therapy, patient)))
                return true;
        }
        return false;
    }

    private static bool IsLive(MedicationRecord record, PatientCase patient) =>
        record.Counts && record.Status is not ("stopped" or "cancelled" or "entered-in-error")
        && (record.Kind != MedicationRecordKind.Order || record.Status is "active" or "on-hold")
        && (record.End is not { } end || end >= patient.AsOf);

    private bool CountsIn(MedicationRecord record, PatientCase patient, Therapy? therapy = null)
    {
        if (record.Route.Overlaps(topicalRoutes))
            return false;
        if (therapy is null || !IsAsNeeded(record, therapy))
            return !record.AsNeeded;
        foreach (var other in therapy.Records)
        {
            if (other.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense && other.Counts
                && other.At is { } at && patient.IsWithin(at.Day, asNeededGivenWithin))
                return true;
        }
        return false;
    }

    // What was given or handed out of a medicine that is ordered as needed was needed, not scheduled.
    private static bool IsAsNeeded(MedicationRecord record, Therapy therapy) => record.AsNeeded
        || (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense
            && therapy.Records.Any(order => order is { AsNeeded: true, Counts: true, Kind: MedicationRecordKind.Order or MedicationRecordKind.Draft or MedicationRecordKind.Statement }));

    /// <summary>Whether the record is one single dose, or premedication on the day of an infusion only.</summary>
    internal static bool IsOnceOnly(MedicationRecord record, Therapy therapy, PatientCase patient)
    {
        if (record.SingleDose)
            return true;
        if (record.CycleDays is not null || record.DailyDose is not null)
            return false;
        if (record.At?.Day is not { } day)
            return true;
        // Only on the day of a cytotoxic infusion: premedication of that day.
        foreach (var other in patient.Snapshot.Therapies)
        {
            if (!other.Ingredient.IsAntineoplastic)
                continue;
            foreach (var dose in other.Records)
            {
                if (dose is { Kind: MedicationRecordKind.Administration, Counts: true } && dose.At?.Day == day)
                    return therapy.Records.All(r => r.At?.Day == day || !r.Counts);
            }
        }
        return false;
    }

    internal override LocalText InWords()
    {
        var count = (AtLeast, AtMost) switch
        {
            ({ } low, { } high) => $"{low}–{high}",
            ({ } low, null) => $"≥ {low}",
            (_, { } high) => $"≤ {high}",
            _ => "",
        };
        return new($"{count} current non-antineoplastic ingredients", $"正在使用的非抗肿瘤药物成分 {count} 种");
    }
}
