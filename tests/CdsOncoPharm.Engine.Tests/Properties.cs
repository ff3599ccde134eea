using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine.Tests.Cases;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>What must hold for every patient, tried on patients put together at random. A failure prints the patient.</summary>
public sealed partial class Properties
{
    // More for a night's run: CDS_PATIENTS=5000.
    private static readonly int Patients = int.TryParse(Environment.GetEnvironmentVariable("CDS_PATIENTS"), CultureInfo.InvariantCulture, out var n) ? n : 120;

    // Answers that go before what was measured: without them the measurements decide again.
    private static readonly string[] Overriding = ["comorbidity-stability", "infection-severity", "child-pugh-class", "nrs2002", "tdm-toxicity", "ddi-management", "ae-action"];

    [Fact]
    public void The_level_is_the_strongest_met_finding_and_the_range_reaches_to_the_strongest_that_is_open()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var assessment = patient.Assess();
            var met = assessment.Findings.Where(f => f.Outcome == FindingOutcome.Met).Select(f => (CareLevel?)f.Level).Min();
            var open = assessment.Findings.Where(f => f.Outcome is FindingOutcome.Met or FindingOutcome.Unknown).Select(f => (CareLevel?)f.Level).Min();
            Assert.True(assessment.Level == met, patient.ToString());
            Assert.True(assessment.Highest == open, patient.ToString());
            Assert.True(assessment.IsProvisional == (met != open), patient.ToString());
        }
    }

    [Fact]
    public void A_suppressed_finding_has_a_stronger_met_one_in_its_organ_system_that_its_guard_names()
    {
        var guards = World.Knowledge.CareLevel.Criteria.ToDictionary(c => c.Id, c => c.OnlyIfNotMet);
        var seen = 0;
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var assessment = patient.Assess();
            foreach (var finding in assessment.Findings.Where(f => f.Outcome == FindingOutcome.Suppressed))
            {
                seen++;
                Assert.True(assessment.Findings.Any(f => f.Outcome is FindingOutcome.Met && f.Organ == finding.Organ && f.Level.IsStrongerThan(finding.Level) && f.Level <= guards[finding.Criterion]),
                    $"{finding.Criterion}: {patient}");
            }
            foreach (var finding in assessment.Findings.Where(f => f.Outcome == FindingOutcome.Met && guards[f.Criterion] is not null))
            {
                Assert.False(assessment.Findings.Any(f => f.Outcome == FindingOutcome.Met && f.Criterion != finding.Criterion && f.Organ == finding.Organ && f.Level <= guards[finding.Criterion]),
                    $"{finding.Criterion}: {patient}");
            }
        }
        Assert.True(seen > 0, "no generated patient had a suppressed finding");
    }

    [Fact]
    public void Every_unknown_finding_says_what_is_missing_and_every_missing_datum_belongs_to_one()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var assessment = patient.Assess();
            foreach (var finding in assessment.Findings)
                Assert.True((finding.Outcome == FindingOutcome.Unknown) == (finding.Missing.Count > 0), $"{finding.Criterion} {finding.Outcome} [{string.Join(",", finding.Missing)}]: {patient}");
            foreach (var missing in assessment.Missing)
                Assert.True(missing.Criteria.All(c => assessment.Findings.Single(f => f.Criterion == c).Outcome == FindingOutcome.Unknown), $"{missing.Id}: {patient}");
        }
    }

    [Fact]
    public void The_order_of_the_resources_changes_nothing()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var shuffled = patient.Copy();
            patient.Random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(shuffled));
            Same(patient, patient.Assess(shuffled), "shuffled");
        }
    }

    [Fact]
    public void Resources_that_arrive_twice_change_nothing()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
            Same(patient, patient.Assess([.. patient.Copy(), .. patient.Copy()]), "twice");
    }

    [Fact]
    public void The_resources_of_somebody_else_change_nothing()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var other = new CasePatient(JsonSerializer.SerializeToElement(new GeneratedPatient(patient.Seed + 100_000).Json), "q").Resources.Select(r => (JsonObject)r.DeepClone()).ToList();
            foreach (var resource in other.Where(r => r["resourceType"]!.GetValue<string>() != "Patient"))
                resource["id"] = "q" + resource["id"]!.GetValue<string>();
            Same(patient, patient.Assess([.. patient.Copy(), .. other]), "somebody else's");
        }
    }

    [Fact]
    public void What_was_entered_in_error_changes_nothing()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var wrong = new CasePatient(JsonSerializer.SerializeToElement(new GeneratedPatient(patient.Seed + 200_000).Json)).Resources
                .Select(r => (JsonObject)r.DeepClone()).Where(r => r["resourceType"]!.GetValue<string>() is not ("Patient" or "AdverseEvent")).ToList();
            foreach (var resource in wrong)
            {
                resource["id"] = "wrong-" + resource["id"]!.GetValue<string>();
                if (resource["resourceType"]!.GetValue<string>() == "Condition")
                    resource["verificationStatus"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/condition-ver-status", ["code"] = "entered-in-error" }) };
                else
                    resource["status"] = "entered-in-error";
            }
            Same(patient, patient.Assess([.. patient.Copy(), .. wrong]), "entered in error");
        }
    }

    [Fact]
    public void Older_results_than_those_on_record_change_nothing()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var older = patient.Copy().Where(r => r["resourceType"]!.GetValue<string>() == "Observation").ToList();
            foreach (var resource in older)
            {
                resource["id"] = "older-" + resource["id"]!.GetValue<string>();
                resource["effectiveDateTime"] = "1999-01-01";
                if (resource["valueQuantity"] is JsonObject quantity)
                    quantity["value"] = quantity["value"]!.GetValue<decimal>() * 3;
            }
            Same(patient, patient.Assess([.. patient.Copy(), .. older]), "older");
        }
    }

    [Fact]
    public void Resources_that_no_rule_reads_change_nothing()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            string[] unrelated =
            [
                """{"resourceType":"Appointment","id":"u1","status":"booked"}""",
                """{"resourceType":"AllergyIntolerance","id":"u2","patient":{"reference":"Patient/p"},"code":{"text":"cisplatin"}}""",
                """{"resourceType":"Observation","id":"u3","status":"final","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://loinc.org","code":"8302-99"}]},"valueQuantity":{"value":999,"unit":"kg"},"effectiveDateTime":"2026-11-20"}""",
                """{"resourceType":"Encounter","id":"u4","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p"},"period":{"start":"2026-11-01","end":"2026-11-01"}}""",
                """{"resourceType":"Coverage","id":"u5","status":"active"}""",
            ];
            Same(patient, patient.Assess([.. patient.Copy(), .. unrelated.Select(u => JsonNode.Parse(u)!.AsObject())]), "unrelated");
        }
    }

    [Fact]
    public void Moving_every_date_and_asOf_by_1461_days_changes_nothing()
    {
        // Market dates stay where they are, so the rows that ask for them are left out.
        var moved = World.AsOf.AddDays(1461);
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var later = patient.Copy(Move);
            var before = Outcomes(patient.Assess());
            var after = Outcomes(patient.Assess(later, moved));
            Assert.True(before == after, $"before {before}\nafter  {after}\n{patient}");
        }

        static string Outcomes(Assessment assessment) => string.Join(" ", assessment.Findings
            .Where(f => f.Outcome != FindingOutcome.NotMet && f.Organ != "new-agent").Select(f => $"{f.Criterion}={World.Word(f.Outcome)}"));

        static void Move(JsonNode node)
        {
            switch (node)
            {
                case JsonObject container:
                    foreach (var (name, child) in container.ToList())
                    {
                        if (child is JsonValue value && value.TryGetValue<string>(out var text) && Date().IsMatch(text))
                            container[name] = text.Length == 10
                                ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(1461).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                                : (int.Parse(text[..4], CultureInfo.InvariantCulture) + 4).ToString(CultureInfo.InvariantCulture) + text[4..];
                        else if (child is not null)
                            Move(child);
                    }
                    break;
                case JsonArray list:
                    foreach (var child in list)
                    {
                        if (child is not null)
                            Move(child);
                    }
                    break;
            }
        }
    }

    [Fact]
    public void Without_a_laboratory_value_or_score_nothing_open_becomes_no_and_the_level_is_not_stronger()
    {
        var removed = 0;
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var before = patient.Assess();
            foreach (var code in patient.Resources.Select(LoincOf).OfType<string>().Distinct().ToList())
            {
                var rest = patient.Copy().Where(r => LoincOf(r) != code).ToList();
                var after = patient.Assess(rest);
                var result = World.Knowledge.Terminology.FindResult("http://loinc.org", code)!;
                if (IsComputedInstead(result.Code, rest))
                    continue;
                NotStronger(patient, before, after, result.Code);
                NothingCloses(before, after, result.Code, patient, rest, byDesign: result);
                removed++;
            }
        }
        Assert.True(removed > 100);
    }

    [Fact]
    public void A_laboratory_value_or_score_that_nobody_can_read_closes_nothing()
    {
        var spoiled = 0;
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var before = patient.Assess();
            foreach (var code in patient.Resources.Select(LoincOf).OfType<string>().Distinct().ToList())
            {
                var rest = patient.Copy().Select(r => LoincOf(r) == code ? Unreadable(r) : r).ToList();
                var kind = World.Knowledge.Terminology.FindResult("http://loinc.org", code)!.Code;
                if (IsComputedInstead(kind, rest))
                    continue;
                NothingCloses(before, patient.Assess(rest), kind, patient, rest);
                spoiled++;
            }
        }
        Assert.True(spoiled > 100);

        static JsonObject Unreadable(JsonObject observation)
        {
            foreach (var value in observation.Where(member => member.Key.StartsWith("value", StringComparison.Ordinal)).Select(member => member.Key).ToList())
                observation.Remove(value);
            observation["valueString"] = "see the report";
            return observation;
        }
    }

    [Fact]
    public void Without_an_asked_answer_nothing_open_becomes_no_and_without_any_the_level_is_not_stronger()
    {
        var asked = 0;
        foreach (var patient in GeneratedPatient.Many(Patients * 2))
        {
            var before = patient.Assess();
            foreach (var key in patient.Resources.Select(KeyOf).OfType<string>().Distinct().ToList())
            {
                var rest = patient.Copy().Where(r => KeyOf(r) != key).ToList();
                var after = patient.Assess(rest);
                if (!Overriding.Contains(key))
                    NotStronger(patient, before, after, key);
                // Outside its gate an answer counts when somebody gave it, and its absence is "no".
                if (!GeneratedPatient.IsAsked(key, rest))
                    continue;
                // It is asked of medicines that are given or planned here; what is told of another nobody asked for.
                if (key == "outside-cumulative-dose" && !patient.Takes(patient.Json["answers"]![key]!.GetValue<string>()))
                    continue;
                NothingCloses(before, after, key, patient, rest, evenMet: !Overriding.Contains(key));
                asked++;
            }
        }
        Assert.True(asked > 50, $"only {asked} answers were inside their gates");
    }

    [Fact]
    public void The_range_of_levels_holds_the_level_that_any_completion_gives()
    {
        foreach (var patient in GeneratedPatient.Many(Patients))
        {
            var before = patient.Assess();
            for (var i = 0; i < 3; i++)
            {
                var added = Complete(patient, before).ToList();
                var after = patient.Assess([.. patient.Copy(), .. added]);
                var context = $"{before.Level} to {before.Highest} does not hold {after.Level}: {string.Join(" ", added.Select(a => a.ToJsonString()))}\n{Difference(before, after)}\n{patient}";
                Assert.True(after.Level is null || (before.Highest is { } highest && highest <= after.Level.Value), context);
                Assert.True(before.Level is null || (after.Level is { } level && level <= before.Level.Value), context);
            }
        }
    }

    // Values for what is missing: anything a laboratory or a person could say.
    private static IEnumerable<JsonObject> Complete(GeneratedPatient patient, Assessment assessment)
    {
        var number = 0;
        foreach (var missing in assessment.Missing)
        {
            if (World.Knowledge.Terminology.Result(missing.Id) is { Loinc.Count: > 0 } kind)
            {
                var observation = Observation("http://loinc.org", kind.Loinc[0], ++number);
                // A second value beside one on file (blood pressure, of which two are needed) completes it where it is the older: a newer one replaces it.
                if (patient.Resources.Where(r => LoincOf(r) == kind.Loinc[0]).Select(r => r["effectiveDateTime"]?.GetValue<string>()).Max() is { Length: 10 } day)
                    observation["effectiveDateTime"] = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                if (kind.Unit is null or "[IU]/mL")
                    observation["valueCodeableConcept"] = new JsonObject { ["text"] = patient.Random.Next(2) == 0 ? "positive" : "negative" };
                else
                {
                    decimal[] scale = [0.1m, 1, 2, 5, 10, 20, 40, 60, 100, 160, 400];
                    var value = missing.Id switch
                    {
                        "ecog" => patient.Random.Next(0, 5),
                        "kps" => patient.Random.Next(1, 11) * 10,
                        "pain-nrs" => patient.Random.Next(0, 11),
                        "nrs2002" => patient.Random.Next(0, 8),
                        _ => scale[patient.Random.Next(scale.Length)],
                    };
                    observation["valueQuantity"] = Quantity(value, kind.Unit);
                    observation["referenceRange"] = new JsonArray(new JsonObject { ["high"] = Quantity(scale[patient.Random.Next(1, scale.Length)], kind.Unit) });
                }
                yield return observation;
            }
            else if (World.Knowledge.CareLevel.Assessments.TryGetValue(missing.Id, out var assessed) && assessed.Values.Count > 0)
            {
                var observation = Observation("https://cdsoncopharm.org/fhir/CodeSystem/assessment", missing.Id, ++number);
                var values = assessed.Values.Keys.Order(StringComparer.Ordinal).ToArray();
                observation["valueCodeableConcept"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["code"] = values[patient.Random.Next(values.Length)] }) };
                yield return observation;
            }
        }

        static JsonObject Observation(string system, string code, int number) => new()
        {
            ["resourceType"] = "Observation",
            ["id"] = $"added-{number}",
            ["status"] = "final",
            ["subject"] = new JsonObject { ["reference"] = "Patient/p" },
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) },
            ["effectiveDateTime"] = "2026-11-21",
        };

        static JsonObject Quantity(decimal value, string unit) => new() { ["value"] = value, ["unit"] = unit, ["system"] = "http://unitsofmeasure.org", ["code"] = unit };
    }

    private static void Same(GeneratedPatient patient, Assessment after, string what)
    {
        var before = patient.Assess();
        var (a, b) = (GeneratedPatient.Said(before), GeneratedPatient.Said(after));
        Assert.True(a == b, $"{what}: {Difference(before, after)}\nbefore {a}\nafter  {b}\n{patient}");
    }

    // What a laboratory grade needs besides its value.
    private static readonly string[] LimitsOfGrades = ["uln", "lln", "albumin"];

    private static readonly Dictionary<string, string[]> ComputedFrom = new() { ["crcl"] = ["creatinine", "weight"], ["bmi"] = ["weight", "height"], ["bsa"] = ["weight", "height"] };

    // What a row misses is not missed where nobody would ask for it (semantics, "Silence"): the value that went had opened its gate.
    private static void NothingCloses(Assessment before, Assessment after, string without, GeneratedPatient patient, List<JsonObject> rest, bool evenMet = false, ResultKind? byDesign = null)
    {
        var now = GeneratedPatient.Outcomes(after);
        foreach (var finding in before.Findings.Where(f => f.Outcome == FindingOutcome.Unknown || (evenMet && f.Outcome == FindingOutcome.Met)))
        {
            if (now[finding.Criterion] != "not-met")
                continue;
            Assert.True(
                finding.Missing.Any(id => GeneratedPatient.IsAsked(id, patient.Resources) && !GeneratedPatient.IsAsked(id, rest)) || (byDesign is not null && IsNoWithout(byDesign, finding, rest)),
                $"without {without} {finding.Criterion} went from {finding.Outcome} to not-met: {finding.Reason.En}\n{patient}");
        }
    }

    // A measurement that is made on suspicion alone is not missed where nobody suspects; no drug level and no genotype on file are "no" (the
    // paper's rows 5.2.3); and no laboratory value is no toxicity (D-52), though one that cannot be judged is open. A result that a row names
    // itself stays asked for.
    private static bool IsNoWithout(ResultKind result, Finding finding, List<JsonObject> rest)
    {
        if (!GeneratedPatient.IsAsked(result.Code, rest))
            return true;
        var row = Rows[finding.Criterion];
        if (World.Knowledge.CareLevel.DrugLevels.Any(level => level.Result == result.Code))
            return row.Contains("drug-level", StringComparison.Ordinal);
        if (World.Knowledge.Terminology.NatureOf(result) == ResultNature.Genotype)
            return row.Contains("genotype", StringComparison.Ordinal);
        return row.Contains("laboratory-toxicity", StringComparison.Ordinal) && !row.Contains($"\"{result.Code}\"", StringComparison.Ordinal)
            && (finding.Missing.Contains(result.Code) || finding.Missing.Any(LimitsOfGrades.Contains));
    }

    private static readonly Dictionary<string, string> Rows = World.Knowledge.CareLevel.Criteria.ToDictionary(row => row.Id, row => row.When.GetRawText());

    private static void NotStronger(GeneratedPatient patient, Assessment before, Assessment after, string without) =>
        Assert.True(after.Level is not { } level || (before.Level is { } was && was <= level), $"without {without} the level went from {before.Level} to {after.Level}: {Difference(before, after)}\n{patient}");

    private static string Difference(Assessment before, Assessment after)
    {
        var was = GeneratedPatient.Outcomes(before);
        return string.Join("; ", after.Findings.Where(f => was.GetValueOrDefault(f.Criterion) != World.Word(f.Outcome))
            .Select(f => $"{f.Criterion} {was.GetValueOrDefault(f.Criterion)} -> {World.Word(f.Outcome)}: {f.Reason.En}"));
    }

    private static string? LoincOf(JsonObject resource) => CodeOf(resource, "http://loinc.org");

    private static string? KeyOf(JsonObject resource) => CodeOf(resource, "https://cdsoncopharm.org/fhir/CodeSystem/assessment");

    private static string? CodeOf(JsonObject resource, string system) =>
        resource["resourceType"]!.GetValue<string>() == "Observation" && resource["code"]?["coding"]?[0] is JsonObject coding && coding["system"]?.GetValue<string>() == system
            && (system != "http://loinc.org" || World.Knowledge.Terminology.FindResult(system, coding["code"]!.GetValue<string>()) is { } kind && resource["valueCodeableConcept"]?["text"]?.GetValue<string>().Contains("metab", StringComparison.Ordinal) != true)
            ? coding["code"]!.GetValue<string>()
            : null;

    // Where a reported value goes, the one computed from its parts takes its place, and may be another.
    private static bool IsComputedInstead(string result, List<JsonObject> rest) =>
        ComputedFrom.TryGetValue(result, out var parts) && parts.All(part => Has(rest, part));

    private static bool Has(IEnumerable<JsonObject> resources, string result) =>
        resources.Any(r => LoincOf(r) is { } code && World.Knowledge.Terminology.FindResult("http://loinc.org", code)!.Code == result);

    [GeneratedRegex(@"^\d{4}(-\d\d(-\d\d)?)?$")]
    private static partial Regex Date();
}
