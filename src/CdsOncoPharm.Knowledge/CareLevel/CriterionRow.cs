using System.Text.Json;
using System.Text.Json.Serialization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>A section of the paper: one file of <c>care-level/criteria/</c>.</summary>
public sealed class CriteriaSection
{
    /// <summary>Number of the section, such as <c>5.1.2.5</c>.</summary>
    public required string Section { get; init; }

    public required LocalText Title { get; init; }

    /// <summary>Its rows, in the paper's order.</summary>
    public required IReadOnlyList<CriterionRow> Criteria { get; init; }

    /// <summary>Relative path of the file.</summary>
    [JsonIgnore]
    public string File { get; internal set; } = "";
}

/// <summary>A row of the paper. What <see cref="When"/> means is known to the Stratification room.</summary>
public sealed class CriterionRow
{
    /// <summary>Stable id, never reused: <c>PC-5.1.2.5-L1-a</c>.</summary>
    public required string Id { get; init; }

    public required CareLevel Level { get; init; }

    /// <summary>Levels that a decision's option puts in the place of <see cref="Level"/>.</summary>
    public LevelOption? LevelOption { get; init; }

    /// <summary>Organ system or domain.</summary>
    public required string Organ { get; init; }

    /// <summary>The row in a pharmacist's words.</summary>
    public required LocalText Statement { get; init; }

    /// <summary>The condition.</summary>
    public required JsonElement When { get; init; }

    /// <summary>"Apply if Level n is not met": a met row of this level or a stronger one in the same organ system suppresses it.</summary>
    public CareLevel? OnlyIfNotMet { get; init; }

    /// <summary>Why the row is not judged; null when it is. A site's own reason comes from <c>site.json</c>.</summary>
    public LocalText? SwitchedOff { get; internal set; }

    public required CriterionSource Source { get; init; }

    /// <summary>File and id, for messages.</summary>
    [JsonIgnore]
    public string File { get; internal set; } = "";

    /// <summary>Number of its section.</summary>
    [JsonIgnore]
    public string Section { get; internal set; } = "";

    /// <summary>What the section is about.</summary>
    [JsonIgnore]
    public LocalText SectionTitle { get; internal set; }
}

/// <summary>A decision that moves a row to another level.</summary>
public sealed record LevelOption(string Decision, IReadOnlyDictionary<string, CareLevel> Levels);

/// <summary>Where the paper says it, and which of our decisions shaped it.</summary>
public sealed record CriterionSource(string Document, string Locator)
{
    /// <summary>Rows of <c>decisions.json</c>.</summary>
    public IReadOnlyList<string> Decisions { get; init => field = value ?? []; } = [];

    /// <summary>What the paper says differently elsewhere (text against table), where it does.</summary>
    public LocalText? Conflict { get; init; }
}

/// <summary>Factors that make a toxicity likelier; some rows ask how many of them are there.</summary>
public sealed class RiskFactorSet
{
    public required LocalText Name { get; init; }

    public required string Locator { get; init; }

    public required IReadOnlyList<RiskFactor> Factors { get; init; }
}

/// <summary>One factor of a set.</summary>
public sealed class RiskFactor
{
    public required string Id { get; init; }

    public required LocalText Name { get; init; }

    public required JsonElement When { get; init; }
}

/// <summary>A condition with a name, used by several rows.</summary>
public sealed class Definition
{
    public required LocalText Name { get; init; }

    public required JsonElement When { get; init; }
}

/// <summary>What a person assesses because no EHR field holds it.</summary>
public sealed class AssessmentQuestion
{
    public required LocalText Question { get; init; }

    /// <summary>How long an answer counts; null means without limit.</summary>
    public required Duration? MaxAge { get; init; }

    /// <summary>The values that an answer can have, with their names; empty for a number or a quantity.</summary>
    public required IReadOnlyDictionary<string, LocalText> Values { get; init; }

    /// <summary>When the question is worth asking; null means never: then "not recorded" is no.</summary>
    public JsonElement? AskWhen { get; init; }

    /// <summary>Whether an undecided <see cref="AskWhen"/> asks; null means that it does.</summary>
    public bool? AskWhenUnsure { get; init; }
}

/// <summary>A point on which the paper is silent or contradicts itself, and what we do.</summary>
public sealed class Decision
{
    public required LocalText Problem { get; init; }

    public required LocalText Resolution { get; init; }

    /// <summary>The options that a site may choose, with what they do; none where the switches stand in rows of their own (D-12a, D-12b).</summary>
    public IReadOnlyDictionary<string, LocalText> Options { get; init => field = value ?? new Dictionary<string, LocalText>(); } = new Dictionary<string, LocalText>();

    /// <summary>The option in force where the site says nothing; null only without options.</summary>
    public string? Default { get; init; }
}

/// <summary>What Table 1 gives for a level.</summary>
public sealed record LevelRow(int VisitsPerWeek, IReadOnlyList<LocalText> Items);

/// <summary>The monitoring tasks, and the groups inside which tasks that coincide become one (one blood count, not four).</summary>
public sealed record TaskTable(IReadOnlyDictionary<string, LocalText> Groups, IReadOnlyList<TaskRow> Tasks);

/// <summary>A monitoring task and what asks for it.</summary>
public sealed class TaskRow
{
    public required string Id { get; init; }

    /// <summary>The group that it merges into; null when it stands alone.</summary>
    public string? Group { get; init; }

    /// <summary>The repeat that an order can carry; null where only words say when.</summary>
    public RepeatTiming? Timing { get; init; }

    public required LocalText Title { get; init; }

    /// <summary>What is looked at in a word or two, for the line of its group: "platelets". Only a task of a group has one.</summary>
    public LocalText? InGroup { get; init; }

    /// <summary>How often, whatever the medicine is: no medicine is named here.</summary>
    public required LocalText Frequency { get; init; }

    /// <summary>What to do when something is found, whatever the medicine is.</summary>
    public required LocalText Action { get; init; }

    /// <summary>What holds instead for some medicines or some findings.</summary>
    public IReadOnlyList<TaskVariant> Instead { get; init => field = value ?? []; } = [];

    /// <summary>Criteria (an id, or its beginning followed by <c>*</c>) that ask for it when they are met.</summary>
    public IReadOnlyList<string> Criteria { get; init => field = value ?? []; } = [];

    /// <summary>Drug classes that ask for it while an agent of them is current.</summary>
    public IReadOnlyList<string> Classes { get; init => field = value ?? []; } = [];

    /// <summary>Codes of ingredients that ask for it while they are current.</summary>
    public IReadOnlyList<string> Ingredients { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Loinc { get; init => field = value ?? []; } = [];

    public required string Source { get; init; }
}

/// <summary>
/// Words that stand instead of a task's own while a medicine of the variant is current, a criterion of it is met, or the level
/// is one of its levels. For a medicine the first variant that fits it holds; where several hold, they stand one after the
/// other. Only the variant's own medicines are named in it.
/// </summary>
public sealed class TaskVariant
{
    /// <summary>Drug classes.</summary>
    public IReadOnlyList<string> Classes { get; init => field = value ?? []; } = [];

    /// <summary>Codes of ingredients.</summary>
    public IReadOnlyList<string> Ingredients { get; init => field = value ?? []; } = [];

    /// <summary>Kinds of therapy of <c>currency.json</c>: a medicine of them that the task's own classes or ingredients name.</summary>
    public IReadOnlyList<string> Kinds { get; init => field = value ?? []; } = [];

    /// <summary>Criteria, an id or its beginning followed by <c>*</c>.</summary>
    public IReadOnlyList<string> Criteria { get; init => field = value ?? []; } = [];

    /// <summary>Care levels.</summary>
    public IReadOnlyList<int> Levels { get; init => field = value ?? []; } = [];

    /// <summary>How often; null where the task's own words hold.</summary>
    public LocalText? Frequency { get; init; }

    /// <summary>What to do; null where the task's own words hold.</summary>
    public LocalText? Action { get; init; }

    /// <summary>The repeat that goes with <see cref="Frequency"/>.</summary>
    public RepeatTiming? Timing { get; init; }

    /// <summary>LOINC codes besides those of the task.</summary>
    public IReadOnlyList<string> Loinc { get; init => field = value ?? []; } = [];
}

/// <summary>A drug level: its result, whose level it is, and the targets that may be meant where the report gives none.</summary>
public sealed record DrugLevelRow(string Result, string Ingredient, string Source)
{
    /// <summary>The first whose condition holds counts. Of those that are left open, or where none holds of all, the answer must be the same.</summary>
    public IReadOnlyList<DrugTargetRow> Targets { get; init => field = value ?? []; } = [];
}

/// <summary>A target of a drug level, in the result's unit.</summary>
public sealed record DrugTargetRow
{
    public decimal? Low { get; init; }

    public decimal? High { get; init; }

    /// <summary>When it is this one; null where nothing on record can tell.</summary>
    public JsonElement? When { get; init; }
}

/// <summary>The regimens that are recognised by their components, and how.</summary>
public sealed record RegimenTable(RegimenRules Rules, IReadOnlyList<RegimenRow> Regimens);

/// <summary>
/// A regimen matches when some span of <see cref="SpanDays"/> days of the newest cycle (at least
/// <see cref="LeastCycleDays"/> days back) holds a day of every component.
/// </summary>
public sealed record RegimenRules(int SpanDays, int LeastCycleDays)
{
    /// <summary>Forms in which a component counts as well, as they follow its name: <c>liposomal</c>, <c>protein-bound</c>.</summary>
    public required IReadOnlyList<string> Forms { get; init; }

    /// <summary>What may stand before a written name of a regimen and says no more, folded: <c>m</c>, <c>改良</c>.</summary>
    public required IReadOnlyList<string> WordsBefore { get; init; }

    /// <summary>What may begin the text after a written name, folded: <c>方案</c>, <c>cycle</c>.</summary>
    public required IReadOnlyList<string> WordsAfter { get; init; }
}

/// <summary>A regimen: its components by ingredient, the risks it carries, and how twins are told apart.</summary>
public sealed record RegimenRow(string Id, IReadOnlyList<string> Components, IReadOnlyList<string> Risks, string Source)
{
    public IReadOnlyList<int> CycleDays { get; init => field = value ?? []; } = [];

    public IReadOnlyList<string> Aliases { get; init => field = value ?? []; } = [];

    /// <summary>A regimen of the same components; the cycle length decides.</summary>
    public string? TwinOf { get; init; }

    /// <summary>Whether it is the one of the twins that is taken when the cycle length is not known.</summary>
    public bool TwinDefault { get; init; }

    public string? Note { get; init; }
}

/// <summary>A fact about a product that is given by tube.</summary>
public sealed record TubeProductRow(string Ingredient, string Form, string Fact, string Source)
{
    public string? Value { get; init; }

    public LocalText? Advice { get; init; }
}

/// <summary>What a site says of its own: <c>cds-services/care-level/site.json</c>, empty here and filled in a site's overlay.</summary>
public sealed class SiteFacts
{
    /// <summary>Criteria that the site does not judge, with the reason that the card shows.</summary>
    public IReadOnlyDictionary<string, LocalText> SwitchedOff { get; init => field = value ?? new Dictionary<string, LocalText>(); } = new Dictionary<string, LocalText>();

    /// <summary>Upper limits of normal in the result's own unit, for reports without a reference range.</summary>
    public IReadOnlyDictionary<string, decimal> UpperLimits { get; init => field = value ?? new Dictionary<string, decimal>(); } = new Dictionary<string, decimal>();

    /// <summary>Facts about agents, by agent and fact: <c>formulary-date</c> (a day), <c>institution-trial</c>, <c>institution-first-use</c>, <c>often-off-label</c> …</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Agents { get; init => field = value ?? new Dictionary<string, IReadOnlyDictionary<string, string>>(); } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}

/// <summary>That a person reviewed a row as it was: a later change of the row makes it unsigned again.</summary>
public sealed record Signature(string Criterion, string Hash, string By, DateOnly On);
