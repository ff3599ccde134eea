using System.Text;
using Hl7.Fhir.Model;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class LimitTests
{
    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("{", 1, 1)]
    [InlineData("{\"resourceType\":\"Patient\"", 1, 25)]
    [InlineData("{\"resourceType\":\"Patient\",}", 1, 26)]
    [InlineData("{\n \"resourceType\":\"Patient\",\n \"id\": x}", 3, 7)]
    [InlineData("{\"resourceType\":\"Patient\"} {}", 1, 27)]
    [InlineData("{\"resourceType\":\"Patient\"} // end", 1, 27)]
    public void Broken_JSON_is_an_error_with_its_position(string json, long line, long byteInLine)
    {
        var broken = Assert.Throws<LeanJsonException>(() => LeanJson.Read(Examples.Utf8(json)));

        Assert.Equal((line, byteInLine), (broken.Line, broken.ByteInLine));
        Assert.DoesNotContain("Patient", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_a_broken_document_is_read_as_if_nothing_had_been()
    {
        Assert.Throws<LeanJsonException>(() => LeanJson.Read("""{"resourceType":"Patient","contact":[{"gender":1},{"gender":2},"""u8));

        Assert.Empty(LeanJson.Read("""{"resourceType":"Patient","name":[{"family":"a"}]}"""u8).Issues);
    }

    // Each extension is an array and an object deeper.
    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void Sixty_four_levels_are_read_and_more_are_refused(int extensions, bool isRead)
    {
        var json = new StringBuilder("{\"resourceType\":\"Patient\"");
        for (var i = 0; i < extensions; i++)
            json.Append(",\"extension\":[{\"url\":\"a\"");
        for (var i = 0; i < extensions; i++)
            json.Append("}]");
        json.Append('}');

        if (isRead)
            Assert.IsType<Patient>(LeanJson.Read(Examples.Utf8(json.ToString())).Resource);
        else
            Assert.Throws<LeanJsonException>(() => LeanJson.Read(Examples.Utf8(json.ToString())));
    }

    [Fact]
    public void A_text_of_one_megabyte_is_read_and_a_longer_one_left_out()
    {
        static LeanReading Read(int length)
            => LeanJson.Read(Examples.Utf8($$$"""{"resourceType":"Condition","code":{"text":"{{{new string('a', length)}}}"}}"""));

        Assert.Equal(LeanJson.MaxTextBytes, ((Condition)Read(LeanJson.MaxTextBytes).Resource!).Code!.Text!.Length);

        var longer = Read(LeanJson.MaxTextBytes + 1);
        Assert.Null(((Condition)longer.Resource!).Code!.Text);
        Assert.Equal("a longer one", Assert.Single(longer.Issues).Found);
    }

    [Fact]
    public void A_document_longer_than_the_limit_is_refused_before_it_is_looked_at()
    {
        var refused = Assert.Throws<LeanJsonException>(() => LeanJson.Read(new byte[LeanJson.MaxBytes + 1]));

        Assert.Null(refused.Line);
    }

    [Fact]
    public void A_thousand_issues_are_described_and_the_rest_counted()
    {
        var json = $$"""{"resourceType":"Patient","name":[{{string.Join(',', Enumerable.Repeat("1", 1500))}}]}""";

        var reading = LeanJson.Read(Examples.Utf8(json));

        Assert.Equal(LeanJson.MaxIssues, reading.Issues.Count);
        Assert.Equal(1500, reading.IssueCount);
        Assert.Equal("Patient.name[999]", reading.Issues[^1].Path);
    }

    [Fact]
    public void A_flood_of_type_names_is_counted_in_bounded_space()
    {
        var json = new StringBuilder("""{"resourceType":"Bundle","entry":[""");
        for (var i = 0; i < 1000; i++)
            json.Append(i == 0 ? "" : ",").Append("{\"resource\":{\"resourceType\":\"A").Append((char)('a' + i % 26)).Append((char)('a' + i / 26)).Append("\"}}");
        json.Append("]}");

        var reading = LeanJson.Read(Examples.Utf8(json.ToString()));

        Assert.True(reading.OpaqueResources.Count <= 201);
        Assert.Equal(1000, reading.OpaqueResources.Values.Sum());
    }

    [Fact]
    public void A_bundle_costs_less_than_its_own_bytes()
    {
        var json = Examples.Utf8(ManyObservations(100));

        // The least of some readings: tests that run at the same time use the same vocabulary.
        var allocated = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            LeanJson.Read(json);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // Measured 0.56; an element that is read again for each observation shows at once.
        Assert.True(allocated < 0.65 * json.Length, $"{allocated} bytes for {json.Length}");
    }

    private static string ManyObservations(int count)
    {
        var entries = Enumerable.Range(0, count).Select(i => $$$$"""
            {"fullUrl":"urn:uuid:00000000-0000-4000-8000-{{{{i:D12}}}}","resource":{"resourceType":"Observation","id":"00000000-0000-4000-8000-{{{{i:D12}}}}","status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"laboratory"}]}],
            "code":{"coding":[{"system":"http://loinc.org","code":"{{{{2000 + i % 30}}}}-{{{{i % 10}}}}","display":"A laboratory value"}],"text":"A laboratory value"},
            "subject":{"reference":"urn:uuid:00000000-0000-4000-8000-ffffffffffff"},"encounter":{"reference":"urn:uuid:00000000-0000-4000-9000-{{{{i / 10:D12}}}}"},
            "effectiveDateTime":"2026-11-{{{{1 + i / 10:D2}}}}T08:30:00+08:00","issued":"2026-11-{{{{1 + i / 10:D2}}}}T08:30:00.125+08:00",
            "valueQuantity":{"value":{{{{i}}}}.25,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}}
            """);
        return "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[" + string.Join(",", entries) + "]}";
    }
}
