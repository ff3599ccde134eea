using System.Globalization;
using System.Text;
using System.Text.Json;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Writes <c>REVIEW.md</c>: for every row the paper's place, the rule in words made from what runs, what happens when data
/// are missing, the decisions, the boundary cases, and who signed it. Nobody edits it; stale is a red test.
/// </summary>
public static class ReviewSheet
{
    /// <summary>The sheet, with line feeds.</summary>
    public static string Write(KnowledgeBase knowledge, Stratifier stratifier)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(stratifier);
        var careLevel = knowledge.CareLevel;
        var cases = Cases(knowledge);
        var unsigned = Signing.NotSigned(careLevel).Count;
        var text = new StringBuilder();
        text.Append("# Review sheet\n\n");
        text.Append("Generated from the rules that run; do not edit. Version ").Append(knowledge.Stamp.Version).Append(". ");
        text.Append(CultureInfo.InvariantCulture, $"{careLevel.Criteria.Count} rows, {unsigned} not signed. ");
        text.Append("To sign a row: `./cds knowledge sign ID --by NAME`.\n");
        foreach (var section in careLevel.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Section} {section.Title.En} {section.Title.Zh}\n");
            foreach (var row in section.Criteria)
                WriteRow(text, row, stratifier.Criteria.First(c => c.Id == row.Id), careLevel, cases);
        }
        WriteShared(text, careLevel, stratifier);
        WriteClasses(text, knowledge.Terminology);
        return text.ToString();
    }

    /// <summary>The classes that the rules above name, with their members: a rule is no better than these.</summary>
    private static void WriteClasses(StringBuilder text, Terminology terminology)
    {
        var rules = text.ToString();
        var members = terminology.Ingredients
            .SelectMany(ingredient => terminology.DrugClasses.In(ingredient.Classes).Select(name => (Class: name, ingredient.Name)))
            .GroupBy(member => member.Class, member => member.Name.En == member.Name.Zh ? member.Name.En : $"{member.Name.En} {member.Name.Zh}", StringComparer.Ordinal);
        text.Append("\n## Drug classes 药物分类\n\nOf the classes named above; the sets `vs-…`, `cancer-…` and `ae-…` are in `terminology/ValueSet-….json`.\n\n");
        foreach (var group in members.Where(group => Names(rules, group.Key)).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"- **{group.Key}** ({group.Count()}) {string.Join(", ", group)}\n");
    }

    private static bool Names(string rules, string code)
    {
        for (var at = rules.IndexOf(code, StringComparison.Ordinal); at >= 0; at = rules.IndexOf(code, at + 1, StringComparison.Ordinal))
        {
            if (!IsPart(at - 1) && !IsPart(at + code.Length))
                return true;
        }
        return false;

        bool IsPart(int at) => at >= 0 && at < rules.Length && (char.IsAsciiLetterOrDigit(rules[at]) || rules[at] is '_' or '-');
    }

    private static void WriteRow(StringBuilder text, CriterionRow row, Criterion criterion, CareLevelKnowledge careLevel, Dictionary<string, List<string>> cases)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {row.Id} (Level {criterion.Level.Value})\n\n");
        text.Append(row.Statement.En).Append("  \n").Append(row.Statement.Zh).Append("\n\n");
        Line(text, "Paper 原文", row.Source.Locator);
        if (row.SwitchedOff is { } off)
            Line(text, "Not judged 未判定", $"{off.En} {off.Zh}");
        if (criterion.InWords is { } words)
        {
            Line(text, "Rule", words.En);
            Line(text, "规则", words.Zh);
        }
        if (row.OnlyIfNotMet is { } guard)
            Line(text, "Applies 适用", $"only where no row of Level {guard.Value} or stronger is met in \"{row.Organ}\" 仅在同一系统未满足{guard.Value}级及以上标准时适用");
        if (criterion.IsOn)
            Line(text, "When data are missing 资料缺失时", Missing(criterion, careLevel));
        foreach (var id in row.Source.Decisions)
        {
            var decision = careLevel.Decisions[id];
            if (careLevel.Options.TryGetValue(id, out var chosen))
                Line(text, $"Option 选项 {id} = {chosen}", $"{decision.Options[chosen].En} {decision.Options[chosen].Zh}{Others(decision, chosen)}");
            else
                Line(text, $"Decision 决策 {id}", $"{decision.Resolution.En} {decision.Resolution.Zh}");
        }
        if (row.Source.Conflict is { } conflict)
            Line(text, "Text against table 正文与表格不一致", $"{conflict.En} {conflict.Zh}");
        if (cases.TryGetValue(row.Id, out var names))
            Line(text, "Cases 测试病例", string.Join("; ", names));
        var signature = Signing.SignatureOf(row, careLevel);
        Line(text, "Signed 审核签名", signature is null ? "not signed 未签名" : $"{signature.By}, {signature.On:yyyy-MM-dd}");
    }

    private static string Others(Decision decision, string chosen)
    {
        var others = decision.Options.Keys.Where(option => option != chosen).Order(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? "" : $" (else 另可选: {string.Join(", ", others)})";
    }

    private static void WriteShared(StringBuilder text, CareLevelKnowledge careLevel, Stratifier stratifier)
    {
        text.Append("\n## Shared definitions 公用定义\n\n");
        foreach (var (name, definition) in careLevel.Definitions.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            if (stratifier.DefinitionInWords(name) is { } words)
                text.Append(CultureInfo.InvariantCulture, $"- **{name}** {definition.Name.En} {definition.Name.Zh}: {words.En}\n");
        }
        text.Append("\n## Questions to a person 需人工评估的问题\n\n");
        foreach (var (key, assessment) in careLevel.Assessments.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var asked = stratifier.AskWhenInWords(key) is { } words ? $"asked when {words.En}" : "never asked; not recorded is no";
            text.Append(CultureInfo.InvariantCulture, $"- **{key}** {assessment.Question.En} {assessment.Question.Zh} ({asked})\n");
        }
        text.Append("\n## Decisions 决策\n\nWhere the paper is silent or contradicts itself. The option in force stands first.\n\n");
        foreach (var (id, decision) in careLevel.Decisions.OrderBy(d => Number(d.Key)).ThenBy(d => d.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{id}** {decision.Problem.En} {decision.Problem.Zh}  \n  {decision.Resolution.En} {decision.Resolution.Zh}\n");
            foreach (var (option, does) in decision.Options.OrderBy(o => o.Key != careLevel.Options[id]))
                text.Append(CultureInfo.InvariantCulture, $"  - `{option}` {does.En} {does.Zh}\n");
        }
        text.Append("\n## Measurements made on suspicion 仅在怀疑时检查的项目\n\n");
        foreach (var code in careLevel.Gates.Keys.Order(StringComparer.Ordinal))
        {
            if (stratifier.GateInWords(code) is { } words)
                text.Append(CultureInfo.InvariantCulture, $"- **{code}** missing is unknown when {words.En}; else it is no\n");
        }
    }

    // D-9 before D-12a.
    private static int Number(string decision) => int.Parse(string.Concat(decision.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture);

    private static string Missing(Criterion criterion, CareLevelKnowledge careLevel)
    {
        var results = new SortedSet<string>(StringComparer.Ordinal);
        var answers = new SortedSet<string>(StringComparer.Ordinal);
        Collect(criterion.Row.When, careLevel, results, answers, []);
        var parts = new List<string>();
        if (results.Count > 0)
            parts.Add($"results not there, too old or in an unusable unit leave it unknown ({string.Join(", ", results)})");
        if (answers.Count > 0)
            parts.Add($"asked where it matters ({string.Join(", ", answers)})");
        parts.Add("records that did not arrive leave it unknown; what arrived and is not there is no");
        return string.Join("; ", parts);
    }

    private static void Collect(JsonElement json, CareLevelKnowledge careLevel, SortedSet<string> results, SortedSet<string> answers, HashSet<string> seen)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                Collect(item, careLevel, results, answers, seen);
            return;
        }
        if (json.ValueKind != JsonValueKind.Object)
            return;
        if (json.TryGetProperty("kind", out var k) && k.GetString() is { } kind)
        {
            if (kind is "latest-result" or "result-is" or "recent-results" or "past-result" or "result-on-treatment" && json.TryGetProperty("result", out var result))
                results.Add(result.GetString()!);
            if (kind == "answer" && careLevel.Assessments[json.GetProperty("assessment").GetString()!].AskWhen is not null)
                answers.Add(json.GetProperty("assessment").GetString()!);
            if (kind == "defined" && json.GetProperty("name").GetString() is { } name && seen.Add("d:" + name))
                Collect(careLevel.Definitions[name].When, careLevel, results, answers, seen);
            if (kind == "risk-factors" && json.GetProperty("set").GetString() is { } set && seen.Add("r:" + set))
            {
                foreach (var factor in careLevel.RiskFactors[set].Factors)
                    Collect(factor.When, careLevel, results, answers, seen);
            }
        }
        foreach (var member in json.EnumerateObject())
            Collect(member.Value, careLevel, results, answers, seen);
    }

    /// <summary>Names of the worked patients that expect something of a row.</summary>
    private static Dictionary<string, List<string>> Cases(KnowledgeBase knowledge)
    {
        var cases = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var file in knowledge.Files.In("cds-services/care-level/cases", "*.json"))
        {
            using var json = JsonDocument.Parse(file.Content);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("cases", out var list))
                continue;
            foreach (var item in list.EnumerateArray())
            {
                if (!item.TryGetProperty("expect", out var expected) || !item.TryGetProperty("name", out var name))
                    continue;
                foreach (var member in expected.EnumerateObject())
                {
                    if (!cases.TryGetValue(member.Name, out var names))
                        cases.Add(member.Name, names = []);
                    names.Add($"{name.GetString()}: {member.Value}");
                }
            }
        }
        return cases;
    }

    private static void Line(StringBuilder text, string title, string value) => text.Append("- **").Append(title).Append("** ").Append(value).Append('\n');
}
