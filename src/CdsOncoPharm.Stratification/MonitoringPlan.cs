using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>The monitoring tasks of <c>tasks.json</c> that a patient's findings and current agents ask for.</summary>
internal sealed class MonitoringPlan
{
    private readonly List<(TaskRow Row, IReadOnlySet<string> Criteria, IReadOnlyList<(string Name, Tags Tags)> Classes)> tasks = [];

    public MonitoringPlan(KnowledgeBase knowledge, IReadOnlyList<Criterion> criteria)
    {
        const string file = "cds-services/care-level/tasks.json";
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
        var result = new List<MonitoringTask>();
        foreach (var (row, criteria, classes) in tasks)
        {
            List<string>? because = null;
            foreach (var finding in findings)
            {
                if (finding.Outcome is FindingOutcome.Met or FindingOutcome.Suppressed && criteria.Contains(finding.Criterion))
                    (because ??= []).Add(finding.Criterion);
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
                result.Add(new MonitoringTask { Id = row.Id, Title = row.Title, Frequency = row.Frequency, Action = row.Action, Because = because, Loinc = row.Loinc, Source = row.Source });
        }
        return result;
    }
}
