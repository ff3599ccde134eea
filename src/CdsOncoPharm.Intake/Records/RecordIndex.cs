using System.Text;
using System.Text.Json;
using CdsOncoPharm.Fhir;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>A patient among the records.</summary>
internal sealed record PatientEntry(string Id, Patient Resource, string Reference, string? FullUrl);

/// <summary>Every resource once, and the ways to find one.</summary>
internal sealed class RecordIndex
{
    private readonly List<Entry> unique = [];
    private readonly Dictionary<string, int> byReference;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> bySpan;
    private readonly List<(string Url, int At)> otherUrls = [];
    private Dictionary<string, int>? byUrl;
    private readonly SortedDictionary<string, PatientEntry> patients = new(StringComparer.Ordinal);

    public RecordIndex(List<Entry> entries, List<Entry> drafts)
    {
        byReference = new(entries.Count + drafts.Count, StringComparer.Ordinal);
        bySpan = byReference.GetAlternateLookup<ReadOnlySpan<char>>();
        unique.Capacity = entries.Count + drafts.Count;
        foreach (var entry in entries)
            Add(entry);
        foreach (var entry in drafts)
            Add(entry);
        foreach (var entry in unique)
        {
            if (entry.Resource is Patient patient)
            {
                var id = IdOf(entry);
                patients.TryAdd(id, new(id, patient, entry.Reference, entry.FullUrl));
            }
        }
        PatientIds = [.. patients.Keys];
    }

    public IReadOnlyList<Entry> Entries => unique;

    public IReadOnlyList<string> PatientIds { get; }

    public PatientEntry? FindPatient(string id) => patients.GetValueOrDefault(id);

    public IEnumerable<PatientEntry> Patients => patients.Values;

    /// <summary>The entry at a URL, exactly as the Bundle writes it.</summary>
    public bool TryFindUrl(string url, out Entry entry) => Found(Urls().TryGetValue(url, out var at), at, out entry);

    /// <summary>The entry that <c>Type/id</c> names.</summary>
    public bool TryFind(ReadOnlySpan<char> typeAndId, out Entry entry) => Found(bySpan.TryGetValue(typeAndId, out var at), at, out entry);

    private bool Found(bool found, int at, out Entry entry)
    {
        entry = found ? unique[at] : default;
        return found;
    }

    // A resource without any id cannot be told from another one: each counts.
    private void Add(in Entry entry)
    {
        var hasName = entry.Reference.Contains('/');
        if (hasName && byReference.TryGetValue(entry.Reference, out var at))
        {
            if (entry.FullUrl is not null && entry.FullUrl != unique[at].FullUrl)
                otherUrls.Add((entry.FullUrl, at));
            if (IsBetter(entry, unique[at]))
                unique[at] = entry with { FullUrl = entry.FullUrl ?? unique[at].FullUrl };
            else if (unique[at].FullUrl is null && entry.FullUrl is not null)
                unique[at] = unique[at] with { FullUrl = entry.FullUrl };
            return;
        }
        at = unique.Count;
        unique.Add(entry);
        if (hasName)
            byReference.Add(entry.Reference, at);
    }

    // Only records that point by URL need it.
    private Dictionary<string, int> Urls()
    {
        if (byUrl is not null)
            return byUrl;
        var urls = new Dictionary<string, int>(unique.Count, StringComparer.Ordinal);
        for (var i = 0; i < unique.Count; i++)
        {
            if (unique[i].FullUrl is { } url)
                urls.TryAdd(url, i);
        }
        foreach (var (url, at) in otherUrls)
            urls.TryAdd(url, at);
        return byUrl = urls;
    }

    // What is being signed stands for what is on file. Else the newest version; of two that claim to be equally new the choice must
    // not hang on which came first.
    private static bool IsBetter(in Entry one, in Entry other)
    {
        if (one.IsBeingSigned != other.IsBeingSigned)
            return one.IsBeingSigned;
        if (ReferenceEquals(one.Resource, other.Resource))
            return false;
        var byTime = Nullable.Compare(one.Resource.Meta?.LastUpdated, other.Resource.Meta?.LastUpdated);
        if (byTime != 0)
            return byTime > 0;
        var byVersion = CompareVersions(one.Resource.Meta?.VersionId, other.Resource.Meta?.VersionId);
        return byVersion != 0 ? byVersion > 0 : string.CompareOrdinal(TextOf(one.Resource), TextOf(other.Resource)) > 0;
    }

    private static int CompareVersions(string? one, string? other) =>
        long.TryParse(one, out var a) && long.TryParse(other, out var b) ? a.CompareTo(b) : string.CompareOrdinal(one, other);

    private static string TextOf(Resource resource)
    {
        try
        {
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
                FhirJson.Write(resource, writer);
            return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
        }
        catch (Exception broken) when (broken is InvalidOperationException or JsonException or ArgumentException)
        {
            return "";
        }
    }

    private static string IdOf(in Entry entry) =>
        !string.IsNullOrWhiteSpace(entry.Resource.Id) ? entry.Resource.Id
        : entry.Reference.Contains('/') ? entry.Reference[(entry.Reference.IndexOf('/') + 1)..]
        : "";
}
