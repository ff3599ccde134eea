using System.Collections.Frozen;
using System.Globalization;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Knowledge;

/// <summary>How the files become the tables: once, at start.</summary>
internal sealed partial class Medicines
{
    private Dictionary<string, TagBox> Expand(TerminologyFiles files, Dictionary<string, Draft> drafts)
    {
        var sets = files.ValueSets
            .Where(file => file.Resource.Id!.StartsWith("agent-class-", StringComparison.Ordinal) || file.Resource.Id.StartsWith("cm-", StringComparison.Ordinal))
            .ToList();
        foreach (var file in sets)
            Classes.Add(ClassOf(file.Resource.Id!));
        titles = [.. sets.Select(file => (Classes.TryFind(ClassOf(file.Resource.Id!), out var tag) ? tag : default, TerminologyFiles.TitleOf(file.Resource)))];

        foreach (var draft in drafts.Values)
        {
            foreach (var (source, name) in draft.ClassNames())
            {
                if (!Classes.TryFind(name, out _))
                    throw source.File.Refuse(draft.Code, $"class {name} has no ValueSet");
            }
        }

        var byProperty = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var draft in drafts.Values)
        {
            foreach (var key in draft.Keys())
            {
                if (!byProperty.TryGetValue(key, out var codes))
                    byProperty.Add(key, codes = []);
                codes.Add(draft.Code);
            }
        }

        var byUrl = sets.ToDictionary(file => file.Resource.Url!, StringComparer.Ordinal);
        var members = drafts.Keys.ToDictionary(code => code, _ => new TagBox(default), StringComparer.Ordinal);
        foreach (var file in sets)
        {
            Classes.TryFind(ClassOf(file.Resource.Id!), out var tag);
            foreach (var code in Members(file, 0))
                members[code] |= tag;
        }
        return members;

        HashSet<string> Members(TerminologyFile<ValueSet> file, int depth)
        {
            if (depth > 4)
                throw file.Refuse(file.Resource.Id!, "sets include each other");
            var found = new HashSet<string>(StringComparer.Ordinal);
            if (file.Resource.Compose is not { } compose)
                throw file.Refuse(file.Resource.Id!, "no compose");
            foreach (var include in compose.Include)
            {
                foreach (var reference in include.ValueSetElement)
                {
                    if (reference.Value is not { } url || !byUrl.TryGetValue(url, out var other))
                        throw file.Refuse(reference.Value ?? "valueSet", "this set of medicines does not exist");
                    found.UnionWith(Members(other, depth + 1));
                }
                foreach (var concept in include.Concept)
                    found.Add(Known(file, concept.Code));
                foreach (var filter in include.Filter)
                {
                    if (filter.Op != FilterOperator.Equal || filter.Property is not { } property || filter.Value is not { } value)
                        throw file.Refuse(file.Resource.Id!, "a filter here is property = value");
                    if (include.System is { } system && byProperty.TryGetValue($"{system}|{property}={value}", out var codes))
                        found.UnionWith(codes);
                }
            }
            foreach (var exclude in compose.Exclude)
                found.ExceptWith(exclude.Concept.Select(concept => Known(file, concept.Code)));
            return found;
        }

        string Known(TerminologyFile<ValueSet> file, string? code) =>
            code is not null && drafts.ContainsKey(code) ? code : throw file.Refuse(code ?? "concept", "no medicine has this code");
    }

    private static string ClassOf(string id) => id.StartsWith("agent-class-", StringComparison.Ordinal)
        ? id["agent-class-".Length..].ToUpperInvariant().Replace('-', '_')
        : id;

    private Ingredient Make(Draft draft, Dictionary<string, TagBox> members)
    {
        var classes = members[draft.Code].Tags;
        var kind = draft.Text(draft.IsAgent ? "therapy-kind" : "kind") ?? throw draft.File.Refuse(draft.Code, "no kind of therapy");
        Classes.TryFind(Antineoplastic, out var antineoplastic);
        var isAntineoplastic = classes.Overlaps(antineoplastic);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (property, fact) in s_facts)
        {
            if (draft.Text(property) is { } text)
                facts[fact] = text;
        }
        var counts = (draft.Others ?? draft).Text("counts-in-polypharmacy");
        return new Ingredient
        {
            Code = draft.Code,
            Name = new LocalText(draft.Concept.Display ?? draft.Code, Chinese(draft.Concept) ?? draft.Concept.Display ?? draft.Code),
            Kind = kind,
            Classes = classes,
            IsAntineoplastic = isAntineoplastic,
            IsForCancerOnly = isAntineoplastic && draft.Text("other-uses") == "cancer-only",
            CountsInPolypharmacy = !isAntineoplastic && counts is not ("no" or "antineoplastic"),
            Parts = [.. draft.Texts("part")],
            IsAgent = draft.IsAgent,
            Atc = draft.Atc,
            ChinaApproval = draft.Text("china-approval") is { } approval ? ParseDate(draft, approval) : null,
            Facts = facts.ToFrozenDictionary(StringComparer.Ordinal),
        };
    }

    // What the concept says, and the name under which criteria ask for it.
    private static readonly (string Property, string Fact)[] s_facts =
    [
        ("boxed-warning", "label-warning"), ("g34-adr-over-30", "g34-adr-rate"), ("rare-severe-adr", "rare-severe-adr"),
        ("other-uses", "other-uses"), ("counts-in-polypharmacy", "polypharmacy"), ("certainty", "certainty"), ("note", "note"),
    ];

    private static PartialDate ParseDate(Draft draft, string text)
    {
        var parts = text.Split('-');
        if (parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            var n = Array.ConvertAll(parts, part => int.Parse(part, CultureInfo.InvariantCulture));
            if (n is [>= 1900 and <= 2200] && text.Length == 4)
                return PartialDate.Of(n[0]);
            if (n is [>= 1900 and <= 2200, >= 1 and <= 12] && text.Length == 7)
                return PartialDate.Of(n[0], n[1]);
            if (n.Length == 3 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return PartialDate.Of(day);
        }
        throw draft.File.Refuse(draft.Code, $"'{text}' is not a date (YYYY, YYYY-MM or YYYY-MM-DD)");
    }

    private CodeTable<Ingredient[]> ReadCodes(ILookup<string, MapRow> rows)
    {
        var tables = new Dictionary<string, Dictionary<string, List<Ingredient>>>(StringComparer.Ordinal);
        foreach (var target in (ReadOnlySpan<string>)[Systems.Agents, Systems.Comedications, Systems.MedicineText])
        {
            foreach (var row in rows[target])
            {
                if (row.Source is Systems.MedicineNames or Systems.Genes)
                    continue;
                if (!tables.TryGetValue(row.Source, out var table))
                    tables.Add(row.Source, table = new(StringComparer.OrdinalIgnoreCase));
                if (!table.TryGetValue(row.Code, out var found))
                    table.Add(row.Code, found = []);
                else if (row.Target is null || found.Count == 0)
                    throw row.Refuse("both a medicine and not a medicine");
                if (row.Target is null)
                    continue;
                if (Find(row.Target) is not { } ingredient || ingredient.IsAgent != (target == Systems.Agents))
                    throw row.Refuse($"no medicine '{row.Target}' in {target}");
                if (found.Contains(ingredient))
                    throw row.Refuse($"'{row.Target}' twice");
                found.Add(ingredient);
            }
        }
        var plain = tables.ToDictionary(
            t => t.Key, t => t.Value.ToDictionary(c => c.Key, c => c.Value.Count == 0 ? s_none : [.. c.Value], StringComparer.OrdinalIgnoreCase));
        foreach (var (system, agent) in ((string, bool)[])[(Systems.Agents, true), (Systems.Comedications, false)])
            plain[system] = all.Where(i => i.IsAgent == agent).ToDictionary(i => i.Code, i => (Ingredient[])[i], StringComparer.OrdinalIgnoreCase);
        return new CodeTable<Ingredient[]>(plain);
    }

    private (PhraseIndex, Ingredient?[], bool[]) ReadNames(ILookup<string, MapRow> rows)
    {
        var index = new PhraseIndex.Builder();
        var meanings = new List<Ingredient?>();
        var stops = new List<bool>();
        foreach (var target in (ReadOnlySpan<string>)[Systems.Agents, Systems.Comedications, Systems.MedicineText])
        {
            foreach (var row in rows[target])
            {
                if (row.Source != Systems.MedicineNames)
                    continue;
                Ingredient? ingredient = null;
                var stop = false;
                if (target == Systems.MedicineText)
                {
                    stop = row.Target == "not-an-order";
                    if (row.Target is not null && !stop)
                        throw row.Refuse($"'{row.Target}' is neither a medicine nor not-an-order");
                }
                else if ((ingredient = row.Target is null ? null : Find(row.Target)) is null)
                {
                    throw row.Refuse($"no medicine '{row.Target}' in {target}");
                }
                var before = index.Add(row.Code, meanings.Count, out var usable);
                if (!usable)
                    throw row.Refuse("nothing is left of this name when it is folded");
                if (before >= 0 && (meanings[before] != ingredient || stops[before] != stop))
                    throw row.Refuse($"this name already means {meanings[before]?.Code ?? "no medicine"}");
                meanings.Add(ingredient);
                stops.Add(stop);
            }
        }
        return (index.Build(), [.. meanings], [.. stops]);
    }

    private FrozenDictionary<string, TagBox> ReadPrefixes(ILookup<string, MapRow> rows, bool isExcluded)
    {
        var found = new Dictionary<string, TagBox>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows[Systems.DrugClasses])
        {
            if (row.Source != Systems.Atc)
                throw row.Refuse("classes are given to ATC groups only");
            if (row.Target is null || !Classes.TryFind(row.Target, out var tag))
                throw row.Refuse($"no class '{row.Target}'");
            if (row.IsExcluded == isExcluded)
                found[row.Code] = found.GetValueOrDefault(row.Code) | tag;
        }
        return found.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    // The classes of other medicines that ATC groups make: what stands outside those groups is not in them. The classes of agents
    // are made by name, and a new agent may be in any of its neighbours'.
    private Tags GivenByGroup(ILookup<string, MapRow> rows)
    {
        Tags found = default;
        foreach (var row in rows[Systems.DrugClasses])
        {
            if (row.Target!.StartsWith("cm-", StringComparison.Ordinal) && Classes.TryFind(row.Target, out var tag))
                found |= tag;
        }
        return found;
    }

    private FrozenDictionary<string, string> KindsOfGroups(ILookup<string, MapRow> rows)
    {
        var kinds = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var code in rows[Systems.Agents].Concat(rows[Systems.Comedications]).Where(row => row.Source == Systems.Atc && row.Target is not null).GroupBy(row => row.Code))
        {
            // A combination is none of its parts.
            if (code.Count() > 1 || code.Key.Length < 5)
                continue;
            var kind = byCode[code.First().Target!].Kind;
            for (var length = 3; length <= 5; length++)
            {
                var group = code.Key[..length];
                kinds[group] = kinds.GetValueOrDefault(group, kind) == kind ? kind : Unlisted;
            }
        }
        return kinds.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private FrozenDictionary<string, TagBox> GroupAtc(ILookup<string, MapRow> rows)
    {
        var groups = new Dictionary<string, TagBox>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows[Systems.Agents].Concat(rows[Systems.Comedications]))
        {
            if (row.Source != Systems.Atc || row.Target is null || row.Code.Length < 5)
                continue;
            var classes = byCode[row.Target].Classes;
            groups[row.Code[..5]] = groups.GetValueOrDefault(row.Code[..5]) | classes;
            groups[row.Code[..4]] = groups.GetValueOrDefault(row.Code[..4]) | classes;
        }
        return groups.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private (string, bool, Tags)[] ReadStems(TerminologyFiles files)
    {
        var file = files.CodeSystem(Systems.InnStems);
        var folded = all.Select(i => (i.Classes, En: TextFolding.Fold(i.Code), Zh: TextFolding.Fold(i.Name.Zh))).ToList();
        var found = new List<(string, bool, Tags)>();
        foreach (var concept in file.Resource.Concept)
        {
            if (concept.Code is not { } stem)
                throw file.Refuse("concept", "a stem has no code");
            Tags classes = default;
            var zh = Chinese(concept);
            foreach (var name in folded)
            {
                if (EndsAWord(name.En, stem))
                    classes |= name.Classes;
            }
            if (classes.IsEmpty)
                throw file.Refuse(stem, "no medicine carries this stem");
            found.Add((stem, false, classes));
            if (zh is not null)
                found.Add((zh, true, classes));
        }
        return [.. found];
    }

    internal static string? Chinese(CodeSystem.ConceptDefinitionComponent concept) =>
        concept.Designation.FirstOrDefault(designation => designation.Language == "zh-CN")?.Value;

    /// <summary>A concept before its classes are known.</summary>
    private sealed class Draft(TerminologyFile<CodeSystem> file, CodeSystem.ConceptDefinitionComponent concept, bool isAgent)
    {
        public TerminologyFile<CodeSystem> File { get; } = file;

        public CodeSystem.ConceptDefinitionComponent Concept { get; } = concept;

        // Read once: the model's properties do work.
        private readonly (string? Code, string? Text)[] properties = [.. concept.Property.Select(given => (given.Code, TextOf(given.Value)))];

        public string Code { get; } = concept.Code!;

        public bool IsAgent { get; } = isAgent;

        /// <summary>The same medicine among the others, which only adds classes.</summary>
        public Draft? Others { get; set; }

        public string? Atc => Text("atc");

        public string? Text(string property)
        {
            foreach (var (code, text) in properties)
            {
                if (code == property)
                    return text;
            }
            return null;
        }

        public IEnumerable<string> Texts(string property)
        {
            foreach (var (code, text) in properties)
            {
                if (code == property && text is not null)
                    yield return text;
            }
        }

        public IEnumerable<string> Keys()
        {
            foreach (var (code, text) in properties)
            {
                if (code is not null && text is not null)
                    yield return $"{File.Resource.Url}|{code}={text}";
            }
            if (Others is null)
                yield break;
            foreach (var key in Others.Keys())
                yield return key;
        }

        public IEnumerable<(Draft Source, string Name)> ClassNames()
        {
            foreach (var (code, text) in properties)
            {
                if (code is "class" or "class-consensus" or "class-judgement" && text is not null)
                    yield return (this, text);
            }
            if (Others is null)
                yield break;
            foreach (var name in Others.ClassNames())
                yield return name;
        }

        private static string? TextOf(DataType? value) => value switch
        {
            Code code => code.Value,
            FhirString text => text.Value,
            FhirBoolean flag => flag.Value == true ? "true" : null,
            _ => null,
        };
    }
}
