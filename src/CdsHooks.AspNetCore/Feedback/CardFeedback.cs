using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CdsHooks.AspNetCore;

/// <summary>What a user did with a card.</summary>
public enum FeedbackOutcome
{
    /// <summary>Took one or more of its suggestions.</summary>
    Accepted,

    /// <summary>Dismissed it.</summary>
    Overridden,
}

/// <summary>One element of <c>feedback</c>. The same may be sent again: card, outcome and time tell whether it is the same.</summary>
public sealed record CardFeedback
{
    /// <summary>The <c>uuid</c> of the card, perhaps of one nobody knows any more.</summary>
    public required string Card { get; init; }

    public required FeedbackOutcome Outcome { get; init; }

    public required DateTimeOffset OutcomeTimestamp { get; init; }

    /// <summary>Ids of the suggestions taken; at least one when accepted.</summary>
    public IReadOnlyList<string> AcceptedSuggestions { get; init; } = [];

    /// <summary>The reason chosen, where one was. Its display may be missing; where the client tells the display alone, its code is empty.</summary>
    public Coding? OverrideReason { get; init; }

    /// <summary>What the user wrote: free text, which may be about the patient.</summary>
    public string? UserComment { get; init; }
}

/// <summary>Where feedback goes. Without one registered, there is no feedback endpoint.</summary>
public interface IFeedbackSink
{
    /// <summary>Keeps the feedback. What is known already, by card, outcome and time, is not kept twice.</summary>
    ValueTask KeepAsync(string serviceId, CdsClient client, IReadOnlyList<CardFeedback> feedback, CancellationToken cancellation);
}

/// <summary>Reads feedback as the specification writes it and as clients send it.</summary>
internal static partial class FeedbackReader
{
    private const int MostItems = 1000;
    private const int LongestId = 256;
    private const int LongestComment = 10_000;
    private const int LongestDisplay = 200;
    private const string EpicExtension = "com.epic.cdshooks.feedback.overrideReason.";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    /// <summary>The elements that are complete, each once, and how many were not; null with the reason when it is no feedback at all.</summary>
    public static (IReadOnlyList<CardFeedback>? Feedback, int Refused, string? Fault) Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Json.WithoutMark(utf8), Strict);
            if (!TryMember(document.RootElement, "feedback", JsonValueKind.Array, out JsonElement items))
                return (null, 0, "The body must be an object with an array 'feedback'.");
            if (items.GetArrayLength() > MostItems)
                return (null, 0, $"'feedback' may have {MostItems} elements.");
            List<CardFeedback> feedback = [];
            HashSet<(string, FeedbackOutcome, DateTimeOffset, string)> seen = [];
            string? firstFault = null;
            int refused = 0;
            foreach (JsonElement item in items.EnumerateArray())
            {
                (CardFeedback? read, string? fault) = ReadItem(item);
                if (read is null)
                {
                    firstFault ??= $"'feedback[{feedback.Count + refused}]': {fault}";
                    refused++;
                }
                else if (seen.Add((read.Card, read.Outcome, read.OutcomeTimestamp, string.Join('\n', read.AcceptedSuggestions))))
                {
                    feedback.Add(read);
                }
            }

            return feedback.Count == 0 && refused > 0 ? (null, refused, firstFault) : (feedback, refused, null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return (null, 0, "The body is not valid JSON.");
        }
    }

    private static string? Fault(JsonElement item)
    {
        if (Text(item, "card") is not { Length: > 0 and <= LongestId })
            return "card is required.";
        if (Outcome(item) is not { } outcome)
            return "outcome must be accepted or overridden.";
        if (Timestamp(item) is null)
            return "outcomeTimestamp must be a date and time of RFC 3339.";
        return outcome == FeedbackOutcome.Accepted && Suggestions(item).Count == 0 ? "acceptedSuggestions is required when accepted." : null;
    }

    /// <summary>The element, or why it is refused.</summary>
    private static (CardFeedback? Read, string? Fault) ReadItem(JsonElement item)
    {
        try
        {
            if (Fault(item) is { } fault)
                return (null, fault);
            (Coding? reason, string? comment) = OverrideReason(item);
            return (new CardFeedback
            {
                Card = Text(item, "card")!,
                Outcome = Outcome(item)!.Value,
                OutcomeTimestamp = Timestamp(item)!.Value,
                AcceptedSuggestions = Suggestions(item),
                OverrideReason = reason,
                UserComment = comment is null ? null : Cut(comment, LongestComment),
            }, null);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate (\ud800) comes to light only when its text is read.
            return (null, "a text is not valid Unicode.");
        }
    }

    private static FeedbackOutcome? Outcome(JsonElement item) => Text(item, "outcome")?.ToLowerInvariant() switch
    {
        "accepted" => FeedbackOutcome.Accepted,
        "overridden" => FeedbackOutcome.Overridden,
        _ => null,
    };

    /// <summary>RFC 3339, seconds, the zone (then it is UTC) and its colon left out at will. A parser alone would take a bare time for one of today.</summary>
    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex DateAndTime();

    private static DateTimeOffset? Timestamp(JsonElement item) =>
        Text(item, "outcomeTimestamp") is { } text && DateAndTime().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;

    private static List<string> Suggestions(JsonElement item)
    {
        List<string> ids = [];
        if (TryMember(item, "acceptedSuggestions", JsonValueKind.Array, out JsonElement suggestions))
        {
            foreach (JsonElement suggestion in suggestions.EnumerateArray())
            {
                if (Text(suggestion, "id") is { Length: > 0 and <= LongestId } id)
                    ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>
    /// The specification says <c>overrideReason</c>, Epic <c>overrideReasons</c>; Epic's own reasons are in an extension, of these or of
    /// the element. Whatever is null or empty beside another does not hide it: the first code is taken, or where there is none the first display.
    /// </summary>
    private static (Coding? Reason, string? Comment) OverrideReason(JsonElement item)
    {
        List<JsonElement> given = [.. Values(item, "overrideReason"), .. Values(item, "overrideReasons")];
        List<Coding> reasons = [.. given.SelectMany(one => (Coding?[])[ChosenReason(one), EpicReason(one)]).Append(EpicReason(item)).OfType<Coding>()];
        return (
            reasons.FirstOrDefault(reason => reason.Code.Length > 0) ?? reasons.FirstOrDefault(),
            given.Select(one => Text(one, "userComment")).FirstOrDefault(comment => comment is { Length: > 0 }));
    }

    private static Coding? ChosenReason(JsonElement given) =>
        TryMember(given, "reason", JsonValueKind.Object, out JsonElement reason) ? Coded(Code(reason, "code"), Text(reason, "system"), Text(reason, "display")) : null;

    private static Coding? EpicReason(JsonElement extended) =>
        TryMember(extended, "extension", JsonValueKind.Object, out JsonElement epic)
            ? Coded(
                Code(epic, EpicExtension + "reasonCategory"), EpicExtension + "reasonCategory",
                Text(epic, EpicExtension + "reasonDisplay") ?? Text(epic, EpicExtension + "reasonTitle"))
            : null;

    private static Coding? Coded(string? code, string? system, string? display)
    {
        Coding coding = new(system ?? "", string.IsNullOrWhiteSpace(code) ? "" : code, Shown(display));
        return coding is { Code: "", Display: null } ? null : coding;
    }

    /// <summary>A display as far as it is one: the client may send any text.</summary>
    private static string? Shown(string? display)
    {
        string shown = Cut(string.Concat((display ?? "").Where(character => !char.IsControl(character))), LongestDisplay);
        return string.IsNullOrWhiteSpace(shown) ? null : shown;
    }

    /// <summary>No longer than that, and no character halved.</summary>
    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>The elements of an array, or the value that stands in its place.</summary>
    private static IEnumerable<JsonElement> Values(JsonElement item, string name)
    {
        if (!item.TryGetProperty(name, out JsonElement value))
            yield break;
        if (value.ValueKind != JsonValueKind.Array)
        {
            yield return value;
            yield break;
        }

        foreach (JsonElement element in value.EnumerateArray())
            yield return element;
    }

    private static bool TryMember(JsonElement item, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out value) && value.ValueKind == kind;
    }

    private static string? Text(JsonElement item, string name) => TryMember(item, name, JsonValueKind.String, out JsonElement value) ? value.GetString() : null;

    /// <summary>A code, which some write as a number.</summary>
    private static string? Code(JsonElement item, string name) =>
        TryMember(item, name, JsonValueKind.Number, out JsonElement number) ? number.GetRawText() : Text(item, name);
}
