namespace CdsOncoPharm.Stratification;

/// <summary>Keys of <c>missing.json</c> that the code itself names; results and assessments are missing under their own key.</summary>
internal static class MissingIds
{
    public const string BirthDate = "birth-date";
    public const string Sex = "sex";
    public const string UpperLimit = "uln";
    public const string LowerLimit = "lln";
    public const string Drug = "drug";
    public const string Grade = "grade";
    public const string Conditions = "conditions";
    public const string Confirmation = "confirmation";
    public const string Onset = "onset";
    public const string Medications = "medications";
    public const string Observations = "observations";
    public const string Procedures = "procedures";
    public const string AdverseEvents = "adverse-events";
    public const string Nutrition = "nutrition";
    public const string TdmTarget = "tdm-target";
    public const string Genotype = "genotype";
    public const string Dose = "dose";
    public const string Readings = "readings";

    /// <summary>Whole kinds of record.</summary>
    public static readonly IReadOnlyList<string> Records = [Conditions, Medications, Procedures, AdverseEvents, Nutrition];

    public static readonly IReadOnlyList<string> All =
    [
        BirthDate, Sex, UpperLimit, LowerLimit, Drug, Grade, Conditions, Confirmation, Onset, Medications, Observations, Procedures,
        AdverseEvents, Nutrition, TdmTarget, Genotype, Dose, Readings,
    ];
}
