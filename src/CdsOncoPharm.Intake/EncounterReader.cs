using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Encounters into stays; visits of the past are read by no rule and left out.</summary>
internal sealed class EncounterReader(Reading reading)
{
    public List<EncounterFact> Facts { get; } = [];

    public void Add(Encounter encounter, in Entry entry)
    {
        var isInpatient = IsInpatient(encounter.Class);
        var status = encounter.StatusElement?.ObjectValue as string ?? "";
        if (status is "entered-in-error" or "cancelled" or "planned" || (!isInpatient && status is "finished"))
            return;
        if (!reading.Scope.Owns(encounter.Subject, entry))
            return;
        var start = reading.Calendar.Read(encounter.Period?.Start);
        var end = reading.Calendar.Read(encounter.Period?.End);
        if (start is { } begin && !reading.Calendar.Exists(begin))
            return;
        var isOver = end is { } last && last.Latest < reading.AsOf;
        // A stay that ends after asOf was in progress on that day, whatever its status has become.
        var endsLater = end is { } later && later.Earliest > reading.AsOf;
        var inProgress = !isOver && (endsLater || status is "in-progress" or "onleave" or "arrived" or "triaged");
        if (!isInpatient && !inProgress)
            return;
        Tags reasons = default;
        foreach (var reason in encounter.ReasonCode)
            reasons |= reading.SetsOf(reason, out _);
        foreach (var reference in encounter.ReasonReference)
            reasons |= SetsOf(reference, entry);
        foreach (var diagnosis in encounter.Diagnosis)
            reasons |= SetsOf(diagnosis.Condition, entry);
        Facts.Add(new()
        {
            Reference = entry.Reference,
            IsInpatient = isInpatient,
            IsInProgress = inProgress,
            Start = start is { } from ? reading.Calendar.Late(from) : null,
            End = end is { } to && !endsLater ? reading.Calendar.Late(to) : null,
            Reasons = reasons,
        });
    }

    public static int Order(EncounterFact a, EncounterFact b)
    {
        var byDay = Nullable.Compare(b.Start, a.Start);
        return byDay != 0 ? byDay : string.CompareOrdinal(a.Reference, b.Reference);
    }

    private Tags SetsOf(ResourceReference? reference, in Entry entry) =>
        reading.Scope.TryResolve(reference, entry, "Condition", out var target) && target.Resource is Condition condition
            ? reading.SetsOf(condition.Code, out _)
            : default;

    // HL7's v3 ActCode: inpatient, acute, non-acute, short stay.
    private static bool IsInpatient(Coding? kind) =>
        kind?.Code is "IMP" or "ACUTE" or "NONAC" or "SS" or "inpatient" || Words.Holds(kind?.Display, "inpatient") || Words.Holds(kind?.Display, "住院");
}
