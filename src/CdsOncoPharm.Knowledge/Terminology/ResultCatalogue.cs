using System.Collections.Frozen;
using System.Globalization;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Knowledge;

/// <summary>The results that criteria ask for: codes, words, units and cut-offs.</summary>
internal sealed class ResultCatalogue
{
    private readonly ResultKind[] all;
    private readonly Detail[] details;
    private readonly FrozenDictionary<string, ResultKind> byCode;
    private readonly CodeTable<ResultKind> codes;
    private readonly PhraseIndex words;
    private readonly int[] wordMeanings;
    private readonly PhraseIndex nevers;
    private readonly int[][] neverMeanings;
    private readonly Units units;

    public ResultCatalogue(TerminologyFiles files, ILookup<string, MapRow> rows, Units units)
    {
        this.units = units;
        var file = files.CodeSystem(Systems.Results);
        var loinc = rows[Systems.Results].Where(row => row.Source == Systems.Loinc).ToLookup(row => row.Target!, row => row.Code, StringComparer.Ordinal);
        var kinds = new List<ResultKind>();
        var found = new List<Detail>();
        var index = new PhraseIndex.Builder();
        var meanings = new List<int>();
        var never = new PhraseIndex.Builder();
        var neverLists = new List<List<int>>();
        foreach (var concept in file.Resource.Concept)
        {
            if (concept.Code is not { Length: > 0 } code)
                throw file.Refuse("concept", "a result has no code");
            if (kinds.Exists(kind => kind.Code == code))
                throw file.Refuse(code, "twice");
            var detail = new Detail();
            string? unit = null;
            foreach (var property in concept.Property)
            {
                switch (property.Code, property.Value)
                {
                    case ("kind", Code { Value: { } value }):
                        detail.Nature = value switch
                        {
                            "quantity" => ResultNature.Quantity,
                            "score" => ResultNature.Score,
                            "qualitative" => ResultNature.Qualitative,
                            "genotype" => ResultNature.Genotype,
                            "finding" => ResultNature.Finding,
                            "panel" => ResultNature.Panel,
                            _ => throw file.Refuse(code, $"kind '{value}' is not known"),
                        };
                        break;
                    case ("unit", Code { Value: { } value }):
                        unit = value;
                        detail.Factors[value] = (1, 0);
                        break;
                    case ("accepts", FhirString { Value: { } value }):
                        AddFactor(file, code, detail, value);
                        break;
                    case ("cutoff", FhirDecimal { Value: { } value }):
                        detail.Cutoff = value;
                        break;
                    case ("text", FhirString { Value: { } value }):
                        var before = index.Add(value, meanings.Count, out var usable);
                        if (!usable)
                            throw file.Refuse(code, $"nothing is left of '{value}' when it is folded");
                        if (before >= 0 && meanings[before] != kinds.Count)
                            throw file.Refuse(code, $"'{value}' already means {kinds[meanings[before]].Code}");
                        meanings.Add(kinds.Count);
                        break;
                    case ("text-never", FhirString { Value: { } value }):
                        var known = never.Add(value, neverLists.Count, out _);
                        if (known >= 0)
                            neverLists[known].Add(kinds.Count);
                        else
                            neverLists.Add([kinds.Count]);
                        break;
                    default:
                        throw file.Refuse(code, $"property '{property.Code}' is not known or has the wrong type");
                }
            }
            if (unit is null && detail.Nature is ResultNature.Quantity or ResultNature.Score)
                throw file.Refuse(code, "a number needs a unit");
            kinds.Add(new ResultKind
            {
                Index = kinds.Count,
                Code = code,
                Name = new LocalText(concept.Display ?? code, Medicines.Chinese(concept) ?? concept.Display ?? code),
                Unit = unit,
                Loinc = [.. loinc[code]],
            });
            found.Add(detail);
        }
        all = [.. kinds];
        details = [.. found];
        byCode = all.ToFrozenDictionary(kind => kind.Code, StringComparer.Ordinal);
        words = index.Build();
        wordMeanings = [.. meanings];
        nevers = never.Build();
        neverMeanings = [.. neverLists.Select(list => list.ToArray())];

        var tables = new Dictionary<string, Dictionary<string, ResultKind>>(StringComparer.Ordinal)
        {
            [Systems.Results] = all.ToDictionary(kind => kind.Code, StringComparer.OrdinalIgnoreCase),
        };
        foreach (var row in rows[Systems.Results])
        {
            if (row.Target is null || !byCode.TryGetValue(row.Target, out var kind))
                throw row.Refuse($"no result '{row.Target}'");
            if (row.Source == Systems.Genes)
                continue;
            if (!tables.TryGetValue(row.Source, out var table))
                tables.Add(row.Source, table = new(StringComparer.OrdinalIgnoreCase));
            if (!table.TryAdd(row.Code, kind) && table[row.Code] != kind)
                throw row.Refuse($"already means {table[row.Code].Code}");
        }
        codes = new CodeTable<ResultKind>(tables);
    }

    public IReadOnlyList<ResultKind> All => all;

    public ResultKind? Find(string code) => byCode.GetValueOrDefault(code);

    public ResultNature NatureOf(ResultKind kind) => details[kind.Index].Nature;

    public ResultKind? Find(string? system, string? code) => codes.TryFind(system, code, out var kind) ? kind : null;

    public ResultKind? FindByText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var hits = new List<PhraseHit>();
        words.Find(text, hits);
        if (hits.Count == 0)
            return null;
        PhraseIndex.KeepLongest(hits);
        var best = hits[0];
        foreach (var hit in hits)
        {
            if (hit.Length > best.Length)
                best = hit;
        }
        var index = wordMeanings[best.Value];
        hits.Clear();
        nevers.Find(text, hits);
        foreach (var hit in hits)
        {
            if (Array.IndexOf(neverMeanings[hit.Value], index) >= 0)
                return null;
        }
        return all[index];
    }

    public bool TryConvert(ResultKind kind, decimal value, string? unitCode, string? unitText, out decimal canonical)
    {
        canonical = 0;
        var detail = details[kind.Index];
        if (detail.Factors.Count == 0)
            return false;
        unitCode = string.IsNullOrWhiteSpace(unitCode) ? null : unitCode;
        unitText = string.IsNullOrWhiteSpace(unitText) ? null : unitText;
        if (unitCode is null && unitText is null)
        {
            // A score and a ratio are bare numbers; any other value without a unit is unknown.
            if (kind.Unit is not ("1" or "{score}" or "{INR}"))
                return false;
            canonical = value;
            return IsOfThisWorld(value);
        }
        var byCode = unitCode is null ? null : detail.Factor(units.Find(unitCode) ?? unitCode);
        var byText = unitText is null ? null : detail.Factor(units.Find(unitText) ?? unitText);
        // A unit that is known but not of this result is a contradiction, not a spelling.
        if (byCode is null && units.Find(unitCode) is not null || byText is null && units.Find(unitText) is not null)
            return false;
        if (byCode is not null && byText is not null && byCode != byText)
            return false;
        if ((byCode ?? byText) is not { } factor)
            return false;
        try
        {
            canonical = decimal.Round(value * factor.Factor + factor.Offset, 9) / 1.000000000000000000000000000000m;
            return IsOfThisWorld(canonical);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    // No laboratory reports such numbers, and what is computed from them would leave the range of a decimal.
    private static bool IsOfThisWorld(decimal value) => value is > -1_000_000_000_000m and < 1_000_000_000_000m;

    public QualitativeReading AgainstCutoff(ResultKind kind, decimal canonical) => details[kind.Index].Cutoff is { } cutoff
        ? canonical > cutoff ? QualitativeReading.Positive : QualitativeReading.Negative
        : QualitativeReading.Unreadable;

    private static void AddFactor(TerminologyFile<CodeSystem> file, string code, Detail detail, string text)
    {
        var equals = text.LastIndexOf('=');
        var semicolon = text.IndexOf(';', Math.Max(equals, 0));
        var factor = equals > 0 ? text[(equals + 1)..(semicolon < 0 ? text.Length : semicolon)] : "";
        var offset = semicolon < 0 ? "0" : text[(semicolon + 1)..];
        if (!decimal.TryParse(factor, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var by)
            || !decimal.TryParse(offset, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var plus)
            || by == 0)
            throw file.Refuse(code, $"'{text}' is not UNIT=FACTOR or UNIT=FACTOR;OFFSET");
        if (!detail.Factors.TryAdd(text[..equals], (by, plus)))
            throw file.Refuse(code, $"unit {text[..equals]} twice");
    }

    private sealed class Detail
    {
        public ResultNature Nature { get; set; }

        public decimal? Cutoff { get; set; }

        public Dictionary<string, (decimal Factor, decimal Offset)> Factors { get; } = new(StringComparer.Ordinal);

        public (decimal Factor, decimal Offset)? Factor(string ucum)
        {
            if (Factors.TryGetValue(ucum, out var found) || ucum == "1" && Factors.TryGetValue("{score}", out found))
                return found;
            return null;
        }
    }
}
