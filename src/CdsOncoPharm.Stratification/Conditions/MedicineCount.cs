using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>
/// So many other medicines are current, each active ingredient once and each feed once; what is left out (diluents, one-off
/// premedication, topicals, unused as-needed orders) follows decision D-47b.
/// </summary>
public sealed record MedicineCount : Condition
{
    private const string ParenteralFeed = "parenteral feed";
    private const string EnteralFeed = "enteral feed";

    private IReadOnlySet<Ingredient> premedication = null!;
    private IReadOnlySet<Ingredient> feeds = null!;
    private Tags topicalRoutes;
    private Tags systemicRoutes;
    private Knowledge.Currency currency = null!;

    public int? AtLeast { get; init; }

    public int? AtMost { get; init; }

    /// <summary>Whether nothing is left out.</summary>
    public bool EveryOrder { get; init; }

    /// <summary>Classes whose medicines together are one feed by vein.</summary>
    public IReadOnlyList<string> FeedClasses { get; init => field = value ?? []; } = [];

    /// <summary>Classes that do not count when they are given once, or only on a day of a cytotoxic dose.</summary>
    public IReadOnlyList<string> OnceOnlyClasses { get; init => field = value ?? []; } = [];

    /// <summary>Kinds of therapy whose days and cycles are those of an infusion.</summary>
    public IReadOnlyList<string> InfusionKinds { get; init => field = value ?? []; } = [];

    /// <summary>Route sets that make a medicine topical, by the route or, where none is stated, by the form.</summary>
    public IReadOnlyList<string> LocalRoutes { get; init => field = value ?? []; } = [];

    /// <summary>Route sets that a form can name as well (oral gel), so that it is not topical.</summary>
    public IReadOnlyList<string> SystemicRoutes { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        if (AtLeast is null && AtMost is null)
            throw new BindingException("a count needs atLeast or atMost");
        premedication = binder.IngredientsOf(OnceOnlyClasses);
        feeds = binder.IngredientsOf(FeedClasses);
        topicalRoutes = binder.ConditionSets(LocalRoutes);
        systemicRoutes = binder.ConditionSets(SystemicRoutes);
        binder.CheckTherapyKinds(InfusionKinds);
        currency = binder.Currency;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var counted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var hasCombination = false;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || therapy.Ingredient.IsAntineoplastic || !(EveryOrder || CountsIn(therapy, patient)))
                continue;
            if (feeds.Contains(therapy.Ingredient))
                counted.Add(ParenteralFeed);
            else
                counted.UnionWith(therapy.Ingredient.Parts);
            hasCombination |= therapy.Ingredient.Parts.Count > 1;
            trace?.Fact(therapy.Evidence);
        }
        foreach (var unlisted in patient.Snapshot.UnrecognisedMedicines)
        {
            if (unlisted.IsCurrent && !unlisted.IsOfGroup && (EveryOrder || Counts(unlisted.Record)) && counted.Add(unlisted.Record.Text))
                trace?.Fact(unlisted.Record);
        }
        foreach (var feed in patient.Snapshot.Nutrition)
        {
            if ((feed.IsEnteral && counted.Add(EnteralFeed)) | (feed.IsParenteral && counted.Add(ParenteralFeed)))
                trace?.Fact(feed);
        }
        if (counted.Count > 0)
            trace?.Heading(InWords(counted.Count, hasCombination));
        return Judge(counted, patient, trace);
    }

    private Outcome Judge(HashSet<string> counted, PatientCase patient, Trace? trace)
    {
        var (least, most) = (AtLeast ?? 0, AtMost ?? int.MaxValue);
        var feedsUnseen = patient.Misses(RecordKind.Nutrition) ? 2 - (counted.Contains(EnteralFeed) ? 1 : 0) - (counted.Contains(ParenteralFeed) ? 1 : 0) : 0;
        var isOpen = Medicines.MissesAny(patient);
        if (counted.Count > most || (!isOpen && counted.Count + feedsUnseen < least))
            return Outcome.NotMet;
        if (counted.Count >= least && (AtMost is null || (!isOpen && counted.Count + feedsUnseen <= most)))
            return Outcome.Met;
        if (isOpen)
            return Medicines.Gap(trace);
        trace?.Missing(MissingIds.Nutrition, Nutrition.DidNotArrive);
        return Outcome.Unknown;
    }

    private static LocalText InWords(int count, bool hasCombination) => new(
        (count == 1 ? "1 medicine" : $"{count} medicines") + (hasCombination ? " (each ingredient of a combination counts)" : ""),
        $"{count} 种药物{(hasCombination ? "（复方制剂按成分计）" : "")}");

    private bool CountsIn(Therapy therapy, PatientCase patient)
    {
        var isPremedication = premedication.Contains(therapy.Ingredient);
        if (!therapy.Ingredient.CountsInPolypharmacy && !isPremedication)
            return false;
        foreach (var record in therapy.Records)
        {
            if (IsLive(record, therapy, patient) && Counts(record, therapy, patient) && !(isPremedication && IsForInfusion(record, therapy, patient)))
                return true;
        }
        return false;
    }

    private bool IsLive(MedicationRecord record, Therapy therapy, PatientCase patient)
    {
        if (!record.Counts || record.Status is "stopped" or "cancelled" or "entered-in-error")
            return false;
        // What was given or handed out lasts for its window, or is what makes the medicine current.
        if (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense)
        {
            return ReferenceEquals(record, therapy.Evidence)
                || (record.At is { } at && patient.IsWithin(at.Day, currency.Therapy(therapy.Ingredient.Kind).Administration));
        }
        return (record.Kind != MedicationRecordKind.Order || record.Status is "active" or "on-hold") && !(record.End < patient.AsOf);
    }

    /// <summary>Whether a record of a product that nobody recognised counts: a topical or an as-needed one does not.</summary>
    private bool Counts(MedicationRecord record) => record is { CountsInPolypharmacy: true, AsNeeded: false } && !IsTopical(record);

    private bool Counts(MedicationRecord record, Therapy therapy, PatientCase patient)
    {
        if (!record.CountsInPolypharmacy || IsTopical(record))
            return false;
        if (!IsAsNeeded(record, therapy))
            return true;
        foreach (var other in therapy.Records)
        {
            if (other.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense && other.Counts
                && other.At is { } at && patient.IsWithin(at.Day, currency.AsNeededGivenWithin))
                return true;
        }
        return false;
    }

    private bool IsTopical(MedicationRecord record) => record.Route.Overlaps(topicalRoutes)
        || (!record.Route.Overlaps(systemicRoutes) && record.Form.Overlaps(topicalRoutes) && !record.Form.Overlaps(systemicRoutes));

    // What was given or handed out of a medicine that is ordered as needed was needed, not scheduled.
    private static bool IsAsNeeded(MedicationRecord record, Therapy therapy) => record.AsNeeded
        || (record.Kind is MedicationRecordKind.Administration or MedicationRecordKind.Dispense
            && therapy.Records.Any(order => order is { AsNeeded: true, Counts: true, Kind: MedicationRecordKind.Order or MedicationRecordKind.Draft or MedicationRecordKind.Statement }));

    /// <summary>Whether the record is premedication: one dose, an order without a period, or one that comes with the infusions only.</summary>
    private bool IsForInfusion(MedicationRecord record, Therapy therapy, PatientCase patient)
    {
        if (IsOnceOnly(record, therapy, patient))
            return true;
        return record.Kind switch
        {
            MedicationRecordKind.Administration => record.At is { } at && HasInfusion(patient, at.Day, null),
            MedicationRecordKind.Order or MedicationRecordKind.Draft =>
                (record is { CycleDays: null, DailyDose: null, IsDailyInWords: false })
                || (record.CycleDays > 1 && HasInfusion(patient, record.Start ?? record.At?.Day, record.CycleDays)),
            _ => false,
        };
    }

    /// <summary>Whether a cytotoxic infusion was given or ordered on the day, or comes in the same cycle.</summary>
    private bool HasInfusion(PatientCase patient, DateOnly? day, decimal? cycleDays)
    {
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.Ingredient.IsAntineoplastic || !InfusionKinds.Contains(therapy.Ingredient.Kind))
                continue;
            foreach (var dose in therapy.Records)
            {
                if (!dose.Counts || dose.IsPlan)
                    continue;
                if ((day is not null && dose.At?.Day == day) || (therapy.IsCurrent && cycleDays is not null && dose.CycleDays == cycleDays))
                    return true;
            }
        }
        return false;
    }

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
