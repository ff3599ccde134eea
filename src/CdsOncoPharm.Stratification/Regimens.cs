using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>A regimen that a patient is on, with the records that show it; the twin that it may be as well where no cycle length tells them apart.</summary>
internal readonly record struct RegimenMatch(RegimenRow Row, IReadOnlyList<Therapy> Therapies, RegimenRow? Twin);

/// <summary>Recognises the regimens of <c>regimens.json</c>: all components in one cycle, the largest match wins, twins by cycle length.</summary>
internal sealed class Regimens
{
    private readonly List<(RegimenRow Row, IReadOnlyList<IReadOnlyList<Ingredient>> Components, IReadOnlyList<string> Names)> regimens = [];
    private readonly RegimenRules rules;

    public Regimens(KnowledgeBase knowledge)
    {
        const string file = "cds-services/care-level/regimens.json";
        var table = knowledge.CareLevel.Regimens;
        rules = table.Rules;
        foreach (var row in table.Regimens)
        {
            var components = row.Components.Select(code => FormsOf(knowledge.Terminology.Ingredient(code)
                ?? throw new KnowledgeException(file, row.Id, $"there is no ingredient \"{code}\""), knowledge.Terminology)).ToList();
            if (row.TwinOf is { } twin && table.Regimens.All(r => r.Id != twin))
                throw new KnowledgeException(file, row.Id, $"there is no regimen {twin}");
            regimens.Add((row, components, [.. row.Aliases.Append(row.Id).Select(Terminology.Fold)]));
        }
        Risks = table.Regimens.SelectMany(r => r.Risks).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>All risks that a regimen can carry.</summary>
    public IReadOnlySet<string> Risks { get; }

    /// <summary>The regimens that a patient is on.</summary>
    public IReadOnlyList<RegimenMatch> Of(PatientSnapshot patient)
    {
        var current = patient.Therapies.Where(t => t.IsCurrent).ToList();
        var matches = new List<(RegimenRow Row, IReadOnlyList<Therapy> Therapies, decimal? Cycle, bool IsWritten)>();
        foreach (var (row, components, names) in regimens)
        {
            List<IReadOnlyList<Therapy>>? taking = null;
            foreach (var forms in components)
            {
                var these = current.Where(therapy => forms.Contains(therapy.Ingredient)).ToList();
                if (these.Count > 0)
                    (taking ??= []).Add(these);
            }
            var isWritten = taking is not null && IsWritten(names, patient);
            if (taking is null || !(isWritten || (taking.Count == components.Count && InOneCycle(taking, row, patient.AsOf))))
                continue;
            List<Therapy> therapies = [.. taking.SelectMany(these => these)];
            matches.Add((row, therapies, Cycle(therapies), isWritten));
        }
        // The largest match wins: its subsets are not reported.
        matches.RemoveAll(m => matches.Any(other =>
            other.Row.Components.Count > m.Row.Components.Count && m.Row.Components.All(other.Row.Components.Contains)));
        // What is written down needs no cycle length.
        matches.RemoveAll(m => !m.IsWritten && IsOtherTwin(m.Row, m.Cycle));
        var written = matches.Any(m => m.IsWritten);
        return [.. matches.Select(m => new RegimenMatch(m.Row, m.Therapies, m.Cycle is null && !written ? TwinOf(m.Row) : null))];
    }

    // All forms of one name: "doxorubicin liposomal" is doxorubicin, "trastuzumab emtansine" is not trastuzumab.
    private IReadOnlyList<Ingredient> FormsOf(Ingredient component, Terminology terminology) =>
        [component, .. rules.Forms.Select(form => terminology.Ingredient($"{component.Code} {form}")).OfType<Ingredient>()];

    private bool IsWritten(IReadOnlyList<string> names, PatientSnapshot patient)
    {
        foreach (var text in patient.RegimenTexts)
        {
            var folded = Terminology.Fold(text);
            foreach (var name in names)
            {
                if (IsNamed(name, folded))
                    return true;
            }
        }
        return false;
    }

    // The whole text, or the name as words before and after it that say no more: "FOLFIRINOX方案", "mFOLFIRINOX", "FOLFOX 第3周期".
    private bool IsNamed(string name, string text)
    {
        foreach (var before in rules.WordsBefore)
        {
            if (text.StartsWith(before + name, StringComparison.Ordinal) && IsOver(text[(before.Length + name.Length)..]))
                return true;
        }
        return text.StartsWith(name, StringComparison.Ordinal) && IsOver(text[name.Length..]);
    }

    private bool IsOver(string rest) => rest.Length == 0 || rules.WordsAfter.Any(word => rest.TrimStart().StartsWith(word, StringComparison.Ordinal));

    private bool IsOtherTwin(RegimenRow row, decimal? cycle)
    {
        if (TwinOf(row) is not { } twin || row.CycleDays.Count == 0)
            return false;
        return cycle is { } days ? !row.CycleDays.Contains((int)decimal.Round(days)) && (twin.CycleDays.Contains((int)decimal.Round(days)) || !row.TwinDefault) : !row.TwinDefault;
    }

    private RegimenRow? TwinOf(RegimenRow row) => row.TwinOf is { } id ? regimens.First(r => r.Row.Id == id).Row : null;

    private bool InOneCycle(List<IReadOnlyList<Therapy>> components, RegimenRow row, DateOnly asOf)
    {
        var newest = components.Max(these => these.SelectMany(t => Days(t, asOf)).DefaultIfEmpty(DateOnly.MinValue).Max());
        var cycle = Math.Max(rules.LeastCycleDays, row.CycleDays.DefaultIfEmpty(0).Max());
        var from = newest.AddDays(-Math.Min(cycle, newest.DayNumber));
        var days = components.Select(these => these.SelectMany(t => Days(t, asOf)).Where(d => d >= from).Distinct().ToList()).ToList();
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
