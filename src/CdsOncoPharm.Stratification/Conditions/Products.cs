using System.Globalization;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>A current antineoplastic that is new here, with a fact about the product; what nobody states about a product is "no".</summary>
public sealed record NewAgent : Condition
{
    private static readonly IReadOnlyDictionary<string, string> NoFacts = new Dictionary<string, string>();

    private Tags classes;
    private AssessmentRule? answer;
    private bool isGated;
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> site = null!;

    /// <summary>A fact of the agents' code system or the site's overlay, such as <c>boxed-warning</c>.</summary>
    public string? Fact { get; init; }

    /// <summary>Classes, one of which the agent must belong to.</summary>
    public IReadOnlyList<string> Classes { get; init => field = value ?? []; } = [];

    /// <summary>An assessment that must be answered "yes", of this agent or of none in particular.</summary>
    public string? Answered { get; init; }

    /// <summary>Only agents on the market for less than this, or in a trial of the house.</summary>
    public Duration? MarketedWithin { get; init; }

    /// <summary>Decision whose option <c>no-gate</c> lifts the market age.</summary>
    public string? GateDecision { get; init; }

    internal override void Bind(Binder binder)
    {
        if (Fact is null == (Classes.Count == 0))
            throw new BindingException("a new agent is asked for a fact or for classes");
        classes = Classes.Count > 0 ? binder.Medicines(Classes, [], [], []).Classes : default;
        answer = Answered is null ? null : binder.Assessment(Answered);
        site = binder.SiteAgents;
        if (Fact is not null && !binder.IsAgentFact(Fact))
            throw new BindingException($"no agent has a fact \"{Fact}\", and a site cannot state it");
        isGated = MarketedWithin is not null && !(GateDecision is not null && binder.Option(GateDecision, "no-gate"));
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            var agent = therapy.Ingredient;
            if (!therapy.IsCurrent || !agent.IsAntineoplastic || !(Fact is null ? agent.Classes.Overlaps(classes) : FactOf(agent, Fact) is not null))
                continue;
            var said = answer is null ? null : AnswerAbout(therapy, answer, patient);
            if (answer is not null && said?.Value != "yes")
                continue;
            PartialDate? approved = null;
            var isNew = isGated ? IsNew(agent, patient, out approved) : Outcome.Met;
            if (isNew == Outcome.Met && trace is not null)
            {
                if (said is not null)
                    answer!.Explain(said, trace);
                trace.Fact(therapy.Evidence);
                if (Fact is not null)
                    trace.Note(new($"{agent.Name.En}: {FactOf(agent, Fact)}", $"{agent.Name.Zh}：{FactOf(agent, Fact)}"));
                if (approved is not null)
                    trace.Note(new($"{agent.Name.En}: approved in China about {approved}, the hospital's own date is not stated", $"{agent.Name.Zh}：国内约于 {approved} 获批，本院未提供引进日期"));
            }
            else if (isNew == Outcome.Unknown)
                trace?.Missing("formulary", new($"{agent.Name.En}: approved in China in {approved}, five years ago or not is open", $"{agent.Name.Zh}：国内获批于 {approved}，是否满五年待定"));
            if (isNew > outcome)
                outcome = isNew;
        }
        return outcome == Outcome.NotMet && patient.Misses(RecordKind.Medications) ? Medicines.Gap(trace) : outcome;
    }

    /// <summary>The newest answer that names the agent or an order of it, or no medicine at all.</summary>
    private static AnswerFact? AnswerAbout(Therapy therapy, AssessmentRule rule, PatientCase patient) => rule.NewestOf(patient, said =>
        IsAbout(said, therapy) || !(said.Medicines.Count > 0 || patient.Snapshot.Therapies.Any(other => IsAbout(said, other))));

    private static bool IsAbout(AnswerFact said, Therapy therapy) =>
        said.Medicines.Contains(therapy.Ingredient) || (said.About is { } about && therapy.Records.Any(record => record.Reference == about));

    // By the site's own date, else by the approval, which is public and approximate.
    private Outcome IsNew(Ingredient agent, PatientCase patient, out PartialDate? approved)
    {
        approved = null;
        if (FactOf(agent, "institution-trial") is not null)
            return Outcome.Met;
        var isStated = DateOnly.TryParseExact(FactOf(agent, "formulary-date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        if ((isStated ? PartialDate.Of(day) : agent.ChinaApproval) is not { } since)
            return Outcome.NotMet;
        approved = isStated ? null : since;
        // "Less than five years": on the fifth anniversary it is no longer new.
        var limit = MarketedWithin!.Value.StartBefore(patient.AsOf);
        return since.Earliest > limit ? Outcome.Met : since.Latest <= limit ? Outcome.NotMet : Outcome.Unknown;
    }

    /// <summary>What the site says of an agent goes before what we know.</summary>
    private string? FactOf(Ingredient agent, string fact) =>
        site.GetValueOrDefault(agent.Code, NoFacts).TryGetValue(fact, out var own) ? own : agent.Facts.GetValueOrDefault(fact);

    internal override LocalText InWords()
    {
        var what = (Fact ?? string.Join(" / ", Classes)) + (Answered is null ? "" : $", {Answered}: yes");
        return MarketedWithin is { } w
            ? new($"current antineoplastic on the market in China for less than {w.In(Language.English)} (or in a trial here): {what}", $"国内上市不足{w.In(Language.Chinese)}（或院内试验）的在用抗肿瘤药物：{what}")
            : new($"current antineoplastic: {what}", $"在用抗肿瘤药物：{what}");
    }
}

/// <summary>
/// A medicine given by tube, of a dose form or with a fact of <c>tube-products.json</c>; a route that is not stated, or oral, is asked
/// for. A form that is not stated may be the product's, one that is stated must be.
/// </summary>
public sealed record TubeMedicine : Condition
{
    private Tags tubeRoute;
    private Tags oralRoute;
    private Tags otherRoutes;
    private Tags doseForms;
    private Tags form;
    private Limits limits;
    private Knowledge.Currency currency = null!;
    private ILookup<Ingredient, (Tags Forms, string? Value)>? products;

    /// <summary><c>enteric-coated</c> or <c>modified-release</c>.</summary>
    public string? Form { get; init; }

    /// <summary>A fact such as <c>hyperosmolar</c>, <c>feed-interaction</c>, <c>precipitation-prone</c>.</summary>
    public string? Fact { get; init; }

    public decimal? Above { get; init; }

    public string? Unit { get; init; }

    internal override void Bind(Binder binder)
    {
        currency = binder.Currency;
        tubeRoute = binder.ConditionSets(["vs-enteral-tube-route"]);
        oralRoute = binder.ConditionSets(["vs-oral-route"]);
        otherRoutes = binder.ConditionSets(["vs-injection-route", "vs-topical-route", "vs-transdermal-route", "vs-inhaled-sublingual-route"]);
        doseForms = binder.ConditionSets(["vs-form-liquid", "vs-form-solid", "vs-form-powder"]);
        form = Form is null ? default : binder.ConditionSets([$"vs-form-{Form}"]);
        products = Fact is null ? null : binder.TubeProducts(Fact);
        limits = new(null, Above, null, null);
        if (Above is not null && Fact is null)
            throw new BindingException("a limit goes with a fact");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.NotMet;
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent)
                continue;
            var window = currency.Therapy(therapy.Ingredient.Kind).Administration;
            foreach (var record in therapy.Records)
                Look(record, therapy.Ingredient, window);
        }
        // What nobody could map still says its dose form in its words.
        foreach (var medicine in patient.Snapshot.UnrecognisedMedicines)
        {
            if (medicine is { IsCurrent: true, IsOfGroup: false })
                Look(medicine.Record, null, currency.Therapy("unlisted").Administration);
        }
        if (outcome == Outcome.NotMet && Medicines.MissesAny(patient))
            return Medicines.Gap(trace);
        if (outcome == Outcome.NotMet && What() is var what)
            trace?.Note(new($"no {what.En} on record as given by tube", $"未见经管给予{what.Zh}的记录"));
        return outcome;

        void Look(MedicationRecord record, Ingredient? ingredient, Duration window)
        {
            if (!record.Counts || record.Kind == MedicationRecordKind.Dispense || !Fits(record, ingredient, out var why))
                return;
            // An old dose does not tell how it is given now.
            if (record.Kind == MedicationRecordKind.Administration && !(record.At is { } at && patient.IsWithin(at.Day, window)))
                return;
            if (record.Route.Overlaps(tubeRoute))
            {
                if (why is { } because)
                    trace?.Note(because);
                trace?.Fact(record);
                outcome = Outcome.Met;
            }
            else if (outcome == Outcome.NotMet && MayBeByTube(record) && record.Status is "active" or "on-hold" or "draft")
            {
                trace?.Missing("route", record.Route.Overlaps(oralRoute)
                    ? new($"{record.Text}: route recorded as oral: swallowed, or by tube?", $"{record.Text}：给药途径记录为口服，是吞服还是经管给药？")
                    : new($"{record.Text}: by tube or not is not stated", $"{record.Text}：未注明是否经管给药"));
                outcome = Outcome.Unknown;
            }
        }
    }

    // A route that is stated decides, else a form that says how it is given: an injection, a patch.
    private bool MayBeByTube(MedicationRecord record) => !(record.Route.IsEmpty ? record.Form : record.Route).Overlaps(otherRoutes);

    private bool Fits(MedicationRecord record, Ingredient? ingredient, out LocalText? why)
    {
        why = null;
        if (Form is not null)
            return record.Form.Overlaps(form);
        var stated = record.Form & doseForms;
        // Of any medicine it is asked only where something says that it goes into the gut.
        if (products is null)
            return record.Route.Overlaps(tubeRoute | oralRoute) || !stated.IsEmpty;
        if (ingredient is null)
            return false;
        foreach (var (forms, value) in products[ingredient])
        {
            var needed = forms & doseForms;
            if ((!needed.IsEmpty && (record.Form.Overlaps(otherRoutes) || (!stated.IsEmpty && !stated.Overlaps(needed)))) || !IsAbove(value))
                continue;
            var fact = FactInWords(value);
            why = new($"{ingredient.Name.En}: {fact.En}", $"{ingredient.Name.Zh}：{fact.Zh}");
            return true;
        }
        return false;
    }

    private bool IsAbove(string? value) =>
        Above is null || (decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && limits.Holds(number));

    // Of liquids our source gives mOsm/kg, which in water is about mOsm/L.
    private LocalText FactInWords(string? value) => Fact switch
    {
        "hyperosmolar" => new($"{value} mOsm/kg", $"{value} mOsm/kg"),
        "feed-interaction" => new("interacts with the feed", "与营养液相互作用"),
        "precipitation-prone" => new("precipitates or clogs the tube", "易沉淀或堵管"),
        _ => new(Fact!, Fact!),
    };

    private LocalText What() => (Form, Fact) switch
    {
        ("enteric-coated", _) => new("enteric-coated product", "肠溶制剂"),
        ("modified-release", _) => new("modified-release product", "缓释或控释制剂"),
        (_, "hyperosmolar") => new("hyperosmolar liquid", "高渗液体"),
        (_, "feed-interaction") => new("medicine that interacts with the feed", "与营养液相互作用的药物"),
        (_, "precipitation-prone") => new("medicine prone to precipitate", "易沉淀药物"),
        _ => new("medicine", "药物"),
    };

    internal override LocalText InWords()
    {
        var what = Form ?? (Above is { } a ? $"{Fact} > {Limits.Number(a)} {Unit}" : Fact ?? "any");
        return new($"medicine by tube: {what}", $"经管给药：{what}");
    }
}

/// <summary>Days of an oral cancer medicine that its supplies cover; fewer than two supplies say nothing.</summary>
public sealed record DaysCovered : Condition
{
    public required decimal Below { get; init; }

    public required Duration Within { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.IsCurrent || !therapy.Ingredient.IsAntineoplastic)
                continue;
            var supplies = therapy.Records
                .Where(r => r is { Counts: true, Kind: MedicationRecordKind.Dispense, DaysSupply: > 0, At: { } at } && patient.IsWithin(at.Day, Within))
                .OrderBy(r => r.At!.Value.Day).ToList();
            if (supplies.Count < 2)
                continue;
            var first = supplies[0].At!.Value.Day;
            var days = patient.AsOf.DayNumber - first.DayNumber;
            if (days <= 0)
                continue;
            var covered = 0;
            var until = first;
            foreach (var supply in supplies)
            {
                var from = supply.At!.Value.Day > until ? supply.At.Value.Day : until;
                var to = from.AddDays((int)supply.DaysSupply!.Value);
                to = to > patient.AsOf ? patient.AsOf : to;
                covered += Math.Max(0, to.DayNumber - from.DayNumber);
                until = to > until ? to : until;
            }
            if (covered >= Below * days)
                continue;
            trace?.Note(new($"{therapy.Ingredient.Name.En}: {covered} of {days} days covered by supplies", $"{therapy.Ingredient.Name.Zh}：{days} 天中 {covered} 天有药"));
            foreach (var supply in supplies)
                trace?.Fact(supply);
            return Outcome.Met;
        }
        return patient.Misses(RecordKind.Medications) ? Medicines.Gap(trace) : Outcome.NotMet;
    }

    internal override LocalText InWords() => new(
        $"supplies of a cancer medicine cover less than {Limits.Number(Below * 100)} % of the days ({Within.In(Language.English)})",
        $"抗肿瘤药物发药覆盖天数 < {Limits.Number(Below * 100)}%（{Within.In(Language.Chinese)}内）");
}

/// <summary>The newest statement that says how an antineoplastic is taken says: not, or not as it should be.</summary>
public sealed record StatedAdherence : Condition
{
    /// <summary>FHIR's codes, and words, for "not as it should be".</summary>
    public required IReadOnlyList<string> Is { get; init; }

    /// <summary>How old the statement may be; one without a date counts.</summary>
    public required Duration Within { get; init; }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (!therapy.Ingredient.IsAntineoplastic)
                continue;
            // What is no longer ordered need not be taken.
            if (!therapy.IsCurrent && therapy.Records.Any(record => record.Kind == MedicationRecordKind.Order))
                continue;
            var newest = therapy.Records.FirstOrDefault(record => record is { Kind: MedicationRecordKind.Statement, Adherence: not (null or "unknown") });
            if (newest is null || !Is.Contains(newest.Adherence, StringComparer.OrdinalIgnoreCase) || (newest.At is { } at && !patient.IsWithin(at.Day, Within)))
                continue;
            trace?.Fact(newest);
            return Outcome.Met;
        }
        return patient.Misses(RecordKind.Medications) ? Medicines.Gap(trace) : Outcome.NotMet;
    }

    internal override LocalText InWords() => new(
        $"a statement says that a cancer medicine is not taken as it should be ({Within.In(Language.English)})",
        $"用药史记录显示未按要求服用抗肿瘤药物（{Within.In(Language.Chinese)}内）");
}
