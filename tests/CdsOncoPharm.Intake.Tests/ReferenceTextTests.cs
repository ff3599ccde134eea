namespace CdsOncoPharm.Intake.Tests;

public sealed class ReferenceTextTests
{
    [Theory]
    [InlineData("Patient/1", "Relative", "", "Patient", "1")]
    [InlineData("Patient/1/_history/3", "Relative", "", "Patient", "1")]
    [InlineData("/Patient/1", "Relative", "", "Patient", "1")]
    [InlineData("https://ehr.example.org/fhir/Patient/1", "Absolute", "ehr.example.org/fhir", "Patient", "1")]
    [InlineData("http://ehr.example.org/Patient/1/_history/2", "Absolute", "ehr.example.org", "Patient", "1")]
    [InlineData("urn:uuid:1e208b6b-77f1-4808-a32b-9f9caf1ec334", "Urn", "", "", "1e208b6b-77f1-4808-a32b-9f9caf1ec334")]
    [InlineData("#med", "Contained", "", "", "med")]
    [InlineData("Patient-101", "Bare", "", "", "Patient-101")]
    [InlineData("Patient?identifier=a|b", "Other", "", "", "")]
    [InlineData("", "Other", "", "", "")]
    [InlineData(null, "Other", "", "", "")]
    [InlineData("https://ehr.example.org", "Other", "", "", "")]
    [InlineData("//", "Other", "", "", "")]
    public void A_reference_has_a_form_a_server_a_type_and_an_id(string? text, string form, string server, string type, string id)
    {
        var reference = ReferenceText.Of(text);
        Assert.Equal(form, reference.Form.ToString());
        Assert.Equal(server, reference.Server.ToString());
        Assert.Equal(type, reference.Type.ToString());
        Assert.Equal(id, reference.Id.ToString());
    }
}
