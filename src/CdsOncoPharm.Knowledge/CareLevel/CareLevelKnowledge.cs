using System.Collections.Frozen;
using System.Text.Json;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>The rules of <c>cds-services/care-level/</c>, read strictly; their conditions are still JSON here.</summary>
public sealed class CareLevelKnowledge
{
    private const string Folder = "cds-services/care-level";

    /// <summary>All rows, in the paper's order.</summary>
    public IReadOnlyList<CriterionRow> Criteria { get; }

    public IReadOnlyList<CriteriaSection> Sections { get; }

    public Currency Currency { get; }

    public IReadOnlyDictionary<string, RiskFactorSet> RiskFactors { get; }

    public IReadOnlyDictionary<string, Definition> Definitions { get; }

    /// <summary>By code of a result: outside its gate a missing measurement is "no", because it is only made on suspicion.</summary>
    public IReadOnlyDictionary<string, JsonElement> Gates { get; }

    public IReadOnlyDictionary<string, AssessmentQuestion> Assessments { get; }

    public IReadOnlyDictionary<string, Decision> Decisions { get; }

    /// <summary>The option in force for each decision.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlyDictionary<string, LevelRow> Levels { get; }

    public IReadOnlyList<TaskRow> Tasks { get; }

    /// <summary>Names of the groups inside which tasks merge.</summary>
    public IReadOnlyDictionary<string, LocalText> TaskGroups { get; }

    /// <summary>Drug levels that are monitored.</summary>
    public IReadOnlyList<DrugLevelRow> DrugLevels { get; }

    public RegimenTable Regimens { get; }

    /// <summary>What is known of products that are given by tube.</summary>
    public IReadOnlyList<TubeProductRow> TubeProducts { get; }

    public SiteFacts Site { get; }

    public IReadOnlyList<Signature> Signatures { get; }

    /// <summary>Drug interactions of cancer medicines.</summary>
    public InteractionTable Interactions { get; }

    /// <summary>Names of missing data for people.</summary>
    public IReadOnlyDictionary<string, LocalText> MissingNames { get; }

    /// <summary>The place of each key in <c>missing.json</c>: of data that matter alike, the one that comes first there is asked for first.</summary>
    public IReadOnlyDictionary<string, int> MissingOrder { get; }

    /// <summary>Coefficients of the formulas that C# knows by name.</summary>
    public Formulas Formulas { get; }

    private CareLevelKnowledge(KnowledgeFiles files, IReadOnlyDictionary<string, string> chosen)
    {
        Currency = Read<Currency>(files, "currency.json");
        if (!Currency.Therapies.ContainsKey("unlisted"))
            throw new KnowledgeException($"{Folder}/currency.json", "therapies", "the kind \"unlisted\" is missing");
        Formulas = Read<Formulas>(files, "formulas.json");
        RiskFactors = Read<Dictionary<string, RiskFactorSet>>(files, "risk-factors.json").ToFrozenDictionary();
        Definitions = Read<Dictionary<string, Definition>>(files, "definitions.json").ToFrozenDictionary();
        Gates = Read<Dictionary<string, JsonElement>>(files, "gates.json").ToFrozenDictionary();
        Assessments = Read<Dictionary<string, AssessmentQuestion>>(files, "assessments.json").ToFrozenDictionary();
        Decisions = Read<Dictionary<string, Decision>>(files, "decisions.json").ToFrozenDictionary();
        Levels = Read<Dictionary<string, LevelRow>>(files, "levels.json").ToFrozenDictionary();
        var tasks = Read<TaskTable>(files, "tasks.json");
        (Tasks, TaskGroups) = (tasks.Tasks, tasks.Groups);
        if (Tasks.FirstOrDefault(t => t.Group is { } group && !TaskGroups.ContainsKey(group)) is { } odd)
            throw new KnowledgeException($"{Folder}/tasks.json", odd.Id, $"there is no group \"{odd.Group}\"");
        if (Tasks.FirstOrDefault(t => t.Group is not null && t.InGroup is null) is { } nameless)
            throw new KnowledgeException($"{Folder}/tasks.json", nameless.Id, "a task of a group needs the name \"inGroup\", under which it stands among the others");
        DrugLevels = Read<List<DrugLevelRow>>(files, "drug-levels.json");
        Regimens = Read<RegimenTable>(files, "regimens.json");
        TubeProducts = Read<List<TubeProductRow>>(files, "tube-products.json");
        Site = Read<SiteFacts>(files, "site.json");
        Signatures = Read<List<Signature>>(files, "signatures.json");
        Interactions = Read<InteractionTable>(files, "interactions.json");
        var missing = Read<Dictionary<string, LocalText>>(files, "missing.json");
        MissingNames = missing.ToFrozenDictionary();
        MissingOrder = missing.Keys.Index().ToFrozenDictionary(key => key.Item, key => key.Index);
        Options = Choose(chosen);
        Sections = ReadSections(files);
        Criteria = [.. Sections.SelectMany(section => section.Criteria)];
        SwitchOff();
    }

    /// <summary>Reads and checks the files; the conditions are checked when Stratification binds them.</summary>
    /// <param name="files">The knowledge with a site's overlay.</param>
    /// <param name="options">A site's choices, by decision.</param>
    /// <exception cref="KnowledgeException">A file, row or option is wrong.</exception>
    public static CareLevelKnowledge Load(KnowledgeFiles files, IReadOnlyDictionary<string, string> options) => new(files, options);

    private FrozenDictionary<string, string> Choose(IReadOnlyDictionary<string, string> chosen)
    {
        foreach (var (decision, option) in chosen)
        {
            if (!Decisions.TryGetValue(decision, out var row))
                throw new KnowledgeException("Clinical:Options", decision, "there is no such decision");
            if (!row.Options.ContainsKey(option))
                throw new KnowledgeException("Clinical:Options", decision, $"\"{option}\" is not one of its options: {string.Join(", ", row.Options.Keys.Order(StringComparer.Ordinal))}");
        }
        foreach (var (id, row) in Decisions)
        {
            if (row.Options.Count == 0 ? row.Default is not null : row.Default is null || !row.Options.ContainsKey(row.Default))
                throw new KnowledgeException($"{Folder}/decisions.json", id, $"the default \"{row.Default}\" is not one of its options");
        }
        return Decisions.Where(row => row.Value.Default is not null)
            .ToFrozenDictionary(row => row.Key, row => chosen.TryGetValue(row.Key, out var option) ? option : row.Value.Default!);
    }

    private void SwitchOff()
    {
        foreach (var (id, reason) in Site.SwitchedOff)
        {
            var row = Criteria.FirstOrDefault(c => c.Id == id)
                ?? throw new KnowledgeException($"{Folder}/site.json", id, "there is no such criterion to switch off");
            row.SwitchedOff ??= reason;
        }
    }

    private List<CriteriaSection> ReadSections(KnowledgeFiles files)
    {
        var sections = new List<CriteriaSection>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files.In($"{Folder}/criteria", "*.json"))
        {
            var section = StrictJson.Read<CriteriaSection>(file);
            section.File = file.RelativePath;
            sections.Add(section);
            foreach (var row in section.Criteria)
            {
                row.File = file.RelativePath;
                row.Section = section.Section;
                row.SectionTitle = section.Title;
                if (!seen.Add(row.Id))
                    throw new KnowledgeException(file.RelativePath, row.Id, "this id is used twice");
                foreach (var decision in row.Source.Decisions)
                {
                    if (!Decisions.ContainsKey(decision))
                        throw new KnowledgeException(file.RelativePath, row.Id, $"there is no decision {decision}");
                }
                if (row.LevelOption is { } option && (!Decisions.TryGetValue(option.Decision, out var d) || !d.Options.Keys.All(option.Levels.ContainsKey)))
                    throw new KnowledgeException(file.RelativePath, row.Id, $"levelOption does not give a level for every option of {option.Decision}");
            }
        }
        if (seen.Count == 0)
            throw new KnowledgeException($"{Folder}/criteria", "*.json", "no criteria");
        sections.Sort((a, b) => CompareSections(a.Section, b.Section));
        return sections;
    }

    private static int CompareSections(string left, string right)
    {
        var a = left.Split('.');
        var b = right.Split('.');
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var order = int.TryParse(a[i], out var x) && int.TryParse(b[i], out var y) ? x.CompareTo(y) : string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
                return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    private static T Read<T>(KnowledgeFiles files, string name) =>
        StrictJson.Read<T>(files.Find($"{Folder}/{name}") ?? throw new KnowledgeException($"{Folder}/{name}", "file", "this file is missing"));
}
