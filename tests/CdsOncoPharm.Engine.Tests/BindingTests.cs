using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>
/// A row that names something that does not exist, or means nothing, stops the start-up with its file and id. Each test changes the one
/// row "age 75 or older" and leaves everything else as it is.
/// </summary>
public sealed class BindingTests
{
    private const string Folder = "cds-services/care-level/";
    private const string AgeFile = Folder + "criteria/5.1.1.2-age.json";
    private const string AgeRow = "PC-5.1.1.2-L3-a";

    [Theory]
    [InlineData("""{ "kind": "age-group", "atLeast": 75 }""", "age-group")]
    [InlineData("""{ "atLeast": 75 }""", "")]
    [InlineData("""{ "kind": "age", "atLest": 75 }""", "atLest")]
    [InlineData("""{ "kind": "age", "atLeast": "75" }""", "atLeast")]
    [InlineData("""{ "kind": "age" }""", "an age needs atLeast or atMost")]
    [InlineData("null", "null")]
    [InlineData("""{ "kind": "all", "of": [] }""", "it has no parts")]
    [InlineData("""{ "kind": "all" }""", "of")]
    [InlineData("""{ "kind": "any", "of": [{ "kind": "age", "atLeast": 75 }, null] }""", "")]
    [InlineData("""{ "kind": "at-least", "count": 2, "of": [{ "kind": "age", "atLeast": 75 }] }""", "count 2 is not between 1 and the 1 parts")]
    [InlineData("""{ "kind": "at-least", "count": 0, "of": [{ "kind": "age", "atLeast": 75 }] }""", "count 0 is not between 1 and the 1 parts")]
    [InlineData("""{ "kind": "condition", "sets": ["vs-no-such-set"] }""", "there is no set \"vs-no-such-set\"")]
    [InlineData("""{ "kind": "condition", "sets": ["vs-diabetes"], "onsetAfter": ["NOPE"] }""", "there is no drug class \"NOPE\"")]
    [InlineData("""{ "kind": "condition", "sets": ["vs-diabetes"], "within": "90 days" }""", "an ISO 8601 duration")]
    [InlineData("""{ "kind": "current-medicine", "classes": ["ICY"] }""", "there is no drug class \"ICY\"")]
    [InlineData("""{ "kind": "current-medicine", "ingredients": ["cisplatinum"] }""", "there is no ingredient \"cisplatinum\"")]
    [InlineData("""{ "kind": "current-medicine", "classes": ["ICI"], "except": ["nivolimab"] }""", "there is no ingredient \"nivolimab\"")]
    [InlineData("""{ "kind": "current-medicine", "atc": ["l01"] }""", "\"l01\" is not an ATC group")]
    [InlineData("""{ "kind": "current-medicine" }""", "no class, ingredient or ATC group is named")]
    [InlineData("""{ "kind": "current-medicine", "classes": ["ICI"], "onlyRoutes": ["vs-by-post"] }""", "there is no set \"vs-by-post\"")]
    [InlineData("""{ "kind": "current-medicine", "therapyKinds": ["oral"] }""", "currency.json has no kind of therapy \"oral\"")]
    [InlineData("""{ "kind": "current-medicine", "therapyKinds": ["ici"], "classes": ["ICI"] }""", "kinds of therapy do not go with classes")]
    [InlineData("""{ "kind": "latest-result", "result": "creatine", "above": 1, "unit": "umol/L" }""", "there is no result \"creatine\"")]
    [InlineData("""{ "kind": "latest-result", "result": "creatinine", "above": 1, "unit": "mg/dL" }""", "creatinine is kept in umol/L, not in mg/dL")]
    [InlineData("""{ "kind": "latest-result", "result": "creatinine", "unit": "umol/L" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "latest-result", "result": "creatinine", "above": 1, "atLeast": 1, "unit": "umol/L" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "latest-result", "result": "creatinine", "atMost": 1, "below": 1, "unit": "umol/L" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "latest-result", "result": "creatinine", "atLeast": 60, "atMost": 30, "unit": "umol/L" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "result-is", "result": "hbsag", "is": "indeterminate" }""", "positive or negative")]
    [InlineData("""{ "kind": "recent-results", "result": "bp-systolic", "of": "mean", "count": 0, "atLeast": 1, "unit": "mm[Hg]", "within": "P30D" }""", "say nothing")]
    [InlineData("""{ "kind": "recent-results", "result": "bp-systolic", "of": "median", "count": 2, "atLeast": 1, "unit": "mm[Hg]", "within": "P30D" }""", "of")]
    [InlineData("""{ "kind": "criterion-met", "any": ["PC-5.9.9-L1-a"] }""", "there is no criterion PC-5.9.9-L1-a")]
    [InlineData("""{ "kind": "option", "decision": "D-99", "is": "on" }""", "there is no decision D-99")]
    [InlineData("""{ "kind": "option", "decision": "D-17", "is": "level-4" }""", "\"level-4\" is not an option of D-17")]
    [InlineData("""{ "kind": "defined", "name": "tube-feed" }""", "there is no definition \"tube-feed\"")]
    [InlineData("""{ "kind": "risk-factors", "set": "rf-cardio", "atLeast": 1 }""", "there is no set of risk factors \"rf-cardio\"")]
    [InlineData("""{ "kind": "risk-factors", "set": "rf-gi", "atLeast": 6 }""", "atLeast 6 is not between 1 and the 5 factors of rf-gi")]
    [InlineData("""{ "kind": "answer", "assessment": "mood", "is": ["good"] }""", "there is no assessment \"mood\"")]
    [InlineData("""{ "kind": "answer", "assessment": "adherence", "is": ["bad"] }""", "\"bad\" is not a value of the assessment adherence")]
    [InlineData("""{ "kind": "answer", "assessment": "adherence" }""", "needs either values or a least number")]
    [InlineData("""{ "kind": "toxicity", "sets": ["ae-nothing"] }""", "there is no toxicity set \"ae-nothing\"")]
    [InlineData("""{ "kind": "toxicity", "gradeAtLeast": 6 }""", "grades are 1 to 5")]
    [InlineData("""{ "kind": "toxicity", "gradeAtLeast": 3, "gradeAtMost": 2 }""", "grades are 1 to 5")]
    [InlineData("""{ "kind": "toxicity", "actions": ["halved"] }""", "actions")]
    [InlineData("""{ "kind": "procedure", "sets": ["vs-no-such-set"] }""", "there is no set \"vs-no-such-set\"")]
    [InlineData("""{ "kind": "regimen", "risks": ["nausea-high"] }""", "no regimen carries the risk \"nausea-high\"")]
    [InlineData("""{ "kind": "cumulative-dose", "ingredients": ["doxorubicin"], "unit": "mg/m2" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "cumulative-fraction", "terms": [{ "ingredients": ["doxorubicin"], "per": 0 }], "atLeast": 1, "unit": "mg/m2" }""", "a limit is above zero")]
    [InlineData("""{ "kind": "single-dose", "ingredients": ["doxorubicin"], "unit": "mg/m2" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "genotype", "phenotypes": ["poor"], "genes": ["BRCA1"] }""", "there are no medicines for the gene BRCA1")]
    [InlineData("""{ "kind": "medicine-count" }""", "a count needs atLeast or atMost")]
    [InlineData("""{ "kind": "medicine-count", "atLeast": 5, "onceOnlyClasses": ["cm-nothing"] }""", "there is no drug class \"cm-nothing\"")]
    [InlineData("""{ "kind": "child-pugh", "class": "D" }""", "a Child-Pugh class is A, B or C")]
    [InlineData("""{ "kind": "new-agent", "marketedWithin": "P5Y" }""", "asked for a fact or for classes")]
    [InlineData("""{ "kind": "new-agent", "fact": "boxed-warning" }""", "no agent has a fact \"boxed-warning\"")]
    [InlineData("""{ "kind": "tube-medicine", "above": 500 }""", "a limit goes with a fact")]
    [InlineData("""{ "kind": "past-result", "result": "anc", "unit": "10*9/L" }""", "say nothing or contradict each other")]
    [InlineData("""{ "kind": "result-on-treatment", "result": "uacr", "atLeast": 30, "unit": "g/g" }""", "uacr is kept in mg/g, not in g/g")]
    public void A_condition_that_means_nothing_is_refused_with_file_and_row(string condition, string reason)
    {
        var refused = Refuse(AgeFile, text => text.Replace("""{ "kind": "age", "atLeast": 75 }""", condition, StringComparison.Ordinal));
        Assert.Equal(AgeFile, refused.File);
        Assert.Equal(AgeRow, refused.Row);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_deep_inside_a_condition_names_the_row_too()
    {
        var refused = Refuse(AgeFile, text => text.Replace("""{ "kind": "age", "atLeast": 75 }""",
            """{ "kind": "not", "of": { "kind": "any", "of": [{ "kind": "all", "of": [{ "kind": "condition", "sets": ["vs-x"] }] }] } }""", StringComparison.Ordinal));
        Assert.Equal((AgeFile, AgeRow), (refused.File, refused.Row));
    }

    [Theory]
    [InlineData("definitions.json", "\"vs-feeding-tube\"", "\"vs-feeding-hose\"", "tube-fed", "there is no set \"vs-feeding-hose\"")]
    [InlineData("risk-factors.json", "\"vs-brain-metastasis\"", "\"vs-brain\"", "rf-gi, brain-metastasis", "there is no set \"vs-brain\"")]
    [InlineData("gates.json", "\"vs-uacr-gate\"", "\"vs-gate\"", "uacr", "there is no set \"vs-gate\"")]
    [InlineData("assessments.json", "\"targeted-oral\"", "\"pills\"", "adherence", "currency.json has no kind of therapy \"pills\"")]
    [InlineData("regimens.json", "\"vinblastine\", \"doxorubicin\"", "\"vinblastin\", \"doxorubicin\"", "MVAC", "there is no ingredient \"vinblastin\"")]
    [InlineData("regimens.json", "\"twinOf\": \"ddAC\"", "\"twinOf\": \"ACdd\"", "AC-T", "there is no regimen ACdd")]
    [InlineData("drug-levels.json", "\"ingredient\": \"mitotane\"", "\"ingredient\": \"mitotan\"", "", "there is no ingredient \"mitotan\"")]
    [InlineData("currency.json", "\"creatinine\": \"P30D\",", "", "", "currency.json does not say how long the result \"creatinine\" counts")]
    public void A_broken_name_elsewhere_is_refused_with_its_own_file_or_the_row_that_needs_it(string file, string from, string to, string row, string reason)
    {
        var refused = Refuse(Folder + file, text =>
        {
            var at = text.IndexOf(from, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{file} does not hold {from}");
            return text[..at] + to + text[(at + from.Length)..];
        });
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        if (row.Length > 0)
        {
            Assert.Equal(Folder + file, refused.File);
            Assert.Equal(row, refused.Row);
        }
        else
        {
            Assert.NotEqual("", refused.Row);
        }
    }

    [Fact]
    public void A_definition_that_refers_to_itself_is_refused()
    {
        var refused = Refuse(Folder + "definitions.json", text =>
        {
            var at = text.IndexOf("\"tube-fed\"", StringComparison.Ordinal);
            var kind = text.IndexOf("{ \"kind\": \"nutrition\", \"is\": \"enteral\" }", at, StringComparison.Ordinal);
            return text[..kind] + "{ \"kind\": \"defined\", \"name\": \"tube-fed\" }" + text[(kind + "{ \"kind\": \"nutrition\", \"is\": \"enteral\" }".Length)..];
        });
        Assert.Contains("the definition \"tube-fed\" refers to itself", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"PC-5.1.1.2-L3-a\"", "there is no criterion")]
    public void A_task_that_names_a_missing_criterion_is_refused(string id, string reason)
    {
        Assert.NotEmpty(id);
        var refused = Refuse(Folder + "tasks.json", text =>
        {
            var at = text.IndexOf("\"PC-", StringComparison.Ordinal);
            return text[..at] + "\"PC-9.9.9-L1-a\", " + text[at..];
        });
        Assert.Equal(Folder + "tasks.json", refused.File);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_datum_without_a_name_is_refused()
    {
        var refused = Refuse(Folder + "missing.json", text => text.Replace("\"birth-date\"", "\"birthday\"", StringComparison.Ordinal));
        Assert.Equal(Folder + "missing.json", refused.File);
        Assert.Equal("birth-date", refused.Row);
    }

    private static KnowledgeException Refuse(string path, Func<string, string> edit) =>
        Assert.Throws<KnowledgeException>(() => World.Bind(World.With(path, edit)));
}
