using System.Text;
using System.Text.Json;

namespace Hl7.Fhir.R4.Lean;

/// <summary>Turns byte positions into paths by going through the document once more, if there is anything to tell.</summary>
internal static class IssuePaths
{
    internal static IReadOnlyList<LeanIssue> Of(List<ReadMemory.Issue> issues, ReadOnlySpan<byte> utf8, int start)
    {
        if (issues.Count == 0)
            return [];

        issues.Sort(static (a, b) => a.Position.CompareTo(b.Position));
        var found = new List<LeanIssue>(issues.Count);
        // For each open object or array: the name of the property, or the number of the item, at which the reader is.
        var steps = new Step[LeanJson.MaxDepth + 1];
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = LeanJson.MaxDepth });
        var depth = -1;
        var next = 0;
        while (next < issues.Count && json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    continue;
                case JsonTokenType.PropertyName:
                    steps[depth].NameStart = (int)json.TokenStartIndex + 1;
                    steps[depth].NameLength = json.ValueSpan.Length;
                    continue;
            }

            if (depth >= 0 && steps[depth].IsArray)
                steps[depth].Item++;
            for (; next < issues.Count && issues[next].Position == start + json.TokenStartIndex; next++)
            {
                var issue = issues[next];
                found.Add(new LeanIssue(Path(steps.AsSpan(0, depth + 1), utf8), issue.Expected, issue.Found, issue.Accepted));
            }

            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                steps[++depth] = new Step { IsArray = json.TokenType == JsonTokenType.StartArray, Item = -1 };
        }

        return found;
    }

    private static string Path(ReadOnlySpan<Step> steps, ReadOnlySpan<byte> utf8)
    {
        var path = new StringBuilder(RootName(utf8));
        foreach (var step in steps)
        {
            if (step.IsArray)
                path.Append('[').Append(step.Item).Append(']');
            else
                path.Append('.').Append(Encoding.UTF8.GetString(utf8.Slice(step.NameStart, step.NameLength)));
        }

        return path.ToString();
    }

    private static string RootName(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = LeanJson.MaxDepth });
        return json.Read() && LeanReader.TryFindType(json, out var type) && LeanTypes.Create(type) is { } resource
            ? resource.TypeName
            : "(resource)";
    }

    private struct Step
    {
        internal bool IsArray;
        internal int Item;
        internal int NameStart;
        internal int NameLength;
    }
}
