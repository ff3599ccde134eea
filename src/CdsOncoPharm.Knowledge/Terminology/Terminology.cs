using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>
/// What codes, words and units mean: medicines and their classes, results and their units, sets of conditions, procedures and
/// toxicities, grades and phenotypes. Read once from <c>terminology/</c>, expanded into frozen lookups, then never changed; safe
/// to use from many threads.
/// </summary>
/// <remarks>
/// Systems may be given as URI, as <c>urn:oid:</c> or in the misspellings that <c>NamingSystem</c> rows of the terminology list;
/// a system that is not known matches nothing. A null system matches nothing, except that our own codes are also found without one.
/// </remarks>
public sealed partial class Terminology
{
    /// <summary>Reads, checks and expands the terminology.</summary>
    /// <exception cref="KnowledgeException">A row is badly shaped, points to something unknown, or contradicts another.</exception>
    public static Terminology Load(KnowledgeFiles files) => throw new NotImplementedException(files.Hash);

    /// <summary>Folds a text as all text matching does: full-width forms, case, hyphens and spaces.</summary>
    public static string Fold(string text) => throw new NotImplementedException(text);

    // ---- medicines ----

    /// <summary>Drug classes: those of the agents (<c>CARDIO_HIGH</c>) and of the other medicines (<c>cm-opioid</c>).</summary>
    public TagNames DrugClasses => throw new NotImplementedException();

    /// <summary>Every medicine: agents first, then the others, in the order of the code systems.</summary>
    public IReadOnlyList<Ingredient> Ingredients => throw new NotImplementedException();

    /// <summary>A medicine by our code; null when there is none.</summary>
    public Ingredient? Ingredient(string code) => throw new NotImplementedException(code);

    /// <summary>
    /// The ingredients of a coded medicine (ATC, RxNorm, our own systems, a site's systems by its ConceptMap); empty when the code
    /// is not known. A combination gives all its listed ingredients.
    /// </summary>
    public IReadOnlyList<Ingredient> FindMedicine(string? system, string? code) => throw new NotImplementedException();

    /// <summary>
    /// The ingredients named in an order's text, in order of appearance: whole words in English, anywhere in Chinese, the longest
    /// name wins and uses up its text. Empty when nothing is recognised or the text says that it is no order (allergy, level).
    /// </summary>
    public IReadOnlyList<Ingredient> FindMedicineByText(string? text) => throw new NotImplementedException();

    /// <summary>Classes that an ATC code that is not listed certainly has by its group: <c>N02AX99</c> is <c>cm-opioid</c>.</summary>
    public Tags ClassesOfUnlisted(string? system, string? code) => throw new NotImplementedException();

    /// <summary>
    /// Classes that an unrecognised medicine could have: those of its ATC group, else of the INN stem in its text. Empty when nothing
    /// is known of it.
    /// </summary>
    public Tags PossibleClasses(string? system, string? code, string? text) => throw new NotImplementedException();

    /// <summary>Whether an ATC code belongs to a group that polypharmacy leaves out: topicals, diluents, vaccines, contrast, oxygen.</summary>
    public bool IsLeftOutOfPolypharmacy(string? system, string? code) => throw new NotImplementedException();

    // ---- results ----

    /// <summary>Laboratory values, measurements and scores, by <see cref="ResultKind.Index"/>.</summary>
    public IReadOnlyList<ResultKind> Results => throw new NotImplementedException();

    /// <summary>A result by our code; null when there is none.</summary>
    public ResultKind? Result(string code) => throw new NotImplementedException(code);

    /// <summary>What sort of answer the result gives.</summary>
    public ResultNature NatureOf(ResultKind kind) => throw new NotImplementedException();

    /// <summary>A result by code (LOINC, our own system, a site's codes by its ConceptMap); null when the code is not known.</summary>
    public ResultKind? FindResult(string? system, string? code) => throw new NotImplementedException();

    /// <summary>A result by the words of an observation without a usable code; null when nothing is recognised.</summary>
    public ResultKind? FindResultByText(string? text) => throw new NotImplementedException();

    /// <summary>
    /// Converts a value to the result's own unit, exactly. False when the unit is missing, unknown or does not fit the result: then the
    /// value is unknown, never normal.
    /// </summary>
    public bool TryConvert(ResultKind kind, decimal value, string? unitCode, string? unitText, out decimal canonical) =>
        throw new NotImplementedException();

    /// <summary>The UCUM code of a unit as the world spells it; null when it is not known.</summary>
    public string? FindUnit(string? unitCode, string? unitText) => throw new NotImplementedException();

    /// <summary>How a coded qualitative value reads (SNOMED CT, LOINC answers, v3 interpretation codes).</summary>
    public QualitativeReading ReadQualitative(string? system, string? code) => throw new NotImplementedException();

    /// <summary>How a qualitative value in words reads.</summary>
    public QualitativeReading ReadQualitativeText(string? text) => throw new NotImplementedException();

    /// <summary>How a number reads against the result's cut-off; unreadable when it has none.</summary>
    /// <param name="kind">The result.</param>
    /// <param name="canonical">The value in the result's own unit.</param>
    public QualitativeReading ReadAgainstCutoff(ResultKind kind, decimal canonical) => throw new NotImplementedException();

    // ---- conditions, procedures, devices, routes, body sites, forms ----

    /// <summary>The register of all <c>vs-</c> and <c>cancer-</c> sets, whatever resource they are matched on.</summary>
    public TagNames ConditionSets => throw new NotImplementedException();

    /// <summary>
    /// The sets a code belongs to. ICD-10 compares by prefix after removing the dot, so Chinese extensions (C34.900) and ICD-10-CM
    /// children are found; SNOMED CT and other codes are found only when listed.
    /// </summary>
    public Tags FindConditionSets(string? system, string? code) => throw new NotImplementedException();

    /// <summary>Whether anything at all is known of the code: false means that the text should be asked.</summary>
    public bool IsReadableConditionCode(string? system, string? code) => throw new NotImplementedException();

    /// <summary>The sets that a text names: whole words in English, anywhere in Chinese; a set's "never" phrase wins.</summary>
    public Tags FindConditionSetsByText(string? text) => throw new NotImplementedException();

    /// <summary>
    /// The sets of a procedure together with where it was done: adds sets such as <c>vs-thoracic-radiotherapy</c>, which need a procedure
    /// and a body site.
    /// </summary>
    /// <param name="procedure">Sets of the procedure's code or text.</param>
    /// <param name="bodySite">Sets of its body sites; where none is given, of the procedure's own text.</param>
    public Tags WithBodySite(Tags procedure, Tags bodySite) => throw new NotImplementedException();

    // ---- toxicities ----

    /// <summary>The register of toxicity sets (<c>ae-neurotoxicity</c>).</summary>
    public TagNames ToxicitySets => throw new NotImplementedException();

    /// <summary>
    /// The toxicity that a text names: a CTCAE v5.0 term, a synonym, in English, Chinese or both. Never null: an unreadable text gives an
    /// unknown term.
    /// </summary>
    public ToxicityTerm FindToxicity(string? text) => throw new NotImplementedException();

    /// <summary>A grade by code: 1 to 5 of the CTCAE grade systems, NCI Thesaurus, our own; null when the code is no grade.</summary>
    public CtcaeGrade? FindGrade(string? system, string? code) => throw new NotImplementedException();

    /// <summary>A grade in words: "CTCAE v5.0 grade 3", "G3", "3级", "III度"; null when none is named.</summary>
    public CtcaeGrade? FindGradeInText(string? text) => throw new NotImplementedException();

    // ---- genotypes ----

    /// <summary>A phenotype by code (LOINC answers, our own); null when the code is none.</summary>
    public Phenotype? FindPhenotype(string? system, string? code) => throw new NotImplementedException();

    /// <summary>A phenotype in words, English or Chinese; null when none is named.</summary>
    public Phenotype? FindPhenotypeByText(string? text) => throw new NotImplementedException();

    /// <summary>Genes with the medicines for which they matter.</summary>
    public IReadOnlyList<PgxPair> PgxPairs => throw new NotImplementedException();
}
