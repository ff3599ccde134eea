using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Cards.Tests.Ward;
using static VerifyXunit.Verifier;

namespace CdsOncoPharm.Cards.Tests;

public class CareLevelCardsTests
{
    private static readonly int[] Lengths = [1, 30, 80, 140, 400];
    private static readonly int[] Counts = [1, 2, 9];
    private static readonly bool[] Both = [true, false];

    [Fact]
    public Task A_level_1_card_says_why_and_what_to_watch() =>
        Verify(AsRead(Card(Assessed([SevereRenalImpairment, Cisplatin, Elderly]) with { Tasks = [BloodPressure, RenalFunction] })));

    [Fact]
    public Task A_provisional_level_2_says_what_is_missing() => Verify(AsRead(Card(ProvisionalLevel2)));

    [Fact]
    public Task A_provisional_level_2_says_what_is_missing_in_Chinese() => Verify(AsRead(Card(ProvisionalLevel2, Language.Chinese)));

    [Fact]
    public Task A_level_3_card_in_Chinese() =>
        Verify(AsRead(Card(Assessed([Elderly, Polypharmacy]) with { Tasks = [BloodPressure] }, Language.Chinese)));

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public Task Without_a_criterion_met_the_card_says_what_could_change_that(Language language) =>
        Verify(AsRead(Card(Assessed([Unknown(SevereRenalImpairment, "creatinine"), .. NotBuilt(1)]) with
        {
            Missing = [Creatinine, Bilirubin, Stability],
            Notes = [new("Medicine not recognised: 参芪注射液", "未能识别的药物：参芪注射液")],
        }, language))).UseTextForParameters(language.Key());

    [Theory]
    [InlineData(0, Language.English, "CdsOncoPharm 2026.1")]
    [InlineData(148, Language.English, "CdsOncoPharm 2026.1 (148 of its criteria not signed by a reviewer)")]
    [InlineData(148, Language.Chinese, "CdsOncoPharm 2026.1（148 条标准未经审核签署）")]
    public void The_source_says_how_many_criteria_nobody_signed(int notSigned, Language language, string label)
    {
        var assessment = Assessed(Elderly) with { Knowledge = new KnowledgeStamp("2026.1", "sha256:0f3a", notSigned) };
        Assert.Equal(label, Card(assessment, language).Source.Label);
    }

    [Fact]
    public void Out_of_scope_there_is_no_card() => Assert.Empty(CareLevelCards.Build(OutOfScope, For(ClientProfile.Standard)).Cards);

    [Fact]
    public void With_no_criterion_met_and_nothing_missing_there_is_no_card() =>
        Assert.Empty(CareLevelCards.Build(Assessed([NotMet(Cisplatin), .. NotBuilt(57)]), For(ClientProfile.Standard)).Cards);

    [Fact]
    public Task A_haematological_cancer_is_annotated() => Verify(AsRead(Card(Assessed(Elderly) with
    {
        Scope = Scope.Annotated,
        ScopeNotes = [new("The only cancer is haematological: the consensus is about solid tumours.", "唯一的肿瘤为血液系统恶性肿瘤：该共识针对实体瘤。")],
    })));

    [Fact]
    public Task Many_findings_are_cut_to_what_is_read_in_ten_seconds()
    {
        List<Finding> findings = [];
        for (var number = 1; number <= 9; number++)
        {
            findings.Add(Oxaliplatin with
            {
                Criterion = $"PC-5.2.1.8-L2-{number}",
                Statement = new($"Neurotoxic medicine number {number}", $"第 {number} 种神经毒性药物"),
            });
        }

        return Verify(AsRead(Card(Assessed([.. findings, Unknown(SevereRenalImpairment), .. NotBuilt(50), .. NotBuilt(7).Select(SwitchedOffHere)]) with
        {
            Missing = [Stability, Creatinine, Bilirubin, Creatinine with { Id = "inr", Name = new("INR", "INR") },
                Creatinine with { Id = "weight", Name = new("weight", "体重") }, Creatinine with { Id = "grade", Name = new("grade of neuropathy", "神经毒性分级") }],
            Tasks = [RenalFunction, Neuropathy, BloodPressure, .. Enumerable.Range(1, 7).Select(number => BloodPressure with { Id = $"MON-X-{number}" })],
            Notes = [.. Enumerable.Range(1, 7).Select(number => new LocalText($"Medicine not recognised: product {number}", $"未能识别的药物：产品 {number}"))],
        })));
    }

    [Fact]
    public Task The_reasons_are_named_in_the_summary_as_far_as_they_fit() =>
        Verify(string.Join('\n', Enumerable.Range(1, 6).SelectMany(count => new[] { Language.English, Language.Chinese }.Select(language => Card(
            Assessed(Enumerable.Repeat(0, count).Select((_, at) => (at % 2 == 0 ? Cisplatin : Oxaliplatin) with { Criterion = $"PC-5.2.1.8-L2-{at}" })), language).Summary))));

    [Theory]
    [InlineData(Language.English, "Level 2 pharmaceutical care: Doxorubicin with advanced age: 66 years – anthracycline (or mitoxantrone) with ≥ 1 cardiotoxicity risk factor")]
    [InlineData(Language.Chinese, "二级药学监护：多柔比星，高龄：66 岁——使用蒽环类（或米托蒽醌）且有 ≥ 1 项心脏毒性危险因素")]
    public void The_summary_names_the_medicine_first_and_the_risk_factor_with_its_value(Language language, string summary) =>
        Assert.Equal(summary, Card(Assessed(Doxorubicin), language).Summary);

    [Theory]
    [InlineData(Language.English, "could be 1 (creatinine not usable)", "- Creatinine 1.4 g/dL: unit not usable; could be Level 1")]
    [InlineData(Language.Chinese, "可能为一级（血肌酐结果无法使用）", "- 肌酐 1.4 g/dL：单位无法使用；可能为一级")]
    public void A_value_that_cannot_be_used_is_not_said_to_be_missing(Language language, string summary, string line)
    {
        var card = Card(Assessed([Cisplatin, Unknown(SevereRenalImpairment, "creatinine")]) with
        {
            Missing = [Creatinine with { Details = [new("creatinine 1.4 g/dL: unit not usable", "肌酐 1.4 g/dL：单位无法使用")], IsUnusable = true }],
        }, language);
        Assert.Contains(summary, card.Summary, StringComparison.Ordinal);
        Assert.Contains(line, card.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5.2.1.8 (cumulative dose list); Table 2, nervous system, Level 2 (1st list, b)", "(5.2.1.8; Table 2, nervous system)", "（5.2.1.8 神经毒性；表 2）")]
    [InlineData("5.2.2 (last paragraph, \"For hematologic toxicities\"); not itemised in Table 2, toxicity management, Level 2", "(5.2.2)", "（5.2.2 神经毒性）")]
    [InlineData("5.2.1.10; Table 2, other (insufficient experience with new drugs), Level 2 (a)", "(5.2.1.10; Table 2, other)", "（5.2.1.10 神经毒性；表 2）")]
    [InlineData("5.3.1", "(5.3.1)", "（5.3.1 神经毒性）")]
    public void Where_the_paper_has_it_is_said_in_the_readers_language(string locator, string english, string chinese)
    {
        var row = Assessed(Cisplatin with { Locator = locator, Section = new("Neurotoxicity", "神经毒性") });
        Assert.Contains(english, Card(row).Detail, StringComparison.Ordinal);
        Assert.Contains(chinese, Card(row, Language.Chinese).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_two_rows_rest_on_is_told_in_full_once()
    {
        var card = Card(Assessed([SevereRenalImpairment, SevereRenalImpairment with { Criterion = "PC-5.2.1.8-L1-x", Statement = new("Another row", "另一条") }]));
        Assert.Single(card.Detail!.Split('\n'), line => line.Contains("Cockcroft", StringComparison.Ordinal));
        Assert.Contains("- Another row: creatinine clearance 24 mL/min (", card.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_cut_inside_brackets_closes_them()
    {
        var card = Card(Assessed(Cisplatin with { Statement = Words(400), Explanation = Shown("Observation/1", new("toxicity (" + Words(400).En, "毒性（" + Words(400).Zh)) }));
        Assert.Contains("…)", card.Detail, StringComparison.Ordinal);
        Assert.Equal(card.Detail!.Count(letter => letter == '('), card.Detail!.Count(letter => letter == ')'));
    }

    [Theory]
    [InlineData(1, Indicator.Critical)]
    [InlineData(2, Indicator.Warning)]
    [InlineData(3, Indicator.Info)]
    public void Only_level_1_interrupts(int level, Indicator expected) =>
        Assert.Equal(expected, Card(Assessed(Elderly with { Level = new CareLevel(level) })).Indicator);

    [Fact]
    public void A_site_may_set_the_urgency_of_a_level() =>
        Assert.Equal(Indicator.Warning, Card(Assessed(SevereRenalImpairment),
            For(ClientProfile.Standard) with { Options = new CardOptions { Level1 = Indicator.Warning } }).Indicator);

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    public void CH_121_Every_summary_has_fewer_than_140_characters(Language language)
    {
        var cases =
            from statement in Lengths
            from rows in Counts
            from name in Lengths
            from names in Counts.Prepend(0)
            from isMet in Both
            from without in new[] { null, Assessed(Elderly), Assessed() }
            select (statement, rows, name, names, isMet, without);
        foreach (var (statement, rows, name, names, isMet, without) in cases)
        {
            var row = Cisplatin with { Statement = Words(statement), Explanation = Shown("Observation/1", Words(statement)) };
            var assessment = Assessed([.. isMet ? Enumerable.Repeat(row, rows) : [], Unknown(SevereRenalImpairment)]) with
            {
                Missing = [.. Enumerable.Repeat(Creatinine with { Name = Words(name) }, names)],
            };
            var summary = Card(assessment, For(ClientProfile.Oracle, language) with { WithoutDrafts = without }).Summary;
            Assert.InRange(summary.Length, 10, 139);
            Assert.Contains((language, isMet) switch
            {
                (Language.English, true) => "2",
                (Language.English, false) => "could be Level 1",
                (_, true) => "二级",
                _ => "可能为一级",
            }, summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task Text_of_a_record_shows_as_itself()
    {
        const string Nasty = "<img src=x onerror=alert(1)> **bold** [click](javascript:alert(1)) [a]: javascript:x <script>\n# Level 3\r\n| a | b |\u202Egnp www.evil.example ```";
        var nasty = Cisplatin with
        {
            Statement = new(Nasty, Nasty),
            Explanation = Explanation.Of(
                new(Nasty, Nasty), new Evidence("MedicationRequest/1", new(Nasty, Nasty)), new Evidence("MedicationRequest/2", new(new string('x', 5000), "x"))),
            Locator = Nasty,
        };
        var card = Card(Assessed([nasty, .. NotBuilt(1).Select(finding => finding with { Explanation = Explanation.Of(new(Nasty, Nasty)) })]) with
        {
            Notes = [new(Nasty, Nasty)],
            ScopeNotes = [new(Nasty, Nasty)],
            Missing = [Creatinine with { Name = new(Nasty, Nasty) }],
            Tasks = [RenalFunction with { Title = new(Nasty, Nasty), Action = new(Nasty, Nasty) }],
        });
        Assert.DoesNotContain("<", card.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", card.Summary, StringComparison.Ordinal);
        return Verify(AsRead(card));
    }

    [Fact]
    public void CH_129_Reasons_to_set_a_card_aside_are_HL7s_in_both_languages()
    {
        var english = Card(Assessed(Cisplatin)).OverrideReasons;
        var chinese = Card(Assessed(Cisplatin), Language.Chinese).OverrideReasons;
        Assert.Equal(english.Select(reason => reason.Code), chinese.Select(reason => reason.Code));
        Assert.All(english.Concat(chinese), reason => Assert.Equal("http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes", reason.System));
        Assert.All(english.Zip(chinese), pair => Assert.NotEqual(pair.First.Display, pair.Second.Display));
    }

    [Fact]
    public void EP_16_The_topic_is_letters_and_digits_and_the_same_for_every_patient_of_a_level()
    {
        var topics = new[] { Assessed(SevereRenalImpairment), Assessed(Cisplatin), Assessed(Oxaliplatin), Assessed(Elderly), Assessed(Unknown(Elderly)) }
            .Select(assessment => Card(assessment).Source.Topic!.Code);
        Assert.Equal(["careLevel1", "careLevel2", "careLevel2", "careLevel3", "careLevelOpen"], topics);
    }

    private static Assessment ProvisionalLevel2 => Assessed([Cisplatin, Oxaliplatin, Unknown(SevereRenalImpairment, "creatinine"), .. NotBuilt(57)]) with
    {
        Missing = [Creatinine, Bilirubin, Ecog],
        Tasks = [RenalFunction, Neuropathy],
        Notes = [new("Medicine not recognised: 参芪注射液", "未能识别的药物：参芪注射液")],
    };

    private static Finding SwitchedOffHere(Finding finding) => finding with { Explanation = Explanation.Of(new("switched off by this hospital", "本院已关闭")) };

    private static LocalText Words(int length) => new(
        string.Concat(Enumerable.Repeat("toxicity grade ", length / 15 + 1))[..length], string.Concat(Enumerable.Repeat("毒性分级", length / 4 + 1))[..length]);
}
