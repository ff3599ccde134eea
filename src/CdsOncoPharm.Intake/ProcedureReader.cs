using CdsOncoPharm.Clinical;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns Procedures, ServiceRequests and activities of CarePlans into procedures, done and planned.</summary>
internal sealed class ProcedureReader(Reading reading)
{
    public List<ProcedureFact> Facts { get; } = [];

    /// <summary>Procedures of any kind that had complications, with their day.</summary>
    public List<(Procedure Procedure, DateOnly? Day, Entry Entry)> Complicated { get; } = [];

    /// <summary>Whether a procedure of the sets (a course of radiotherapy) ended on the day or not long before it, or went on.</summary>
    public bool HadRecently(Tags sets, DateOnly day)
    {
        var from = reading.Currency.Toxicities.AfterProcedure.StartBefore(day);
        foreach (var fact in Facts)
        {
            if (!fact.IsPlanned && fact.Sets.Overlaps(sets) && (fact.Start ?? fact.End) <= day
                && ((fact.End ?? fact.Start) >= from || fact is { End: null, Status: "in-progress" }))
                return true;
        }
        return false;
    }

    public void Add(Procedure procedure, in Entry entry)
    {
        var status = procedure.StatusElement?.ObjectValue as string ?? "";
        if (status is "entered-in-error" or "not-done" || !reading.Scope.Owns(procedure.Subject, entry))
            return;
        var isPlanned = status is "preparation";
        var (start, end) = reading.Calendar.Span(procedure.Performed);
        if (!isPlanned && (start ?? end) is { } begin && !reading.Calendar.Exists(begin))
            return;
        if (!isPlanned && procedure.Complication.Count + procedure.ComplicationDetail.Count > 0)
            Complicated.Add((procedure, end is { } done ? reading.Calendar.Late(done) : start?.Earliest, entry));
        var sets = SetsOf(procedure);
        if (sets.IsEmpty)
            return;
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Text = Words.Of(procedure.Code) ?? Words.Of(procedure.Category) ?? "",
            Name = reading.NameOf(procedure.Code),
            Site = SiteOf(procedure.BodySite),
            Sets = sets,
            Status = status,
            IsPlanned = isPlanned,
            Start = start?.Earliest,
            End = end is { } last ? (isPlanned ? last.Latest : reading.Calendar.Late(last)) : null,
        });
    }

    public void Add(ServiceRequest request, in Entry entry)
    {
        var status = request.StatusElement?.ObjectValue as string ?? "";
        var isDraft = entry.IsBeingSigned || (status is "draft" && reading.DraftStatusSigns);
        if (!(status is "active" or "on-hold" or "" || isDraft) || request.DoNotPerform == true || request.Code is null)
            return;
        var intent = request.IntentElement?.ObjectValue as string;
        if ((intent is "proposal" or "option" && !entry.IsBeingSigned) || !reading.Scope.Owns(request.Subject, entry))
            return;
        if (!entry.IsBeingSigned && reading.Calendar.Read(request.AuthoredOn) is { } authored && !reading.Calendar.Exists(authored))
            return;
        var sets = SetsOf(request.Code, request.BodySite);
        if (sets.IsEmpty)
            return;
        var (start, end) = reading.Calendar.Span(request.Occurrence);
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Text = Words.Of(request.Code) ?? "",
            Name = reading.NameOf(request.Code),
            Site = SiteOf(request.BodySite),
            Sets = sets,
            Status = status,
            IsPlanned = true,
            IsScheduled = start is not null,
            Start = start?.Earliest ?? reading.Calendar.Read(request.AuthoredOn)?.Earliest,
            End = end?.Latest,
        });
    }

    public void Add(CarePlan plan, in Entry entry)
    {
        var status = plan.StatusElement?.ObjectValue as string ?? "";
        if (status is not ("active" or "on-hold" or "draft" or "") || !reading.Scope.Owns(plan.Subject, entry))
            return;
        if (reading.Calendar.Read(plan.Created) is { } created && !reading.Calendar.Exists(created))
            return;
        foreach (var activity in plan.Activity)
        {
            if (activity.Detail is not { DoNotPerform: not true } detail
                || (detail.StatusElement?.ObjectValue as string ?? "") is not ("not-started" or "scheduled" or "in-progress" or "on-hold" or ""))
                continue;
            var sets = SetsOf(detail.Code, []);
            if (sets.IsEmpty && !string.IsNullOrWhiteSpace(detail.Description))
                sets = BothSites(reading.Terminology.FindConditionSetsByText(detail.Description), []);
            if (sets.IsEmpty)
                continue;
            var (start, end) = reading.Calendar.Span(detail.Scheduled);
            Facts.Add(new()
            {
                Reference = entry.Reference,
                Text = Words.Of(detail.Code) ?? detail.Description ?? "",
                Sets = sets,
                Status = detail.StatusElement?.ObjectValue as string ?? "",
                IsPlanned = true,
                Start = start?.Earliest,
                End = end?.Latest,
            });
        }
    }

    /// <summary>An episode of care for a procedure (a transplantation, a cell therapy) tells of it from the day on which it began.</summary>
    public void Add(EpisodeOfCare episode, in Entry entry)
    {
        var status = episode.StatusElement?.ObjectValue as string ?? "";
        if (status is not ("active" or "onhold" or "") || !reading.Scope.Owns(episode.Patient, entry))
            return;
        var (start, end) = reading.Calendar.Span(episode.Period);
        if ((start is { } begin && !reading.Calendar.Exists(begin)) || end?.Latest < reading.AsOf)
            return;
        foreach (var type in episode.Type)
        {
            var sets = SetsOf(type, []);
            if (sets.IsEmpty)
                continue;
            Facts.Add(new()
            {
                Reference = entry.Reference,
                Text = Words.Of(type) ?? "",
                Sets = sets,
                Status = status,
                Start = start?.Earliest,
            });
        }
    }

    private static string? SiteOf(List<CodeableConcept> sites)
    {
        var words = sites.Select(Words.Readable).OfType<string>().ToList();
        return words.Count > 0 ? string.Join(", ", words) : null;
    }

    public Tags SetsOf(Procedure procedure)
    {
        var sets = SetsOf(procedure.Code, procedure.BodySite);
        return sets.IsEmpty && procedure.Category is not null ? SetsOf(procedure.Category, procedure.BodySite) : sets;
    }

    public static int Order(ProcedureFact a, ProcedureFact b)
    {
        var byDay = Nullable.Compare(b.Start ?? b.End, a.Start ?? a.End);
        if (byDay != 0)
            return byDay;
        var byReference = string.CompareOrdinal(a.Reference, b.Reference);
        return byReference != 0 ? byReference : string.CompareOrdinal(a.Text, b.Text);
    }

    private Tags SetsOf(CodeableConcept? code, List<CodeableConcept> sites) => BothSites(reading.AllSetsOf(code), sites);

    // Where no body site is given, the procedure's own words may name it.
    private Tags BothSites(Tags procedure, List<CodeableConcept> sites)
    {
        if (sites.Count == 0)
            return reading.Terminology.WithBodySite(procedure, procedure);
        Tags site = default;
        foreach (var one in sites)
            site |= reading.AllSetsOf(one);
        return reading.Terminology.WithBodySite(procedure, site);
    }
}
