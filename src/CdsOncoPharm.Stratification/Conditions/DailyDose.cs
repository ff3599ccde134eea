using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>
/// An order of a current medicine comes to so much in a day: dose times frequency. Without dose or frequency it is unknown, and so is more
/// than the limit that is taken only when needed. Orders are not added up: the old one of a renewal often stays active.
/// </summary>
public sealed record DailyDose : MedicineCondition
{
    private Limits limits;

    public decimal? AtLeast { get; init; }

    public decimal? Above { get; init; }

    public required string Unit { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        limits = new(AtLeast, Above, null, null);
        if (limits.IsEmpty || limits.IsContradiction)
            throw new BindingException("the limits of the dose say nothing or contradict each other");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient))
                continue;
            var answer = Judge(therapy, patient, trace);
            if (answer > outcome)
                outcome = answer;
        }
        return outcome == Outcome.NotMet ? Medicines.Unrecognised(patient, Filter, trace) : outcome;
    }

    private Outcome Judge(Therapy therapy, PatientCase patient, Trace? trace)
    {
        var (seen, met) = (false, false);
        MedicationRecord? open = null;
        foreach (var record in therapy.Records)
        {
            if (!record.Counts || !IsLive(record, patient))
                continue;
            seen = true;
            // One single dose is the whole of its day.
            var day = record.DailyDose ?? (record.SingleDose ? record.Dose : null);
            if (day is not { } amount || amount.Unit != Unit)
                open ??= record;
            else if (limits.Holds(amount.Value))
            {
                if (record.AsNeeded)
                    open ??= record;
                else
                {
                    met = true;
                    trace?.Fact(record);
                }
            }
        }
        if (met)
            return Outcome.Met;
        if (seen && open is null)
            return Outcome.NotMet;
        var name = therapy.Ingredient.Name;
        LocalText why = open is { AsNeeded: true, DailyDose: not null }
            ? new($"{name.En} as needed: how much is taken in a day is not recorded", $"{name.Zh}按需使用：未记录每日实际用量")
            : new($"{name.En}: the daily dose cannot be worked out", $"{name.Zh}：无法计算每日剂量");
        trace?.Missing(MissingIds.Dose, why, why);
        return Outcome.Unknown;
    }

    private static bool IsLive(MedicationRecord record, PatientCase patient) => !(record.End < patient.AsOf) && record.Kind switch
    {
        MedicationRecordKind.Draft => true,
        MedicationRecordKind.Order => record.Status is "active" or "on-hold",
        MedicationRecordKind.Statement => record.Status is "active",
        _ => false,
    };

    internal override LocalText InWords() => new($"{Filter.Words.En} {limits.InWords(Unit)} a day", $"{Filter.Words.Zh} 每日 {limits.InWords(Unit)}");
}
