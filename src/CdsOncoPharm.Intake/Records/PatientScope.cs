using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>
/// Follows references on behalf of one patient: which resources are about this patient, and what a resource points to.
/// </summary>
/// <remarks>
/// A resource whose subject is not given counts where exactly one patient arrived; where there are several it counts for none. A
/// reference that names a server other than the patient's own is about somebody else, even when the id is the same.
/// </remarks>
internal sealed class PatientScope(RecordIndex index, PatientEntry patient)
{
    private readonly bool isAlone = index.PatientIds.Count == 1;

    // "https://ehr.example.org/fhir/", with its scheme, where the patient's entry says it.
    private readonly string? home = patient.FullUrl?.EndsWith(patient.Reference, StringComparison.Ordinal) == true
        ? patient.FullUrl[..^patient.Reference.Length]
        : null;

    public PatientEntry Patient => patient;

    /// <summary>Kinds of record that came about somebody else.</summary>
    public HashSet<RecordKind> Foreign { get; } = [];

    /// <summary>Whether a resource with this subject is about the patient.</summary>
    public bool Owns(ResourceReference? subject, in Entry entry)
    {
        if (IsOurs(subject, entry))
            return true;
        if (subject?.Reference is not null && RecordKinds.Of(entry.Resource.TypeName) is { } kind)
            Foreign.Add(kind);
        return false;
    }

    private bool IsOurs(ResourceReference? subject, in Entry entry)
    {
        if (subject is null)
            return isAlone;
        var reference = subject.Reference;
        if (string.IsNullOrWhiteSpace(reference))
            return subject.Identifier is { } identifier ? Has(identifier) : isAlone;
        // As nearly all of them are written.
        if (reference == patient.Reference && (entry.FullUrl is null || (home is not null && entry.FullUrl.StartsWith(home, StringComparison.Ordinal))))
            return true;
        var text = ReferenceText.Of(reference);
        switch (text.Form)
        {
            case ReferenceForm.Contained:
                return (entry.Resource as DomainResource)?.FindContainedResource(reference) is Patient contained && IsSame(contained);
            case ReferenceForm.Urn:
                return index.TryFindUrl(reference, out var target)
                    ? target.Resource is Patient && target.Reference == patient.Reference
                    : text.Id.SequenceEqual(patient.Id);
            case ReferenceForm.Absolute:
                if (index.TryFindUrl(reference, out target))
                    return target.Resource is Patient && target.Reference == patient.Reference;
                return text.Type is "Patient" && text.Id.SequenceEqual(patient.Id) && IsOnSameServer(text.Server);
            case ReferenceForm.Relative:
                return text.Type is "Patient" && text.Id.SequenceEqual(patient.Id) && IsOnSameServer(ReferenceText.Of(entry.FullUrl).Server);
            case ReferenceForm.Bare:
                return text.Id.SequenceEqual(patient.Id);
            default:
                return false;
        }
    }

    /// <summary>What a reference points to: contained, in the Bundle by URL, or by type and id; false when it did not arrive.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="from">The entry that it stands in.</param>
    /// <param name="type">The type to look for where the reference does not say one.</param>
    /// <param name="entry">What it points to.</param>
    public bool TryResolve(ResourceReference? reference, in Entry from, string type, out Entry entry)
    {
        entry = default;
        if (reference?.Reference is not { } written)
            return false;
        var text = ReferenceText.Of(written);
        switch (text.Form)
        {
            case ReferenceForm.Contained:
                if ((from.Resource as DomainResource)?.FindContainedResource(written) is not { } contained)
                    return false;
                entry = new(contained, from.FullUrl, from.IsBeingSigned, from.Reference);
                return true;
            case ReferenceForm.Urn or ReferenceForm.Bare:
                return index.TryFindUrl(written, out entry)
                    || index.TryFind(string.Concat(reference.Type ?? type, "/", text.Id), out entry);
            case ReferenceForm.Absolute:
                return index.TryFindUrl(written, out entry) || index.TryFind(text.TypeAndId, out entry);
            case ReferenceForm.Relative:
                return index.TryFind(text.TypeAndId, out entry);
            default:
                return false;
        }
    }

    /// <summary>How facts name what a reference points to: <c>MedicationRequest/7</c>; null when it cannot be named.</summary>
    public string? NameOf(ResourceReference? reference, in Entry from, string type)
    {
        if (TryResolve(reference, from, type, out var entry))
            return entry.Reference;
        var text = ReferenceText.Of(reference?.Reference);
        return text.Form is ReferenceForm.Absolute or ReferenceForm.Relative ? text.TypeAndId.ToString() : null;
    }

    private bool IsOnSameServer(ReadOnlySpan<char> server)
    {
        var own = ReferenceText.Of(patient.FullUrl).Server;
        return server.IsEmpty || own.IsEmpty || server.Equals(own, StringComparison.OrdinalIgnoreCase);
    }

    // A contained Patient is a copy of somebody. It is ours when an identifier says so, or when nothing could tell it from the one
    // patient that arrived.
    private bool IsSame(Patient contained)
    {
        var comparable = false;
        foreach (var identifier in contained.Identifier)
        {
            if (Has(identifier))
                return true;
            comparable |= patient.Resource.Identifier.Count > 0;
        }
        return !comparable && isAlone
            && (contained.BirthDate is null || patient.Resource.BirthDate is null || contained.BirthDate == patient.Resource.BirthDate)
            && (contained.Gender is null || patient.Resource.Gender is null || contained.Gender == patient.Resource.Gender);
    }

    private bool Has(Identifier identifier)
    {
        if (string.IsNullOrWhiteSpace(identifier.Value))
            return false;
        foreach (var own in patient.Resource.Identifier)
        {
            if (own.Value == identifier.Value && (own.System == identifier.System || own.System is null || identifier.System is null))
                return true;
        }
        return false;
    }
}
