using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>
/// The newest value of a laboratory test, taken since the current line of treatment began, has a CTCAE grade by
/// <c>ctcae-labs.json</c> that it did not have before. It says nothing about the cause: rows that ask for an attribution use <c>toxicity</c>.
/// </summary>
public sealed record LaboratoryToxicity : Condition
{
    private Tags sets;
    private Tags outside;
    private Duration window;
    private HashSet<ResultKind> except = [];

    /// <summary>Toxicity sets, one of which the term must belong to; empty for any.</summary>
    public IReadOnlyList<string> Sets { get; init => field = value ?? []; } = [];

    /// <summary>Toxicity sets that it must not belong to.</summary>
    public IReadOnlyList<string> OutsideSets { get; init => field = value ?? []; } = [];

    /// <summary>Results that a row of the paper judges itself: they are not counted a second time.</summary>
    public IReadOnlyList<string> ExceptResults { get; init => field = value ?? []; } = [];

    public required int GradeAtLeast { get; init; }

    /// <summary>How long a value counts, where its own window is not shorter; null: as <c>currency.json</c> says for a reported toxicity.</summary>
    public Duration? Within { get; init; }

    internal override void Bind(Binder binder)
    {
        sets = binder.ToxicitySets(Sets);
        outside = binder.ToxicitySets(OutsideSets);
        except = [.. ExceptResults.Select(code => binder.Result(code).Kind)];
        window = Within ?? binder.Currency.Toxicities.Reported;
        if (GradeAtLeast is < 1 or > 4)
            throw new BindingException("a laboratory value proves grade 1 to 4");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (patient.FirstTreatmentDay is not { } first || first >= patient.AsOf)
            return Medicines.MissesAny(patient) ? Medicines.Gap(trace) : Outcome.NotMet;
        var outcome = Outcome.NotMet;
        foreach (var grade in patient.LaboratoryGrades)
        {
            // No worse than before treatment is no toxicity of the treatment.
            if (grade.Most < GradeAtLeast || grade.Most <= grade.Before || !Concerns(grade.Term)
                || (grade.Fact.At is { } at && !patient.IsWithin(at.Day, window)))
                continue;
            if (grade.Least >= GradeAtLeast && grade.Least > grade.Before)
            {
                outcome = Outcome.Met;
                if (trace is null)
                    return outcome;
                trace.Fact(grade.Toxicity());
                if (grade.Beside is { } beside)
                    trace.Fact(beside);
            }
            else
            {
                if (trace is not null && grade.Open?.Invoke() is { } lack)
                {
                    if (lack.IsUnusable)
                        trace.Unusable(lack.Id, lack.Why);
                    else
                        trace.Missing(lack.Id, lack.Why);
                }
                if (outcome == Outcome.NotMet)
                    outcome = Outcome.Unknown;
            }
        }
        return outcome == Outcome.NotMet && patient.Misses(RecordKind.Observations) ? Results.Gap(trace) : outcome;
    }

    private bool Concerns(Knowledge.LaboratoryTerm term) =>
        Sets.IsEmptyOr(term.Term.Sets.Overlaps(sets)) && !term.Term.Sets.Overlaps(outside) && !except.Contains(term.Result);

    internal override LocalText InWords()
    {
        var what = Sets.Count > 0 ? string.Join(" / ", Sets) : "any";
        var whatZh = Sets.Count > 0 ? string.Join(" / ", Sets) : "任何";
        if (OutsideSets.Count > 0)
        {
            what += $", outside {string.Join(" / ", OutsideSets)}";
            whatZh += $"，{string.Join(" / ", OutsideSets)} 以外";
        }
        if (except.Count > 0)
        {
            what += $"; not by {string.Join(", ", ExceptResults)}";
            whatZh += $"；不含 {string.Join("、", ExceptResults)}";
        }
        return new(
            $"laboratory value of CTCAE grade ≥ {GradeAtLeast} ({what}) in the last {window.In(Language.English)}, taken since the current line of treatment began and worse than before it",
            $"最近{window.In(Language.Chinese)}内检验值达 CTCAE ≥ {GradeAtLeast} 级（{whatZh}），于本线治疗开始后测得且较治疗前加重");
    }
}
