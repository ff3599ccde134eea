namespace CdsOncoPharm.Knowledge.Tests;

public class FoldingTests
{
    [Theory]
    [InlineData("Nab-Paclitaxel", "nab paclitaxel")]
    [InlineData("Ｔ－ＤＭ１", "t dm1")]
    [InlineData("紫杉醇（白蛋白结合型）", "紫杉醇白蛋白结合型")]
    [InlineData("多柔比星 脂质体", "多柔比星脂质体")]
    [InlineData("5-氟尿嘧啶", "5氟尿嘧啶")]
    [InlineData("Guillain-Barré", "guillain barre")]
    [InlineData("St. John's wort", "st johns wort")]
    [InlineData("Ⅲ度", "iii度")]
    [InlineData("×10⁹/L µmol", "10 l μmol")]
    [InlineData("a\u200bb  c", "ab c")]
    [InlineData("10.5 mg.", "10.5 mg")]
    [InlineData("HBsAg(+)", "hbsag +")]
    [InlineData("already folded", "already folded")]
    [InlineData("", "")]
    public void Text_folds_by_our_own_table(string text, string folded)
    {
        Assert.Equal(folded, Terminology.Fold(text));
        Assert.Equal(folded, Terminology.Fold(folded));
    }
}
