using System.Collections.Frozen;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Knowledge;

/// <summary>The medicines, their classes, and how codes and names lead to them.</summary>
internal sealed partial class Medicines
{
    private const string Antineoplastic = "ANTINEOPLASTIC";
    private const string Unlisted = "unlisted";

    private static readonly Ingredient[] s_none = [];

    private readonly Ingredient[] all;
    private readonly FrozenDictionary<string, Ingredient> byCode;
    private readonly Dictionary<Ingredient, Ingredient[]> variants = [];
    private readonly CodeTable<Ingredient[]> codes;
    private readonly PhraseIndex names;
    private readonly Ingredient?[] nameMeanings;
    private readonly bool[] notAnOrder;
    private readonly FrozenDictionary<string, TagBox> certain;
    private readonly FrozenDictionary<string, TagBox> certainlyNot;
    private readonly Tags byGroup;
    private (Tags Set, LocalText Title)[] titles = [];
    private readonly FrozenDictionary<string, string> atcKinds;
    private readonly FrozenSet<string> leftOut;
    private readonly FrozenDictionary<string, TagBox> atcGroups;
    private readonly (string Stem, bool Chinese, Tags Classes)[] stems;

    public TagNames Classes { get; } = new();

    public IReadOnlyList<Ingredient> All => all;

    public Medicines(TerminologyFiles files, ILookup<string, MapRow> rows)
    {
        var agents = files.CodeSystem(Systems.Agents);
        var others = files.CodeSystem(Systems.Comedications);
        var drafts = new Dictionary<string, Draft>(StringComparer.Ordinal);
        foreach (var concept in agents.Resource.Concept)
            Add(agents, concept, isAgent: true);
        foreach (var concept in others.Resource.Concept)
            Add(others, concept, isAgent: false);

        var sets = Expand(files, drafts);
        all = [.. drafts.Values.Select(draft => Make(draft, sets))];
        byCode = all.ToFrozenDictionary(ingredient => ingredient.Code, StringComparer.Ordinal);

        foreach (var draft in drafts.Values)
        {
            Ingredient[] bases = [.. draft.Texts("variant-of").Select(
                code => Find(code) ?? throw draft.File.Refuse(draft.Code, $"variant-of '{code}', which is no medicine"))];
            if (bases.Length > 0)
                variants.Add(byCode[draft.Code], bases);
        }
        codes = ReadCodes(rows);
        (names, nameMeanings, notAnOrder) = ReadNames(rows);
        certain = ReadPrefixes(rows, isExcluded: false);
        certainlyNot = ReadPrefixes(rows, isExcluded: true);
        byGroup = GivenByGroup(rows);
        atcKinds = KindsOfGroups(rows);
        leftOut = rows[Systems.Polypharmacy].Select(row => row.Code).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        atcGroups = GroupAtc(rows);
        stems = ReadStems(files);

        void Add(TerminologyFile<CodeSystem> file, CodeSystem.ConceptDefinitionComponent concept, bool isAgent)
        {
            if (concept.Code is not { Length: > 0 } code)
                throw file.Refuse("concept", "a concept has no code");
            var draft = new Draft(file, concept, isAgent);
            if (drafts.TryAdd(code, draft))
                return;
            var first = drafts[code];
            if (isAgent || !first.IsAgent || draft.Text("also-agent") is null)
                throw file.Refuse(code, $"already in {first.File.Path}");
            first.Others = draft;
        }
    }

    public Ingredient? Find(string code) => byCode.GetValueOrDefault(code);

    public Ingredient[] Find(string? system, string? code) => codes.TryFind(system, code, out var found) ? found : s_none;

    public bool IsKnown(string? system, string? code) => codes.TryFind(system, code, out _);

    public Ingredient[] FindByText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return s_none;
        var hits = new List<PhraseHit>();
        names.Find(text, hits);
        PhraseIndex.KeepLongest(hits);
        var found = new List<Ingredient>(2);
        foreach (var hit in hits)
        {
            if (notAnOrder[hit.Value])
                return s_none;
            if (nameMeanings[hit.Value] is { } ingredient && !found.Contains(ingredient))
                found.Add(ingredient);
        }
        if (found.Count > 1)
            DropBases(found);
        return found.Count == 0 ? s_none : [.. found];
    }

    // "Irinotecan [Onivyde]" is the liposome: a text that names a variant and what it is made of means the variant.
    private void DropBases(List<Ingredient> found)
    {
        foreach (var ingredient in found.ToArray())
        {
            if (variants.TryGetValue(ingredient, out var bases))
                found.RemoveAll(other => Array.IndexOf(bases, other) >= 0);
        }
    }

    public Tags CertainClasses(string? system, string? code) =>
        system == Systems.Atc ? OverPrefixes(code, certain).Without(OverPrefixes(code, certainlyNot)) : default;

    public Ingredient? OfGroup(string? system, string? code, string? name)
    {
        if (system != Systems.Atc || code?.Trim().ToUpperInvariant() is not { } atc || !IsWholeAtc(atc))
            return null;
        var classes = CertainClasses(system, atc);
        Classes.TryFind(Antineoplastic, out var antineoplastic);
        var isAntineoplastic = classes.Overlaps(antineoplastic);
        return new Ingredient
        {
            Code = atc,
            Name = name is not null ? new LocalText(name, name) : NameOf(classes) ?? new LocalText(atc, atc),
            Atc = atc,
            Kind = KindOfGroup(atc),
            Classes = classes,
            IsAntineoplastic = isAntineoplastic,
            IsAgent = false,
            CountsInPolypharmacy = !isAntineoplastic && !IsLeftOut(system, atc),
        };
    }

    private LocalText? NameOf(Tags classes)
    {
        foreach (var (set, title) in titles)
        {
            if (set.Overlaps(classes))
                return title;
        }
        return null;
    }

    // A new opioid counts for as long as the listed ones of its group; where those differ, as long as any unlisted medicine.
    private string KindOfGroup(string atc)
    {
        for (var length = 5; length >= 3; length--)
        {
            if (atcKinds.TryGetValue(atc[..length], out var kind))
                return kind;
        }
        return Unlisted;
    }

    // N02AJ14: a letter, two digits, two letters, two digits.
    private static bool IsWholeAtc(string? code) => code is { Length: 7 }
        && char.IsAsciiLetter(code[0]) && char.IsAsciiDigit(code[1]) && char.IsAsciiDigit(code[2])
        && char.IsAsciiLetter(code[3]) && char.IsAsciiLetter(code[4]) && char.IsAsciiDigit(code[5]) && char.IsAsciiDigit(code[6]);

    public bool IsLeftOut(string? system, string? code)
    {
        if (system != Systems.Atc || code is null)
            return false;
        var lookup = leftOut.GetAlternateLookup<ReadOnlySpan<char>>();
        var trimmed = code.AsSpan().Trim();
        for (var length = 1; length <= trimmed.Length; length++)
        {
            if (lookup.Contains(trimmed[..length]))
                return true;
        }
        return false;
    }

    public Tags PossibleClasses(string? system, string? code, string? text)
    {
        var possible = CertainClasses(system, code);
        if (system == Systems.Atc && code is { Length: >= 3 } atc && char.IsAsciiLetter(atc[0]))
        {
            var lookup = atcGroups.GetAlternateLookup<ReadOnlySpan<char>>();
            if (atc.Length >= 5 && lookup.TryGetValue(atc.AsSpan(0, 5), out var group) || atc.Length >= 4 && lookup.TryGetValue(atc.AsSpan(0, 4), out group))
            {
                // Ezetimibe stands among the statins' neighbours, but a whole code outside the groups of a class is not in it. From 50 on
                // a code is a combination, and may hold one that is.
                return possible | (IsWholeAtc(atc) && atc[5] < '5' ? group.Tags.Without(byGroup) : group.Tags);
            }
            if (atc[0] is not ('L' or 'l'))
                return possible;
        }
        if (string.IsNullOrWhiteSpace(text))
            return possible;
        var folded = TextFolding.Fold(text);
        foreach (var (stem, chinese, classes) in stems)
        {
            if (chinese ? folded.Contains(stem, StringComparison.Ordinal) : EndsAWord(folded, stem))
                possible |= classes;
        }
        return possible;
    }

    private static Tags OverPrefixes(string? code, FrozenDictionary<string, TagBox> table)
    {
        if (code is null)
            return default;
        var lookup = table.GetAlternateLookup<ReadOnlySpan<char>>();
        var trimmed = code.AsSpan().Trim();
        Tags found = default;
        for (var length = 1; length <= trimmed.Length; length++)
        {
            if (lookup.TryGetValue(trimmed[..length], out var tags))
                found |= tags.Tags;
        }
        return found;
    }

    private static bool EndsAWord(string text, string stem)
    {
        for (var at = text.IndexOf(stem, StringComparison.Ordinal); at >= 0; at = text.IndexOf(stem, at + 1, StringComparison.Ordinal))
        {
            if (at + stem.Length == text.Length || !TextFolding.IsWord(text[at + stem.Length]))
                return true;
        }
        return false;
    }
}
