namespace CdsOncoPharm.Clinical;

/// <summary>A procedure, course of radiotherapy, or planned service.</summary>
public sealed record ProcedureFact : Fact
{
    public required string Text { get; init; }

    /// <summary>What people call it, where the record has a code and no words.</summary>
    public LocalText? Name { get; init; }

    /// <summary>Where it was done, in the record's words; null when it does not say.</summary>
    public string? Site { get; init; }

    /// <summary>Sets of its code, text and body sites.</summary>
    public required Tags Sets { get; init; }

    /// <summary>FHIR status: <c>completed</c>, <c>in-progress</c>, <c>preparation</c> …</summary>
    public required string Status { get; init; }

    /// <summary>Whether it is planned (a ServiceRequest or CarePlan activity, or a Procedure in preparation).</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Whether <see cref="Start"/> is the day for which it is planned, not the day of the order.</summary>
    public bool IsScheduled { get; init; }

    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language)
    {
        var span = (Start, End) switch
        {
            ({ } s, { } e) when s != e => $" {new When(s)} – {new When(e)}",
            ({ } s, _) => $" {new When(s)}",
            (_, { } e) => $" – {new When(e)}",
            _ => "",
        };
        var where = Site is null || Text.Contains(Site, StringComparison.OrdinalIgnoreCase) ? "" : language == Language.Chinese ? $"（{Site}）" : $" ({Site})";
        return InBrief(language) + where + span;
    }

    /// <inheritdoc/>
    public override string InBrief(Language language) =>
        Name is not { } name ? Text : language == Language.Chinese ? $"{name.Zh}（{Text}）" : $"{name.En} ({Text})";
}
