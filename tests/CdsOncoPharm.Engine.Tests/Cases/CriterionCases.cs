using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Engine.Tests.Cases;

/// <summary>The worked patients of <c>cds-services/care-level/cases</c>, through the FHIR reader, Intake and Stratification.</summary>
public sealed class CriterionCases
{
    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string>();
            foreach (var file in Case.All.Select(c => c.File).Distinct())
                files.Add(file);
            return files;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_worked_patient_comes_out_as_written(string file)
    {
        var wrong = new List<string>();
        foreach (var one in Case.All.Where(c => c.File == file))
        {
            var assessment = World.Rules(one.Options, one.Site).Assess(WorkedPatients.SnapshotOf(one));
            if (assessment.Scope == Scope.OutOfScope)
                wrong.Add($"{one.Name}: out of scope");
            foreach (var (kind, criterion, outcome) in one.Expected)
            {
                var finding = assessment.Findings.FirstOrDefault(f => f.Criterion == criterion);
                var came = finding is null ? "no such criterion" : World.Word(finding.Outcome);
                if (came != outcome)
                    wrong.Add($"{one.Name}: {kind} {criterion} should be {outcome}, is {came}: {finding?.Reason.En}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_criterion_has_a_case_inside_one_outside_and_one_with_its_datum_missing()
    {
        var seen = Case.All.SelectMany(c => c.Expected).Select(e => (e.Kind, e.Criterion)).ToHashSet();
        var lacking = new List<string>();
        foreach (var criterion in World.Rules().Criteria)
        {
            foreach (var kind in (string[])["inside", "outside", "missing"])
            {
                if (!seen.Contains((kind, criterion.Id)))
                    lacking.Add($"{criterion.Id} {kind}");
            }
        }
        Assert.True(lacking.Count == 0, $"{lacking.Count} cases are not there:\n" + string.Join("\n", lacking));
    }

    [Fact]
    public void Every_criterion_is_met_by_a_case_just_missed_by_one_and_left_open_by_one_whose_datum_is_missing()
    {
        var seen = Case.All.SelectMany(c => c.Expected).Select(e => (e.Criterion, e.Kind, e.Outcome)).ToHashSet();
        var wanted = new[] { ("inside", "met"), ("outside", "not-met"), ("missing", "unknown") };
        var lacking = World.Rules().Criteria
            .SelectMany(row => wanted.Where(w => !seen.Contains((row.Id, w.Item1, w.Item2))).Select(w => $"{row.Id} {w.Item2}"))
            .ToList();
        // Each exception stands with its reason in the file of its section, and goes when the case is there.
        Assert.Equal(Case.Impossible.Keys.Order(StringComparer.Ordinal), lacking.Order(StringComparer.Ordinal));
        Assert.All(Case.Impossible.Values, reason => Assert.True(reason.Length > 20, reason));
    }

    [Fact]
    public void An_inside_case_is_met_an_outside_case_is_not_and_a_missing_one_is_never_met()
    {
        foreach (var one in Case.All)
        {
            foreach (var (kind, criterion, outcome) in one.Expected)
            {
                var fits = kind switch
                {
                    "inside" => outcome is "met" or "suppressed",
                    "outside" => outcome is "not-met",
                    "missing" => outcome is "unknown" or "not-met",
                    _ => true,
                };
                Assert.True(fits, $"{one}: {criterion} is tagged {kind} and expects {outcome}");
            }
        }
    }

    [Fact]
    public void Names_of_cases_are_not_used_twice_in_a_file() =>
        Assert.Empty(Case.All.GroupBy(c => c.ToString()).Where(g => g.Count() > 1).Select(g => g.Key));
}
