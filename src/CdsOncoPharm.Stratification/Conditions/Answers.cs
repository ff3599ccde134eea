using System.Globalization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>What the code needs of an assessment: its age, and when not recorded is worth asking.</summary>
internal sealed class AssessmentRule
{
    public required string Key { get; init; }

    public required LocalText Question { get; init; }

    /// <summary>The assessment's name in a few words.</summary>
    public required LocalText Name { get; init; }

    /// <summary>Names of the values.</summary>
    public required IReadOnlyDictionary<string, LocalText> Values { get; init; }

    public Duration? MaxAge { get; init; }

    /// <summary>Null: never asked, so not recorded is "no".</summary>
    public Condition? AskWhen { get; set; }

    public bool AskWhenUnsure { get; init; }

    /// <summary>The newest answer that still counts; null when there is none.</summary>
    public AnswerFact? NewestOf(PatientCase patient) => NewestOf(patient, static _ => true);

    /// <summary>The newest answer that still counts and is about what is meant; null when there is none.</summary>
    public AnswerFact? NewestOf(PatientCase patient, Func<AnswerFact, bool> isMeant)
    {
        foreach (var answer in patient.Snapshot.Answers)
        {
            if (answer.Assessment == Key && IsInTime(answer, patient) && isMeant(answer))
                return answer;
        }
        return null;
    }

    /// <summary>The newest answer that still counts and is about a diagnosis; of one day the one that names it. Null when there is none.</summary>
    public AnswerFact? NewestAbout(ConditionFact condition, PatientCase patient)
    {
        AnswerFact? newest = null;
        foreach (var answer in patient.Snapshot.Answers)
        {
            if (answer.Assessment != Key || !IsInTime(answer, patient) || !answer.IsAbout(condition))
                continue;
            if (newest is not null && newest.At!.Value.Day != answer.At!.Value.Day)
                break;
            if (newest is null || (IsGeneral(newest) && !IsGeneral(answer)))
                newest = answer;
        }
        return newest;

        static bool IsGeneral(AnswerFact answer) => answer.About is null && answer.AboutSets.IsEmpty;
    }

    /// <summary>Whether an answer is young enough to count.</summary>
    public bool IsInTime(AnswerFact answer, PatientCase patient) =>
        answer.At is { } at && (MaxAge is not { } age ? at.Day <= patient.AsOf : patient.IsWithin(at.Day, age));

    /// <summary>What was answered, for people.</summary>
    public void Explain(AnswerFact answer, Trace? trace, ConditionFact? about = null)
    {
        if (trace is null)
            return;
        var of = about is null || answer is { About: null, AboutSets.IsEmpty: true }
            ? (En: "", Zh: "")
            : (En: $" ({about.Called(Language.English)})", Zh: $"（{about.Called(Language.Chinese)}）");
        var value = Values.TryGetValue(answer.Value, out var named) ? named : new LocalText(answer.Value, answer.Value);
        var on = answer.At is { } at ? (En: $" ({at})", Zh: $"（{at}）") : (En: "", Zh: "");
        trace.Note(new($"{Name.En}{of.En}: {EnglishText.LowerFirst(value.En)}{on.En}", $"{Name.Zh}{of.Zh}：{value.Zh}{on.Zh}"), answer.Reference);
    }

    /// <summary>Says what is missing to know whether the question is worth asking; false where it is known, or nothing that can be named is missing.</summary>
    public bool BlameGate(PatientCase patient, Trace? trace)
    {
        if (trace is null || AskWhen is null)
            return false;
        var gate = new Trace();
        if (AskWhen.Test(patient, gate) != Outcome.Unknown)
            return false;
        var isNamed = false;
        foreach (var item in gate.Items)
        {
            if (item.MissingId is not { } id)
                continue;
            isNamed = true;
            trace.Missing(id, item.Text);
        }
        return isNamed;
    }

    /// <summary>Whether nobody recorded an answer that is worth asking for.</summary>
    public bool IsMissed(PatientCase patient) => NewestOf(patient) is null && IsAsked(patient);

    /// <summary>Says that nobody recorded the answer, or that the last one is too old.</summary>
    public void Ask(PatientCase patient, Trace? trace)
    {
        if (trace is not null)
            Ask(patient, trace, null);
    }

    /// <summary>As <see cref="Ask(PatientCase, Trace?)"/>, of one thing: a level, an interaction, a toxicity.</summary>
    public void Ask(PatientCase patient, Trace trace, LocalText? about)
    {
        var why = WhyMissing(patient);
        if (about is not { } name)
            trace.Missing(Key, why);
        else
            trace.Missing(Key, new($"{name.En}: {why.En}", $"{name.Zh}：{why.Zh}"), new($"{name.En}: {Question.En}", $"{name.Zh}：{Question.Zh}"));
    }

    /// <summary>"Not recorded", or the day of the last answer, which is too old; with the question.</summary>
    public LocalText WhyMissing(PatientCase patient)
    {
        foreach (var answer in patient.Snapshot.Answers)
        {
            if (answer.Assessment == Key && answer.At is { } at && !IsInTime(answer, patient))
                return new($"last answer of {at} is too old: {Question.En}", $"最近一次回答（{at}）已过旧：{Question.Zh}");
        }
        return new($"not recorded: {Question.En}", $"未记录：{Question.Zh}");
    }

    /// <summary>Whether the answer is worth asking for, when nobody recorded it.</summary>
    public bool IsAsked(PatientCase patient) => AskWhen?.Test(patient, null) switch
    {
        Outcome.Met => true,
        Outcome.Unknown => AskWhenUnsure,
        _ => false,
    };
}

/// <summary>The newest answer of a person is one of the values; not recorded is unknown inside the assessment's gate, else "no".</summary>
public sealed record Answer : Condition
{
    private AssessmentRule rule = null!;

    public required string Assessment { get; init; }

    /// <summary>Values, one of which is needed.</summary>
    public IReadOnlyList<string> Is { get; init => field = value ?? []; } = [];

    /// <summary>Least number, for an answer that is a number.</summary>
    public decimal? AtLeast { get; init; }

    /// <summary>Whether "not recorded" is "no" everywhere.</summary>
    public bool PositiveOnly { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Assessment(Assessment);
        if (Is.Count == 0 == AtLeast is null)
            throw new BindingException($"the answer {Assessment} needs either values or a least number");
        binder.CheckValues(Assessment, Is);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (rule.NewestOf(patient) is { } answer)
        {
            rule.Explain(answer, trace);
            if (AtLeast is not { } least)
                return Outcomes.Of(Is.Contains(answer.Value, StringComparer.OrdinalIgnoreCase));
            return decimal.TryParse(answer.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? Outcomes.Of(number >= least)
                : Outcome.Unknown;
        }
        if (PositiveOnly || !rule.IsAsked(patient))
            return Outcome.NotMet;
        // Nobody is asked about the severity of an infection while it is not known whether there is one.
        if (rule.BlameGate(patient, trace))
            return Outcome.Unknown;
        rule.Ask(patient, trace);
        return Outcome.Unknown;
    }

    internal override LocalText InWords() => AtLeast is { } least
        ? new($"assessment {Assessment} ≥ {Limits.Number(least)}", $"评估 {Assessment} ≥ {Limits.Number(least)}")
        : new($"assessment {Assessment}: {string.Join(" or ", Is)}", $"评估 {Assessment}：{string.Join(" 或 ", Is)}");
}

/// <summary>
/// A present diagnosis of the sets was judged so by a person: by the newest answer that names it or names none. Not judged is unknown
/// inside the assessment's gate, else "no".
/// </summary>
public sealed record JudgedCondition : Condition
{
    private AssessmentRule rule = null!;
    private Tags sets;

    /// <summary>Condition sets; one of them is enough.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    public required string Assessment { get; init; }

    /// <summary>Values, one of which is needed.</summary>
    public required IReadOnlyList<string> Is { get; init; }

    /// <summary>Whether "not judged" is "no" everywhere.</summary>
    public bool PositiveOnly { get; init; }

    internal override void Bind(Binder binder)
    {
        rule = binder.Assessment(Assessment);
        sets = binder.ConditionSets(Sets);
        binder.CheckValues(Assessment, Is);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var fact in patient.Snapshot.Conditions)
        {
            if (!fact.Sets.Overlaps(sets) || fact.Status == ConditionStatus.Past || fact.Verification == Verification.Refuted)
                continue;
            var answer = Judge(fact, patient, trace);
            if (answer > outcome)
                outcome = answer;
        }
        if (outcome == Outcome.NotMet && patient.Misses(RecordKind.Conditions))
        {
            trace?.Missing(MissingIds.Conditions, new("diagnoses did not arrive completely", "诊断记录未能完整获取"));
            return Outcome.Unknown;
        }
        return outcome;
    }

    private Outcome Judge(ConditionFact fact, PatientCase patient, Trace? trace)
    {
        if (rule.NewestAbout(fact, patient) is not { } answer)
        {
            if (PositiveOnly || !rule.IsAsked(patient))
                return Outcome.NotMet;
            if (!rule.BlameGate(patient, trace))
                if (trace is not null)
                    rule.Ask(patient, trace, rule.NewestOf(patient) is null ? null : new LocalText(fact.Called(Language.English), fact.Called(Language.Chinese)));
            return Outcome.Unknown;
        }
        rule.Explain(answer, trace, fact);
        if (!Is.Contains(answer.Value, StringComparer.OrdinalIgnoreCase))
            return Outcome.NotMet;
        if (fact.Verification != Verification.Suspected)
            return Outcome.Met;
        trace?.Missing(MissingIds.Confirmation, new($"{fact.Called(Language.English)}: suspected, not confirmed", $"{fact.Called(Language.Chinese)}：疑似，尚未确诊"));
        return Outcome.Unknown;
    }

    internal override LocalText InWords() =>
        new($"diagnosis of {string.Join(" / ", Sets)}, assessed ({Assessment}) as {string.Join(" or ", Is)}", $"诊断 {string.Join(" / ", Sets)}，经评估（{Assessment}）为 {string.Join(" 或 ", Is)}");
}

/// <summary>Nobody recorded an answer that still counts.</summary>
public sealed record NotAnswered : Condition
{
    private AssessmentRule rule = null!;

    public required string Assessment { get; init; }

    internal override void Bind(Binder binder) => rule = binder.Assessment(Assessment);

    internal override Outcome Test(PatientCase patient, Trace? trace) => Outcomes.Of(rule.NewestOf(patient) is null);

    internal override LocalText InWords() => new($"assessment {Assessment} not recorded", $"未记录评估 {Assessment}");
}
