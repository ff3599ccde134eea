using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Observations, and components of Observations, into results and genotypes.</summary>
internal sealed class ResultReader
{
    private readonly Reading reading;
    private readonly ValueReader values;
    private readonly ReferenceRanges ranges;
    private readonly List<(ResultFact Fact, DateTimeOffset? Issued)>?[] byKind;

    public ResultReader(Reading reading)
    {
        this.reading = reading;
        values = new(reading);
        ranges = new(reading);
        byKind = new List<(ResultFact, DateTimeOffset?)>?[reading.Terminology.Results.Count];
    }

    public List<GenotypeFact> Genotypes { get; } = [];

    /// <summary>What an observation measures: by code, and by its words where it carries no code of a public system.</summary>
    public ResultKind? KindOf(CodeableConcept? code)
    {
        if (code is null)
            return null;
        var isCoded = false;
        foreach (var coding in code.Coding)
        {
            if (reading.Terminology.FindResult(coding.System, coding.Code) is { } kind)
                return kind;
            // LOINC or SNOMED CT says that this is another test, whatever words it shares with one of ours.
            isCoded |= !string.IsNullOrWhiteSpace(coding.Code) && coding.System is "http://loinc.org" or "http://snomed.info/sct";
        }
        if (isCoded)
            return null;
        if (reading.Terminology.FindResultByText(code.Text) is { } byText)
            return byText;
        foreach (var coding in code.Coding)
        {
            if (coding.Display is not null && reading.Terminology.FindResultByText(coding.Display) is { } byDisplay)
                return byDisplay;
        }
        return null;
    }

    /// <summary>Takes in an observation whose status and subject are already checked.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="kind">What it measures; null when only its components may measure something.</param>
    /// <param name="entry">Where it stands.</param>
    public void Add(Observation observation, ResultKind? kind, in Entry entry)
    {
        var components = observation.Component;
        if (kind is null && components.Count == 0)
            return;
        if (!TryTime(observation, out var at))
            return;
        var taken = false;
        foreach (var component in components)
        {
            if (KindOf(component.Code) is not { } part)
                continue;
            taken = true;
            Add(part, component.Value, component.DataAbsentReason, component.Interpretation, component.ReferenceRange, observation, at, entry);
        }
        if (kind is null)
        {
            if (components.Count > 0 && !taken)
                AddGenotypeOfComponents(observation, at, entry);
            return;
        }
        // A panel has no value of its own.
        if (observation.Value is null && (taken || (components.Count == 0 && observation.DataAbsentReason is null && observation.HasMember.Count > 0)))
            return;
        Add(kind, observation.Value, observation.DataAbsentReason, observation.Interpretation, observation.ReferenceRange, observation, at, entry);
    }

    /// <summary>Results by kind, newest first.</summary>
    public IReadOnlyList<IReadOnlyList<ResultFact>?> Results()
    {
        var results = new IReadOnlyList<ResultFact>?[byKind.Length];
        for (var i = 0; i < byKind.Length; i++)
        {
            if (byKind[i] is not { } facts)
                continue;
            facts.Sort(NewestFirst);
            var list = new ResultFact[facts.Count];
            for (var j = 0; j < list.Length; j++)
                list[j] = facts[j].Fact;
            results[i] = list;
        }
        return results;
    }

    public static int Order(GenotypeFact a, GenotypeFact b)
    {
        var byGene = string.CompareOrdinal(a.Gene, b.Gene);
        if (byGene != 0)
            return byGene;
        var byDay = Nullable.Compare(b.Day, a.Day);
        if (byDay != 0)
            return byDay;
        var byReference = string.CompareOrdinal(a.Reference, b.Reference);
        return byReference != 0 ? byReference : string.CompareOrdinal(a.Written, b.Written);
    }

    private static int NewestFirst((ResultFact Fact, DateTimeOffset? Issued) a, (ResultFact Fact, DateTimeOffset? Issued) b)
    {
        var byTime = Nullable.Compare(b.Fact.At, a.Fact.At);
        if (byTime != 0)
            return byTime;
        var byIssue = Nullable.Compare(b.Issued, a.Issued);
        if (byIssue != 0)
            return byIssue;
        var byReference = string.CompareOrdinal(a.Fact.Reference, b.Fact.Reference);
        return byReference != 0 ? byReference : string.CompareOrdinal(a.Fact.Written, b.Fact.Written);
    }

    // When it was taken; of a collection time its end. False for what lies after asOf.
    private bool TryTime(Observation observation, out When? at)
    {
        at = null;
        var (start, end) = reading.Calendar.Span(observation.Effective);
        var day = end is { } last && reading.Calendar.Exists(last) ? end : start ?? end;
        day ??= reading.Calendar.Read(observation.Issued);
        if (day is not { } known)
            return true;
        if (!reading.Calendar.Exists(known))
            return false;
        at = Calendar.Early(known);
        return true;
    }

    private void Add(ResultKind kind, DataType? value, CodeableConcept? absent, List<CodeableConcept> interpretation,
        List<Observation.ReferenceRangeComponent> referenceRange, Observation observation, When? at, in Entry entry)
    {
        var nature = reading.Terminology.NatureOf(kind);
        if (nature == ResultNature.Genotype)
        {
            AddGenotype(kind, observation, value, at, entry);
            return;
        }
        var read = values.Read(kind, nature, value, absent, interpretation);
        var limits = ranges.Read(kind, referenceRange, read.UnitCode, read.UnitText);
        (byKind[kind.Index] ??= []).Add((new()
        {
            Reference = entry.Reference,
            Kind = kind,
            At = at,
            Value = read.Value,
            Comparator = read.Comparator,
            Qualitative = read.Qualitative,
            LowerLimit = limits.Low,
            UpperLimit = limits.High,
            TherapeuticLow = limits.TherapeuticLow,
            TherapeuticHigh = limits.TherapeuticHigh,
            Unusable = at is null ? Unusable.NoDate : read.Unusable,
            Written = read.Written,
            WrittenUnit = read.UnitCode ?? read.UnitText,
        }, observation.Issued ?? observation.Meta?.LastUpdated));
    }

    private void AddGenotype(ResultKind kind, Observation observation, DataType? value, When? at, in Entry entry)
    {
        foreach (var pair in reading.Terminology.PgxPairs)
        {
            if (ReferenceEquals(pair.Result, kind))
            {
                AddGenotype(pair.Gene, observation, value, at, entry);
                return;
            }
        }
        AddGenotype(kind.Code.ToUpperInvariant(), observation, value, at, entry);
    }

    private void AddGenotype(string gene, Observation observation, DataType? value, When? at, in Entry entry)
    {
        var phenotype = PhenotypeOf(gene, value);
        foreach (var component in observation.Component)
            phenotype ??= PhenotypeOf(gene, component.Value);
        foreach (var interpretation in observation.Interpretation)
            phenotype ??= PhenotypeOf(gene, interpretation);
        var written = WordsOf(value);
        foreach (var component in observation.Component)
            written ??= WordsOf(component.Value);
        Genotypes.Add(new()
        {
            Reference = entry.Reference,
            Gene = gene,
            Phenotype = phenotype switch
            {
                Phenotype.Poor => "poor",
                Phenotype.Intermediate => "intermediate",
                Phenotype.Normal => "normal",
                Phenotype.Rapid => "rapid",
                Phenotype.Ultrarapid => "ultrarapid",
                Phenotype.Deficient => "deficient",
                _ => null,
            },
            Written = written ?? "",
            Day = at?.Day,
        });
    }

    // Genomics reports name the gene in a component and the effect in the value or another component.
    private void AddGenotypeOfComponents(Observation observation, When? at, in Entry entry)
    {
        foreach (var component in observation.Component)
        {
            if (component.Value is not CodeableConcept studied)
                continue;
            foreach (var pair in reading.Terminology.PgxPairs)
            {
                if (!Names(studied, pair.Gene))
                    continue;
                AddGenotype(pair.Gene, observation, observation.Value, at, entry);
                return;
            }
        }
    }

    private static bool Names(CodeableConcept concept, string gene)
    {
        if (concept.Text == gene)
            return true;
        foreach (var coding in concept.Coding)
        {
            if (coding.Display == gene || coding.Code == gene)
                return true;
        }
        return false;
    }

    private static string? WordsOf(DataType? value) => value switch
    {
        CodeableConcept concept => Words.Of(concept),
        FhirString text => Words.Trimmed(text.Value),
        _ => null,
    };

    private Phenotype? PhenotypeOf(string gene, DataType? value)
    {
        switch (value)
        {
            case CodeableConcept concept:
                foreach (var coding in concept.Coding)
                {
                    if (reading.Terminology.FindPhenotype(coding.System, coding.Code) is { } coded)
                        return coded;
                }
                if (reading.Terminology.FindPhenotypeByText(concept.Text) is { } written)
                    return written;
                foreach (var coding in concept.Coding)
                {
                    if (reading.Terminology.FindPhenotypeByText(coding.Display) is { } shown)
                        return shown;
                }
                return reading.Terminology.FindPhenotypeOfAlleles(gene, Words.Readable(concept));
            case FhirString text:
                return reading.Terminology.FindPhenotypeByText(text.Value) ?? reading.Terminology.FindPhenotypeOfAlleles(gene, text.Value);
            default:
                return null;
        }
    }
}
