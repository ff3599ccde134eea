using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// Ties a review to what was reviewed: the hash of a row covers its statement, level, condition and source, and every
/// definition and set of risk factors that the condition uses. A change of any of them makes the row unsigned.
/// </summary>
public static class Signing
{
    /// <summary>The hash of a row as it stands, as 64 hexadecimal digits.</summary>
    public static string HashOf(CriterionRow row, CareLevelKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(knowledge);
        var text = new StringBuilder();
        text.Append(row.Id).Append('\n').Append(row.Level.Value).Append('\n').Append(row.Organ).Append('\n');
        text.Append(row.Statement.En).Append('\n').Append(row.Statement.Zh).Append('\n');
        text.Append(row.OnlyIfNotMet?.Value).Append('\n').Append(row.Source.Locator).Append('\n');
        text.AppendJoin(',', row.Source.Decisions).Append('\n');
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Write(row.When, text, knowledge, seen);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Rows whose present form nobody has signed.</summary>
    public static IReadOnlyList<CriterionRow> NotSigned(CareLevelKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        return [.. knowledge.Criteria.Where(row => SignatureOf(row, knowledge) is null)];
    }

    /// <summary>The signature of a row as it stands; null when nobody signed it.</summary>
    public static Signature? SignatureOf(CriterionRow row, CareLevelKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(knowledge);
        Signature? found = null;
        foreach (var signature in knowledge.Signatures)
        {
            if (signature.Criterion == row.Id && signature.Hash == HashOf(row, knowledge))
                found = signature;
        }
        return found;
    }

    private static void Write(JsonElement json, StringBuilder text, CareLevelKnowledge knowledge, HashSet<string> seen)
    {
        // Compact and in the order of the file: white space is not part of what is signed.
        text.Append(JsonSerializer.Serialize(json)).Append('\n');
        WriteReferences(json, text, knowledge, seen);
    }

    private static void WriteReferences(JsonElement json, StringBuilder text, CareLevelKnowledge knowledge, HashSet<string> seen)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
                WriteReferences(item, text, knowledge, seen);
            return;
        }
        if (json.ValueKind != JsonValueKind.Object)
            return;
        var kind = json.TryGetProperty("kind", out var k) ? k.GetString() : null;
        if (kind == "defined" && json.GetProperty("name").GetString() is { } name && seen.Add("definition " + name)
            && knowledge.Definitions.TryGetValue(name, out var definition))
            Write(definition.When, text, knowledge, seen);
        if (kind == "risk-factors" && json.GetProperty("set").GetString() is { } set && seen.Add("factors " + set)
            && knowledge.RiskFactors.TryGetValue(set, out var factors))
        {
            foreach (var factor in factors.Factors)
                Write(factor.When, text, knowledge, seen);
        }
        foreach (var member in json.EnumerateObject())
            WriteReferences(member.Value, text, knowledge, seen);
    }
}
