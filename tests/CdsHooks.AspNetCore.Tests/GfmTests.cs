namespace CdsHooks.AspNetCore.Tests;

public sealed class GfmTests
{
    [Theory]
    [InlineData("Wang Li 王丽, 62 y.", "Wang Li 王丽, 62 y.")]
    [InlineData("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>")]
    [InlineData("Hb ≥ 80 g/L and < LLN, > 12 h", "Hb ≥ 80 g/L and < LLN, > 12 h")]
    [InlineData("ends <", "ends &lt;")]
    [InlineData("<5 ng/L", "&lt;5 ng/L")]
    [InlineData("> quoted", "&gt; quoted")]
    [InlineData("a & b &lt;", "a &amp; b &amp;lt;")]
    [InlineData("**bold** _it_ `code` ~~no~~", @"\*\*bold\*\* \_it\_ \`code\` \~\~no\~\~")]
    [InlineData("[x](javascript:alert(1))", @"\[x\](javascript:alert(1))")]
    [InlineData("![x](https://evil.example.org/i.png)", @"!\[x\](https\://evil.example.org/i.png)")]
    [InlineData("see www.evil.example.org or a@evil.example.org", @"see www\.evil.example.org or a\@evil.example.org")]
    [InlineData("MAILTO:x", @"MAILTO\:x")]
    [InlineData("a | b", @"a \| b")]
    [InlineData("# heading", @"\# heading")]
    [InlineData("- item", @"\- item")]
    [InlineData("+ item", @"\+ item")]
    [InlineData("12. item", @"12\. item")]
    [InlineData("3) item", @"3\) item")]
    [InlineData("one\ntwo\r\n\r\n# three", "one two    # three")]
    [InlineData("a\u202Eb\u2066c\u0000d", "abcd")]
    [InlineData("back\\slash", @"back\\slash")]
    [InlineData("  ", "")]
    [InlineData("HbA1c 7.2 % at 10:30", "HbA1c 7.2 % at 10:30")]
    public void CH_122_SB_10_text_from_a_record_shows_as_itself(string text, string escaped) => Assert.Equal(escaped, Gfm.Escape(text));
}
