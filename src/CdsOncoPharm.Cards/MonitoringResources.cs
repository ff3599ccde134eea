using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;
using Hl7.Fhir.Model;
using FhirTask = Hl7.Fhir.Model.Task;

namespace CdsOncoPharm.Cards;

/// <summary>Monitoring tasks as the FHIR R4 resources that a client creates when its user agrees.</summary>
internal sealed partial class MonitoringResources
{
    private const string Loinc = "http://loinc.org";

    // As in the rest of a response: Chinese stays readable, what HTML could mistake for markup is escaped.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly string[] Requesters = ["Practitioner/", "PractitionerRole/", "Patient/", "RelatedPerson/"];

    private readonly Assessment _assessment;
    private readonly CardContext _context;
    private readonly CardWords _words;
    private readonly string _day;
    private readonly Dictionary<string, Finding> _findings = [];
    private readonly Dictionary<string, CodeableConcept> _criteria = [];
    private readonly CodeableConcept _measure;
    private readonly CodeableConcept _frequency;
    private readonly CodeableConcept _criterion;

    public MonitoringResources(Assessment assessment, CardContext context)
    {
        _assessment = assessment;
        _context = context;
        _words = CardWords.In(context.Language);
        _measure = InputType("measure", _words.Measure);
        _frequency = InputType("frequency", _words.HowOften);
        _criterion = InputType("criterion", _words.Criterion);
        _day = assessment.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var finding in assessment.Findings)
        {
            // A suppressed row asks for monitoring as well: the risk is there.
            if (finding.Outcome is FindingOutcome.Met or FindingOutcome.Suppressed)
                _findings.TryAdd(finding.Criterion, finding);
        }
    }

    /// <summary>What to do, how often and what then, in plain text.</summary>
    public string Describe(MonitoringTask task)
    {
        var monitoring = _words.Monitoring(Text(task.Title), PlainText.WithoutTags(task.Frequency.In(_words.Language), PlainText.LongestNote));
        return task.Action is { } action && PlainText.WithoutTags(action.In(_words.Language), PlainText.LongestNote) is { Length: > 0 } words ? _words.WhatToDo(monitoring, words) : monitoring;
    }

    /// <summary>A Task to be taken up by the ward: requested, of intent order, for fulfilment from the day of the assessment.</summary>
    public ReadOnlyMemory<byte> Task(MonitoringTask task)
    {
        FhirTask resource = new()
        {
            Identifier = [Identity(task)],
            Status = FhirTask.TaskStatus.Requested,
            Intent = FhirTask.TaskIntent.Order,
            Priority = Priority,
            Code = new CodeableConcept(CardCodes.MonitoringTasks, task.Id, Text(task.Title), Text(task.Title)),
            Description = Describe(task),
            For = new ResourceReference(_assessment.Patient),
            Encounter = Encounter,
            AuthoredOn = _day,
            Requester = Requester,
            ReasonCode = new CodeableConcept { Text = Why(task) },
            // executionPeriod would say when somebody did it.
            Restriction = new FhirTask.RestrictionComponent { Period = new Period { Start = _day } },
            Input = [.. Inputs(task)],
        };
        if (Source(task) is { } source)
            resource.Note = [source];
        return Buffers.Write(Writing, json => FhirJson.Write(resource, json));
    }

    /// <summary>Whether the task can be ordered by a code that other systems know.</summary>
    public bool CanBeOrdered(MonitoringTask task) => _context.Options.OrderCodes.ContainsKey(task.Id) || Measures(task).Count > 0;

    /// <summary>A draft order, for a client that takes orders and no Tasks.</summary>
    public ReadOnlyMemory<byte> ServiceRequest(MonitoringTask task)
    {
        ServiceRequest resource = new()
        {
            Identifier = [Identity(task)],
            Status = RequestStatus.Draft,
            Intent = RequestIntent.Order,
            Priority = Priority,
            Code = new CodeableConcept { Text = Text(task.Title) },
            Subject = new ResourceReference(_assessment.Patient),
            Encounter = Encounter,
            AuthoredOn = _day,
            Requester = Requester,
            ReasonCode = [.. Criteria(task)],
        };
        var measures = Measures(task);
        if (_context.Options.OrderCodes.TryGetValue(task.Id, out var own))
            resource.Code.Add(own.System, own.Code, own.Display);
        // Several tests are not one of them: their codes are details of an order that bears our own code.
        if (measures is [var only])
            resource.Code.Add(Loinc, only);
        else
            resource.Code.Add(CardCodes.MonitoringTasks, task.Id, Text(task.Title));
        if (measures.Count > 1)
            resource.OrderDetail = [.. measures.Select(code => new CodeableConcept(Loinc, code))];
        if (Text(task.Frequency) is { Length: > 0 } frequency)
            resource.Occurrence = Often(task, frequency);
        if (Source(task) is { } source)
            resource.Note = [source];
        return Buffers.Write(Writing, json => FhirJson.Write(resource, json));
    }

    // By which a second acceptance shows.
    private Identifier Identity(MonitoringTask task) => new(CardCodes.TaskIdentifiers, $"{task.Id}.{_assessment.Patient.Replace('/', '.')}.{_day}");

    private RequestPriority Priority => _assessment.Level?.Value == 1 ? RequestPriority.Urgent : RequestPriority.Routine;

    private ResourceReference? Encounter => _context.Encounter is { } encounter ? To(encounter, ["Encounter/"], bare: "Encounter/") : null;

    private ResourceReference? Requester => _context.User is { } user ? To(user, Requesters) : null;

    // What the context calls it may be anything; only a type and an id are a reference.
    private static ResourceReference? To(string written, string[] types, string bare = "")
    {
        var type = Array.Find(types, type => written.StartsWith(type, StringComparison.Ordinal)) ?? "";
        return type.Length + bare.Length > 0 && Id().IsMatch(written.AsSpan(type.Length))
            ? new ResourceReference(type.Length > 0 ? written : bare + written)
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex Id();

    private IEnumerable<FhirTask.ParameterComponent> Inputs(MonitoringTask task)
    {
        foreach (var code in Measures(task))
            yield return new() { Type = _measure, Value = new CodeableConcept(Loinc, code) };
        if (Text(task.Frequency) is { Length: > 0 } frequency)
            yield return new() { Type = _frequency, Value = Often(task, frequency) };
        foreach (var criterion in Criteria(task))
            yield return new() { Type = _criterion, Value = criterion };
    }

    private static CodeableConcept InputType(string code, string text) => new(CardCodes.TaskInputs, code, text, text);

    private IEnumerable<CodeableConcept> Criteria(MonitoringTask task) => Findings(task).Select(finding =>
    {
        if (!_criteria.TryGetValue(finding.Criterion, out var concept))
            _criteria.Add(finding.Criterion, concept = new CodeableConcept(CardCodes.Criteria, finding.Criterion, Text(finding.Statement)));
        return concept;
    });

    private string Why(MonitoringTask task)
    {
        List<string> rows = [.. Findings(task).Select(finding => Text(finding.Statement))];
        return rows.Count == 0 ? _words.CurrentMedicines : _words.Reasons(rows, 0);
    }

    // What else asks for a task is the name of a drug class, which nobody on a ward knows.
    private List<Finding> Findings(MonitoringTask task)
    {
        List<Finding> findings = [];
        foreach (var reason in task.Because)
        {
            if (_findings.TryGetValue(reason, out var finding) && !findings.Contains(finding))
                findings.Add(finding);
        }

        return findings;
    }

    private static Timing Often(MonitoringTask task, string words)
    {
        var timing = new Timing { Code = new CodeableConcept { Text = words } };
        if (task.Timing is { } repeat && UnitOf(repeat.PeriodUnit) is { } unit)
            timing.Repeat = new Timing.RepeatComponent { Frequency = repeat.Frequency, Period = repeat.Period, PeriodUnit = unit };
        return timing;
    }

    private static Timing.UnitsOfTime? UnitOf(string unit) => unit switch
    {
        "d" => Timing.UnitsOfTime.D,
        "wk" => Timing.UnitsOfTime.Wk,
        "mo" => Timing.UnitsOfTime.Mo,
        "a" => Timing.UnitsOfTime.A,
        _ => null,
    };

    private Annotation? Source(MonitoringTask task) =>
        PlainText.WithoutTags(task.Source) is { Length: > 0 } source ? new Annotation { Text = _words.SourceOf(source) } : null;

    private static List<string> Measures(MonitoringTask task)
    {
        List<string> codes = [];
        foreach (var code in task.Loinc)
        {
            if (LoincPattern().IsMatch(code) && !codes.Contains(code))
                codes.Add(code);
        }

        return codes;
    }

    private string Text(LocalText text) => PlainText.WithoutTags(text.In(_words.Language));

    [GeneratedRegex(@"^[0-9]{1,7}-[0-9]$")]
    private static partial Regex LoincPattern();
}
