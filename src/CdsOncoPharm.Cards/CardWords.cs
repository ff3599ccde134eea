using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>Every sentence of a card, in both languages side by side. What stands in a text from a record comes in as it may be shown.</summary>
internal sealed partial class CardWords
{
    private readonly bool _chinese;

    private CardWords(Language language)
    {
        Language = language;
        _chinese = language == Language.Chinese;
    }

    public static CardWords English { get; } = new(Language.English);

    public static CardWords Chinese { get; } = new(Language.Chinese);

    public static CardWords In(Language language) => language == Language.Chinese ? Chinese : English;

    public Language Language { get; }

    // Levels

    /// <summary>"Level 2 pharmaceutical care".</summary>
    public string PharmaceuticalCare(CareLevel level) => Say($"Level {level.Value} pharmaceutical care", $"{Number(level)}药学监护");

    public string LevelOpen => Say("Level of pharmaceutical care still open", "药学监护级别待定");

    /// <summary>"Level 2".</summary>
    public string Level(CareLevel level) => Say($"Level {level.Value}", $"{Number(level)}");

    public string LevelOrNone(CareLevel? level) => level is { } some ? Level(some) : Say("no level", "未定级");

    private static string Number(CareLevel level) => level.Value switch { 1 => "一级", 2 => "二级", _ => "三级" };

    // Summary

    public string CouldBe(CareLevel level, string missing) => Say($", could be {level.Value} ({missing})", $"，可能为{Number(level)}（{missing}）");

    /// <summary>What is missing; <paramref name="isUnusable"/> where all that is named is on record and cannot be used.</summary>
    public string MissingList(IReadOnlyList<string> names, int all, bool isUnusable) => (names.Count, all - names.Count) switch
    {
        (0, _) => Say("data missing", "资料不全"),
        (_, 0) when isUnusable => Say($"{List(names)} not usable", $"{List(names)}结果无法使用"),
        (_, 0) => Say($"missing: {List(names)}", $"缺失：{List(names)}"),
        (_, var more) => Say($"missing: {string.Join(", ", names)} and {more} more", $"缺失：{List(names)}等{all}项"),
    };

    public string NothingMet(CareLevel level, IReadOnlyList<string> names, int all) => (names.Count, all - names.Count) switch
    {
        (0, _) => Say(
            $"No criterion met on the data at hand; could be Level {level.Value}: data missing",
            $"现有资料未满足任何分级标准；可能为{Number(level)}药学监护（资料不全）"),
        (_, 0) => Say(
            $"No criterion met on the data at hand; could be Level {level.Value}: {List(names)} missing",
            $"现有资料未满足任何分级标准；可能为{Number(level)}药学监护（缺失：{List(names)}）"),
        (_, var more) => Say(
            $"No criterion met on the data at hand; could be Level {level.Value}: {string.Join(", ", names)} and {more} more missing",
            $"现有资料未满足任何分级标准；可能为{Number(level)}药学监护（缺失：{List(names)}等{all}项）"),
    };

    public string OrdersChange(CareLevel? before, CareLevel after) => before switch
    {
        null => Say($"Orders bring {PharmaceuticalCare(after)}", $"本次医嘱后需{PharmaceuticalCare(after)}"),
        { } weaker when after.IsStrongerThan(weaker) => Say(
            $"Orders raise the care level from {weaker.Value} to {after.Value}", $"本次医嘱后药学监护由{Number(weaker)}升为{Number(after)}"),
        { } stronger => Say(
            $"Orders lower the care level from {stronger.Value} to {after.Value}", $"本次医嘱后药学监护由{Number(stronger)}降为{Number(after)}"),
    };

    public string Because(string head, string reasons) => Say($"{head}: {reasons}", $"{head}：{reasons}");

    public string Reasons(IEnumerable<string> reasons, int more) =>
        Say(string.Join("; ", reasons), string.Join("；", reasons)) + (more == 0 ? "" : Say($" (+{more} more)", $"（另{more}项）"));

    // Detail

    public string Why(CareLevel level) => Say($"Why Level {level.Value}", $"{Number(level)}监护依据");

    /// <summary>A row of the paper, what shows it, and where to find it.</summary>
    public string Reason(string statement, string? evidence, string locator) => evidence is null
        ? Say($"{statement} ({locator})", $"{statement}（{locator}）")
        : $"{Told(statement, evidence)}{Say($" ({locator})", $"（{locator}）")}";

    /// <summary>A row and what was found for it; a row that has a colon of its own gets a dash.</summary>
    public string Told(string statement, string found) => statement.Contains(Say(":", "："), StringComparison.Ordinal)
        ? Say($"{statement} – {found}", $"{statement}——{found}")
        : Say($"{statement}: {found}", $"{statement}：{found}");

    /// <summary>A row without its examples, which name medicines and diseases that this patient need not have, and without remarks on the paper.</summary>
    public string WithoutExamples(string statement) => (_chinese ? ChineseExamples() : EnglishExamples()).Replace(statement, "");

    [GeneratedRegex(@"\s*\((?:e\.g\. |paper: |the paper )[^()]*\)")]
    private static partial Regex EnglishExamples();

    [GeneratedRegex("（(?:如|原文)[^（）]*）")]
    private static partial Regex ChineseExamples();

    /// <summary>What was found, with the risk factor that makes it count.</summary>
    public string With(string found, string risk) => Say($"{found} with {risk}", $"{found}，{risk}");

    /// <summary>Two things that were found.</summary>
    public string And(string first, string second) => Say($"{first}, {second}", $"{first}，{second}");

    /// <summary>What was found, and the row that it meets.</summary>
    public string Found(string found, string statement) => Say($"{found} – {LowerFirst(statement)}", $"{found}——{statement}");

    /// <summary>Section and row of Table 2, without what only a search for the row would need.</summary>
    /// <param name="locator">As the knowledge has it: "5.2.1.8 (1st list); Table 2, nervous system, Level 2 (a)".</param>
    /// <param name="section">What the section is about.</param>
    public string Place(string locator, LocalText? section)
    {
        const string table = "; Table 2, ";
        var end = locator.AsSpan().IndexOfAny(" ;,");
        var number = end < 0 ? locator : locator[..end];
        var at = locator.IndexOf(table, StringComparison.Ordinal);
        if (_chinese)
        {
            var about = section is { } title ? $"{number} {title.Zh}" : number;
            return at < 0 ? about : $"{about}；表 2";
        }

        if (at < 0)
            return number;
        var row = locator[(at + table.Length)..];
        var level = row.LastIndexOf(", Level ", StringComparison.Ordinal);
        row = level < 0 ? row : row[..level];
        var remark = row.IndexOf(" (", StringComparison.Ordinal);
        return $"{number}; Table 2, {(remark < 0 ? row : row[..remark])}";
    }

    // Within a sentence.
    public string LowerFirst(string text) => _chinese ? text : EnglishText.LowerFirst(text);

    /// <summary>At the beginning of a sentence.</summary>
    public string UpperFirst(string text) =>
        !_chinese && text.Length > 1 && char.IsAsciiLetterLower(text[0]) && (text[1] == ' ' || char.IsAsciiLetterLower(text[1]))
            ? char.ToUpperInvariant(text[0]) + text[1..]
            : text;

    public string Evidence(IEnumerable<string> texts, int more) =>
        Say(string.Join("; ", texts), string.Join("；", texts)) + (more == 0 ? "" : Say($"; and {more} more", $"；另{more}条"));

    public string AndMore(int count) => Say($"and {count} more", $"另有{count}项");

    public string WithoutOrders(CareLevel? level) => level is { } some
        ? Say($"Without these orders it is Level {some.Value}.", $"若无本次医嘱，为{Number(some)}。")
        : Say("Without these orders no criterion is met.", "若无本次医嘱，未满足任何分级标准。");

    public string OrdersAdd => Say("These orders add", "本次医嘱新增");

    /// <summary>A row with its level.</summary>
    public string AtLevel(string statement, CareLevel level) => Say($"{statement} (Level {level.Value})", $"{statement}（{Number(level)}）");

    public string OrdersMakePossible(CareLevel level) =>
        Say($"With these orders Level {level.Value} becomes possible.", $"本次医嘱后可能为{Number(level)}。");

    public string Missing => Say("Missing", "缺失资料");

    public string CouldRaise(IReadOnlyList<string> names, int more, CareLevel level) => more == 0
        ? Say($"{List(names)}: could be Level {level.Value}", $"{List(names)}：可能为{Number(level)}")
        : Say($"{string.Join(", ", names)} and {more} more: could be Level {level.Value}", $"{List(names)}等{names.Count + more}项：可能为{Number(level)}");

    /// <summary>What exactly is missing.</summary>
    public string CouldRaiseExactly(string detail, CareLevel level) =>
        Say($"{detail}; could be Level {level.Value}", $"{detail}；可能为{Number(level)}");

    /// <summary>A question that a person answers.</summary>
    public string CouldRaise(string question, CareLevel level) =>
        Say($"{question} Could be Level {level.Value}", $"{question}可能为{Number(level)}");

    public string Monitor => Say("Monitor", "监测");

    public string Monitoring(string title, string frequency) => frequency.Length == 0 ? title : Say($"{title}: {LowerFirst(frequency)}", $"{title}：{frequency}");

    public string Visits => Say("Visits", "监护频次");

    /// <summary>How often Table 1 has the patient visited; its items are the same for everybody of a level, and stand in the data.</summary>
    public string VisitsOf(CarePlanOfLevel plan) => plan.Items.Count == 0
        ? Say($"at least {plan.VisitsPerWeek} a week", $"每周至少{plan.VisitsPerWeek}次")
        : Say($"at least {plan.VisitsPerWeek} a week, with the {plan.Items.Count} items of Table 1", $"每周至少{plan.VisitsPerWeek}次，内容见表 1（{plan.Items.Count}项）");

    public string Note => Say("Note", "提示");

    public string NotJudged(int rows, int all, IReadOnlyList<(string Reason, int Rows)> reasons)
    {
        var why = reasons.Count == 1
            ? reasons[0].Reason
            : List([.. reasons.Select(reason => Say($"{reason.Reason}: {reason.Rows}", $"{reason.Reason}{reason.Rows}条"))]);
        return Say($"Assessment incomplete: {rows} of {all} rows not judged ({why})", $"评估不完整：{all}条标准中{rows}条未判断（{why}）");
    }

    // Suggestions and links

    public string CreateTasks(int count) => Say($"Create monitoring tasks ({count})", $"创建监测任务（{count}项）");

    public string CreateOrders(int count) => Say($"Order monitoring ({count})", $"开具监测医嘱（{count}项）");

    public string WhatToDo(string monitoring, string action) => Say($"{monitoring}. {action}", $"{monitoring}。{action}");

    public string CurrentMedicines => Say("Current medicines", "当前用药");

    public string SourceOf(string source) => Say($"Source: {source}", $"依据：{source}");

    public string Measure => Say("What is measured", "检测项目");

    public string HowOften => Say("How often", "频次");

    public string Criterion => Say("Criterion of the consensus", "共识标准");

    public string SourceLabel(KnowledgeStamp knowledge) => knowledge.NotSigned == 0
        ? $"CdsOncoPharm {knowledge.Version}"
        : Say(
            $"CdsOncoPharm {knowledge.Version} ({knowledge.NotSigned} of its criteria not signed by a reviewer)",
            $"CdsOncoPharm {knowledge.Version}（{knowledge.NotSigned} 条标准未经审核签署）");

    public string ReadConsensus => Say("Read the consensus", "查看共识原文");

    // Table for a terminal

    public string Scope => Say("Scope", "范围");

    public string ScopeOf(Scope scope) => scope switch
    {
        Clinical.Scope.InScope => Say("in scope", "适用"),
        Clinical.Scope.Annotated => Say("in scope, with a note", "适用（有说明）"),
        _ => Say("out of scope", "不适用"),
    };

    public string LevelLabel => Say("Level", "级别");

    public string Range(CareLevel? level, CareLevel? highest) => highest == level || highest is not { } could
        ? LevelOrNone(level)
        : Say($"{LevelOrNone(level)}, could be {could.Value}", $"{LevelOrNone(level)}，可能为{Number(could)}");

    public string WhyLabel => Say("Why", "依据");

    public string TasksLabel => Say("Monitor", "监测");

    public string List(IReadOnlyList<string> names) => string.Join(Say(", ", "、"), names);

    private string Say(string english, string chinese) => _chinese ? chinese : english;
}
