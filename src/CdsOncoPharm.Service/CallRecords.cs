using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Service;

/// <summary>What arrived with a call and was fetched for it: resources by their type, whatever the key, and what did not arrive.</summary>
internal sealed class CallRecords(ServiceDefinition definition)
{
    private readonly Dictionary<RecordKind, string> reasons = [];

    public RecordSet Set { get; } = new() { IsOfOnePatient = true };

    public bool HasDrafts { get; private set; }

    public async Task ReadAsync(CdsCall call, CancellationToken cancellation)
    {
        var results = await call.ResolveAsync(Covered(call), cancellation).ConfigureAwait(false);
        foreach (var result in results)
        {
            foreach (var resource in result.Resources)
                Add(resource, draft: false);
            NoteGap(result);
        }
        if (definition.Hook is "order-sign" or "order-select" or "medication-verify")
        {
            foreach (var order in call.Request.Context.Orders)
            {
                HasDrafts = true;
                Add(order, draft: true);
                // So earlier versions of FHIR call an order of a medicine; what it is for cannot be read.
                if (order.Type is "MedicationOrder" or "MedicationPrescription")
                    Set.MarkGap(RecordKind.Medications, GapReason.Truncated);
            }
        }
        foreach (var read in await call.ReadAsync(Set.MedicationsToRead(), cancellation).ConfigureAwait(false))
        {
            foreach (var medication in read.Resources)
                Add(medication, draft: false);
        }
    }

    /// <summary>What the service cannot do without and does not have; null when it has all of it.</summary>
    public string? WhatIsRequiredAndMissing(string patientId)
    {
        if (!Set.Patients.Contains(patientId))
            return "The Patient of context.patientId came neither in the prefetch nor from the FHIR server.";
        return Set.LacksDiagnosesAndMedicines
            ? $"Neither conditions ({ReasonOf(RecordKind.Conditions)}) nor medications ({ReasonOf(RecordKind.Medications)}) came, in the prefetch or from the FHIR server: one of them is needed."
            : null;
    }

    private string ReasonOf(RecordKind kind) => reasons.GetValueOrDefault(kind, "nothing usable was sent");

    /// <summary>Templates for which a Bundle under another key may stand, or that found nothing under a key in other letters.</summary>
    private HashSet<string> Covered(CdsCall call)
    {
        var others = call.Request.Prefetch.Where(sent => !definition.Prefetch.ContainsKey(sent.Key)).ToList();
        return [.. definition.Prefetch.Where(template => others.Exists(sent => sent.State == PrefetchState.KnownEmpty
            ? sent.Key.Equals(template.Key, StringComparison.OrdinalIgnoreCase)
            : sent.IsBundle && sent.Resources.Any(raw => raw.Model is FhirReading { Resource: { } resource } && PrefetchKey.Asks(template.Value, resource)))).Select(template => template.Key)];
    }

    private void Add(in RawResource raw, bool draft)
    {
        // One that cannot be read costs itself, never the call.
        if (raw.Model is not FhirReading { Resource: { } resource })
            return;
        if (draft)
            Set.AddDraft(resource);
        else
            Set.Add(resource, raw.FullUrl());
    }

    private void NoteGap(PrefetchResult result)
    {
        if (result.State is PrefetchState.Satisfied or PrefetchState.KnownEmpty)
            return;
        if (!PrefetchKey.Published.TryGetValue(result.Key, out var key))
        {
            // Whatever the key is called: of what it holds there is more.
            foreach (var kind in PrefetchKey.Published.Values.Where(published => result.Resources.Any(resource => resource.Type == published.ResourceType)).Select(published => published.Kind))
                Set.MarkGap(kind, GapReason.Truncated);
            return;
        }
        if (result.State == PrefetchState.Missing && key.IsOptional)
            return;
        if (result.Reason is { } reason)
            reasons.TryAdd(key.Kind, reason);
        Set.MarkGap(key.Kind, result.State switch
        {
            PrefetchState.Truncated => GapReason.Truncated,
            PrefetchState.Missing => GapReason.NotSent,
            _ => GapReason.Failed,
        });
    }
}
