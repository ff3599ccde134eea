using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns orders, doses, dispenses, statements and planned products into one therapy for each ingredient.</summary>
internal sealed class MedicineReader(Reading reading)
{
    private readonly DosageReader dosages = new(reading);
    private readonly Dictionary<Ingredient, List<MedicationRecord>> byIngredient = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, (Product Product, List<MedicationRecord> Records)> unrecognised = new(StringComparer.Ordinal);

    public ProductReader Products { get; } = new(reading);

    public void Add(MedicationRequest order, in Entry entry)
    {
        var status = Status(order.StatusElement);
        if (status is "entered-in-error" || !reading.Scope.Owns(order.Subject, entry))
            return;
        // To sign that an order is stopped is to stop it.
        var isDraft = (entry.IsBeingSigned && status is not "stopped") || (status is "draft" && reading.DraftStatusSigns);
        if (status is "draft" && !isDraft)
            return;
        var authored = reading.Calendar.Read(order.AuthoredOn);
        if (!entry.IsBeingSigned && authored is { } day && !reading.Calendar.Exists(day))
            return;
        var at = authored is { } written ? reading.Calendar.LateWhen(written) : (When?)null;
        var facts = dosages.Read(order.DosageInstruction, at?.Day);
        var intent = Status(order.IntentElement);
        // What a clinician is about to sign is an order, whatever intent the draft still carries.
        var isPlan = !entry.IsBeingSigned && intent is "plan" or "proposal" or "option";
        var product = Products.Read(order.Medication, entry);
        Add(product, new()
        {
            Reference = entry.Reference,
            Kind = isDraft && !isPlan ? MedicationRecordKind.Draft : MedicationRecordKind.Order,
            Text = product.Text,
            Status = status,
            At = at,
            Start = facts.Start,
            End = EarlierEnd(facts.End, reading.Calendar.Read(order.DispenseRequest?.ValidityPeriod?.End)?.Latest),
            Counts = order.DoNotPerform != true && status is not "cancelled" && (entry.IsBeingSigned || intent is not ("proposal" or "option")),
            IsPlan = isPlan,
            StatusReason = Words.Of(order.StatusReason),
            CycleDays = facts.CycleDays,
            Dose = facts.Dose,
            DailyDose = facts.DailyDose,
            AsNeeded = facts.AsNeeded,
            SingleDose = facts.SingleDose,
            IsDailyInWords = facts.IsDailyInWords,
            Route = facts.Route,
            HasRoute = facts.HasRoute,
            Form = product.Form,
            CountsInPolypharmacy = product.CountsInPolypharmacy,
        });
    }

    public void Add(MedicationAdministration dose, in Entry entry)
    {
        var status = Status(dose.StatusElement);
        if (status is "entered-in-error" || !reading.Scope.Owns(dose.Subject, entry))
            return;
        var (start, end) = reading.Calendar.Span(dose.Effective);
        if ((start ?? end) is { } day && !reading.Calendar.Exists(day))
            return;
        var facts = dosages.Read(dose.Dosage);
        var product = Products.Read(dose.Medication, entry);
        Add(product, new()
        {
            Reference = entry.Reference,
            Kind = MedicationRecordKind.Administration,
            Text = product.Text,
            Status = status,
            At = (start ?? end) is { } at ? reading.Calendar.LateWhen(at) : null,
            Start = start?.Earliest,
            End = end is { } last ? reading.Calendar.Late(last) : null,
            Counts = status is not "not-done",
            StatusReason = dose.StatusReason.Count > 0 ? Words.Of(dose.StatusReason[0]) : null,
            Dose = facts.Dose,
            Route = facts.Route,
            HasRoute = facts.HasRoute,
            Form = product.Form,
            CountsInPolypharmacy = product.CountsInPolypharmacy,
            BasedOn = reading.Scope.NameOf(dose.Request, entry, "MedicationRequest"),
        });
    }

    public void Add(MedicationDispense supply, in Entry entry)
    {
        var status = Status(supply.StatusElement);
        if (status is "entered-in-error" || !reading.Scope.Owns(supply.Subject, entry))
            return;
        var day = reading.Calendar.Read(supply.WhenHandedOver) ?? reading.Calendar.Read(supply.WhenPrepared);
        if (day is { } known && !reading.Calendar.Exists(known))
            return;
        var facts = dosages.Read(supply.DosageInstruction, null);
        var product = Products.Read(supply.Medication, entry);
        Add(product, new()
        {
            Reference = entry.Reference,
            Kind = MedicationRecordKind.Dispense,
            Text = product.Text,
            Status = status,
            At = day is { } at ? reading.Calendar.LateWhen(at) : null,
            Counts = status is "completed" or "" or "unknown" || (status is "in-progress" && supply.WhenHandedOver is not null),
            CycleDays = facts.CycleDays,
            Dose = facts.Dose,
            DailyDose = facts.DailyDose,
            AsNeeded = facts.AsNeeded,
            DaysSupply = DosageReader.SupplyDays(supply.DaysSupply),
            Route = facts.Route,
            HasRoute = facts.HasRoute,
            Form = product.Form,
            CountsInPolypharmacy = product.CountsInPolypharmacy,
            BasedOn = supply.AuthorizingPrescription.Count > 0
                ? reading.Scope.NameOf(supply.AuthorizingPrescription[0], entry, "MedicationRequest")
                : null,
        });
    }

    public void Add(MedicationStatement statement, in Entry entry)
    {
        var status = Status(statement.StatusElement);
        if (status is "entered-in-error" || !reading.Scope.Owns(statement.Subject, entry))
            return;
        var (start, end) = reading.Calendar.Span(statement.Effective);
        var asserted = reading.Calendar.Read(statement.DateAsserted);
        if ((asserted ?? start ?? end) is { } exists && !reading.Calendar.Exists(exists))
            return;
        var newest = asserted ?? (end is { } e && reading.Calendar.Exists(e) ? end : start ?? end);
        var isMoment = statement.Effective is not Period;
        var facts = dosages.Read(statement.Dosage, start?.Earliest);
        var product = Products.Read(statement.Medication, entry);
        Add(product, new()
        {
            Reference = entry.Reference,
            Kind = MedicationRecordKind.Statement,
            Text = product.Text,
            Status = status,
            At = newest is { } at ? reading.Calendar.LateWhen(at) : null,
            Start = start?.Earliest ?? facts.Start,
            LatestStart = start is { } from && from.Earliest < from.Latest ? from.Latest : null,
            // A moment says when it was taken, not when it ended.
            End = EarlierEnd(isMoment ? null : end?.Latest, facts.End),
            Counts = status is not "not-taken",
            IsPlan = status is "intended",
            StatusReason = statement.StatusReason.Count > 0 ? Words.Of(statement.StatusReason[0]) : null,
            CycleDays = facts.CycleDays,
            Dose = facts.Dose,
            DailyDose = facts.DailyDose,
            AsNeeded = facts.AsNeeded,
            SingleDose = facts.SingleDose,
            Route = facts.Route,
            HasRoute = facts.HasRoute,
            Form = product.Form,
            CountsInPolypharmacy = product.CountsInPolypharmacy,
            BasedOn = statement.BasedOn.Count > 0 ? reading.Scope.NameOf(statement.BasedOn[0], entry, "MedicationRequest") : null,
            Adherence = status is "not-taken" ? status : AdherenceOf(statement),
        });
    }

    /// <summary>The products that a plan of care names for its activities: they are planned, not ordered.</summary>
    public void Add(CarePlan plan, in Entry entry)
    {
        if (Status(plan.StatusElement) is not ("active" or "on-hold" or "draft" or "") || !reading.Scope.Owns(plan.Subject, entry))
            return;
        var created = reading.Calendar.Read(plan.Created);
        if (created is { } day && !reading.Calendar.Exists(day))
            return;
        foreach (var activity in plan.Activity)
        {
            if (activity.Detail is not { Product: { } named, DoNotPerform: not true } detail
                || Status(detail.StatusElement) is not ("not-started" or "scheduled" or "in-progress" or "on-hold" or ""))
                continue;
            var product = Products.Read(named, entry);
            Add(product, new()
            {
                Reference = entry.Reference,
                Kind = MedicationRecordKind.Order,
                Text = product.Text,
                Status = "active",
                At = created is { } at ? reading.Calendar.LateWhen(at) : null,
                IsPlan = true,
                Form = product.Form,
            });
        }
    }

    /// <summary>One therapy for each ingredient, current ones first.</summary>
    public List<Therapy> Therapies()
    {
        var therapies = new List<Therapy>(byIngredient.Count);
        foreach (var (ingredient, records) in byIngredient)
        {
            records.Sort(NewestFirst);
            TakeRoutesOfOrders(records);
            var verdict = Judge(records, ingredient.Kind);
            therapies.Add(new()
            {
                Ingredient = ingredient,
                IsCurrent = verdict.IsCurrent,
                Evidence = verdict.Evidence,
                Records = records,
                FirstDay = verdict.FirstDay,
                LastDay = verdict.LastDay,
                CurrentSince = verdict.Since,
            });
        }
        therapies.Sort(static (a, b) => a.IsCurrent != b.IsCurrent
            ? b.IsCurrent.CompareTo(a.IsCurrent)
            : string.CompareOrdinal(a.Ingredient.Code, b.Ingredient.Code));
        return therapies;
    }

    /// <summary>One for each product that is not known, current ones first.</summary>
    public List<UnrecognisedMedicine> Unrecognised()
    {
        var medicines = new List<UnrecognisedMedicine>(unrecognised.Count);
        foreach (var (product, records) in unrecognised.Values)
        {
            records.Sort(NewestFirst);
            var verdict = Judge(records, "unlisted");
            medicines.Add(new()
            {
                Record = verdict.Evidence,
                IsCurrent = verdict.IsCurrent,
                IsOfGroup = product.IsOfGroup,
                Classes = product.Classes,
                PossibleClasses = product.PossibleClasses,
            });
        }
        medicines.Sort(static (a, b) =>
            a.IsCurrent != b.IsCurrent ? b.IsCurrent.CompareTo(a.IsCurrent)
            : string.CompareOrdinal(a.Record.Text, b.Record.Text) is not 0 and var byText ? byText
            : string.CompareOrdinal(a.Record.Reference, b.Record.Reference));
        return medicines;
    }

    // A dose that does not say its route is given as its order says.
    private static void TakeRoutesOfOrders(List<MedicationRecord> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i] is { HasRoute: false, BasedOn: { } order } && records.Find(record => record.Reference == order && record.HasRoute) is { } ordered)
                records[i] = records[i] with { Route = ordered.Route, HasRoute = true };
        }
    }

    private CurrencyVerdict Judge(List<MedicationRecord> records, string kind) =>
        CurrencyRule.Judge(records, reading.Currency.Therapy(kind), reading.Currency.CycleGrace, reading.AsOf);

    private void Add(Product product, MedicationRecord record)
    {
        // The dose of a combination is not the dose of its parts.
        var part = product.Ingredients.Count > 1 ? record with { Dose = null, DailyDose = null } : record;
        foreach (var ingredient in product.Ingredients)
        {
            if (!byIngredient.TryGetValue(ingredient, out var records))
                byIngredient.Add(ingredient, records = []);
            records.Add(part with { Ingredient = ingredient });
        }
        if (!product.HasUnknownPart)
            return;
        if (!unrecognised.TryGetValue(product.Key, out var group))
            unrecognised.Add(product.Key, group = (product, []));
        group.Records.Add(record);
    }

    private static int NewestFirst(MedicationRecord a, MedicationRecord b)
    {
        var byDay = Nullable.Compare(b.At ?? (b.Start is { } bs ? new When(bs) : null), a.At ?? (a.Start is { } s ? new When(s) : null));
        if (byDay != 0)
            return byDay;
        var byKind = a.Kind.CompareTo(b.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(a.Reference, b.Reference);
    }

    private static DateOnly? EarlierEnd(DateOnly? one, DateOnly? other) => one is null || other < one ? other ?? one : one;

    private static string Status(PrimitiveType? code) => code?.ObjectValue as string ?? "";

    private static string? AdherenceOf(MedicationStatement statement)
    {
        foreach (var extension in statement.Extension)
        {
            if (extension.Url is null || !extension.Url.EndsWith("adherence", StringComparison.OrdinalIgnoreCase))
                continue;
            if (Said(extension) is { } said)
                return said;
            foreach (var inner in extension.Extension)
            {
                if (inner.Url is "code" && Said(inner) is { } code)
                    return code;
            }
        }
        return null;

        static string? Said(Extension extension) => extension.Value switch
        {
            CodeableConcept { Coding: [{ Code: { } code }, ..] } => code,
            CodeableConcept concept => Words.Of(concept),
            Coding coding => coding.Code,
            Code code => code.Value,
            FhirString text => text.Value,
            _ => null,
        };
    }
}
