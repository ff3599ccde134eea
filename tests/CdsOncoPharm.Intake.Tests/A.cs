using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>Small FHIR resources for tests, written with single quotes, and the snapshot that they make.</summary>
internal static class A
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new Iso8601() } };

    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.CreateCustomTimeZone("UTC+8", TimeSpan.FromHours(8), "UTC+8", "UTC+8");

    private static readonly Lazy<string> Folder = new(FindRoot);
    private static readonly Lazy<KnowledgeFiles> Files = new(() => KnowledgeFiles.Read(Folder.Value));
    private static readonly Lazy<Terminology> Words = new(() => Terminology.Load(Files.Value));
    private static readonly Lazy<Currency> Windows = new(() => JsonSerializer.Deserialize<Currency>(File.ReadAllBytes(Path.Combine(Folder.Value, "cds-services", "care-level", "currency.json")), Json)!);
    private static readonly Lazy<IReadOnlySet<string>> Keys = new(() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder.Value, "cds-services", "care-level", "assessments.json"))).RootElement.EnumerateObject().Select(p => p.Name).ToHashSet());
    private static readonly Lazy<SnapshotBuilder> Maker = new(() => new(Terminology, Currency, AssessmentKeys, Shanghai));

    public static readonly DateOnly AsOf = new(2026, 11, 21);

    public static string Root => Folder.Value;

    public static Terminology Terminology => Words.Value;

    public static Currency Currency => Windows.Value;

    public static IReadOnlySet<string> AssessmentKeys => Keys.Value;

    public static SnapshotBuilder Builder => Maker.Value;

    public const string Woman = "{'resourceType':'Patient','id':'p','gender':'female','birthDate':'1966-05-02'}";

    /// <summary>The snapshot of the woman with these resources, as a plain Bundle.</summary>
    public static PatientSnapshot Snapshot(params string[] resources) => Of(Set([Woman, .. resources]));

    public static PatientSnapshot Of(RecordSet records, bool withDrafts = true, string patient = "p", ICollection<IntakeIssue>? issues = null) =>
        Builder.Build(records, patient, AsOf, withDrafts, issues);

    /// <summary>A plain Bundle of resources.</summary>
    public static RecordSet Set(params IEnumerable<string> resources)
    {
        var records = new RecordSet { DraftsAreBeingSigned = true };
        records.Read(Utf8(Bundle(resources)));
        return records;
    }

    public static string Bundle(params IEnumerable<string> resources) =>
        "{'resourceType':'Bundle','type':'collection','entry':[" + string.Join(",", resources.Select(r => r.StartsWith("{'fullUrl'", StringComparison.Ordinal) ? r : $"{{'resource':{r}}}")) + "]}";

    /// <summary>An entry that says where it lives.</summary>
    public static string At(string url, string resource) => $"{{'fullUrl':'{url}','resource':{resource}}}";

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text.Replace('\'', '"'));

    // ---- medicines

    public static string Rx(string code) => Coded("http://www.nlm.nih.gov/research/umls/rxnorm", code);

    public static string Atc(string code, string? text = null) => Coded("http://www.whocc.no/atc", code, text);

    public static string Coded(string system, string code, string? text = null) =>
        $"{{'coding':[{{'system':'{system}','code':'{code}'}}]{(text is null ? "" : $",'text':'{text}'")}}}";

    public static string Text(string text) => $"{{'text':'{text}'}}";

    public static string Order(string medicine, string authored = "2026-11-10", string more = "", string id = "o1", string status = "active", string intent = "order") =>
        $"{{'resourceType':'MedicationRequest','id':'{id}','status':'{status}','intent':'{intent}','subject':{{'reference':'Patient/p'}},'authoredOn':'{authored}','medicationCodeableConcept':{medicine}{more}}}";

    public static string OrderOf(string reference, string more = "", string id = "o1") =>
        $"{{'resourceType':'MedicationRequest','id':'{id}','status':'active','intent':'order','subject':{{'reference':'Patient/p'}},'authoredOn':'2026-11-10','medicationReference':{{'reference':'{reference}'}}{more}}}";

    public static string Given(string medicine, string day, string more = "", string id = "a1", string status = "completed") =>
        $"{{'resourceType':'MedicationAdministration','id':'{id}','status':'{status}','subject':{{'reference':'Patient/p'}},'effectiveDateTime':'{day}','medicationCodeableConcept':{medicine}{more}}}";

    public static string Dosage(string content) => $",'dosageInstruction':[{content}]";

    // ---- everything else

    public static string Lab(string loinc, string value, string more = "", string id = "l1", string at = "'effectiveDateTime':'2026-11-20'", string status = "final") =>
        $"{{'resourceType':'Observation','id':'{id}','status':'{status}','subject':{{'reference':'Patient/p'}},'code':{Coded("http://loinc.org", loinc)},{at}{(value.Length > 0 ? "," + value : "")}{more}}}";

    public static string Quantity(string value, string unit, string comparator = "") =>
        $"'valueQuantity':{{'value':{value},'unit':'{unit}','system':'http://unitsofmeasure.org','code':'{unit}'{(comparator.Length > 0 ? $",'comparator':'{comparator}'" : "")}}}";

    public static string Range(string low, string high, string unit) =>
        $"{{{(low.Length > 0 ? $"'low':{{'value':{low},'code':'{unit}'}}{(high.Length > 0 ? "," : "")}" : "")}{(high.Length > 0 ? $"'high':{{'value':{high},'code':'{unit}'}}" : "")}}}";

    public static string Condition(string code, string more = "", string id = "c1") =>
        $"{{'resourceType':'Condition','id':'{id}','subject':{{'reference':'Patient/p'}},'code':{code}{more}}}";

    public static string Icd(string code, string? text = null) => Coded("http://hl7.org/fhir/sid/icd-10", code, text);

    public static string Status(string code) => $",'clinicalStatus':{{'coding':[{{'system':'http://terminology.hl7.org/CodeSystem/condition-clinical','code':'{code}'}}]}}";

    public static string Verified(string code) => $",'verificationStatus':{{'coding':[{{'code':'{code}'}}]}}";

    public static string Event(string text, string more = "", string id = "e1", string date = "2026-11-15") =>
        $"{{'resourceType':'AdverseEvent','id':'{id}','actuality':'actual','subject':{{'reference':'Patient/p'}},'event':{Text(text)},'date':'{date}'{more}}}";

    public static string Suspect(string reference) => $",'suspectEntity':[{{'instance':{{'reference':'{reference}'}}}}]";

    public static string Grade(int grade) =>
        $",'extension':[{{'url':'http://hl7.org/fhir/us/ctcae/StructureDefinition/ctcae-grade','valueCodeableConcept':{{'coding':[{{'system':'http://hl7.org/fhir/us/ctcae/CodeSystem/ctcae-grade-code-system','code':'{grade}'}}]}}}}]";

    public static string Procedure(string code, string more = "", string id = "q1", string status = "completed") =>
        $"{{'resourceType':'Procedure','id':'{id}','status':'{status}','subject':{{'reference':'Patient/p'}},'code':{code}{more}}}";

    // ---- looking at a snapshot

    public static Therapy? Therapy(this PatientSnapshot snapshot, string ingredient) =>
        snapshot.Therapies.FirstOrDefault(t => t.Ingredient.Code == ingredient);

    public static bool IsOn(this PatientSnapshot snapshot, string ingredient) => snapshot.Therapy(ingredient)?.IsCurrent == true;

    public static ResultFact Result(this PatientSnapshot snapshot, string kind) => Assert.Single(snapshot.Results(kind));

    public static IReadOnlyList<ResultFact> Results(this PatientSnapshot snapshot, string kind) => snapshot.ResultsOf(Terminology.Result(kind)!);

    public static IEnumerable<string> Sets(Tags tags) => Terminology.ConditionSets.In(tags);

    public static IEnumerable<string> Toxic(Tags tags) => Terminology.ToxicitySets.In(tags);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root was not found above the test.");
    }

    private sealed class Iso8601 : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Duration.TryParse(reader.GetString(), out var duration) ? duration : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
