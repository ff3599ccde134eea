namespace CdsOncoPharm.Clinical.Tests;

/// <summary>Values that cannot be wrong.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_care_level_is_1_2_or_3(int value) => Assert.Throws<ArgumentOutOfRangeException>(() => new CareLevel(value));

    [Fact]
    public void Level_1_is_the_strongest_and_comes_first()
    {
        var (one, three) = (new CareLevel(1), new CareLevel(3));
        Assert.True(one.IsStrongerThan(three));
        Assert.False(one.IsStrongerThan(one));
        Assert.True(one < three && three > one && one <= three && three >= one);
        CareLevel[] levels = [three, new(2), one];
        Assert.Equal([1, 2, 3], levels.Order().Select(l => l.Value));
        Assert.Equal("Level 1", one.ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void A_CTCAE_grade_is_0_to_5(int value) => Assert.Throws<ArgumentOutOfRangeException>(() => new CtcaeGrade(value));

    [Fact]
    public void Tags_keep_up_to_256_names_apart()
    {
        var names = new TagNames();
        var tags = Enumerable.Range(0, 256).Select(i => names.Add($"n{i}")).ToList();
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(1, tags[i].Count);
            Assert.Equal([$"n{i}"], names.In(tags[i]));
            Assert.False(tags[i].Overlaps(tags[(i + 1) % 256]));
        }
        Assert.Equal(tags[7], names.Add("n7"));
        Assert.Throws<InvalidOperationException>(() => names.Add("one too many"));
        Assert.False(names.TryFind("nobody", out var none));
        Assert.True(none.IsEmpty);
    }

    [Fact]
    public void Tags_join_and_meet_as_sets_do()
    {
        var (a, b) = (Tags.Of(3), Tags.Of(200));
        Assert.Equal(2, (a | b).Count);
        Assert.True((a | b).Overlaps(b));
        Assert.True((a & b).IsEmpty);
        Assert.Equal(b, (a | b) & b);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tags.Of(256));
    }

    [Theory]
    [InlineData("en", Language.English)]
    [InlineData("zh-CN", Language.Chinese)]
    [InlineData("zh", Language.Chinese)]
    [InlineData("de", null)]
    [InlineData(null, null)]
    public void A_language_is_a_key(string? key, Language? expected) => Assert.Equal(expected, LanguageKeys.Parse(key));

    [Fact]
    public void Facts_have_words_in_both_languages()
    {
        var toxicity = new ToxicityFact { Reference = "AdverseEvent/1", Term = new("Rash", "皮疹"), Sets = default, IsKnownTerm = true, Grade = new CtcaeGrade(3), Day = new DateOnly(2026, 11, 1), IsDrugRelated = true };
        Assert.Equal("Rash grade 3 on 2026-11-01", toxicity.InWords(Language.English));
        Assert.Equal("皮疹 3 级，2026-11-01", toxicity.InWords(Language.Chinese));
        Assert.Equal("Rash (no grade) on 2026-11-01", (toxicity with { Grade = null }).InWords(Language.English));
        var kind = new ResultKind { Index = 0, Code = "alt", Name = new("ALT", "丙氨酸氨基转移酶"), Unit = "U/L" };
        var result = new ResultFact { Reference = "Observation/1", Kind = kind, At = new When(new DateOnly(2026, 11, 1)), Value = 201, UpperLimit = 40, Written = "201 U/L" };
        Assert.Equal("ALT 201 U/L, 5.02 × ULN on 2026-11-01", result.InWords(Language.English));
        Assert.Equal("ALT 201 U/L on 2026-11-01", (result with { UpperLimit = null }).InWords(Language.English));
    }

    [Fact]
    public void A_result_is_shown_against_the_limit_that_it_passes_and_a_serological_one_with_its_reading()
    {
        var kind = new ResultKind { Index = 0, Code = "hb", Name = new("Haemoglobin", "血红蛋白"), Unit = "g/L" };
        var hb = new ResultFact { Reference = "Observation/1", Kind = kind, At = null, Value = 90, LowerLimit = 115, UpperLimit = 150, Written = "90 g/L" };
        Assert.Equal("Haemoglobin 90 g/L, LLN 115", hb.InBrief(Language.English));
        Assert.Equal("血红蛋白 90 g/L，正常下限 115", hb.InBrief(Language.Chinese));
        Assert.Equal("Haemoglobin 120 g/L", (hb with { Value = 120, Written = "120 g/L" }).InBrief(Language.English));
        Assert.Equal("Haemoglobin 165 g/L, 1.1 × ULN", (hb with { Value = 165, Written = "165 g/L" }).InBrief(Language.English));
        var antibody = hb with { Kind = new() { Index = 1, Code = "anti-hbc", Name = new("Anti-HBc", "抗-HBc"), Unit = null }, Value = 9.2m, Written = "9.2 {s_co_ratio}", Qualitative = Qualitative.Positive };
        Assert.Equal("Anti-HBc 9.2 S/CO, positive", antibody.InBrief(Language.English));
        Assert.Equal("抗-HBc 9.2 S/CO，阳性", antibody.InBrief(Language.Chinese));
        Assert.Equal("Anti-HBc positive", (antibody with { Value = null, Written = "阳性(+)" }).InBrief(Language.English));
        Assert.Equal("抗-HBc 阴性", (antibody with { Value = null, Written = "Negative", Qualitative = Qualitative.Negative }).InBrief(Language.Chinese));
        Assert.Equal("Anti-HBc Negative", (antibody with { Value = null, Written = "Negative", Qualitative = Qualitative.Negative }).InBrief(Language.English));
    }
}
