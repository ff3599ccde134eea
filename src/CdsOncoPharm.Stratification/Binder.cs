using System.Text.Json;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Turns the names in conditions into what they stand for, once, at start. A name that does not exist stops the start-up
/// with file and row: a missing set never reads as "no".
/// </summary>
internal sealed class Binder
{
    private const string Folder = "cds-services/care-level";

    private readonly KnowledgeBase knowledge;
    private readonly Dictionary<string, (Condition, LocalText)> definitions = new(StringComparer.Ordinal);
    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RiskFactorConditions> riskFactors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ResultRule> results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AssessmentRule> assessments = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Criterion> criteria;
    private readonly List<(string File, string Row, Action Bind)> later = [];
    private (string File, string Row) place = ("", "");
    private Doses? doses;
    private IReadOnlyList<DrugLevelRule>? drugLevels;

    public Binder(KnowledgeBase knowledge, IReadOnlyList<Criterion> criteria, IReadOnlySet<string> regimenRisks)
    {
        RegimenRisks = regimenRisks;
        this.knowledge = knowledge;
        this.criteria = criteria.ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    public Currency Currency => knowledge.CareLevel.Currency;

    public Formulas Formulas => knowledge.CareLevel.Formulas;

    public Doses Doses => doses ??= new Doses(this);

    public IReadOnlySet<string> RegimenRisks { get; }

    private Terminology Terminology => knowledge.Terminology;

    /// <summary>Reads and binds a condition; every fault names the file and the row.</summary>
    public Condition Condition(JsonElement json, string file, string row)
    {
        var outer = place;
        place = (file, row);
        try
        {
            var condition = json.Deserialize(ConditionJson.Default.Condition) ?? throw new BindingException("the condition is null");
            condition.Bind(this);
            return condition;
        }
        catch (BindingException e)
        {
            throw new KnowledgeException(file, row, e.Message, e);
        }
        catch (JsonException e)
        {
            throw new KnowledgeException(file, row, $"{e.Path}: {e.Message}", e);
        }
        catch (NotSupportedException e)
        {
            // So does the JSON reader say that a condition has no kind.
            throw new KnowledgeException(file, row, e.Message, e);
        }
        finally
        {
            place = outer;
        }
    }

    /// <summary>Does something when all rows have been read.</summary>
    public void Later(Action bind) => later.Add((place.File, place.Row, bind));

    public void FinishLater()
    {
        // Binding may put off more binding (a gate that names a result with a gate).
        for (var i = 0; i < later.Count; i++)
        {
            var (file, row, bind) = later[i];
            try
            {
                place = (file, row);
                bind();
            }
            catch (BindingException e)
            {
                throw new KnowledgeException(file, row, e.Message, e);
            }
        }
    }

    public Criterion Criterion(string id) => criteria.TryGetValue(id, out var criterion)
        ? criterion
        : throw new BindingException($"there is no criterion {id}");

    public bool Option(string decision, string option)
    {
        if (!knowledge.CareLevel.Decisions.TryGetValue(decision, out var row))
            throw new BindingException($"there is no decision {decision}");
        if (!row.Options.ContainsKey(option))
            throw new BindingException($"\"{option}\" is not an option of {decision}");
        return knowledge.CareLevel.Options[decision] == option;
    }

    public (Condition Condition, LocalText Name) Definition(string name)
    {
        if (definitions.TryGetValue(name, out var known))
            return known;
        if (!knowledge.CareLevel.Definitions.TryGetValue(name, out var definition))
            throw new BindingException($"there is no definition \"{name}\"");
        if (!open.Add(name))
            throw new BindingException($"the definition \"{name}\" refers to itself");
        var bound = (Condition(definition.When, $"{Folder}/definitions.json", name), definition.Name);
        open.Remove(name);
        definitions.Add(name, bound);
        return bound;
    }

    public Condition? BoundDefinition(string name) => definitions.TryGetValue(name, out var known) ? known.Item1 : null;

    public AssessmentRule? BoundAssessment(string key) => assessments.GetValueOrDefault(key);

    public ResultRule? BoundResult(string code) => results.GetValueOrDefault(code);

    public RiskFactorConditions RiskFactors(string set)
    {
        if (riskFactors.TryGetValue(set, out var known))
            return known;
        if (!knowledge.CareLevel.RiskFactors.TryGetValue(set, out var row))
            throw new BindingException($"there is no set of risk factors \"{set}\"");
        var bound = new RiskFactorConditions(
            row.Name,
            [.. row.Factors.Select(factor => new NamedFactor(factor.Id, factor.Name, Condition(factor.When, $"{Folder}/risk-factors.json", $"{set}, {factor.Id}")))]);
        riskFactors.Add(set, bound);
        return bound;
    }

    public ResultRule Result(string code)
    {
        if (results.TryGetValue(code, out var known))
            return known;
        var kind = Terminology.Result(code) ?? throw new BindingException($"there is no result \"{code}\" in the terminology");
        if (!Currency.Results.TryGetValue(code, out var window))
            throw new BindingException($"currency.json does not say how long the result \"{code}\" counts");
        if (!knowledge.CareLevel.MissingNames.ContainsKey(code))
            throw new BindingException($"missing.json has no name for the result \"{code}\"");
        var rule = new ResultRule
        {
            Kind = kind,
            Window = window,
            NephrotoxicWindow = Currency.NephrotoxicOrder.Results.TryGetValue(code, out var shorter) && knowledge.CareLevel.Options.GetValueOrDefault("D-12b") == "seven-days" ? shorter : null,
            Derive = Derivation(code),
            SiteUpperLimit = knowledge.CareLevel.Site.UpperLimits.TryGetValue(code, out var upper) ? upper : null,
        };
        results.Add(code, rule);
        if (knowledge.CareLevel.Gates.TryGetValue(code, out var gate))
            Later(() => rule.Gate = Condition(gate, $"{Folder}/gates.json", code));
        return rule;
    }

    private Func<PatientCase, Reading>? Derivation(string code) => code switch
    {
        "bmi" => DerivedResults.BodyMassIndex(Result("weight"), Result("height")),
        "bsa" => DerivedResults.BodySurface(Result("weight"), Result("height"), Formulas.Mosteller),
        "crcl" => DerivedResults.CreatinineClearance(
            Result("creatinine"), Result("weight"), Result("height"), Formulas.CockcroftGault, knowledge.CareLevel.Options.GetValueOrDefault("D-12a") ?? ""),
        _ => null,
    };

    public AssessmentRule Assessment(string key)
    {
        if (assessments.TryGetValue(key, out var known))
            return known;
        if (!knowledge.CareLevel.Assessments.TryGetValue(key, out var row))
            throw new BindingException($"there is no assessment \"{key}\"");
        var rule = new AssessmentRule
        {
            Key = key,
            Question = row.Question,
            Name = knowledge.CareLevel.MissingNames.TryGetValue(key, out var name) ? name : throw new BindingException($"missing.json has no name for the assessment \"{key}\""),
            Values = row.Values,
            MaxAge = row.MaxAge,
            AskWhenUnsure = row.AskWhenUnsure ?? true,
        };
        assessments.Add(key, rule);
        if (row.AskWhen is { } gate)
            Later(() => rule.AskWhen = Condition(gate, $"{Folder}/assessments.json", key));
        return rule;
    }

    public void CheckValues(string assessment, IReadOnlyList<string> values)
    {
        var known = knowledge.CareLevel.Assessments[assessment].Values;
        foreach (var value in values)
        {
            if (!known.ContainsKey(value))
                throw new BindingException($"\"{value}\" is not a value of the assessment {assessment}");
        }
    }

    public MedicineFilter Medicines(
        IReadOnlyList<string> classes, IReadOnlyList<string> ingredients, IReadOnlyList<string> atc, IReadOnlyList<string> except,
        IReadOnlyList<string>? exceptClasses = null)
    {
        if (classes.Count + ingredients.Count + atc.Count == 0)
            throw new BindingException("no class, ingredient or ATC group is named");
        var tags = Find(Terminology.DrugClasses, classes, "drug class");
        var chosen = ingredients.Select(Ingredient).ToHashSet();
        foreach (var group in atc)
        {
            if (group.Length is < 1 or > 7 || !char.IsAsciiLetterUpper(group[0]))
                throw new BindingException($"\"{group}\" is not an ATC group");
        }
        var names = classes.Concat(atc.Select(a => "ATC " + a)).ToList();
        var en = string.Join(" / ", names.Concat(chosen.Select(i => i.Name.En)));
        var zh = string.Join(" / ", names.Concat(chosen.Select(i => i.Name.Zh)));
        exceptClasses ??= [];
        if (except.Count + exceptClasses.Count > 0)
        {
            en += " except " + string.Join(", ", exceptClasses.Concat(except.Select(e => Ingredient(e).Name.En)));
            zh += "（" + string.Join("、", exceptClasses.Concat(except.Select(e => Ingredient(e).Name.Zh))) + "除外）";
        }
        return new MedicineFilter(tags, chosen, [.. atc], except.Select(Ingredient).ToHashSet(), Find(Terminology.DrugClasses, exceptClasses, "drug class"), new(en, zh));
    }

    public IReadOnlySet<Ingredient> IngredientsOf(IReadOnlyList<string> classes)
    {
        var tags = Find(Terminology.DrugClasses, classes, "drug class");
        return Terminology.Ingredients.Where(i => i.Classes.Overlaps(tags)).ToHashSet();
    }

    public Tags ConditionSets(IReadOnlyList<string> sets) => Find(Terminology.ConditionSets, sets, "set");

    public Tags ToxicitySets(IReadOnlyList<string> sets) => Find(Terminology.ToxicitySets, sets, "toxicity set");

    public IReadOnlyDictionary<string, IReadOnlySet<Ingredient>> GenePairs(IReadOnlyList<string> genes)
    {
        var pairs = Terminology.PgxPairs
            .Where(pair => genes.Count == 0 || genes.Contains(pair.Gene))
            .ToDictionary(pair => pair.Gene, IReadOnlySet<Ingredient> (pair) => pair.Medicines.ToHashSet(), StringComparer.Ordinal);
        foreach (var gene in genes)
        {
            if (!pairs.ContainsKey(gene))
                throw new BindingException($"there are no medicines for the gene {gene}");
        }
        return pairs;
    }

    public IReadOnlyList<DrugLevelRule> DrugLevels() =>
        drugLevels ??= [.. knowledge.CareLevel.DrugLevels.Select(row => new DrugLevelRule(Result(row.Result), Ingredient(row.Ingredient), [.. row.Targets.Select(target => Target(target, row))]))];

    private DrugTarget Target(DrugTargetRow target, DrugLevelRow row)
    {
        var limits = new Limits(target.Low, null, target.High, null);
        return !limits.IsEmpty && !limits.IsContradiction
            ? new DrugTarget(limits, target.When is { } when ? Condition(when, $"{Folder}/drug-levels.json", row.Result) : null)
            : throw new KnowledgeException($"{Folder}/drug-levels.json", row.Result, "a target has a limit, and its low limit lies below its high one");
    }

    /// <summary>What a site says of its agents.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> SiteAgents => knowledge.CareLevel.Site.Agents;

    /// <summary>Whether a fact stands in the agents' code system, or is one that a site states.</summary>
    public bool IsAgentFact(string fact) =>
        fact is "institution-first-use" or "often-off-label" || Terminology.Ingredients.Any(i => i.Facts.ContainsKey(fact));

    public void CheckTherapyKinds(IReadOnlyList<string> kinds)
    {
        foreach (var kind in kinds)
        {
            if (!Currency.Therapies.ContainsKey(kind))
                throw new BindingException($"currency.json has no kind of therapy \"{kind}\"");
        }
    }

    /// <summary>Products of <c>tube-products.json</c> with a fact: the ingredient, the dose forms that its form names, and the fact's value.</summary>
    public ILookup<Ingredient, (Tags Forms, string? Value)> TubeProducts(string fact)
    {
        var rows = knowledge.CareLevel.TubeProducts.Where(row => row.Fact == fact).ToList();
        return rows.Count > 0
            ? rows.ToLookup(row => Ingredient(row.Ingredient), row => (Terminology.FindConditionSetsByText(row.Form), row.Value))
            : throw new BindingException($"no product of tube-products.json has the fact \"{fact}\"");
    }

    private Ingredient Ingredient(string code) =>
        Terminology.Ingredient(code) ?? throw new BindingException($"there is no ingredient \"{code}\"");

    private static Tags Find(TagNames register, IReadOnlyList<string> names, string what)
    {
        var tags = default(Tags);
        foreach (var name in names)
            tags |= register.TryFind(name, out var tag) ? tag : throw new BindingException($"there is no {what} \"{name}\"");
        return tags;
    }
}
