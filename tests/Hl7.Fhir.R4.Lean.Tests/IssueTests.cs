using System.Text;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class IssueTests
{
    [Theory]
    // left out
    [InlineData("""{"resourceType":"Observation","code":"x"}""", "Observation.code", "an object", "a text", false)]
    [InlineData("""{"resourceType":"Observation","code":[{},{}]}""", "Observation.code", "one value", "an array", false)]
    [InlineData("""{"resourceType":"Observation","status":{"a":1}}""", "Observation.status", "a text", "an object", false)]
    [InlineData("""{"resourceType":"Observation","component":[{"code":{}},{"valueQuantity":7}]}""", "Observation.component[1].valueQuantity", "an object", "a number", false)]
    [InlineData("""{"resourceType":"Observation","valueQuantity":{"value":"high"}}""", "Observation.valueQuantity.value", "a number", "a text", false)]
    [InlineData("""{"resourceType":"Observation","valueQuantity":{"value":1e99}}""", "Observation.valueQuantity.value", "a number", "a number that is too large", false)]
    [InlineData("""{"resourceType":"Observation","valueInteger":1.5}""", "Observation.valueInteger", "an integer", "a number that is none", false)]
    [InlineData("""{"resourceType":"Observation","valueInteger":3000000000}""", "Observation.valueInteger", "an integer", "a number that is none", false)]
    [InlineData("""{"resourceType":"Observation","valueBoolean":1}""", "Observation.valueBoolean", "true or false", "a number", false)]
    [InlineData("""{"resourceType":"Observation","category":[[{}]]}""", "Observation.category[0]", "an object", "an array", false)]
    [InlineData("""{"resourceType":"Observation","_status":"x"}""", "Observation._status", "an object", "a text", false)]
    [InlineData("""{"resourceType":"Patient","contained":[{"id":"x"}]}""", "Patient.contained[0]", "a resource, with a resourceType", "an object without one", false)]
    [InlineData("""{"resourceType":"Condition","code":{"text":"\ud800"}}""", "Condition.code.text", "a text", "half a character", false)]
    [InlineData("""{"resourceType":"Bundle","entry":[{},{"resource":{"resourceType":"Condition","code":{"coding":[{"code":{}}]}}}]}""", "Bundle.entry[1].resource.code.coding[0].code", "a text", "an object", false)]
    [InlineData("""{"id":"x"}""", "(resource)", "a resource, with a resourceType", "an object without one", false)]
    [InlineData("[]", "(resource)", "an object", "an array", false)]
    [InlineData("\"x\"", "(resource)", "an object", "a text", false)]
    // read all the same
    [InlineData("""{"resourceType":"Observation","category":{"text":"lab"}}""", "Observation.category", "an array", "an object", true)]
    [InlineData("""{"resourceType":"Observation","code":[{"text":"x"}]}""", "Observation.code", "one value", "an array of one", true)]
    [InlineData("""{"resourceType":"Observation","status":["final"]}""", "Observation.status", "one value", "an array of one", true)]
    [InlineData("""{"resourceType":"Observation","status":"finished"}""", "Observation.status", "a code of ObservationStatus", "another code", true)]
    [InlineData("""{"resourceType":"Observation","status":"final","status":"amended"}""", "Observation.status", "one value", "a second one, which counts", true)]
    [InlineData("""{"resourceType":"Observation","valueString":"a","valueInteger":1}""", "Observation.valueInteger", "one value", "a second one, which counts", true)]
    [InlineData("""{"resourceType":"Observation","valueQuantity":{"value":"1.50"}}""", "Observation.valueQuantity.value", "a number", "a text that is a number", true)]
    [InlineData("""{"resourceType":"Observation","valueBoolean":"true"}""", "Observation.valueBoolean", "true or false", "a text that says so", true)]
    [InlineData("""{"resourceType":"Observation","code":{"text":4}}""", "Observation.code.text", "a text", "a number", true)]
    [InlineData("""{"resourceType":"Observation","issued":"2026-11-20"}""", "Observation.issued", "an instant with an offset", "another text", true)]
    [InlineData("""{"resourceType":"Patient","name":[{"given":"A"}]}""", "Patient.name[0].given", "an array", "a text", true)]
    public void An_ill_shaped_element_is_told_by_path_and_shape(string json, string path, string expected, string found, bool accepted)
    {
        var issue = Assert.Single(LeanJson.Read(Examples.Utf8(json)).Issues);

        Assert.Equal(new LeanIssue(path, expected, found, accepted), issue);
    }

    [Fact]
    public void What_is_accepted_is_read()
    {
        var read = Examples.Read<Observation>("""
            {"resourceType":"Observation","status":["final"],"category":{"text":"lab"},"code":[{"text":4}],
             "valueQuantity":{"value":"1.50"},"issued":"2026-11-20","component":[{"valueInteger":5.0},{"valueBoolean":"false"}]}
            """);

        Assert.Equal(ObservationStatus.Final, read.Status);
        Assert.Equal("lab", read.Category[0].Text);
        Assert.Equal("4", read.Code!.Text);
        Assert.Equal(1.50m, ((Quantity)read.Value!).Value);
        Assert.Null(read.Issued);
        Assert.Equal("2026-11-20", read.IssuedElement!.ObjectValue);
        Assert.Equal(5, ((Integer)read.Component[0].Value!).Value);
        Assert.False(((FhirBoolean)read.Component[1].Value!).Value);
    }

    [Fact]
    public void An_unknown_code_is_no_code_but_its_text_is_kept()
    {
        var read = Examples.Read<Observation>("""{"resourceType":"Observation","status":"finished"}""");

        Assert.Null(read.Status);
        Assert.Equal("finished", read.StatusElement!.ObjectValue);
    }

    [Fact]
    public void The_last_of_two_equal_names_counts()
    {
        var read = Examples.Read<Patient>("""
            {"resourceType":"Patient","gender":"male","gender":"female","name":[{"given":["A","B"],"given":["C"]}],"name":[{"given":["D","E"],"given":["F"]}]}
            """);

        Assert.Equal(AdministrativeGender.Female, read.Gender);
        Assert.Equal(["F"], Assert.Single(read.Name).Given!);
    }

    [Fact]
    public void Nulls_are_tolerated_without_an_issue()
    {
        var reading = LeanJson.Read("""
            {"resourceType":"Observation","status":null,"code":null,"category":[null,{"text":"a"}],"valueQuantity":{"value":null},"_issued":null,"contained":[null]}
            """u8);

        Assert.Empty(reading.Issues);
        Assert.Equal("a", Assert.Single(((Observation)reading.Resource!).Category).Text);
    }

    [Fact]
    public void What_is_not_listed_is_skipped_without_an_issue()
    {
        var reading = LeanJson.Read("""
            {"resourceType":"Patient","text":{"status":"generated","div":"<div/>"},"photo":[{"data":"AA=="}],"unheardOf":{"a":[1,{"b":2}]},"id":"a","_text":1}
            """u8);

        Assert.Empty(reading.Issues);
        Assert.Equal("a", reading.Resource!.Id);
    }

    [Fact]
    public void The_same_mistake_in_equal_parts_is_told_at_each_place()
    {
        var reading = LeanJson.Read("""
            {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","code":{"text":{}}}},{"resource":{"resourceType":"Condition","code":{"text":{}}}}]}
            """u8);

        Assert.Equal(["Bundle.entry[0].resource.code.text", "Bundle.entry[1].resource.code.text"], reading.Issues.Select(issue => issue.Path));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_left_out()
    {
        byte[] json = [.. "{\"resourceType\":\"Patient\",\"id\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        var reading = LeanJson.Read(json);

        Assert.Null(reading.Resource!.Id);
        Assert.Equal("bytes that are not UTF-8", Assert.Single(reading.Issues).Found);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","\ud800":1}""")]
    [InlineData("""{"resourceT\ud800":1,"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Patient","active":"tr\ud800"}""")]
    [InlineData("""{"resourceType":"Patient","gender":"\udc00\ud800"}""")]
    public void Half_a_character_does_no_harm_wherever_it_stands(string json)
        => Assert.IsType<Patient>(LeanJson.Read(Examples.Utf8(json)).Resource);

    [Fact]
    public void No_issue_repeats_what_the_document_says()
    {
        foreach (var example in Examples.All)
        {
            var secret = Encoding.UTF8.GetString(example).Replace("\": \"", "\": {\"secret\":\"", StringComparison.Ordinal)
                .Replace("\",", "\"},", StringComparison.Ordinal);
            LeanReading reading;
            try
            {
                reading = LeanJson.Read(Examples.Utf8(secret));
            }
            catch (LeanJsonException broken)
            {
                Assert.Matches("^The JSON is broken, or deeper than 64, at line [0-9]+, byte [0-9]+\\.$", broken.Message);
                continue;
            }

            Assert.All(reading.Issues, issue => Assert.DoesNotContain("secret", issue.ToString(), StringComparison.Ordinal));
        }
    }
}
