using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Radiotherapy of a site and a current medicine lie no further apart than the window.</summary>
public sealed record RadiotherapyWith : MedicineCondition
{
    private Tags sites;
    private Duration goesOnFor;

    /// <summary>Radiotherapy sets, one of which is enough.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    public required Duration Within { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        sites = binder.ConditionSets(Sites);
        goesOnFor = binder.Currency.RadiotherapyGoesOnFor;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var course in patient.Snapshot.Procedures)
        {
            if (!course.Sets.Overlaps(sites))
                continue;
            if ((course.Start ?? course.End) is not { } start)
            {
                if (outcome == Outcome.NotMet && patient.Snapshot.Therapies.Any(therapy => therapy.IsCurrent && Filter.Fits(therapy.Ingredient)))
                {
                    trace?.Missing(MissingIds.Procedures, new($"{course.Text}: date not recorded", $"{course.Text}：未记录日期"));
                    outcome = Outcome.Unknown;
                }
                continue;
            }
            // A course whose end nobody wrote down does not go on for ever.
            var end = course.End ?? (course.Status == "in-progress" ? Earlier(patient.AsOf, goesOnFor.EndAfter(start)) : start);
            foreach (var therapy in patient.Snapshot.Therapies)
            {
                if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient) || DaysApart(therapy, start, end, patient) is not { } days)
                    continue;
                outcome = Outcome.Met;
                if (trace is null)
                    return outcome;
                trace.Fact(course);
                trace.Fact(therapy.Evidence);
                var name = therapy.Ingredient.Name;
                trace.Note(days == 0
                    ? new($"{name.En} during radiotherapy", $"放疗期间使用{name.Zh}")
                    : new($"{days} {(days == 1 ? "day" : "days")} between radiotherapy and {name.En}", $"放疗与{name.Zh}相隔 {days} 天"));
            }
        }
        if (outcome == Outcome.Met)
            return outcome;
        if (patient.Misses(RecordKind.Procedures))
        {
            trace?.Missing(MissingIds.Procedures, new("procedures did not arrive completely", "操作/治疗记录未能完整获取"));
            return Outcome.Unknown;
        }
        return patient.Misses(RecordKind.Medications) && patient.Snapshot.Procedures.Any(p => p.Sets.Overlaps(sites)) ? Medicines.Gap(trace) : outcome;
    }

    /// <summary>Days from the course to the nearest dose, 0 during it; null when they lie further apart than the window.</summary>
    private int? DaysApart(Therapy therapy, DateOnly start, DateOnly end, PatientCase patient)
    {
        int? least = null;
        var given = false;
        foreach (var record in therapy.Records)
        {
            if (record is not { Counts: true, Kind: MedicationRecordKind.Administration, At: { } at })
                continue;
            given = true;
            Look(at.Day, at.Day);
        }
        // Without recorded doses the medicine runs from its start to asOf.
        if (!given || therapy.Evidence.Kind == MedicationRecordKind.Draft)
            Look(therapy.CurrentSince ?? therapy.FirstDay ?? patient.AsOf, patient.AsOf);
        return least;

        void Look(DateOnly from, DateOnly to)
        {
            if (to < Within.StartBefore(start) || from > Within.EndAfter(end))
                return;
            var days = Math.Max(0, Math.Max(from.DayNumber - end.DayNumber, start.DayNumber - to.DayNumber));
            if (least is null || days < least)
                least = days;
        }
    }

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;

    internal override LocalText InWords() => new(
        $"{string.Join(" / ", Sites)} within {Within.In(Language.English)} of current {Filter.Words.En}",
        $"{string.Join(" / ", Sites)} 与正在使用的{Filter.Words.Zh}相隔不超过{Within.In(Language.Chinese)}");
}
