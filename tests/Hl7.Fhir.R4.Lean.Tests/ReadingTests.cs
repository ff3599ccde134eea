using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void An_observation_is_read_as_a_Firely_user_expects()
    {
        var read = Examples.Read<Observation>(Examples.Observation);

        Assert.Equal("bp", read.Id);
        Assert.Equal(ObservationStatus.Final, read.Status);
        Assert.Equal("s1", read.StatusElement!.ElementId);
        Assert.Equal("85354-9", read.Code!.Coding[0].Code);
        Assert.Equal("血压", read.Code.Coding[0].Display);
        Assert.Equal("Patient/p1", read.Subject!.Reference);
        Assert.Equal("2026-11-21T08:30:00+08:00", Assert.IsType<Period>(read.Effective).End);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 2, 0, 0, TimeSpan.Zero), read.Issued);
        Assert.Equal(120.5m, Assert.IsType<Quantity>(read.Component[0].Value).Value);
        Assert.Equal(Quantity.QuantityComparator.LessOrEqual, ((Quantity)read.Component[0].Value!).Comparator);
        Assert.Equal(140, read.ReferenceRange[0].High!.Value);
        Assert.Equal(18, read.ReferenceRange[0].Age!.Low!.Value);
    }

    [Fact]
    public void A_contained_resource_is_found_by_its_reference()
    {
        var order = Examples.Read<MedicationRequest>(Examples.Order);

        var medication = Assert.IsType<Medication>(order.FindContainedResource((ResourceReference)order.Medication!));

        Assert.Equal("顺铂", medication.Code!.Text);
        Assert.Null(order.FindContainedResource("#other"));
        Assert.Null(order.FindContainedResource("Medication/med"));
        Assert.Same(order, order.FindContainedResource("#"));
    }

    [Fact]
    public void Extensions_are_found_by_their_url_and_carry_typed_values()
    {
        var order = Examples.Read<MedicationRequest>(Examples.Order);

        var nested = order.GetExtension("http://example.org/a")!;

        Assert.False(nested.GetBoolExtension("b"));
        Assert.Equal(3, nested.GetIntegerExtension("c"));
        Assert.Equal("0.10", nested.GetExtensionValue<FhirDecimal>("d")!.ToString());
        Assert.Equal("x", order.GetExtensionValue<Code>("http://example.org/m")!.Value);
        Assert.Null(order.GetExtension("http://example.org/other"));
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","birthDate":"1960","_birthDate":{"id":"a"}}""", "1960")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"a"},"birthDate":"1960"}""", "1960")]
    [InlineData("""{"resourceType":"Patient","_birthDate":{"id":"a"}}""", null)]
    public void A_primitive_has_its_extensions_whether_they_come_before_or_after_or_alone(string json, string? date)
    {
        var patient = Examples.Read<Patient>(json);

        Assert.Equal("a", patient.BirthDateElement!.ElementId);
        Assert.Equal(date, patient.BirthDate);
    }

    [Fact]
    public void An_absent_value_can_say_why()
    {
        var patient = Examples.Read<Patient>("""
            {"resourceType":"Patient","_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}}
            """);

        Assert.Equal("unknown", patient.BirthDateElement!.GetExtensionValue<Code>("http://hl7.org/fhir/StructureDefinition/data-absent-reason")!.Value);
    }

    [Fact]
    public void Extensions_of_one_date_do_not_show_on_an_equal_date_elsewhere()
    {
        var bundle = Examples.Read<Bundle>("""
            {"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"Observation","effectiveDateTime":"2026-11-20"}},
              {"resource":{"resourceType":"Observation","effectiveDateTime":"2026-11-20","_effectiveDateTime":{"id":"x"}}},
              {"resource":{"resourceType":"Observation","effectiveDateTime":"2026-11-20"}}]}
            """);

        Assert.Equal(
            [null, "x", null],
            bundle.Entry.Select(entry => ((FhirDateTime)((Observation)entry.Resource!).Effective!).ElementId));
    }

    [Fact]
    public void A_list_of_primitives_keeps_each_extension_with_its_item()
    {
        var name = Examples.Read<Patient>(Examples.Patient).Name[0];

        Assert.Equal(["A", "B"], name.Given!);
        Assert.Equal([null, "second"], name.GivenElement.Select(given => given.ElementId));
    }

    [Theory]
    [InlineData("1.00")]
    [InlineData("0.10")]
    [InlineData("1234567890.123456789012345678")]
    [InlineData("0.000")]
    public void A_decimal_keeps_its_precision(string number)
    {
        var read = Examples.Read<Observation>("""{"resourceType":"Observation","valueQuantity":{"value":""" + number + "}}");

        Assert.Contains($"\"value\":{number}", System.Text.Encoding.UTF8.GetString(Examples.Write(read)), StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_of_other_types_are_counted_and_not_read()
    {
        var reading = LeanJson.Read(Examples.Utf8("""
            {"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"Organization"}},{"resource":{"resourceType":"Organization"}},
              {"resource":{"resourceType":"Patient","contained":[{"resourceType":"Practitioner"}]}},
              {"resource":{"resourceType":"Zhang San, 138 0000"}}]}
            """));

        Assert.Equal(
            [("(no type name)", 1), ("Organization", 2), ("Practitioner", 1)],
            reading.OpaqueResources.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Empty(reading.Issues);
        var bundle = (Bundle)reading.Resource!;
        Assert.Null(bundle.Entry[0].Resource);
        Assert.Empty(((Patient)bundle.Entry[2].Resource!).Contained);
    }

    [Fact]
    public void A_document_of_another_type_has_no_resource()
    {
        var reading = LeanJson.Read("""{"resourceType":"Organization"}"""u8);

        Assert.Null(reading.Resource);
        Assert.Equal(1, reading.OpaqueResources["Organization"]);
    }

    [Fact]
    public void The_resource_type_may_come_last()
    {
        var bundle = Examples.Read<Bundle>("""
            {"entry":[{"resource":{"code":{"text":"a"},"resourceType":"Condition"}}],"resourceType":"Bundle"}
            """);

        Assert.Equal("a", ((Condition)bundle.Entry[0].Resource!).Code!.Text);
    }

    [Fact]
    public void A_byte_order_mark_and_white_space_are_accepted()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. " \r\n{\"resourceType\":\"Patient\",\"id\":\"a\"}\n "u8];

        Assert.Equal("a", LeanJson.Read(json).Resource!.Id);
    }

    [Fact]
    public void Escapes_are_understood_in_names_and_texts()
    {
        var read = Examples.Read<Condition>("""{"resourceType":"Condition","c\u006fde":{"text":"\u80bf\u7624 \ud83d\ude00 \"\\\/\n"}}""");

        Assert.Equal("肿瘤 😀 \"\\/\n", read.Code!.Text);
    }

    [Fact]
    public void An_absent_list_is_empty_and_costs_nothing()
    {
        var read = Examples.Read<Observation>("""{"resourceType":"Observation"}""");
        Assert.Empty(read.Category);
        Assert.Empty(read.Note);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = read.Category.Count + read.Note.Count;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, count);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_list_of_a_new_resource_can_be_added_to()
    {
        var observation = new Observation();
        observation.Category.Add(new CodeableConcept("http://example.org", "a"));
        observation.Note.Add(new Annotation { Text = "b" });

        Assert.Single(observation.Category);
        Assert.Single(observation.Note);
    }

    [Fact]
    public void Equal_parts_of_a_document_are_one_object_and_equal_texts_one_string()
    {
        var bundle = Examples.Read<Bundle>("""
            {"resourceType":"Bundle","entry":[
              {"resource":{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"valueQuantity":{"value":1,"unit":"mg/dL"}}},
              {"resource":{"resourceType":"Observation","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},"valueQuantity":{"value":2,"unit":"mg/dL"}}}]}
            """);
        var (first, second) = ((Observation)bundle.Entry[0].Resource!, (Observation)bundle.Entry[1].Resource!);

        Assert.Same(first.Code, second.Code);
        Assert.Same(((Quantity)first.Value!).Unit, ((Quantity)second.Value!).Unit);
        Assert.NotSame(first.Value, second.Value);
    }

    [Fact]
    public void Nothing_of_one_document_is_seen_in_the_next()
    {
        var one = Examples.Read<Condition>("""{"resourceType":"Condition","code":{"text":"a"},"subject":{"reference":"Patient/1"}}""");
        var two = Examples.Read<Condition>("""{"resourceType":"Condition","code":{"text":"a"},"subject":{"reference":"Patient/2"}}""");

        Assert.NotSame(one.Code, two.Code);
        Assert.Equal("Patient/1", one.Subject!.Reference);
        Assert.Equal("Patient/2", two.Subject!.Reference);
    }

    [Fact]
    public void A_url_that_ends_with_an_id_is_the_text_of_the_JSON()
    {
        var bundle = Examples.Read<Bundle>(Examples.Bundle);

        Assert.Equal(
            ["http://example.org/Organization/x", "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"],
            bundle.Entry.Select(entry => entry.FullUrl));
        Assert.Equal("http://example.org/Organization/x", bundle.Entry[0].FullUrlElement!.Value);
    }

    [Theory]
    [InlineData("2026-11-20T10:00:00+08:00", "2026-11-20T10:00:00.0000000+08:00")]
    [InlineData("2026-11-20T02:00:00.5Z", "2026-11-20T02:00:00.5000000+00:00")]
    [InlineData("2026-11-20T02:00:00.5", "2026-11-20T02:00:00.5000000+00:00")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00.0000000+00:00")]
    [InlineData("2026-02", "2026-02-01T00:00:00.0000000+00:00")]
    [InlineData("2026", "2026-01-01T00:00:00.0000000+00:00")]
    [InlineData("2026-11-20T10:00", "2026-11-20T10:00:00.0000000+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.0000000+00:00")]
    public void A_date_of_any_precision_is_a_point_in_time(string text, string instant)
    {
        Assert.True(new FhirDateTime(text).TryToDateTimeOffset(TimeSpan.Zero, out var read));
        Assert.Equal(instant, read.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20261120")]
    [InlineData("2026-13")]
    [InlineData("2026-02-30")]
    [InlineData("0000")]
    [InlineData("2026-11-20T")]
    [InlineData("2026-11-20T25:00:00Z")]
    [InlineData("2026-11-20T10:00:00+15:00")]
    [InlineData("2026-11-20 10:00:00")]
    [InlineData("2026-11-20T10:00:00.Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("yesterday")]
    public void What_is_no_date_is_refused_and_never_thrown(string text)
        => Assert.False(new FhirDateTime(text).TryToDateTimeOffset(TimeSpan.Zero, out _));

    [Fact]
    public void Enumerated_codes_have_literals_and_systems()
    {
        Assert.Equal("entered-in-error", ObservationStatus.EnteredInError.GetLiteral());
        Assert.Equal("http://hl7.org/fhir/observation-status", ObservationStatus.EnteredInError.GetSystem());
        Assert.Equal(MedicationRequest.MedicationrequestStatus.OnHold, EnumUtility.ParseLiteral<MedicationRequest.MedicationrequestStatus>("on-hold"));
        Assert.Null(EnumUtility.ParseLiteral<ObservationStatus>("nope"));
    }

    [Fact]
    public void Resources_are_read_in_the_pass_that_goes_through_what_holds_them()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes("""
            {"list":[{"resourceType":"Observation","id":"a","subject":5,"code":{"text":"x"}},{"resourceType":"Elsewhere","deep":[{"id":1}]},
             {"id":"b","resourceType":"Observation","code":{"text":"x"}}],"after":1}
            """);
        var reader = new System.Text.Json.Utf8JsonReader(bytes);
        while (reader.TokenType != System.Text.Json.JsonTokenType.StartArray)
            reader.Read();
        using var readings = new LeanReadings();
        var found = new List<LeanReading>();
        while (reader.Read() && reader.TokenType == System.Text.Json.JsonTokenType.StartObject)
        {
            found.Add(readings.Read(bytes, ref reader));
            Assert.Equal(System.Text.Json.JsonTokenType.EndObject, reader.TokenType);
        }

        Assert.True(reader.Read() && reader.ValueTextEquals("after"));
        Assert.Equal(["a", null, "b"], found.Select(reading => reading.Resource?.Id));
        Assert.Equal("Observation.subject", Assert.Single(found[0].Issues).Path);
        Assert.Equal(1, found[1].OpaqueResources["Elsewhere"]);
        Assert.Empty(found[2].Issues);
        Assert.Same(((Observation)found[0].Resource!).Code, ((Observation)found[2].Resource!).Code);
    }
}
