using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>What is known of a sum of doses: a lower bound, and whether a dose, a unit or a body surface is missing.</summary>
internal readonly record struct DoseSum(decimal Known, bool IsExposed, string? MissingId, LocalText MissingWhy, int Doses, string? Newest, LocalText Names)
{
    public bool IsComplete => MissingId is null;
}

/// <summary>Converts doses to mg/m² (or another unit of the paper) with the body surface of the day, and adds them up.</summary>
internal sealed class Doses
{
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
        decimal sum = 0;
        var doses = 0;
        string? newest = null;
        LocalText names = default;
        var exposed = false;
        string? missing = null;
        LocalText why = default;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!filter.Fits(therapy.Ingredient))
                continue;
            DateOnly? firstGiven = null;
            foreach (var record in therapy.Records)
            {
                if (!record.Counts || IsBy(exceptRoutes, record) || record.Kind != MedicationRecordKind.Administration)
                    continue;
                if (firstGiven is null)
                    names = names.En is null ? therapy.Ingredient.Name : new($"{names.En} + {therapy.Ingredient.Name.En}", $"{names.Zh} + {therapy.Ingredient.Name.Zh}");
                exposed = true;
                if (firstGiven is null || record.At?.Day < firstGiven)
                    firstGiven = record.At?.Day ?? DateOnly.MinValue;
                if (In(record, unit, conversions, patient, out var amount, out var id, out var reason))
                {
                    sum += amount;
                    doses++;
                    newest ??= record.Reference;
                    trace?.Fact(record);
                }
                else
                    (missing, why) = (id, reason);
            }
            foreach (var record in therapy.Records)
            {
                // What began before the first recorded dose says that more was given, not how much.
                if (record.Counts && !record.IsPlan && !IsBy(exceptRoutes, record) && IsOutside(record, firstGiven, patient))
                {
                    exposed = true;
                    names = names.En is null ? therapy.Ingredient.Name : names;
                    (missing, why) = (MissingIds.Dose, new($"{record.Text}: doses given are not on record", $"{record.Text}：无实际给药剂量记录"));
                }
            }
            if (missing is null && (therapy.IsCurrent || firstGiven is not null) && elsewhere.IsMissed(patient))
            {
                // Treated before, and nobody says with how much: what is on record is the least.
                var name = therapy.Ingredient.Name;
                names = names.En is null ? name : names;
                (exposed, missing, why) = (true, elsewhere.Key, new($"{name.En}: {elsewhere.Question.En}", $"{name.Zh}：{elsewhere.Question.Zh}"));
            }
        }
        foreach (var (medicine, answer) in Elsewhere(patient, filter))
        {
            exposed = true;
            names = names.En is null ? medicine.Name : names;
            if (answer.Quantity is not { } quantity || (quantity.Unit != unit && !conversions.ContainsKey(quantity.Unit)))
            {
                var said = answer.Quantity is { } other ? Units.Shown(other.Unit, Language.English) : answer.Value;
                (missing, why) = (MissingIds.Dose, new($"{medicine.Name.En} given elsewhere: {said} cannot be added", $"{medicine.Name.Zh}外院剂量（{said}）无法累加"));
                continue;
            }
            sum += quantity.Value * (quantity.Unit == unit ? 1 : conversions[quantity.Unit]);
            doses++;
            trace?.Fact(answer);
        }
        return new DoseSum(sum, exposed, missing, why, doses, newest, names);
    }

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

    private static bool IsOutside(MedicationRecord record, DateOnly? firstGiven, PatientCase patient)
    {
        var day = record.Start ?? record.At?.Day;
        return record.Kind switch
        {
            MedicationRecordKind.Statement => day is null || firstGiven is null || day < firstGiven,
            MedicationRecordKind.Dispense => firstGiven is null,
            MedicationRecordKind.Order => firstGiven is null && day < patient.AsOf,
            _ => false,
        };
    }

    /// <summary>One dose in a unit; false with what is missing.</summary>
    public bool In(MedicationRecord record, string unit, IReadOnlyDictionary<string, decimal> conversions, PatientCase patient, out decimal amount, out string? missing, out LocalText why)
    {
        (amount, missing, why) = (0, null, default);
        if (record.Dose is not { } dose || dose.Value <= 0)
        {
            missing = MissingIds.Dose;
            why = new($"{record.InBrief(Language.English)}{On(record)}: no dose stated", $"{record.InBrief(Language.Chinese)}{On(record)}：未注明剂量");
            return false;
        }
        if (dose.Unit == unit)
            amount = dose.Value;
        else if (conversions.TryGetValue(dose.Unit, out var factor))
            amount = dose.Value * factor;
        else if (Milligrams(dose.Unit) is not { } perUnit)
        {
            missing = MissingIds.Dose;
            why = new(
                $"{record.Text}{On(record)}: unit {Units.Shown(dose.Unit, Language.English)} not usable",
                $"{record.Text}{On(record)}：单位 {Units.Shown(dose.Unit, Language.Chinese)} 无法使用");
            return false;
        }
        else if (unit == "mg/m2" && dose.Unit.EndsWith("/m2", StringComparison.Ordinal))
            amount = dose.Value * perUnit;
        else if (unit == "mg/m2")
        {
            if ((record.At?.Day ?? record.Start ?? patient.AsOf) is var day && SurfaceOn(day, patient) is not { } m2)
            {
                missing = surface.Kind.Code;
                why = new($"no body surface for the dose{On(record)}", $"缺少{On(record)}给药时的体表面积");
                return false;
            }
            else
                amount = dose.Value * perUnit / m2;
        }
        else if (unit == "mg")
            amount = dose.Value * perUnit;
        else
        {
            // A mass says nothing about an AUC or a potency.
            missing = MissingIds.Dose;
            why = new(
                $"{record.Text}{On(record)}: dose in {Units.Shown(dose.Unit, Language.English)}, not in {Units.Shown(unit, Language.English)}",
                $"{record.Text}{On(record)}：剂量单位为 {Units.Shown(dose.Unit, Language.Chinese)}，而非 {Units.Shown(unit, Language.Chinese)}");
            return false;
        }
        return true;
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
