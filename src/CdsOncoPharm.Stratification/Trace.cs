using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Collects why a test came out as it did: facts that speak for it, and what is missing. Only asked for when a finding
/// is shown, so that judging all criteria costs no texts.
/// </summary>
internal sealed class Trace
{
    private readonly List<Item> items = [];
    private int risks;

    /// <summary>A fact of the record, a sentence of ours, or (with <see cref="MissingId"/>) something that is not there.</summary>
    internal readonly record struct Item(Fact? Fact, LocalText Text, string? MissingId, string? Reference)
    {
        /// <summary>Whether it only aggravates what the row is about.</summary>
        public bool IsRisk { get; init; }

        /// <summary>What exactly is missing, where the name of the datum does not say it.</summary>
        public LocalText? Detail { get; init; }

        /// <summary>Whether there is something on record that cannot be used.</summary>
        public bool IsUnusable { get; init; }

        /// <summary>Whether it stands before the facts: "10 medicines: …".</summary>
        public bool IsHeading { get; init; }
    }

    public IReadOnlyList<Item> Items => items;

    public int Mark => items.Count;

    /// <summary>Whether what is collected now only aggravates what the row is about.</summary>
    public bool IsInRisk => risks > 0;

    public void Fact(Fact fact) => items.Add(new Item(fact, default, null, fact.Reference) { IsRisk = IsInRisk });

    public void Note(LocalText text, string? reference = null) => items.Add(new Item(null, text, null, reference) { IsRisk = IsInRisk });

    /// <summary>What the facts together are, said before the first of them.</summary>
    public void Heading(LocalText text) => items.Add(new Item(null, text, null, null) { IsHeading = true });

    public void Missing(string id, LocalText why) => items.Add(new Item(null, why, id, null));

    /// <summary>Something is missing, and its name alone would not say of what: the dose of which medicine, the grade of which toxicity.</summary>
    public void Missing(string id, LocalText why, LocalText detail) => items.Add(new Item(null, why, id, null) { Detail = detail });

    /// <summary>Something is on record and cannot be used.</summary>
    public void Unusable(string id, LocalText why) => items.Add(new Item(null, why, id, null) { Detail = why, IsUnusable = true });

    /// <summary>
    /// Records that did not arrive are asked for before what only matters if they hold something: the class of a liver disease
    /// is no question while nobody knows the diagnoses.
    /// </summary>
    public void AskForRecordsFirst(int from)
    {
        var isRecordMissing = false;
        for (var at = from; at < items.Count; at++)
            isRecordMissing |= items[at].MissingId is { } id && MissingIds.Records.Contains(id);
        for (var at = items.Count - 1; isRecordMissing && at >= from; at--)
        {
            if (items[at].MissingId is { } id && !MissingIds.Records.Contains(id))
                items.RemoveAt(at);
        }
    }

    /// <summary>Begins what only aggravates; ended by <see cref="EndRisk"/>.</summary>
    public void BeginRisk() => risks++;

    public void EndRisk() => risks--;

    /// <summary>Forgets what is missing from a mark on: it was decided without it.</summary>
    public void ForgetMissing(int from)
    {
        for (var at = items.Count - 1; at >= from; at--)
        {
            if (items[at].MissingId is not null)
                items.RemoveAt(at);
        }
    }

    /// <summary>Forgets what was collected from one mark to another.</summary>
    public void Forget(int from, int to) => items.RemoveRange(from, to - from);
}
