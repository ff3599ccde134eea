using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Conditions into diagnoses and problems.</summary>
internal sealed class ConditionReader(Reading reading)
{
    private const string AssertedDate = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate";

    private readonly Grades grades = new(reading.Terminology);

    public List<ConditionFact> Facts { get; } = [];

    public void Add(Condition condition, in Entry entry)
    {
        if (Words.HasCode(condition.VerificationStatus, "entered-in-error") || !reading.Scope.Owns(condition.Subject, entry))
            return;
        var (onsetFrom, _) = Time(condition.Onset);
        var recorded = reading.Calendar.Read(condition.RecordedDate)
            ?? reading.Calendar.Read((condition.GetExtension(AssertedDate)?.Value as FhirDateTime)?.Value);
        // What began later does not exist yet; a late record of an early illness does.
        if ((onsetFrom ?? recorded) is { } begin && !reading.Calendar.Exists(begin))
            return;
        // How well it is controlled stands in no code, nor does the tissue of a tumour: a coded diagnosis says so in its words.
        var sets = reading.SetsOf(condition.Code, out var readable) | (reading.AllSetsOf(condition.Code) & reading.Sets.OnlyInWords);
        var (abatedFrom, abatedTo) = Time(condition.Abatement);
        var abated = abatedTo ?? abatedFrom;
        var isOver = abated is { } over && reading.Calendar.Exists(over);
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Text = Words.Of(condition.Code) ?? "",
            Sets = sets,
            Status = StatusOf(condition, isOver, endsLater: abated is not null && !isOver),
            Verification = VerificationOf(condition.VerificationStatus),
            Severity = SeverityOf(condition.Severity),
            Grade = grades.In(condition.Extension) ?? grades.OfSeverity(condition.Severity) ?? grades.InName(condition.Code),
            Onset = onsetFrom is { } onset ? reading.Calendar.Late(onset) : null,
            OnsetFrom = onsetFrom?.Earliest,
            Recorded = recorded is { } written && reading.Calendar.Exists(written) ? reading.Calendar.Late(written) : null,
            Abated = isOver ? reading.Calendar.Late(abated!.Value) : null,
            IsUnreadable = !readable,
        });
    }

    public static int Order(ConditionFact a, ConditionFact b)
    {
        var byDay = Nullable.Compare(b.Day, a.Day);
        return byDay != 0 ? byDay : string.CompareOrdinal(a.Reference, b.Reference);
    }

    private static ConditionStatus StatusOf(Condition condition, bool isOver, bool endsLater)
    {
        if (isOver)
            return ConditionStatus.Past;
        // Its end lies after asOf: on that day it went on, whatever the record says now.
        if (endsLater)
            return ConditionStatus.Active;
        if (condition.ClinicalStatus is { } status)
        {
            foreach (var coding in status.Coding)
            {
                if (coding.Code is "active" or "recurrence" or "relapse")
                    return ConditionStatus.Active;
                if (coding.Code is "inactive" or "remission" or "resolved")
                    return ConditionStatus.Past;
            }
            if (Words.Say(status, "resolved") || Words.Say(status, "inactive") || Words.Say(status, "remission")
                || Words.Say(status, "治愈") || Words.Say(status, "缓解") || Words.Say(status, "既往"))
                return ConditionStatus.Past;
        }
        return condition.Abatement is not null ? ConditionStatus.Past : ConditionStatus.Active;
    }

    private static Verification VerificationOf(CodeableConcept? status)
    {
        if (status is null)
            return Verification.Confirmed;
        foreach (var coding in status.Coding)
        {
            switch (coding.Code)
            {
                case "refuted": return Verification.Refuted;
                case "confirmed": return Verification.Confirmed;
                case "provisional" or "differential" or "unconfirmed": return Verification.Suspected;
            }
        }
        return Words.Say(status, "refuted") || Words.Say(status, "排除") ? Verification.Refuted
            : Words.Say(status, "provisional") || Words.Say(status, "unconfirmed") || Words.Say(status, "suspected") || Words.Say(status, "疑似")
                ? Verification.Suspected
            : Verification.Confirmed;
    }

    private string? SeverityOf(CodeableConcept? severity)
    {
        if (severity is null)
            return null;
        var said = reading.AllSetsOf(severity);
        foreach (var (word, sets) in reading.Sets.Severities)
        {
            if (said.Overlaps(sets))
                return word;
        }
        return null;
    }

    private (FhirDay? From, FhirDay? To) Time(DataType? time)
    {
        if (time is not Age age)
            return reading.Calendar.Span(time);
        // An age in years, at which the patient had it, against the birth date.
        if (age.Value is not { } years || (age.Code ?? age.Unit) is not ("a" or "year" or "years" or "岁")
            || reading.BirthDate is not { Latest.Year: < 9_800 } birth || years is < 0 or > 150)
            return (null, null);
        var day = new FhirDay(birth.Earliest.AddYears((int)years), birth.Latest.AddYears((int)years + 1).AddDays(-1));
        return (day, day);
    }
}
