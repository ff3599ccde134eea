using System.Collections.Frozen;
using System.Numerics;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Finds the interactions of <c>interactions.json</c> among the current medicines and joins them with those that the EHR recorded.
/// Bound once at start: an agent, class or ingredient that does not exist stops the start-up with file and row.
/// </summary>
internal sealed class InteractionFinder
{
    /// <summary>The assessment that says what became of an interaction.</summary>
    public const string Question = "ddi-management";

    private const string File = "cds-services/care-level/interactions.json";

    private readonly InteractionRow[] rows;
    private readonly Dictionary<Ingredient, string>[] sources;

    // For each medicine the rows in which it is the agent and the partner, as bits: nothing is looked at twice for those who meet in no row.
    private readonly FrozenDictionary<Ingredient, (ulong[]? AsAgent, ulong[]? AsPartner)> sides;
    private readonly Tags notSystemicRoutes;
    private readonly IReadOnlyList<string> notSystemicTexts;
    private readonly Tags onceOnly;
    private readonly int mostAtATime;
    private readonly AssessmentRule management;

    public InteractionFinder(KnowledgeBase knowledge, Binder binder)
    {
        var table = knowledge.CareLevel.Interactions;
        rows = [.. table.Rows];
        notSystemicRoutes = Bound("notSystemic", () => binder.ConditionSets(table.NotSystemic.Routes));
        notSystemicTexts = table.NotSystemic.Texts;
        onceOnly = Bound("onceOnly", () => binder.Medicines([table.OnceOnly], [], [], []).Classes);
        mostAtATime = table.MostAtATime > 0 ? table.MostAtATime : throw new KnowledgeException(File, "mostAtATime", "at least one");
        management = Bound("rows", () => binder.Assessment(Question));

        var terminology = knowledge.Terminology;
        foreach (var (id, mechanism) in table.Mechanisms)
        {
            if (mechanism.Agents.Count == 0 || !rows.Any(row => row.Mechanism == id))
                throw new KnowledgeException(File, id, "no agent has this mechanism, or no row uses it");
        }
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var drafts = new Dictionary<Ingredient, (ulong[]? AsAgent, ulong[]? AsPartner)>();
        sources = new Dictionary<Ingredient, string>[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            if (!ids.Add(row.Id))
                throw Refuse(row, "this id is used twice");
            if (row.Severity is not ("major" or "moderate"))
                throw Refuse(row, $"\"{row.Severity}\" is neither major nor moderate");
            sources[i] = AgentsOf(row, table, terminology);
            foreach (var agent in sources[i].Keys)
            {
                var (asAgent, asPartner) = drafts.GetValueOrDefault(agent);
                drafts[agent] = (With(asAgent, i), asPartner);
            }
            foreach (var partner in PartnersOf(row, binder, terminology))
            {
                var (asAgent, asPartner) = drafts.GetValueOrDefault(partner);
                drafts[partner] = (asAgent, With(asPartner, i));
            }
        }
        sides = drafts.ToFrozenDictionary();

        ulong[] With(ulong[]? bits, int row)
        {
            bits ??= new ulong[(rows.Length + 63) / 64];
            bits[row >> 6] |= 1UL << (row & 63);
            return bits;
        }
    }

    /// <summary>The interactions of a patient, the most severe first.</summary>
    public IReadOnlyList<DrugInteraction> Of(PatientCase patient)
    {
        var found = Find(patient);
        var recorded = patient.Snapshot.Interactions;
        if (found.Count == 0 && recorded.Count == 0)
            return [];
        var all = new List<DrugInteraction>(found.Count + recorded.Count);
        foreach (var fact in recorded)
        {
            var same = TakeOut(fact, found);
            all.Add(new() { Recorded = fact, Found = same, Severity = MoreSevere(fact.Severity, same?.Row.Severity), Implicated = NamesOf(fact, patient) });
        }
        foreach (var ours in found)
            all.Add(new() { Found = ours, Severity = ours.Row.Severity });
        foreach (var interaction in all)
            interaction.Handling = HandlingOf(interaction, patient);
        return MostSevereFirst(all);
    }

    private static List<LocalText> NamesOf(InteractionFact fact, PatientCase patient)
    {
        var names = new List<LocalText>(2);
        foreach (var therapy in patient.Snapshot.Therapies)
        {
            if (therapy.Records.Any(record => fact.Implicated.Contains(record.Reference)))
                names.Add(therapy.Ingredient.Name);
        }
        return names;
    }

    private List<FoundInteraction> Find(PatientCase patient)
    {
        List<(int Row, InteractingMedicine Agent, InteractingMedicine Partner)>? hits = null;
        var therapies = patient.Snapshot.Therapies;
        foreach (var agent in therapies)
        {
            if (!agent.IsCurrent || !sides.TryGetValue(agent.Ingredient, out var one) || one.AsAgent is not { } asAgent)
                continue;
            foreach (var partner in therapies)
            {
                if (!partner.IsCurrent || ReferenceEquals(agent, partner)
                    || !sides.TryGetValue(partner.Ingredient, out var other) || other.AsPartner is not { } asPartner || !Meet(asAgent, asPartner))
                    continue;
                if (RecordOf(agent, patient, isPartner: false) is not { } agentRecord || RecordOf(partner, patient, isPartner: true) is not { } partnerRecord)
                    continue;
                if (Worst(asAgent, asPartner, agentRecord) is { } row)
                    Keep(hits ??= [], (row, new(agent, agentRecord), new(partner, partnerRecord)));
            }
        }
        if (hits is null)
            return [];
        var found = new List<FoundInteraction>(hits.Count);
        foreach (var (row, agent, partner) in hits)
        {
            var same = found.Find(f => f.Row == rows[row] && ReferenceEquals(f.Agent.Therapy, agent.Therapy));
            if (same is null)
                found.Add(same = new(rows[row], sources[row][agent.Therapy.Ingredient], agent));
            same.Partners.Add(partner);
        }
        return found;
    }

    private static bool Meet(ulong[] one, ulong[] other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if ((one[i] & other[i]) != 0)
                return true;
        }
        return false;
    }

    // The most severe row of the pair; of equals the first.
    private int? Worst(ulong[] asAgent, ulong[] asPartner, MedicationRecord agent)
    {
        int? worst = null;
        for (var i = 0; i < asAgent.Length; i++)
        {
            for (var bits = asAgent[i] & asPartner[i]; bits != 0; bits &= bits - 1)
            {
                var row = (i << 6) + BitOperations.TrailingZeroCount(bits);
                if (!Says(agent, rows[row].UnlessText) && (worst is null || Rank(rows[row].Severity) < Rank(rows[worst.Value].Severity)))
                    worst = row;
            }
        }
        return worst;
    }

    // A pair may meet in both directions (an inhibitor that is itself a substrate): the more severe one stays.
    private void Keep(
        List<(int Row, InteractingMedicine Agent, InteractingMedicine Partner)> hits,
        (int Row, InteractingMedicine Agent, InteractingMedicine Partner) hit)
    {
        var at = hits.FindIndex(h => ReferenceEquals(h.Agent.Therapy, hit.Partner.Therapy) && ReferenceEquals(h.Partner.Therapy, hit.Agent.Therapy));
        if (at < 0)
            hits.Add(hit);
        else if (Rank(rows[hit.Row].Severity) < Rank(rows[hits[at].Row].Severity))
            hits[at] = hit;
    }

    // The record that makes the medicine current, if it reaches the blood and is more than one dose; else another that runs.
    private MedicationRecord? RecordOf(Therapy therapy, PatientCase patient, bool isPartner)
    {
        if (Interacts(therapy.Evidence))
            return therapy.Evidence;
        foreach (var record in therapy.Records)
        {
            if (record is { Counts: true, IsPlan: false, Kind: not MedicationRecordKind.Dispense, Status: "active" or "on-hold" or "draft" }
                && (record.End is not { } end || end >= patient.AsOf) && Interacts(record))
                return record;
        }
        return null;

        bool Interacts(MedicationRecord record) =>
            !record.Route.Overlaps(notSystemicRoutes) && !Says(record, notSystemicTexts)
            && !(isPartner && (record.SingleDose || (therapy.Ingredient.Classes.Overlaps(onceOnly) && MedicineCount.IsOnceOnly(record, therapy, patient))));
    }

    private static bool Says(MedicationRecord record, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (record.Text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    // What the EHR recorded about one of our pairs is that pair: it is not shown twice.
    private static FoundInteraction? TakeOut(InteractionFact fact, List<FoundInteraction> found)
    {
        FoundInteraction? same = null;
        if (fact.Implicated.Count < 2)
            return null;
        for (var i = found.Count - 1; i >= 0; i--)
        {
            var ours = found[i];
            if (!fact.Implicated.Any(ours.Agent.IsBehind))
                continue;
            var partners = ours.Partners.FindAll(partner => fact.Implicated.Any(partner.IsBehind));
            if (partners.Count == 0)
                continue;
            if (same is null || Rank(ours.Row.Severity) <= Rank(same.Row.Severity))
                same = ours.Only(partners);
            ours.Partners.RemoveAll(partners.Contains);
            if (ours.Partners.Count == 0)
                found.RemoveAt(i);
        }
        return same;
    }

    private Handling? HandlingOf(DrugInteraction interaction, PatientCase patient)
    {
        if (interaction.Recorded is { IsMitigated: true })
            return Handling.Mitigated;
        return AnswerFor(interaction, patient)?.Value switch
        {
            "unavoidable" => Handling.Unavoidable,
            "avoidable" => Handling.Avoidable,
            "mitigated" => Handling.Mitigated,
            "not-significant" => null,
            _ => Handling.Undisposed,
        };
    }

    // An answer about one of the two orders or the EHR's issue, else one about nothing in particular, newest first. The latter
    // cannot speak of medicines that met only after it was given.
    private AnswerFact? AnswerFor(DrugInteraction interaction, PatientCase patient)
    {
        AnswerFact? general = null;
        foreach (var answer in patient.Snapshot.Answers)
        {
            if (answer.Assessment != Question || !management.IsInTime(answer, patient))
                continue;
            if (answer.About is not { } about)
                general ??= interaction.Recorded is null && interaction.Found!.Since is { } since && answer.At!.Value.Day < since ? null : answer;
            else if (about == interaction.Recorded?.Reference || interaction.Found?.IsAbout(about) == true)
                return answer;
        }
        return general;
    }

    private List<DrugInteraction> MostSevereFirst(List<DrugInteraction> all)
    {
        var sorted = all.OrderBy(i => Rank(i.Severity)).ToList();
        var open = sorted.Count(i => i.Recorded is not null && i.Handling == Handling.Undisposed);
        sorted.RemoveAll(i => i.Recorded is null && i.Handling == Handling.Undisposed && ++open > mostAtATime);
        return sorted;
    }

    private static string? MoreSevere(string? one, string? other) => Rank(other) < Rank(one) ? other : one;

    private static int Rank(string? severity) => severity switch
    {
        "major" => 0,
        "moderate" => 1,
        "minor" => 2,
        _ => 3,
    };

    private static Dictionary<Ingredient, string> AgentsOf(InteractionRow row, InteractionTable table, Terminology terminology)
    {
        if (row.Mechanism is null == (row.Agents.Count == 0))
            throw Refuse(row, "either a mechanism or agents");
        if (row.Mechanism is null && string.IsNullOrWhiteSpace(row.Source))
            throw Refuse(row, "no source");
        if (row.Agents.Distinct(StringComparer.Ordinal).Count() != row.Agents.Count)
            throw Refuse(row, "an agent is named twice");
        if (row.Mechanism is not { } id)
            return row.Agents.ToDictionary(code => Agent(row, code, terminology), _ => row.Source!);
        if (!table.Mechanisms.TryGetValue(id, out var mechanism))
            throw Refuse(row, $"there is no mechanism \"{id}\"");
        return mechanism.Agents.ToDictionary(
            agent => Agent(row, agent.Key, terminology),
            agent => string.IsNullOrWhiteSpace(agent.Value) ? throw Refuse(row, $"no source for {agent.Key}") : row.Source ?? agent.Value);
    }

    private static Ingredient Agent(InteractionRow row, string code, Terminology terminology) =>
        terminology.Ingredient(code) ?? throw Refuse(row, $"there is no agent \"{code}\"");

    private static HashSet<Ingredient> PartnersOf(InteractionRow row, Binder binder, Terminology terminology)
    {
        try
        {
            var filter = binder.Medicines(row.Partners.Classes, row.Partners.Ingredients, [], row.Partners.Except);
            var partners = terminology.Ingredients.Where(filter.Fits).ToHashSet();
            return partners.Count > 0 ? partners : throw Refuse(row, "no medicine is a partner");
        }
        catch (BindingException e)
        {
            throw Refuse(row, e.Message);
        }
    }

    private static T Bound<T>(string row, Func<T> bind)
    {
        try
        {
            return bind();
        }
        catch (BindingException e)
        {
            throw new KnowledgeException(File, row, e.Message, e);
        }
    }

    private static KnowledgeException Refuse(InteractionRow row, string reason) => new(File, row.Id, reason);
}
