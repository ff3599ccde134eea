using System.Text.Json.Nodes;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>CH-003, CH-004: what is null or empty in an answer.</summary>
internal static class Nothing
{
    /// <summary>Paths of null or empty elements; the array of that name may be empty.</summary>
    public static IEnumerable<string> In(JsonNode? node, string mayBeEmpty, string path = "$") => node switch
    {
        null => [path],
        JsonObject { Count: 0 } => [path],
        JsonArray { Count: 0 } => path == "$." + mayBeEmpty ? [] : [path],
        JsonObject members => members.SelectMany(member => In(member.Value, mayBeEmpty, $"{path}.{member.Key}")),
        JsonArray items => items.SelectMany((item, at) => In(item, mayBeEmpty, $"{path}[{at}]")),
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String && node.GetValue<string>().Length == 0 ? [path] : [],
    };
}
