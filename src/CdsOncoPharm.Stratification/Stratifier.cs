using System.Collections.Frozen;
using System.Text.Json;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Judges all rows of the consensus for a patient. Bound once at start; pure, and safe to use from many threads.
/// </summary>
public sealed class Stratifier
{
    private readonly KnowledgeBase knowledge;
    private readonly KnowledgeStamp stamp;
    private readonly Scoping scoping;
    private readonly Binder words;
    private readonly FrozenDictionary<string, Criterion> byId;
    private readonly Condition? outdatedInfection;

    private Stratifier(KnowledgeBase knowledge)
    {
        this.knowledge = knowledge;
        var careLevel = knowledge.CareLevel;
        ResultCount = knowledge.Terminology.Results.Count;
        var guards = careLevel.Options.GetValueOrDefault("D-50") == "global" ? [] : careLevel.Criteria.Select(row => row.Organ).Distinct(StringComparer.Ordinal).ToList();
        GuardCount = Math.Max(1, guards.Count);
        Criteria = [.. careLevel.Criteria.Select((row, index) => new Criterion(row, index, LevelOf(row, careLevel)) { Guard = Math.Max(0, guards.IndexOf(row.Organ)) })];
        byId = Criteria.ToFrozenDictionary(c => c.Id, StringComparer.Ordinal);
        scoping = new Scoping(knowledge);
        stamp = knowledge.Stamp with { NotSigned = Signing.NotSigned(careLevel).Count };
        Monitoring = new MonitoringPlan(knowledge, Criteria);

        Regimens = new Regimens(knowledge);
        LineGap = careLevel.Formulas.CreatinineRise.LineGap;
        Currency = careLevel.Currency;

        var binder = new Binder(knowledge, Criteria, Regimens.Risks);
        foreach (var criterion in Criteria)
        {
            criterion.When = criterion.IsOn
                ? binder.Condition(criterion.Row.When, criterion.Row.File, criterion.Id)
                : NotJudged.Instance;
        }
        Interactions = new InteractionFinder(knowledge, binder);
        LaboratoryGrades = new LaboratoryGrades(knowledge, binder);
        if (careLevel.Definitions.ContainsKey("nephrotoxic-order"))
            NephrotoxicOrder = binder.Definition("nephrotoxic-order").Condition;
        if (careLevel.Definitions.ContainsKey("outdated-infection"))
            outdatedInfection = binder.Definition("outdated-infection").Condition;
        binder.FinishLater();
        words = binder;
        CheckMissingNames();
    }

    /// <summary>All rows, in the paper's order.</summary>
    public IReadOnlyList<Criterion> Criteria { get; }

    internal int ResultCount { get; }

    internal int GuardCount { get; }

    internal Criterion Find(string id) => byId[id];

    internal MonitoringPlan Monitoring { get; }

    internal Condition? NephrotoxicOrder { get; }

    internal Regimens Regimens { get; }

    internal InteractionFinder Interactions { get; }

    internal LaboratoryGrades LaboratoryGrades { get; }

    internal Duration LineGap { get; }

    internal Currency Currency { get; }

    /// <summary>Gets ready how conditions are read, once for the process.</summary>
    public static void Prepare() => JsonSerializer.Deserialize("null"u8, ConditionJson.Default.Condition);

    /// <summary>Binds the knowledge.</summary>
    /// <exception cref="KnowledgeException">A condition names something that does not exist; nothing is half bound.</exception>
    public static Stratifier Load(KnowledgeBase knowledge) => new(knowledge);

    /// <summary>A definition as it runs; null when no row uses it.</summary>
    internal LocalText? DefinitionInWords(string name) => words.BoundDefinition(name)?.InWords();

    /// <summary>When an assessment is asked for; null when it never is.</summary>
    internal LocalText? AskWhenInWords(string assessment) => words.BoundAssessment(assessment)?.AskWhen?.InWords();

    /// <summary>Whether an answer that nobody recorded, or a measurement that is only made on suspicion, is worth asking for.</summary>
    internal bool IsAsked(string id, PatientSnapshot snapshot)
    {
        var patient = new PatientCase(snapshot, this);
        return words.BoundResult(id)?.Gate is { } gate ? gate.Test(patient, null) != Outcome.NotMet : words.BoundAssessment(id)?.IsAsked(patient) ?? true;
    }

    /// <summary>When a measurement matters; null when no row uses it.</summary>
    internal LocalText? GateInWords(string result) => words.BoundResult(result)?.Gate?.InWords();

    /// <summary>The assessment of a patient on the day of the snapshot.</summary>
    public Assessment Assess(PatientSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var (scope, scopeNotes) = scoping.Of(snapshot);
        if (scope == Scope.OutOfScope)
            return new Assessment { Patient = snapshot.Patient, AsOf = snapshot.AsOf, Scope = scope, ScopeNotes = scopeNotes, Knowledge = stamp };

        var patient = new PatientCase(snapshot, this);
        var judgement = new Judgement(patient);
        var findings = new List<Finding>(Criteria.Count);
        CareLevel? level = null, highest = null;
        foreach (var criterion in Criteria)
        {
            var finding = judgement.Of(criterion);
            findings.Add(finding);
            if (finding.Outcome == FindingOutcome.Met && (level is null || finding.Level.IsStrongerThan(level.Value)))
                level = finding.Level;
            if (finding.Outcome is FindingOutcome.Met or FindingOutcome.Unknown && (highest is null || finding.Level.IsStrongerThan(highest.Value)))
                highest = finding.Level;
        }
        return new Assessment
        {
            Patient = snapshot.Patient,
            AsOf = snapshot.AsOf,
            Scope = scope,
            ScopeNotes = scopeNotes,
            Level = level,
            Highest = highest,
            Findings = findings,
            Explainer = judgement,
            Notes = NotesOf(patient, saysDiagnosesMissing: scopeNotes.Contains(Scoping.DiagnosesDidNotArrive)),
            Plan = level is { } l && knowledge.CareLevel.Levels.TryGetValue(l.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), out var row)
                ? new CarePlanOfLevel(l, row.VisitsPerWeek, row.Items)
                : null,
            Knowledge = stamp,
        };
    }

    internal IReadOnlyList<MissingInformation> MissingOf(Assessment of, Judgement judgement)
    {
        var level = of.Level;
        var byId = new Dictionary<string, List<Finding>>(StringComparer.Ordinal);
        foreach (var finding in of.Findings)
        {
            if (finding.Outcome != FindingOutcome.Unknown)
                continue;
            foreach (var id in finding.Missing)
            {
                if (!byId.TryGetValue(id, out var list))
                    byId.Add(id, list = []);
                list.Add(finding);
            }
        }
        var missing = new List<MissingInformation>(byId.Count);
        foreach (var (id, list) in byId)
        {
            var strongest = list.Min(f => f.Level);
            var (details, isUnusable) = judgement.LackOf(id);
            missing.Add(new MissingInformation
            {
                Id = id,
                Name = knowledge.CareLevel.MissingNames[id],
                CouldRaiseTo = level is null || strongest.IsStrongerThan(level.Value) ? strongest : null,
                Criteria = [.. list.Select(f => f.Criterion)],
                Question = knowledge.CareLevel.Assessments.TryGetValue(id, out var assessment) ? assessment.Question : null,
                Details = details,
                IsUnusable = isUnusable,
            });
        }
        // What could raise the level most, then what settles the most rows of that level, then the order of missing.json.
        return
        [
            .. missing
                .OrderBy(item => item.CouldRaiseTo?.Value ?? 9)
                .ThenByDescending(item => byId[item.Id].Count(finding => finding.Level == item.CouldRaiseTo))
                .ThenBy(item => knowledge.CareLevel.MissingOrder[item.Id]),
        ];
    }

    private List<LocalText> NotesOf(PatientCase patient, bool saysDiagnosesMissing)
    {
        var snapshot = patient.Snapshot;
        var notes = new List<LocalText>();
        var unknown = snapshot.UnrecognisedMedicines.Where(m => m.IsCurrent && !(m.IsOfGroup && !m.Classes.IsEmpty)).Select(m => m.Record.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
            notes.Add(new("Medicines not recognised: " + string.Join("; ", unknown), "未能识别的药品：" + string.Join("；", unknown)));
        var unreadable = snapshot.Conditions.Where(c => c.IsUnreadable).Select(c => c.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (unreadable.Count > 0)
            notes.Add(new("Diagnoses not readable: " + string.Join("; ", unreadable), "无法识别的诊断：" + string.Join("；", unreadable)));
        if (outdatedInfection?.Test(patient, null) == Outcome.Met)
        {
            var trace = new Trace();
            outdatedInfection.Test(patient, trace);
            string Listed(Language language, string and) =>
                string.Join(and, trace.Items.Where(item => item.Fact is ConditionFact).Select(item => item.Fact!.InWords(language)).Distinct(StringComparer.Ordinal));
            notes.Add(new(
                "Infections recorded long ago and still marked active, not counted: " + Listed(Language.English, "; "),
                "记录已久但仍标为活动性的感染，未计入：" + Listed(Language.Chinese, "；")));
        }
        foreach (var (kind, why) in snapshot.Gaps.OrderBy(g => g.Key))
        {
            // The note on the scope says it already, but not that they were somebody else's.
            if (kind != RecordKind.Conditions || !saysDiagnosesMissing || why == GapReason.OfAnotherPatient)
                notes.Add(InWords(kind, why));
        }
        return notes;
    }

    private static LocalText InWords(RecordKind kind, GapReason why)
    {
        var name = kind switch
        {
            RecordKind.Conditions => new LocalText("Diagnoses", "诊断"),
            RecordKind.Medications => new("Medication orders", "用药医嘱"),
            RecordKind.Administrations => new("Administrations", "给药记录"),
            RecordKind.Observations => new("Results", "检查检验结果"),
            RecordKind.Procedures => new("Procedures", "操作/治疗"),
            RecordKind.AdverseEvents => new("Adverse events", "不良事件"),
            RecordKind.Nutrition => new("Nutrition orders", "营养医嘱"),
            _ => new("Recorded answers", "评估记录"),
        };
        return why == GapReason.NotSent ? new($"{name.En} were not sent: what they may hold is unknown", $"未提供{name.Zh}：相关内容按未知处理")
            : why == GapReason.OfAnotherPatient ? new($"{name.En} of another patient came and were left out: what this patient's may hold is unknown", $"收到其他患者的{name.Zh}，已忽略：本患者的相关内容按未知处理")
            : why == GapReason.Failed ? new($"{name.En} did not arrive: what they may hold is unknown", $"{name.Zh}未能获取：相关内容按未知处理")
            : new($"{name.En} arrived only in part: what the rest may hold is unknown", $"{name.Zh}仅部分获取：其余内容按未知处理");
    }

    private void CheckMissingNames()
    {
        foreach (var id in MissingIds.All.Concat(knowledge.CareLevel.Assessments.Keys))
        {
            if (!knowledge.CareLevel.MissingNames.ContainsKey(id))
                throw new KnowledgeException("cds-services/care-level/missing.json", id, "there is no name for this missing datum");
        }
    }

    private static CareLevel LevelOf(CriterionRow row, CareLevelKnowledge careLevel) =>
        row.LevelOption is { } option ? option.Levels[careLevel.Options[option.Decision]] : row.Level;

    private sealed record NotJudged : Condition
    {
        public static readonly NotJudged Instance = new();

        // A row that refers to one that is not judged cannot know.
        internal override Outcome Test(PatientCase patient, Trace? trace) => Outcome.Unknown;

        internal override LocalText InWords() => new("not judged", "未判定");
    }
}
