using System.Collections.Frozen;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Knowledge;

/// <summary>The sets of conditions, procedures, devices, routes, body sites, forms and words (<c>vs-</c> and <c>cancer-</c>).</summary>
internal sealed class ConditionSetIndex
{
    private readonly FrozenDictionary<string, TagBox> icd;
    private readonly FrozenDictionary<string, TagBox> icdExcluded;
    private readonly FrozenDictionary<string, TagBox> icdCm;
    private readonly FrozenDictionary<string, TagBox> icdCmExcluded;
    private readonly CodeTable<TagBox> codes;
    private readonly CodeTable<Translation[]> translations;
    private readonly PhraseIndex words;
    private readonly TagBox[] wordTags;
    private readonly PhraseIndex nevers;
    private readonly TagBox[] neverTags;
    private readonly Modifier[] modifiers;
    private readonly AtSite[] atSites;

    // In the order of Names, the smallest first.
    private readonly (Tags Set, LocalText Title)[] bySize;
    private readonly CodeTable<string> displays;

    public TagNames Names { get; } = new();

    public ConditionSetIndex(TerminologyFiles files, ILookup<string, MapRow> rows)
    {
        var sets = files.ValueSets
            .Where(file => file.Resource.Id!.StartsWith("vs-", StringComparison.Ordinal) || file.Resource.Id.StartsWith("cancer-", StringComparison.Ordinal))
            .ToList();
        foreach (var file in sets)
            Names.Add(file.Resource.Id!);

        var included = new IcdPrefixes();
        var excluded = new IcdPrefixes();
        var includedCm = new IcdPrefixes();
        var excludedCm = new IcdPrefixes();
        var listed = new Dictionary<string, Dictionary<string, TagBox>>(StringComparer.Ordinal);
        var word = new PhraseTags();
        var never = new PhraseTags();
        var modifies = new List<Modifier>();
        var places = new List<AtSite>();
        foreach (var file in sets)
        {
            Names.TryFind(file.Resource.Id!, out var tag);
            if (Place(file) is { } place)
            {
                places.Add(new(tag, place.Procedure, place.Site));
                continue;
            }
            if (file.Resource.Compose is not { Include.Count: > 0 } compose)
                throw file.Refuse(file.Resource.Id!, "the set includes nothing");
            foreach (var include in compose.Include)
                Add(file, include, tag, included, includedCm, word, listed);
            foreach (var exclude in compose.Exclude)
                Add(file, exclude, tag, excluded, excludedCm, never, null);
            var onlyWith = Named(file, "text-only-with");
            var insteadOf = Named(file, "instead-of");
            if (!onlyWith.IsEmpty || !insteadOf.IsEmpty)
                modifies.Add(new(tag, onlyWith, insteadOf));
        }

        icd = included.Build();
        icdExcluded = excluded.Build();
        icdCm = includedCm.Build();
        icdCmExcluded = excludedCm.Build();
        (words, wordTags) = word.Build();
        (nevers, neverTags) = never.Build();
        bySize = [.. sets
            .Where(file => file.Resource.Compose is not null && !file.Resource.Id!.EndsWith("-gate", StringComparison.Ordinal))
            .OrderBy(file => file.Resource.Compose!.Include.Sum(include => include.Concept.Count + include.Filter.Count))
            .Select(file => (Names.TryFind(file.Resource.Id!, out var tag) ? tag : default, TerminologyFiles.TitleOf(file.Resource)))];
        displays = new CodeTable<string>(Displays(sets));
        modifiers = [.. modifies];
        atSites = [.. places];

        foreach (var row in rows[Systems.ConditionSets])
        {
            if (row.Target is null || !Names.TryFind(row.Target, out var tag))
                throw row.Refuse($"no set '{row.Target}'");
            List(listed, row.Source, row.Code, tag);
        }
        codes = new CodeTable<TagBox>(listed);
        translations = Translations(rows);
    }

    public Tags Find(string? system, string? code)
    {
        if (system is null || string.IsNullOrWhiteSpace(code))
            return default;
        Tags found = default;
        if (system is Systems.Icd10 or Systems.Icd10Cm)
        {
            Span<char> plain = stackalloc char[16];
            var length = Plain(code, plain);
            var isCm = system == Systems.Icd10Cm;
            found = Over(icd, plain[..length]);
            var left = Over(icdExcluded, plain[..length]);
            if (isCm)
            {
                found |= Over(icdCm, plain[..length]);
                left |= Over(icdCmExcluded, plain[..length]);
            }
            found = found.Without(left);
        }
        // China's procedure codes go on after the four digits of ICD-9-CM: 41.0400x001.
        if (system is Systems.Icd9Cm && code.Length > 5 && code[2] == '.')
            code = code[..5];
        if (codes.TryFind(system, code, out var tags))
            found |= tags.Tags;
        if (translations.TryFind(system, code, out var others))
        {
            foreach (var (otherSystem, otherCode) in others)
                found |= Find(otherSystem, otherCode);
        }
        return found;
    }

    public bool IsReadable(string? system, string? code) => system is not null && !string.IsNullOrWhiteSpace(code) && (
        system is Systems.Icd10 or Systems.Icd10Cm && code.Length >= 3 && char.IsAsciiLetter(code.AsSpan().Trim()[0])
        || codes.TryFind(system, code, out _)
        || translations.TryFind(system, code, out _));

    public Tags FindByText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return default;
        var hits = new List<PhraseHit>();
        words.Find(text, hits);
        if (hits.Count == 0)
            return default;
        Tags named = default;
        foreach (var hit in hits)
            named |= wordTags[hit.Value].Tags;
        hits.Clear();
        nevers.Find(text, hits);
        Tags left = default;
        foreach (var hit in hits)
            left |= neverTags[hit.Value].Tags;
        var found = named;
        foreach (var (set, onlyWith, _) in modifiers)
        {
            if (named.Overlaps(set) && !onlyWith.IsEmpty && !named.Overlaps(onlyWith))
                found = found.Without(set);
        }
        found = found.Without(left);
        foreach (var (set, _, insteadOf) in modifiers)
        {
            if (found.Overlaps(set))
                found = found.Without(insteadOf);
        }
        return found;
    }

    public Tags NarrowestOf(Tags sets)
    {
        foreach (var (set, _) in bySize)
        {
            if (sets.Overlaps(set))
                return set;
        }
        return default;
    }

    public LocalText? NameOf(string? system, string? code)
    {
        var sets = Find(system, code);
        foreach (var (set, title) in bySize)
        {
            if (sets.Overlaps(set))
                return displays.TryFind(system, code, out var display) ? new(display, title.Zh) : title;
        }
        return null;
    }

    private static Dictionary<string, Dictionary<string, string>> Displays(List<TerminologyFile<ValueSet>> sets)
    {
        var found = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var include in sets.Where(file => file.Resource.Compose is not null).SelectMany(file => file.Resource.Compose!.Include))
        {
            foreach (var concept in include.Concept)
            {
                if (include.System is not { } system || concept.Code is not { } code || concept.Display is not { } display)
                    continue;
                if (!found.TryGetValue(system, out var codes))
                    found.Add(system, codes = new(StringComparer.OrdinalIgnoreCase));
                codes.TryAdd(code, display);
            }
        }
        return found;
    }

    public Tags WithBodySite(Tags procedure, Tags bodySite)
    {
        var found = procedure;
        foreach (var (set, kind, site) in atSites)
        {
            if (procedure.Overlaps(kind) && bodySite.Overlaps(site))
                found |= set;
        }
        return found;
    }

    private static int Plain(string code, Span<char> into)
    {
        var length = 0;
        foreach (var c in code)
        {
            if (length == into.Length)
                break;
            if (char.IsAsciiLetterOrDigit(c))
                into[length++] = char.ToUpperInvariant(c);
            else if (c is '+' or '*' or '/' && length > 0)
                break;
        }
        return length;
    }

    private static Tags Over(FrozenDictionary<string, TagBox> table, ReadOnlySpan<char> code)
    {
        var lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
        Tags found = default;
        for (var length = 3; length <= code.Length; length++)
        {
            if (lookup.TryGetValue(code[..length], out var tags))
                found |= tags.Tags;
        }
        return found;
    }

    private static void Add(
        TerminologyFile<ValueSet> file, ValueSet.ConceptSetComponent part, Tags tag, IcdPrefixes icd, IcdPrefixes icdCm, PhraseTags text,
        Dictionary<string, Dictionary<string, TagBox>>? listed)
    {
        var id = file.Resource.Id!;
        if (part.System is not { } system)
            throw file.Refuse(id, "an include or exclude has no system");
        foreach (var filter in part.Filter)
        {
            if (system is not (Systems.Icd10 or Systems.Icd10Cm) || filter.Op != FilterOperator.IsA || filter.Value is not { } value)
                throw file.Refuse(id, "a filter here is concept is-a an ICD-10 code or block");
            if (!(system == Systems.Icd10 ? icd : icdCm).Add(value, tag))
                throw file.Refuse(id, $"'{value}' is not an ICD-10 code or a block such as C00-C76");
        }
        foreach (var concept in part.Concept)
        {
            if (concept.Code is not { Length: > 0 } code)
                throw file.Refuse(id, "a concept has no code");
            if (system is Systems.TextEn or Systems.TextZh)
            {
                if (!text.Add(code, tag))
                    throw file.Refuse(id, $"nothing is left of '{code}' when it is folded");
            }
            else if (system is Systems.Icd10 or Systems.Icd10Cm)
            {
                throw file.Refuse(id, "ICD-10 codes are given by filter");
            }
            else if (listed is null)
            {
                throw file.Refuse(id, $"codes of {system} cannot be excluded");
            }
            else
            {
                List(listed, system, code, tag);
            }
        }
    }

    private static void List(Dictionary<string, Dictionary<string, TagBox>> listed, string system, string code, Tags tag)
    {
        if (!listed.TryGetValue(system, out var codes))
            listed.Add(system, codes = new(StringComparer.OrdinalIgnoreCase));
        codes[code] = codes.GetValueOrDefault(code) | tag;
    }

    private static CodeTable<Translation[]> Translations(ILookup<string, MapRow> rows)
    {
        var found = new Dictionary<string, Dictionary<string, Translation[]>>(StringComparer.Ordinal);
        foreach (var target in (ReadOnlySpan<string>)[Systems.Icd10, Systems.Icd10Cm, "http://snomed.info/sct"])
        {
            foreach (var row in rows[target])
            {
                if (row.Target is null)
                    continue;
                if (row.Source is Systems.Icd10 or Systems.Icd10Cm or "http://snomed.info/sct")
                    throw row.Refuse("only a site's own codes are translated");
                if (!found.TryGetValue(row.Source, out var table))
                    found.Add(row.Source, table = new(StringComparer.OrdinalIgnoreCase));
                table[row.Code] = [.. table.GetValueOrDefault(row.Code) ?? [], new(target, row.Target)];
            }
        }
        return new CodeTable<Translation[]>(found);
    }

    private Tags Named(TerminologyFile<ValueSet> file, string extension)
    {
        Tags found = default;
        foreach (var given in file.Resource.Extension)
        {
            if (given.Url != Systems.Extension + extension)
                continue;
            if (given.Value is not Code { Value: { } name } || !Names.TryFind(name, out var tag))
                throw file.Refuse(file.Resource.Id!, $"{extension}: no set '{(given.Value as Code)?.Value}'");
            found |= tag;
        }
        return found;
    }

    private (Tags Procedure, Tags Site)? Place(TerminologyFile<ValueSet> file)
    {
        foreach (var given in file.Resource.Extension)
        {
            if (given.Url == Systems.Extension + "procedure-at-site")
                return (Part(given, "procedure"), Part(given, "site"));
        }
        return null;

        Tags Part(Extension extension, string url)
        {
            var name = extension.Extension.FirstOrDefault(part => part.Url == url)?.Value as Code;
            return name?.Value is { } set && Names.TryFind(set, out var tag)
                ? tag
                : throw file.Refuse(file.Resource.Id!, $"procedure-at-site: no set '{name?.Value}' for {url}");
        }
    }

    /// <summary>What a site's own code means.</summary>
    private sealed record Translation(string System, string Code);

    /// <summary>Words that count only beside another set's, or take the place of another set.</summary>
    private sealed record Modifier(Tags Set, Tags OnlyWith, Tags InsteadOf);

    /// <summary>A set that needs a procedure and a body site.</summary>
    private sealed record AtSite(Tags Set, Tags Procedure, Tags Site);

    /// <summary>ICD-10 codes and blocks as the prefixes they stand for.</summary>
    private sealed class IcdPrefixes
    {
        private readonly Dictionary<string, TagBox> prefixes = new(StringComparer.Ordinal);

        public bool Add(string value, Tags tag)
        {
            var dash = value.IndexOf('-', StringComparison.Ordinal);
            if (dash < 0)
                return One(value, tag);
            var (from, to) = (value[..dash].Replace(".", "", StringComparison.Ordinal), value[(dash + 1)..].Replace(".", "", StringComparison.Ordinal));
            if (from.Length != to.Length || !IsCode(from) || !IsCode(to) || string.CompareOrdinal(from, to) > 0)
                return false;
            var digits = from.Length - 1;
            var size = digits switch { 2 => 100, 3 => 1000, _ => 0 };
            if (size == 0)
                return false;
            for (var letter = from[0]; letter <= to[0]; letter++)
            {
                for (var n = 0; n < size; n++)
                {
                    var code = letter + n.ToString(new string('0', digits), System.Globalization.CultureInfo.InvariantCulture);
                    if (string.CompareOrdinal(code, from) >= 0 && string.CompareOrdinal(code, to) <= 0)
                        One(code, tag);
                }
            }
            return true;
        }

        public FrozenDictionary<string, TagBox> Build() => prefixes.ToFrozenDictionary(StringComparer.Ordinal);

        private bool One(string value, Tags tag)
        {
            var code = value.Replace(".", "", StringComparison.Ordinal);
            if (code.Length is < 3 or > 7 || !char.IsAsciiLetterUpper(code[0]) || !char.IsAsciiDigit(code[1]) || !code.All(char.IsAsciiLetterOrDigit))
                return false;
            prefixes[code] = prefixes.GetValueOrDefault(code) | tag;
            return true;
        }

        private static bool IsCode(string code) => code.Length >= 3 && char.IsAsciiLetterUpper(code[0]) && code.Skip(1).All(char.IsAsciiDigit);
    }

    /// <summary>Phrases with the sets that each names.</summary>
    private sealed class PhraseTags
    {
        private readonly PhraseIndex.Builder index = new(isWords: true);
        private readonly List<TagBox> tags = [];

        public bool Add(string phrase, Tags tag)
        {
            var before = index.Add(phrase, tags.Count, out var usable);
            if (before >= 0)
                tags[before] |= tag;
            else
                tags.Add(new(tag));
            return usable;
        }

        public (PhraseIndex, TagBox[]) Build() => (index.Build(), [.. tags]);
    }
}
