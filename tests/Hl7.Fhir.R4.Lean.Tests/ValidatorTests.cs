using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.Model;
using FhirTask = Hl7.Fhir.Model.Task;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class ValidatorTests
{
    private const string Validators = "tests/validators/node_modules";
    private const string HowToGetThem = "./test --install fetches them";

    [FolderFact(Validators, HowToGetThem)]
    public void What_we_write_is_valid_for_two_validators()
    {
        var resources = Written().ToList();

        var verdicts = Validate(resources.Select(Examples.Write));

        Assert.Equal(resources.Count, verdicts.Count);
        foreach (var (resource, verdict) in resources.Zip(verdicts))
            Assert.True(verdict is { Fhir: [], Medplum: [] }, $"{resource.TypeName}: {string.Join("; ", verdict.Fhir.Concat(verdict.Medplum))}");
    }

    [FolderFact(Validators, HowToGetThem)]
    public void The_validators_do_see_mistakes()
    {
        var verdicts = Validate([
            """{"resourceType":"Observation","status":"final","code":{"text":"a"},"valueAge":{"value":1}}"""u8.ToArray(),
            """{"resourceType":"Task","intent":"order"}"""u8.ToArray(),
        ]);

        Assert.All(verdicts, verdict => Assert.True(verdict.Fhir.Length > 0 && verdict.Medplum.Length > 0));
    }

    private static IEnumerable<Resource> Written()
    {
        foreach (var example in Examples.All)
            if (LeanJson.Read(example).Resource is var resource and not Bundle)
                yield return resource!;

        // Of the bundle only what is read: an entry whose resource is opaque has none to write.
        foreach (var entry in Examples.Read<Bundle>(Examples.Bundle).Entry)
            if (entry.Resource is { } resource)
                yield return resource;

        yield return new FhirTask
        {
            Identifier = [new Identifier("http://example.org/task", "1")],
            Status = FhirTask.TaskStatus.Requested,
            Intent = FhirTask.TaskIntent.Order,
            Priority = RequestPriority.Routine,
            Code = new CodeableConcept("http://loinc.org", "2160-0", "Creatinine", "肌酐"),
            Description = "Creatinine before each cycle",
            For = new ResourceReference("Patient/p1"),
            AuthoredOn = "2026-11-20T10:00:00+08:00",
            Restriction = new FhirTask.RestrictionComponent { Repetitions = 6, Period = new Period(new FhirDateTime("2026-11-20"), null) },
            Input = [new FhirTask.ParameterComponent { Type = new CodeableConcept { Text = "limit" }, Value = new Quantity(1.50m, "mg/dL") }],
        };
        yield return new ServiceRequest
        {
            Status = RequestStatus.Draft,
            Intent = RequestIntent.Proposal,
            Code = new CodeableConcept("http://loinc.org", "58410-2", "CBC"),
            Subject = new ResourceReference("Patient/p1"),
            Occurrence = new Timing { Repeat = new Timing.RepeatComponent { Frequency = 1, Period = 7, PeriodUnit = Timing.UnitsOfTime.D } },
        };
        yield return new CarePlan
        {
            Status = RequestStatus.Draft,
            Intent = CarePlan.CarePlanIntent.Proposal,
            Title = "Pharmaceutical care, level 2",
            Subject = new ResourceReference("Patient/p1"),
            Activity = [new CarePlan.ActivityComponent { Detail = new CarePlan.DetailComponent { Status = CarePlan.CarePlanActivityStatus.NotStarted, Description = "Visit" } }],
        };
        yield return new RequestGroup
        {
            Status = RequestStatus.Draft,
            Intent = RequestIntent.Proposal,
            Action = [new RequestGroup.ActionComponent { Title = "Measure", Resource = new ResourceReference("ServiceRequest/1"), Timing = new FhirDateTime("2026-11-20") }],
        };
        yield return new RiskAssessment
        {
            Status = ObservationStatus.Final,
            Subject = new ResourceReference("Patient/p1"),
            Prediction = [new RiskAssessment.PredictionComponent { QualitativeRisk = new CodeableConcept { Text = "level 2" }, Rationale = "two criteria" }],
        };
        yield return new OperationOutcome
        {
            Issue = [new OperationOutcome.IssueComponent { Severity = OperationOutcome.IssueSeverity.Warning, Code = OperationOutcome.IssueType.Required, Diagnostics = "no creatinine", Expression = ["Observation"] }],
        };
        yield return new Provenance
        {
            Target = [new ResourceReference("Task/1")],
            Recorded = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(8)),
            Agent = [new Provenance.AgentComponent { Who = new ResourceReference { Display = "CdsOncoPharm" } }],
        };
        yield return new Bundle
        {
            Type = Bundle.BundleType.Transaction,
            Entry =
            [
                new Bundle.EntryComponent
                {
                    FullUrl = "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                    Resource = new Medication { Code = new CodeableConcept { Text = "cisplatin" } },
                    Request = new Bundle.RequestComponent { Method = Bundle.HTTPVerb.POST, Url = "Medication" },
                },
            ],
        };
        yield return new ConceptMap
        {
            Url = "http://example.org/cm",
            Status = PublicationStatus.Active,
            Group =
            [
                new ConceptMap.GroupComponent
                {
                    Source = "http://www.whocc.no/atc",
                    Element = [new ConceptMap.SourceElementComponent { Code = "L01XA01", Target = [new ConceptMap.TargetElementComponent { Code = "cisplatin", Equivalence = ConceptMapEquivalence.Equivalent }] }],
                },
            ],
        };
        yield return new ValueSet
        {
            Url = "http://example.org/vs",
            Status = PublicationStatus.Active,
            Compose = new ValueSet.ComposeComponent
            {
                Include = [new ValueSet.ConceptSetComponent { System = "http://example.org/cs", Filter = [new ValueSet.FilterComponent { Property = "class", Op = FilterOperator.Equal, Value = "platinum" }] }],
            },
        };
    }

    private static List<Verdict> Validate(IEnumerable<byte[]> resources)
    {
        using var node = Process.Start(new ProcessStartInfo("node", "--experimental-websocket --no-warnings validate.mjs")
        {
            WorkingDirectory = Repository.Of("tests", "validators"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEndAsync();
        foreach (var resource in resources)
            node.StandardInput.WriteLine(Encoding.UTF8.GetString(resource));
        node.StandardInput.Close();
        Assert.True(node.WaitForExit(TimeSpan.FromMinutes(2)), "the validators do not answer");
        Assert.True(node.ExitCode == 0, errors.Result);
        return [.. output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<Verdict>(line, JsonSerializerOptions.Web)!)];
    }

    private sealed record Verdict(string[] Fhir, string[] Medplum);
}
