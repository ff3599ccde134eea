using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Engine.Tests.Cases;

/// <summary>
/// Writes the facts of a case as FHIR resources. Where a case says nothing else, the patient is a woman of 55 with colon cancer (C18.9);
/// a medicine was ordered five days ago, a result or answer is of yesterday. Days count from asOf: <c>-5d</c>, <c>-1y</c>, <c>-1y1d</c>.
/// </summary>
internal sealed partial class CasePatient
{
    private static readonly string[] Members =
    [
        "name", "options", "site", "inside", "outside", "missing", "also", "why", "age", "born", "sex", "cancer", "conditions", "medicines", "results",
        "answers", "toxicities", "procedures", "nutrition", "devices", "stays", "genotypes", "interactions", "gaps",
        "outcomes", "overlay",
    ];

    private readonly List<JsonObject> resources = [];
    private readonly Dictionary<string, string> orders = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> procedures = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(RecordKind Kind, GapReason Reason)> gaps = [];
    private readonly string id;
    private int next;

    public CasePatient(JsonElement json, string id = "p")
    {
        this.id = id;
        Check(json, Members);
        AddPatient(json);
        foreach (var condition in Items(json, "conditions"))
            AddCondition(condition);
        foreach (var procedure in Items(json, "procedures"))
            AddProcedure(procedure);
        foreach (var medicine in Items(json, "medicines"))
            AddMedicine(medicine);
        foreach (var result in Items(json, "results"))
            AddResult(result.GetString()!);
        if (json.TryGetProperty("answers", out var answers))
        {
            foreach (var answer in answers.EnumerateObject())
            {
                foreach (var one in Items(answers, answer.Name))
                    AddAnswer(answer.Name, one);
            }
        }
        foreach (var toxicity in Items(json, "toxicities"))
            AddToxicity(toxicity);
        foreach (var nutrition in Items(json, "nutrition"))
            AddNutrition(nutrition.GetString()!);
        foreach (var device in Items(json, "devices"))
            Add(new() { ["resourceType"] = "Device", ["status"] = "active", ["patient"] = Me, ["type"] = Words(device.GetString()!) });
        foreach (var stay in Items(json, "stays"))
            AddStay(stay);
        foreach (var genotype in Items(json, "genotypes"))
            AddGenotype(genotype.GetString()!);
        foreach (var interaction in Items(json, "interactions"))
            AddInteraction(interaction);
        foreach (var gap in Items(json, "gaps"))
        {
            var words = gap.GetString()!.Split(' ');
            gaps.Add((Enum.Parse<RecordKind>(words[0]), words.Length > 1 ? Enum.Parse<GapReason>(words[1]) : GapReason.Failed));
        }
    }

    /// <summary>Every resource, the Patient first.</summary>
    public IReadOnlyList<JsonObject> Resources => resources;

    private JsonObject Me => new() { ["reference"] = $"Patient/{id}" };

    /// <summary>The resources as they would arrive: one Bundle, read by the FHIR reader.</summary>
    public RecordSet Records()
    {
        var records = new RecordSet { DraftsAreBeingSigned = true };
        records.Read(JsonSerializer.SerializeToUtf8Bytes(Bundle(resources)));
        foreach (var (kind, reason) in gaps)
            records.MarkGap(kind, reason);
        return records;
    }

    public static JsonObject Bundle(IEnumerable<JsonObject> resources) => new()
    {
        ["resourceType"] = "Bundle",
        ["type"] = "collection",
        ["entry"] = new JsonArray([.. resources.Select(r => new JsonObject { ["resource"] = r.DeepClone() })]),
    };

    /// <summary>A day of a case: counted from asOf, or a date.</summary>
    public static string Day(string text)
    {
        if (text.Length >= 4 && char.IsAsciiDigit(text[0]) && !text.EndsWith('d'))
            return text;
        var match = Relative().Match(text);
        if (!match.Success || text.Length == 0)
            throw new FormatException($"\"{text}\" is not a day");
        var sign = text[0] == '+' ? 1 : -1;
        int Part(string name) => match.Groups[name].Success ? sign * int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        return Iso(World.AsOf.AddYears(Part("y")).AddMonths(Part("m")).AddDays(Part("d")));
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void AddPatient(JsonElement json)
    {
        var patient = new JsonObject { ["resourceType"] = "Patient", ["id"] = id };
        var sex = Text(json, "sex", "female");
        if (sex is not null)
            patient["gender"] = sex;
        if (json.TryGetProperty("born", out var born))
        {
            if (born.GetString() is { } date)
                patient["birthDate"] = date;
        }
        else
        {
            // The birthday is asOf itself: whoever is 75 turned 75 today.
            var age = json.TryGetProperty("age", out var years) ? years.GetInt32() : 55;
            patient["birthDate"] = Iso(World.AsOf.AddYears(-age));
        }
        resources.Add(patient);
        if (Text(json, "cancer", "C18.9") is { } cancer)
            AddCondition(cancer, null);
    }

    private void AddCondition(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            AddCondition(json.GetString()!, null);
        else
        {
            Check(json, ["code", "text", "status", "verified", "severity", "onset", "recorded", "abated", "dueTo"]);
            AddCondition(json.GetProperty("code").GetString()!, json);
        }
    }

    private void AddCondition(string code, JsonElement? more)
    {
        var condition = New("Condition", "subject");
        condition["code"] = Code(code);
        if (more is { } json)
        {
            if (Text(json, "text") is { } text)
                condition["code"]!["text"] = text;
            if (Text(json, "status") is { } status)
                condition["clinicalStatus"] = Coded("http://terminology.hl7.org/CodeSystem/condition-clinical", status);
            if (Text(json, "verified") is { } verified)
                condition["verificationStatus"] = Coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", verified);
            if (Text(json, "severity") is { } severity)
                condition["severity"] = Words(severity);
            if (Text(json, "onset") is { } onset)
                condition["onsetDateTime"] = Day(onset);
            if (Text(json, "recorded") is { } recorded)
                condition["recordedDate"] = Day(recorded);
            if (Text(json, "abated") is { } abated)
                condition["abatementDateTime"] = Day(abated);
            if (Text(json, "dueTo") is { } cause)
            {
                condition["extension"] = new JsonArray(new JsonObject
                {
                    ["url"] = "http://hl7.org/fhir/StructureDefinition/condition-dueTo",
                    ["valueCodeableConcept"] = Words(cause),
                });
            }
        }
        Add(condition);
    }

    private void AddMedicine(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            AddOrder(json.GetString()!, "-5d", null);
            return;
        }
        Check(json, ["agent", "ordered", "dose", "given", "supplied", "stated", "adherence", "status", "reason", "route", "form", "prn", "once", "cycle", "until", "draft", "plan", "daily"]);
        var agent = json.GetProperty("agent").GetString()!;
        var has = false;
        foreach (var day in Items(json, "ordered"))
        {
            AddOrder(agent, day.GetString()!, json);
            has = true;
        }
        if (json.TryGetProperty("draft", out _))
        {
            AddOrder(agent, "0d", json, "draft");
            has = true;
        }
        foreach (var given in Items(json, "given"))
        {
            AddDoses(agent, given.GetString()!, json);
            has = true;
        }
        foreach (var supplied in Items(json, "supplied"))
        {
            var words = supplied.GetString()!.Split(' ');
            var supply = New("MedicationDispense", "subject");
            supply["status"] = "completed";
            supply["medicationCodeableConcept"] = Medicine(agent);
            supply["whenHandedOver"] = Day(words[0]);
            supply["daysSupply"] = new JsonObject { ["value"] = int.Parse(words[1], CultureInfo.InvariantCulture), ["unit"] = "d", ["code"] = "d" };
            Add(supply);
            has = true;
        }
        foreach (var stated in Items(json, "stated"))
        {
            var statement = New("MedicationStatement", "subject");
            statement["status"] = Text(json, "adherence") == "not-taken" ? "not-taken" : "active";
            statement["medicationCodeableConcept"] = Medicine(agent);
            if (stated.GetString() is { } day)
                (statement["effectiveDateTime"], statement["dateAsserted"]) = (Day(day), Day(day));
            if (Text(json, "adherence") is { } adherence and not "not-taken")
            {
                statement["extension"] = new JsonArray(new JsonObject
                {
                    ["url"] = "http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationStatement.adherence",
                    ["extension"] = new JsonArray(new JsonObject
                    {
                        ["url"] = "code",
                        ["valueCodeableConcept"] = Coded("http://hl7.org/fhir/CodeSystem/medication-statement-adherence", adherence),
                    }),
                });
            }
            Add(statement);
            has = true;
        }
        if (!has)
            AddOrder(agent, "-5d", json);
    }

    private void AddOrder(string agent, string day, JsonElement? more, string? status = null)
    {
        var order = New("MedicationRequest", "subject");
        order["status"] = status ?? (more is { } s ? Text(s, "status", "active") : "active");
        order["intent"] = more is { } p && p.TryGetProperty("plan", out _) ? "plan" : "order";
        order["authoredOn"] = Day(day);
        order["medicationCodeableConcept"] = Medicine(agent);
        if (more is { } json)
        {
            if (Text(json, "reason") is { } reason)
                order["statusReason"] = Words(reason);
            var repeat = new JsonObject();
            if (json.TryGetProperty("cycle", out var cycle))
            {
                repeat["frequency"] = 1;
                repeat["period"] = cycle.GetInt32();
                repeat["periodUnit"] = "d";
            }
            if (json.TryGetProperty("daily", out var daily))
            {
                repeat["frequency"] = daily.GetInt32();
                repeat["period"] = 1;
                repeat["periodUnit"] = "d";
            }
            if (json.TryGetProperty("once", out _))
                repeat["count"] = 1;
            if (Text(json, "until") is { } until)
                repeat["boundsPeriod"] = new JsonObject { ["start"] = Day(day), ["end"] = Day(until) };
            var dosage = new JsonObject();
            if (repeat.Count > 0)
                dosage["timing"] = new JsonObject { ["repeat"] = repeat };
            if (Text(json, "dose") is { } dose)
                dosage["doseAndRate"] = new JsonArray(new JsonObject { ["doseQuantity"] = Quantity(dose) });
            if (Text(json, "route") is { } route)
                dosage["route"] = Words(route);
            if (json.TryGetProperty("prn", out _))
                dosage["asNeededBoolean"] = true;
            if (dosage.Count > 0)
                order["dosageInstruction"] = new JsonArray(dosage);
            if (Text(json, "form") is { } form)
                order["medicationCodeableConcept"] = Words($"{agent} {form}");
        }
        orders[agent] = Add(order);
    }

    // "-5d", "-5d 120 mg", "-5d 120 mg x6 every 21d": six doses, the last of them five days ago.
    private void AddDoses(string agent, string text, JsonElement json)
    {
        var match = Doses().Match(text);
        if (!match.Success)
            throw new FormatException($"\"{text}\" is not a dose");
        var last = DateOnly.ParseExact(Day(match.Groups["day"].Value), "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var times = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 1;
        var every = match.Groups["every"].Success ? int.Parse(match.Groups["every"].Value, CultureInfo.InvariantCulture) : 0;
        for (var i = times - 1; i >= 0; i--)
        {
            var dose = New("MedicationAdministration", "subject");
            dose["status"] = "completed";
            dose["medicationCodeableConcept"] = Text(json, "form") is { } form ? Words($"{agent} {form}") : Medicine(agent);
            dose["effectiveDateTime"] = Iso(last.AddDays(-i * every));
            var dosage = new JsonObject();
            if (match.Groups["dose"].Success)
                dosage["dose"] = Quantity(match.Groups["dose"].Value.Trim());
            if (Text(json, "route") is { } route)
                dosage["route"] = Words(route);
            if (dosage.Count > 0)
                dose["dosage"] = dosage;
            if (orders.TryGetValue(agent, out var order))
                dose["request"] = new JsonObject { ["reference"] = order };
            var reference = Add(dose);
            orders.TryAdd(agent, reference);
        }
    }

    // "alt 200 U/L ULN 40 -2d", "hbsag positive -1y", "imatinib 999 ng/mL target 1000-3000"
    private void AddResult(string text)
    {
        var match = Results().Match(text);
        if (!match.Success)
            throw new FormatException($"\"{text}\" is not a result");
        var kind = World.Knowledge.Terminology.Result(match.Groups["code"].Value) ?? throw new FormatException($"there is no result \"{match.Groups["code"].Value}\"");
        var observation = New("Observation", "subject");
        observation["status"] = "final";
        observation["code"] = kind.Loinc.Count > 0 ? Coded("http://loinc.org", kind.Loinc[0]) : Words(kind.Name.En);
        observation["effectiveDateTime"] = Day(match.Groups["day"].Success ? match.Groups["day"].Value : "-1d");
        var unit = match.Groups["unit"].Success ? match.Groups["unit"].Value : kind.Unit ?? "";
        if (match.Groups["word"].Success)
            observation["valueCodeableConcept"] = Words(match.Groups["word"].Value);
        else
        {
            var quantity = Quantity($"{match.Groups["value"].Value} {unit}");
            if (match.Groups["comparator"].Success)
                quantity["comparator"] = match.Groups["comparator"].Value;
            observation["valueQuantity"] = quantity;
        }
        var ranges = new JsonArray();
        var range = new JsonObject();
        if (match.Groups["lln"].Success)
            range["low"] = Quantity($"{match.Groups["lln"].Value} {unit}");
        if (match.Groups["uln"].Success)
            range["high"] = Quantity($"{match.Groups["uln"].Value} {unit}");
        if (range.Count > 0)
            ranges.Add(range);
        if (match.Groups["low"].Success)
        {
            ranges.Add(new JsonObject
            {
                ["low"] = Quantity($"{match.Groups["low"].Value} {unit}"),
                ["high"] = Quantity($"{match.Groups["high"].Value} {unit}"),
                ["type"] = Coded("http://terminology.hl7.org/CodeSystem/referencerange-meaning", "therapeutic"),
            });
        }
        if (ranges.Count > 0)
            observation["referenceRange"] = ranges;
        Add(observation);
    }

    // "unstable", "unstable @ -90d", "unstable of diabetes @ -90d": the diagnosis that it is about stands before the day.
    private void AddAnswer(string key, JsonElement value)
    {
        var words = value.ValueKind == JsonValueKind.Number ? [value.GetRawText()] : value.GetString()!.Split(" @ ");
        var observation = New("Observation", "subject");
        observation["status"] = "final";
        observation["code"] = Coded("https://cdsoncopharm.org/fhir/CodeSystem/assessment", key);
        observation["effectiveDateTime"] = Day(words.Length > 1 ? words[1] : "-1d");
        if (value.ValueKind == JsonValueKind.Number)
            observation["valueInteger"] = value.GetInt32();
        else if (key == "outside-cumulative-dose" && words[0].Split(' ') is [var number, var unit, var medicine] && decimal.TryParse(number, CultureInfo.InvariantCulture, out var amount))
        {
            observation["valueQuantity"] = new JsonObject { ["value"] = amount, ["unit"] = unit };
            observation["focus"] = new JsonArray(new JsonObject { ["display"] = medicine });
        }
        else if (words[0].Split(' ') is ["yes" or "no", var agent] said)
        {
            observation["valueCodeableConcept"] = Coded("https://cdsoncopharm.org/fhir/CodeSystem/assessment", said[0]);
            observation["focus"] = new JsonArray(new JsonObject { ["display"] = agent });
        }
        else
        {
            var parts = words[0].Split(" of ", 2);
            observation["valueCodeableConcept"] = Coded("https://cdsoncopharm.org/fhir/CodeSystem/assessment", parts[0]);
            if (parts.Length > 1)
                observation["focus"] = new JsonArray(new JsonObject { ["display"] = parts[1] });
        }
        Add(observation);
    }

    private void AddToxicity(JsonElement json)
    {
        Check(json, ["term", "grade", "day", "drug", "procedure", "outcome"]);
        var adverse = New("AdverseEvent", "subject");
        adverse["actuality"] = "actual";
        adverse["event"] = Words(json.GetProperty("term").GetString()!);
        if (Text(json, "day", "-3d") is { } day)
            adverse["date"] = Day(day);
        if (json.TryGetProperty("grade", out var grade))
        {
            adverse["extension"] = new JsonArray(new JsonObject
            {
                ["url"] = "http://hl7.org/fhir/us/ctcae/StructureDefinition/ctcae-grade",
                ["valueCodeableConcept"] = Coded("http://hl7.org/fhir/us/ctcae/CodeSystem/ctcae-grade-code-system", grade.GetInt32().ToString(CultureInfo.InvariantCulture)),
            });
        }
        if (Text(json, "outcome") is { } outcome)
            adverse["outcome"] = Coded("http://terminology.hl7.org/CodeSystem/adverse-event-outcome", outcome);
        var suspects = new JsonArray();
        if (Text(json, "drug") is { } drug)
            suspects.Add(Suspect(orders.TryGetValue(drug, out var order) ? order : throw new FormatException($"the suspect {drug} is not among the medicines")));
        if (Text(json, "procedure") is { } what)
        {
            if (!procedures.TryGetValue(what, out var procedure))
                procedure = AddProcedure(what, null, "-20d", null, "completed");
            suspects.Add(Suspect(procedure));
        }
        if (suspects.Count > 0)
            adverse["suspectEntity"] = suspects;
        Add(adverse);

        static JsonObject Suspect(string reference) => new() { ["instance"] = new JsonObject { ["reference"] = reference } };
    }

    private void AddProcedure(JsonElement json)
    {
        Check(json, ["what", "site", "from", "to", "status"]);
        AddProcedure(json.GetProperty("what").GetString()!, Text(json, "site"), Text(json, "from"), Text(json, "to"), Text(json, "status", "completed")!);
    }

    private string AddProcedure(string what, string? site, string? from, string? to, string status)
    {
        var isPlanned = status == "planned";
        var procedure = New(isPlanned ? "ServiceRequest" : "Procedure", "subject");
        procedure["status"] = isPlanned ? "active" : status;
        if (isPlanned)
            procedure["intent"] = "order";
        procedure["code"] = Code(what);
        if (site is not null)
            procedure["bodySite"] = new JsonArray(Words(site));
        if (from is not null || to is not null)
        {
            var period = new JsonObject();
            if (from is not null)
                period["start"] = Day(from);
            if ((to ?? (status == "completed" ? from : null)) is { } end)
                period["end"] = Day(end);
            procedure[isPlanned ? "occurrencePeriod" : "performedPeriod"] = period;
        }
        return procedures[what] = Add(procedure);
    }

    private void AddNutrition(string kind)
    {
        var order = New("NutritionOrder", "patient");
        order["status"] = "active";
        order["intent"] = "order";
        order["dateTime"] = Day("-2d");
        if (kind == "enteral")
            order["enteralFormula"] = new JsonObject { ["baseFormulaProductName"] = "standard formula" };
        else
            order["supplement"] = new JsonArray(new JsonObject { ["productName"] = kind == "parenteral" ? "total parenteral nutrition" : kind });
        Add(order);
    }

    private void AddStay(JsonElement json)
    {
        Check(json, ["from", "to", "for"]);
        var stay = New("Encounter", "subject");
        var to = Text(json, "to");
        stay["status"] = to is null ? "in-progress" : "finished";
        stay["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "IMP" };
        var period = new JsonObject { ["start"] = Day(Text(json, "from", "-1d")!) };
        if (to is not null)
            period["end"] = Day(to);
        stay["period"] = period;
        if (Text(json, "for") is { } reason)
            stay["reasonCode"] = new JsonArray(Code(reason));
        Add(stay);
    }

    // "DPYD poor metabolizer"
    private void AddGenotype(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var kind = World.Knowledge.Terminology.Result(text[..space].ToLowerInvariant()) ?? throw new FormatException($"there is no gene \"{text[..space]}\"");
        var observation = New("Observation", "subject");
        observation["status"] = "final";
        observation["code"] = kind.Loinc.Count > 0 ? Coded("http://loinc.org", kind.Loinc[0]) : Words(kind.Name.En);
        observation["effectiveDateTime"] = Day("-1y");
        observation["valueCodeableConcept"] = Words(text[(space + 1)..]);
        Add(observation);
    }

    private void AddInteraction(JsonElement json)
    {
        Check(json, ["severity", "mitigated", "text"]);
        var issue = New("DetectedIssue", "patient");
        issue["status"] = "final";
        issue["code"] = Coded("http://terminology.hl7.org/CodeSystem/v3-ActCode", "DRG");
        if (Text(json, "severity") is { } severity)
            issue["severity"] = severity;
        issue["identifiedDateTime"] = Day("-2d");
        issue["detail"] = Text(json, "text", "drug interaction");
        if (json.TryGetProperty("mitigated", out _))
            issue["mitigation"] = new JsonArray(new JsonObject { ["action"] = Words("dose adjusted"), ["date"] = Day("-1d") });
        Add(issue);
    }

    private JsonObject New(string type, string subject) => new() { ["resourceType"] = type, ["id"] = $"{type.ToLowerInvariant()}-{++next}", [subject] = Me };

    private string Add(JsonObject resource)
    {
        if (resource["id"] is null)
            resource["id"] = $"x-{++next}";
        resources.Add(resource);
        return $"{resource["resourceType"]}/{resource["id"]}";
    }

    // "atc N02AJ14" is a code without words; anything else is text.
    private static JsonObject Medicine(string text) =>
        text.StartsWith("atc ", StringComparison.Ordinal) ? Coded("http://www.whocc.no/atc", text[4..]) : Words(text);

    // "I10" is ICD-10, "C79.8 heart" has words besides; "sct 84114007" is SNOMED CT, "cm C90.01" ICD-10-CM, "icd9 41.04" ICD-9-CM and "pcs XW033C3" ICD-10-PCS;
    // anything else is text.
    private static JsonObject Code(string text) =>
        text.StartsWith("sct ", StringComparison.Ordinal) ? Coded("http://snomed.info/sct", text[4..])
        : text.StartsWith("cm ", StringComparison.Ordinal) ? Coded("http://hl7.org/fhir/sid/icd-10-cm", text[3..])
        : text.StartsWith("icd9 ", StringComparison.Ordinal) ? Coded("http://hl7.org/fhir/sid/icd-9-cm", text[5..])
        : text.StartsWith("pcs ", StringComparison.Ordinal) ? Coded("http://www.cms.gov/Medicare/Coding/ICD10", text[4..])
        : text.Split(' ', 2) is [var code, var words] && Icd().IsMatch(code) ? Coded("http://hl7.org/fhir/sid/icd-10", code, words)
        : Icd().IsMatch(text) ? Coded("http://hl7.org/fhir/sid/icd-10", text)
        : Words(text);

    private static JsonObject Words(string text) => new() { ["text"] = text };

    private static JsonObject Coded(string system, string code, string? words = null)
    {
        var concept = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
        if (words is not null)
            concept["text"] = words;
        return concept;
    }

    private static JsonObject Quantity(string text)
    {
        var words = text.Split(' ', 2);
        var quantity = new JsonObject { ["value"] = decimal.Parse(words[0], CultureInfo.InvariantCulture) };
        if (words.Length > 1 && words[1].Length > 0)
        {
            quantity["unit"] = words[1];
            quantity["system"] = "http://unitsofmeasure.org";
            quantity["code"] = words[1];
        }
        return quantity;
    }

    private static JsonElement[] Items(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var list) ? []
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()]
        : [list];

    private static string? Text(JsonElement json, string name, string? otherwise = null) =>
        json.TryGetProperty(name, out var value) ? (value.ValueKind == JsonValueKind.Null ? null : value.GetString()) : otherwise;

    // A misspelt member would leave a fact out, and the case would prove nothing.
    private static void Check(JsonElement json, string[] known)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
                throw new FormatException($"a case has no \"{member.Name}\"");
        }
    }

    [GeneratedRegex(@"^[+-]?((?<y>\d+)y)?((?<m>\d+)m)?((?<d>\d+)d)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Relative();

    [GeneratedRegex(@"^(?<day>\S+)(?<dose> [\d.]+ \S+)?( x(?<times>\d+) every (?<every>\d+)d)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Doses();

    [GeneratedRegex(@"^(?<code>[a-z0-9-]+) ((?<word>positive|negative)|'(?<word>[^']+)'|(?<comparator>[<>]=?)?(?<value>[\d.]+)( (?<unit>(?!ULN|LLN|target|[+-])\S+))?)( LLN (?<lln>[\d.]+))?( ULN (?<uln>[\d.]+))?( target (?<low>[\d.]+)-(?<high>[\d.]+))?( (?<day>[+-]\S+|0d))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Results();

    [GeneratedRegex(@"^[A-Z]\d\d(\.\w+)?$")]
    private static partial Regex Icd();
}
