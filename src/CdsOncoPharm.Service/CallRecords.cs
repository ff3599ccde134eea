using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Service;

/// <summary>What arrived with a call and was fetched for it: resources by their type, whatever the key, and what did not arrive.</summary>
internal sealed class CallRecords(ServiceDefinition definition)
{
    public RecordSet Set { get; } = new();

    public bool HasDrafts { get; private set; }

    public List<LocalText> Notes { get; } = [];

    public async Task ReadAsync(CdsCall call, CancellationToken cancellation)
    {
        var results = await call.ResolveAsync(Covered(call), cancellation).ConfigureAwait(false);
        using var readings = new FhirReadings();
        foreach (var result in results)
        {
            foreach (var resource in result.Resources)
                Add(resource, readings, draft: false);
            NoteGap(result);
        }
        if (definition.Hook is not ("order-sign" or "order-select" or "medication-verify"))
            return;
        foreach (var order in call.Request.Context.Orders)
        {
            HasDrafts = true;
            Add(order, readings, draft: true);
        }
    }

    /// <summary>What the service cannot do without and does not have; null when it has all of it.</summary>
    public string? WhatIsRequiredAndMissing(string patientId)
    {
        if (!Set.Patients.Contains(patientId))
            return "The Patient of context.patientId came neither in the prefetch nor from the FHIR server.";
        return Set.LacksDiagnosesAndMedicines
            ? "Neither conditions nor medications came, in the prefetch or from the FHIR server: one of them is needed."
            : null;
    }

    /// <summary>Templates whose type of resource came under another key.</summary>
    private HashSet<string> Covered(CdsCall call)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sent in call.Request.Prefetch)
        {
            if (definition.Prefetch.ContainsKey(sent.Key))
                continue;
            foreach (var resource in sent.Resources)
                types.Add(resource.Type);
        }
        return [.. PrefetchKey.Published.Where(key => types.Contains(key.Value.ResourceType)).Select(key => key.Key)];
    }

    private void Add(in RawResource resource, FhirReadings readings, bool draft)
    {
        FhirReading reading;
        try
        {
            reading = readings.Read(resource.Json);
        }
        catch (FhirJsonException)
        {
            // Too deep or too long: it costs this resource, never the call.
            return;
        }
        if (reading.Resource is null)
            return;
        if (draft)
            Set.AddDraft(reading.Resource);
        else
            Set.Add(reading.Resource, resource.FullUrl());
    }

    private void NoteGap(PrefetchResult result)
    {
        if (result.State is PrefetchState.Satisfied or PrefetchState.KnownEmpty || !PrefetchKey.Published.TryGetValue(result.Key, out var key))
            return;
        if (result.State == PrefetchState.Missing && key.IsOptional)
            return;
        Set.MarkGap(key.Kind, result.State switch
        {
            PrefetchState.Truncated => GapReason.Truncated,
            PrefetchState.Missing => GapReason.NotSent,
            _ => GapReason.Failed,
        });
    }
}
