using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Every part: one "no" is no, else one unknown is unknown.</summary>
public sealed record All : Condition
{
    public required IReadOnlyList<Condition> Of { get; init; }

    internal override void Bind(Binder binder) => Parts.Bind(Of, binder);

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var outcome = Outcome.Met;
        var start = trace?.Mark ?? 0;
        // By index: this loop runs for every row, and an enumerator of an interface is an allocation.
        for (var i = 0; i < Of.Count; i++)
        {
            var mark = trace?.Mark ?? 0;
            var answer = Of[i].Test(patient, trace);
            if (answer == Outcome.NotMet)
            {
                // The part that says no is the whole reason.
                trace?.Forget(start, mark);
                return Outcome.NotMet;
            }
            if (answer < outcome)
                outcome = answer;
        }
        if (outcome == Outcome.Unknown)
            trace?.AskForRecordsFirst(start);
        return outcome;
    }

    internal override LocalText InWords() => Parts.Joined(Of, " and ", "，且");
}

/// <summary>At least one part: one "met" is met, else one unknown is unknown.</summary>
public sealed record Any : Condition
{
    public required IReadOnlyList<Condition> Of { get; init; }

    internal override void Bind(Binder binder) => Parts.Bind(Of, binder);

    internal override Outcome Test(PatientCase patient, Trace? trace) => Parts.AtLeast(Of, 1, patient, trace);

    internal override LocalText InWords() => Parts.Joined(Of, " or ", "，或");
}

/// <summary>At least so many parts: unknown when the met and the unknown together reach the number.</summary>
public sealed record AtLeast : Condition
{
    public required int Count { get; init; }

    public required IReadOnlyList<Condition> Of { get; init; }

    internal override void Bind(Binder binder)
    {
        Parts.Bind(Of, binder);
        if (Count < 1 || Count > Of.Count)
            throw new BindingException($"count {Count} is not between 1 and the {Of.Count} parts");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace) => Parts.AtLeast(Of, Count, patient, trace);

    internal override LocalText InWords()
    {
        var parts = Parts.Joined(Of, "; ", "；");
        return new($"at least {Count} of {parts.En}", $"以下至少 {Count} 项：{parts.Zh}");
    }
}

/// <summary>The opposite: unknown stays unknown.</summary>
public sealed record Not : Condition
{
    public required Condition Of { get; init; }

    internal override void Bind(Binder binder) => Of.Bind(binder);

    internal override Outcome Test(PatientCase patient, Trace? trace) => Of.Test(patient, trace).Opposite();

    internal override LocalText InWords() => Of.InWords() is var words ? new($"not ({words.En})", $"不满足（{words.Zh}）") : default;
}

internal static class Parts
{
    public static void Bind(IReadOnlyList<Condition> parts, Binder binder)
    {
        if (parts.Count == 0)
            throw new BindingException("it has no parts");
        foreach (var part in parts)
        {
            // The JSON reader lets a null into a list.
            if (part is null)
                throw new BindingException("a part is null");
            part.Bind(binder);
        }
    }

    /// <summary>Met when <paramref name="needed"/> parts are met; unknown when the met and the unknown together reach it.</summary>
    public static Outcome AtLeast(IReadOnlyList<Condition> parts, int needed, PatientCase patient, Trace? trace)
    {
        int met = 0, unknown = 0;
        if (trace is null)
        {
            for (var i = 0; i < parts.Count; i++)
            {
                var answer = parts[i].Test(patient, null);
                if (answer == Outcome.Met && ++met == needed)
                    return Outcome.Met;
                if (answer == Outcome.Unknown)
                    unknown++;
            }
            return met + unknown >= needed ? Outcome.Unknown : Outcome.NotMet;
        }

        var spans = new List<(int Start, int End, Outcome Answer)>(parts.Count);
        foreach (var part in parts)
        {
            var start = trace.Mark;
            var answer = part.Test(patient, trace);
            spans.Add((start, trace.Mark, answer));
            met += answer == Outcome.Met ? 1 : 0;
            unknown += answer == Outcome.Unknown ? 1 : 0;
        }
        var outcome = met >= needed ? Outcome.Met : met + unknown >= needed ? Outcome.Unknown : Outcome.NotMet;
        for (var i = spans.Count - 1; i >= 0; i--)
        {
            // What speaks neither for the outcome nor for its being open is left out.
            if (spans[i].Answer < outcome)
                trace.Forget(spans[i].Start, spans[i].End);
        }
        return outcome;
    }

    public static LocalText Joined(IReadOnlyList<Condition> parts, string en, string zh)
    {
        var words = parts.Select(part => part.InWords()).ToList();
        return words.Count == 1
            ? words[0]
            : new("(" + string.Join(en, words.Select(w => w.En)) + ")", "（" + string.Join(zh, words.Select(w => w.Zh)) + "）");
    }
}
