using System.Buffers;
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

    // A card costs its own bytes and not those of a growing buffer. It is wiped after each use.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    /// <summary>What the card carries under <c>org.cdsoncopharm.assessment</c>: one JSON object in UTF-8.</summary>
    public static ReadOnlyMemory<byte> ForCard(Assessment assessment, Language language)
    {
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(32 * 1024);
        buffer.Clear();
        using (Utf8JsonWriter json = new(buffer, InCard))
            new Writing(json, language, isCard: true).Assessment(assessment);
        var written = buffer.WrittenSpan.ToArray();
        buffer.Clear();
        return written;
    }

    /// <summary>What <c>./cds stratify --format json</c> prints for one patient: one line, without its end.</summary>
    public static string Line(Assessment assessment, Language language)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter json = new(buffer, OnTerminal))
            Write(json, assessment, language);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

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
            if (Array("findings", isCard ? [.. assessment.Findings.Where(finding => finding.Outcome != FindingOutcome.NotMet)] : assessment.Findings) is { } findings)
            {
                foreach (var finding in findings)
                    Finding(finding);
                json.WriteEndArray();
            }

            if (Array("missing", assessment.Missing) is { } missing)
            {
                foreach (var item in missing)
                    Missing(item);
                json.WriteEndArray();
            }

            if (Array("tasks", assessment.Tasks) is { } tasks)
            {
                foreach (var task in tasks)
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
            if (Array("evidence", isCard ? [.. finding.Evidence.Where(IsThere)] : finding.Evidence) is { } evidence)
            {
                foreach (var shown in evidence)
                {
                    json.WriteStartObject();
                    Text("reference", shown.Reference);
                    Text("text", shown.Text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            Texts("missing", finding.Missing);
            Texts("decisions", finding.Decisions);
            if (isTold)
                Text("locator", finding.Locator);
            json.WriteEndObject();
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
            var language = this.Language;
            Texts(name, (IReadOnlyList<string>)[.. texts.Select(text => text.In(language))]);
        }

        private void Texts(string name, IReadOnlyList<string> texts)
        {
            if (Array(name, isCard ? [.. texts.Where(text => !string.IsNullOrEmpty(text))] : texts) is not { } some)
                return;
            foreach (var text in some)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        private Language Language => language;

        private bool IsThere(Evidence evidence) => !string.IsNullOrEmpty(evidence.Reference) || !string.IsNullOrEmpty(evidence.Text.In(language));

        /// <summary>Begins an array, unless it would be an empty one in a card: then null.</summary>
        private IReadOnlyList<T>? Array<T>(string name, IReadOnlyList<T> items)
        {
            if (isCard && items.Count == 0)
                return null;
            json.WriteStartArray(name);
            return items;
        }
    }
}
