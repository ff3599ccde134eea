using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>What is suspected to have caused a toxicity, and what was done with it.</summary>
internal sealed class Suspects(Reading reading, MedicineReader medicines, ProcedureReader procedures)
{
    private readonly List<Ingredient> ingredients = [];

    public bool IsDrugRelated { get; private set; }

    /// <summary>Whether an antineoplastic was judged to have nothing to do with it.</summary>
    public bool IsExonerated { get; private set; }

    public bool IsProcedureRelated { get; private set; }

    public bool IsRadiotherapy { get; private set; }

    public ActionTaken Action { get; private set; }

    public DateOnly? ActionDay { get; private set; }

    /// <summary>The suspected ingredients by code.</summary>
    public IReadOnlyList<Ingredient> Ingredients
    {
        get
        {
            if (ingredients.Count == 0)
                return [];
            ingredients.Sort(static (a, b) => string.CompareOrdinal(a.Code, b.Code));
            return ingredients;
        }
    }

    /// <summary>Takes in what a reference points to: an order, dose, dispense, statement, product, or procedure.</summary>
    public void Add(ResourceReference? reference, in Entry from)
    {
        if (reference is null)
            return;
        if (!reading.Scope.TryResolve(reference, from, "MedicationRequest", out var target)
            && !reading.Scope.TryResolve(reference, from, "MedicationAdministration", out target)
            && !reading.Scope.TryResolve(reference, from, "MedicationStatement", out target)
            && !reading.Scope.TryResolve(reference, from, "Procedure", out target))
        {
            AddUnresolved(reference, from);
            return;
        }
        switch (target.Resource)
        {
            case MedicationRequest { StatusElement.ObjectValue: "entered-in-error" }:
                break;
            case MedicationRequest order:
                if (AddProduct(medicines.Products.Read(order.Medication, target)))
                    AddAction(order);
                break;
            case MedicationAdministration dose:
                if (AddProduct(medicines.Products.Read(dose.Medication, target)))
                    AddActionOf(dose.Request, target);
                break;
            case MedicationDispense supply:
                if (!AddProduct(medicines.Products.Read(supply.Medication, target)))
                    break;
                foreach (var prescription in supply.AuthorizingPrescription)
                    AddActionOf(prescription, target);
                break;
            case MedicationStatement statement:
                if (!AddProduct(medicines.Products.Read(statement.Medication, target)))
                    break;
                foreach (var order in statement.BasedOn)
                    AddActionOf(order, target);
                break;
            case Medication medication:
                AddProduct(medicines.Products.Read(medication, target));
                break;
            case Procedure procedure:
                IsProcedureRelated = true;
                IsRadiotherapy |= procedures.SetsOf(procedure).Overlaps(reading.Sets.Radiotherapy);
                break;
        }
    }

    /// <summary>Takes in what was suspected and judged unrelated.</summary>
    public void Exonerate(ResourceReference? reference, in Entry from)
    {
        var judged = new Suspects(reading, medicines, procedures);
        judged.Add(reference, from);
        IsExonerated |= judged.IsDrugRelated;
    }

    private void AddAction(ActionTaken action)
    {
        if (action > Action)
            Action = action;
    }

    /// <summary>Whether a causality says that there is no relation.</summary>
    public bool IsUnrelated(CodeableConcept? relatedness) =>
        relatedness is not null && reading.AllSetsOf(relatedness).Overlaps(reading.Sets.Unrelated);

    /// <inheritdoc cref="IsUnrelated(CodeableConcept)"/>
    public bool IsUnrelated(string? words) =>
        !string.IsNullOrWhiteSpace(words) && reading.Terminology.FindConditionSetsByText(words).Overlaps(reading.Sets.Unrelated);

    /// <summary>Takes in what a record says was done, in words of ours or in those of CDISC (drug withdrawn, dose reduced …).</summary>
    public void AddAction(CodeableConcept action)
    {
        var said = reading.AllSetsOf(action);
        AddAction(
            said.Overlaps(reading.Sets.PermanentDiscontinuation) || Words.Say(action, "drug withdrawn") ? ActionTaken.PermanentlyDiscontinued
            : said.Overlaps(reading.Sets.Interruption) ? ActionTaken.Interrupted
            : said.Overlaps(reading.Sets.DoseReduction) ? ActionTaken.DoseReduced
            : Words.Say(action, "dose not changed") ? ActionTaken.None
            : ActionTaken.Unknown);
    }

    // True for an anticancer medicine: what was done with another is not what the rows ask.
    private bool AddProduct(Product product)
    {
        // Not known by name, but possibly an anticancer medicine by its group or stem.
        var isAntineoplastic = product.HasUnknownPart && (product.Classes | product.PossibleClasses).Overlaps(reading.Sets.Antineoplastic);
        foreach (var ingredient in product.Ingredients)
        {
            isAntineoplastic |= ingredient.IsAntineoplastic;
            if (!ingredients.Contains(ingredient))
                ingredients.Add(ingredient);
        }
        IsDrugRelated |= isAntineoplastic;
        return isAntineoplastic;
    }

    // What did not arrive may be an anticancer medicine: silence must not make the event harmless.
    private void AddUnresolved(ResourceReference reference, in Entry from)
    {
        var type = ReferenceText.Of(reference.Reference).Type;
        if (type.IsEmpty)
            type = reference.Type;
        switch (type)
        {
            case "MedicationRequest" or "MedicationAdministration" or "MedicationStatement" or "MedicationDispense" or "Medication":
                if (medicines.Products.Named(reference.Display) is { } named)
                {
                    AddProduct(named);
                    break;
                }
                IsDrugRelated = true;
                reading.Issue(from, $"{from.Resource.TypeName}.suspectEntity", "the suspected medicine did not arrive");
                break;
            case "Procedure":
                IsProcedureRelated = true;
                break;
            case "" when medicines.Products.Named(reference.Display) is { } display:
                AddProduct(display);
                break;
        }
    }

    private void AddActionOf(ResourceReference? reference, in Entry from)
    {
        if (reading.Scope.TryResolve(reference, from, "MedicationRequest", out var target) && target.Resource is MedicationRequest order)
            AddAction(order);
    }

    private void AddAction(MedicationRequest order)
    {
        if (reading.Calendar.Read(order.AuthoredOn) is { } authored && !reading.Calendar.Exists(authored))
            return;
        switch (order.StatusElement?.ObjectValue as string)
        {
            case "on-hold":
                AddAction(ActionTaken.Interrupted);
                break;
            case "stopped" when reading.AllSetsOf(order.StatusReason).Overlaps(reading.Sets.PermanentDiscontinuation):
                AddAction(ActionTaken.PermanentlyDiscontinued);
                foreach (var dosage in order.DosageInstruction)
                {
                    if (dosage.Timing?.Repeat?.Bounds is Period period && reading.Calendar.Read(period.End) is { } end && reading.Calendar.Exists(end))
                        ActionDay = reading.Calendar.Late(end) > (ActionDay ?? DateOnly.MinValue) ? reading.Calendar.Late(end) : ActionDay;
                }
                break;
            // Stopped and not said why may be for the toxicity: that stays open. Whatever else an order says, the medicine goes on as it was.
            case "stopped" when order.StatusReason is null:
                break;
            default:
                AddAction(ActionTaken.None);
                break;
        }
    }
}
