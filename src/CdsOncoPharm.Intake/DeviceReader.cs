using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>
/// Turns Devices and DeviceUseStatements into devices in use. A statement about the use decides; a Device of the patient without one
/// counts while it is active.
/// </summary>
internal sealed class DeviceReader(Reading reading)
{
    private readonly HashSet<string> decided = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<Entry> devices = [];

    public List<DeviceFact> Facts { get; } = [];

    public void Add(Device device, in Entry entry)
    {
        if (device.Patient is not null && device.StatusElement?.ObjectValue as string is null or "active" && reading.Scope.Owns(device.Patient, entry))
            devices.Add(entry);
    }

    public void Add(DeviceUseStatement use, in Entry entry)
    {
        var status = use.StatusElement?.ObjectValue as string ?? "";
        if (status is "entered-in-error" || !reading.Scope.Owns(use.Subject, entry))
            return;
        if (reading.Calendar.Read(use.RecordedOn) is { } recorded && !reading.Calendar.Exists(recorded))
            return;
        var hasDevice = reading.Scope.TryResolve(use.Device, entry, "Device", out var target);
        if (hasDevice)
            decided.Add(target.Reference);
        var (start, end) = reading.Calendar.Span(use.Timing);
        var isPeriod = use.Timing is Period;
        if (status is not ("active" or "") || (start is { } from && !reading.Calendar.Exists(from))
            || (isPeriod && end is { } to && to.Latest < reading.AsOf))
            return;
        if (hasDevice && target.Resource is Device device)
        {
            if (taken.Add(target.Reference))
                Add(entry.Reference, TextOf(device), SetsOf(device));
        }
        else if (!string.IsNullOrWhiteSpace(use.Device?.Display))
        {
            Add(entry.Reference, use.Device.Display, reading.Terminology.FindConditionSetsByText(use.Device.Display));
        }
    }

    /// <summary>Takes in the devices of the patient about whose use nothing is said.</summary>
    public void Finish()
    {
        foreach (var entry in devices)
        {
            if (!decided.Contains(entry.Reference) && entry.Resource is Device device)
                Add(entry.Reference, TextOf(device), SetsOf(device));
        }
    }

    private void Add(string reference, string text, Tags sets)
    {
        if (!sets.IsEmpty)
            Facts.Add(new() { Reference = reference, Text = text, Sets = sets });
    }

    private Tags SetsOf(Device device)
    {
        var sets = reading.AllSetsOf(device.Type);
        foreach (var name in device.DeviceName)
            sets |= reading.Terminology.FindConditionSetsByText(name.Name);
        return sets;
    }

    private static string TextOf(Device device) =>
        Words.Of(device.Type) ?? (device.DeviceName.Count > 0 ? device.DeviceName[0].Name : null) ?? "";
}
