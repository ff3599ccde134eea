using System.Globalization;
using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Observations and items of QuestionnaireResponses into what a person assessed.</summary>
internal sealed partial class AnswerReader(Reading reading, ProductReader products, IReadOnlySet<string> keys)
{
    private const int DeepestItem = 32;
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
        if (key == AnswerFact.OutsideDose)
            AddDoseElsewhere(observation, at, about, entry);
        else
            Add(key, observation.Value, at, about, focus is null ? observation.Code?.Text : focus.Display, key is AnswerFact.ToxicityHistory or AnswerFact.OffLabel ? Named(focus?.Display) : [], entry);
    }

    /// <summary>Takes in what a record answers without having been asked.</summary>
    public void Add(string key, string said, FhirDay? at, in Entry entry)
    {
        if (keys.Contains(key))
            Facts.Add(new() { Reference = entry.Reference, Assessment = key, Value = said, At = at is { } day ? reading.Calendar.LateWhen(day) : null });
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
                Add(key, answer.Value, authored, null, null, key is AnswerFact.OutsideDose or AnswerFact.ToxicityHistory ? MedicineBeside(item, answer) : [], entry);
            foreach (var inner in answer.Item)
                Add(inner, authored, entry, depth + 1);
        }
        // A group of two questions: of which medicine, and how much.
        if (key == AnswerFact.OutsideDose && item.Answer.Count == 0 && DoseIn(item.Item) is { } dose)
            Add(key, dose, authored, null, null, MedicineIn(item.Item) is { Count: > 0 } named ? named : Named(item.Text), entry);
        foreach (var inner in item.Item)
            Add(inner, authored, entry, depth + 1);
    }

    // A question after a dose has one below or beside it: of which medicine.
    private IReadOnlyList<Ingredient> MedicineBeside(QuestionnaireResponse.ItemComponent item, QuestionnaireResponse.AnswerComponent answer)
    {
        var found = MedicineIn(answer.Item);
        if (found.Count == 0)
            found = MedicineIn(item.Item);
        return found.Count > 0 ? found : Named(item.Text);
    }

    private IReadOnlyList<Ingredient> MedicineIn(List<QuestionnaireResponse.ItemComponent> items)
    {
        foreach (var item in items)
        {
            foreach (var answer in item.Answer)
            {
                var found = answer.Value switch
                {
                    FhirString words => Named(words.Value),
                    Coding coding => reading.Terminology.FindMedicine(coding.System, coding.Code) is { Count: > 0 } coded ? coded : Named(coding.Display ?? coding.Code),
                    _ => [],
                };
                if (found.Count > 0)
                    return found;
            }
        }
        return [];
    }

    private static Quantity? DoseIn(List<QuestionnaireResponse.ItemComponent> items)
    {
        foreach (var item in items)
        {
            foreach (var answer in item.Answer)
            {
                if (answer.Value is Quantity dose)
                    return dose;
            }
        }
        return null;
    }

    // The medicine stands in the focus, beside the code, in a component, the method or a note; a component may carry its dose.
    private void AddDoseElsewhere(Observation observation, FhirDay? at, string? about, in Entry entry)
    {
        DataType? value = observation.Value;
        var isTold = false;
        foreach (var component in observation.Component)
        {
            if (component.Value is not Quantity dose)
                continue;
            if (Named(component.Code, entry) is { Count: > 0 } named)
            {
                Add(AnswerFact.OutsideDose, dose, at, about, null, named, entry);
                isTold = true;
            }
            else
                value ??= dose;
        }
        if (value is not null || !isTold)
            Add(AnswerFact.OutsideDose, value, at, about, null, MedicineOf(observation, entry), entry);
    }

    private IReadOnlyList<Ingredient> MedicineOf(Observation observation, in Entry entry)
    {
        IReadOnlyList<Ingredient> found = [];
        foreach (var focus in observation.Focus)
        {
            if (found.Count == 0)
                found = Named(focus, entry);
        }
        foreach (var component in observation.Component)
        {
            if (found.Count == 0)
                found = component.Value switch { CodeableConcept concept => Named(concept, entry), FhirString words => Named(words.Value), _ => [] };
        }
        if (found.Count == 0)
            found = Named(observation.Code, entry);
        if (found.Count == 0)
            found = Named(observation.Method, entry);
        foreach (var note in observation.Note)
        {
            if (found.Count == 0)
                found = Named(note.Text);
        }
        return found;
    }

    private IReadOnlyList<Ingredient> Named(ResourceReference reference, in Entry from)
    {
        if (!reading.Scope.TryResolve(reference, from, "MedicationRequest", out var target))
            return Named(reference.Display);
        var product = target.Resource switch
        {
            Medication medication => products.Read(medication, target),
            MedicationRequest order => products.Read(order.Medication, target),
            MedicationAdministration dose => products.Read(dose.Medication, target),
            MedicationStatement statement => products.Read(statement.Medication, target),
            MedicationDispense supply => products.Read(supply.Medication, target),
            _ => null,
        };
        return product?.Ingredients ?? Named(reference.Display);
    }

    private IReadOnlyList<Ingredient> Named(CodeableConcept? concept, in Entry entry) => concept is null ? [] : products.Read(concept, entry).Ingredients;

    private IReadOnlyList<Ingredient> Named(string? words) => reading.Terminology.FindMedicineByText(words);

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

    private void Add(string key, DataType? value, FhirDay? at, string? about, string? aboutWords, IReadOnlyList<Ingredient> medicines, in Entry entry)
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
            Quantity = quantity ?? (key == AnswerFact.OutsideDose ? DoseIn(said) : null),
            At = at is { } day ? reading.Calendar.LateWhen(day) : null,
            About = about,
            AboutSets = reading.Terminology.NarrowestConditionSet(reading.Terminology.FindConditionSetsByText(aboutWords)),
            Medicines = medicines.Count == 0 && key is AnswerFact.OutsideDose or AnswerFact.ToxicityHistory ? Named(said) : medicines,
        });
    }

    // "cisplatin 300 mg/m2". With a second number nobody knows what the first one means.
    private Dose? DoseIn(string said)
    {
        if (WrittenDose().Matches(said) is not [var only] || reading.Terminology.FindUnit(null, only.Groups["unit"].Value) is not { } unit)
            return null;
        return decimal.TryParse(only.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? new Dose(number, unit) : null;
    }

    [GeneratedRegex(@"(?<![A-Za-z/\d.])(?<number>\d+(\.\d+)?)\s*(?<unit>[A-Za-z\[][A-Za-z0-9/\[\]'²㎡^*]*)?", RegexOptions.ExplicitCapture)]
    private static partial Regex WrittenDose();

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
