using System.Numerics;

namespace CdsOncoPharm.Clinical;

/// <summary>
/// A small set of numbered names (drug classes, condition sets, toxicity sets): up to 256 of one <see cref="TagNames"/>.
/// A value type, so that "does this drug belong to any of these classes" costs four machine words.
/// </summary>
public readonly record struct Tags(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>How many names one register can hold.</summary>
    public const int Capacity = 256;

    /// <summary>The set of one number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 255.</exception>
    public static Tags Of(int index) => (index >> 6) switch
    {
        0 => new(1UL << index, 0, 0, 0),
        1 => new(0, 1UL << (index & 63), 0, 0),
        2 => new(0, 0, 1UL << (index & 63), 0),
        3 => new(0, 0, 0, 1UL << (index & 63)),
        _ => throw new ArgumentOutOfRangeException(nameof(index), index, "A tag is 0 to 255."),
    };

    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => (A | B | C | D) == 0;

    /// <summary>Whether the two sets share a name.</summary>
    public bool Overlaps(Tags other) => ((A & other.A) | (B & other.B) | (C & other.C) | (D & other.D)) != 0;

    /// <summary>What is in either.</summary>
    public static Tags operator |(Tags left, Tags right) => new(left.A | right.A, left.B | right.B, left.C | right.C, left.D | right.D);

    /// <summary>What is in both.</summary>
    public static Tags operator &(Tags left, Tags right) => new(left.A & right.A, left.B & right.B, left.C & right.C, left.D & right.D);

    /// <summary>What is in this one and not in the other.</summary>
    public Tags Without(Tags other) => new(A & ~other.A, B & ~other.B, C & ~other.C, D & ~other.D);

    /// <summary>How many names are in it.</summary>
    public int Count =>
        BitOperations.PopCount(A) + BitOperations.PopCount(B) + BitOperations.PopCount(C) + BitOperations.PopCount(D);
}

/// <summary>Numbers the names of one kind, in the order in which they are first met.</summary>
public sealed class TagNames
{
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    /// <summary>The names, by number.</summary>
    public IReadOnlyList<string> All => names;

    /// <summary>The set of one name; a name not met before gets the next number.</summary>
    /// <exception cref="InvalidOperationException">More than 256 names.</exception>
    public Tags Add(string name)
    {
        if (!indexes.TryGetValue(name, out var index))
        {
            if (names.Count == Tags.Capacity)
                throw new InvalidOperationException($"More than {Tags.Capacity} names: '{name}' has no place.");
            index = names.Count;
            names.Add(name);
            indexes.Add(name, index);
        }
        return Tags.Of(index);
    }

    /// <summary>The set of a known name; false for a name that was never added.</summary>
    public bool TryFind(string name, out Tags tags)
    {
        var found = indexes.TryGetValue(name, out var index);
        tags = found ? Tags.Of(index) : default;
        return found;
    }

    /// <summary>The names in a set, by number.</summary>
    public IEnumerable<string> In(Tags tags)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (tags.Overlaps(Tags.Of(i)))
                yield return names[i];
        }
    }
}
