using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>Recognises the regimens of <c>regimens.json</c>: all components in one cycle, the largest match wins, twins by cycle length.</summary>
internal sealed class Regimens
{
    private readonly List<(RegimenRow Row, IReadOnlyList<Ingredient> Components, IReadOnlyList<string> Names)> regimens = [];
    private readonly RegimenRules rules;

    public Regimens(KnowledgeBase knowledge)
    {
        const string file = "cds-services/care-level/regimens.json";
        var table = knowledge.CareLevel.Regimens;
        rules = table.Rules;
        foreach (var row in table.Regimens)
        {
            var components = row.Components.Select(code => knowledge.Terminology.Ingredient(code)
                ?? throw new KnowledgeException(file, row.Id, $"there is no ingredient \"{code}\"")).ToList();
            if (row.TwinOf is { } twin && table.Regimens.All(r => r.Id != twin))
                throw new KnowledgeException(file, row.Id, $"there is no regimen {twin}");
            regimens.Add((row, components, [.. row.Aliases.Append(row.Id).Select(Terminology.Fold)]));
        }
        Risks = table.Regimens.SelectMany(r => r.Risks).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>All risks that a regimen can carry.</summary>
    public IReadOnlySet<string> Risks { get; }

    /// <summary>The regimens that a patient is on, each with the records that show it.</summary>
    public IReadOnlyList<(RegimenRow Row, IReadOnlyList<Therapy> Therapies)> Of(PatientSnapshot patient)
    {
        var current = patient.Therapies.Where(t => t.IsCurrent).ToList();
        var matches = new List<(RegimenRow Row, IReadOnlyList<Therapy> Therapies, IReadOnlyList<Ingredient> Components, decimal? Cycle)>();
        foreach (var (row, components, names) in regimens)
        {
            List<Therapy>? therapies = null;
            foreach (var component in components)
            {
                foreach (var therapy in current)
                {
                    if (therapy.Ingredient == component)
                        (therapies ??= []).Add(therapy);
                }
            }
            if (therapies is not null && (IsWritten(names, patient) || (therapies.Count == components.Count && InOneCycle(therapies, row, patient.AsOf))))
                matches.Add((row, therapies, components, Cycle(therapies)));
        }
        // The largest match wins: its subsets are not reported.
        matches.RemoveAll(m => matches.Any(other => other.Components.Count > m.Components.Count && m.Components.All(other.Components.Contains)));
        matches.RemoveAll(m => IsOtherTwin(m.Row, m.Cycle));
        return [.. matches.Select(m => (m.Row, m.Therapies))];
    }

    private static bool IsWritten(IReadOnlyList<string> names, PatientSnapshot patient)
    {
        foreach (var text in patient.RegimenTexts)
        {
            var folded = Terminology.Fold(text);
            foreach (var name in names)
            {
                if (folded == name)
                    return true;
            }
        }
        return false;
    }

    private bool IsOtherTwin(RegimenRow row, decimal? cycle)
    {
        var twin = row.TwinOf is { } id ? regimens.First(r => r.Row.Id == id).Row : null;
        if (twin is null || row.CycleDays.Count == 0)
            return false;
        return cycle is { } days ? !row.CycleDays.Contains((int)decimal.Round(days)) && (twin.CycleDays.Contains((int)decimal.Round(days)) || !row.TwinDefault) : !row.TwinDefault;
    }

    private bool InOneCycle(List<Therapy> therapies, RegimenRow row, DateOnly asOf)
    {
        var newest = therapies.Max(t => Days(t, asOf).DefaultIfEmpty(DateOnly.MinValue).Max());
        var cycle = Math.Max(rules.LeastCycleDays, row.CycleDays.DefaultIfEmpty(0).Max());
        var from = newest.AddDays(-Math.Min(cycle, newest.DayNumber));
        var days = therapies.Select(t => Days(t, asOf).Where(d => d >= from).Distinct().ToList()).ToList();
        if (days.Any(d => d.Count == 0))
            return false;
        // Some span that holds one day of every component: it may as well end on one of the days.
        foreach (var end in days.SelectMany(d => d))
        {
            var start = end.AddDays(-Math.Min(rules.SpanDays - 1, end.DayNumber));
            if (days.All(list => list.Any(d => d >= start && d <= end)))
                return true;
        }
        return false;
    }

    private static IEnumerable<DateOnly> Days(Therapy therapy, DateOnly asOf)
    {
        foreach (var record in therapy.Records)
        {
            if (!record.Counts)
                continue;
            if (record.Kind == MedicationRecordKind.Draft)
                yield return asOf;
            else if (record.Kind is MedicationRecordKind.Administration && record.At is { } at)
                yield return at.Day;
            else if (record.Kind is MedicationRecordKind.Order or MedicationRecordKind.Statement && (record.Start ?? record.At?.Day) is { } day)
                yield return day;
        }
    }

    private static decimal? Cycle(List<Therapy> therapies)
    {
        foreach (var therapy in therapies)
        {
            foreach (var record in therapy.Records)
            {
                if (record.Counts && record.CycleDays is { } days && record.Kind is MedicationRecordKind.Order or MedicationRecordKind.Draft)
                    return days;
            }
        }
        foreach (var therapy in therapies)
        {
            var given = therapy.Records.Where(r => r is { Counts: true, Kind: MedicationRecordKind.Administration, At: not null })
                .Select(r => r.At!.Value.Day).Distinct().OrderDescending().ToList();
            if (given.Count < 2)
                continue;
            var gaps = given.Zip(given.Skip(1), (later, earlier) => later.DayNumber - earlier.DayNumber).Order().ToList();
            return gaps[gaps.Count / 2];
        }
        return null;
    }
}
