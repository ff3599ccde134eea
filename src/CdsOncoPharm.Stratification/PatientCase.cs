using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification;

/// <summary>One patient being judged: the facts, and what has been worked out from them so far. Used by one thread, for one assessment.</summary>
internal sealed class PatientCase
{
    private readonly Reading?[] readings;
    private readonly Outcome?[] outcomes;
    private bool? nephrotoxicOrder;
    private List<(DateOnly From, DateOnly To)>? treatmentSpans;
    private IReadOnlyList<DrugInteraction>? interactions;
    private IReadOnlyList<LaboratoryGrade>? laboratoryGrades;
    private IReadOnlyList<RegimenMatch>? regimens;

    public PatientCase(PatientSnapshot snapshot, Stratifier rules)
    {
        Snapshot = snapshot;
        Rules = rules;
        readings = new Reading?[rules.ResultCount];
        outcomes = new Outcome?[rules.Criteria.Count];
    }

    public PatientSnapshot Snapshot { get; }

    public Stratifier Rules { get; }

    public DateOnly AsOf => Snapshot.AsOf;

    public bool Misses(RecordKind kind) => Snapshot.Gaps.Count > 0 && Snapshot.Gaps.ContainsKey(kind);

    /// <summary>Whether a day lies in a window that ends on asOf; both ends count.</summary>
    public bool IsWithin(DateOnly day, Duration window) => day <= AsOf && day >= window.StartBefore(AsOf);

    /// <summary>First day of any antineoplastic; null before treatment.</summary>
    public DateOnly? FirstTreatmentDay => TreatmentSpans is [var first, ..] ? first.From : null;

    /// <summary>First day of the current line: after the last break that is longer than <c>formulas.json</c> allows.</summary>
    public DateOnly? CurrentLineStart
    {
        get
        {
            DateOnly? start = null;
            var reach = DateOnly.MinValue;
            foreach (var (from, to) in TreatmentSpans)
            {
                if (start is null || Rules.LineGap.EndAfter(reach) < from)
                    start = from;
                if (to > reach)
                    reach = to;
            }
            return start;
        }
    }

    /// <summary>The regimens that the patient is on.</summary>
    public IReadOnlyList<RegimenMatch> Regimens => regimens ??= Rules.Regimens.Of(Snapshot);

    /// <summary>Interactions on record and among the current medicines, the most severe first.</summary>
    public IReadOnlyList<DrugInteraction> Interactions => interactions ??= Rules.Interactions.Of(this);

    /// <summary>CTCAE grades by the newest laboratory values since the current line began; those that are certainly 0 are left out.</summary>
    public IReadOnlyList<LaboratoryGrade> LaboratoryGrades => laboratoryGrades ??= Rules.LaboratoryGrades.Of(this);

    private List<(DateOnly From, DateOnly To)> TreatmentSpans
    {
        get
        {
            if (treatmentSpans is not null)
                return treatmentSpans;
            treatmentSpans = [];
            foreach (var therapy in Snapshot.Therapies)
            {
                if (!therapy.Ingredient.IsAntineoplastic)
                    continue;
                foreach (var record in therapy.Records)
                {
                    if (record.Counts && !record.IsPlan && (record.Kind == MedicationRecordKind.Draft ? AsOf : record.Start ?? record.At?.Day) is { } day && day <= AsOf)
                        treatmentSpans.Add((day, Until(record, day, therapy) is var until && until < AsOf ? until : AsOf));
                }
            }
            treatmentSpans.Sort();
            return treatmentSpans;
        }
    }

    // A dose is a day, but a depot works for as long as its window. What is only ordered is taken while the order runs.
    private DateOnly Until(MedicationRecord record, DateOnly from, Therapy therapy)
    {
        var windows = Rules.Currency.Therapy(therapy.Ingredient.Kind);
        if (record.Kind == MedicationRecordKind.Administration)
            return windows.Administration.EndAfter(from) > Rules.LineGap.EndAfter(from) ? windows.Administration.EndAfter(from) : record.End ?? from;
        if (record.Kind == MedicationRecordKind.Dispense)
            return record.DaysSupply is > 0 and < 3_660 and var days ? from.AddDays((int)days) : from;
        if (record.End is not null || record.Status is not ("active" or "on-hold") || therapy.Records.Any(r => r is { Kind: MedicationRecordKind.Administration, Counts: true }))
            return record.End ?? from;
        return windows.Order.EndAfter(therapy.LastDay > from ? therapy.LastDay.Value : from);
    }

    /// <summary>The outcome of another criterion, before suppression.</summary>
    public Outcome OutcomeOf(Criterion criterion) => outcomes[criterion.Index] ??= criterion.When.Test(this, null);

    /// <summary>The newest usable result in its window, else the derived value, else why there is none.</summary>
    public Reading Read(ResultRule rule, Duration? within = null)
    {
        if (within is not null)
            return Find(rule, within);
        return readings[rule.Kind.Index] ??= Find(rule, WindowOf(rule));
    }

    /// <summary>Whether a result of that day is young enough to stand for today.</summary>
    public bool IsCurrent(ResultRule rule, DateOnly day) => WindowOf(rule) is not { } window || IsWithin(day, window);

    /// <summary>Whether a result that would count is on file and cannot be read: it is not silence.</summary>
    public bool HasUnreadable(ResultRule rule)
    {
        foreach (var fact in Snapshot.ResultsOf(rule.Kind))
        {
            if (fact.Unusable is Unusable.Unit or Unusable.NotANumber or Unusable.NoDate && (fact.At is not { } at || IsCurrent(rule, at.Day)))
                return true;
        }
        return false;
    }

    private Duration? WindowOf(ResultRule rule) => rule.NephrotoxicWindow is { } shorter && HasNephrotoxicOrder ? shorter : rule.Window;

    private bool HasNephrotoxicOrder =>
        nephrotoxicOrder ??= Rules.NephrotoxicOrder is { } condition && condition.Test(this, null) == Outcome.Met;

    private Reading Find(ResultRule rule, Duration? window)
    {
        var kind = rule.Kind;
        ResultFact? old = null, unusable = null;
        foreach (var fact in Snapshot.ResultsOf(kind))
        {
            if (fact.At is not { } at || fact.Unusable != Unusable.No)
            {
                unusable ??= fact;
                continue;
            }
            if (window is null || IsWithin(at.Day, window.Value))
                return Reading.Of(fact);
            old ??= fact;
        }
        if (rule.Derive is not null)
        {
            var derived = Derive(rule);
            if (derived.IsThere || (old is null && unusable is null))
                return derived;
        }
        return Reading.Without(() => WhyMissing(kind, window, old, unusable, window is { } used && used != rule.Window && used == rule.NephrotoxicWindow));
    }

    // A height of a billionth of a centimetre is a value on file, and its square is no longer a number.
    private Reading Derive(ResultRule rule)
    {
        try
        {
            return rule.Derive!(this);
        }
        catch (ArithmeticException)
        {
            return Reading.Without(() => new Lack(
                rule.Kind.Code,
                new($"{rule.Kind.Name.En}: cannot be computed from the values on file", $"{rule.Kind.Name.Zh}：无法由记录中的数值计算"),
                IsUnusable: true));
        }
    }

    // A nephrotoxic order asks for a fresh creatinine: which order, and how fresh.
    private LocalText Shortened(Duration window)
    {
        var trace = new Trace();
        Rules.NephrotoxicOrder?.Test(this, trace);
        Fact? order = trace.Items.FirstOrDefault(item => item.Fact is MedicationRecord).Fact;
        return new(
            $"only the last {window.In(Language.English)} count with a new nephrotoxic order{(order is null ? "" : $": {order.InBrief(Language.English)}")}",
            $"新开肾毒性药物{(order is null ? "" : $"（{order.InBrief(Language.Chinese)}）")}时仅{window.In(Language.Chinese)}内结果有效");
    }

    private Lack WhyMissing(ResultKind kind, Duration? window, ResultFact? old, ResultFact? unusable, bool isShortened)
    {
        var (en, zh) = (kind.Name.En, kind.Name.Zh);
        if (unusable is not null && (old is null || unusable.At > old.At))
        {
            var on = unusable.At is { } day ? new LocalText($" on {day}", $"（{day}）") : new("", "");
            var (written, writtenZh) = (unusable.Shown(Language.English) + on.En, unusable.Shown(Language.Chinese) + on.Zh);
            LocalText why = unusable.Unusable switch
            {
                Unusable.Unit => new($"{en} {written}: unit not usable", $"{zh} {writtenZh}：单位无法使用"),
                Unusable.NotANumber => new($"{en} {written}: not a number", $"{zh} {writtenZh}：结果不是数值"),
                Unusable.NoDate => new($"{en} {written}: no date", $"{zh} {writtenZh}：缺少日期"),
                _ => new($"{en}{on.En}: no value in the record", $"{zh}{on.Zh}：记录中无数值"),
            };
            return new Lack(kind.Code, why, unusable.Unusable != Unusable.NoValue);
        }
        if (old is { At: { } at })
        {
            var (because, becauseZh) = isShortened && window is { } shorter ? ($" ({Shortened(shorter).En})", $"（{Shortened(shorter).Zh}）") : ("", "");
            return new Lack(kind.Code, new($"{en}: last value of {at} is too old{because}", $"{zh}：最近一次结果（{at}）已过旧{becauseZh}"), IsUnusable: true);
        }
        if (Misses(RecordKind.Observations))
            return new Lack(kind.Code, new($"{en}: results did not arrive", $"{zh}：检查结果未能获取"));
        return new Lack(kind.Code, window is { } w
            ? new($"no {en} in {w.In(Language.English)}", $"{w.In(Language.Chinese)}内无{zh}结果")
            : new($"no {en}", $"无{zh}结果"));
    }
}
