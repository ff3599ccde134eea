using System.Text;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Patients made of medicines, and the shipped rules to judge their interactions with.</summary>
internal static class InteractionsWard
{
    public const string TablePath = "cds-services/care-level/interactions.json";

    public static string Root { get; } = FindRoot();

    public static readonly DateOnly AsOf = new(2026, 11, 21);

    private static readonly Lazy<KnowledgeFiles> Shipped = new(() => KnowledgeFiles.Read(Root));
    private static readonly Lazy<KnowledgeBase> Loaded = new(() => KnowledgeBase.Load(Files));
    private static readonly Lazy<Stratifier> Bound = new(() => Stratifier.Load(Reviewed));

    public static KnowledgeFiles Files => Shipped.Value;

    public static KnowledgeBase Reviewed => Loaded.Value;

    public static Stratifier Rules => Bound.Value;

    public static Stratifier RulesWith(params (string Decision, string Option)[] options) =>
        Bind(Files, options.ToDictionary(o => o.Decision, o => o.Option));

    /// <summary>The rules with the interaction table edited; the terminology is not read again.</summary>
    public static Stratifier RulesWith(Func<string, string> edit)
    {
        var text = Encoding.UTF8.GetString(Files.Find(TablePath)!.Content.Span);
        var edited = edit(text);
        Assert.NotEqual(text, edited);
        return Bind(KnowledgeFiles.Of([.. Files.All, new KnowledgeFile(TablePath, Encoding.UTF8.GetBytes(edited))]), new Dictionary<string, string>());
    }

    private static Stratifier Bind(KnowledgeFiles files, Dictionary<string, string> options) => Stratifier.Load(new KnowledgeBase
    {
        Files = files,
        Terminology = Reviewed.Terminology,
        CareLevel = CareLevelKnowledge.Load(files, options),
        Laboratory = Reviewed.Laboratory,
        Stamp = Reviewed.Stamp,
    });

    public static Ingredient Ingredient(string code) =>
        Reviewed.Terminology.Ingredient(code) ?? throw new ArgumentException($"no ingredient '{code}'", nameof(code));

    public static Tags Route(string set) =>
        Reviewed.Terminology.ConditionSets.TryFind(set, out var tags) ? tags : throw new ArgumentException(set, nameof(set));

    /// <summary>A current medicine with one active order <c>MedicationRequest/{code}</c>.</summary>
    public static Therapy On(string code, string? text = null, string? route = null, bool singleDose = false, DateOnly? since = null, params MedicationRecord[] more)
    {
        var ingredient = Ingredient(code);
        var order = new MedicationRecord
        {
            Reference = "MedicationRequest/" + code.Replace(' ', '-'),
            Kind = MedicationRecordKind.Order,
            Status = "active",
            Text = text ?? ingredient.Name.En,
            At = new When(since ?? AsOf.AddDays(-3)),
            SingleDose = singleDose,
            DailyDose = singleDose ? null : new Dose(1, "{tbl}"),
            Route = route is null ? default : Route(route),
            HasRoute = route is not null,
        };
        return new()
        {
            Ingredient = ingredient,
            IsCurrent = true,
            Evidence = order,
            Records = [order, .. more],
            FirstDay = since ?? AsOf.AddDays(-3),
            LastDay = since ?? AsOf.AddDays(-3),
            CurrentSince = since ?? AsOf.AddDays(-3),
        };
    }

    /// <summary>A dose that was given on a day, and nothing else.</summary>
    public static Therapy Given(string code, DateOnly day)
    {
        var ingredient = Ingredient(code);
        var dose = new MedicationRecord
        {
            Reference = "MedicationAdministration/" + code.Replace(' ', '-'),
            Kind = MedicationRecordKind.Administration,
            Status = "completed",
            Text = ingredient.Name.En,
            At = new When(day),
        };
        return new() { Ingredient = ingredient, IsCurrent = true, Evidence = dose, Records = [dose], FirstDay = day, LastDay = day, CurrentSince = day };
    }

    private static ConditionFact Cancer { get; } = new()
    {
        Reference = "Condition/cancer",
        Text = "cancer",
        Sets = Route("cancer-solid-malignant"),
        Status = ConditionStatus.Active,
        Verification = Verification.Confirmed,
    };

    public static PatientSnapshot Patient(params Therapy[] therapies) => new() { AsOf = AsOf, Patient = "Patient/p", Therapies = [.. therapies], Conditions = [Cancer] };

    public static PatientSnapshot With(
        this PatientSnapshot patient, IReadOnlyList<AnswerFact>? answers = null, IReadOnlyList<InteractionFact>? issues = null, IReadOnlyDictionary<RecordKind, GapReason>? gaps = null)
    {
        return new()
        {
            AsOf = patient.AsOf,
            Patient = patient.Patient,
            Therapies = patient.Therapies,
            Conditions = patient.Conditions,
            Answers = answers ?? patient.Answers,
            Interactions = issues ?? patient.Interactions,
            Gaps = gaps ?? patient.Gaps,
        };
    }

    public static AnswerFact Answer(string value, string? about = null, int daysAgo = 0, string reference = "Observation/answer") => new()
    {
        Reference = reference,
        Assessment = "ddi-management",
        Value = value,
        At = new When(AsOf.AddDays(-daysAgo)),
        About = about,
    };

    public static InteractionFact Issue(string? severity, bool isMitigated = false, params string[] implicated) => new()
    {
        Reference = "DetectedIssue/1",
        Text = "recorded by the EHR",
        Severity = severity,
        IsMitigated = isMitigated,
        Implicated = implicated,
    };

    public static IReadOnlyList<DrugInteraction> Interactions(this PatientSnapshot patient, Stratifier? rules = null) =>
        new PatientCase(patient, rules ?? Rules).Interactions;

    public static Finding Finding(this PatientSnapshot patient, string criterion, Stratifier? rules = null) =>
        (rules ?? Rules).Assess(patient).Findings.Single(f => f.Criterion == criterion);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("CdsOncoPharm.sln");
    }
}
