using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>What is known of a sum of doses: a lower bound, and whether a dose, a unit or a body surface is missing.</summary>
internal sealed class DoseSum
{
    private Ingredient[] medicines = [];

    public decimal Known { get; private set; }

    /// <summary>What of it was told of doses given elsewhere; null when nothing was.</summary>
    public decimal? Elsewhere { get; set; }

    public bool IsExposed => medicines.Length > 0;

    /// <summary>Doses on record, and how many of them are in the sum.</summary>
    public int Given { get; set; }

    public int Added { get; set; }

    public string? Newest { get; set; }

    /// <summary>A unit that was converted by a factor other than 1, and the factor.</summary>
    public (string Unit, decimal Factor)? Conversion { get; private set; }

    public string? MissingId { get; private set; }

    public LocalText MissingWhy { get; private set; }

    public bool IsComplete => MissingId is null;

    /// <summary>The medicines, as they were met.</summary>
    public LocalText Name => new(string.Join(" + ", medicines.Select(m => m.Name.En)), string.Join(" + ", medicines.Select(m => m.Name.Zh)));

    public void Add(decimal amount, (string Unit, decimal Factor)? by)
    {
        Known += amount;
        if (by is { Factor: not 1 })
            Conversion = by;
    }

    public void Lacks(string id, LocalText why) => (MissingId, MissingWhy) = (id, why);

    public void Expose(Ingredient medicine)
    {
        if (!medicines.Contains(medicine))
            medicines = [.. medicines, medicine];
    }
}

/// <summary>A dose in the unit that was asked for, and the body surface that it took; or what is missing for it.</summary>
internal readonly record struct ConvertedDose(decimal? Amount, decimal? Surface, string MissingId, LocalText Why)
{
    /// <summary>The unit that was converted by a factor, and the factor.</summary>
    public (string Unit, decimal Factor)? By { get; init; }

    public static ConvertedDose Of(decimal amount, decimal? surface = null) => new(amount, surface, "", default);

    public static ConvertedDose Without(string id, LocalText why) => new(null, null, id, why);
}

/// <summary>Converts doses to mg/m² (or another unit of the paper) with the body surface of the day, and adds them up.</summary>
internal sealed class Doses
{
    private static readonly string[] s_nothing = ["none", "no", "nil", "0", "无", "否", "没有"];

    private readonly AssessmentRule elsewhere;
    private readonly ResultRule weight;
    private readonly ResultRule height;
    private readonly ResultRule surface;
    private readonly BodySurfaceWindow window;
    private readonly BodySurfaceCoefficients mosteller;

    public Doses(Binder binder)
    {
        elsewhere = binder.Assessment(AnswerFact.OutsideDose);
        weight = binder.Result("weight");
        height = binder.Result("height");
        surface = binder.Result("bsa");
        window = binder.Currency.DoseBodySurface;
        mosteller = binder.Formulas.Mosteller;
    }

    /// <summary>
    /// Adds, in a unit, the doses that were given of the chosen medicines, and what a person recorded as given elsewhere;
    /// conversions are factors from other units, besides those of mass and body surface, and some routes (bladder, pleura,
    /// implant) do not count.
    /// </summary>
    public DoseSum Sum(PatientCase patient, MedicineFilter filter, string unit, IReadOnlyDictionary<string, decimal> conversions, Tags exceptRoutes, Trace? trace)
    {
        var sum = new DoseSum();
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!filter.Fits(therapy.Ingredient))
                continue;
            var firstGiven = AddGiven(sum, therapy, unit, conversions, exceptRoutes, patient, trace);
            foreach (var record in therapy.Records)
            {
                // What began before the first recorded dose says that more was given, not how much.
                if (!record.Counts || record.IsPlan || IsBy(exceptRoutes, record) || !IsOutside(record, therapy, firstGiven, patient))
                    continue;
                sum.Expose(therapy.Ingredient);
                sum.Lacks(MissingIds.Dose, new($"{record.Text}: doses given are not on record", $"{record.Text}：无实际给药剂量记录"));
            }
            if (sum.IsComplete && (therapy.IsCurrent || firstGiven is not null) && WhyElsewhereIsOpen(therapy.Ingredient, patient) is { } why)
            {
                // Treated before, and nobody says with how much: what is on record is the least.
                sum.Expose(therapy.Ingredient);
                sum.Lacks(elsewhere.Key, why);
            }
        }
        foreach (var (medicine, answer) in Elsewhere(patient, filter))
        {
            sum.Expose(medicine);
            // One amount of several medicines could be of any of them.
            var dose = answer.Quantity is { } quantity && answer.Medicines.Count == 1
                ? Convert(quantity, answer.At?.Day ?? patient.AsOf, unit, conversions, patient)
                : ConvertedDose.Without(MissingIds.Dose, new("cannot be added", "无法累加"));
            if (dose.Amount is not { } amount)
            {
                sum.Lacks(dose.MissingId, new(
                    $"{medicine.Name.En} given elsewhere ({Told(answer, Language.English)}): {dose.Why.En}",
                    $"{medicine.Name.Zh}外院剂量（{Told(answer, Language.Chinese)}）：{dose.Why.Zh}"));
                continue;
            }
            sum.Add(amount, dose.By);
            sum.Elsewhere = (sum.Elsewhere ?? 0) + amount;
            sum.Newest ??= answer.Reference;
        }
        return sum;
    }

    private static string Told(AnswerFact answer, Language language) =>
        answer.Quantity is { } told ? $"{Limits.Number(told.Value)} {Units.Shown(told.Unit, language)}" : answer.Value;

    // The day of the first dose.
    private DateOnly? AddGiven(DoseSum sum, Therapy therapy, string unit, IReadOnlyDictionary<string, decimal> conversions, Tags exceptRoutes, PatientCase patient, Trace? trace)
    {
        DateOnly? first = null;
        foreach (var record in therapy.Records)
        {
            if (!record.Counts || IsBy(exceptRoutes, record) || record.Kind != MedicationRecordKind.Administration)
                continue;
            sum.Expose(therapy.Ingredient);
            sum.Given++;
            if (first is null || record.At?.Day < first)
                first = record.At?.Day ?? DateOnly.MinValue;
            if (record.Status is "in-progress" or "on-hold")
            {
                sum.Lacks(MissingIds.Dose, new(
                    $"{record.InBrief(Language.English)}{On(record)}: begun and not finished, the amount given is not on record",
                    $"{record.InBrief(Language.Chinese)}{On(record)}：给药未完成，无实际给药量记录"));
                continue;
            }
            var dose = In(record, unit, conversions, patient);
            if (dose.Amount is not { } amount)
            {
                sum.Lacks(dose.MissingId, dose.Why);
                continue;
            }
            sum.Add(amount, dose.By);
            sum.Added++;
            sum.Newest ??= record.Reference;
            trace?.Fact(record);
        }
        return first;
    }

    /// <summary>Why it is open whether more of a medicine was given elsewhere; null when it is not.</summary>
    private LocalText? WhyElsewhereIsOpen(Ingredient medicine, PatientCase patient)
    {
        foreach (var answer in patient.Snapshot.Answers)
        {
            if (answer.Assessment != AnswerFact.OutsideDose || !elsewhere.IsInTime(answer, patient))
                continue;
            if (answer.Medicines.Contains(medicine) || (answer.Medicines.Count == 0 && IsNothing(answer)))
                return null;
            if (answer.Medicines.Count == 0)
            {
                return new(
                    $"{medicine.Name.En}: a dose given elsewhere is told without its medicine",
                    $"{medicine.Name.Zh}：外院剂量未注明药物");
            }
        }
        return elsewhere.IsAsked(patient)
            ? new($"{medicine.Name.En}: {elsewhere.Question.En}", $"{medicine.Name.Zh}：{elsewhere.Question.Zh}")
            : null;
    }

    private static bool IsNothing(AnswerFact answer) => answer.Quantity is { } told
        ? told.Value == 0
        : s_nothing.Contains(answer.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Doses told of chosen medicines; of several about one medicine the newest.</summary>
    private static IEnumerable<(Ingredient Medicine, AnswerFact Answer)> Elsewhere(PatientCase patient, MedicineFilter filter)
    {
        HashSet<Ingredient>? told = null;
        foreach (var answer in patient.Snapshot.Answers)
        {
            if (answer.Assessment != AnswerFact.OutsideDose)
                continue;
            foreach (var medicine in answer.Medicines)
            {
                if (filter.Fits(medicine) && (told ??= []).Add(medicine))
                    yield return (medicine, answer);
            }
        }
    }

    // A wafer that is laid into the brain says so by its form.
    private static bool IsBy(Tags routes, MedicationRecord record) => record.Route.Overlaps(routes) || record.Form.Overlaps(routes);

    private static bool IsOutside(MedicationRecord record, Therapy therapy, DateOnly? firstGiven, PatientCase patient)
    {
        var day = record.Start ?? record.At?.Day;
        return record.Kind switch
        {
            MedicationRecordKind.Statement => day is null || firstGiven is null || day < firstGiven,
            MedicationRecordKind.Dispense => firstGiven is null,
            // Where doses of anticancer medicines were recorded since, one that is ordered now and not among them has not been given.
            MedicationRecordKind.Order => firstGiven is null && day < patient.AsOf && !(therapy.IsCurrent && record.Status is "active" or "on-hold" && DosesArriveSince(day, patient)),
            _ => false,
        };
    }

    private static bool DosesArriveSince(DateOnly? day, PatientCase patient) => patient.Snapshot.Therapies.Any(therapy => therapy.Ingredient.IsAntineoplastic
        && therapy.Records.Any(record => record is { Counts: true, Kind: MedicationRecordKind.Administration } && record.At?.Day >= day));

    /// <summary>One dose in a unit, or what is missing for it.</summary>
    public ConvertedDose In(MedicationRecord record, string unit, IReadOnlyDictionary<string, decimal> conversions, PatientCase patient)
    {
        if (record.Dose is not { } dose || dose.Value <= 0)
        {
            return ConvertedDose.Without(
                MissingIds.Dose,
                new($"{record.InBrief(Language.English)}{On(record)}: no dose stated", $"{record.InBrief(Language.Chinese)}{On(record)}：未注明剂量"));
        }
        var converted = Convert(dose, record.At?.Day ?? record.Start ?? patient.AsOf, unit, conversions, patient);
        if (converted is { Amount: null, MissingId: MissingIds.Dose })
        {
            return ConvertedDose.Without(MissingIds.Dose, new(
                $"{record.Text}{On(record)}: {converted.Why.En}",
                $"{record.Text}{On(record)}：{converted.Why.Zh}"));
        }
        return converted;
    }

    private ConvertedDose Convert(Dose dose, DateOnly day, string unit, IReadOnlyDictionary<string, decimal> conversions, PatientCase patient)
    {
        if (dose.Unit == unit)
            return ConvertedDose.Of(dose.Value);
        if (conversions.TryGetValue(dose.Unit, out var factor))
            return ConvertedDose.Of(dose.Value * factor) with { By = (dose.Unit, factor) };
        if (Milligrams(dose.Unit) is not { } perUnit)
        {
            return ConvertedDose.Without(MissingIds.Dose, new(
                $"unit {Units.Shown(dose.Unit, Language.English)} not usable", $"单位 {Units.Shown(dose.Unit, Language.Chinese)} 无法使用"));
        }
        // A mass says nothing about an AUC, and about a potency only with a factor.
        decimal? perMilligram = unit is "mg" or "mg/m2" ? 1 : conversions.TryGetValue("mg", out var potency) ? potency : null;
        if (perMilligram is not { } per)
        {
            return ConvertedDose.Without(MissingIds.Dose, new(
                $"dose in {Units.Shown(dose.Unit, Language.English)}, not in {Units.Shown(unit, Language.English)}",
                $"剂量单位为 {Units.Shown(dose.Unit, Language.Chinese)}，而非 {Units.Shown(unit, Language.Chinese)}"));
        }
        var amount = dose.Value * perUnit * per;
        var (isPerSurface, isAskedPerSurface) = (dose.Unit.EndsWith("/m2", StringComparison.Ordinal), unit == "mg/m2");
        if (isPerSurface == isAskedPerSurface)
            return ConvertedDose.Of(amount) with { By = ("mg", per) };
        if (SurfaceOn(day, patient) is not { } m2)
            return ConvertedDose.Without(surface.Kind.Code, new($"no body surface for the dose of {new When(day)}", $"缺少 {new When(day)} 给药时的体表面积"));
        return ConvertedDose.Of(isPerSurface ? amount * m2 : amount / m2, m2) with { By = ("mg", per) };
    }

    private static string On(MedicationRecord record) => record.At is { } at ? $" {at}" : "";

    private static decimal? Milligrams(string unit) => unit switch
    {
        "mg" or "mg/m2" => 1,
        "g" or "g/m2" => 1000,
        "ug" or "ug/m2" or "mcg" or "mcg/m2" => 0.001m,
        _ => null,
    };

    /// <summary>Body surface in m² of a day: reported or by Mosteller; of the day, else the nearest earlier, else the nearest later inside the window; of any day the nearest height.</summary>
    private decimal? SurfaceOn(DateOnly day, PatientCase patient)
    {
        var reported = Nearest(surface, day, patient);
        var kg = Nearest(weight, day, patient);
        var cm = Nearest(height, day, patient, anyDay: true);
        if (reported is { } m2 && (kg is null || m2.Away <= kg.Value.Away))
            return m2.Value;
        return kg is { } w && cm is { } h && h.Value > 0 ? DerivedResults.Mosteller(w.Value, h.Value, mosteller) : reported?.Value;
    }

    private (decimal Value, int Away)? Nearest(ResultRule rule, DateOnly day, PatientCase patient, bool anyDay = false)
    {
        (decimal Value, int Away)? best = null;
        foreach (var fact in patient.Snapshot.ResultsOf(rule.Kind))
        {
            if (fact is not { Value: { } value, At: { } at, Unusable: Unusable.No } || value <= 0)
                continue;
            var later = at.Day > day;
            if (!anyDay && (later ? at.Day > window.After.EndAfter(day) : at.Day < window.Before.StartBefore(day)))
                continue;
            // An earlier value always goes before a later one, but for a height, which does not change.
            var away = Math.Abs(at.Day.DayNumber - day.DayNumber) + (later && !anyDay ? 100_000 : 0);
            if (best is null || away < best.Value.Away)
                best = (value, away);
        }
        return best;
    }
}
