using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns NutritionOrders into tube feeding, feeding by vein, and supplements.</summary>
internal sealed class NutritionReader(Reading reading)
{
    public List<NutritionFact> Facts { get; } = [];

    public void Add(NutritionOrder order, in Entry entry)
    {
        var status = order.StatusElement?.ObjectValue as string ?? "";
        var isDraft = entry.IsBeingSigned || (status is "draft" && reading.DraftStatusSigns);
        if (!(status is "active" or "on-hold" or "" || isDraft) || order.IntentElement?.ObjectValue as string is "proposal" or "option"
            || !reading.Scope.Owns(order.Patient, entry))
            return;
        var at = reading.Calendar.Read(order.DateTime);
        if (at is { } day && !entry.IsBeingSigned && !reading.Calendar.Exists(day))
            return;
        var sets = reading.AllSetsOf(order.EnteralFormula?.BaseFormulaType);
        string? text = order.EnteralFormula is { } formula ? formula.BaseFormulaProductName ?? Words.Of(formula.BaseFormulaType) : null;
        foreach (var supplement in order.Supplement)
        {
            sets |= reading.AllSetsOf(supplement.Type) | reading.Terminology.FindConditionSetsByText(supplement.ProductName);
            text ??= supplement.ProductName ?? Words.Of(supplement.Type);
        }
        foreach (var type in order.OralDiet?.Type ?? [])
        {
            sets |= reading.AllSetsOf(type);
            text ??= Words.Of(type);
        }
        if (order.OralDiet?.Instruction is { } instruction)
            sets |= reading.Terminology.FindConditionSetsByText(instruction);
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Text = text ?? "",
            IsEnteral = order.EnteralFormula is not null || sets.Overlaps(reading.Sets.EnteralNutrition),
            IsParenteral = sets.Overlaps(reading.Sets.ParenteralNutrition),
            Day = at is { } known ? reading.Calendar.Late(known) : null,
        });
    }

    public static int Order(NutritionFact a, NutritionFact b)
    {
        var byDay = Nullable.Compare(b.Day, a.Day);
        return byDay != 0 ? byDay : string.CompareOrdinal(a.Reference, b.Reference);
    }
}
