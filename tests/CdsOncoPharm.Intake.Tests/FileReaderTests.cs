using System.Text;
using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

public sealed class FileReaderTests
{
    private const string Man = "{'resourceType':'Patient','id':'q'}";

    [Fact]
    public void A_bundle_gives_its_patients_and_its_drafts_are_being_signed()
    {
        var part = Assert.Single(FileReader.Read(Utf8(Bundle(Woman, Man, Order(Atc("L01CD02"), status: "draft")))));
        Assert.Equal(["p", "q"], part.PatientIds);
        Assert.Null(part.Error);
        Assert.True(Of(part.Records!).IsOn("docetaxel"));
    }

    [Theory]
    [InlineData("{'resourceType':'Bundle','type':'collection','entry':[]}", "no Patient")]
    [InlineData("{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Condition','id':'c'}}]}", "no Patient")]
    [InlineData("{'resourceType':'Condition','id':'c'}", "no Patient")]
    [InlineData("{'feedback':[]}", "neither")]
    [InlineData("[]", "neither")]
    [InlineData("{'resourceType':'Bundle',", "broken")]
    [InlineData("", "broken")]
    [InlineData("{'hook':'patient-view','prefetch':{}}", "No Patient")]
    [InlineData("{'hook':'patient-view','prefetch':{'patient':", "broken")]
    public void A_file_that_cannot_be_used_says_why(string text, string why)
    {
        var part = Assert.Single(FileReader.Read(Utf8(text)));
        Assert.Null(part.Records);
        Assert.Contains(why, part.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Lines_of_bundles_are_read_one_by_one_and_a_broken_line_is_named()
    {
        var text = Bundle(Woman) + "\n\n{'resourceType':'Bundle','entry':[}\n" + Bundle(Man) + "\n";
        var parts = FileReader.Read(Utf8(text)).ToList();
        Assert.Equal([1, 3, 4], parts.Select(p => p.Line));
        Assert.Equal([true, false, true], parts.Select(p => p.Error is null));
        Assert.Equal("q", Assert.Single(parts[2].PatientIds));
    }

    [Fact]
    public void Lines_of_single_resources_belong_together()
    {
        var part = Assert.Single(FileReader.Read(Utf8(Woman + "\n" + Condition(Icd("C50.9")) + "\n" + Man + "\n")));
        Assert.Equal(["p", "q"], part.PatientIds);
        Assert.Single(Of(part.Records!).Conditions);
    }

    [Fact]
    public void A_byte_order_mark_is_no_obstacle() =>
        Assert.Null(Assert.Single(FileReader.Read(Encoding.UTF8.Preamble.ToArray().Concat(Utf8(Bundle(Woman))).ToArray())).Error);

    [Fact]
    public void A_saved_request_gives_its_prefetch_its_drafts_its_day_and_its_patient()
    {
        var request = $"{{'hook':'order-sign','hookInstance':'1','extension':{{'org.cdsoncopharm.asOf':'2026-11-20','x':{{}}}},'context':{{'userId':'Practitioner/1','patientId':'p','draftOrders':{Bundle(Order(Atc("L01CD02"), status: "draft", id: "d"))}}},"
            + $"'prefetch':{{'patient':{Woman},'whatever':{Bundle(Condition(Icd("C50.9")), Order(Atc("L01CD01"), status: "draft"))},'procedures':{{'resourceType':'OperationOutcome','issue':[]}},'adverseEvents':null,'administrations':{{'resourceType':'Bundle','type':'searchset','total':0}}}}}}";
        var part = Assert.Single(FileReader.Read(Utf8(request)));
        Assert.Equal(("order-sign", new DateOnly(2026, 11, 20), "p"), (part.Hook, part.AsOf, Assert.Single(part.PatientIds)));
        var snapshot = Of(part.Records!);
        Assert.True(snapshot.IsOn("docetaxel"));
        Assert.Null(snapshot.Therapy("paclitaxel"));
        Assert.Single(snapshot.Conditions);
        // Sent under another name: conditions and orders. Null and an empty Bundle hold nothing. What else we ask for did not come.
        Assert.Equal(
            [(RecordKind.Observations, GapReason.NotSent), (RecordKind.Procedures, GapReason.Failed)],
            snapshot.Gaps.Select(gap => (gap.Key, gap.Value)).OrderBy(gap => gap.Key));
    }

    [Theory]
    [InlineData("'patientId':'p'", "p")]
    [InlineData("'patientId':'Patient/p'", "p")]
    [InlineData("", "p")]
    [InlineData("'patientId':'other'", null)]
    public void The_patient_of_a_request_is_the_one_of_its_context_and_no_other(string context, string? patient)
    {
        var part = Assert.Single(FileReader.Read(Utf8($"{{'hook':'patient-view','context':{{{context}}},'prefetch':{{'patient':{Woman},'medications':null}}}}")));
        Assert.Equal((patient, patient is null), (part.PatientIds.SingleOrDefault(), part.Error is not null));
    }

    [Fact]
    public void A_request_about_somebody_who_is_not_among_several_is_refused() =>
        Assert.NotNull(Assert.Single(FileReader.Read(Utf8($"{{'hook':'patient-view','context':{{'patientId':'x'}},'prefetch':{{'a':{Woman},'b':{Man},'medications':null}}}}"))).Error);

    [Theory]
    [InlineData("'conditions':null", true)]
    [InlineData("'medications':null", true)]
    [InlineData("'conditions':{'resourceType':'OperationOutcome'},'medications':null", true)]
    [InlineData("'conditions':{'resourceType':'OperationOutcome'},'medications':{'resourceType':'Bundle','type':'searchset','total':9}", true)]
    [InlineData("'conditions':{'resourceType':'OperationOutcome'},'medications':{'resourceType':'OperationOutcome'}", false)]
    [InlineData("'procedures':null", false)]
    public void Without_conditions_and_medications_both_a_request_is_refused(string prefetch, bool isUsable)
    {
        var part = Assert.Single(FileReader.Read(Utf8($"{{'hook':'patient-view','context':{{'patientId':'p'}},'prefetch':{{'patient':{Woman},{prefetch}}}}}")));
        Assert.Equal(isUsable, part.Error is null);
    }

    [Fact]
    public void An_empty_page_with_a_next_one_is_known_by_its_key()
    {
        var page = "{'resourceType':'Bundle','type':'searchset','link':[{'relation':'next','url':'https://ehr/2'}]}";
        var part = Assert.Single(FileReader.Read(Utf8($"{{'hook':'patient-view','context':{{'patientId':'p'}},'prefetch':{{'patient':{Woman},'conditions':null,'procedures':{page}}}}}")));
        Assert.Equal(GapReason.Truncated, part.Records!.Gaps[RecordKind.Procedures]);
    }

    [Theory]
    [InlineData("'link':[{'relation':'next','url':'https://ehr/2'}]", true)]
    [InlineData("'total':2", true)]
    [InlineData("'total':1", false)]
    [InlineData("'link':[{'relation':'self','url':'https://ehr/Condition?patient=1'}]", false)]
    public void A_page_that_was_cut_leaves_a_gap(string page, bool isCut)
    {
        var records = new RecordSet();
        records.Read(Utf8($"{{'resourceType':'Bundle','type':'searchset',{page},'entry':[{{'resource':{Condition(Icd("C50.9"))},'search':{{'mode':'match'}}}}]}}"));
        Assert.Equal(isCut, records.Gaps.ContainsKey(RecordKind.Conditions));
    }

    [Fact]
    public void A_cut_page_without_entries_is_known_by_its_search()
    {
        var records = new RecordSet();
        records.Read(Utf8("{'resourceType':'Bundle','type':'searchset','total':7,'link':[{'relation':'self','url':'https://ehr/fhir/AdverseEvent?subject=1'}]}"));
        Assert.Equal(GapReason.Truncated, records.Gaps[RecordKind.AdverseEvents]);
        records.MarkGap(RecordKind.AdverseEvents, GapReason.Failed);
        records.MarkGap(RecordKind.AdverseEvents, GapReason.Truncated);
        Assert.Equal(GapReason.Failed, records.Gaps[RecordKind.AdverseEvents]);
    }

    [Fact]
    public void A_search_that_failed_in_part_or_whole_leaves_a_gap()
    {
        const string Outcome = "{'resourceType':'OperationOutcome','issue':[{'severity':'error','code':'timeout'}]}";
        var records = new RecordSet();
        records.Read(Utf8($"{{'resourceType':'Bundle','type':'searchset','link':[{{'relation':'self','url':'https://ehr/fhir/Procedure?patient=p'}}],'entry':[{{'resource':{Outcome},'search':{{'mode':'outcome'}}}}]}}"));
        Assert.Equal(GapReason.Truncated, records.Gaps[RecordKind.Procedures]);
        var request = $"{{'hook':'patient-view','context':{{'patientId':'p'}},'prefetch':{{'patient':{Woman},'conditions':null,'adverseEvents':{Outcome}}}}}";
        Assert.Equal(GapReason.Failed, Assert.Single(FileReader.Read(Utf8(request))).Records!.Gaps[RecordKind.AdverseEvents]);
    }

    [Fact]
    public void An_answer_that_failed_in_a_batch_is_told()
    {
        var records = new RecordSet();
        records.Read(Utf8("{'resourceType':'Bundle','type':'batch-response','entry':[{'response':{'status':'403 Forbidden for Ms Secret'}}]}"));
        Assert.Equal("the server answered 403", Assert.Single(records.Issues).What);
    }

    [Fact]
    public void A_page_that_is_followed_leaves_no_gap()
    {
        var records = new RecordSet();
        records.Read(Utf8($"{{'resourceType':'Bundle','type':'searchset','link':[{{'relation':'next','url':'https://ehr/2'}}],'entry':[{{'resource':{Condition(Icd("C50.9"))}}}]}}"), isLastPage: false);
        Assert.Empty(records.Gaps);
    }

    [Fact]
    public void Ill_shaped_elements_are_issues_without_a_word_of_the_record()
    {
        var records = new RecordSet { DraftsAreBeingSigned = true };
        records.Read(Utf8("{'resourceType':'Bundle','entry':[{'resource':{'resourceType':'Patient','id':'p','birthDate':{'x':'Secret'}}}]}"));
        Assert.NotEmpty(records.Issues);
        Assert.All(records.Issues, i => Assert.DoesNotContain("Secret", i.ToString(), StringComparison.Ordinal));
        Assert.Null(Of(records).BirthDate);
    }

    [Fact]
    public void Resources_of_other_types_are_counted_and_not_read()
    {
        var records = Set(Woman, "{'resourceType':'Claim','id':'c'}", "{'resourceType':'Claim','id':'d'}");
        Assert.Equal((2, 3), (records.OpaqueCount, records.ResourceCount));
    }
}
