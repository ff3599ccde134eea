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
        Explain(trace, outcome, sum, Filter, Unit);
        return outcome;
    }

    internal static void Explain(Trace? trace, Outcome outcome, DoseSum sum, MedicineFilter filter, string unit)
    {
        if (trace is null)
            return;
        var known = Limits.Number(decimal.Round(sum.Known, 1));
        var (amount, amountZh) = ($"{known} {Units.Shown(unit, Language.English)}", $"{known} {Units.Shown(unit, Language.Chinese)}");
        var (least, leastZh) = sum.IsComplete ? ("", "") : ("at least ", "至少 ");
        var what = sum.Names.En is null ? filter.Words : sum.Names;
        trace.Note(new($"cumulative {what.En}: {least}{amount} ({sum.Doses} {(sum.Doses == 1 ? "dose" : "doses")})", $"{what.Zh}累积剂量：{leastZh}{amountZh}（{sum.Doses} 次给药）"), sum.Newest);
        if (outcome == Outcome.Unknown)
            Blame(trace, sum);
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
        decimal fraction = 0;
        var (exposed, complete) = (false, !patient.Misses(RecordKind.Administrations));
        DoseSum lacking = default;
        foreach (var (filter, per) in terms)
        {
            var sum = doses.Sum(patient, filter, Unit, new Dictionary<string, decimal>(), default, null);
            fraction += sum.Known / per;
            exposed |= sum.IsExposed;
            if (sum.IsComplete)
                continue;
            complete = false;
            lacking = sum;
        }
        if (unlimited is not null && doses.Sum(patient, unlimited, Unit, new Dictionary<string, decimal>(), default, null) is { IsExposed: true, Names: var names })
        {
            (exposed, complete) = (true, false);
            lacking = lacking with { MissingId = MissingIds.Dose, MissingWhy = new($"{names.En}: no limit given, its dose cannot be added", $"{names.Zh}：无界值，剂量无法计入") };
        }
        if (!exposed)
            return Outcome.NotMet;
        if (fraction >= AtLeast)
        {
            trace?.Note(new($"mixed exposure {Limits.Number(decimal.Round(fraction * 100, 0))} % of the limit", $"混合暴露达界值的 {Limits.Number(decimal.Round(fraction * 100, 0))}%"));
            return Outcome.Met;
        }
        if (complete)
            return Outcome.NotMet;
        CumulativeDose.Blame(trace, lacking);
        return Outcome.Unknown;
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
            if (!doses.In(record, Unit, NoConversions, patient, out var amount, out var id, out var why))
            {
                lacking ??= (id!, why);
                continue;
            }
            seen = true;
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
