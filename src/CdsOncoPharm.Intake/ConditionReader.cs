using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Conditions, and the smoking status, into diagnoses and problems.</summary>
internal sealed class ConditionReader(Reading reading, ProcedureReader procedures)
{
    private const string DueTo = "http://hl7.org/fhir/StructureDefinition/condition-dueTo";
    private const string AssertedDate = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate";

    private readonly Grades grades = new(reading.Terminology);

    private ConditionFact? smoking;

    public List<ConditionFact> Facts { get; } = [];

    /// <summary>Diagnoses that say that a procedure led to them: by their code, their words, their cause or their evidence.</summary>
    public List<(Condition Condition, ConditionFact Fact)> Complications { get; } = [];

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
        // How severe it is, how well it is controlled and of what tissue it is stand in no code: a coded diagnosis says so in its words.
        var sets = reading.SetsOf(condition.Code, out var readable) | (reading.AllSetsOf(condition.Code) & reading.Sets.OnlyInWords);
        // A code for "other specified sites" leaves the site to the words.
        Tags site = reading.AllSetsOf(condition.Code);
        foreach (var place in condition.BodySite)
            site |= reading.AllSetsOf(place);
        sets = reading.Terminology.WithBodySite(sets, site);
        var (abatedFrom, abatedTo) = Time(condition.Abatement);
        var abated = abatedTo ?? abatedFrom;
        var isOver = abated is { } over && reading.Calendar.Exists(over);
        var fact = new ConditionFact
        {
            Reference = entry.Reference,
            Text = Words.Of(condition.Code) ?? "",
            Name = reading.NameOf(condition.Code),
            Sets = sets,
            Status = sets.Overlaps(reading.Sets.InRemission) ? ConditionStatus.Past : StatusOf(condition, isOver, endsLater: abated is not null && !isOver),
            Verification = VerificationOf(condition.VerificationStatus),
            Severity = SeverityOf(condition.Severity),
            Grade = grades.In(condition.Extension) ?? grades.OfSeverity(condition.Severity) ?? grades.InName(condition.Code),
            Onset = onsetFrom is { } onset ? reading.Calendar.Late(onset) : null,
            OnsetFrom = onsetFrom?.Earliest,
            Recorded = recorded is { } written && reading.Calendar.Exists(written) ? reading.Calendar.Late(written) : null,
            Abated = isOver ? reading.Calendar.Late(abated!.Value) : null,
            IsUnreadable = !readable,
        };
        Facts.Add(fact);
        if (fact.Verification != Verification.Refuted && IsComplication(condition, entry))
            Complications.Add((condition, fact));
    }

    /// <summary>Whether an observation says whether the patient smokes (LOINC 72166-2).</summary>
    public static bool IsSmokingStatus(CodeableConcept? code) => Words.HasCode(code, "72166-2");

    /// <summary>Takes in whether the patient smokes; its status and subject are already checked. The newest counts.</summary>
    public void Add(Observation observation, in Entry entry)
    {
        if (observation.Value is not CodeableConcept said)
            return;
        var (start, end) = reading.Calendar.Span(observation.Effective);
        if ((start ?? end ?? reading.Calendar.Read(observation.Issued)) is not { } at || !reading.Calendar.Exists(at))
            return;
        var fact = new ConditionFact
        {
            Reference = entry.Reference,
            Text = Words.Of(said) ?? "",
            Sets = reading.SetsOf(said, out _) & reading.Sets.Smoking,
            Status = ConditionStatus.Active,
            Verification = Verification.Confirmed,
            Recorded = reading.Calendar.Late(at),
        };
        if (smoking is null || Order(fact, smoking) < 0)
            smoking = fact;
    }

    /// <summary>Takes the newest smoking status among the diagnoses, where it says that the patient smokes.</summary>
    public void Finish()
    {
        if (smoking is { Sets.IsEmpty: false })
            Facts.Add(smoking);
    }

    private bool IsComplication(Condition condition, in Entry entry)
    {
        var sets = reading.AllSetsOf(condition.Code);
        if (sets.Overlaps(reading.Sets.ProceduralComplication))
            return true;
        foreach (var extension in condition.Extension)
        {
            if (extension.Url == DueTo && IsDueToProcedure(extension.Value, entry))
                return true;
        }
        // The operation that a tumour was found in did not cause the tumour.
        if (sets.Overlaps(reading.Sets.Cancer))
            return false;
        foreach (var evidence in condition.Evidence)
        {
            foreach (var detail in evidence.Detail)
            {
                if (reading.Scope.TryResolve(detail, entry, "Procedure", out var target) && target.Resource is Procedure procedure
                    && procedures.SetsOf(procedure).Overlaps(Treatments))
                    return true;
            }
        }
        return false;
    }

    private Tags Treatments => reading.Sets.Operation | reading.Sets.Radiotherapy;

    private bool IsDueToProcedure(DataType? cause, in Entry entry) => cause switch
    {
        CodeableConcept concept => reading.AllSetsOf(concept).Overlaps(Treatments),
        ResourceReference reference => reading.Scope.TryResolve(reference, entry, "Procedure", out var target)
            ? target.Resource is Procedure
            : ReferenceText.Of(reference.Reference).Type is "Procedure",
        _ => false,
    };

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
