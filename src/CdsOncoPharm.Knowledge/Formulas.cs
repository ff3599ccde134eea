namespace CdsOncoPharm.Knowledge;

/// <summary>Coefficients of formulas whose shape is code: <c>cds-services/care-level/formulas.json</c>, each with its source.</summary>
public sealed class Formulas
{
    public required CockcroftGaultCoefficients CockcroftGault { get; init; }

    public required BodySurfaceCoefficients Mosteller { get; init; }

    public required ChildPughPoints ChildPugh { get; init; }

    public required WeightLossLimits WeightLoss { get; init; }

    public required CreatinineRiseLimits CreatinineRise { get; init; }
}

/// <summary>
/// (<see cref="AgeBase"/> − age) × kg × (<see cref="FemaleFactor"/> for women) ÷ (<see cref="Divisor"/> × creatinine in mg/dL),
/// in mL/min; creatinine in µmol/L is divided by <see cref="MicromolesPerMilligram"/> first. From
/// <see cref="ObeseFrom"/> kg/m² on the adjusted weight: ideal + <see cref="AdjustedShare"/> × (actual − ideal), ideal
/// weight by Devine: base + <see cref="DevinePerInch"/> for each inch over 60.
/// </summary>
public sealed record CockcroftGaultCoefficients(
    decimal AgeBase, decimal FemaleFactor, decimal Divisor, decimal MicromolesPerMilligram, decimal ObeseFrom, decimal AdjustedShare,
    decimal DevineMale, decimal DevineFemale, decimal DevinePerInch, string Source);

/// <summary>√(cm × kg ÷ <see cref="Divisor"/>) in m².</summary>
public sealed record BodySurfaceCoefficients(decimal Divisor, string Source);

/// <summary>Limits between 1, 2 and 3 points for each part, and between the classes A, B and C.</summary>
public sealed record ChildPughPoints(
    PointLimits Bilirubin, PointLimits Albumin, PointLimits Inr, int AscitesThreeFrom, int EncephalopathyThreeFrom, int ClassBFrom, int ClassCFrom, string Source);

/// <summary>Two points between <see cref="From"/> and <see cref="To"/> (both included); one on the healthy side, three on the other.</summary>
public sealed record PointLimits(decimal From, decimal To, string Unit);

/// <summary>Loss of weight in percent of the highest weight in a window.</summary>
public sealed record WeightLossLimits(IReadOnlyList<WeightLossLimit> Limits, string Source);

/// <summary>A loss of <see cref="Percent"/> or more within a time.</summary>
public sealed record WeightLossLimit(decimal Percent, Clinical.Duration Within);

/// <summary>When a creatinine has risen under treatment.</summary>
public sealed record CreatinineRiseLimits(decimal Ratio, Clinical.Duration BaselineWithin, Clinical.Duration LineGap, string Source);
