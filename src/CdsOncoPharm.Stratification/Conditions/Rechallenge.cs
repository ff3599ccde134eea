using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>After a severe toxicity the same or a similar medicine was given again.</summary>
public sealed record Rechallenge : Condition
{
    private Tags sets;
    private Tags similar;
    private AssessmentRule history = null!;

    public required IReadOnlyList<string> Sets { get; init; }

    public required int GradeAtLeast { get; init; }

    /// <summary>Classes whose members are similar to each other; medicines of one ATC group of the fourth level are similar too.</summary>
    public required IReadOnlyList<string> Similar { get; init; }

    internal override void Bind(Binder binder)
    {
        sets = binder.ToxicitySets(Sets);
        similar = binder.Medicines(Similar, [], [], []).Classes;
        history = binder.Assessment(AnswerFact.ToxicityHistory);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        (string Id, LocalText Why)? missing = null;
        foreach (var event_ in patient.Snapshot.Toxicities)
        {
            if (!event_.Sets.Overlaps(sets) || event_.Grade?.Value < GradeAtLeast)
                continue;
            foreach (var therapy in patient.Snapshot.Therapies)
            {
                if (!therapy.IsCurrent || !therapy.Ingredient.IsAntineoplastic || !event_.Suspects.Any(s => IsSimilar(s, therapy.Ingredient)))
                    continue;
                var isAgain = event_.IsOfEarlierTreatment || (event_.IsOver && GoesOn(therapy)) ? Outcome.Met : event_.Day is { } day
                    ? Outcomes.Of(therapy.Records.Any(r => r.Counts && (r.Kind == MedicationRecordKind.Draft || (r.At?.Day ?? r.Start) > day)))
                    : Outcome.Unknown;
                if (isAgain == Outcome.NotMet)
                    continue;
                if (event_.Grade is null)
                    missing = (MissingIds.Grade, new($"{event_.Term.En}: no grade", $"{event_.Term.Zh}：未分级"));
                else if (isAgain == Outcome.Unknown)
                    missing ??= (MissingIds.AdverseEvents, new("date of the earlier toxicity not recorded", "未记录既往毒性发生日期"));
                else
                {
                    trace?.Fact(event_);
                    trace?.Fact(therapy.Evidence);
                    return Outcome.Met;
                }
            }
        }
        if (missing is null && patient.Misses(RecordKind.AdverseEvents))
            missing = (MissingIds.AdverseEvents, new("adverse events did not arrive completely", "不良事件记录未能完整获取"));
        if (missing is { } lack)
        {
            trace?.Missing(lack.Id, lack.Why);
            return Outcome.Unknown;
        }
        if (!history.IsMissed(patient))
            return Outcome.NotMet;
        history.Ask(patient, trace);
        return Outcome.Unknown;
    }

    // A tablet that is still taken after the toxicity was over is given again, though no new record says so.
    private static bool GoesOn(Therapy therapy) =>
        therapy.Evidence.Status == "active" && !therapy.Records.Any(record => record is { Counts: true, Kind: MedicationRecordKind.Administration });

    private bool IsSimilar(Ingredient suspect, Ingredient current) =>
        suspect == current
        || !(suspect.Classes & current.Classes & similar).IsEmpty
        || (suspect.Atc is { Length: >= 5 } a && current.Atc is { Length: >= 5 } b && string.CompareOrdinal(a, 0, b, 0, 5) == 0);

    internal override LocalText InWords() => new(
        $"the same or a similar medicine given again after {string.Join(" / ", Sets)} grade ≥ {GradeAtLeast}",
        $"发生 ≥ {GradeAtLeast} 级 {string.Join(" / ", Sets)} 后再次使用相同或类似药物");
}
