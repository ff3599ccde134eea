using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>The monitoring tasks of <c>tasks.json</c> that a patient's findings and current agents ask for.</summary>
internal sealed class MonitoringPlan
{
    private readonly IReadOnlyDictionary<string, LocalText> groups;
    private readonly List<(TaskRow Row, IReadOnlySet<string> Criteria, IReadOnlyList<(string Name, Tags Tags)> Classes)> tasks = [];

    public MonitoringPlan(KnowledgeBase knowledge, IReadOnlyList<Criterion> criteria)
    {
        const string file = "cds-services/care-level/tasks.json";
        groups = knowledge.CareLevel.TaskGroups;
        foreach (var row in knowledge.CareLevel.Tasks)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var pattern in row.Criteria)
            {
                var matches = pattern.EndsWith('*')
                    ? criteria.Where(c => c.Id.StartsWith(pattern[..^1], StringComparison.Ordinal)).Select(c => c.Id).ToList()
                    : criteria.Where(c => c.Id == pattern).Select(c => c.Id).ToList();
                if (matches.Count == 0)
                    throw new KnowledgeException(file, row.Id, $"there is no criterion {pattern}");
                ids.UnionWith(matches);
            }
            var classes = row.Classes.Select(name => (name, knowledge.Terminology.DrugClasses.TryFind(name, out var tags)
                ? tags
                : throw new KnowledgeException(file, row.Id, $"there is no drug class {name}"))).ToList();
            tasks.Add((row, ids, classes));
        }
    }

    /// <summary>Tasks whose criteria are met (suppressed ones too: the risk is there) or whose agents are current, in the order of the file.</summary>
    public IReadOnlyList<MonitoringTask> For(PatientSnapshot patient, IReadOnlyList<Finding> findings)
    {
        var result = new List<(MonitoringTask Task, string? Group)>();
        var met = new List<string>();
        foreach (var finding in findings)
        {
            if (finding.Outcome is FindingOutcome.Met or FindingOutcome.Suppressed)
                met.Add(finding.Criterion);
        }
        foreach (var (row, criteria, classes) in tasks)
        {
            List<string>? because = null;
            foreach (var criterion in met)
            {
                if (criteria.Contains(criterion))
                    (because ??= []).Add(criterion);
            }
            foreach (var (name, tags) in classes)
            {
                foreach (var therapy in patient.Therapies)
                {
                    if (therapy.IsCurrent && therapy.Ingredient.Classes.Overlaps(tags))
                    {
                        (because ??= []).Add($"{name} ({therapy.Ingredient.Code})");
                        break;
                    }
                }
            }
            if (because is not null)
                result.Add((new MonitoringTask
                {
                    Id = row.Id,
                    Title = row.Title,
                    Frequency = row.Frequency,
                    Timing = row.Timing,
                    Action = row.Action,
                    Because = because,
                    Loinc = row.Loinc,
                    Source = row.Source,
                }, row.Group));
        }
        return Merge(result);
    }

    /// <summary>Tasks of one group become one: every measurement, every reason, and the closest repeat.</summary>
    private List<MonitoringTask> Merge(List<(MonitoringTask Task, string? Group)> tasks)
    {
        var merged = new List<MonitoringTask>(tasks.Count);
        foreach (var (task, group) in tasks)
        {
            if (group is null)
            {
                merged.Add(task);
                continue;
            }
            var same = tasks.Where(t => t.Group == group).Select(t => t.Task).ToList();
            if (same.Count == 1)
                merged.Add(task);
            else if (same[0] == task)
            {
                merged.Add(task with
                {
                    Title = groups[group],
                    Frequency = Joined(same.Select(t => t.Frequency)),
                    Timing = same.Select(t => t.Timing).OfType<RepeatTiming>().MinBy(DaysBetween),
                    Action = Joined(same.Select(t => t.Action).OfType<LocalText>()),
                    Because = [.. same.SelectMany(t => t.Because).Distinct()],
                    Loinc = [.. same.SelectMany(t => t.Loinc).Distinct()],
                    Source = string.Join("; ", same.Select(t => t.Source).Distinct()),
                });
            }
        }
        return merged;
    }

    private static LocalText Joined(IEnumerable<LocalText> texts)
    {
        var distinct = texts.Distinct().ToList();
        return new(string.Join("; ", distinct.Select(t => t.En)), string.Join("；", distinct.Select(t => t.Zh)));
    }

    private static decimal DaysBetween(RepeatTiming timing) =>
        timing.Period * timing.PeriodUnit switch { "d" => 1, "wk" => 7, "mo" => 30, _ => 365 } / timing.Frequency;
}
