using CdsOncoPharm.Clinical;
using CdsOncoPharm.Fhir;

namespace CdsOncoPharm.Intake;

/// <content>Taking in JSON.</content>
public sealed partial class RecordSet
{
    /// <summary>Reads a resource or a Bundle and takes it in; what is ill-shaped in it becomes issues.</summary>
    /// <param name="utf8">One FHIR resource.</param>
    /// <param name="isLastPage">Whether nothing follows this page of a search: then a <c>next</c> link means that it was cut.</param>
    /// <param name="searched">What it is the answer to a search for, where that is known; a page without entries does not say it.</param>
    /// <exception cref="FhirJsonException">It is not JSON, or too deep or too long.</exception>
    public void Read(ReadOnlySpan<byte> utf8, bool isLastPage = true, RecordKind? searched = null)
    {
        var reading = Take(utf8);
        if (reading.Resource is not { } resource)
            return;
        Add(resource);
        if (isLastPage)
            MarkIfCut(resource, searched);
    }

    /// <summary>Reads an order that is being signed, or a Bundle of them (<c>context.draftOrders</c>).</summary>
    /// <exception cref="FhirJsonException">It is not JSON, or too deep or too long.</exception>
    public void ReadDraft(ReadOnlySpan<byte> utf8)
    {
        if (Take(utf8).Resource is { } resource)
            AddDraft(resource);
    }

    private FhirReading Take(ReadOnlySpan<byte> utf8)
    {
        var reading = FhirJson.Read(utf8);
        foreach (var issue in reading.Issues)
            issues.Add(new(issue.Path, $"expected {issue.Expected}, found {issue.Found}; it was {(issue.Accepted ? "read all the same" : "left out")}"));
        foreach (var count in reading.OpaqueResources.Values)
            OpaqueCount += count;
        return reading;
    }
}
