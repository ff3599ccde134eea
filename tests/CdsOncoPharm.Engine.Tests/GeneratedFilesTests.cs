using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>What is generated from the rules lies beside them as it would be generated now; <c>./cds knowledge write</c> mends a red test.</summary>
public sealed class GeneratedFilesTests
{
    private static readonly string Root = CareLevelEngine.FindKnowledge();

    [Fact]
    public void The_review_sheet_is_up_to_date()
    {
        var engine = CareLevelEngine.Load(new ClinicalSettings { Knowledge = Root });
        Assert.Equal(Read("cds-services/care-level/REVIEW.md"), ReviewSheet.Write(engine.Knowledge, engine.Stratifier));
    }

    [Fact]
    public void The_schema_is_up_to_date() => Assert.Equal(Read("cds-services/criterion.schema.json"), CriterionSchema.Write());

    [Fact]
    public void The_questionnaire_is_up_to_date()
    {
        var engine = CareLevelEngine.Load(new ClinicalSettings { Knowledge = Root });
        Assert.Equal(Read("cds-services/care-level/questionnaire.json"), AssessmentQuestionnaire.Write(engine.Knowledge.CareLevel));
    }

    [Fact]
    public void The_review_sheet_names_every_row()
    {
        var engine = CareLevelEngine.Load(new ClinicalSettings { Knowledge = Root });
        var sheet = Read("cds-services/care-level/REVIEW.md");
        Assert.All(engine.Stratifier.Criteria, criterion => Assert.Contains($"### {criterion.Id} (", sheet, StringComparison.Ordinal));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");
}
