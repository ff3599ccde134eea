using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>What every reader needs while one snapshot is made.</summary>
internal sealed class Reading
{
    private readonly ICollection<IntakeIssue>? issues;

    // Equal concepts of a document are one object, so each is looked up once.
    private readonly Dictionary<CodeableConcept, (Tags Sets, bool IsReadable)> sets = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CodeableConcept, Tags> allSets = new(ReferenceEqualityComparer.Instance);

    private const int OldestYears = 120;

    public Reading(Terminology terminology, KnownSets sets, Currency currency, Calendar calendar, PatientScope scope, RecordSet records,
        bool signing, ICollection<IntakeIssue>? issues)
    {
        Terminology = terminology;
        Sets = sets;
        Currency = currency;
        Calendar = calendar;
        Scope = scope;
        DraftStatusSigns = signing && records.DraftsAreBeingSigned;
        this.issues = issues;
        var patient = scope.Patient.Resource;
        Sex = patient.Gender switch
        {
            AdministrativeGender.Female => Sex.Female,
            AdministrativeGender.Male => Sex.Male,
            _ => Sex.Unknown,
        };
        // A registry's 1900-01-01 is nobody's birthday.
        if (calendar.Read(patient.BirthDate) is { } birth && calendar.Exists(birth) && birth.Latest > calendar.AsOf.AddYears(-OldestYears))
            BirthDate = birth;
    }

    public Terminology Terminology { get; }

    public KnownSets Sets { get; }

    public Currency Currency { get; }

    public Calendar Calendar { get; }

    public DateOnly AsOf => Calendar.AsOf;

    public PatientScope Scope { get; }

    /// <summary>Whether an order whose own status is <c>draft</c> is being signed.</summary>
    public bool DraftStatusSigns { get; }

    public Sex Sex { get; }

    public FhirDay? BirthDate { get; }

    public void Issue(in Entry entry, string path, string what) => issues?.Add(new(path, what, entry.Reference));

    /// <summary>The sets of a concept: those of its codes, and those of its words where no code of it is known.</summary>
    public Tags SetsOf(CodeableConcept? concept, out bool isReadable)
    {
        isReadable = false;
        if (concept is null)
            return default;
        if (!sets.TryGetValue(concept, out var known))
            sets.Add(concept, known = FindSetsOf(concept));
        isReadable = known.IsReadable;
        return known.Sets;
    }

    private (Tags Sets, bool IsReadable) FindSetsOf(CodeableConcept concept)
    {
        Tags sets = default;
        var isReadable = false;
        foreach (var coding in concept.Coding)
        {
            sets |= Terminology.FindConditionSets(coding.System, coding.Code);
            isReadable |= Terminology.IsReadableConditionCode(coding.System, coding.Code);
        }
        if (isReadable)
            return (sets, true);
        var anyWords = false;
        if (!string.IsNullOrWhiteSpace(concept.Text))
        {
            anyWords = true;
            sets |= Terminology.FindConditionSetsByText(concept.Text);
        }
        foreach (var coding in concept.Coding)
        {
            if (!string.IsNullOrWhiteSpace(coding.Display) && coding.Display != concept.Text)
            {
                anyWords = true;
                sets |= Terminology.FindConditionSetsByText(coding.Display);
            }
        }
        return (sets, anyWords);
    }

    /// <summary>What people call a concept that has a code and no words; null where it has words, or no set knows the code.</summary>
    public LocalText? NameOf(CodeableConcept? concept)
    {
        if (concept is null || Words.Readable(concept) is not null)
            return null;
        foreach (var coding in concept.Coding)
        {
            if (Terminology.NameOfCondition(coding.System, coding.Code) is { } name)
                return name;
        }
        return null;
    }

    /// <summary>The sets of a concept's codes and of its words, both.</summary>
    public Tags AllSetsOf(CodeableConcept? concept)
    {
        if (concept is null)
            return default;
        if (!allSets.TryGetValue(concept, out var known))
            allSets.Add(concept, known = FindAllSetsOf(concept));
        return known;
    }

    private Tags FindAllSetsOf(CodeableConcept concept)
    {
        Tags sets = default;
        if (!string.IsNullOrWhiteSpace(concept.Text))
            sets = Terminology.FindConditionSetsByText(concept.Text);
        foreach (var coding in concept.Coding)
        {
            sets |= Terminology.FindConditionSets(coding.System, coding.Code);
            if (!string.IsNullOrWhiteSpace(coding.Display) && coding.Display != concept.Text)
                sets |= Terminology.FindConditionSetsByText(coding.Display);
        }
        return sets;
    }
}
