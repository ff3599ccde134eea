using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>
/// The assessment as data, in one shape for the card and for the command line. In the card nothing is null or empty and
/// rows that are not met are left out (CH-003, CH-004); the command line prints every member and every row.
/// </summary>
public static class AssessmentJson
{
    // In a card: Chinese stays readable, what HTML could mistake for markup is escaped. On a terminal nothing needs to be.
    private static readonly JsonWriterOptions InCard = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
    private static readonly JsonWriterOptions OnTerminal = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the card carries under <c>org.cdsoncopharm.assessment</c>: one JSON object in UTF-8.</summary>
    public static ReadOnlyMemory<byte> ForCard(Assessment assessment, Language language) =>
        Buffers.Write(InCard, json => new Writing(json, language, isCard: true).Assessment(assessment));

    /// <summary>What <c>./cds stratify --format json</c> prints for one patient: one line, without its end.</summary>
    public static string Line(Assessment assessment, Language language) =>
        Encoding.UTF8.GetString(Buffers.Write(OnTerminal, json => Write(json, assessment, language)));

    /// <summary>As <see cref="Line"/>, into a larger document.</summary>
    public static void Write(Utf8JsonWriter json, Assessment assessment, Language language) =>
        new Writing(json, language, isCard: false).Assessment(assessment);

    private readonly struct Writing(Utf8JsonWriter json, Language language, bool isCard)
    {
        public void Assessment(Assessment assessment)
        {
            ArgumentNullException.ThrowIfNull(assessment);
            var isInScope = assessment.Scope != Scope.OutOfScope;
            json.WriteStartObject();
            json.WriteString("patient"u8, assessment.Patient);
            json.WriteString("asOf"u8, assessment.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("scope"u8, assessment.Scope switch
            {
                Scope.InScope => "in-scope"u8,
                Scope.Annotated => "annotated"u8,
                _ => "out-of-scope"u8,
            });
            Texts("scopeNotes", assessment.ScopeNotes);
            Level("level", assessment.Level);
            if (isInScope)
                InScope(assessment);
            if (isInScope || assessment.Notes.Count > 0)
                Texts("notes", assessment.Notes);
            json.WriteStartObject("knowledge"u8);
            Text("version", assessment.Knowledge.Version);
            Text("hash", assessment.Knowledge.Hash);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void InScope(Assessment assessment)
        {
            if (!isCard || assessment.Highest is not null)
            {
                json.WriteStartObject("levelRange"u8);
                Level("highest", assessment.Highest);
                Level("lowest", assessment.Level);
                json.WriteEndObject();
            }

            json.WriteBoolean("provisional"u8, assessment.IsProvisional);
            if (Begin("findings", !isCard || assessment.Findings.Any(finding => finding.Outcome != FindingOutcome.NotMet)))
            {
                foreach (var finding in assessment.Findings)
                {
                    if (!isCard || finding.Outcome != FindingOutcome.NotMet)
                        Finding(finding);
                }

                json.WriteEndArray();
            }

            if (Begin("missing", !isCard || assessment.Missing.Count > 0))
            {
                foreach (var missing in assessment.Missing)
                    Missing(missing);
                json.WriteEndArray();
            }

            if (Begin("tasks", !isCard || assessment.Tasks.Count > 0))
            {
                foreach (var task in assessment.Tasks)
                    Task(task);
                json.WriteEndArray();
            }

            Plan(assessment.Plan);
        }

        private void Finding(Finding finding)
        {
            json.WriteStartObject();
            json.WriteString("criterion"u8, finding.Criterion);
            json.WriteNumber("level"u8, finding.Level.Value);
            json.WriteString("outcome"u8, finding.Outcome switch
            {
                FindingOutcome.Met => "met"u8,
                FindingOutcome.NotMet => "not-met"u8,
                FindingOutcome.Unknown => "unknown"u8,
                FindingOutcome.Suppressed => "suppressed"u8,
                _ => "switched-off"u8,
            });
            // In a card, rows that nobody judged are many, and their words are on the review sheet.
            var isTold = !isCard || finding.Outcome != FindingOutcome.SwitchedOff;
            if (isTold)
                Text("statement", finding.Statement);
            Text("reason", finding.Reason);
            Evidence(finding.Evidence);
            Texts("missing", finding.Missing);
            Texts("decisions", finding.Decisions);
            if (isTold)
                Text("locator", finding.Locator);
            json.WriteEndObject();
        }

        private void Evidence(IReadOnlyList<Evidence> evidence)
        {
            var isAny = !isCard;
            for (var at = 0; at < evidence.Count && !isAny; at++)
                isAny = IsThere(evidence[at]);
            if (!Begin("evidence", isAny))
                return;
            for (var at = 0; at < evidence.Count; at++)
            {
                if (isCard && !IsThere(evidence[at]))
                    continue;
                json.WriteStartObject();
                Text("reference", evidence[at].Reference);
                Text("text", evidence[at].Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void Missing(MissingInformation missing)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, missing.Id);
            Text("name", missing.Name);
            Level("couldRaiseTo", missing.CouldRaiseTo);
            Texts("criteria", missing.Criteria);
            if (missing.Question is { } question)
                Text("question", question);
            if (missing.Details.Count > 0)
                Texts("details", missing.Details);
            json.WriteEndObject();
        }

        private void Task(MonitoringTask task)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, task.Id);
            Text("title", task.Title);
            Text("frequency", task.Frequency);
            if (task.Action is { } action)
                Text("action", action);
            Texts("because", task.Because);
            Texts("loinc", task.Loinc);
            Text("source", task.Source);
            json.WriteEndObject();
        }

        private void Plan(CarePlanOfLevel? plan)
        {
            if (plan is null)
                return;
            json.WriteStartObject("plan"u8);
            json.WriteNumber("visitsPerWeek"u8, plan.VisitsPerWeek);
            Texts("items", plan.Items);
            json.WriteEndObject();
        }

        private void Level(string name, CareLevel? level)
        {
            if (level is { } some)
                json.WriteNumber(name, some.Value);
            else if (!isCard)
                json.WriteNull(name);
        }

        private void Text(string name, LocalText text) => Text(name, text.In(language));

        private void Text(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text))
                json.WriteString(name, text);
            else if (!isCard)
                json.WriteString(name, ""u8);
        }

        private void Texts(string name, IReadOnlyList<LocalText> texts)
        {
            if (texts.Count == 0 && isCard)
                return;
            var told = new string[texts.Count];
            for (var at = 0; at < told.Length; at++)
                told[at] = texts[at].In(language);
            Texts(name, told);
        }

        private void Texts(string name, IReadOnlyList<string> texts)
        {
            var isAny = !isCard;
            for (var at = 0; at < texts.Count && !isAny; at++)
                isAny = !string.IsNullOrEmpty(texts[at]);
            if (!Begin(name, isAny))
                return;
            for (var at = 0; at < texts.Count; at++)
            {
                if (!isCard || !string.IsNullOrEmpty(texts[at]))
                    json.WriteStringValue(texts[at]);
            }

            json.WriteEndArray();
        }

        private bool IsThere(Evidence evidence) => !string.IsNullOrEmpty(evidence.Reference) || !string.IsNullOrEmpty(evidence.Text.In(language));

        /// <summary>Begins an array that has something in it; in a card there is no other.</summary>
        private bool Begin(string name, bool isAny)
        {
            if (isAny)
                json.WriteStartArray(name);
            return isAny;
        }
    }
}
