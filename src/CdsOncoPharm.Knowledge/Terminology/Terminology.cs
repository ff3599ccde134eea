using System.Collections.Frozen;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>
/// What codes, words and units mean: medicines and their classes, results and their units, sets of conditions, procedures and
/// toxicities, grades and phenotypes. Read once from <c>terminology/</c>, expanded into frozen lookups, then never changed; safe
/// to use from many threads.
/// </summary>
/// <remarks>
/// Systems may be given as URI, as <c>urn:oid:</c> or in the misspellings that <c>ConceptMap-system-spellings.json</c> lists. A null
/// system matches nothing. A site adds its own codes by a ConceptMap in its overlay whose target is one of our systems.
/// </remarks>
public sealed class Terminology
{
    private readonly FrozenDictionary<string, string> systems;
    private readonly Medicines medicines;
    private readonly Units units;
    private readonly ResultCatalogue results;
    private readonly WordReadings<QualitativeReading> qualitative;
    private readonly ConditionSetIndex conditions;
    private readonly Toxicities toxicities;
    private readonly WordReadings<Phenotype> phenotypes;
    private readonly PgxPair[] pgxPairs;

    private Terminology(TerminologyFiles files)
    {
        var rows = files.RowsByTarget;
        foreach (var target in rows)
        {
            if (!Systems.Targets.Contains(target.Key))
                throw target.First().Refuse($"no code system {target.Key}");
        }
        systems = rows[Systems.SystemSpellings].ToFrozenDictionary(
            row => row.Code, row => row.Target ?? throw row.Refuse("a system needs its URI"), StringComparer.OrdinalIgnoreCase);
        // The medicines are half of the work and need nothing of the rest.
        var medicinesTask = Task.Run(() => new Medicines(files, rows));
        try
        {
            units = new Units(rows);
            results = new ResultCatalogue(files, rows, units);
            qualitative = new WordReadings<QualitativeReading>(rows[Systems.Qualitative], Systems.QualitativeText, Systems.Qualitative,
                new Dictionary<string, QualitativeReading>
                {
                    ["positive"] = QualitativeReading.Positive,
                    ["negative"] = QualitativeReading.Negative,
                    ["indeterminate"] = QualitativeReading.Indeterminate,
                });
            conditions = new ConditionSetIndex(files, rows);
            toxicities = new Toxicities(files, rows);
            phenotypes = new WordReadings<Phenotype>(rows[Systems.Phenotype], Systems.PhenotypeText, Systems.Phenotype,
                Enum.GetValues<Phenotype>().ToDictionary(phenotype => phenotype.ToString().ToLowerInvariant()));
        }
        finally
        {
            // A refusal of the medicines comes first, whichever thread was faster.
            medicines = medicinesTask.GetAwaiter().GetResult();
        }
        pgxPairs = ReadPairs(rows);
    }

    /// <summary>Reads, checks and expands the terminology.</summary>
    /// <exception cref="KnowledgeException">A row is badly shaped, points to something unknown, or contradicts another.</exception>
    public static Terminology Load(KnowledgeFiles files) => new(TerminologyFiles.Read(files));

    /// <summary>Folds a text as all text matching does: full-width forms, case, hyphens and spaces.</summary>
    public static string Fold(string text) => TextFolding.Fold(text);

    // ---- medicines ----

    /// <summary>Drug classes: those of the agents (<c>CARDIO_HIGH</c>) and of the other medicines (<c>cm-opioid</c>).</summary>
    public TagNames DrugClasses => medicines.Classes;

    /// <summary>Every medicine: agents first, then the others, in the order of the code systems.</summary>
    public IReadOnlyList<Ingredient> Ingredients => medicines.All;

    /// <summary>A medicine by our code; null when there is none.</summary>
    public Ingredient? Ingredient(string code) => medicines.Find(code);

    /// <summary>
    /// The ingredients of a coded medicine (ATC, RxNorm, our own systems, a site's systems by its ConceptMap); empty when the code
    /// is not known. A combination gives all its listed ingredients.
    /// </summary>
    public IReadOnlyList<Ingredient> FindMedicine(string? system, string? code) => medicines.Find(Canonical(system), code);

    /// <summary>
    /// Whether the code is listed: true with no ingredients means a product that is no medicine of ours in this form (an eye or skin
    /// product); its text need not be asked.
    /// </summary>
    public bool IsListedMedicineCode(string? system, string? code) => medicines.IsKnown(Canonical(system), code);

    /// <summary>
    /// The ingredients named in an order's text, in order of appearance: whole words in English, anywhere in Chinese, the longest
    /// name wins and uses up its text. Empty when nothing is recognised or the text says that it is no order (allergy, level).
    /// </summary>
    public IReadOnlyList<Ingredient> FindMedicineByText(string? text) => medicines.FindByText(text);

    /// <summary>Classes that an ATC code that is not listed certainly has by its group: <c>N02AX99</c> is <c>cm-opioid</c>.</summary>
    public Tags ClassesOfUnlisted(string? system, string? code) => medicines.CertainClasses(Canonical(system), code);

    /// <summary>
    /// A medicine that is known by its whole ATC code alone, with the classes and the kind of therapy of its group; null for any other
    /// code. Every call makes a new one.
    /// </summary>
    /// <param name="system">The code system.</param>
    /// <param name="code">A code that is not listed.</param>
    /// <param name="name">What people call it; null where the record has no words, then it is called by its class.</param>
    public Ingredient? IngredientOfGroup(string? system, string? code, string? name) => medicines.OfGroup(Canonical(system), code, name);

    /// <summary>
    /// Classes that an unrecognised medicine could have: those of its ATC group, else of the INN stem in its text. Empty when nothing
    /// is known of it.
    /// </summary>
    public Tags PossibleClasses(string? system, string? code, string? text) => medicines.PossibleClasses(Canonical(system), code, text);

    /// <summary>Whether an ATC code belongs to a group that polypharmacy leaves out: topicals, diluents, vaccines, contrast, oxygen.</summary>
    public bool IsLeftOutOfPolypharmacy(string? system, string? code) => medicines.IsLeftOut(Canonical(system), code);

    // ---- results ----

    /// <summary>Laboratory values, measurements and scores, by <see cref="ResultKind.Index"/>.</summary>
    public IReadOnlyList<ResultKind> Results => results.All;

    /// <summary>A result by our code; null when there is none.</summary>
    public ResultKind? Result(string code) => results.Find(code);

    /// <summary>What sort of answer the result gives.</summary>
    public ResultNature NatureOf(ResultKind kind) => results.NatureOf(kind);

    /// <summary>A result by code (LOINC, our own system, a site's codes by its ConceptMap); null when the code is not known.</summary>
    public ResultKind? FindResult(string? system, string? code) => results.Find(Canonical(system), code);

    /// <summary>A result by the words of an observation without a usable code; null when nothing is recognised.</summary>
    public ResultKind? FindResultByText(string? text) => results.FindByText(text);

    /// <summary>
    /// Converts a value to the result's own unit, exactly. False when the unit is missing, unknown or does not fit the result: then the
    /// value is unknown, never normal.
    /// </summary>
    public bool TryConvert(ResultKind kind, decimal value, string? unitCode, string? unitText, out decimal canonical) =>
        results.TryConvert(kind, value, unitCode, unitText, out canonical);

    /// <summary>The UCUM code of a unit as the world spells it; null when it is not known.</summary>
    public string? FindUnit(string? unitCode, string? unitText) => units.Find(unitCode) ?? units.Find(unitText);

    /// <summary>How a coded qualitative value reads (SNOMED CT, LOINC answers, v3 interpretation codes).</summary>
    public QualitativeReading ReadQualitative(string? system, string? code) => qualitative.Find(Canonical(system), code) ?? QualitativeReading.Unreadable;

    /// <summary>How a qualitative value in words reads.</summary>
    public QualitativeReading ReadQualitativeText(string? text) => qualitative.FindByText(text) ?? QualitativeReading.Unreadable;

    /// <summary>How a number reads against the result's cut-off; unreadable when it has none.</summary>
    /// <param name="kind">The result.</param>
    /// <param name="canonical">The value in the result's own unit.</param>
    public QualitativeReading ReadAgainstCutoff(ResultKind kind, decimal canonical) => results.AgainstCutoff(kind, canonical);

    // ---- conditions, procedures, devices, routes, body sites, forms ----

    /// <summary>The register of all <c>vs-</c> and <c>cancer-</c> sets, whatever resource they are matched on.</summary>
    public TagNames ConditionSets => conditions.Names;

    /// <summary>
    /// The sets a code belongs to. ICD-10 compares by prefix after removing the dot, so Chinese extensions (C34.900) and ICD-10-CM
    /// children are found; SNOMED CT and other codes are found only when listed.
    /// </summary>
    public Tags FindConditionSets(string? system, string? code) => conditions.Find(Canonical(system), code);

    /// <summary>Whether anything at all is known of the code: false means that the text should be asked.</summary>
    public bool IsReadableConditionCode(string? system, string? code) => conditions.IsReadable(Canonical(system), code);

    /// <summary>The sets that a text names: whole words in English, anywhere in Chinese; a set's "never" phrase wins.</summary>
    public Tags FindConditionSetsByText(string? text) => conditions.FindByText(text);

    /// <summary>Of several sets the one that tells most, because it holds least; empty where there is none.</summary>
    public Tags NarrowestConditionSet(Tags sets) => conditions.NarrowestOf(sets);

    /// <summary>
    /// What people call a coded diagnosis or procedure whose record gives no words: the display that a set lists for the code, else the
    /// name of the set that tells most; null when no set knows it.
    /// </summary>
    public LocalText? NameOfCondition(string? system, string? code) => conditions.NameOf(Canonical(system), code);

    /// <summary>
    /// The sets of a procedure together with where it was done: adds sets such as <c>vs-thoracic-radiotherapy</c>, which need a procedure
    /// and a body site.
    /// </summary>
    /// <param name="procedure">Sets of the procedure's code or text.</param>
    /// <param name="bodySite">Sets of its body sites; where none is given, of the procedure's own text.</param>
    public Tags WithBodySite(Tags procedure, Tags bodySite) => conditions.WithBodySite(procedure, bodySite);

    // ---- toxicities ----

    /// <summary>The register of toxicity sets (<c>ae-neurotoxicity</c>).</summary>
    public TagNames ToxicitySets => toxicities.Sets;

    /// <summary>
    /// The toxicity that a text names: a CTCAE v5.0 term, a synonym, in English, Chinese or both. Never null: an unreadable text gives an
    /// unknown term.
    /// </summary>
    public ToxicityTerm FindToxicity(string? text) => toxicities.Find(text);

    /// <summary>The toxicity of a code of our CTCAE code system (the code is the term); null for any other code.</summary>
    public ToxicityTerm? FindToxicity(string? system, string? code) => toxicities.FindCode(Canonical(system), code);

    /// <summary>A grade by code: 1 to 5 of the CTCAE grade systems, NCI Thesaurus, our own; null when the code is no grade.</summary>
    public CtcaeGrade? FindGrade(string? system, string? code) => toxicities.FindGrade(Canonical(system), code);

    /// <summary>A grade in words: "CTCAE v5.0 grade 3", "G3", "3级", "III度"; null when none is named.</summary>
    public CtcaeGrade? FindGradeInText(string? text) => toxicities.FindGradeInText(text);

    // ---- genotypes ----

    /// <summary>A phenotype by code (LOINC answers, our own); null when the code is none.</summary>
    public Phenotype? FindPhenotype(string? system, string? code) => phenotypes.Find(Canonical(system), code);

    /// <summary>A phenotype in words, English or Chinese; null when none is named.</summary>
    public Phenotype? FindPhenotypeByText(string? text) => text is null || GenotypeText.IsDenied(text) ? null : phenotypes.FindByText(text);

    /// <summary>The phenotype that the alleles or the activity score of a gene stand for: "*6/*28", "activity score 0.5"; null when they stand for none that is known.</summary>
    public Phenotype? FindPhenotypeOfAlleles(string gene, string? text)
    {
        ArgumentNullException.ThrowIfNull(gene);
        return GenotypeText.Read(text) is { } written ? phenotypes.Find(Systems.Genotype, $"{gene} {written}") : null;
    }

    /// <summary>Genes with the medicines for which they matter.</summary>
    public IReadOnlyList<PgxPair> PgxPairs => pgxPairs;

    private string? Canonical(string? system) => system is not null && systems.TryGetValue(system, out var canonical) ? canonical : system;

    private PgxPair[] ReadPairs(ILookup<string, MapRow> rows)
    {
        var drugs = rows[Systems.Agents].Concat(rows[Systems.Comedications]).Where(row => row.Source == Systems.Genes).ToLookup(row => row.Code, StringComparer.Ordinal);
        return [.. rows[Systems.Results].Where(row => row.Source == Systems.Genes).Select(row => new PgxPair(
            row.Code,
            results.Find(row.Target!) ?? throw row.Refuse($"no result '{row.Target}'"),
            [.. drugs[row.Code].Select(drug => medicines.Find(drug.Target!) ?? throw drug.Refuse($"no medicine '{drug.Target}'"))]))];
    }
}
