using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine;

/// <summary>Says in clinical words how two knowledge folders differ: criteria, drugs, thresholds, windows, options and tasks.</summary>
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
        changes.AddRange(Value("level", a.Level.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), b.Level.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
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

    private static IReadOnlyList<string> Raw(object a, object b) => a.ToString() == b.ToString() ? [] : ["the condition changed"];

    private static IReadOnlyList<string> Value(string what, string? before, string? after) =>
        before == after ? [] : [$"{what} {before ?? "none"} → {after ?? "none"}".TrimStart()];

    private static string Words(Duration? window, Language language) => window is { } w ? w.In(language) : "ever";
}
