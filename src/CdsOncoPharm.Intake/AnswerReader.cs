using System.Globalization;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Observations and items of QuestionnaireResponses into what a person assessed.</summary>
internal sealed class AnswerReader(Reading reading, IReadOnlySet<string> keys)
{
    private const int DeepestItem = 32;
    private const string MedicineSuffix = ".medicine";
    private const string ChildPughClass = "child-pugh-class";
    private const string OurSystem = "https://cdsoncopharm.org/fhir/CodeSystem/assessment";

    public List<AnswerFact> Facts { get; } = [];

    /// <summary>The assessment that a code names, whatever its system; null when it names none.</summary>
    public string? KeyOf(CodeableConcept? code)
    {
        if (code is null)
            return null;
        foreach (var coding in code.Coding)
        {
            if (coding.Code is { } key && keys.Contains(key))
                return key;
        }
        // A laboratory's own code says it in words.
        return keys.Contains(ChildPughClass) && (Words.Say(code, "Child-Pugh class") || Words.Say(code, "Child-Pugh分级") || Words.Say(code, "Child-Pugh 分级"))
            ? ChildPughClass
            : null;
    }

    /// <summary>Takes in an Observation whose code is the key; its status and subject are already checked.</summary>
    public void Add(Observation observation, string key, in Entry entry)
    {
        var (start, end) = reading.Calendar.Span(observation.Effective);
        var at = start ?? end ?? reading.Calendar.Read(observation.Issued);
        if (at is { } day && !reading.Calendar.Exists(day))
            return;
        var focus = observation.Focus.Count > 0 ? observation.Focus[0] : null;
        var about = focus is null ? null : reading.Scope.NameOf(focus, entry, "Condition") ?? Words.Trimmed(focus.Display);
        // About the patient is about everything.
        if (about == reading.Scope.Patient.Reference)
            (focus, about) = (null, null);
        Add(key, observation.Value, at, about, focus is null ? observation.Code?.Text : focus.Display, focus?.Display, entry);
    }

    public void Add(QuestionnaireResponse response, in Entry entry)
    {
        if ((response.StatusElement?.ObjectValue as string ?? "") is not ("completed" or "amended" or "") || !reading.Scope.Owns(response.Subject, entry))
            return;
        var authored = reading.Calendar.Read(response.Authored);
        if (authored is { } day && !reading.Calendar.Exists(day))
            return;
        foreach (var item in response.Item)
            Add(item, authored, entry, 0);
    }

    public static int Order(AnswerFact a, AnswerFact b)
    {
        var byTime = Nullable.Compare(b.At, a.At);
        if (byTime != 0)
            return byTime;
        var byReference = string.CompareOrdinal(a.Reference, b.Reference);
        if (byReference != 0)
            return byReference;
        var byKey = string.CompareOrdinal(a.Assessment, b.Assessment);
        return byKey != 0 ? byKey : string.CompareOrdinal(a.Value, b.Value);
    }

    private void Add(QuestionnaireResponse.ItemComponent item, FhirDay? authored, in Entry entry, int depth)
    {
        if (depth > DeepestItem)
            return;
        var key = KeyOf(item);
        foreach (var answer in item.Answer)
        {
            if (key is not null)
                Add(key, answer.Value, authored, null, null, MedicineBeside(answer, key), entry);
            foreach (var inner in answer.Item)
                Add(inner, authored, entry, depth + 1);
        }
        foreach (var inner in item.Item)
            Add(inner, authored, entry, depth + 1);
    }

    // A question after a dose has one below it: of which medicine.
    private static string? MedicineBeside(QuestionnaireResponse.AnswerComponent answer, string key)
    {
        foreach (var item in answer.Item)
        {
            if (item.LinkId == key + MedicineSuffix && item.Answer.Count > 0)
                return item.Answer[0].Value switch { FhirString words => words.Value, Coding coding => coding.Display ?? coding.Code, _ => null };
        }
        return null;
    }

    private string? KeyOf(QuestionnaireResponse.ItemComponent item)
    {
        if (item.LinkId is { } link && keys.Contains(link))
            return link;
        if (item.Definition is not { } definition)
            return null;
        // "…/StructureDefinition/x#pain-control" and "…/CodeSystem/assessment|pain-control" both end in the key.
        var last = definition.LastIndexOfAny(['#', '|', '/', '.']);
        var key = definition[(last + 1)..];
        return keys.Contains(key) ? key : null;
    }

    private void Add(string key, DataType? value, FhirDay? at, string? about, string? aboutWords, string? medicine, in Entry entry)
    {
        Dose? quantity = null;
        string? said;
        switch (value)
        {
            case CodeableConcept concept:
                said = CodeOf(concept) ?? Words.Trimmed(Words.Of(concept));
                break;
            case Coding coding:
                said = Words.Trimmed(coding.Code) ?? Words.Trimmed(coding.Display);
                break;
            case FhirBoolean truth:
                said = truth.Value switch { true => "yes", false => "no", null => null };
                break;
            case Integer number:
                said = number.Value?.ToString(CultureInfo.InvariantCulture);
                break;
            case FhirDecimal number:
                said = number.Value?.ToString("0.############", CultureInfo.InvariantCulture);
                break;
            case Quantity { Value: { } amount } measured:
                said = amount.ToString("0.############", CultureInfo.InvariantCulture);
                if ((reading.Terminology.FindUnit(measured.Code, measured.Unit) ?? Words.Trimmed(measured.Code) ?? Words.Trimmed(measured.Unit)) is { } unit)
                    quantity = new(amount, unit);
                break;
            case FhirString words:
                said = Words.Trimmed(words.Value);
                break;
            default:
                said = null;
                break;
        }
        if (key == ChildPughClass)
            said = ClassIn(said);
        if (said is null)
        {
            reading.Issue(entry, $"{entry.Resource.TypeName}.value", $"the answer to '{key}' cannot be read");
            return;
        }
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Assessment = key,
            Value = said,
            Quantity = quantity,
            At = at is { } day ? reading.Calendar.LateWhen(day) : null,
            About = about,
            AboutSets = reading.Terminology.NarrowestConditionSet(reading.Terminology.FindConditionSetsByText(aboutWords)),
            Medicines = key is AnswerFact.OutsideDose or AnswerFact.ToxicityHistory or AnswerFact.OffLabel ? MedicinesIn(medicine, said) : [],
        });
    }

    private IReadOnlyList<Ingredient> MedicinesIn(string? beside, string said)
    {
        var named = reading.Terminology.FindMedicineByText(beside);
        return named.Count > 0 ? named : reading.Terminology.FindMedicineByText(said);
    }

    // "Class C (10 points)", "C级": the letter that stands alone.
    private static string? ClassIn(string? said)
    {
        for (var i = 0; i < said?.Length; i++)
        {
            if (said[i] is 'A' or 'B' or 'C' && !IsLetter(i - 1) && !IsLetter(i + 1))
                return said[i].ToString();
        }
        return null;

        bool IsLetter(int at) => at >= 0 && at < said.Length && char.IsAsciiLetter(said[at]);
    }

    private static string? CodeOf(CodeableConcept concept)
    {
        string? first = null;
        foreach (var coding in concept.Coding)
        {
            if (string.IsNullOrWhiteSpace(coding.Code))
                continue;
            if (coding.System == OurSystem)
                return coding.Code;
            first ??= coding.Code;
        }
        return first;
    }
}
