using System.Collections.Frozen;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Knowledge;

/// <summary>CTCAE terms, the toxicity sets, and grades as the world writes them.</summary>
internal sealed class Toxicities
{
    /// <summary>The set of every toxicity, known or not.</summary>
    public const string Any = "ae-any-drug-related";

    private const string Haematological = "ae-haematological";
    private const string NonHaematological = "ae-non-haematological";

    private readonly PhraseIndex words;
    private readonly Meaning[] meanings;
    private readonly Dictionary<string, Term> terms = new(StringComparer.OrdinalIgnoreCase);
    private readonly Tags any;
    private readonly Tags haematological;
    private readonly Tags nonHaematological;
    private readonly (PhraseIndex Index, Tags[] Sets) cues;
    private readonly CodeTable<object> grades;
    private readonly PhraseIndex gradeWords;
    private readonly CtcaeGrade[] gradeMeanings;

    public TagNames Sets { get; } = new();

    public Toxicities(TerminologyFiles files, ILookup<string, MapRow> rows)
    {
        var file = files.CodeSystem(Systems.Ctcae);
        foreach (var concept in file.Resource.Concept)
        {
            if (concept.Code is not { Length: > 0 } code)
                throw file.Refuse("concept", "a term has no code");
            var soc = concept.Property.FirstOrDefault(property => property.Code == "soc")?.Value as FhirString;
            if (soc?.Value is null)
                throw file.Refuse(code, "a term has no soc");
            if (!terms.TryAdd(code, new Term(code, new LocalText(code, Medicines.Chinese(concept) ?? code), soc.Value)))
                throw file.Refuse(code, "twice");
        }

        var sets = files.ValueSets.Where(set => set.Resource.Id!.StartsWith("ae-", StringComparison.Ordinal)).ToList();
        foreach (var set in sets)
            Sets.Add(set.Resource.Id!);
        any = Required(Any);
        haematological = Required(Haematological);
        nonHaematological = Required(NonHaematological);

        var index = new PhraseIndex.Builder(isWords: true);
        var found = new List<Meaning>();
        foreach (var term in terms.Values)
        {
            AddWords(file.Path, term.Code, term, default);
            if (term.Name.Zh != term.Code)
                AddWords(file.Path, term.Name.Zh, term, default);
        }
        foreach (var row in rows[Systems.Ctcae])
        {
            if (row.Target is null || !terms.TryGetValue(row.Target, out var term) || row.Source is not (Systems.TextEn or Systems.TextZh))
                throw row.Refuse($"words lead to a CTCAE term, and '{row.Target}' is none, or '{row.Source}' is not words");
            AddWords(row.File.Path, row.Code, term, default);
        }

        var byUrl = sets.ToDictionary(set => set.Resource.Url!, StringComparer.Ordinal);
        var cueIndex = new PhraseIndex.Builder(isWords: true);
        var cueSets = new List<Tags>();
        foreach (var set in sets)
        {
            Sets.TryFind(set.Resource.Id!, out var tag);
            foreach (var term in Members(set, 0))
                term.Sets |= tag;
            foreach (var include in set.Resource.Compose!.Include)
            {
                foreach (var concept in include.Concept)
                {
                    if (include.System is Systems.TextEn or Systems.TextZh)
                        AddWords(set.Path, concept.Code!, null, tag);
                    else
                        Conditional(set, concept, tag, cueIndex, cueSets);
                }
            }
        }
        words = index.Build();
        meanings = [.. found];
        cues = (cueIndex.Build(), [.. cueSets]);

        var gradeTables = new Dictionary<string, Dictionary<string, object>>(StringComparer.Ordinal)
        {
            [Systems.CtcaeGrade] = Enumerable.Range(0, 6).ToDictionary(n => ((char)('0' + n)).ToString(), n => (object)new CtcaeGrade(n), StringComparer.OrdinalIgnoreCase),
        };
        var gradeIndex = new PhraseIndex.Builder();
        var gradeList = new List<CtcaeGrade>();
        foreach (var row in rows[Systems.CtcaeGrade])
        {
            if (row.Target is not { Length: 1 } digit || digit[0] is < '0' or > '5')
                throw row.Refuse($"'{row.Target}' is not a grade (0 to 5)");
            var grade = new CtcaeGrade(digit[0] - '0');
            if (row.Source == Systems.CtcaeGradeText)
            {
                var before = gradeIndex.Add(row.Code, gradeList.Count, out _);
                if (before >= 0 && gradeList[before] != grade)
                    throw row.Refuse($"already means {gradeList[before]}");
                gradeList.Add(grade);
                continue;
            }
            if (!gradeTables.TryGetValue(row.Source, out var table))
                gradeTables.Add(row.Source, table = new(StringComparer.OrdinalIgnoreCase));
            if (!table.TryAdd(row.Code, grade) && !table[row.Code].Equals(grade))
                throw row.Refuse($"already means {table[row.Code]}");
        }
        grades = new CodeTable<object>(gradeTables);
        gradeWords = gradeIndex.Build();
        gradeMeanings = [.. gradeList];

        Tags Required(string name) =>
            Sets.TryFind(name, out var tag) ? tag : throw new KnowledgeException("terminology", name, "no file holds this toxicity set");

        void AddWords(string path, string phrase, Term? term, Tags tag)
        {
            var before = index.Add(phrase, found.Count, out var usable);
            if (!usable)
                throw new KnowledgeException(path, phrase, "nothing is left of it when it is folded");
            if (before < 0)
                found.Add(new Meaning(term, tag));
            else if (term is not null && found[before].Term is { } other && other != term)
                throw new KnowledgeException(path, phrase, $"already means {other.Code}");
            else
                found[before] = new Meaning(found[before].Term ?? term, found[before].Sets | tag);
        }

        HashSet<Term> Members(TerminologyFile<ValueSet> set, int depth)
        {
            if (depth > 4)
                throw set.Refuse(set.Resource.Id!, "sets include each other");
            if (set.Resource.Compose is not { Include.Count: > 0 } compose)
                throw set.Refuse(set.Resource.Id!, "the set includes nothing");
            var members = new HashSet<Term>();
            foreach (var include in compose.Include)
                members.UnionWith(Part(set, include, depth));
            foreach (var exclude in compose.Exclude)
                members.ExceptWith(Part(set, exclude, depth));
            return members;
        }

        IEnumerable<Term> Part(TerminologyFile<ValueSet> set, ValueSet.ConceptSetComponent part, int depth)
        {
            foreach (var reference in part.ValueSetElement)
            {
                if (reference.Value is not { } url || !byUrl.TryGetValue(url, out var other))
                    throw set.Refuse(reference.Value ?? "valueSet", "this toxicity set does not exist");
                foreach (var term in Members(other, depth + 1))
                    yield return term;
            }
            if (part.System is Systems.TextEn or Systems.TextZh || part.System is null)
                yield break;
            if (part.System != Systems.Ctcae)
                throw set.Refuse(part.System, "toxicity sets are made of CTCAE terms and words");
            foreach (var filter in part.Filter)
            {
                if (filter.Property != "soc" || filter.Op != FilterOperator.Equal)
                    throw set.Refuse(set.Resource.Id!, "a filter here is soc = category");
                var any = false;
                foreach (var term in terms.Values)
                {
                    if (term.Soc != filter.Value)
                        continue;
                    any = true;
                    yield return term;
                }
                if (!any)
                    throw set.Refuse(set.Resource.Id!, $"no term has the soc '{filter.Value}'");
            }
            foreach (var concept in part.Concept)
            {
                if (concept.Code is null || !terms.TryGetValue(concept.Code, out var term))
                    throw set.Refuse(concept.Code ?? "concept", "no such CTCAE term");
                if (concept.Extension.Count == 0)
                    yield return term;
            }
            if (part.Filter.Count == 0 && part.Concept.Count == 0)
            {
                foreach (var term in terms.Values)
                    yield return term;
            }
        }
    }

    /// <summary>A term that belongs to a set only with an agent, beside radiotherapy, or when the text says a certain word.</summary>
    private void Conditional(
        TerminologyFile<ValueSet> set, ValueSet.ConceptReferenceComponent concept, Tags tag, PhraseIndex.Builder cueIndex, List<Tags> cueSets)
    {
        foreach (var extension in concept.Extension)
        {
            if (!terms.TryGetValue(concept.Code!, out var term))
                throw set.Refuse(concept.Code!, "no such CTCAE term");
            switch (extension.Url?[Systems.Extension.Length..], extension.Value)
            {
                case ("only-with-agent", Code { Value: { } agent }):
                    term.WithAgent[agent] = term.WithAgent.GetValueOrDefault(agent) | tag;
                    break;
                case ("only-beside", Code { Value: "radiotherapy" }):
                    term.WithRadiotherapy |= tag;
                    break;
                case ("needs-word", FhirString { Value: { } word }):
                    term.NeedsWord |= tag;
                    Cue(word);
                    break;
                case ("not-with-word", FhirString { Value: { } word }):
                    term.NotWithWord |= tag;
                    Cue(word);
                    break;
                default:
                    throw set.Refuse(concept.Code!, $"extension {extension.Url} is not known or has the wrong type");
            }
        }

        void Cue(string word)
        {
            var before = cueIndex.Add(word, cueSets.Count, out _);
            if (before >= 0)
                cueSets[before] |= tag;
            else
                cueSets.Add(tag);
        }
    }

    public ToxicityTerm Find(string? text)
    {
        var written = text?.Trim() ?? "";
        var hits = new List<PhraseHit>();
        if (written.Length > 0)
        {
            words.Find(written, hits);
            PhraseIndex.KeepLongest(hits);
        }
        if (hits.Count == 0)
            return new ToxicityTerm { Name = new LocalText(written, written), IsKnown = false, Sets = any };

        Tags sets = any, beside = default;
        Term? first = null;
        var firstLength = 0;
        Dictionary<string, Tags>? withAgent = null;
        var cued = Cued(written);
        var isKnown = false;
        foreach (var hit in hits)
        {
            var meaning = meanings[hit.Value];
            sets |= meaning.Sets;
            isKnown |= !meaning.Sets.IsEmpty;
            if (meaning.Term is not { } term)
                continue;
            isKnown |= (term.Sets & any) != term.Sets;
            sets |= term.Sets | (term.NeedsWord & cued) | Without(term.NotWithWord, cued);
            beside |= term.WithRadiotherapy;
            foreach (var (agent, tags) in term.WithAgent)
            {
                withAgent ??= new(StringComparer.Ordinal);
                withAgent[agent] = withAgent.GetValueOrDefault(agent) | tags;
            }
            if (hit.Length > firstLength)
                (first, firstLength) = (term, hit.Length);
        }
        // Words of a set are known as well as terms; what is known and does not concern blood counts is the rest.
        if (isKnown && !sets.Overlaps(haematological))
            sets |= nonHaematological;
        return new ToxicityTerm
        {
            Code = first?.Code,
            Name = first?.Name ?? new LocalText(written, written),
            IsKnown = isKnown,
            Sets = sets,
            SetsWithRadiotherapy = beside,
            SetsWithAgent = withAgent is null ? FrozenDictionary<string, Tags>.Empty : withAgent,
        };
    }

    public ToxicityTerm? FindCode(string? system, string? code) =>
        system == Systems.Ctcae && code is not null && terms.ContainsKey(code) ? Find(code) : null;

    public CtcaeGrade? FindGrade(string? system, string? code) => grades.TryFind(system, code, out var grade) ? (CtcaeGrade)grade : null;

    public CtcaeGrade? FindGradeInText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (Number(TextFolding.Fold(text)) is { } number)
            return new CtcaeGrade(number);
        var hits = new List<PhraseHit>();
        gradeWords.Find(text, hits);
        PhraseIndex.KeepLongest(hits);
        return hits.Count > 0 ? gradeMeanings[hits[0].Value] : null;
    }

    // "grade 3", "grade iii", "g3", "3级", "iii度", "三级"; of a range such as "3-4级" the higher.
    private static int? Number(string text)
    {
        int? found = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (!Digit(text.AsSpan(i), out var value, out var length))
                continue;
            var after = i + length;
            var bounded = after == text.Length || !TextFolding.IsWord(text[after]);
            var before = text.AsSpan(0, i).TrimEnd();
            var startsWord = i == 0 || !TextFolding.IsWord(text[i - 1]);
            if (after < text.Length && text[after] is '级' or '度' && startsWord && !(i > 0 && text[i - 1] == '.'))
                found = value;
            else if (bounded && (before.EndsWith("grade") || before.EndsWith("ctcae") || before.EndsWith("分级") || before.EndsWith("级别")) && (i == 0 || text[i - 1] != '.'))
                found ??= value;
            else if (bounded && i > 0 && text[i - 1] is 'g' && (i == 1 || !TextFolding.IsWord(text[i - 2])))
                found ??= value;
            i = after - 1;
        }
        return found;
    }

    private static bool Digit(ReadOnlySpan<char> text, out int value, out int length)
    {
        (value, length) = text switch
        {
            ['0' or '1' or '2' or '3' or '4' or '5', ..] when text.Length == 1 || !char.IsAsciiDigit(text[1]) && text[1] != '.' => (text[0] - '0', 1),
            ['i', 'i', 'i', ..] => (3, 3),
            ['i', 'v', ..] => (4, 2),
            ['i', 'i', ..] => (2, 2),
            ['i', ..] => (1, 1),
            ['v', ..] => (5, 1),
            ['一', ..] => (1, 1),
            ['二', ..] => (2, 1),
            ['三', ..] => (3, 1),
            ['四', ..] => (4, 1),
            ['五', ..] => (5, 1),
            _ => (0, 0),
        };
        return length > 0;
    }

    private Tags Cued(string text)
    {
        var hits = new List<PhraseHit>();
        cues.Index.Find(text, hits);
        Tags found = default;
        foreach (var hit in hits)
            found |= cues.Sets[hit.Value];
        return found;
    }

    private static Tags Without(Tags all, Tags left) => new(all.A & ~left.A, all.B & ~left.B, all.C & ~left.C, all.D & ~left.D);

    private sealed record Term(string Code, LocalText Name, string Soc)
    {
        public Tags Sets { get; set; }

        public Tags WithRadiotherapy { get; set; }

        public Tags NeedsWord { get; set; }

        public Tags NotWithWord { get; set; }

        public Dictionary<string, Tags> WithAgent { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>What a phrase means: a term, sets that it names, or both.</summary>
    private sealed record Meaning(Term? Term, Tags Sets);
}
