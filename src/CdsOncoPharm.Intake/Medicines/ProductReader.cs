using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>
/// Finds out what a medicine is: by its codes, by the Medication it points to (in the Bundle or contained), by that one's
/// ingredients, and by its words where no code is known.
/// </summary>
internal sealed class ProductReader(Reading reading)
{
    private const string Unnamed = "medicine without a name";

    // Equal concepts of a document are one object: orders and doses of one medicine share what is found out about it.
    private readonly Dictionary<object, Product> known = new(ReferenceEqualityComparer.Instance);

    // A medicine that is known by its ATC group alone is one medicine, however often it is ordered.
    private readonly Dictionary<string, Ingredient> ofGroups = new(StringComparer.OrdinalIgnoreCase);

    public Product Read(DataType? medication, in Entry entry)
    {
        switch (medication)
        {
            case CodeableConcept concept:
                return OfConcept(concept, null, entry);
            case ResourceReference reference:
                return OfReference(reference, entry, depth: 0);
            default:
                reading.Issue(entry, $"{entry.Resource.TypeName}.medication", "no medicine is named");
                return Unknown(Unnamed, null, entry.Reference);
        }
    }

    /// <summary>The medicine that a Medication resource describes.</summary>
    public Product Read(Medication medication, in Entry entry) => OfMedication(medication, null, entry, depth: 0);

    /// <summary>The medicine that words name; null when they name none that is known.</summary>
    public Product? Named(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
            return null;
        var product = OfText(words, null);
        return product.Ingredients.Count > 0 ? product : null;
    }

    private Product OfReference(ResourceReference reference, in Entry from, int depth)
    {
        if (reading.Scope.TryResolve(reference, from, "Medication", out var target) && target.Resource is Medication medication)
        {
            if (!known.TryGetValue(medication, out var product))
            {
                // A medicine that lists itself among its ingredients finds this.
                known[medication] = Unknown(reference.Display, medication.Code, null);
                known[medication] = product = OfMedication(medication, reference.Display, target, depth);
            }
            return product;
        }
        if (string.IsNullOrWhiteSpace(reference.Display))
        {
            reading.Issue(from, $"{from.Resource.TypeName}.medicationReference", "what it points to did not arrive");
            var name = reading.Scope.NameOf(reference, from, "Medication");
            return Unknown(Unnamed, null, name ?? from.Reference);
        }
        return OfText(reference.Display, null);
    }

    private Product OfMedication(Medication medication, string? display, in Entry entry, int depth)
    {
        var form = reading.AllSetsOf(medication.Form) & (reading.Sets.Forms | reading.Sets.Routes);
        var byCode = medication.Code is { } code ? OfConcept(code, display, entry) : null;
        if (byCode is { Ingredients.Count: > 0, IsOfGroup: false })
            return With(byCode, byCode.Ingredients, byCode.HasUnknownPart, form);
        var parts = new List<Ingredient>();
        var unknownPart = false;
        string? text = null;
        if (depth < 4)
        {
            foreach (var part in medication.Ingredient)
            {
                if (part.IsActive == false)
                    continue;
                var inner = part.Item switch
                {
                    CodeableConcept concept => OfConcept(concept, null, entry),
                    ResourceReference reference => OfReference(reference, entry, depth + 1),
                    _ => null,
                };
                if (inner is null)
                    continue;
                text ??= inner.Text;
                unknownPart |= inner.HasUnknownPart;
                foreach (var ingredient in inner.Ingredients)
                {
                    if (!parts.Contains(ingredient))
                        parts.Add(ingredient);
                }
            }
        }
        var whole = byCode
            ?? (string.IsNullOrWhiteSpace(display) ? Unknown(text ?? Unnamed, null, text is null ? entry.Reference : null) : OfText(display, null));
        if (parts.Count > 0)
            return With(whole, whole.IsOfGroup && unknownPart ? [.. parts, .. whole.Ingredients] : parts, unknownPart, form);
        return With(whole, whole.Ingredients, whole.HasUnknownPart, form);
    }

    private static Product With(Product product, IReadOnlyList<Ingredient> ingredients, bool unknownPart, Tags form) => new()
    {
        Text = product.Text,
        Ingredients = ingredients,
        HasUnknownPart = unknownPart,
        IsOfGroup = product.IsOfGroup,
        Key = product.Key,
        Classes = product.Classes,
        PossibleClasses = product.PossibleClasses,
        CountsInPolypharmacy = product.CountsInPolypharmacy,
        Form = product.Form | form,
    };

    private Product OfConcept(CodeableConcept concept, string? display, in Entry entry)
    {
        if (!known.TryGetValue(concept, out var product))
            known.Add(concept, product = MakeOfConcept(concept, display, entry));
        return product;
    }

    private Product MakeOfConcept(CodeableConcept concept, string? display, in Entry entry)
    {
        IReadOnlyList<Ingredient> found = [];
        foreach (var coding in concept.Coding)
        {
            var these = reading.Terminology.FindMedicine(coding.System, coding.Code);
            if (these.Count == 0)
                continue;
            if (found.Count == 0)
                found = these;
            else if (!IsSame(found, these))
            {
                // Two codes for one medicine: the combination says more than its part, the formulation more than the plain name.
                if (IsMoreSpecific(these, found))
                    found = these;
                else if (!IsMoreSpecific(found, these))
                    reading.Issue(entry, $"{entry.Resource.TypeName}.medication", "its codes name different medicines; the first was taken");
            }
        }
        var words = Words.Readable(concept) ?? Words.Trimmed(display);
        if (found.Count == 0)
            return OfText(words, concept);
        if (found.Count == 1)
        {
            // ATC and RxNorm ingredients do not tell a liposomal product from the plain one; the words do.
            var byText = FindByText(concept, display);
            if (byText.Count == 1 && IsMoreSpecific(byText, found))
                found = byText;
        }
        var text = words ?? found[0].Name.En;
        return new() { Text = text, Ingredients = found, Key = text, Form = FormsIn(text) };
    }

    private Product OfText(string? words, CodeableConcept? concept)
    {
        var found = concept is null ? reading.Terminology.FindMedicineByText(words) : FindByText(concept, words);
        if (found.Count == 0)
            return Unknown(words, concept, null);
        return new() { Text = words!, Ingredients = found, Key = words!, Form = FormsIn(words), CountsInPolypharmacy = concept is null || !IsLeftOut(concept) };
    }

    private IReadOnlyList<Ingredient> FindByText(CodeableConcept concept, string? display)
    {
        var found = reading.Terminology.FindMedicineByText(concept.Text);
        if (found.Count > 0)
            return found;
        foreach (var coding in concept.Coding)
        {
            found = reading.Terminology.FindMedicineByText(coding.Display);
            if (found.Count > 0)
                return found;
        }
        return display is null ? [] : reading.Terminology.FindMedicineByText(display);
    }

    private Product Unknown(string? words, CodeableConcept? concept, string? key)
    {
        Tags classes = default, possible = default;
        string? code = null;
        Ingredient? ofGroup = null;
        if (concept is not null)
        {
            foreach (var coding in concept.Coding)
            {
                if (string.IsNullOrWhiteSpace(coding.Code))
                    continue;
                code ??= coding.Code;
                classes |= reading.Terminology.ClassesOfUnlisted(coding.System, coding.Code);
                possible |= reading.Terminology.PossibleClasses(coding.System, coding.Code, words ?? coding.Display);
                ofGroup ??= OfGroup(coding.System, coding.Code.Trim(), words);
            }
        }
        if (code is null)
            possible = reading.Terminology.PossibleClasses(null, null, words);
        var text = words ?? code ?? Unnamed;
        return new()
        {
            Text = text,
            Ingredients = ofGroup is null ? [] : [ofGroup],
            IsOfGroup = ofGroup is not null,
            HasUnknownPart = true,
            Key = key ?? Terminology.Fold(text),
            Classes = classes,
            PossibleClasses = possible,
            CountsInPolypharmacy = concept is null || !IsLeftOut(concept),
            Form = FormsIn(text),
        };
    }

    private Ingredient? OfGroup(string? system, string code, string? words)
    {
        if (!ofGroups.TryGetValue(code, out var ingredient) && reading.Terminology.IngredientOfGroup(system, code, words) is { } made)
            ofGroups.Add(code, ingredient = made);
        return ingredient;
    }

    private bool IsLeftOut(CodeableConcept concept)
    {
        foreach (var coding in concept.Coding)
        {
            if (reading.Terminology.IsLeftOutOfPolypharmacy(coding.System, coding.Code))
                return true;
        }
        return false;
    }

    // "for injection" and "patch" say how it is given, so routes count here too.
    private Tags FormsIn(string? words) =>
        reading.Terminology.FindConditionSetsByText(words) & (reading.Sets.Forms | reading.Sets.Routes);

    private static bool IsSame(IReadOnlyList<Ingredient> one, IReadOnlyList<Ingredient> other)
    {
        if (one.Count != other.Count)
            return false;
        foreach (var ingredient in one)
        {
            if (!Holds(other, ingredient))
                return false;
        }
        return true;
    }

    private static bool Holds(IReadOnlyList<Ingredient> list, Ingredient ingredient)
    {
        foreach (var item in list)
        {
            if (ReferenceEquals(item, ingredient))
                return true;
        }
        return false;
    }

    // "doxorubicin liposomal" is more specific than "doxorubicin", and "A and B" than "A".
    private static bool IsMoreSpecific(IReadOnlyList<Ingredient> one, IReadOnlyList<Ingredient> other)
    {
        if (one.Count == 1 && other.Count == 1)
            return one[0].Code.Length > other[0].Code.Length && one[0].Code.StartsWith(other[0].Code, StringComparison.Ordinal);
        if (one.Count <= other.Count)
            return false;
        foreach (var ingredient in other)
        {
            if (!Holds(one, ingredient))
                return false;
        }
        return true;
    }
}
