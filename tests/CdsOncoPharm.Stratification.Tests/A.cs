using System.Text;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Facts in few words, and one condition judged over them: the real terminology, definitions and windows, and a single row.</summary>
internal static class A
{
    private const string Folder = "cds-services/care-level/";
    private static readonly Lazy<KnowledgeFiles> Files = new(() => KnowledgeFiles.Read(Root()));
    private static readonly Lazy<Terminology> Words = new(() => Knowledge.Terminology.Load(Files.Value));
    private static int next;

    public static readonly DateOnly AsOf = new(2026, 11, 21);

    public static Terminology Terminology => Words.Value;

    // ---- judging

    /// <summary>The finding of a row that holds the condition alone.</summary>
    public static Finding Judge(string condition, PatientSnapshot patient, IReadOnlyDictionary<string, string>? options = null) =>
        Rules([("T-1", 3, null, condition)], options).Assess(patient).Findings[0];

    public static FindingOutcome Outcome(string condition, PatientSnapshot patient) => Judge(condition, patient).Outcome;

    /// <summary>Rules with nothing but the given rows, all of one organ system.</summary>
    public static Stratifier Rules(IReadOnlyList<(string Id, int Level, int? OnlyIfNotMet, string When)> rows, IReadOnlyDictionary<string, string>? options = null)
    {
        var criteria = string.Join(",", rows.Select(r =>
            $$$"""{"id":"{{{r.Id}}}","level":{{{r.Level}}},"organ":"test",{{{(r.OnlyIfNotMet is { } n ? $"\"onlyIfNotMet\":{n}," : "")}}}"statement":{"en":"x","zh-CN":"x"},"when":{{{r.When}}},"source":{"document":"test","locator":"test"}}"""));
        var file = $$"""{"section":"1","title":{"en":"x","zh-CN":"x"},"criteria":[{{criteria}}]}""";
        // Other rows would not be there for the tasks to refer to.
        var files = KnowledgeFiles.Of(
        [
            .. Files.Value.All.Where(f => !f.RelativePath.StartsWith(Folder + "criteria/", StringComparison.Ordinal)),
            new KnowledgeFile(Folder + "criteria/1.json", Encoding.UTF8.GetBytes(file)),
            new KnowledgeFile(Folder + "tasks.json", """{ "groups": {}, "tasks": [] }"""u8.ToArray()),
        ]);
        return Stratifier.Load(new KnowledgeBase
        {
            Files = files,
            Terminology = Terminology,
            CareLevel = CareLevelKnowledge.Load(files, options ?? new Dictionary<string, string>()),
            Laboratory = LaboratoryTable.Load(files, Terminology),
            Stamp = new KnowledgeStamp("test", "test"),
        });
    }

    // ---- facts

    public static DateOnly Day(int offset) => AsOf.AddDays(offset);

    public static PatientSnapshot Patient(params object[] facts) => Patient(55, Sex.Female, facts);

    public static PatientSnapshot Patient(int? age, Sex sex, params object[] facts)
    {
        var results = new IReadOnlyList<ResultFact>?[Terminology.Results.Count];
        foreach (var kind in facts.OfType<ResultFact>().GroupBy(f => f.Kind.Index))
            results[kind.Key] = [.. kind.OrderByDescending(f => f.At)];
        return new PatientSnapshot
        {
            AsOf = AsOf,
            Patient = "Patient/p",
            Sex = sex,
            BirthDate = age is { } years ? PartialDate.Of(AsOf.AddYears(-years)) : null,
            Conditions = [Condition("cancer-solid-malignant"), .. facts.OfType<ConditionFact>()],
            Therapies = [.. facts.OfType<Therapy>()],
            UnrecognisedMedicines = [.. facts.OfType<UnrecognisedMedicine>()],
            Results = results,
            Toxicities = [.. facts.OfType<ToxicityFact>()],
            Procedures = [.. facts.OfType<ProcedureFact>()],
            Answers = [.. facts.OfType<AnswerFact>().OrderByDescending(a => a.At)],
            Nutrition = [.. facts.OfType<NutritionFact>()],
            Genotypes = [.. facts.OfType<GenotypeFact>()],
            Interactions = [.. facts.OfType<InteractionFact>()],
            RegimenTexts = [.. facts.OfType<string>()],
            Gaps = facts.OfType<RecordKind>().ToDictionary(k => k, _ => GapReason.Failed),
        };
    }

    public static ResultFact Result(string code, decimal? value, int day = -1, decimal? uln = null, Comparator comparator = Comparator.Exact, Unusable unusable = Unusable.No, decimal? lln = null) => new()
    {
        Reference = Next("Observation"),
        Kind = Terminology.Result(code)!,
        At = new When(Day(day)),
        Value = value,
        UpperLimit = uln,
        LowerLimit = lln,
        Comparator = comparator,
        Unusable = unusable,
        Written = $"{value}",
    };

    public static ConditionFact Condition(string set, int? onset = null, ConditionStatus status = ConditionStatus.Active, Verification verification = Verification.Confirmed, string? severity = null) => new()
    {
        Reference = Next("Condition"),
        Text = set,
        Sets = Set(set),
        Status = status,
        Verification = verification,
        Severity = severity,
        Onset = onset is { } day ? Day(day) : null,
    };

    public static Tags Set(string name) => Terminology.ConditionSets.TryFind(name, out var tags) ? tags : throw new ArgumentException(name);

    public static Tags ToxicitySet(string name) => Terminology.ToxicitySets.TryFind(name, out var tags) ? tags : throw new ArgumentException(name);

    public static Tags Class(string name) => Terminology.DrugClasses.TryFind(name, out var tags) ? tags : throw new ArgumentException(name);

    public static Ingredient Drug(string code) => Terminology.Ingredient(code) ?? throw new ArgumentException(code);

    public static MedicationRecord Order(int day, string status = "active", decimal? dose = null, string unit = "mg", decimal? cycle = null, int? end = null, string? route = null, bool prn = false) => new()
    {
        Reference = Next("MedicationRequest"),
        Kind = MedicationRecordKind.Order,
        Text = "order",
        Status = status,
        At = new When(Day(day)),
        Dose = dose is { } d ? new Dose(d, unit) : null,
        CycleDays = cycle,
        End = end is { } e ? Day(e) : null,
        AsNeeded = prn,
        Route = route is null ? default : Set(route),
    };

    public static MedicationRecord Draft(decimal? dose = null, string unit = "mg", decimal? cycle = null) =>
        Order(0, "draft", dose, unit, cycle) with { Kind = MedicationRecordKind.Draft };

    public static MedicationRecord Given(int day, decimal? dose = null, string unit = "mg", string? route = null) => new()
    {
        Reference = Next("MedicationAdministration"),
        Kind = MedicationRecordKind.Administration,
        Text = "dose",
        Status = "completed",
        At = new When(Day(day)),
        Dose = dose is { } d ? new Dose(d, unit) : null,
        Route = route is null ? default : Set(route),
    };

    public static MedicationRecord Supplied(int day, decimal days) => Given(day) with { Kind = MedicationRecordKind.Dispense, DaysSupply = days };

    public static MedicationRecord Stated(int day, string? adherence = null) => Given(day) with { Kind = MedicationRecordKind.Statement, Status = "active", Adherence = adherence };

    public static Therapy Therapy(string drug, bool current, params MedicationRecord[] records)
    {
        var days = records.Where(r => r is { Counts: true, IsPlan: false }).Select(r => r.Kind == MedicationRecordKind.Draft ? AsOf : r.Start ?? r.At!.Value.Day).Order().ToList();
        return new Therapy
        {
            Ingredient = Drug(drug),
            IsCurrent = current,
            Evidence = records[0],
            Records = [.. records.OrderByDescending(r => r.At)],
            FirstDay = days.Count > 0 ? days[0] : null,
            LastDay = days.Count > 0 ? days[^1] : null,
            CurrentSince = current && days.Count > 0 ? days[0] : null,
        };
    }

    public static Therapy On(string drug, params MedicationRecord[] records) => Therapy(drug, true, records.Length > 0 ? records : [Order(-5)]);

    public static Therapy Past(string drug, params MedicationRecord[] records) => Therapy(drug, false, records);

    public static UnrecognisedMedicine Unrecognised(string text, string? perhaps = null, string? certainly = null) => new()
    {
        Record = Order(-5) with { Text = text },
        IsCurrent = true,
        PossibleClasses = perhaps is null ? default : Class(perhaps),
        Classes = certainly is null ? default : Class(certainly),
    };

    public static ToxicityFact Toxicity(string set, int? grade, int? day = -3, bool drugRelated = true, bool over = false, bool ongoing = false, ActionTaken action = ActionTaken.Unknown, string[]? suspects = null, bool known = true, string term = "event") => new()
    {
        Reference = Next("AdverseEvent"),
        Term = new LocalText(term, term),
        Sets = set.Length > 0 ? ToxicitySet(set) : default,
        IsKnownTerm = known,
        Grade = grade is { } g ? new CtcaeGrade(g) : null,
        Day = day is { } d ? Day(d) : null,
        IsOver = over,
        IsOngoing = ongoing,
        IsDrugRelated = drugRelated,
        Suspects = [.. (suspects ?? []).Select(Drug)],
        Action = action,
    };

    public static ProcedureFact Procedure(string set, int? start, int? end = null, string status = "completed", bool planned = false) => new()
    {
        Reference = Next("Procedure"),
        Text = set,
        Sets = Set(set),
        Status = status,
        IsPlanned = planned,
        Start = start is { } s ? Day(s) : null,
        End = end is { } e ? Day(e) : null,
    };

    public static AnswerFact Answer(string key, string value, int day = -1, Dose? quantity = null, string? about = null, string? medicine = null) => new()
    {
        Reference = Next("QuestionnaireResponse"),
        Assessment = key,
        Value = value,
        At = new When(Day(day)),
        Quantity = quantity,
        About = about,
        Medicines = medicine is null ? [] : [Drug(medicine)],
    };

    private static string Next(string type) => $"{type}/{Interlocked.Increment(ref next)}";

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root was not found above the test.");
    }
}
