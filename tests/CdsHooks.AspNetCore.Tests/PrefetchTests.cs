using System.Text;

namespace CdsHooks.AspNetCore.Tests;

public sealed class PrefetchTests
{
    private static PrefetchResult Read(string value)
    {
        string body = Bodies.PatientView(("prefetch", null))[..^1] + ",\"prefetch\":{\"key\":" + value + "}}";
        return Assert.Single(CdsRequest.Parse(Encoding.UTF8.GetBytes(body)).Prefetch);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset"}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[]}""")]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","total":0}""")]
    [InlineData("""{"total":0,"entry":null,"resourceType":"Bundle"}""")]
    public void CH_082_CH_083_null_and_an_empty_bundle_alike_are_known_to_be_empty(string value)
    {
        PrefetchResult result = Read(value);

        Assert.Equal(PrefetchState.KnownEmpty, result.State);
        Assert.Empty(result.Resources);
    }

    [Fact]
    public void EP_04_CH_084_a_warning_in_an_otherwise_empty_searchset_is_no_results() => Assert.Equal(PrefetchState.KnownEmpty, Read("""
        {"resourceType":"Bundle","type":"searchset","total":0,"entry":[{"resource":{"resourceType":"OperationOutcome","issue":
        [{"severity":"warning","code":"processing","details":{"coding":[{"code":"4101"}],"text":"Resource request returns no results."}}]},"search":{"mode":"outcome"}}]}
        """).State);

    [Theory]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden","diagnostics":"Mr Secret"}]}""", "an OperationOutcome came instead (forbidden)")]
    [InlineData("""{"resourceType":"OperationOutcome"}""", "an OperationOutcome came instead")]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"Mr Secret"}]}""", "an OperationOutcome came instead")]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"mr-secret"},{"severity":"error","code":"not-found"}]}""", "an OperationOutcome came instead (not-found)")]
    [InlineData("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"fatal","code":"exception"}]}}]}""", "there is only an OperationOutcome (exception)")]
    [InlineData("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"OperationOutcome"},"search":{"mode":"outcome"}}]}""", "there is only an OperationOutcome")]
    [InlineData("""{}""", "not a FHIR resource")]
    [InlineData("""[]""", "not a FHIR resource")]
    [InlineData("\"Patient/1\"", "not a FHIR resource")]
    [InlineData("""{"resourceType":7}""", "not a FHIR resource")]
    public void CH_084_an_outcome_or_no_resource_is_a_failure_with_a_reason_that_repeats_nothing(string value, string reason)
    {
        PrefetchResult result = Read(value);

        Assert.Equal((PrefetchState.Failed, reason), (result.State, result.Reason));
        Assert.Empty(result.Resources);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient","id":"1"}""", "Patient")]
    [InlineData("""{"id":"1","entry":[{"resource":{"resourceType":"Task"}}],"resourceType":"List"}""", "List")]
    [InlineData("""{"resourceType":"Bundle","total":1,"entry":[{"search":{"mode":"match"},"resource":{"id":"1","resourceType":"Observation"}},{"resource":{"resourceType":"Patient"},"search":{"mode":"include"}}]}""", "Observation,Patient")]
    [InlineData("""{"entry":[{"resource":{"resourceType":"Observation"}},{"fullUrl":"x"},7,{"resource":null},{"resource":{"id":"typeless"}}]}""", "Observation,")]
    [InlineData("""[{"resourceType":"Patient"},{"resourceType":"Condition"}]""", "Patient,Condition")]
    [InlineData("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","link":[{"type":"seealso","other":{}}]}}],"link":[{"relation":"self","url":"x"}]}""", "Patient")]
    [InlineData("""{"resourceType":"Bundle","type":"batch-response","entry":[{"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition"}}]}}]}},{"resource":{"resourceType":"Bundle"}}]}""", "Patient,Condition")]
    public void CH_080_what_came_is_given_as_the_bytes_that_came(string value, string types)
    {
        PrefetchResult result = Read(value);

        Assert.Equal(PrefetchState.Satisfied, result.State);
        Assert.Equal(types, string.Join(',', result.Resources.Select(resource => resource.Type)));
        Assert.All(result.Resources, resource => Assert.Contains(Encoding.UTF8.GetString(resource.Json.Span), value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","link":[{"relation":"next","url":"https://x"}],"entry":[{"resource":{"resourceType":"Patient"}}]}""", "there is a next page")]
    [InlineData("""{"resourceType":"Bundle","total":3,"entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"Patient"}}]}""", "2 of 3 came")]
    [InlineData("""{"resourceType":"Bundle","total":1,"entry":[{"resource":{"resourceType":"Patient"},"search":{"mode":"include"}}]}""", "0 of 1 came")]
    [InlineData("""{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}},{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}}]}""", "an OperationOutcome came with it (timeout)")]
    public void CH_085_a_part_of_the_answer_is_truncated_and_says_why(string value, string reason)
    {
        PrefetchResult result = Read(value);

        Assert.Equal((PrefetchState.Truncated, reason), (result.State, result.Reason));
        Assert.NotEmpty(result.Resources);
    }

    [Fact]
    public async Task CH_080_CH_081_each_key_is_judged_by_itself_and_absent_ones_are_missing()
    {
        IReadOnlyList<PrefetchResult> results = [];
        await using CdsHost host = await CdsHost.StartAsync(new TestService(
            TestService.Greeter with
            {
                Prefetch = new Dictionary<string, string>
                {
                    ["patient"] = "Patient/{{context.patientId}}",
                    ["labs"] = "Observation?patient={{context.patientId}}",
                    ["surveys"] = "Observation?patient={{context.patientId}}&category=survey",
                    ["drugs"] = "MedicationRequest?patient={{context.patientId}}",
                },
            },
            async (call, cancellation) =>
            {
                results = await call.ResolveAsync(new HashSet<string> { "surveys" }, cancellation);
                return CdsResponse.Empty;
            }));

        await host.CallAsync(Bodies.PatientView(("prefetch", """{"patient":{"resourceType":"Patient"},"observations":null,"drugs":null}""")));

        Assert.Equal(
            ["patient Satisfied", "observations KnownEmpty", "drugs KnownEmpty", "labs Missing"],
            results.Select(result => $"{result.Key} {result.State}"));
        Assert.Equal("not sent, and no fhirServer was given", results[3].Reason);
    }

    [Fact]
    public async Task CH_087_CH_112_required_data_that_cannot_be_had_is_a_412_with_words()
    {
        await using CdsHost host = await CdsHost.StartAsync(
            new TestService(TestService.Greeter, _ => CdsAnswer.DataUnobtainable("Send the key 'patient'.")));

        Answer answer = await host.CallAsync(Bodies.PatientView());

        answer.IsOutcome(412);
        Assert.Equal("Send the key 'patient'.", answer.Diagnostics);
        Assert.Equal(412, Assert.Single(host.Reports).Status);
    }

    [Fact]
    public async Task Resources_of_a_call_that_has_ended_are_wiped()
    {
        ReadOnlyMemory<byte> kept = default;
        bool wasThere = false;
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, call =>
        {
            kept = call.Request.Prefetch[0].Resources[0].Json;
            wasThere = kept.Span.IndexOf("Secret"u8) >= 0;
            return CdsResponse.Empty;
        }));

        await host.CallAsync(Bodies.PatientView(("prefetch", """{"patient":{"resourceType":"Patient","name":[{"family":"Secret"}]}}""")));

        Assert.True(wasThere);
        // The answer leaves before the memory goes back.
        Assert.True(SpinWait.SpinUntil(() => kept.Span.IndexOf("Secret"u8) < 0, TimeSpan.FromSeconds(5)));
    }
}

/// <summary>A FHIR library may make its model in the pass that reads the body.</summary>
public sealed class ResourceReaderTests
{
    private sealed class IdReader : IResourceReader
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public object? Read(string type, ReadOnlyMemory<byte> json, ref System.Text.Json.Utf8JsonReader reader)
        {
            Assert.Equal((byte)'{', json.Span[(int)reader.TokenStartIndex]);
            string? id = null;
            while (reader.Read() && reader.TokenType == System.Text.Json.JsonTokenType.PropertyName)
            {
                bool isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId)
                    id = reader.GetString();
                reader.Skip();
            }

            return $"{type}/{id}";
        }
    }

    [Fact]
    public async Task Every_resource_sent_or_fetched_is_handed_to_the_reader_of_the_call()
    {
        await using StubFhir fhir = await StubFhir.StartAsync(new Dictionary<string, string>
        {
            ["Observation?patient=1"] = Bodies.Bundle("""{"id":"o1","resourceType":"Observation"}""", """{"id":"o2","resourceType":"Observation"}"""),
        });
        List<string> models = [];
        List<IdReader> readers = [];
        await using CdsHost host = await CdsHost.StartAsync(
            options =>
            {
                options.MayCall = FhirServers.OnLoopback;
                options.ResourceReader = () =>
                {
                    readers.Add(new IdReader());
                    return readers[^1];
                };
            },
            new TestService(
                TestService.Greeter with
                {
                    Hook = "order-sign",
                    Prefetch = new Dictionary<string, string> { ["labs"] = "Observation?patient={{context.patientId}}" },
                },
                async (call, cancellation) =>
                {
                    models.AddRange(call.Request.Context.Orders.Select(order => (string)order.Model!));
                    foreach (PrefetchResult result in await call.ResolveAsync(cancellation: cancellation))
                        models.AddRange(result.Resources.Select(resource => (string)resource.Model!));
                    return CdsResponse.Empty;
                }));

        Answer answer = await host.CallAsync(Bodies.PatientView(
            ("hook", "\"order-sign\""),
            ("context", """{"userId":"Practitioner/1","patientId":"1","draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"m"}}]}}"""),
            ("prefetch", """{"patient":{"resourceType":"Patient","id":"1"},"list":{"entry":[{"item":{}}],"id":"l","resourceType":"List"}}"""),
            ("fhirServer", $"\"{fhir.Base}\""), Bodies.Authorization()));

        Assert.Equal(200, answer.Status);
        Assert.Equal(["MedicationRequest/m", "Patient/1", "List/l", "Observation/o1", "Observation/o2"], models);
        Assert.True(Assert.Single(readers).IsDisposed);
    }
}
