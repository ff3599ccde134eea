using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>The monitoring tasks of <c>tasks.json</c> that a patient's findings and current agents ask for.</summary>
internal sealed class MonitoringPlan
{
    private const string File = "cds-services/care-level/tasks.json";

    private readonly IReadOnlyDictionary<string, LocalText> groups;
    private readonly List<BoundTask> tasks;

    public MonitoringPlan(KnowledgeBase knowledge, IReadOnlyList<Criterion> criteria)
    {
        groups = knowledge.CareLevel.TaskGroups;
        tasks = [.. knowledge.CareLevel.Tasks.Select(row => new BoundTask(
            row,
            CriteriaOf(row.Id, row.Criteria),
            ClassesOf(row.Id, row.Classes),
            IngredientsOf(row.Id, row.Ingredients),
            [.. row.Instead.Select(variant => new BoundVariant(
                variant,
                CriteriaOf(row.Id, variant.Criteria),
                ClassesOf(row.Id, variant.Classes),
                IngredientsOf(row.Id, variant.Ingredients),
                KindsOf(row.Id, variant.Kinds)))]))];

        HashSet<Ingredient> IngredientsOf(string task, IReadOnlyList<string> codes) => codes
            .Select(code => knowledge.Terminology.Ingredient(code) ?? throw new KnowledgeException(File, task, $"there is no ingredient {code}"))
            .ToHashSet();

        IReadOnlyList<string> KindsOf(string task, IReadOnlyList<string> kinds) =>
            kinds.FirstOrDefault(kind => !knowledge.CareLevel.Currency.Therapies.ContainsKey(kind)) is { } odd
                ? throw new KnowledgeException(File, task, $"currency.json has no kind of therapy {odd}")
                : kinds;

        HashSet<string> CriteriaOf(string task, IReadOnlyList<string> patterns)
        {
            var ids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var pattern in patterns)
            {
                var matches = pattern.EndsWith('*')
                    ? criteria.Where(c => c.Id.StartsWith(pattern[..^1], StringComparison.Ordinal)).Select(c => c.Id).ToList()
                    : criteria.Where(c => c.Id == pattern).Select(c => c.Id).ToList();
                if (matches.Count == 0)
                    throw new KnowledgeException(File, task, $"there is no criterion {pattern}");
                ids.UnionWith(matches);
            }
            return ids;
        }

        List<(string, Tags)> ClassesOf(string task, IReadOnlyList<string> names) => [.. names.Select(name =>
            (name, knowledge.Terminology.DrugClasses.TryFind(name, out var tags)
                ? tags
                : throw new KnowledgeException(File, task, $"there is no drug class {name}")))];
    }

    /// <summary>Tasks whose criteria are met (suppressed ones too: the risk is there) or whose agents are current, in the order of the file.</summary>
    public IReadOnlyList<MonitoringTask> For(PatientSnapshot patient, IReadOnlyList<Finding> findings)
    {
        var result = new List<(MonitoringTask Task, TaskRow Row)>();
        var met = new List<string>();
        CareLevel? level = null;
        foreach (var finding in findings)
        {
            if (finding.Outcome is FindingOutcome.Met or FindingOutcome.Suppressed)
                met.Add(finding.Criterion);
            if (finding.Outcome == FindingOutcome.Met && (level is null || finding.Level.IsStrongerThan(level.Value)))
                level = finding.Level;
        }
        foreach (var task in tasks)
        {
            List<string>? because = null;
            foreach (var criterion in met)
            {
                if (task.Criteria.Contains(criterion))
                    (because ??= []).Add(criterion);
            }
            foreach (var (name, tags) in task.Classes)
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
            foreach (var therapy in patient.Therapies)
            {
                if (therapy.IsCurrent && task.Ingredients.Contains(therapy.Ingredient))
                    (because ??= []).Add(therapy.Ingredient.Code);
            }
            if (because is not null)
                result.Add((Worded(task, patient, met, level, because), task.Row));
        }
        return Merge(result);
    }

    /// <summary>The task in the words that fit the patient's medicines.</summary>
    private static MonitoringTask Worded(BoundTask task, PatientSnapshot patient, List<string> met, CareLevel? level, List<string> because)
    {
        var row = task.Row;
        var fitting = patient.Therapies.Where(therapy => therapy.IsCurrent)
            .Select(therapy => task.Variants.FirstOrDefault(variant => variant.Fits(therapy.Ingredient, task))).ToHashSet();
        var holding = task.Variants
            .Where(variant => fitting.Contains(variant) || met.Any(variant.Criteria.Contains) || (level is { } l && variant.Variant.Levels.Contains(l.Value)))
            .Select(variant => variant.Variant).ToList();
        var often = holding.Where(variant => variant.Frequency is not null).ToList();
        var actions = holding.Select(variant => variant.Action).OfType<LocalText>().ToList();
        return new MonitoringTask
        {
            Id = row.Id,
            Title = row.Title,
            Frequency = often.Count == 0 ? row.Frequency : Listed(often.Select(variant => variant.Frequency!.Value)),
            Timing = often.Count == 0 ? row.Timing : Closest(often.Select(variant => variant.Timing)),
            Action = actions.Count == 0 ? row.Action : Sentences(actions),
            Because = because,
            Loinc = [.. row.Loinc.Concat(holding.SelectMany(variant => variant.Loinc)).Distinct()],
            Source = row.Source,
        };
    }

    /// <summary>Tasks of one group become one: every measurement with its own repeat, every reason, and the closest repeat for the order.</summary>
    private List<MonitoringTask> Merge(List<(MonitoringTask Task, TaskRow Row)> found)
    {
        var merged = new List<MonitoringTask>(found.Count);
        foreach (var (task, row) in found)
        {
            var same = row.Group is null ? [] : found.Where(other => other.Row.Group == row.Group).ToList();
            if (same.Count <= 1)
                merged.Add(task);
            else if (same[0].Task == task)
            {
                merged.Add(task with
                {
                    Title = groups[row.Group!],
                    Frequency = Listed(same.GroupBy(part => part.Task.Frequency).Select(Often)),
                    Timing = Closest(same.Select(part => part.Task.Timing)),
                    Action = Sentences(same.Select(part => part.Task.Action).OfType<LocalText>()),
                    Because = [.. same.SelectMany(part => part.Task.Because).Distinct()],
                    Loinc = [.. same.SelectMany(part => part.Task.Loinc).Distinct()],
                    Source = string.Join("; ", same.SelectMany(part => part.Task.Source.Split("; ")).Distinct()),
                });
            }
        }
        return merged;
    }

    /// <summary>What is looked at, and how often: "platelets twice weekly".</summary>
    private static LocalText Often(IGrouping<LocalText, (MonitoringTask Task, TaskRow Row)> parts)
    {
        var names = parts.Select(part => part.Row.InGroup!.Value).ToList();
        return new(
            $"{string.Join(" and ", names.Select(name => name.En))} {EnglishText.LowerFirst(parts.Key.En)}",
            Behind(string.Join("、", names.Select(name => name.Zh)), parts.Key.Zh));

        // "血小板每周 2 次", but "UACR 每周期".
        static string Behind(string name, string often) => name.Length > 0 && char.IsAscii(name[^1]) ? $"{name} {often}" : name + often;
    }

    private static LocalText Listed(IEnumerable<LocalText> texts)
    {
        var distinct = texts.Distinct().ToList();
        return new(string.Join("; ", distinct.Select((text, at) => at == 0 ? text.En : EnglishText.LowerFirst(text.En))), string.Join("；", distinct.Select(text => text.Zh)));
    }

    /// <summary>Texts that end with a full stop, one after the other.</summary>
    private static LocalText Sentences(IEnumerable<LocalText> texts)
    {
        var distinct = texts.Distinct().ToList();
        return new(string.Join(" ", distinct.Select(text => text.En)), string.Concat(distinct.Select(text => text.Zh)));
    }

    private static RepeatTiming? Closest(IEnumerable<RepeatTiming?> timings) => timings.OfType<RepeatTiming>().MinBy(DaysBetween);

    private static decimal DaysBetween(RepeatTiming timing) =>
        timing.Period * timing.PeriodUnit switch { "d" => 1, "wk" => 7, "mo" => 30, _ => 365 } / timing.Frequency;

    private sealed record BoundTask(
        TaskRow Row,
        IReadOnlySet<string> Criteria,
        IReadOnlyList<(string Name, Tags Tags)> Classes,
        IReadOnlySet<Ingredient> Ingredients,
        IReadOnlyList<BoundVariant> Variants)
    {
        public bool IsAbout(Ingredient ingredient) => Ingredients.Contains(ingredient) || Classes.Any(name => ingredient.Classes.Overlaps(name.Tags));
    }

    private sealed record BoundVariant(
        TaskVariant Variant,
        IReadOnlySet<string> Criteria,
        IReadOnlyList<(string Name, Tags Tags)> Classes,
        IReadOnlySet<Ingredient> Ingredients,
        IReadOnlyList<string> Kinds)
    {
        public bool Fits(Ingredient ingredient, BoundTask task) =>
            Ingredients.Contains(ingredient)
            || Classes.Any(name => ingredient.Classes.Overlaps(name.Tags))
            || (Kinds.Contains(ingredient.Kind) && task.IsAbout(ingredient));
    }
}
