using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Collects why a test came out as it did: facts that speak for it, and what is missing. Only asked for when a finding
/// is shown, so that judging all criteria costs no texts.
/// </summary>
internal sealed class Trace
{
    private readonly List<Item> items = [];

    /// <summary>A fact of the record, a sentence of ours, or (with <see cref="MissingId"/>) something that is not there.</summary>
    internal readonly record struct Item(Fact? Fact, LocalText Text, string? MissingId, string? Reference);

    public IReadOnlyList<Item> Items => items;

    public int Mark => items.Count;

    public void Fact(Fact fact) => items.Add(new Item(fact, default, null, fact.Reference));

    public void Note(LocalText text, string? reference = null) => items.Add(new Item(null, text, null, reference));

    public void Missing(string id, LocalText why) => items.Add(new Item(null, why, id, null));

    /// <summary>Forgets what was collected from one mark to another.</summary>
    public void Forget(int from, int to) => items.RemoveRange(from, to - from);
}
