using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests;

/// <summary>Every sample's card read in both languages, for the kinds of fault that make a pharmacist stop reading.</summary>
[Collection(OneServiceCollection.Name)]
public sealed partial class WordingTests(OneService one)
{
    private static readonly Lazy<CareLevelEngine> Loaded = new(() => CareLevelEngine.Load(new ClinicalSettings { Knowledge = Repository.Root }));

    public static TheoryData<string, string> Cards
    {
        get
        {
            TheoryData<string, string> cards = [];
            foreach (var folder in Directory.GetDirectories(Repository.Of("samples")).Order(StringComparer.Ordinal))
            {
                cards.Add(Path.GetFileName(folder), "en");
                cards.Add(Path.GetFileName(folder), "zh-CN");
            }

            return cards;
        }
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task The_summary_begins_with_the_decision_and_has_at_most_140_characters(string folder, string language)
    {
        foreach (var card in await CardsAsync(folder, language))
        {
            var summary = (string)card["summary"]!;
            Assert.InRange(summary.Length, 10, 140);
            Assert.Matches(language == "en"
                ? "^(Level [123] pharmaceutical care|No criterion met|Orders (raise|lower) the care level|Orders bring Level)"
                : "^([一二三]级药学监护|现有资料未满足任何分级标准|本次医嘱后)", summary);
        }
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task No_text_shows_UCUM_a_raw_key_or_an_escape_that_Markdown_does_not_need(string folder, string language)
    {
        foreach (var text in await TextsAsync(folder, language))
        {
            Assert.DoesNotMatch(Ucum(), text);
            Assert.DoesNotMatch(RawKey(), text);
            Assert.DoesNotMatch("&gt;|&lt; |&amp;(gt|lt)", text);
            foreach (var key in Loaded.Value.Knowledge.CareLevel.Assessments.Keys.Where(key => key.Contains('-', StringComparison.Ordinal)))
                Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task Brackets_are_closed_and_sentences_are_whole(string folder, string language)
    {
        foreach (var text in await TextsAsync(folder, language))
        {
            Assert.True(AreClosed(text), text);
            Assert.DoesNotMatch(@"[.。][;；]|[;；]\s*[;；]|[:：]\s*[:：]|…[;；.。]|\(\)|（）|fewer than 1 ", text);
            // ". creatinine": a sentence begins with a capital.
            Assert.DoesNotMatch(@"(?<!\be\.g|\bi\.e)\. [a-z]", text);
        }
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task A_Chinese_card_says_in_Chinese_where_the_paper_has_it(string folder, string language)
    {
        foreach (var card in await CardsAsync(folder, language))
        {
            var detail = (string?)card["detail"] ?? "";
            if (language == "en")
                Assert.DoesNotMatch("[一-龥]级|表 ?2", detail);
            else
                Assert.DoesNotMatch(@"\b(Table|Level|item|list|system|text|and|more|missing|given|ordered|signed)\b", detail);
        }
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task Every_medicine_that_a_task_names_is_one_of_the_patients(string folder, string language)
    {
        var request = await File.ReadAllTextAsync(Repository.Of("samples", folder, "request.json"));
        foreach (var card in await CardsAsync(folder, language))
        {
            foreach (var task in card["extension"]!["org.cdsoncopharm.assessment"]!["tasks"]?.AsArray() ?? [])
            {
                var words = $"{task!["title"]} {task["frequency"]} {task["action"]}";
                foreach (var agent in Loaded.Value.Knowledge.Terminology.Ingredients.Where(agent => agent.IsAntineoplastic))
                {
                    if (Regex.IsMatch(words, $@"\b{Regex.Escape(agent.Name.En)}\b", RegexOptions.IgnoreCase) || words.Contains(agent.Name.Zh, StringComparison.Ordinal))
                        Assert.True(request.Contains(agent.Name.En, StringComparison.OrdinalIgnoreCase) || request.Contains(agent.Name.Zh, StringComparison.Ordinal), $"{agent.Code}: {words}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cards))]
    public async Task The_detail_is_read_in_ten_seconds(string folder, string language)
    {
        foreach (var card in await CardsAsync(folder, language))
        {
            var detail = (string?)card["detail"] ?? "";
            Assert.InRange(detail.Split('\n').Count(line => line.Length > 0), 1, 20);
            Assert.All(detail.Split('\n'), line => Assert.InRange(line.Length, 0, 260));
            // A Chinese character is read about as fast as two thirds of an English word.
            Assert.InRange(language == "en" ? detail.Split(' ', '\n').Length : detail.Length / 3, 1, 190);
        }
    }

    [Fact]
    public async Task The_README_shows_the_card_of_the_first_sample_as_it_comes()
    {
        var card = (await CardsAsync("01-oxaliplatin-kidney", "en")).Single();
        var shown = (await File.ReadAllLinesAsync(Repository.Of("README.md"))).Where(line => line.StartsWith("> ", StringComparison.Ordinal) || line == ">")
            .SkipWhile(line => !line.Contains('⚠', StringComparison.Ordinal)).Select(line => line.Length > 2 ? line[2..] : "").ToList();

        Assert.Equal($"⚠ **{card["summary"]}**", shown[0]);
        Assert.Equal((string)card["detail"]!, string.Join('\n', shown.Skip(2)));
    }

    private static bool AreClosed(string text)
    {
        Stack<char> open = new();
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '(': open.Push(')'); break;
                case '（': open.Push('）'); break;
                case ')' or '）' when !open.TryPop(out var expected) || expected != letter: return false;
            }
        }

        return open.Count == 0;
    }

    /// <summary>All that a person reads of a card, and the tasks that it proposes.</summary>
    private async Task<List<string>> TextsAsync(string folder, string language)
    {
        List<string> texts = [];
        foreach (var card in await CardsAsync(folder, language))
        {
            texts.Add((string)card["summary"]!);
            texts.AddRange(((string?)card["detail"] ?? "").Split('\n'));
            foreach (var action in card["suggestions"]?.AsArray().SelectMany(suggestion => suggestion!["actions"]!.AsArray()) ?? [])
            {
                texts.Add((string)action!["description"]!);
                texts.Add((string)action["resource"]!["description"]!);
                texts.Add((string)action["resource"]!["reasonCode"]!["text"]!);
            }

            foreach (var finding in card["extension"]!["org.cdsoncopharm.assessment"]!["findings"]!.AsArray())
                texts.Add((string?)finding!["reason"] ?? "");
        }

        return texts;
    }

    private async Task<List<JsonNode>> CardsAsync(string folder, string language)
    {
        var request = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Of("samples", folder, "request.json")))!;
        return [.. (await one.Service.AskAsync(request, language))["cards"]!.AsArray().Select(card => card!)];
    }

    [GeneratedRegex(@"umol|umol/|\bug/|\d ?10[*^]|\{[^}]*\}|\[arb|\[iU\]|\[Hg\]|\bCel\b|\bm2\b|USP'U")]
    private static partial Regex Ucum();

    [GeneratedRegex(@"\b(vs|cm|ae|rf)-[a-z]+-|\b[A-Z]{2,}_[A-Z0-9]+\b|PC-\d+\.\d+.*-L\d-\w+ \(|DetectedIssue")]
    private static partial Regex RawKey();
}
