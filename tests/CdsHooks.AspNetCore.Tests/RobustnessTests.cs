using System.Net.Http.Headers;
using System.Text;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>Whatever is sent, the answer is not a 5xx; and what is read costs little.</summary>
public sealed class RobustnessTests
{
    private static readonly string Sample = Bodies.PatientView(
        ("fhirServer", "\"http://127.0.0.1:1/fhir\""),
        Bodies.Authorization(),
        ("prefetch", $$"""{"patient":{"resourceType":"Patient","id":"1","name":[{"family":"李","given":["A\u0301"]}]},"labs":{{Bodies.Bundle("""{"resourceType":"Observation","valueQuantity":{"value":1.5e3}}""")}},"none":null}"""),
        ("extension", """{"com.example.x":"1"}"""));

    [Fact]
    public async Task CH_071_three_thousand_mutations_of_a_request_give_no_5xx()
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(
            TestService.Greeter with { Prefetch = new Dictionary<string, string> { ["patient"] = "Patient/{{context.patientId}}" } },
            async (call, cancellation) =>
            {
                foreach (PrefetchResult result in await call.ResolveAsync(cancellation: cancellation))
                {
                    foreach (RawResource resource in result.Resources)
                        _ = resource.FullUrl();
                }

                return call.Request.Context.PatientId is null ? CdsAnswer.DataUnobtainable("patient") : CdsResponse.Empty;
            }));
        byte[] sample = Encoding.UTF8.GetBytes(Sample);
        Dictionary<int, int> statuses = [];
        for (int seed = 0; seed < 3000; seed++)
        {
            using ByteArrayContent content = new(Mutated(sample, new Random(seed)));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage answer = await host.Client.PostAsync("/cds-services/greeter", content);
            int status = (int)answer.StatusCode;
            Assert.True(status is 200 or 400 or 412, $"seed {seed}: {status}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        // The mutations must reach behind the parser too, else this shows nothing.
        Assert.True(statuses[200] > 100 && statuses[400] > 100, string.Join(' ', statuses));
    }

    internal static byte[] Mutated(byte[] sample, Random random)
    {
        List<byte> body = [.. sample];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(body.Count), length = Math.Min(random.Next(1, 30), body.Count - at);
            switch (random.Next(5))
            {
                case 0: body[at] = (byte)random.Next(256); break;
                case 1: body.RemoveRange(at, length); break;
                case 2: body.InsertRange(random.Next(body.Count), body.GetRange(at, length)); break;
                case 3: body.InsertRange(at, "null"u8.ToArray()); break;
                default: body[at] = "{}[]\",:0\\"u8[random.Next(9)]; break;
            }
        }

        return [.. body];
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    public void Reading_a_request_allocates_a_small_part_of_its_size(int resources)
    {
        byte[] body = Encoding.UTF8.GetBytes(Bodies.PatientView(("prefetch", $$"""{"labs":{{Bodies.Bundle([.. Enumerable.Range(0, resources).Select(Observation)])}}}""")));
        _ = CdsRequest.Parse(body);

        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = CdsRequest.Parse(body);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < 0.3 * body.Length, $"{allocated} bytes for a body of {body.Length}");
    }

    private static string Observation(int id) => $$"""
        {"resourceType":"Observation","id":"{{id}}","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"2160-0","display":"Creatinine"}]},"subject":{"reference":"Patient/1288992"},"effectiveDateTime":"2026-11-01T08:00:00+08:00","valueQuantity":{"value":88.4,"unit":"umol/L","system":"http://unitsofmeasure.org","code":"umol/L"} }
        """;
}
