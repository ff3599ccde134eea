using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Knowledge;

/// <summary>A FHIR resource of the terminology with the file it came from.</summary>
internal sealed record TerminologyFile<T>(string Path, T Resource)
    where T : Resource
{
    /// <summary>A refusal of a row of this file.</summary>
    public KnowledgeException Refuse(string row, string reason) => new(Path, row, reason);
}

/// <summary>A row of a ConceptMap; an excluded one (<c>disjoint</c>) says what its code is not. A class, as are the other values of tables here: the runtime has code ready for tables of those.</summary>
internal sealed record MapRow(
    TerminologyFile<ConceptMap> File, string Source, string TargetSystem, string Code, string? Display, string? Target, bool IsExcluded, string? Comment)
{
    public KnowledgeException Refuse(string reason) => File.Refuse($"{Source}|{Code}", reason);
}

/// <summary>The resources of <c>terminology/</c>, read strictly: a file that is not what its name says is refused.</summary>
internal sealed class TerminologyFiles
{
    public required IReadOnlyList<TerminologyFile<CodeSystem>> CodeSystems { get; init; }

    public required IReadOnlyList<TerminologyFile<ValueSet>> ValueSets { get; init; }

    public required IReadOnlyList<MapRow> Rows { get; init; }

    public static TerminologyFiles Read(KnowledgeFiles files)
    {
        List<KnowledgeFile> all = [.. files.In("terminology", "CodeSystem-*.json"), .. files.In("terminology", "ConceptMap-*.json"), .. files.In("terminology", "ValueSet-*.json")];
        var read = new object[all.Count];
        Parallel.For(0, all.Count, i => read[i] = ReadOne(all[i]));
        var codeSystems = Typed<CodeSystem>(all, read, "CodeSystem", r => (r.Url, r.Status));
        var valueSets = Typed<ValueSet>(all, read, "ValueSet", r => (r.Url, r.Status));
        var maps = Typed<ConceptMap>(all, read, "ConceptMap", r => (r.Url, r.Status));
        return new TerminologyFiles { CodeSystems = codeSystems, ValueSets = valueSets, Rows = [.. maps.SelectMany(RowsOf)] };
    }

    /// <summary>The one code system of a URL.</summary>
    public TerminologyFile<CodeSystem> CodeSystem(string url)
    {
        var found = CodeSystems.Where(file => file.Resource.Url == url).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new KnowledgeException("terminology", url, "no file holds this code system"),
            _ => throw found[1].Refuse(url, $"the same code system as {found[0].Path}"),
        };
    }

    /// <summary>What a set is called, without what its title says in brackets for whoever keeps the set.</summary>
    public static LocalText TitleOf(ValueSet set)
    {
        var en = set.Title ?? set.Id!;
        var zh = set.TitleElement?.GetExtension("http://hl7.org/fhir/StructureDefinition/translation")?.GetExtension("content")?.Value as FhirString;
        return new(en.Split(" (")[0], (zh?.Value ?? en).Split('（')[0]);
    }

    /// <summary>Map rows by target system.</summary>
    public ILookup<string, MapRow> RowsByTarget => Rows.ToLookup(row => row.TargetSystem, StringComparer.Ordinal);

    private static List<TerminologyFile<T>> Typed<T>(
        List<KnowledgeFile> files, object[] read, string type, Func<T, (string? Url, PublicationStatus? Status)> head)
        where T : Resource
    {
        var typed = new List<TerminologyFile<T>>();
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < read.Length; i++)
        {
            var path = files[i].RelativePath;
            if (!path.AsSpan("terminology/".Length).StartsWith(type, StringComparison.Ordinal))
                continue;
            if (read[i] is Exception refusal)
                throw refusal;
            if (read[i] is not T resource)
                throw new KnowledgeException(path, "resourceType", $"expected {type}, found {(read[i] as Resource)?.TypeName ?? "another type"}");
            var (url, status) = head(resource);
            if (url is null || status is null || resource.Id is null)
                throw new KnowledgeException(path, resource.Id ?? type, "id, url and status are required");
            if (!urls.TryAdd(url, path))
                throw new KnowledgeException(path, url, $"the same url as {urls[url]}");
            typed.Add(new TerminologyFile<T>(path, resource));
        }
        return typed;
    }

    // A resource, or why there is none: the refusals are thrown in the order of the files, not of the threads.
    private static object ReadOne(KnowledgeFile file)
    {
        try
        {
            var reading = FhirJson.Read(file.Content.Span);
            if (reading.Issues is [var issue, ..])
                return new KnowledgeException(file.RelativePath, issue.Path, $"expected {issue.Expected}, found {issue.Found}");
            return reading.Resource ?? (object)new KnowledgeException(file.RelativePath, "resourceType", "not a resource of a type that is read");
        }
        catch (FhirJsonException broken)
        {
            return new KnowledgeException(file.RelativePath, "JSON", broken.Message, broken);
        }
    }

    private static IEnumerable<MapRow> RowsOf(TerminologyFile<ConceptMap> file)
    {
        var g = 0;
        foreach (var group in file.Resource.Group)
        {
            if (group.Source is not { } source || group.Target is not { } target)
                throw file.Refuse($"group[{g}]", "source and target are required");
            g++;
            foreach (var element in group.Element)
            {
                if (element.Code is not { } code)
                    throw file.Refuse(source, "an element has no code");
                if (element.Target.Count == 0)
                    throw file.Refuse($"{source}|{code}", "no target");
                foreach (var row in element.Target)
                {
                    if (row.Equivalence is not { } equivalence)
                        throw file.Refuse($"{source}|{code}", "a target has no equivalence");
                    var unmatched = equivalence == ConceptMapEquivalence.Unmatched;
                    if (row.Code is null != unmatched)
                        throw file.Refuse($"{source}|{code}", unmatched ? "unmatched with a target" : "a target has no code");
                    yield return new MapRow(file, source, target, code, element.Display, row.Code, equivalence == ConceptMapEquivalence.Disjoint, row.Comment);
                }
            }
        }
    }
}

/// <summary>Names of the systems that the terminology speaks of.</summary>
internal static class Systems
{
    public const string Ours = "https://cdsoncopharm.org/fhir/CodeSystem/";
    public const string Extension = "https://cdsoncopharm.org/fhir/StructureDefinition/";
    public const string ValueSet = "https://cdsoncopharm.org/fhir/ValueSet/";
    public const string Agents = Ours + "antineoplastic-agents";
    public const string Comedications = Ours + "comedications";
    public const string DrugClasses = Ours + "drug-classes";
    public const string Polypharmacy = Ours + "polypharmacy";
    public const string MedicineNames = Ours + "medicine-names";
    public const string MedicineText = Ours + "medicine-text";
    public const string InnStems = Ours + "inn-stems";
    public const string Results = Ours + "results";
    public const string UnitSpellings = Ours + "unit-spellings";
    public const string Qualitative = Ours + "qualitative";
    public const string QualitativeText = Ours + "qualitative-text";
    public const string Phenotype = Ours + "phenotype";
    public const string PhenotypeText = Ours + "phenotype-text";
    public const string Genotype = Ours + "genotype";
    public const string Ctcae = Ours + "ctcae";
    public const string CtcaeGrade = Ours + "ctcae-grade";
    public const string CtcaeGradeText = Ours + "ctcae-grade-text";
    public const string ConditionSets = Ours + "condition-sets";
    public const string SystemSpellings = Ours + "system-spellings";
    public const string TextEn = Ours + "text-en";
    public const string TextZh = Ours + "text-zh-CN";
    public const string Genes = "http://www.genenames.org";
    public const string Atc = "http://www.whocc.no/atc";
    public const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    public const string Loinc = "http://loinc.org";
    public const string Ucum = "http://unitsofmeasure.org";
    public const string Icd9Cm = "http://hl7.org/fhir/sid/icd-9-cm";
    public const string Icd10 = "http://hl7.org/fhir/sid/icd-10";
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";

    /// <summary>Our code systems list these codes themselves; a ConceptMap may point to any of these systems.</summary>
    public static readonly HashSet<string> Targets =
    [
        Agents, Comedications, DrugClasses, Polypharmacy, MedicineText, Results, Qualitative, Phenotype, CtcaeGrade, ConditionSets, Ctcae,
        Ucum, SystemSpellings, Icd10, Icd10Cm, "http://snomed.info/sct",
    ];
}

/// <summary>Codes of several systems, found without allocation: systems as they are spelled in the world, codes without regard to case.</summary>
internal sealed class CodeTable<T>
    where T : class
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, T>> bySystem;

    public CodeTable(IReadOnlyDictionary<string, Dictionary<string, T>> tables) =>
        bySystem = tables.ToFrozenDictionary(t => t.Key, t => t.Value.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);

    /// <summary>Looks a code up in a canonical system.</summary>
    public bool TryFind(string? system, string? code, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (system is null || code is null || !bySystem.TryGetValue(system, out var codes))
            return false;
        if (codes.TryGetValue(code, out value))
            return true;
        var trimmed = code.AsSpan().Trim();
        return trimmed.Length != code.Length && codes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(trimmed, out value);
    }
}

/// <summary>Some sets, as the value of a table.</summary>
internal sealed record TagBox(Tags Tags)
{
    public static TagBox operator |(TagBox? box, Tags more) => box is null ? new(more) : new(box.Tags | more);
}
