using System.Text;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards.Tests;

/// <summary>Invented patients and their assessments, made by hand in few words.</summary>
internal static class Ward
{
    public static readonly DateOnly Today = new(2026, 11, 21);

    public static readonly CarePlanOfLevel PlanOfLevel1 = Plan(1, 3, 10);
    public static readonly CarePlanOfLevel PlanOfLevel2 = Plan(2, 2, 9);
    public static readonly CarePlanOfLevel PlanOfLevel3 = Plan(3, 1, 5);

    public static readonly Finding SevereRenalImpairment = Met("PC-5.1.2.5-L1-a",
        new("Severe renal impairment: creatinine clearance ≤ 30 mL/min", "重度肾功能损害：肌酐清除率 ≤ 30 mL/min"),
        "5.1.2.5 (severe, renal); Table 2, liver and renal impairment, Level 1",
        new Evidence("Observation/7", new(
            "creatinine clearance 24 mL/min (Cockcroft–Gault: creatinine 210 µmol/L on 2026-11-19, 64 kg, 78 years)",
            "肌酐清除率 24 mL/min（Cockcroft–Gault：肌酐 210 µmol/L，2026-11-19，64 kg，78 岁）")));

    public static readonly Finding Cisplatin = Met("PC-5.2.1.7-L2-a1",
        new("Cisplatin (high-risk nephrotoxic agent)", "使用顺铂（高肾毒性药物）"),
        "5.2.1.7; Table 2, urinary system, Level 2 (a)",
        new Evidence("MedicationRequest/31", new("Cisplatin 75 mg/m², ordered 2026-11-20", "顺铂 75 mg/m²，医嘱 2026-11-20")) { Brief = new("cisplatin", "顺铂") });

    public static readonly Finding SignedNow = Cisplatin with
    {
        Explanation = Shown("MedicationRequest/draft-1", new("Cisplatin 75 mg/m², new order 2026-11-21", "顺铂 75 mg/m²，新医嘱 2026-11-21"), new("cisplatin", "顺铂")),
    };

    public static readonly Finding Doxorubicin = Met("PC-5.2.1.1-L2-a",
        new("Anthracycline (or mitoxantrone) with ≥ 1 cardiotoxicity risk factor", "使用蒽环类（或米托蒽醌）且有 ≥ 1 项心脏毒性危险因素"),
        "5.2.1.1; Table 2, cardiovascular system, Level 2 (a)",
        new Evidence("MedicationRequest/32", new("Doxorubicin 102 mg, ordered 2026-11-20", "多柔比星 102 mg，医嘱 2026-11-20")) { Brief = new("doxorubicin", "多柔比星") },
        new Evidence("Patient/123", new("advanced age: 66 years", "高龄：66 岁")) { IsRisk = true });

    public static readonly Finding Oxaliplatin = Met("PC-5.2.1.8-L2-b",
        new("Oxaliplatin in use, cumulative dose ≥ 780 mg/m² (paper: 780–850; no ceiling)", "正在使用奥沙利铂，累积剂量 ≥ 780 mg/m²（原文 780～850，不设上限）"),
        "5.2.1.8 (cumulative dose list); Table 2, nervous system, Level 2 (1st list, b)",
        new Evidence("MedicationAdministration/9", new("cumulative oxaliplatin: 812 mg/m² (10 doses)", "奥沙利铂累积剂量：812 mg/m²（10 次给药）")),
        new Evidence("Observation/12", new("Body surface area 1.71 m² on 2026-11-12", "体表面积 1.71 m²，2026-11-12")) { Brief = new("body surface area 1.71 m²", "体表面积 1.71 m²") },
        new Evidence("Observation/11", new("Weight 64 kg on 2026-11-12", "体重 64 kg，2026-11-12")));

    public static readonly Finding Elderly = Met("PC-5.1.1.2-L3-a",
        new("Very old patient: age ≥ 75 years", "高龄老年患者：年龄 ≥ 75 岁"),
        "5.1.1.2; Table 2, age, Level 3",
        new Evidence("Patient/123", new("age 78 years", "年龄 78 岁")));

    public static readonly Finding Polypharmacy = Met("PC-5.2.5-L3-a",
        new("Polypharmacy: 5–9 non-antineoplastic medicines", "多重用药：非抗肿瘤药物 5～9 种"),
        "5.2.5 (the text says antineoplastic); Table 2, polypharmacy, Level 3") with
    { Explanation = Explanation.Of(new("6 other medicines are current", "目前使用 6 种其他药物")) };

    public static readonly MissingInformation Creatinine = new()
    {
        Id = "creatinine",
        Name = new("Creatinine", "血肌酐"),
        CouldRaiseTo = new CareLevel(1),
        Criteria = ["PC-5.1.2.5-L1-a"],
    };

    public static readonly MissingInformation Bilirubin = new()
    {
        Id = "tbil",
        Name = new("Total bilirubin", "总胆红素"),
        CouldRaiseTo = new CareLevel(1),
        Criteria = ["PC-5.1.2.5-L1-c"],
    };

    public static readonly MissingInformation Stability = new()
    {
        Id = "comorbidity-stability",
        Name = new("stability of comorbidities", "合并症稳定性"),
        CouldRaiseTo = new CareLevel(2),
        Criteria = ["PC-5.1.2.1-L2-a"],
        Question = new("Are the chronic comorbidities under control?", "慢性合并症目前是否控制稳定？"),
    };

    public static readonly MissingInformation Ecog = new()
    {
        Id = "ecog",
        Name = new("ECOG performance status", "ECOG 评分"),
        CouldRaiseTo = null,
        Criteria = ["PC-5.1.1.4-L3-a"],
    };

    public static readonly MonitoringTask RenalFunction = new()
    {
        Id = "MON-UR-01",
        Title = new("Creatinine and electrolytes", "肌酐和电解质"),
        Frequency = new("before each cycle and on day 7", "每周期前及第 7 天"),
        Action = new("Clearance below 50 mL/min: review the cisplatin dose", "肌酐清除率低于 50 mL/min：评估顺铂剂量"),
        Because = ["PC-5.2.1.7-L2-a1", "PC-5.1.2.5-L1-a", "NEPHRO_HIGH"],
        Loinc = ["2160-0", "2823-3", "19123-9"],
        Source = "cisplatin label",
    };

    public static readonly MonitoringTask Neuropathy = new()
    {
        Id = "MON-NE-01",
        Title = new("Neuropathy grade", "神经毒性分级"),
        Frequency = new("before each cycle", "每周期前"),
        Because = ["PC-5.2.1.8-L2-b"],
        Source = "ESMO 2020",
    };

    public static readonly MonitoringTask BloodPressure = new()
    {
        Id = "MON-CV-05",
        Title = new("Blood pressure", "血压"),
        Frequency = new("weekly for 8 weeks, then each cycle", "前 8 周每周一次，此后每周期一次"),
        Because = ["ANTI_VEGF"],
        Loinc = ["85354-9"],
        Source = "ESC 2022; labels",
    };

    public static Finding Met(string criterion, LocalText statement, string locator, params Evidence[] evidence) => new()
    {
        Criterion = criterion,
        Level = new CareLevel(criterion[criterion.IndexOf("-L", StringComparison.Ordinal) + 2] - '0'),
        Outcome = FindingOutcome.Met,
        Statement = statement,
        Explanation = Explanation.Of(evidence.Length > 0 ? evidence[0].Text : statement, evidence),
        Decisions = ["D-12"],
        Locator = locator,
        Organ = "any",
    };

    public static Explanation Shown(string reference, LocalText text, LocalText? brief = null) => Explanation.Of(text, new Evidence(reference, text) { Brief = brief });

    public static Finding NotMet(Finding met) => met with { Outcome = FindingOutcome.NotMet, Explanation = Explanation.Of(new("nothing on record", "无相关记录")) };

    public static Finding Unknown(Finding met, params string[] missing) => met with
    {
        Outcome = FindingOutcome.Unknown,
        Missing = missing,
        Explanation = Explanation.Of(new("no creatinine in 30 days", "30 天内无肌酐结果")),
    };

    public static IEnumerable<Finding> NotBuilt(int count) => Enumerable.Range(1, count).Select(number => new Finding
    {
        Criterion = $"PC-5.2.1.1-L2-{number}",
        Level = new CareLevel(2),
        Outcome = FindingOutcome.SwitchedOff,
        Statement = new("A row of the paper", "共识中的一条"),
        Explanation = Explanation.Of(new("not built yet", "尚未实现")),
        Locator = "5.2.1.1",
        Organ = "cardiovascular",
    });

    /// <summary>An assessment whose level is the strongest finding that is met, and whose range follows from the unknown ones.</summary>
    public static Assessment Assessed(params IEnumerable<Finding> findings)
    {
        List<Finding> all = [.. findings];
        CareLevel? level = all.Where(finding => finding.Outcome == FindingOutcome.Met).Select(finding => (CareLevel?)finding.Level).Min();
        CareLevel? highest = all.Where(finding => finding.Outcome is FindingOutcome.Met or FindingOutcome.Unknown).Select(finding => (CareLevel?)finding.Level).Min();
        return new Assessment
        {
            Patient = "Patient/123",
            AsOf = Today,
            Scope = Scope.InScope,
            Level = level,
            Highest = highest,
            Findings = all,
            Plan = level?.Value switch { 1 => PlanOfLevel1, 2 => PlanOfLevel2, 3 => PlanOfLevel3, _ => null },
            Knowledge = new KnowledgeStamp("2026.1", "sha256:0f3a"),
        };
    }

    public static Assessment OutOfScope { get; } = Assessed() with
    {
        Scope = Scope.OutOfScope,
        ScopeNotes = [new("No cancer diagnosis on file; methotrexate has other uses", "未见肿瘤诊断；甲氨蝶呤另有其他用途")],
    };

    public static CardContext For(ClientProfile profile, Language language = Language.English)
    {
        var next = 0;
        return new CardContext
        {
            Language = language,
            Profile = profile,
            NewId = () => new Guid(++next, 0, 0, new byte[8]),
            Encounter = "55",
            User = "Practitioner/9",
        };
    }

    /// <summary>The card as it leaves; it must pass the last look without anything repaired or left out.</summary>
    public static Card Card(Assessment assessment, CardContext context)
    {
        var response = CareLevelCards.Build(assessment, context);
        var (leaving, breaches) = CardRules.Check(response, context.Profile, () => throw new InvalidOperationException("An id was missing."));
        Assert.Empty(breaches);
        return Assert.Single(leaving.Cards);
    }

    public static Card Card(Assessment assessment, Language language = Language.English) => Card(assessment, For(ClientProfile.Standard, language));

    /// <summary>A card as a person reads it.</summary>
    public static string AsRead(Card card)
    {
        StringBuilder text = new();
        text.Append('[').Append(card.Indicator).Append("] ").AppendLine(card.Summary).AppendLine();
        text.AppendLine(card.Detail).AppendLine();
        foreach (var suggestion in card.Suggestions)
        {
            text.Append("( ").Append(suggestion.Label).AppendLine(" )");
            foreach (var action in suggestion.Actions)
                text.Append("    ").Append(action.Type).Append(' ').Append(TypeOf(action)).Append(": ").AppendLine(action.Description);
        }

        foreach (var link in card.Links)
            text.Append("( ").Append(link.Label).Append(" -> ").Append(link.Url).AppendLine(" )");
        text.Append("Source: ").Append(card.Source.Label).Append(" | ").Append(card.Source.Url).Append(" | ").Append(card.Source.Topic?.Code)
            .Append(" \"").Append(card.Source.Topic?.Display).AppendLine("\"");
        text.Append("Selection: ").Append(card.SelectionBehavior?.ToString() ?? "none")
            .Append("; extension: ").AppendLine(card.Extension.Count == 0 ? "none" : string.Join(", ", card.Extension.Keys));
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string TypeOf(SuggestedAction action)
    {
        using var json = System.Text.Json.JsonDocument.Parse(action.Resource);
        return json.RootElement.GetProperty("resourceType").GetString()!;
    }

    private static CarePlanOfLevel Plan(int level, int visits, int items) => new(new CareLevel(level), visits, [.. new LocalText[]
    {
        new("Order review", "医嘱审核"),
        new("Medication reconciliation", "药物重整"),
        new("Medication education", "用药教育"),
        new("Adjustment of diagnosis and treatment plans", "诊疗方案调整"),
        new("Evaluation of the rationality of the antineoplastic regimen", "抗肿瘤治疗方案合理性评价"),
        new("Monitoring of therapeutic efficacy", "疗效监护"),
        new("Monitoring of adverse drug reactions", "药物不良反应监护"),
        new("Monitoring of the drug treatment process", "药物治疗过程监护"),
        new("Monitoring of medication adherence", "用药依从性监护"),
        new("Individualised medication monitoring", "个体化用药监护"),
    }.Take(items)]);
}
