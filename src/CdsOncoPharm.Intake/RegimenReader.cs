using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Collects the names of regimens from the places that are meant for them: plans, order groups, protocols.</summary>
internal sealed class RegimenReader(Reading reading)
{
    private readonly SortedSet<string> texts = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Texts => texts.Count == 0 ? [] : [.. texts];

    public void Add(CarePlan plan, in Entry entry)
    {
        if (!IsRunning(plan.StatusElement, entry) || !reading.Scope.Owns(plan.Subject, entry))
            return;
        var start = reading.Calendar.Read(plan.Period?.Start) ?? reading.Calendar.Read(plan.Created);
        if ((start is { } from && !reading.Calendar.Exists(from)) || reading.Calendar.Read(plan.Period?.End) is { } end && end.Latest < reading.AsOf)
            return;
        Add(plan.Title);
        AddCanonicals(plan.InstantiatesCanonicalElement);
    }

    public void Add(RequestGroup group, in Entry entry)
    {
        if (!IsRunning(group.StatusElement, entry) || !reading.Scope.Owns(group.Subject, entry))
            return;
        if (!entry.IsBeingSigned && reading.Calendar.Read(group.AuthoredOn) is { } authored && !reading.Calendar.Exists(authored))
            return;
        Add(Words.Of(group.Code));
        AddCanonicals(group.InstantiatesCanonicalElement);
        foreach (var action in group.Action)
            Add(action.Title);
    }

    public void Add(MedicationRequest order, in Entry entry)
    {
        if (order.GroupIdentifier is null && order.CourseOfTherapyType is null && order.InstantiatesCanonicalElement.Count == 0)
            return;
        if (!IsRunning(order.StatusElement, entry) || order.DoNotPerform == true || !reading.Scope.Owns(order.Subject, entry))
            return;
        if (!entry.IsBeingSigned && reading.Calendar.Read(order.AuthoredOn) is { } authored && !reading.Calendar.Exists(authored))
            return;
        Add(order.GroupIdentifier?.Value);
        Add(order.CourseOfTherapyType?.Text);
        AddCanonicals(order.InstantiatesCanonicalElement);
    }

    private bool IsRunning(PrimitiveType? status, in Entry entry) => entry.IsBeingSigned || (status?.ObjectValue as string) switch
    {
        "active" or "on-hold" or null => true,
        "draft" => reading.DraftStatusSigns,
        _ => false,
    };

    private void AddCanonicals(List<Canonical> canonicals)
    {
        foreach (var canonical in canonicals)
        {
            if (canonical.Value is not { } url)
                continue;
            var version = url.IndexOf('|');
            var name = version < 0 ? url : url[..version];
            Add(name[(name.LastIndexOfAny(['/', ':']) + 1)..]);
        }
    }

    private void Add(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text) && Terminology.Fold(text) is { Length: > 0 } folded)
            texts.Add(folded);
    }
}
