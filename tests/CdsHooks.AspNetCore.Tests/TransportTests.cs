using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace CdsHooks.AspNetCore.Tests;

public sealed class TransportTests
{
    private static readonly TestService Quiet = new(TestService.Greeter, _ => CdsResponse.Empty);

    [Fact]
    public async Task CH_002_answers_are_application_json()
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);

        Answer good = await host.CallAsync(Bodies.PatientView()), bad = await host.CallAsync("{");

        Assert.Equal("application/json", good.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal("application/json", bad.Message.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", good.Message.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/fhir+json")]
    public async Task CH_060_a_json_post_is_taken_with_or_without_charset(string contentType)
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);

        Answer answer = await host.PostAsync("/cds-services/greeter", Bodies.PatientView(), contentType);

        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("")]
    public async Task CH_060_anything_but_json_is_a_415(string contentType)
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);

        Answer answer = await host.PostAsync("/cds-services/greeter", Bodies.PatientView(), contentType);

        answer.IsOutcome(415);
    }

    [Fact]
    public async Task CH_060_a_compressed_body_is_a_415_and_not_broken_json()
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);
        using MemoryStream zipped = new();
        await using (GZipStream zip = new(zipped, CompressionMode.Compress, leaveOpen: true))
            await zip.WriteAsync(Encoding.UTF8.GetBytes(Bodies.PatientView()));
        using ByteArrayContent content = new(zipped.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        Answer answer = await Answer.OfAsync(await host.Client.PostAsync("/cds-services/greeter", content));

        answer.IsOutcome(415);
    }

    [Fact]
    public async Task CH_069_an_unknown_service_is_a_404()
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);

        (await host.CallAsync(Bodies.PatientView(), "nobody")).IsOutcome(404);
        (await host.CallAsync(Bodies.PatientView(), "greeter/of/none")).IsOutcome(404);
        (await host.GetAsync("/cds-services/nobody")).IsOutcome(404);
    }

    [Fact]
    public async Task CH_060_another_method_is_a_405_that_names_the_right_one()
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);

        Answer get = await host.GetAsync("/cds-services/greeter"), post = await host.PostAsync("/cds-services", "{}");

        get.IsOutcome(405);
        Assert.Equal("POST", get.Message.Content.Headers.Allow.Single());
        post.IsOutcome(405);
    }

    [Fact]
    public async Task CH_089_a_body_that_is_too_large_is_a_413_with_or_without_a_length()
    {
        await using CdsHost host = await CdsHost.StartAsync(options => options.MaxBodyBytes = 1000, Quiet);
        string large = Bodies.PatientView(("extension", $$"""{"org.example.filler":"{{new string('x', 2000)}}"}"""));
        using HttpRequestMessage chunked = new(HttpMethod.Post, "/cds-services/greeter")
        {
            Content = new StringContent(large, Encoding.UTF8, "application/json"),
        };
        chunked.Headers.TransferEncodingChunked = true;

        (await host.CallAsync(large)).IsOutcome(413);
        (await Answer.OfAsync(await host.Client.SendAsync(chunked))).IsOutcome(413);
    }

    [Fact]
    public async Task CH_089_a_body_as_large_as_allowed_is_read()
    {
        string body = Bodies.PatientView();
        await using CdsHost host = await CdsHost.StartAsync(options => options.MaxBodyBytes = body.Length, Quiet);

        Assert.Equal(200, (await host.CallAsync(body)).Status);
        (await host.CallAsync(body + " ")).IsOutcome(413);
    }

    [Fact]
    public async Task A_body_larger_than_the_first_rented_memory_is_read_whole()
    {
        string filler = new('x', 3 * 1024 * 1024);
        string? seen = null;
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, call =>
        {
            seen = Encoding.UTF8.GetString(call.Request.Extension["org.example.filler"].Span);
            return CdsResponse.Empty;
        }));

        Answer answer = await host.CallAsync(Bodies.PatientView(("extension", $$"""{"org.example.filler":"{{filler}}"}""")));

        Assert.Equal(200, answer.Status);
        Assert.Equal($"\"{filler}\"", seen);
    }

    [Fact]
    public async Task A_service_that_throws_is_a_500_that_tells_nothing_and_logs_no_message()
    {
        await using CdsHost host = await CdsHost.StartAsync(
            new TestService(TestService.Greeter, (CdsCall _) => throw new InvalidOperationException("Mr Secret has no creatinine")));

        Answer answer = await host.CallAsync(Bodies.PatientView());

        answer.IsOutcome(500);
        Assert.DoesNotContain("Secret", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", host.Log.All, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", host.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_hangs_up_in_the_middle_harms_nobody()
    {
        await using CdsHost host = await CdsHost.StartAsync(Quiet);
        using (TcpClient client = new())
        {
            await client.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port);
            await client.GetStream().WriteAsync(
                "POST /cds-services/greeter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"hook\""u8.ToArray());
        }

        Assert.Equal(200, (await host.CallAsync(Bodies.PatientView())).Status);
    }

    [Fact]
    public async Task CH_103_the_report_of_a_call_has_counts_and_no_content()
    {
        await using CdsHost host = await CdsHost.StartAsync(new TestService(TestService.Greeter, call =>
        {
            call.Notes["level"] = 2;
            return CdsResponse.Empty;
        }));

        await host.CallAsync(Bodies.PatientView(
            ("prefetch", """{"patient":{"resourceType":"Patient","name":[{"family":"Secret"}]}}"""), ("fhirServer", "\"https://ehr.example.org\""),
            Bodies.Authorization("secret-token")));
        CdsCallReport report = Assert.Single(host.Reports);

        Assert.Equal(("greeter", "patient-view", 200, 1, 0), (report.Service, report.Hook, report.Status, report.Prefetched, report.Cards));
        Assert.Equal(2, report.Notes["level"]);
        Assert.DoesNotContain("ecret", report.ToString() + host.Log.All, StringComparison.Ordinal);
    }
}
