using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>The CTCAE grade of one laboratory value, as far as the value and the record decide it.</summary>
internal sealed class LaboratoryGrade
{
    public required LaboratoryTerm Term { get; init; }

    public required ResultFact Fact { get; init; }

    /// <summary>The grade that is certain, 0 for none.</summary>
    public required int Least { get; init; }

    /// <summary>The grade that is possible.</summary>
    public required int Most { get; init; }

    /// <summary>The grade before treatment, as far as it is certain: the same grade since is no new toxicity.</summary>
    public int Before { get; init; }

    /// <summary>What it rests on besides: albumin, or the value before treatment.</summary>
    public ResultFact? Beside { get; init; }

    /// <summary>What is missing, and why the grade is open; only where <see cref="Least"/> is below <see cref="Most"/>.</summary>
    public Func<Lack>? Open { get; init; }

    /// <summary>The toxicity that the value proves.</summary>
    public ToxicityFact Toxicity() => new()
    {
        Reference = Fact.Reference,
        Term = Term.Term.Name,
        Sets = Term.Term.Sets,
        IsKnownTerm = true,
        Grade = new CtcaeGrade(Least),
        Day = Fact.At?.Day,
        IsDrugRelated = false,
        ByValue = Fact,
    };
}

/// <summary>
/// Grades laboratory values by <c>cds-services/ctcae-labs.json</c>: the newest usable value of each test, taken after the first dose of the
/// current line. The value before that dose is the baseline. A value that is not there is no toxicity; one that is there and cannot be
/// judged (no limit of normal, unusable unit, too old) leaves the grade open.
/// </summary>
internal sealed class LaboratoryGrades
{
    private readonly Rule[] rules;
    private readonly ResultRule albumin;
    private readonly LaboratoryTable table;
    private readonly Terminology terminology;

    public LaboratoryGrades(KnowledgeBase knowledge, Binder binder)
    {
        (table, terminology) = (knowledge.Laboratory, knowledge.Terminology);
        rules = [.. table.Terms.Select(term => Bind(term, binder))];
        albumin = binder.Result(table.Calcium.Albumin.Code);
    }

    public IReadOnlyList<LaboratoryGrade> Of(PatientCase patient)
    {
        if (patient.CurrentLineStart is not { } start || start >= patient.AsOf)
            return [];
        List<LaboratoryGrade>? grades = null;
        foreach (var rule in rules)
        {
            var results = patient.Snapshot.ResultsOf(rule.Result.Kind);
            if (results.Count > 0 && Grade(rule, results, start, patient) is { } grade)
                (grades ??= []).Add(grade);
        }
        return grades is null ? [] : grades;
    }

    private static Rule Bind(LaboratoryTerm term, Binder binder)
    {
        try
        {
            return new Rule(term, binder.Result(term.Result.Code), term.During is { } name ? binder.Definition(name).Condition : null);
        }
        catch (BindingException e)
        {
            throw new KnowledgeException("cds-services/ctcae-labs.json", $"{term.Term.Code} by {term.Result.Code}", e.Message, e);
        }
    }

    private LaboratoryGrade? Grade(Rule rule, IReadOnlyList<ResultFact> results, DateOnly start, PatientCase patient)
    {
        ResultFact? newest = null, unusable = null;
        foreach (var fact in results)
        {
            if (fact is { Unusable: Unusable.No, Value: not null, At: not null })
            {
                newest = fact;
                break;
            }
            if (fact.Unusable is Unusable.Unit or Unusable.NotANumber or Unusable.NoDate)
                unusable ??= fact;
        }
        // As everywhere: an unusable result is passed over for a usable one that is young enough.
        if (newest is null || (unusable is not null && !patient.IsCurrent(rule.Result, newest.At!.Value.Day)))
        {
            if (unusable is null || unusable.At?.Day <= start)
                return null;
            return new()
            {
                Term = rule.Term,
                Fact = unusable,
                Least = 0,
                Most = rule.Term.Highest,
                Open = () => NotUsable(unusable),
            };
        }
        var day = newest.At!.Value.Day;
        if (day <= start)
            return null;
        var before = Baseline(results, start);
        var value = ValueOf(rule, newest, before, patient, out var beside);
        var range = rule.Term.Grade(value);
        if (range.Most == 0)
            return null;
        var isOld = !patient.IsCurrent(rule.Result, day);
        var onBaseline = value.BaselineIsAbnormal || value.During;
        return new()
        {
            Term = rule.Term,
            Fact = newest,
            Least = isOld ? 0 : range.Least,
            Most = range.Most,
            // A grade that is itself a multiple of the baseline has left out what was there before.
            Before = before is null || onBaseline ? 0 : rule.Term.Grade(ValueOf(rule, before, null, patient, out _)).Least,
            Beside = beside ?? (rule.Term.Baseline != BaselineUse.Never ? before : null),
            Open = isOld ? () => TooOld(newest) : range.Least < range.Most ? OpenBecause(range.Lacks, newest, rule.Term.IsCorrected && beside is null) : null,
        };
    }

    private ResultFact? Baseline(IReadOnlyList<ResultFact> results, DateOnly start)
    {
        var from = table.BaselineWithin.StartBefore(start);
        foreach (var fact in results)
        {
            if (fact is { Unusable: Unusable.No, Value: not null, At: { } at, Comparator: Comparator.Exact } && at.Day <= start)
                return at.Day >= from ? fact : null;
        }
        return null;
    }

    private LaboratoryValue ValueOf(Rule rule, ResultFact fact, ResultFact? before, PatientCase patient, out ResultFact? beside)
    {
        beside = null;
        var number = fact.Value!.Value;
        decimal? low = fact.Comparator is Comparator.Below or Comparator.AtMost ? null : number;
        decimal? high = fact.Comparator is Comparator.Above or Comparator.AtLeast ? null : number;
        var unit = fact.WrittenUnit is { } written ? terminology.FindUnit(written, null) : null;
        if (rule.Term.IsCorrected)
        {
            beside = AlbuminNear(fact, patient);
            var slope = unit is not null && table.Calcium.Slope.TryGetValue(unit, out var own) ? own : table.Calcium.Slope[rule.Result.Kind.Unit!];
            // Round as values are, so that a corrected value meets its limit.
            low += decimal.Round(slope * (table.Calcium.Normal - (beside?.Value ?? table.Calcium.Most)), 9);
            high += decimal.Round(slope * (table.Calcium.Normal - (beside?.Value ?? table.Calcium.Least)), 9);
        }
        return new()
        {
            Low = low,
            High = high,
            Unit = unit,
            UpperLimit = UpperLimit(rule, fact),
            LowerLimit = fact.LowerLimit,
            Baseline = before?.Value,
            BaselineIsAbnormal = rule.Term.Baseline == BaselineUse.Abnormal && before is not null
                && (rule.Term.IsHigh ? before.Value > UpperLimit(rule, before) : before.Value < before.LowerLimit),
            During = rule.During is { } during && during.Test(patient, null) != Outcome.NotMet,
        };
    }

    private static decimal? UpperLimit(Rule rule, ResultFact fact) => fact.UpperLimit ?? rule.Result.SiteUpperLimit;

    // The nearest in time; of two the newer.
    private ResultFact? AlbuminNear(ResultFact calcium, PatientCase patient)
    {
        ResultFact? nearest = null;
        var distance = int.MaxValue;
        var day = calcium.At!.Value.Day;
        var (from, to) = (table.Calcium.Within.StartBefore(day), table.Calcium.Within.EndAfter(day));
        foreach (var fact in patient.Snapshot.ResultsOf(albumin.Kind))
        {
            if (fact is not { Unusable: Unusable.No, Value: not null, At: { } at, Comparator: Comparator.Exact } || at.Day < from || at.Day > to)
                continue;
            var days = Math.Abs(at.Day.DayNumber - day.DayNumber);
            if (days < distance)
                (nearest, distance) = (fact, days);
        }
        return nearest;
    }

    private Func<Lack> OpenBecause(LimitOf? lacks, ResultFact fact, bool isUncorrected) => () => isUncorrected
        ? new(albumin.Kind.Code, Words(fact, $"no {albumin.Kind.Name.En} to correct it by", $"缺少用于校正的{albumin.Kind.Name.Zh}"))
        : lacks switch
        {
            LimitOf.UpperLimit => new(MissingIds.UpperLimit, Words(fact, "no upper limit of normal", "缺少正常值上限")),
            LimitOf.LowerLimit => new(MissingIds.LowerLimit, Words(fact, "no lower limit of normal", "缺少正常值下限")),
            LimitOf.Baseline => new(fact.Kind.Code, Words(fact, "no value before treatment", "无治疗前基线")),
            _ => new(fact.Kind.Code, Words(fact, "too imprecise", "结果不够精确"), IsUnusable: true),
        };

    private static Lack TooOld(ResultFact fact) =>
        new(fact.Kind.Code, Words(fact, $"last value of {fact.At} is too old", $"最近一次结果（{fact.At}）已过旧"), IsUnusable: true);

    private static Lack NotUsable(ResultFact fact) => new(fact.Kind.Code, fact.Unusable switch
    {
        Unusable.Unit => Words(fact, "unit not usable", "单位无法使用"),
        Unusable.NoDate => Words(fact, "no date", "缺少日期"),
        _ => Words(fact, "value is not a number", "结果不是数值"),
    }, IsUnusable: true);

    private static LocalText Words(ResultFact fact, string en, string zh) =>
        new($"{fact.Kind.Name.En} {fact.Shown(Language.English)}: {en}", $"{fact.Kind.Name.Zh} {fact.Shown(Language.Chinese)}：{zh}");

    private sealed record Rule(LaboratoryTerm Term, ResultRule Result, Condition? During);
}
