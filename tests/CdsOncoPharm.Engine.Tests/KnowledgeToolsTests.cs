using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine.Tests;

public sealed class KnowledgeToolsTests : IDisposable
{
    private static readonly string Root = CareLevelEngine.FindKnowledge();
    private static readonly Dictionary<string, string> NoOptions = [];

    private readonly string overlay = Directory.CreateTempSubdirectory("overlay").FullName;

    public void Dispose() => Directory.Delete(overlay, recursive: true);

    private void Write(string path, string content)
    {
        var full = Path.Combine(overlay, "cds-services", "care-level", path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    [Fact]
    public void The_knowledge_itself_has_no_faults() => Assert.Empty(KnowledgeCheck.Run(Root, null, NoOptions));

    [Fact]
    public void Every_faulty_file_of_an_overlay_is_named_with_row_and_reason()
    {
        Write("site.json", """{ "switchedOff": { "PC-9.9.9-L1-z": { "en": "no", "zh-CN": "否" } } }""");
        Write("levels.json", "{ not json");
        Write("criteria/9-local.json", """{ "section": "9", "title": { "en": "Local", "zh-CN": "本院" }, "criteria": [ { "id": "LOCAL-1", "level": 2, "organ": "local", "statement": { "en": "x", "zh-CN": "x" }, "when": { "kind": "condition", "sets": ["vs-no-such-set"] }, "source": { "document": "local", "locator": "house rule" } } ] }""");

        var faults = KnowledgeCheck.Run(Root, overlay, NoOptions);

        Assert.Contains(faults, f => f.File.EndsWith("site.json", StringComparison.Ordinal) && f.Row == "PC-9.9.9-L1-z");
        Assert.Contains(faults, f => f.File.EndsWith("levels.json", StringComparison.Ordinal) && f.Row.Contains("line 1", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Row == "LOCAL-1" && f.Reason.Contains("vs-no-such-set", StringComparison.Ordinal));
        Assert.Equal(3, faults.Count);
    }

    [Fact]
    public void A_row_that_a_site_switches_off_says_so_and_is_never_not_met()
    {
        Write("site.json", """{ "switchedOff": { "PC-5.1.1.2-L3-a": { "en": "covered by geriatrics", "zh-CN": "由老年科负责" } } }""");
        var engine = CareLevelEngine.Load(new ClinicalSettings { Knowledge = Root, LocalKnowledge = overlay });

        var row = engine.Stratifier.Criteria.Single(c => c.Id == "PC-5.1.1.2-L3-a");

        Assert.False(row.IsOn);
        Assert.Equal("covered by geriatrics", row.Row.SwitchedOff!.Value.En);
    }

    [Fact]
    public void A_site_can_add_a_criterion_of_its_own()
    {
        Write("criteria/9-local.json", """{ "section": "9", "title": { "en": "Local", "zh-CN": "本院" }, "criteria": [ { "id": "LOCAL-1", "level": 2, "organ": "local", "statement": { "en": "On capecitabine here", "zh-CN": "本院使用卡培他滨" }, "when": { "kind": "current-medicine", "ingredients": ["capecitabine"] }, "source": { "document": "local", "locator": "house rule 7" } } ] }""");
        var engine = CareLevelEngine.Load(new ClinicalSettings { Knowledge = Root, LocalKnowledge = overlay });

        Assert.Equal(149, engine.Stratifier.Criteria.Count);
        Assert.Equal("LOCAL-1", engine.Stratifier.Criteria[^1].Id);
    }

    [Fact]
    public void A_difference_is_said_in_clinical_words()
    {
        var path = Path.Combine("cds-services", "care-level", "criteria", "5.1.1.2-age.json");
        Write("criteria/5.1.1.2-age.json", File.ReadAllText(Path.Combine(Root, path)).Replace("\"atLeast\": 75", "\"atLeast\": 70", StringComparison.Ordinal));

        var lines = KnowledgeDiff.Between(
            KnowledgeBase.Load(KnowledgeFiles.Read(Root)), KnowledgeBase.Load(KnowledgeFiles.Read(Root, overlay)), Language.English);

        Assert.Equal("criterion PC-5.1.1.2-L3-a: rule age ≥ 75 years → age ≥ 70 years", Assert.Single(lines));
        Assert.Empty(KnowledgeDiff.Between(KnowledgeBase.Load(KnowledgeFiles.Read(Root)), KnowledgeBase.Load(KnowledgeFiles.Read(Root)), Language.Chinese));
    }

    [Theory]
    [InlineData("../ctcae-labs.json", "\"grade\": 3, \"below\": 3, \"unit\": \"mmol/L\"", "\"grade\": 3, \"below\": 3.1, \"unit\": \"mmol/L\"",
        "laboratory grades of Hypokalemia by k: grade 1 < 1 × LLN, grade 3 < 3 mmol/L, grade 4 < 2.5 mmol/L → grade 1 < 1 × LLN, grade 3 < 3.1 mmol/L, grade 4 < 2.5 mmol/L")]
    [InlineData("interactions.json", "\"severity\": \"moderate\"", "\"severity\": \"major\"", "severity moderate → major")]
    [InlineData("regimens.json", "\"risks\": [\"", "\"risks\": [\"new-risk\", \"", "new-risk")]
    [InlineData("gates.json", "\"kind\": \"any\"", "\"kind\": \"all\"", "measured on suspicion: ")]
    [InlineData("assessments.json", "\"question\": { \"en\": \"", "\"question\": { \"en\": \"Really: ", "words ")]
    public void A_diff_names_what_the_other_tables_say(string file, string before, string after, string expected)
    {
        var text = File.ReadAllText(Path.GetFullPath(Path.Combine(Root, "cds-services", "care-level", file)));
        var at = text.IndexOf(before, StringComparison.Ordinal);
        Assert.True(at >= 0);
        Write(file, string.Concat(text.AsSpan(0, at), after, text.AsSpan(at + before.Length)));

        var lines = KnowledgeDiff.Between(
            KnowledgeBase.Load(KnowledgeFiles.Read(Root)), KnowledgeBase.Load(KnowledgeFiles.Read(Root, overlay)), Language.English);

        Assert.Contains(expected, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_ends_when_the_row_or_a_definition_it_uses_changes()
    {
        var knowledge = KnowledgeBase.Load(KnowledgeFiles.Read(Root)).CareLevel;
        var row = knowledge.Criteria.Single(c => c.Id == "PC-5.1.2.2-L3-a");
        Write("signatures.json", $$"""[ { "criterion": "{{row.Id}}", "hash": "{{Signing.HashOf(row, knowledge)}}", "by": "A. Pharmacist", "on": "2026-11-21" } ]""");
        var signed = KnowledgeBase.Load(KnowledgeFiles.Read(Root, overlay)).CareLevel;
        Assert.Equal("A. Pharmacist", Signing.SignatureOf(signed.Criteria.Single(c => c.Id == row.Id), signed)?.By);

        Write("definitions.json", File.ReadAllText(Path.Combine(Root, "cds-services", "care-level", "definitions.json")).Replace("\"within\": \"P60D\"", "\"within\": \"P61D\"", StringComparison.Ordinal));
        var changed = KnowledgeBase.Load(KnowledgeFiles.Read(Root, overlay)).CareLevel;

        Assert.Null(Signing.SignatureOf(changed.Criteria.Single(c => c.Id == row.Id), changed));
    }

    [Theory]
    [InlineData("D-99", "x", "there is no decision|there is no such decision")]
    [InlineData("D-17", "level-9", "not one of its options")]
    public void An_unknown_decision_or_option_is_refused_by_name(string decision, string option, string reason)
    {
        var refused = Assert.Throws<KnowledgeException>(() => CareLevelEngine.Load(new ClinicalSettings { Knowledge = Root, Options = { [decision] = option } }));

        Assert.Equal(decision, refused.Row);
        Assert.Contains(reason.Split('|'), text => refused.Reason.Contains(text, StringComparison.Ordinal));
    }
}
