using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>What is known of the answer to one prefetch template.</summary>
public enum PrefetchState
{
    /// <summary>The answer is here.</summary>
    Satisfied,

    /// <summary>The query was run and there is nothing.</summary>
    KnownEmpty,

    /// <summary>Nobody has run the query.</summary>
    Missing,

    /// <summary>The query was run and failed.</summary>
    Failed,

    /// <summary>A part of the answer is here, and it is known that there is more.</summary>
    Truncated,
}

/// <summary>The answer to one prefetch template, sent by the client or fetched.</summary>
public sealed record PrefetchResult
{
    internal PrefetchResult(string key, PrefetchState state, string? reason, IReadOnlyList<RawResource> resources)
    {
        Key = key;
        State = state;
        Reason = reason;
        Resources = resources;
    }

    public string Key { get; }

    public PrefetchState State { get; private init; }

    /// <summary>Why it is Missing, Failed or Truncated; safe to show and to log.</summary>
    public string? Reason { get; private init; }

    /// <summary>What came, OperationOutcomes apart. With Truncated, a part.</summary>
    public IReadOnlyList<RawResource> Resources { get; }

    /// <summary>The client had not sent it; it was fetched from its FHIR server.</summary>
    public bool Fetched { get; internal init; }

    /// <summary>It came as a Bundle, as the answer to a search does.</summary>
    public bool IsBundle { get; private init; }

    internal string? NextPage { get; private init; }

    /// <summary>How many the search found and how many of them are here, where it said so.</summary>
    internal int? Total { get; private init; }

    internal int Matches { get; private init; }

    internal static PrefetchResult Missing(string key, string reason) => new(key, PrefetchState.Missing, reason, []);

    internal static PrefetchResult Failed(string key, string reason) => new(key, PrefetchState.Failed, reason, []) { Fetched = true };

    internal static PrefetchResult From(string key, ResourceScan scan)
    {
        string code = scan.IssueCode is null ? "" : $" ({scan.IssueCode})";
        if (scan.Kind == JsonTokenType.Null)
            return new PrefetchResult(key, PrefetchState.KnownEmpty, null, []);
        if (scan.Type == "OperationOutcome")
            return new PrefetchResult(key, PrefetchState.Failed, $"an OperationOutcome came instead{code}", []);

        // A warning beside no entries is how Epic says "no results"; an error is an error.
        if (scan.HasError && scan.Resources.Count == 0)
            return new PrefetchResult(key, PrefetchState.Failed, $"there is only an OperationOutcome{code}", []);
        if (scan.HasError)
            return new PrefetchResult(key, PrefetchState.Truncated, $"an OperationOutcome came with it{code}", scan.Resources);
        if (!scan.IsBundle)
        {
            return scan.Resources.Count > 0
                ? new PrefetchResult(key, PrefetchState.Satisfied, null, scan.Resources)
                : new PrefetchResult(key, PrefetchState.Failed, "not a FHIR resource", []);
        }

        PrefetchResult page = Whole(key, scan.Resources, scan.Matches, scan.Total) with { IsBundle = true };
        return scan.NextPage is null
            ? page
            : page with { State = PrefetchState.Truncated, Reason = "there is a next page", NextPage = scan.NextPage };
    }

    /// <summary>The same resources, which do not answer what was asked for.</summary>
    internal PrefetchResult WithoutAnswer() =>
        new(Key, PrefetchState.Failed, "another type of resource came", Resources) { Fetched = Fetched };

    /// <summary>The same answer with resources that came besides.</summary>
    internal PrefetchResult With(IReadOnlyList<RawResource> others) =>
        others.Count == 0 ? this : new(Key, State, Reason, [.. others, .. Resources]) { Fetched = Fetched };

    /// <summary>An answer of which this is all that was given.</summary>
    internal static PrefetchResult Whole(string key, IReadOnlyList<RawResource> resources, int matches, int? total)
    {
        PrefetchState state = total > matches ? PrefetchState.Truncated
            : resources.Count == 0 ? PrefetchState.KnownEmpty
            : PrefetchState.Satisfied;
        return new PrefetchResult(key, state, state == PrefetchState.Truncated ? $"{matches} of {total} came" : null, resources)
        {
            Matches = matches,
            Total = total,
        };
    }
}
