using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Engine.Tests.Cases;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;
using Xunit.Abstractions;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>Runs only when <c>tests/mutate.sh</c> asks for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WhenAskedAttribute : FactAttribute
{
    public WhenAskedAttribute()
    {
        if (Environment.GetEnvironmentVariable("CDS_MUTATE") is not { Length: > 0 })
            Skip = "tests/mutate.sh runs it";
    }
}

/// <summary>
/// Changes one number, comparison, window or switch of the rules at a time, by the smallest step, and looks whether a worked patient
/// notices. What nobody notices is a case that is not there.
/// </summary>
public sealed partial class Mutations(ITestOutputHelper output)
{
    private static readonly string[] Numbers =
    [
        "atLeast", "above", "atMost", "below", "count", "gradeAtLeast", "gradeAtMost", "episodes", "normalFemale", "normalMale", "per",
    ];

    private static readonly Dictionary<string, string> Opposites = new() { ["atLeast"] = "above", ["above"] = "atLeast", ["atMost"] = "below", ["below"] = "atMost" };
    private static readonly string[] Windows = ["within", "window", "startedWithin", "startedBefore", "orderedWithin", "apart", "maxGap", "marketedWithin", "toxicityWithin", "atLeast"];
    private static readonly string[] Named = ["result", "sets", "classes", "ingredients", "assessment", "fact", "set"];
    private static readonly string[] Switches = ["drugRelated", "procedureRelated", "ever", "ungradedCounts", "unknownTermCounts", "positiveOnly", "belowNormal", "everyOrder", "inRange", "toxicity", "preparation"];

    // What no patient can notice, with the reason.
    private static readonly (string Where, string Why)[] Equivalent =
    [
        ("above: -1", "a dose is above zero wherever there is one"),
        ("above as atLeast: 0", "a dose is above zero wherever there is one"),
        ("answer \"nrs2002\" positiveOnly: false", "nobody is asked for it, so not recorded is no either way"),
        ("PC-5.1.2.4-L2-a current-medicine [\"cm-opioid\"] startedWithin: P8D", "an opioid of 8 days ago is not naive"),
        ("recent-medicine [\"CAR_T\"] within: P89D", "currency.json keeps a cell product current for 90 days"),
        ("recent-medicine [\"IMMUNOCELL\"] within: P89D", "currency.json keeps a cell product current for 90 days"),
        ("immune-cell-therapy procedure [\"vs-car-t\"] within: P89D", "CAR-T is a cell therapy too"),
        ("PC-5.2.2-L1-b toxicity  drugRelated: false", "a suspected ICI is a suspected drug"),
        ("tube-medicine \"hyperosmolar\" above: 501", "no product of the table lies there"),
        ("tube-medicine \"hyperosmolar\" above: 499", "no product of the table lies there"),
        ("toxicity [\"ae-febrile-neutropenia\"] ungradedCounts: false", "no grade is asked for"),
        ("infection-severe-signs latest-result \"bp-systolic\" within: P3D", "a value of two days is asked for beside it"),
        ("infection-moderate-signs toxicity [\"ae-infection\"] gradeAtMost: 4", "grade 4 is severe, which is excluded beside it"),
        ("fertility-age age  atLeast: 17", "children are out of scope"),
        ("myocarditis-signal recent-medicine [\"ICI\"] within: P1Y1D", "the row itself asks for a year"),
    ];

    [WhenAsked]
    public void Every_threshold_is_held_by_a_worked_patient()
    {
        var files = World.Files.All.Select(f => f.RelativePath)
            .Where(p => p.StartsWith("cds-services/care-level/criteria/", StringComparison.Ordinal) || p is "cds-services/care-level/definitions.json" or "cds-services/care-level/risk-factors.json")
            .Where(p => Environment.GetEnvironmentVariable("CDS_MUTATE") is "1" or "all" || p.Contains(Environment.GetEnvironmentVariable("CDS_MUTATE")!, StringComparison.Ordinal));
        var survivors = new List<string>();
        int killed = 0, equivalent = 0, stillborn = 0;
        foreach (var path in files)
        {
            var text = Encoding.UTF8.GetString(World.Files.Find(path)!.Content.Span);
            // The cases of the same section notice most; the others are asked only when those do not.
            var own = Groups(Case.All.Where(c => c.File == Path.GetFileName(path)));
            var others = Groups(Case.All.Where(c => c.File != Path.GetFileName(path)));
            foreach (var (where, mutant) in MutantsOf(text))
            {
                var mutated = KnowledgeFiles.Of([.. World.Files.All, new KnowledgeFile(path, Encoding.UTF8.GetBytes(mutant))]);
                switch (Judge(mutated, [.. own, .. others]))
                {
                    case true: killed++; break;
                    case false:
                        if (Equivalent.Any(e => where.EndsWith(e.Where, StringComparison.Ordinal)))
                            equivalent++;
                        else
                            survivors.Add($"{Path.GetFileName(path)}: {where}");
                        break;
                    default: stillborn++; break;
                }
            }
            // After each file, so that a run that is broken off has told something.
            if (Environment.GetEnvironmentVariable("CDS_MUTATE_REPORT") is { } target)
                File.WriteAllLines(target, [$"{Path.GetFileName(path)} done: {Report()}", .. survivors]);
        }
        var report = Report();
        output.WriteLine(report);
        survivors.ForEach(output.WriteLine);
        Assert.True(survivors.Count == 0, report + "\n" + string.Join("\n", survivors));

        string Report() => string.Create(CultureInfo.InvariantCulture, $"{killed} killed, {survivors.Count} survived, {equivalent} that nobody can notice, {stillborn} refused at start; score {100.0 * killed / Math.Max(1, killed + survivors.Count):F1} %");
    }

    private static List<IGrouping<(string Key, string? Site), Case>> Groups(IEnumerable<Case> cases) =>
        [.. cases.GroupBy(c => (Key: Key(c), c.Site)).OrderBy(g => g.Key.Key.Length + (g.Key.Site?.Length ?? 0))];

    private static string Key(Case one) => one.Options is null ? "" : string.Join(";", one.Options.Select(o => $"{o.Key}={o.Value}"));

    // True: a case notices. False: none does. Null: the rules do not start at all.
    private static bool? Judge(KnowledgeFiles mutated, List<IGrouping<(string Key, string? Site), Case>> groups)
    {
        foreach (var group in groups)
        {
            Stratifier rules;
            try
            {
                var files = group.Key.Site is { } site
                    ? KnowledgeFiles.Of([.. mutated.All, new KnowledgeFile("cds-services/care-level/site.json", Encoding.UTF8.GetBytes(site))])
                    : mutated;
                rules = World.Bind(files, group.First().Options);
            }
            catch (KnowledgeException)
            {
                return null;
            }
            foreach (var one in group)
            {
                var outcomes = GeneratedPatient.Outcomes(rules.Assess(WorkedPatients.SnapshotOf(one)));
                foreach (var (_, criterion, outcome) in one.Expected)
                {
                    if (outcomes.GetValueOrDefault(criterion) != outcome)
                        return true;
                }
            }
        }
        return false;
    }

    private static IEnumerable<(string Where, string Text)> MutantsOf(string text)
    {
        var root = JsonNode.Parse(text)!;
        var places = new List<(JsonObject Object, string Name, string Where)>();
        Walk(root, "");
        foreach (var (container, name, where) in places)
        {
            var original = container[name]!.DeepClone();
            foreach (var (says, change) in Changes(container, name, original))
            {
                change();
                yield return ($"{where} {says}", root.ToJsonString());
                // Back as it was, the renamed member included.
                foreach (var other in container.Select(m => m.Key).Where(k => k != name && Opposites.ContainsKey(k) && Opposites[k] == name && !ReferenceEquals(container[k], original)).ToList())
                {
                    if (says.StartsWith($"{name} as {other}", StringComparison.Ordinal))
                        container.Remove(other);
                }
                container[name] = original.DeepClone();
            }
        }

        void Walk(JsonNode? node, string where)
        {
            if (node is JsonObject container)
            {
                var here = container["id"] is JsonValue id ? $"{where}/{id}" : where;
                var isCondition = container.ContainsKey("kind");
                foreach (var (name, child) in container.ToList())
                {
                    if (isCondition && child is JsonValue && (Numbers.Contains(name) || Windows.Contains(name) || Switches.Contains(name)))
                        places.Add((container, name, $"{here} {container["kind"]} {Short(container)}"));
                    else if (name == "onlyIfNotMet")
                        places.Add((container, name, here));
                    else if (name == "per" && child is JsonValue)
                        places.Add((container, name, here));
                    else
                        Walk(child, isCondition || name is "when" or "of" or "criteria" or "factors" ? here : $"{here}/{name}");
                }
            }
            else if (node is JsonArray list)
            {
                foreach (var child in list)
                    Walk(child, where);
            }
        }
    }

    private static string Short(JsonObject condition) =>
        string.Join(" ", Named.Where(condition.ContainsKey).Select(m => condition[m]!.ToJsonString()));

    private static IEnumerable<(string Says, Action Change)> Changes(JsonObject container, string name, JsonNode original)
    {
        if (name == "onlyIfNotMet")
        {
            yield return ("without its guard", () => container[name] = null);
            yield break;
        }
        if (original is not JsonValue value)
            yield break;
        if (value.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            var flipped = value.GetValueKind() == JsonValueKind.False;
            yield return ($"{name}: {(flipped ? "true" : "false")}", () => container[name] = flipped);
            yield break;
        }
        if (value.GetValueKind() == JsonValueKind.String)
        {
            if (Span().Match(value.GetValue<string>()) is not { Success: true } match)
                yield break;
            var days = match.Groups["d"].Success ? int.Parse(match.Groups["d"].Value, CultureInfo.InvariantCulture) : 0;
            if (match.Groups["long"].Success)
            {
                var longer = $"P{match.Groups["long"].Value}{days + 1}D";
                var shorter = Shorter(match.Groups["long"].Value, days);
                yield return ($"{name}: {longer}", () => container[name] = longer);
                yield return ($"{name}: {shorter}", () => container[name] = shorter);
            }
            else
            {
                yield return ($"{name}: P{days + 1}D", () => container[name] = $"P{days + 1}D");
                if (days > 1)
                    yield return ($"{name}: P{days - 1}D", () => container[name] = $"P{days - 1}D");
            }
            yield break;
        }
        var number = value.GetValue<decimal>();
        var step = StepOf(container, value);
        yield return ($"{name}: {number + step}", () => container[name] = number + step);
        yield return ($"{name}: {number - step}", () => container[name] = number - step);
        if (Opposites.TryGetValue(name, out var opposite) && !container.ContainsKey(opposite) && container["kind"]?.GetValue<string>() is "latest-result" or "cumulative-dose" or "single-dose" or "daily-dose")
        {
            yield return ($"{name} as {opposite}: {number}", () => Rename(container, name, opposite, number));
        }
    }

    private static void Rename(JsonObject container, string name, string opposite, decimal number)
    {
        container.Remove(name);
        container[opposite] = number;
    }

    // A year is 365 days shorter by one; the calendar's own length does not matter for a step of one day.
    private static string Shorter(string text, int days)
    {
        if (days > 0)
            return $"P{text}{days - 1}D";
        var match = Long().Match(text);
        var months = (match.Groups["y"].Success ? 12 * int.Parse(match.Groups["y"].Value, CultureInfo.InvariantCulture) : 0)
            + (match.Groups["m"].Success ? int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) : 0);
        var from = World.AsOf.AddMonths(-months);
        return $"P{World.AsOf.DayNumber - from.DayNumber - 1}D";
    }

    private static decimal StepOf(JsonObject container, JsonValue value)
    {
        if (container["unit"]?.GetValue<string>() == "xULN")
            return 0.1m;
        var written = value.ToJsonString();
        var point = written.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 1 : written.Length - point == 2 ? 0.1m : 0.01m;
    }

    [GeneratedRegex(@"^P(?<long>(\d+Y(\d+M)?|\d+M))?((?<d>\d+)D)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Span();

    [GeneratedRegex(@"^((?<y>\d+)Y)?((?<m>\d+)M)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Long();
}
