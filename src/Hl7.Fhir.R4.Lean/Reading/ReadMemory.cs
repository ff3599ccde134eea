using System.Collections.Frozen;
using System.Text;

namespace Hl7.Fhir.R4.Lean;

/// <summary>What a reading remembers while it lasts. Each thread keeps one and empties it after each document.</summary>
internal sealed class ReadMemory
{
    /// <summary>Codes, systems, displays and units, kept from document to document: they say nothing about a patient.</summary>
    internal static readonly StringTable Vocabulary = new(8192);

    private const int SharedPlaces = 2048;
    private const int MostOpaqueNames = 200;
    private const int MostKeptItems = 4096;

    [ThreadStatic]
    private static ReadMemory? t_memory;

    private readonly SharedValue[] _shared = new SharedValue[SharedPlaces];
    private Dictionary<string, int>? _opaque;

    /// <summary>All other texts of this document.</summary>
    internal readonly StringTable Texts = new(512);

    internal readonly List<Issue> Issues = [];

    /// <summary>Items of the lists that are being read, the innermost last.</summary>
    internal readonly List<object> Items = [];

    internal int IssueCount { get; private set; }

    internal static ReadMemory Rent()
    {
        var memory = t_memory ?? new ReadMemory();
        t_memory = null;
        return memory;
    }

    /// <summary>Forgets the document.</summary>
    internal void Return()
    {
        Texts.Clear();
        Array.Clear(_shared);
        Issues.Clear();
        Items.Clear();
        // The room that one enormous list needed is not kept for the life of the thread.
        if (Items.Capacity > MostKeptItems)
            Items.Capacity = MostKeptItems;
        IssueCount = 0;
        _opaque = null;
        t_memory = this;
    }

    /// <summary>What the document at hand gave; its issues are forgotten, equal parts are remembered for the next one.</summary>
    internal LeanReading Take(Hl7.Fhir.Model.Resource? resource, ReadOnlySpan<byte> utf8, int start, int end)
    {
        var reading = new LeanReading(resource, IssuePaths.Of(Issues, utf8[start..end], start), IssueCount, TakeOpaqueResources());
        Forget();
        return reading;
    }

    /// <summary>Forgets what is said of the document at hand.</summary>
    internal void Forget()
    {
        Issues.Clear();
        Items.Clear();
        IssueCount = 0;
        _opaque = null;
    }

    internal void Add(Issue issue)
    {
        IssueCount++;
        if (Issues.Count < LeanJson.MaxIssues)
            Issues.Add(issue);
    }

    /// <summary>What was made of the same bytes elsewhere in the document, or null.</summary>
    internal object? Find(ReadOnlySpan<byte> utf8, int start, int length, out uint hash)
    {
        var bytes = utf8.Slice(start, length);
        hash = StringTable.Hash(bytes);
        ref readonly var place = ref _shared[hash & (SharedPlaces - 1)];
        return place.Hash == hash && place.Object is { } known && bytes.SequenceEqual(utf8.Slice(place.Start, place.Length))
            ? known
            : null;
    }

    internal void Remember(object? value, uint hash, int start, int length)
        => _shared[hash & (SharedPlaces - 1)] = new SharedValue { Object = value, Hash = hash, Start = start, Length = length };

    /// <summary>Counts a resource that is not read. What is no type name is not repeated: it could say anything.</summary>
    internal void CountOpaque(ReadOnlySpan<byte> typeName)
    {
        _opaque ??= new Dictionary<string, int>(StringComparer.Ordinal);
        var name = IsTypeName(typeName) ? Encoding.ASCII.GetString(typeName) : "(no type name)";
        if (_opaque.Count >= MostOpaqueNames && !_opaque.ContainsKey(name))
            name = "(others)";
        _opaque[name] = _opaque.GetValueOrDefault(name) + 1;
    }

    internal IReadOnlyDictionary<string, int> TakeOpaqueResources()
        => (IReadOnlyDictionary<string, int>?)_opaque ?? FrozenDictionary<string, int>.Empty;

    private static bool IsTypeName(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > 64 || !char.IsAsciiLetterUpper((char)name[0]))
            return false;
        foreach (var letter in name)
            if (!char.IsAsciiLetter((char)letter))
                return false;
        return true;
    }

    /// <summary>An object and where in the document the same bytes stood first.</summary>
    private struct SharedValue
    {
        internal object? Object;
        internal uint Hash;
        internal int Start;
        internal int Length;
    }

    /// <summary>An issue by the byte at which its value starts; the path is only worked out at the end.</summary>
    internal readonly record struct Issue(int Position, string Expected, string Found, bool Accepted);
}
