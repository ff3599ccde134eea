using CdsOncoPharm.Fhir;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean.Tests;

/// <summary>The file through which the other rooms read and write; it hides which model is behind it.</summary>
public sealed class SeamTests
{
    [Fact]
    public void It_has_the_limits_of_the_model()
        => Assert.Equal((LeanJson.MaxBytes, LeanJson.MaxDepth), (FhirJson.MaxBytes, FhirJson.MaxDepth));

    [Fact]
    public void It_reads_a_resource_with_its_issues_and_what_was_not_read()
    {
        var reading = FhirJson.Read("""{"resourceType":"Patient","id":"a","gender":{},"contained":[{"resourceType":"Group"}]}"""u8);

        Assert.Equal("a", Assert.IsType<Patient>(reading.Resource).Id);
        Assert.Equal(new ReadingIssue("Patient.gender", "a text", "an object", false), Assert.Single(reading.Issues));
        Assert.Equal(1, reading.OpaqueResources["Group"]);
    }

    [Fact]
    public void It_refuses_broken_JSON_with_its_position()
    {
        var broken = Assert.Throws<FhirJsonException>(() => FhirJson.Read("{\n\"a\":"u8));

        Assert.Equal((2, 4), (broken.Line, broken.ByteInLine));
    }

    [Fact]
    public void It_writes_Chinese_as_it_reads()
    {
        var concept = new Condition { Code = new CodeableConcept { Text = "肺癌" } };

        Assert.Equal("""{"resourceType":"Condition","code":{"text":"肺癌"}}""", FhirJson.Write(concept));
        Assert.Equal("{\n  \"resourceType\": \"Condition\",\n  \"code\": {\n    \"text\": \"肺癌\"\n  }\n}", FhirJson.Write(concept, indented: true));
    }
}
