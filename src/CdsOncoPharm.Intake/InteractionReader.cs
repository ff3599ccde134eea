using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns DetectedIssues into drug interactions.</summary>
internal sealed class InteractionReader(Reading reading)
{
    private static readonly string[] s_denials = ["not contraindicated", "无禁忌", "非禁忌", "无配伍禁忌", "相对禁忌", "relatively contraindicated"];

    public List<InteractionFact> Facts { get; } = [];

    public void Add(DetectedIssue issue, in Entry entry)
    {
        if (issue.StatusElement?.ObjectValue as string is "entered-in-error" or "cancelled" || !IsInteraction(issue)
            || !reading.Scope.Owns(issue.Patient, entry))
            return;
        var (start, end) = reading.Calendar.Span(issue.Identified);
        if ((start ?? end) is { } begin && !reading.Calendar.Exists(begin))
            return;
        var isMitigated = false;
        foreach (var mitigation in issue.Mitigation)
            isMitigated |= reading.Calendar.Read(mitigation.Date) is not { } date || reading.Calendar.Exists(date);
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Text = Words.Trimmed(issue.Detail) ?? Words.Readable(issue.Code) ?? "",
            Severity = SeverityOf(issue),
            IsMitigated = isMitigated,
            Implicated = ImplicatedBy(issue, entry),
            Day = (start ?? end) is { } at ? reading.Calendar.Late(at) : null,
        });
    }

    // What is contraindicated is major, whether or not somebody filled in a severity.
    private static string? SeverityOf(DetectedIssue issue) => (issue.SeverityElement?.ObjectValue as string) switch
    {
        "high" => "major",
        _ when SaysContraindicated(issue) => "major",
        "moderate" => "moderate",
        "low" => "minor",
        _ => null,
    };

    private static bool SaysContraindicated(DetectedIssue issue)
    {
        var says = Words.Say(issue.Code, "contraindicated") || Words.Say(issue.Code, "禁忌")
            || Words.Holds(issue.Detail, "contraindicated") || Words.Holds(issue.Detail, "禁忌");
        return says && !s_denials.Any(denial => Words.Say(issue.Code, denial) || Words.Holds(issue.Detail, denial));
    }

    private List<string> ImplicatedBy(DetectedIssue issue, in Entry entry)
    {
        var names = new List<string>(issue.Implicated.Count);
        foreach (var reference in issue.Implicated)
        {
            if (reading.Scope.NameOf(reference, entry, "MedicationRequest") is { } name)
                names.Add(name);
        }
        return names;
    }

    public static int Order(InteractionFact a, InteractionFact b)
    {
        var byDay = Nullable.Compare(b.Day, a.Day);
        return byDay != 0 ? byDay : string.CompareOrdinal(a.Reference, b.Reference);
    }

    // v3 ActCode DRG is "drug interaction alert". An issue without a code that implicates two or more things is taken for one.
    private static bool IsInteraction(DetectedIssue issue)
    {
        if (issue.Code is null || (issue.Code.Coding.Count == 0 && string.IsNullOrWhiteSpace(issue.Code.Text)))
            return issue.Implicated.Count > 1 || SaysInteraction(issue.Detail);
        return Words.HasCode(issue.Code, "DRG") || Words.Say(issue.Code, "interact") || Words.Say(issue.Code, "相互作用")
            || SaysInteraction(issue.Detail);
    }

    private static bool SaysInteraction(string? text) => Words.Holds(text, "interact") || Words.Holds(text, "相互作用");
}
