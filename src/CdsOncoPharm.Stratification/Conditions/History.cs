using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A result since cancer treatment began lay inside limits; decision D-27c may leave out the current line.</summary>
public sealed record PastResult : Condition
{
    private ResultRule rule = null!;
    private Limits limits;
    private bool earlierLineOnly;

    public required string Result { get; init; }

    public decimal? AtLeast { get; init; }

    public decimal? Below { get; init; }

    /// <summary>Whether the value must lie below the lower limit of normal: the result's own, else those given here.</summary>
    public bool BelowNormal { get; init; }

    public decimal? NormalFemale { get; init; }

    public decimal? NormalMale { get; init; }

    public required string Unit { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Result(Result);
        limits = new(AtLeast, null, null, Below);
        if ((limits.IsEmpty && !BelowNormal) || limits.IsContradiction)
            throw new BindingException($"the limits of {Result} say nothing or contradict each other");
        if (Unit != rule.Kind.Unit)
            throw new BindingException($"{Result} is kept in {rule.Kind.Unit ?? "no unit"}, not in {Unit}");
        earlierLineOnly = binder.Option("D-27c", "earlier-line");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        // Before treatment there is no "earlier treatment": a first order that is being signed makes no history.
        if (patient.FirstTreatmentDay is not { } first || first >= patient.AsOf)
            return Medicines.MissesAny(patient) ? Medicines.Gap(trace) : Outcome.NotMet;
        var until = patient.AsOf;
        if (earlierLineOnly)
        {
            if (patient.CurrentLineStart is not { } line || line <= first)
                return Medicines.MissesAny(patient) ? Medicines.Gap(trace) : Outcome.NotMet;
            until = line.AddDays(-1);
        }
        var (seen, open) = (false, false);
        foreach (var fact in patient.Snapshot.ResultsOf(rule.Kind))
        {
            if (fact is not { Value: { } value, At: { } at, Unusable: Unusable.No } || at.Day <= first || at.Day > until)
                continue;
            seen = true;
            var answer = Judge(fact, value, patient);
            if (answer == Outcome.Met)
            {
                trace?.Fact(fact);
                return Outcome.Met;
            }
            open |= answer == Outcome.Unknown;
        }
        if (seen && !open && !patient.Misses(RecordKind.Observations))
            return Outcome.NotMet;
        trace?.Missing(Result, new($"no {rule.Kind.Name.En} since treatment began", $"治疗开始后无{rule.Kind.Name.Zh}结果"));
        return Outcome.Unknown;
    }

    private Outcome Judge(ResultFact fact, decimal value, PatientCase patient)
    {
        var inside = limits.IsEmpty ? Outcome.Met : limits.Judge(value, fact.Comparator);
        if (!BelowNormal || inside == Outcome.NotMet)
            return inside;
        var normal = fact.LowerLimit ?? patient.Snapshot.Sex switch { Sex.Female => NormalFemale, Sex.Male => NormalMale, _ => null };
        if (normal is { } limit)
            return Outcomes.Of(value < limit);
        // Sex unknown: below both limits is below, above both is not.
        return value < Math.Min(NormalFemale ?? 0, NormalMale ?? 0) ? Outcome.Met
            : value >= Math.Max(NormalFemale ?? 0, NormalMale ?? 0) ? Outcome.NotMet
            : Outcome.Unknown;
    }

    internal override LocalText InWords()
    {
        var words = limits.IsEmpty ? "" : " " + limits.InWords(Unit);
        var normal = BelowNormal ? (" below normal", "低于正常") : ("", "");
        return new($"{rule.Kind.Name.En}{words}{normal.Item1} at any time since treatment began", $"治疗开始后{rule.Kind.Name.Zh}{words}{normal.Item2}");
    }
}

/// <summary>The newest result since treatment began lies inside limits.</summary>
public sealed record ResultOnTreatment : Condition
{
    private ResultRule rule = null!;
    private Limits limits;

    public required string Result { get; init; }

    public required decimal AtLeast { get; init; }

    public required string Unit { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Result(Result);
        limits = new(AtLeast, null, null, null);
        if (Unit != rule.Kind.Unit)
            throw new BindingException($"{Result} is kept in {rule.Kind.Unit ?? "no unit"}, not in {Unit}");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (patient.FirstTreatmentDay is not { } first || first >= patient.AsOf)
            return Medicines.MissesAny(patient) ? Medicines.Gap(trace) : Outcome.NotMet;
        var reading = patient.Read(rule);
        if (reading.Fact is { Value: { } value, At: { } at } fact && at.Day > first)
        {
            trace?.Fact(fact);
            return limits.Judge(value, fact.Comparator);
        }
        if (rule.Gate is { } gate && gate.Test(patient, null) == Outcome.NotMet && !patient.HasUnreadable(rule))
            return Outcome.NotMet;
        // One that is too old or cannot be read is told as such.
        if (reading.Fact is null && patient.Snapshot.ResultsOf(rule.Kind).Count > 0)
            reading.Blame(trace);
        else
            trace?.Missing(Result, new($"no {rule.Kind.Name.En} since treatment began", $"治疗开始后无{rule.Kind.Name.Zh}结果"));
        return Outcome.Unknown;
    }

    internal override LocalText InWords() => new($"{rule.Kind.Name.En} {limits.InWords(Unit)} since treatment began", $"治疗开始后{rule.Kind.Name.Zh} {limits.InWords(Unit)}");
}

/// <summary>Creatinine has risen under treatment: against the value before the current line, or over the upper limit of normal since.</summary>
public sealed record CreatinineRise : Condition
{
    private ResultRule creatinine = null!;
    private Knowledge.CreatinineRiseLimits limits = null!;

    /// <summary>Only a rise to at least this multiple of the baseline counts; without it the ratio of <c>formulas.json</c>, or the limit of normal.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>Only a rise above this multiple of the baseline counts.</summary>
    public decimal? Above { get; init; }

    internal override void Bind(Binder binder)
    {
        creatinine = binder.Result("creatinine");
        limits = binder.Formulas.CreatinineRise;
        if (AtLeast is not null && Above is not null)
            throw new BindingException("a rise has one limit");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var start = patient.CurrentLineStart ?? patient.FirstTreatmentDay;
        if (start is not { } first || first >= patient.AsOf)
            return Medicines.MissesAny(patient) ? Medicines.Gap(trace) : Outcome.NotMet;
        var isGraded = AtLeast is not null || Above is not null;
        var reading = patient.Read(creatinine);
        if (reading.Fact is not { Value: { } now, At: { } at } newest || at.Day <= first)
        {
            // A toxicity is what was measured.
            if (isGraded)
                return Outcome.NotMet;
            reading.Blame(trace);
            if (reading.Missing is null)
                trace?.Missing(creatinine.Kind.Code, new("no creatinine since treatment began", "治疗开始后无肌酐结果"));
            return Outcome.Unknown;
        }
        var baseline = Baseline(patient, first, newest);
        if (isGraded)
        {
            if (baseline is not { Value: { } known } || !(Above is { } above ? now > above * known : now >= AtLeast * known))
                return Outcome.NotMet;
            Explain(trace, newest, baseline, first);
            return Outcome.Met;
        }
        var anyUpper = AnyUpperLimit(patient);
        var isHigh = (newest.UpperLimit ?? anyUpper) is { } upper ? now > upper : (bool?)null;
        if (baseline is { Value: { } before } fact)
        {
            Explain(trace, newest, fact, first);
            var wasNormal = (fact.UpperLimit ?? anyUpper) is { } u ? before <= u : (bool?)null;
            if (now >= limits.Ratio * before || (isHigh == true && wasNormal == true))
                return Outcome.Met;
            // High already in the first value under treatment: whether it was so before, nobody knows.
            if (isHigh != true || IsBeforeTreatment(fact, first))
                return Outcome.NotMet;
        }
        if (isHigh == false)
            return Outcome.NotMet;
        trace?.Missing("creatinine-baseline", LatestResult.Said(creatinine, newest, ": no value before treatment", "：无治疗前基线"));
        return Outcome.Unknown;
    }

    private static bool IsBeforeTreatment(ResultFact fact, DateOnly first) => fact.At?.Day <= first;

    private static void Explain(Trace? trace, ResultFact newest, ResultFact baseline, DateOnly first)
    {
        if (trace is null || newest.Value is not { } now || baseline is not { Value: > 0 and var before })
            return;
        trace.Fact(newest);
        var ratio = Limits.Number(decimal.Round(now / before, 2));
        var (en, zh) = IsBeforeTreatment(baseline, first) ? ("before treatment", "治疗前") : ("provisional: the lowest since treatment began", "暂定：治疗开始后的最低值");
        trace.Note(
            new($"{ratio} × the baseline of {baseline.At} ({baseline.Shown(Language.English)}; {en})", $"为基线（{baseline.At}，{baseline.Shown(Language.Chinese)}；{zh}）的 {ratio} 倍"),
            baseline.Reference);
    }

    /// <summary>The upper limit of normal of the newest report that gives one: the same laboratory measured the others.</summary>
    private decimal? AnyUpperLimit(PatientCase patient)
    {
        foreach (var fact in patient.Snapshot.ResultsOf(creatinine.Kind))
        {
            if (fact.UpperLimit is { } upper)
                return upper;
        }
        return creatinine.SiteUpperLimit;
    }

    /// <summary>The newest before the first dose, else the lowest after it.</summary>
    private ResultFact? Baseline(PatientCase patient, DateOnly first, ResultFact newest)
    {
        ResultFact? lowest = null;
        var from = limits.BaselineWithin.StartBefore(first);
        foreach (var fact in patient.Snapshot.ResultsOf(creatinine.Kind))
        {
            if (fact is not { Value: { } value, At: { } at, Unusable: Unusable.No } || ReferenceEquals(fact, newest))
                continue;
            if (at.Day <= first)
                return at.Day >= from ? fact : lowest;
            if (lowest is null || value < lowest.Value)
                lowest = fact;
        }
        return lowest;
    }

    internal override LocalText InWords() =>
        Above is { } above ? new($"creatinine > {Limits.Number(above)} × baseline since treatment began", $"治疗后肌酐 > 基线的 {Limits.Number(above)} 倍")
        : AtLeast is { } least ? new($"creatinine ≥ {Limits.Number(least)} × baseline since treatment began", $"治疗后肌酐 ≥ 基线的 {Limits.Number(least)} 倍")
        : new(
            $"creatinine ≥ {Limits.Number(limits.Ratio)} × baseline, or above normal since treatment began",
            $"肌酐 ≥ 基线的 {Limits.Number(limits.Ratio)} 倍，或治疗后超过正常上限");
}

/// <summary>Several episodes of one toxicity: far enough apart, or with a recovery between.</summary>
public sealed record RecurrentToxicity : Condition
{
    private Tags sets;
    private AssessmentRule history = null!;

    public required IReadOnlyList<string> Sets { get; init; }

    public required int GradeAtMost { get; init; }

    public required int Episodes { get; init; }

    public required Duration Apart { get; init; }

    internal override void Bind(Binder binder)
    {
        sets = binder.ToxicitySets(Sets);
        history = binder.Assessment(AnswerFact.ToxicityHistory);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        // Neuropathy and paraesthesia are one family: the sets say what is the same toxicity.
        var episodes = new List<ToxicityFact>();
        var (count, open) = (0, 0);
        DateOnly? counted = null, last = null;
        var isOver = false;
        foreach (var fact in patient.Snapshot.Toxicities.Where(t => t.Sets.Overlaps(sets)).OrderBy(t => t.Day ?? DateOnly.MinValue))
        {
            if (fact.Grade is { } g && (g.Value < 1 || g.Value > GradeAtMost))
                continue;
            if (fact.Day is not { } day || fact.Grade is null)
            {
                open++;
                continue;
            }
            // Far enough from the last one that was counted, not from the last report of the same episode.
            if (counted is not { } before || Apart.EndAfter(before) <= day || (isOver && day > last))
            {
                count++;
                counted = day;
            }
            // What was reported of one day is over when all of it is.
            isOver = fact.IsOver && (day != last || isOver);
            last = day;
            episodes.Add(fact);
        }
        if (count >= Episodes)
        {
            foreach (var fact in episodes)
                trace?.Fact(fact);
            return Outcome.Met;
        }
        if (open > 0 && count + open >= Episodes)
        {
            trace?.Missing(MissingIds.Grade, new("an episode without date or grade", "有一次发作缺少日期或分级"));
            return Outcome.Unknown;
        }
        if (history.IsMissed(patient))
        {
            history.Ask(patient, trace);
            return Outcome.Unknown;
        }
        if (!patient.Misses(RecordKind.AdverseEvents))
            return Outcome.NotMet;
        trace?.Missing(MissingIds.AdverseEvents, new("adverse events did not arrive completely", "不良事件记录未能完整获取"));
        return Outcome.Unknown;
    }

    internal override LocalText InWords() => new(
        $"{Episodes} episodes of {string.Join(" / ", Sets)} grade 1–{GradeAtMost}",
        $"{string.Join(" / ", Sets)} 1–{GradeAtMost} 级，反复发生 ≥ {Episodes} 次");
}
