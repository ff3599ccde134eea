using System.Globalization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine;

/// <summary>
/// Says in clinical words how two knowledge folders differ: criteria, drugs, thresholds, windows, options, tasks, laboratory grades,
/// interactions, regimens, drug levels and questions.
/// </summary>
public static class KnowledgeDiff
{
    /// <summary>One line for each difference; empty when they say the same.</summary>
    public static IReadOnlyList<string> Between(KnowledgeBase before, KnowledgeBase after, Language language)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var lines = new List<string>();
        var (was, now) = (Stratifier.Load(before), Stratifier.Load(after));
        Compare(lines, "criterion", was.Criteria.ToDictionary(c => c.Id), now.Criteria.ToDictionary(c => c.Id), c => c.Row.Statement.In(language), (a, b) => Changes(a, b, language));
        Compare(lines, "definition", before.CareLevel.Definitions, after.CareLevel.Definitions, d => d.Name.In(language), (a, b) => Raw(a.When, b.When));
        Compare(lines, "risk factors", before.CareLevel.RiskFactors, after.CareLevel.RiskFactors, r => r.Name.In(language),
            (a, b) => Raw(string.Join('\n', a.Factors.Select(f => f.Id + f.When)), string.Join('\n', b.Factors.Select(f => f.Id + f.When))));
        Compare(lines, "decision", before.CareLevel.Decisions, after.CareLevel.Decisions, d => d.Resolution.In(language), (a, b) => Value("default", a.Default, b.Default));
        Compare(lines, "option", before.CareLevel.Options, after.CareLevel.Options, o => o, (a, b) => Value("chosen", a, b));
        Compare(lines, "result counts for", before.CareLevel.Currency.Results, after.CareLevel.Currency.Results, w => Words(w, language), (a, b) => Value("", Words(a, language), Words(b, language)));
        Compare(lines, "therapy counts for", before.CareLevel.Currency.Therapies, after.CareLevel.Currency.Therapies, w => $"order {w.Order}, dose {w.Administration}",
            (a, b) => Value("", $"order {a.Order}, dose {a.Administration}", $"order {b.Order}, dose {b.Administration}"));
        Compare(lines, "task", before.CareLevel.Tasks.ToDictionary(t => t.Id), after.CareLevel.Tasks.ToDictionary(t => t.Id), t => t.Title.In(language),
            (a, b) => [.. Value("how often", a.Frequency.In(language), b.Frequency.In(language)), .. Value("action", a.Action.In(language), b.Action.In(language))]);
        Compare(lines, "medicine", before.Terminology.Ingredients.ToDictionary(i => i.Code), after.Terminology.Ingredients.ToDictionary(i => i.Code), i => i.Name.In(language),
            (a, b) => Classes(a, before, b, after));
        Compare(lines, "laboratory grades of", Grades(before), Grades(after), grades => grades, (a, b) => Value("", a, b));
        Compare(lines, "interaction", before.CareLevel.Interactions.Rows.ToDictionary(r => r.Id), after.CareLevel.Interactions.Rows.ToDictionary(r => r.Id), r => r.Effect.In(language),
            (a, b) => [.. Value("severity", a.Severity, b.Severity), .. Value("effect", a.Effect.In(language), b.Effect.In(language)),
                .. Value("management", a.Management.In(language), b.Management.In(language)), .. Value("agents", Agents(a, before), Agents(b, after)), .. Value("partners", Partners(a), Partners(b))]);
        Compare(lines, "regimen", before.CareLevel.Regimens.Regimens.ToDictionary(r => r.Id), after.CareLevel.Regimens.Regimens.ToDictionary(r => r.Id), Regimen, (a, b) => Value("", Regimen(a), Regimen(b)));
        Compare(lines, "drug level", before.CareLevel.DrugLevels.ToDictionary(l => $"{l.Result} of {l.Ingredient}"), after.CareLevel.DrugLevels.ToDictionary(l => $"{l.Result} of {l.Ingredient}"), Target, (a, b) => Value("target", Target(a), Target(b)));
        Compare(lines, "measured on suspicion:", before.CareLevel.Gates, after.CareLevel.Gates, _ => "", (a, b) => Raw(a, b));
        Compare(lines, "question", before.CareLevel.Assessments, after.CareLevel.Assessments, q => q.Question.In(language),
            (a, b) => [.. Value("words", a.Question.In(language), b.Question.In(language)), .. Raw($"{a.AskWhen}", $"{b.AskWhen}")]);
        return lines;
    }

    private static void Compare<T>(
        List<string> lines, string what, IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<T, string> name, Func<T, T, IReadOnlyList<string>> changes)
    {
        foreach (var key in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            if (!after.TryGetValue(key, out var now))
                lines.Add($"{what} {key} removed: {name(before[key])}");
            else if (!before.TryGetValue(key, out var was))
                lines.Add($"{what} {key} added: {name(now)}");
            else
                lines.AddRange(changes(was, now).Select(change => $"{what} {key}: {change}"));
        }
    }

    private static List<string> Changes(Criterion a, Criterion b, Language language)
    {
        var changes = new List<string>();
        changes.AddRange(Value("level", a.Level.Value.ToString(CultureInfo.InvariantCulture), b.Level.Value.ToString(CultureInfo.InvariantCulture)));
        changes.AddRange(Value("statement", a.Row.Statement.In(language), b.Row.Statement.In(language)));
        changes.AddRange(Value("rule", a.InWords?.In(language), b.InWords?.In(language)));
        changes.AddRange(Value("switched off", a.Row.SwitchedOff?.In(language), b.Row.SwitchedOff?.In(language)));
        return changes;
    }

    private static List<string> Classes(Ingredient a, KnowledgeBase before, Ingredient b, KnowledgeBase after)
    {
        var was = before.Terminology.DrugClasses.In(a.Classes).ToHashSet();
        var now = after.Terminology.DrugClasses.In(b.Classes).ToHashSet();
        var changes = new List<string>();
        changes.AddRange(was.Except(now).Order(StringComparer.Ordinal).Select(c => $"no longer {c}"));
        changes.AddRange(now.Except(was).Order(StringComparer.Ordinal).Select(c => $"now {c}"));
        return changes;
    }

    private static Dictionary<string, string> Grades(KnowledgeBase knowledge) => knowledge.Laboratory.Terms.ToDictionary(
        term => $"{term.Term.Code} by {term.Result.Code}",
        term => string.Join(", ", term.Limits.Select(limit => string.Create(
            CultureInfo.InvariantCulture, $"grade {limit.Grade} {(term.IsHigh ? '>' : '<')}{(limit.Includes ? "=" : "")} {limit.Written} {limit.Unit ?? Multiple(limit.Of)}"))));

    private static string Multiple(LimitOf of) => of switch
    {
        LimitOf.UpperLimit => "× ULN",
        LimitOf.LowerLimit => "× LLN",
        _ => "× baseline",
    };

    private static string Agents(InteractionRow row, KnowledgeBase knowledge) => string.Join(", ",
        (row.Mechanism is { } mechanism ? knowledge.CareLevel.Interactions.Mechanisms[mechanism].Agents.Keys : row.Agents).Order(StringComparer.Ordinal));

    private static string Partners(InteractionRow row) =>
        string.Join(", ", row.Partners.Classes.Concat(row.Partners.Ingredients)) + (row.Partners.Except.Count > 0 ? " except " + string.Join(", ", row.Partners.Except) : "");

    private static string Regimen(RegimenRow row) => $"{string.Join(" + ", row.Components)}: {string.Join(", ", row.Risks)}";

    private static string Target(DrugLevelRow row) => string.Join(", ", row.Targets.Select(target => string.Create(CultureInfo.InvariantCulture, $"{target.Low}–{target.High}{(target.When is { } when ? $" when {when}" : "")}")));

    private static IReadOnlyList<string> Raw(object a, object b) => a.ToString() == b.ToString() ? [] : ["the condition changed"];

    private static IReadOnlyList<string> Value(string what, string? before, string? after) =>
        before == after ? [] : [$"{what} {before ?? "none"} → {after ?? "none"}".TrimStart()];

    private static string Words(Duration? window, Language language) => window is { } w ? w.In(language) : "ever";
}
