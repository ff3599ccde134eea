using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Whether the consensus speaks about a patient: adults with a cancer diagnosis, or with a current medicine that is used
/// for cancer alone. The sets of diagnoses are <c>ValueSet-cancer-*</c>; decision D-38 says what becomes of haematological cancers.
/// </summary>
internal sealed class Scoping
{
    /// <summary>The patient is in scope by a medicine alone.</summary>
    public static readonly LocalText DiagnosesDidNotArrive = new(
        "Diagnoses did not arrive: assessed because of the current anticancer medicine; what they may hold is unknown",
        "诊断未能获取：因正在使用抗肿瘤药物而予评估，相关内容按未知处理");

    private const int AdultFrom = 18;

    private readonly Tags malignant, haematological, haematologicalUncertain, preliminary, history, encounter, basalCell, suspected, never, radiotherapy, cellTherapy;
    private readonly Duration afterCellTherapy;
    private readonly bool excludesHaematological;

    public Scoping(KnowledgeBase knowledge)
    {
        var register = knowledge.Terminology.ConditionSets;
        malignant = Find("cancer-solid-malignant") | Find("cancer-secondary");
        haematological = Find("cancer-haematological");
        haematologicalUncertain = Find("cancer-haematological-uncertain");
        preliminary = Find("cancer-in-situ") | Find("cancer-uncertain");
        history = Find("cancer-personal-history") | Find("cancer-history-of-treatment");
        encounter = Find("cancer-treatment-encounter");
        basalCell = Find("cancer-skin-basal-cell");
        suspected = Find("cancer-suspected");
        never = Find("cancer-never");
        radiotherapy = Find("vs-radiotherapy");
        cellTherapy = Find("vs-hsct") | Find("vs-car-t");
        afterCellTherapy = knowledge.CareLevel.Currency.TreatedAfterCellTherapy;
        excludesHaematological = knowledge.CareLevel.Options.GetValueOrDefault("D-38") == "exclude";

        Tags Find(string set) => register.TryFind(set, out var tags)
            ? tags
            : throw new KnowledgeException($"terminology/ValueSet-{set}.json", set, "this set is missing: the scope cannot be judged without it");
    }

    /// <summary>The scope with what the reader must know about it.</summary>
    public (Scope Scope, IReadOnlyList<LocalText> Notes) Of(PatientSnapshot patient)
    {
        if (patient.Age is { Most: < AdultFrom })
            return (Scope.OutOfScope, [new("Younger than 18 years", "年龄小于18岁")]);
        var (scope, note) = ByCancer(patient);
        var notes = new List<LocalText>();
        if (note is { } text)
            notes.Add(text);
        if (scope != Scope.OutOfScope && patient.Age is not { Least: >= AdultFrom })
            notes.Add(new("Age unknown", "年龄未知"));
        return (scope, notes);
    }

    private (Scope, LocalText?) ByCancer(PatientSnapshot patient)
    {
        bool solid = false, blood = false, bloodPast = false, early = false, past = false, visit = false, doubtful = false, skin = false, bloodUncertain = false;
        foreach (var fact in patient.Conditions)
        {
            if (fact.Verification == Verification.Refuted || fact.Sets.Overlaps(never))
                continue;
            var isMalignant = fact.Sets.Overlaps(malignant);
            var isBlood = fact.Sets.Overlaps(haematological);
            if (fact.Sets.Overlaps(suspected) || (fact.Verification == Verification.Suspected && (isMalignant || isBlood)))
                doubtful = true;
            else if (fact.Sets.Overlaps(history) || (fact.Status == ConditionStatus.Past && (isMalignant || isBlood)))
                (past, bloodPast) = (true, bloodPast || isBlood);
            else if (fact.Sets.Overlaps(basalCell))
                skin = true;
            else if (isMalignant)
                solid = true;
            else if (isBlood)
                blood = true;
            else if (fact.Sets.Overlaps(haematologicalUncertain))
                bloodUncertain = true;
            else if (fact.Sets.Overlaps(preliminary))
                early = true;
            else if (fact.Sets.Overlaps(encounter))
                visit = true;
        }

        if (solid)
            return (Scope.InScope, null);
        var treated = IsTreated(patient);
        if (blood || ((bloodUncertain || bloodPast) && treated))
        {
            return excludesHaematological
                ? (Scope.OutOfScope, new("Haematological malignancy: excluded by option D-38", "血液系统恶性肿瘤：按选项 D-38 不纳入"))
                : (Scope.Annotated, new("Haematological malignancy: the consensus is about solid tumours", "血液系统恶性肿瘤：该共识针对实体瘤"));
        }
        if (treated && past)
            return (Scope.InScope, new("Treated although the diagnosis is recorded as history", "诊断记录为既往史，但目前仍在接受抗肿瘤治疗"));
        if (treated && early)
            return (Scope.InScope, new("In-situ or uncertain neoplasm under drug treatment", "原位癌或性质未定肿瘤，正在接受药物治疗"));
        if (treated && skin)
            return (Scope.InScope, new("Basal cell carcinoma under drug treatment", "基底细胞癌，正在接受药物治疗"));
        if (treated && doubtful)
            return (Scope.InScope, new("Suspected cancer under drug treatment", "疑似恶性肿瘤，正在接受药物治疗"));
        if (patient.Gaps.ContainsKey(RecordKind.Conditions) && treated)
            return (Scope.InScope, DiagnosesDidNotArrive);
        if (visit || HasCancerOnlyMedicine(patient))
            return (Scope.InScope, new("No cancer diagnosis coded", "未见肿瘤诊断编码"));

        return (Scope.OutOfScope,
            past ? new("History of cancer only", "仅有肿瘤既往史")
            : doubtful ? new("Suspected cancer", "疑似恶性肿瘤")
            : early || bloodUncertain ? new("Neoplasm of uncertain or in-situ behaviour: not counted", "原位癌或性质未定肿瘤：不计入")
            : skin ? new("Basal cell carcinoma of the skin only", "仅有皮肤基底细胞癌")
            : patient.Gaps.ContainsKey(RecordKind.Conditions) ? new("Diagnoses did not arrive completely: whether there is a cancer is unknown", "诊断未能完整获取：无法判断是否为肿瘤患者")
            : treated ? new("No cancer diagnosis; the medicine has other uses", "无肿瘤诊断；该药物另有其他用途")
            : new LocalText("No cancer diagnosis", "无肿瘤诊断"));
    }

    private bool IsTreated(PatientSnapshot patient)
    {
        foreach (var therapy in patient.Therapies)
        {
            if (therapy is { IsCurrent: true, Ingredient.IsAntineoplastic: true })
                return true;
        }
        foreach (var procedure in patient.Procedures)
        {
            if (procedure.Status == "in-progress" && procedure.Sets.Overlaps(radiotherapy | cellTherapy))
                return true;
            if (!procedure.IsPlanned && procedure.Sets.Overlaps(cellTherapy) && (procedure.End ?? procedure.Start) >= afterCellTherapy.StartBefore(patient.AsOf))
                return true;
        }
        return false;
    }

    private static bool HasCancerOnlyMedicine(PatientSnapshot patient)
    {
        foreach (var therapy in patient.Therapies)
        {
            if (therapy is { IsCurrent: true, Ingredient: { IsAntineoplastic: true, IsForCancerOnly: true } })
                return true;
        }
        return false;
    }
}
