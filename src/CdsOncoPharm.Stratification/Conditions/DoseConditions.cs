using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>
/// The doses given so far of some medicines add up to an amount. A dose, unit or body surface that is missing makes the sum
/// a lower bound: it can prove "at least", never "below". No exposure at all is "no".
/// </summary>
public sealed record CumulativeDose : MedicineCondition
{
    private Limits limits;
    private Doses doses = null!;
    private Tags exceptRoutes;

    public decimal? AtLeast { get; init; }

    public decimal? Above { get; init; }

    public decimal? AtMost { get; init; }

    public decimal? Below { get; init; }

    /// <summary><c>mg/m2</c>, <c>mg</c>, or a unit of potency such as <c>[USP'U]</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Factors from other units to <see cref="Unit"/>.</summary>
    public IReadOnlyDictionary<string, decimal> Conversions { get; init => field = value ?? new Dictionary<string, decimal>(); } = new Dictionary<string, decimal>();

    public IReadOnlyList<string> ExceptRoutes { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        limits = new(AtLeast, Above, AtMost, Below);
        if (limits.IsEmpty || limits.IsContradiction)
            throw new BindingException("the limits of the sum say nothing or contradict each other");
        doses = binder.Doses;
        exceptRoutes = binder.ConditionSets(ExceptRoutes);
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var mark = trace?.Mark ?? 0;
        var sum = doses.Sum(patient, Filter, Unit, Conversions, exceptRoutes, trace);
        trace?.Forget(mark, trace.Mark);
        if (!sum.IsExposed)
            return patient.Misses(RecordKind.Administrations) || patient.Misses(RecordKind.Medications) ? Medicines.Gap(trace) : Outcome.NotMet;
        var isWhole = sum.IsComplete && !patient.Misses(RecordKind.Administrations);
        var outcome = isWhole ? Outcomes.Of(limits.Holds(sum.Known)) : limits.JudgeLowerBound(sum.Known);
        Explain(trace, outcome, sum, Unit);
        return outcome;
    }

    internal static void Explain(Trace? trace, Outcome outcome, DoseSum sum, string unit)
    {
        if (trace is null)
            return;
        // Where nothing is in the sum, only what is missing is worth saying.
        if (sum.Added > 0 || sum.Elsewhere is not null || sum.Given > 0)
            trace.Note(new($"cumulative {sum.Name.En}: {InWords(sum, unit, Language.English)}", $"{sum.Name.Zh}累积剂量：{InWords(sum, unit, Language.Chinese)}"), sum.Newest);
        if (outcome == Outcome.Unknown)
            Blame(trace, sum);
    }

    // "at least 370 mg/m² (2 of 3 doses; 300 mg/m² of it told of elsewhere)"
    private static string InWords(DoseSum sum, string unit, Language language)
    {
        var zh = language == Language.Chinese;
        var doses = sum.Added == sum.Given
            ? zh ? $"{sum.Given} 次给药" : sum.Given == 1 ? "1 dose" : $"{sum.Given} doses"
            : zh ? $"{sum.Given} 次给药中的 {sum.Added} 次" : $"{sum.Added} of {sum.Given} doses";
        if (sum.Added == 0 && sum.Elsewhere is null)
            return zh ? $"{sum.Given} 次给药，均无法换算" : sum.Given == 1 ? "1 dose, which cannot be converted" : $"{sum.Given} doses, none of which can be converted";
        var amount = Amount(sum.Known);
        var told = sum.Elsewhere is not { } elsewhere ? "" : sum.Given == 0 ? zh ? "外院给药" : "given elsewhere" : zh ? $"其中外院 {Amount(elsewhere)}" : $"{Amount(elsewhere)} of it given elsewhere";
        var factor = sum.Conversion is { } by ? $"1 {Units.Shown(by.Unit, language)} = {Limits.Number(by.Factor)} {Units.Shown(unit, language)}" : "";
        var parts = string.Join(zh ? "；" : "; ", new[] { sum.Given > 0 ? doses : "", told, factor }.Where(part => part.Length > 0));
        return zh ? $"{(sum.IsComplete ? "" : "至少 ")}{amount}（{parts}）" : $"{(sum.IsComplete ? "" : "at least ")}{amount} ({parts})";

        string Amount(decimal value) => $"{Limits.Number(decimal.Round(value, 1))} {Units.Shown(unit, language)}";
    }

    /// <summary>Says what keeps a sum from being known.</summary>
    internal static void Blame(Trace? trace, DoseSum sum)
    {
        if (sum.MissingId is not { } id)
            trace?.Missing(MissingIds.Medications, new("administrations did not arrive completely", "给药记录未能完整获取"));
        else
            Blame(trace, id, sum.MissingWhy);
    }

    /// <summary>A dose that is missing, here or elsewhere, says of which medicine.</summary>
    internal static void Blame(Trace? trace, string id, LocalText why)
    {
        if (id is MissingIds.Dose or AnswerFact.OutsideDose)
            trace?.Missing(id, why, why);
        else
            trace?.Missing(id, why);
    }

    internal override LocalText InWords()
    {
        var words = limits.InWords(Unit);
        var except = ExceptRoutes.Count > 0 ? $" (not {string.Join(" / ", ExceptRoutes)})" : "";
        return new($"cumulative dose of {Filter.Words.En}{except} {words}", $"{Filter.Words.Zh} 累积剂量{except} {words}");
    }
}

/// <summary>A share of a dose limit that some medicines use up.</summary>
public sealed record FractionTerm(IReadOnlyList<string> Ingredients, decimal Per);

/// <summary>Mixed exposure: the sum of each dose divided by its own limit reaches a number.</summary>
public sealed record CumulativeFraction : Condition
{
    private IReadOnlyList<(MedicineFilter Filter, decimal Per)> terms = [];
    private MedicineFilter? unlimited;
    private Doses doses = null!;

    public required IReadOnlyList<FractionTerm> Terms { get; init; }

    public required decimal AtLeast { get; init; }

    public required string Unit { get; init; }

    /// <summary>Classes whose other members have no limit: what is known of the sum is then the least.</summary>
    public IReadOnlyList<string> OthersOf { get; init => field = value ?? []; } = [];

    internal override void Bind(Binder binder)
    {
        unlimited = OthersOf.Count > 0 ? binder.Medicines(OthersOf, [], [], [.. Terms.SelectMany(t => t.Ingredients)]) : null;
        terms = [.. Terms.Select(t => (binder.Medicines([], t.Ingredients, [], []), t.Per))];
        if (Terms.Any(t => t.Per <= 0))
            throw new BindingException("a limit is above zero");
        doses = binder.Doses;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var sums = terms.Select(term => (Sum: doses.Sum(patient, term.Filter, Unit, new Dictionary<string, decimal>(), default, null), term.Per)).ToList();
        var other = unlimited is null ? null : doses.Sum(patient, unlimited, Unit, new Dictionary<string, decimal>(), default, null);
        if (!sums.Exists(term => term.Sum.IsExposed) && other?.IsExposed != true)
            return Outcome.NotMet;
        var fraction = sums.Sum(term => term.Sum.Known / term.Per);
        if (fraction >= AtLeast)
        {
            Explain(trace, [.. sums.Where(term => term.Sum.Known > 0)], fraction);
            return Outcome.Met;
        }
        if (other is { IsExposed: true })
        {
            trace?.Missing(MissingIds.Dose, new($"{other.Name.En}: no limit given, its dose cannot be added", $"{other.Name.Zh}：无界值，剂量无法计入"));
            return Outcome.Unknown;
        }
        var lacking = sums.FindLast(term => !term.Sum.IsComplete).Sum;
        if (lacking is null && !patient.Misses(RecordKind.Administrations))
            return Outcome.NotMet;
        CumulativeDose.Blame(trace, lacking ?? sums[0].Sum);
        return Outcome.Unknown;
    }

    // A single medicine reads as it does where only its own limit is asked for.
    private void Explain(Trace? trace, List<(DoseSum Sum, decimal Per)> given, decimal fraction)
    {
        if (given is [var (only, _)])
        {
            CumulativeDose.Explain(trace, Outcome.Met, only, Unit);
            return;
        }
        var percent = Limits.Number(decimal.Round(fraction * 100, 0));
        trace?.Note(
            new(
                $"mixed exposure {percent} % of the limit: {string.Join(" + ", given.Select(term => $"{term.Sum.Name.En} {Share(term.Sum, term.Per, Language.English)}"))}",
                $"混合暴露达界值的 {percent}%：{string.Join(" + ", given.Select(term => $"{term.Sum.Name.Zh} {Share(term.Sum, term.Per, Language.Chinese)}"))}"),
            given[0].Sum.Newest);
    }

    // "150 of 250 mg/m²"
    private string Share(DoseSum sum, decimal per, Language language)
    {
        var (known, limit, unit) = (Limits.Number(decimal.Round(sum.Known, 1)), Limits.Number(per), Units.Shown(Unit, language));
        return language == Language.Chinese ? $"{known} {unit}（界值 {limit}）" : $"{known} of {limit} {unit}";
    }

    internal override LocalText InWords() => new(
        "sum of " + string.Join(" + ", Terms.Select(t => $"{string.Join(" / ", t.Ingredients)} ÷ {Limits.Number(t.Per)}")) + $" ≥ {Limits.Number(AtLeast)}" + (OthersOf.Count > 0 ? $" (unknown with others of {string.Join(" / ", OthersOf)})" : ""),
        string.Join(" + ", Terms.Select(t => $"{string.Join(" / ", t.Ingredients)} ÷ {Limits.Number(t.Per)}")) + $" 之和 ≥ {Limits.Number(AtLeast)}" + (OthersOf.Count > 0 ? $"（使用 {string.Join(" / ", OthersOf)} 中其他药物时未知）" : ""));
}

/// <summary>One dose of a current medicine, ordered now or lately given, has a size.</summary>
public sealed record SingleDose : MedicineCondition
{
    private static readonly IReadOnlyDictionary<string, decimal> NoConversions = new Dictionary<string, decimal>();
    private Limits limits;
    private Doses doses = null!;
    private Knowledge.Currency currency = null!;

    public decimal? AtLeast { get; init; }

    public decimal? Above { get; init; }

    public decimal? AtMost { get; init; }

    public required string Unit { get; init; }

    /// <summary>Only an order counts, one that is being signed or was authored within this time.</summary>
    public Duration? OrderedWithin { get; init; }

    internal override void Bind(Binder binder)
    {
        base.Bind(binder);
        limits = new(AtLeast, Above, AtMost, null);
        if (limits.IsEmpty || limits.IsContradiction)
            throw new BindingException("the limits of the dose say nothing or contradict each other");
        doses = binder.Doses;
        currency = binder.Currency;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || !Filter.Fits(therapy.Ingredient))
                continue;
            var answer = Judge(therapy, patient, trace);
            if (answer > outcome)
                outcome = answer;
        }
        if (outcome == Outcome.NotMet && patient.Misses(RecordKind.Medications))
            return Medicines.Gap(trace);
        return outcome;
    }

    private Outcome Judge(Therapy therapy, PatientCase patient, Trace? trace)
    {
        var (seen, met) = (false, false);
        (string Id, LocalText Why)? lacking = null;
        foreach (var record in therapy.Records)
        {
            if (!record.Counts || !IsLive(record, therapy, patient))
                continue;
            var dose = doses.In(record, Unit, NoConversions, patient);
            if (dose.Amount is not { } amount)
            {
                lacking ??= (dose.MissingId, dose.Why);
                continue;
            }
            seen = true;
            if (dose.Surface is { } m2)
                trace?.Note(Converted(record, amount, m2), record.Reference);
            if (!limits.Holds(amount))
                continue;
            met = true;
            trace?.Fact(record);
        }
        if (met)
            return Outcome.Met;
        if (seen || lacking is null)
            return Outcome.NotMet;
        CumulativeDose.Blame(trace, lacking.Value.Id, lacking.Value.Why);
        return Outcome.Unknown;
    }

    private LocalText Converted(MedicationRecord record, decimal amount, decimal surface)
    {
        var (number, m2) = (Limits.Number(decimal.Round(amount, 1)), Limits.Number(decimal.Round(surface, 2)));
        return new(
            $"{record.InBrief(Language.English)} {number} {Units.Shown(Unit, Language.English)} at a body surface of {m2} m²",
            $"{record.InBrief(Language.Chinese)} {number} {Units.Shown(Unit, Language.Chinese)}（按体表面积 {m2} m² 计算）");
    }

    private bool IsLive(MedicationRecord record, Therapy therapy, PatientCase patient) => record.Kind switch
    {
        MedicationRecordKind.Draft => true,
        MedicationRecordKind.Order => record.Status is "active" or "on-hold" && !(record.End < patient.AsOf)
            && (OrderedWithin is not { } window || (record.At is { } authored && patient.IsWithin(authored.Day, window))),
        MedicationRecordKind.Administration => OrderedWithin is null && record.At is { } at && patient.IsWithin(at.Day, currency.Therapy(therapy.Ingredient.Kind).Administration),
        _ => false,
    };

    internal override LocalText InWords()
    {
        var ordered = OrderedWithin is { } w ? new LocalText($", ordered within {w.In(Language.English)}", $"（{w.In(Language.Chinese)}内新开）") : new("", "");
        return new($"a single dose of {Filter.Words.En} {limits.InWords(Unit)}{ordered.En}", $"{Filter.Words.Zh} 单次剂量 {limits.InWords(Unit)}{ordered.Zh}");
    }
}
