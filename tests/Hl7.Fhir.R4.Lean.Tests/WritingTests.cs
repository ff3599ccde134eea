using System.Text;
using Hl7.Fhir.Model;
using FhirTask = Hl7.Fhir.Model.Task;

namespace Hl7.Fhir.R4.Lean.Tests;

public sealed class WritingTests
{
    private static string Text(Resource resource) => Encoding.UTF8.GetString(Examples.Write(resource));

    [Fact]
    public void The_resource_type_comes_first_and_elements_in_the_order_of_the_specification()
    {
        var task = new FhirTask
        {
            For = new ResourceReference("Patient/p1"),
            Intent = FhirTask.TaskIntent.Order,
            Status = FhirTask.TaskStatus.Requested,
            Id = "t1",
        };

        Assert.Equal("""{"resourceType":"Task","id":"t1","status":"requested","intent":"order","for":{"reference":"Patient/p1"}}""", Text(task));
    }

    [Fact]
    public void Nothing_empty_is_written()
    {
        var task = new FhirTask { Code = new CodeableConcept(), Meta = new Meta(), Restriction = new FhirTask.RestrictionComponent { Period = new Period() } };
        task.Note.Add(new Annotation());
        task.Input.Clear();
        task.Code.Coding.Add(new Coding());
        task.InstantiatesUri = "";

        Assert.Equal("""{"resourceType":"Task","instantiatesUri":""}""", Text(task));
    }

    [Fact]
    public void A_choice_is_named_after_its_type()
    {
        static string Of(DataType value) => Text(new Observation { Value = value });

        Assert.Equal("""{"resourceType":"Observation","valueQuantity":{"value":1.50,"unit":"mg","system":"http://unitsofmeasure.org","code":"mg"}}""", Of(new Quantity(1.50m, "mg")));
        Assert.Equal("""{"resourceType":"Observation","valueDateTime":"2026-11"}""", Of(new FhirDateTime(2026, 11)));
        Assert.Equal("""{"resourceType":"Observation","valueBoolean":true}""", Of(new FhirBoolean(true)));
        Assert.Equal("""{"resourceType":"Observation","valueInteger":3}""", Of(new Integer(3)));
        Assert.Equal("""{"resourceType":"Observation","valueCodeableConcept":{"text":"a"}}""", Of(new CodeableConcept { Text = "a" }));
    }

    [Fact]
    public void A_choice_that_R4_does_not_allow_is_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Text(new Observation { Value = new Age { Value = 1 } }));

        Assert.Equal("Observation.value[x] cannot be a Age.", refused.Message);
    }

    [Fact]
    public void Extensions_of_primitives_are_written_beside_them()
    {
        var patient = new Patient { BirthDateElement = new Date(1960, 2) };
        patient.BirthDateElement.AddExtension("http://example.org/a", new Code("b"));
        patient.Name.Add(new HumanName { GivenElement = [new FhirString("A"), new FhirString("B") { ElementId = "second" }] });
        patient.GenderElement = new Code<AdministrativeGender>();
        patient.GenderElement.AddExtension("http://example.org/absent", new FhirBoolean(true));

        Assert.Equal(
            """{"resourceType":"Patient","name":[{"given":["A","B"],"_given":[null,{"id":"second"}]}],"_gender":{"extension":[{"url":"http://example.org/absent","valueBoolean":true}]},"birthDate":"1960-02","_birthDate":{"extension":[{"url":"http://example.org/a","valueCode":"b"}]}}""",
            Text(patient));
    }

    [Fact]
    public void An_instant_is_written_with_its_offset_and_no_needless_fraction()
    {
        var at = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.FromHours(8));

        Assert.Contains("\"2026-11-20T10:00:00+08:00\"", Text(new Provenance { Recorded = at }), StringComparison.Ordinal);
        Assert.Contains("\"2026-11-20T02:00:00.25Z\"", Text(new Provenance { Recorded = at.ToUniversalTime().AddMilliseconds(250) }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_and_its_value_are_one()
    {
        var observation = new Observation { Status = ObservationStatus.Final };

        observation.StatusElement!.Value = ObservationStatus.Amended;
        Assert.Equal(ObservationStatus.Amended, observation.Status);

        observation.Status = null;
        Assert.Null(observation.StatusElement);
    }
}
