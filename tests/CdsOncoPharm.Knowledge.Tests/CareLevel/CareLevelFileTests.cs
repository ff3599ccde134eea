using System.Text;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge.Tests.CareLevel;

/// <summary>What the files of <c>cds-services/care-level</c> may say: one file at a time is changed in memory, and the refusal names it.</summary>
public sealed class CareLevelFileTests
{
    private const string Folder = "cds-services/care-level/";
    private const string AgeFile = Folder + "criteria/5.1.1.2-age.json";
    private const string LungFile = Folder + "criteria/5.2.1.2-respiratory.json";

    private static readonly Lazy<KnowledgeFiles> Files = new(() => KnowledgeFiles.Read(Root()));

    [Fact]
    public void The_files_as_they_are_hold_148_rows_each_once_in_the_papers_order()
    {
        var knowledge = Load(Files.Value);
        Assert.Equal(148, knowledge.Criteria.Count);
        Assert.Equal(148, knowledge.Criteria.Select(c => c.Id).Distinct().Count());
        Assert.Equal("5.1.1.1", knowledge.Criteria[0].Section);
        Assert.Equal("5.3.2", knowledge.Criteria[^1].Section);
        // 5.2.1.10 comes after 5.2.1.9, not after 5.2.1.1.
        var sections = knowledge.Sections.Select(s => s.Section).ToList();
        Assert.Equal(sections.IndexOf("5.2.1.9") + 1, sections.IndexOf("5.2.1.10"));
    }

    [Fact]
    public void Every_row_has_its_texts_in_both_languages_and_says_where_the_paper_says_it()
    {
        foreach (var row in Load(Files.Value).Criteria)
        {
            Assert.False(string.IsNullOrWhiteSpace(row.Statement.En), row.Id);
            Assert.False(string.IsNullOrWhiteSpace(row.Statement.Zh), row.Id);
            Assert.False(string.IsNullOrWhiteSpace(row.Source.Locator), row.Id);
            Assert.StartsWith($"PC-{row.Section}-L", row.Id, StringComparison.Ordinal);
            Assert.Equal($"L{row.Level.Value}", row.Id.Split('-')[2]);
        }
    }

    [Theory]
    [InlineData("\"level\": 3,", "\"level\": 4,", "level")]
    [InlineData("\"level\": 3,", "\"level\": 0,", "level")]
    [InlineData("\"level\": 3,", "\"level\": \"3\",", "level")]
    [InlineData("\"level\": 3,", "", "level")]
    [InlineData("\"level\": 3,", "\"level\": 3, \"levell\": 3,", "levell")]
    [InlineData("\"level\": 3,", "\"level\": 3, // three\n", "'/'")]
    [InlineData("\"en\":", "\"eng\":", "")]
    [InlineData("\"statement\":", "\"stmt\":", "stmt")]
    [InlineData("\"when\":", "\"whenever\":", "whenever")]
    [InlineData("\"section\": \"5.1.1.2\",", "", "section")]
    public void A_misshapen_row_is_refused_with_file_and_place(string from, string to, string reason)
    {
        var refused = Refuse(AgeFile, text => Once(text, from, to));
        Assert.Equal(AgeFile, refused.File);
        Assert.NotEqual("", refused.Row);
        Assert.Contains(reason, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_refused_with_its_line()
    {
        var refused = Refuse(AgeFile, text => text[..^5]);
        Assert.Equal(AgeFile, refused.File);
        Assert.StartsWith("line ", refused.Row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_file_of_another_shape_is_refused(string content) => Assert.Equal(AgeFile, Refuse(AgeFile, _ => content).File);

    [Fact]
    public void An_id_that_is_used_twice_in_one_file_or_in_two_is_refused()
    {
        var refused = Refuse(LungFile, text => text.Replace("\"PC-5.2.1.2-L1-b\"", "\"PC-5.2.1.2-L1-a\"", StringComparison.Ordinal));
        Assert.Equal((LungFile, "PC-5.2.1.2-L1-a", "this id is used twice"), (refused.File, refused.Row, refused.Reason));
        refused = Refuse(LungFile, text => text.Replace("\"PC-5.2.1.2-L1-b\"", "\"PC-5.1.1.2-L3-a\"", StringComparison.Ordinal));
        Assert.Equal(("PC-5.1.1.2-L3-a", "this id is used twice"), (refused.Row, refused.Reason));
    }

    [Fact]
    public void A_decision_that_does_not_exist_is_refused_with_the_row_that_names_it()
    {
        var refused = Refuse(AgeFile, text => Once(text, "\"D-02\"", "\"D-2\""));
        Assert.Equal((AgeFile, "PC-5.1.1.2-L3-a", "there is no decision D-2"), (refused.File, refused.Row, refused.Reason));
    }

    [Fact]
    public void A_level_option_without_a_level_for_every_option_is_refused()
    {
        var refused = Refuse(LungFile, text => Once(text, "\"level-2\":", "\"level-3\":"));
        Assert.Equal("PC-5.2.1.2-L1-a", refused.Row);
        Assert.Contains("levelOption does not give a level for every option of D-17", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("criteria")]
    [InlineData("currency.json")]
    [InlineData("definitions.json")]
    [InlineData("risk-factors.json")]
    [InlineData("gates.json")]
    [InlineData("assessments.json")]
    [InlineData("decisions.json")]
    [InlineData("levels.json")]
    [InlineData("tasks.json")]
    [InlineData("drug-levels.json")]
    [InlineData("regimens.json")]
    [InlineData("tube-products.json")]
    [InlineData("formulas.json")]
    [InlineData("missing.json")]
    public void A_file_that_is_not_there_is_missed_by_name(string name)
    {
        var rest = KnowledgeFiles.Of(Files.Value.All.Where(f => !f.RelativePath.StartsWith(Folder + name, StringComparison.Ordinal)));
        var refused = Assert.Throws<KnowledgeException>(() => Load(rest));
        Assert.Equal(Folder + name, refused.File);
    }

    [Theory]
    [InlineData("currency.json", "\"P90D\"", "\"90 days\"", "ISO 8601")]
    [InlineData("currency.json", "\"cycleGrace\"", "\"grace\"", "grace")]
    [InlineData("currency.json", "\"unlisted\"", "\"others\"", "the kind \"unlisted\" is missing")]
    [InlineData("formulas.json", "\"ageBase\": 140", "\"ageBase\": \"140\"", "ageBase")]
    [InlineData("formulas.json", "\"divisor\": 72,", "", "")]
    [InlineData("decisions.json", "\"default\": \"level-1\"", "\"default\": \"level-9\"", "the default \"level-9\" is not one of its options")]
    [InlineData("assessments.json", "\"maxAge\": \"P1Y\"", "\"maxAge\": \"1Y\"", "ISO 8601")]
    [InlineData("regimens.json", "\"spanDays\"", "\"span\"", "span")]
    [InlineData("regimens.json", "\"components\"", "\"parts\"", "parts")]
    [InlineData("site.json", "{}", "{ \"agent\": {} }", "agent")]
    [InlineData("site.json", "{}", "{ \"switchedOff\": { \"PC-1\": { \"en\": \"no\", \"zh-CN\": \"否\" } } }", "there is no such criterion to switch off")]
    public void A_fault_in_another_file_is_refused_with_its_name(string name, string from, string to, string reason)
    {
        var refused = Refuse(Folder + name, text => Once(text, from, to));
        Assert.Equal(Folder + name, refused.File);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_a_site_switched_off_keeps_its_reason()
    {
        var site = """{ "switchedOff": { "PC-5.1.1.2-L3-a": { "en": "judged on the ward", "zh-CN": "由病区判定" } } }""";
        var knowledge = Load(With(Folder + "site.json", _ => site));
        Assert.Equal("judged on the ward", knowledge.Criteria.Single(c => c.Id == "PC-5.1.1.2-L3-a").SwitchedOff?.En);
        Assert.Equal(1, knowledge.Criteria.Count(c => c.SwitchedOff is not null));
    }

    [Fact]
    public void Every_decision_has_its_default_among_its_options_and_the_default_is_in_force()
    {
        var knowledge = Load(Files.Value);
        foreach (var (id, decision) in knowledge.Decisions)
        {
            if (decision.Default is null)
                Assert.Empty(decision.Options);
            else
                Assert.Equal(decision.Default, knowledge.Options[id]);
        }
    }

    [Theory]
    [InlineData("D-999", "x")]
    [InlineData("D-17", "x")]
    public void An_option_that_does_not_exist_is_refused(string decision, string option)
    {
        var refused = Assert.Throws<KnowledgeException>(() => CareLevelKnowledge.Load(Files.Value, new Dictionary<string, string> { [decision] = option }));
        Assert.Equal(("Clinical:Options", decision), (refused.File, refused.Row));
    }

    [Fact]
    public void A_sites_file_replaces_ours_and_changes_the_hash()
    {
        var overlay = Directory.CreateTempSubdirectory("cds-overlay");
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(overlay.FullName, "cds-services", "care-level"));
            File.WriteAllText(Path.Combine(folder.FullName, "site.json"), """{ "agents": { "cisplatin": { "institution-first-use": "2026" } } }""");
            var files = KnowledgeFiles.Read(Root(), overlay.FullName);
            Assert.NotEqual(Files.Value.Hash, files.Hash);
            Assert.Equal("2026", Load(files).Site.Agents["cisplatin"]["institution-first-use"]);
        }
        finally
        {
            overlay.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_hash_does_not_depend_on_line_ends()
    {
        var windows = KnowledgeFiles.Of(Files.Value.All.Select(f => new KnowledgeFile(f.RelativePath, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(f.Content.Span).Replace("\n", "\r\n", StringComparison.Ordinal)))));
        Assert.Equal(Files.Value.Hash, windows.Hash);
    }

    private static CareLevelKnowledge Load(KnowledgeFiles files) => CareLevelKnowledge.Load(files, new Dictionary<string, string>());

    private static KnowledgeException Refuse(string path, Func<string, string> edit)
    {
        var files = With(path, edit);
        return Assert.Throws<KnowledgeException>(() => Load(files));
    }

    private static KnowledgeFiles With(string path, Func<string, string> edit)
    {
        var text = Encoding.UTF8.GetString(Files.Value.Find(path)!.Content.Span);
        var edited = edit(text);
        Assert.NotEqual(text, edited);
        return KnowledgeFiles.Of([.. Files.Value.All, new KnowledgeFile(path, Encoding.UTF8.GetBytes(edited))]);
    }

    private static string Once(string text, string from, string to)
    {
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the file does not hold {from}");
        return text[..at] + to + text[(at + from.Length)..];
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The repository's root was not found above the test.");
    }
}
