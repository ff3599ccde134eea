using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>
/// Writes the FHIR Questionnaire of what a person assesses, from <c>assessments.json</c>: a QuestionnaireResponse to it is
/// read back by its linkIds. English, with Chinese as the translation of each text.
/// </summary>
public static class AssessmentQuestionnaire
{
    private const string Translation = "http://hl7.org/fhir/StructureDefinition/translation";
    private const string Answers = "https://cdsoncopharm.org/fhir/CodeSystem/assessment";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The resource as strict R4 JSON with line feeds.</summary>
    public static string Write(CareLevelKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        var items = new JsonArray();
        foreach (var (key, question) in knowledge.Assessments.OrderBy(a => a.Key, StringComparer.Ordinal))
            items.Add(Item(key, question));
        var title = new LocalText("Assessments for the level of pharmaceutical care", "药学监护分级所需的人工评估");
        var questionnaire = new JsonObject
        {
            ["resourceType"] = "Questionnaire",
            ["id"] = "care-level",
            ["url"] = "https://cdsoncopharm.org/fhir/Questionnaire/care-level",
            ["version"] = "2026.1",
            ["name"] = "CareLevelAssessments",
            ["title"] = title.En,
            ["_title"] = Translated(title),
            ["status"] = "active",
            ["experimental"] = false,
            ["subjectType"] = new JsonArray("Patient"),
            ["publisher"] = "CdsOncoPharm",
            ["item"] = items,
        };
        return questionnaire.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Item(string key, AssessmentQuestion question)
    {
        var item = new JsonObject
        {
            ["linkId"] = key,
            ["code"] = new JsonArray(new JsonObject { ["system"] = Answers, ["code"] = key }),
            ["text"] = question.Question.En,
            ["_text"] = Translated(question.Question),
            ["type"] = question.Values.Count > 0 ? "choice" : key switch { AnswerFact.OutsideDose => "quantity", AnswerFact.ToxicityHistory => "string", _ => "integer" },
            ["required"] = false,
        };
        if (key is AnswerFact.OutsideDose or AnswerFact.ToxicityHistory)
            item["repeats"] = true;
        if (key == AnswerFact.OutsideDose)
        {
            var medicine = new LocalText("Of which medicine?", "何种药物？");
            item["item"] = new JsonArray(new JsonObject { ["linkId"] = key + ".medicine", ["text"] = medicine.En, ["_text"] = Translated(medicine), ["type"] = "string", ["required"] = false });
        }
        if (question.Values.Count == 0)
            return item;
        var options = new JsonArray();
        foreach (var (value, name) in question.Values)
        {
            options.Add(new JsonObject
            {
                ["valueCoding"] = new JsonObject { ["system"] = Answers, ["code"] = value, ["display"] = name.En, ["_display"] = Translated(name) },
            });
        }
        item["answerOption"] = options;
        return item;
    }

    private static JsonObject Translated(LocalText text) => new()
    {
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = Translation,
            ["extension"] = new JsonArray(
                new JsonObject { ["url"] = "lang", ["valueCode"] = "zh-CN" },
                new JsonObject { ["url"] = "content", ["valueString"] = text.Zh }),
        }),
    };
}
