using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace CdsOncoPharm.Stratification;

/// <summary>Writes <c>criterion.schema.json</c> from the kinds of condition, for editors that check while a pharmacist types.</summary>
public static class CriterionSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of a file of <c>criteria/</c>, with line feeds.</summary>
    public static string Write()
    {
        var condition = ConditionJson.Default.Condition.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        Rebase(condition);
        var text = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["en"] = Named("string"), ["zh-CN"] = Named("string") },
            ["required"] = new JsonArray("en", "zh-CN"),
            ["additionalProperties"] = false,
        };
        var level = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 3 };
        var criterion = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["id"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Za-z0-9.-]+$" },
                ["level"] = level.DeepClone(),
                ["levelOption"] = Named("object"),
                ["organ"] = Named("string"),
                ["statement"] = text.DeepClone(),
                ["when"] = new JsonObject { ["$ref"] = "#/$defs/condition" },
                ["onlyIfNotMet"] = level.DeepClone(),
                ["switchedOff"] = text.DeepClone(),
                ["source"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["document"] = Named("string"),
                        ["locator"] = Named("string"),
                        ["decisions"] = new JsonObject { ["type"] = "array", ["items"] = Named("string") },
                        ["conflict"] = text.DeepClone(),
                    },
                    ["required"] = new JsonArray("document", "locator"),
                    ["additionalProperties"] = false,
                },
            },
            ["required"] = new JsonArray("id", "level", "organ", "statement", "when", "source"),
            ["additionalProperties"] = false,
        };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Criteria of one section of the consensus (generated from the kinds of condition; do not edit)",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["section"] = Named("string"),
                ["title"] = text,
                ["criteria"] = new JsonObject { ["type"] = "array", ["items"] = criterion },
            },
            ["required"] = new JsonArray("section", "title", "criteria"),
            ["additionalProperties"] = false,
            ["$defs"] = new JsonObject { ["condition"] = condition },
        };
        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Named(string type) => new() { ["type"] = type };

    /// <summary>The exporter's references start at its own root, which lies below <c>$defs</c> here.</summary>
    private static void Rebase(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                if (o["$ref"]?.GetValue<string>() is { } reference)
                    o["$ref"] = "#/$defs/condition" + reference[1..];
                foreach (var (_, child) in o.ToList())
                    Rebase(child);
                break;
            case JsonArray a:
                foreach (var child in a)
                    Rebase(child);
                break;
        }
    }
}
