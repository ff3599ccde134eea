using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Age in completed years on asOf; a partial birth date that leaves the limit open is unknown.</summary>
public sealed record AgeInRange : Condition
{
    public int? AtLeast { get; init; }

    public int? AtMost { get; init; }

    internal override void Bind(Binder binder)
    {
        if (AtLeast is null && AtMost is null)
            throw new BindingException("an age needs atLeast or atMost");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (patient.Snapshot.Age is not { } age)
        {
            trace?.Missing(MissingIds.BirthDate, new("no birth date", "缺少出生日期"));
            return Outcome.Unknown;
        }
        var low = AtLeast ?? int.MinValue;
        var high = AtMost ?? int.MaxValue;
        var outcome = age.Least >= low && age.Most <= high ? Outcome.Met
            : age.Most < low || age.Least > high ? Outcome.NotMet
            : Outcome.Unknown;
        if (outcome == Outcome.Unknown)
            trace?.Missing(MissingIds.BirthDate, new($"the birth date leaves the age between {age.Least} and {age.Most}", $"出生日期不完整，年龄在 {age.Least} 至 {age.Most} 岁之间"));
        else
            trace?.Note(Said(age.Least, outcome, trace.IsInRisk), patient.Snapshot.Patient);
        return outcome;
    }

    private LocalText Said(int years, Outcome outcome, bool isRisk)
    {
        if (!isRisk || AtLeast is not { } limit || AtMost is not null)
            return new($"age {years} years", $"年龄 {years} 岁");
        return outcome == Outcome.Met
            ? new($"advanced age: {years} years", $"高龄：{years} 岁")
            : new($"age {years} years (limit {limit})", $"年龄 {years} 岁（界限 {limit} 岁）");
    }

    internal override LocalText InWords() => (AtLeast, AtMost) switch
    {
        ({ } low, { } high) => new($"age {low} to {high} years", $"年龄 {low}–{high} 岁"),
        ({ } low, null) => new($"age ≥ {low} years", $"年龄 ≥ {low} 岁"),
        (_, { } high) => new($"age ≤ {high} years", $"年龄 ≤ {high} 岁"),
        _ => default,
    };
}

/// <summary>Sex as the record states it.</summary>
public sealed record SexIs : Condition
{
    public required Sex Is { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (patient.Snapshot.Sex != Sex.Unknown)
            return Outcomes.Of(patient.Snapshot.Sex == Is);
        trace?.Missing(MissingIds.Sex, new("sex not recorded", "未记录性别"));
        return Outcome.Unknown;
    }

    internal override LocalText InWords() => Is == Sex.Female ? new("female", "女性") : new("male", "男性");
}
