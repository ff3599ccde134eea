using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>Values that are computed where nobody reported them; the coefficients are those of <c>formulas.json</c>.</summary>
internal static class DerivedResults
{
    /// <summary>Body mass index in kg/m² from the newest weight and height.</summary>
    public static Func<PatientCase, Reading> BodyMassIndex(ResultRule weight, ResultRule height) => patient =>
    {
        var kg = patient.Read(weight);
        var cm = patient.Read(height);
        if (kg.Value is not { } w || cm.Value is not { } h || h <= 0)
            return Lacking(kg, cm);
        var bmi = w / (h * h / 10_000);
        return new Reading { Value = bmi, Derivation = InWords, Reference = kg.Fact?.Reference };

        LocalText InWords()
        {
            var text = $"BMI {Units.Rounded(bmi, 1)} kg/m²";
            return new($"{text} ({Limits.Number(w)} kg, {Limits.Number(h)} cm)", $"{text}（{Limits.Number(w)} kg，{Limits.Number(h)} cm）");
        }
    };

    /// <summary>Body surface in m² by Mosteller.</summary>
    public static Func<PatientCase, Reading> BodySurface(ResultRule weight, ResultRule height, BodySurfaceCoefficients c) => patient =>
    {
        var kg = patient.Read(weight);
        var cm = patient.Read(height);
        if (kg.Value is not { } w || cm.Value is not { } h || h <= 0 || w <= 0)
            return Lacking(kg, cm);
        var bsa = Mosteller(w, h, c);
        return new Reading { Value = bsa, Derivation = InWords, Reference = kg.Fact?.Reference };

        LocalText InWords()
        {
            var text = $"{Limits.Number(decimal.Round(bsa, 2))} m²";
            return new($"BSA {text}", $"体表面积 {text}");
        }
    };

    public static decimal Mosteller(decimal kg, decimal cm, BodySurfaceCoefficients c) => (decimal)Math.Sqrt((double)(kg * cm / c.Divisor));

    /// <summary>Creatinine clearance in mL/min by Cockcroft and Gault; weight by decision D-12a. Never from an eGFR per 1.73 m².</summary>
    public static Func<PatientCase, Reading> CreatinineClearance(ResultRule creatinine, ResultRule weight, ResultRule height, CockcroftGaultCoefficients c, string weightOption) => patient =>
    {
        var scr = patient.Read(creatinine);
        var kg = patient.Read(weight);
        var missing = new List<Func<Lack>>();
        Collect(missing, scr);
        Collect(missing, kg);
        // "Below 118" has no one clearance.
        if (scr.Fact is { Comparator: not Comparator.Exact } limit)
            missing.Add(() => new(creatinine.Kind.Code, new($"creatinine {limit.Shown(Language.English)}: a limit, not a value", $"肌酐 {limit.Shown(Language.Chinese)}：仅为界限值"), IsUnusable: true));
        if (patient.Snapshot.Age is not { } age || age.Least != age.Most)
            missing.Add(() => new(MissingIds.BirthDate, new("no full birth date", "缺少完整出生日期")));
        if (patient.Snapshot.Sex == Sex.Unknown)
            missing.Add(() => new(MissingIds.Sex, new("sex not recorded", "未记录性别")));
        if (missing.Count > 0 || scr.Value is not { } umol || umol <= 0 || kg.Value is not { } actual || actual <= 0)
            return new Reading { Missing = missing.Count > 0 ? missing : [() => new(creatinine.Kind.Code, new("creatinine not usable", "肌酐结果无法使用"), IsUnusable: true)] };

        var years = patient.Snapshot.Age!.Value.Least;
        var female = patient.Snapshot.Sex == Sex.Female;
        var used = WeightFor(actual, patient.Read(height).Value, female, c, weightOption);
        var clearance = (c.AgeBase - years) * used * (female ? c.FemaleFactor : 1) / (c.Divisor * umol / c.MicromolesPerMilligram);
        return new Reading { Value = clearance, Derivation = InWords, Reference = scr.Fact?.Reference };

        LocalText InWords()
        {
            var value = Units.Rounded(clearance, 1, step: 1);
            var (kgEn, kgZh) = ($"{Limits.Number(actual)} kg", $"{Limits.Number(actual)} kg");
            if (used != actual)
            {
                var (weightEn, weightZh) = weightOption == "cockcroft-ideal" ? ("ideal", "理想") : ("adjusted", "校正");
                kgEn = $"{weightEn} weight {Limits.Number(decimal.Round(used, 1))} kg (actual {kgEn})";
                kgZh = $"{weightZh}体重 {Limits.Number(decimal.Round(used, 1))} kg（实际 {kgZh}）";
            }
            return new(
                $"creatinine clearance {value} mL/min (Cockcroft–Gault: creatinine {scr.Fact!.Shown(Language.English)} on {scr.Fact.At}, {kgEn}, {years} years)",
                $"肌酐清除率 {value} mL/min（Cockcroft–Gault：肌酐 {scr.Fact.Shown(Language.Chinese)}，{scr.Fact.At}，{kgZh}，{years} 岁）");
        }
    };

    private static decimal WeightFor(decimal actual, decimal? cm, bool female, CockcroftGaultCoefficients c, string option)
    {
        // Without a height nobody can tell ideal weight or obesity: the actual weight stands, as the option "actual" has it.
        if (cm is not { } h || h <= 0 || option == "cockcroft-actual")
            return actual;
        var ideal = (female ? c.DevineFemale : c.DevineMale) + c.DevinePerInch * Math.Max(0, h / 2.54m - 60);
        if (option == "cockcroft-ideal")
            return Math.Min(actual, ideal);
        return actual / (h * h / 10_000) >= c.ObeseFrom && ideal < actual ? ideal + c.AdjustedShare * (actual - ideal) : actual;
    }

    private static Reading Lacking(Reading first, Reading second)
    {
        var missing = new List<Func<Lack>>();
        Collect(missing, first);
        Collect(missing, second);
        return new Reading { Missing = missing };
    }

    private static void Collect(List<Func<Lack>> into, Reading reading)
    {
        if (reading.Missing is not null)
            into.AddRange(reading.Missing);
    }
}
