using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification;

/// <summary>The findings of one patient: outcomes with the guards applied, and, for those that are looked at, why.</summary>
internal sealed class Judgement : IExplainer
{
    private readonly PatientCase patient;
    // By Criterion.Guard: the strongest met row of the organ system.
    private readonly Criterion?[] strongest;
    private readonly Dictionary<string, (List<LocalText> Details, bool IsUnusable)> lacks = new(StringComparer.Ordinal);

    public Judgement(PatientCase patient)
    {
        this.patient = patient;
        strongest = new Criterion?[patient.Rules.GuardCount];
        foreach (var criterion in patient.Rules.Criteria)
        {
            if (!criterion.IsOn || patient.OutcomeOf(criterion) != Outcome.Met)
                continue;
            ref var known = ref strongest[criterion.Guard];
            if (known is null || criterion.Level.IsStrongerThan(known.Level))
                known = criterion;
        }
    }

    /// <summary>The finding of a row.</summary>
    public Finding Of(Criterion criterion)
    {
        var row = criterion.Row;
        var outcome = OutcomeOf(criterion);
        return new Finding
        {
            Criterion = criterion.Id,
            Level = criterion.Level,
            Outcome = outcome,
            Statement = row.Statement,
            Explainer = this,
            Decisions = row.Source.Decisions,
            Locator = row.Source.Locator,
            Section = row.SectionTitle,
            Organ = row.Organ,
            Conflict = row.Source.Conflict,
        };
    }

    /// <summary>What exactly is missing of a datum, as far as the findings explained so far know, and whether it is on record and unusable.</summary>
    public (IReadOnlyList<LocalText> Details, bool IsUnusable) LackOf(string id) => lacks.TryGetValue(id, out var lack) ? lack : ([], false);

    /// <inheritdoc/>
    public Explanation Explain(Finding finding)
    {
        var criterion = patient.Rules.Find(finding.Criterion);
        if (criterion.Row.SwitchedOff is { } reason)
            return new Explanation(reason, []);
        var trace = new Trace();
        criterion.When.Test(patient, trace);
        var explanation = InWords(trace, SuppressorOf(criterion));
        return finding.Outcome == FindingOutcome.Unknown ? explanation with { Missing = MissingIn(trace) } : explanation;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MissingInformation> MissingOf(Assessment assessment) => patient.Rules.MissingOf(assessment, this);

    /// <inheritdoc/>
    public IReadOnlyList<MonitoringTask> TasksOf(Assessment assessment) => patient.Rules.Monitoring.For(patient.Snapshot, assessment.Findings);

    private FindingOutcome OutcomeOf(Criterion criterion)
    {
        if (!criterion.IsOn)
            return FindingOutcome.SwitchedOff;
        if (SuppressorOf(criterion) is not null)
            return FindingOutcome.Suppressed;
        return patient.OutcomeOf(criterion) switch
        {
            Outcome.Met => FindingOutcome.Met,
            Outcome.Unknown => FindingOutcome.Unknown,
            _ => FindingOutcome.NotMet,
        };
    }

    /// <summary>A met row that hides this met one; null when none does.</summary>
    private Criterion? SuppressorOf(Criterion criterion) =>
        criterion.Row.OnlyIfNotMet is { } limit && patient.OutcomeOf(criterion) == Outcome.Met
            && strongest[criterion.Guard] is { } stronger && stronger.Level <= limit && stronger != criterion
            ? stronger
            : null;

    private List<string> MissingIn(Trace trace)
    {
        var missing = new List<string>();
        foreach (var item in trace.Items)
        {
            if (item.MissingId is not { } id)
                continue;
            if (!missing.Contains(id))
                missing.Add(id);
            if (item.Detail is not { } detail)
                continue;
            if (!lacks.TryGetValue(id, out var lack))
                lacks.Add(id, lack = ([], item.IsUnusable));
            if (!lack.Details.Contains(detail))
                lack.Details.Add(detail);
        }
        return missing;
    }

    private static LocalText InBoth(Func<Language, string> words) => new(words(Language.English), words(Language.Chinese));

    private static Explanation InWords(Trace trace, Criterion? suppressor)
    {
        var evidence = new List<Evidence>();
        var en = new List<string>();
        var zh = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        LocalText? heading = null;
        // What was measured, answered or suffered decides; then the medicine; then what stands in the background or only aggravates.
        foreach (var item in trace.Items.OrderBy(item => item switch
        {
            { IsHeading: true } => -1,
            { IsRisk: true } => 2,
            { Fact: MedicationRecord } => 1,
            { Fact: ConditionFact or ProcedureFact or NutritionFact or DeviceFact or EncounterFact } => 2,
            _ => 0,
        }))
        {
            if (item.IsHeading)
            {
                heading = item.Text;
                continue;
            }
            var text = item.Fact is { } fact ? InBoth(fact.InWords) : item.Text;
            if (!seen.Add(text.En))
                continue;
            var before = item.Fact is null ? null : heading;
            en.Add(before is null ? text.En : $"{before.Value.En}: {text.En}");
            zh.Add(before is null ? text.Zh : $"{before.Value.Zh}：{text.Zh}");
            heading = before is null ? heading : null;
            if (item.MissingId is null && item.Reference is { } reference)
                evidence.Add(new Evidence(reference, text) { Brief = item.Fact is { } shown ? InBoth(shown.InBrief) : null, IsRisk = item.IsRisk });
        }
        if (suppressor is not null)
        {
            en.Insert(0, $"applies only where no stronger row of this system is met, and {suppressor.Id} is");
            zh.Insert(0, $"仅在该系统未满足更高级别标准时适用，而 {suppressor.Id} 已满足");
        }
        return new Explanation(
            en.Count == 0 ? new("nothing on record that meets it", "无符合条件的记录") : new(string.Join("; ", en), string.Join("；", zh)),
            evidence);
    }
}
