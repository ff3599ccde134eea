using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace CdsHooks.AspNetCore.Tests;

public sealed class FetchTests
{
    private const string Patient = """{"resourceType":"Patient","id":"1288992"}""";

    private static readonly ServiceDefinition Definition = TestService.Greeter with
    {
        Prefetch = new Dictionary<string, string>
        {
            ["patient"] = "Patient/{{context.patientId}}",
            ["labs"] = "Observation?patient={{context.patientId}}&_count=2",
        },
    };

    /// <summary>Calls the service with these members, and gives what it could resolve.</summary>
    private static async Task<Dictionary<string, PrefetchResult>> ResolveAsync(
        Action<CdsHooksOptions> configure, params (string Member, string? Json)[] changes)
    {
        Dictionary<string, PrefetchResult> results = [];
        await using CdsHost host = await CdsHost.StartAsync(
            options =>
            {
                options.MayCall = FhirServers.OnLoopback;
                configure(options);
            },
            new TestService(Definition, async (call, cancellation) =>
            {
                foreach (PrefetchResult result in await call.ResolveAsync(cancellation: cancellation))
                    results.Add(result.Key, result);
                return CdsResponse.Empty;
            }));
        Answer answer = await host.CallAsync(Bodies.PatientView(changes));
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("lent-token", host.Log.All, StringComparison.Ordinal);
        return results;
    }

    /// <summary>Calls a service that reads these references.</summary>
    private static async Task<IReadOnlyList<PrefetchResult>> ReadAsync(StubFhir fhir, Action<CdsHooksOptions> configure, params string[] references)
    {
        IReadOnlyList<PrefetchResult> read = [];
        await using CdsHost host = await CdsHost.StartAsync(
            options =>
            {
                options.MayCall = FhirServers.OnLoopback;
                options.Fetch.Deadline = options.Fetch.RequestTimeout = TimeSpan.FromMinutes(1);
                configure(options);
            },
            new TestService(TestService.Greeter, async (call, cancellation) =>
            {
                read = await call.ReadAsync(references, cancellation);
                return CdsResponse.Empty;
            }));
        Assert.Equal(200, (await host.CallAsync(Bodies.PatientView(Lent(fhir.Base)))).Status);
        return read;
    }

    private static (string, string?)[] Lent(string server) => [("fhirServer", $"\"{server}\""), Bodies.Authorization()];

    private static string Observation(int id) => $$"""{"resourceType":"Observation","id":"{{id}}"}""";

    private static string Page(string? next, params int[] ids) => Bodies.Bundle([.. ids.Select(Observation)])[..^1]
        + (next is null ? "}" : $$""","link":[{"relation":"self","url":"x"},{"relation":"next","url":"{{next}}"}]}""");

    [Fact]
    public async Task CH_081_CH_101_only_what_is_missing_is_fetched_with_the_callers_token()
    {
        await using StubFhir fhir = await StubFhir.StartAsync(new Dictionary<string, string>
        {
            ["Observation?patient=1288992&_count=2"] = Page(null, 1, 2),
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { },
            [.. Lent(fhir.Base + "/"), ("prefetch", $$"""{"patient":{{Patient}}}""")]);

        Assert.Equal(("/fhir/Observation?patient=1288992&_count=2", "Bearer lent-token"), Assert.Single(fhir.Requests));
        Assert.Equal((PrefetchState.Satisfied, true, 2), (results["labs"].State, results["labs"].Fetched, results["labs"].Resources.Count));
        Assert.False(results["patient"].Fetched);
    }

    [Fact]
    public async Task CH_082_a_key_that_is_null_is_not_asked_for_again()
    {
        await using StubFhir fhir = await StubFhir.StartAsync([]);

        await ResolveAsync(_ => { }, [.. Lent(fhir.Base), ("prefetch", $$"""{"patient":{{Patient}},"labs":null}""")]);

        Assert.Empty(fhir.Requests);
    }

    [Theory]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}""", 0)]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","total":9}""", 0)]
    [InlineData("\"none\"", 0)]
    [InlineData("""{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Condition","id":"c"}}]}""", 1)]
    public async Task CH_080_CH_084_a_key_whose_entry_is_no_answer_is_asked_of_the_server(string entry, int kept)
    {
        await using StubFhir fhir = await StubFhir.StartAsync(new Dictionary<string, string>
        {
            ["Observation?patient=1288992&_count=2"] = Page(null, 1, 2),
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { },
            [.. Lent(fhir.Base + "/"), ("prefetch", $$"""{"patient":{{Patient}},"labs":{{entry}}}""")]);

        Assert.Single(fhir.Requests);
        Assert.Equal((PrefetchState.Satisfied, true, 2 + kept), (results["labs"].State, results["labs"].Fetched, results["labs"].Resources.Count));

        // Without a server it has failed, whatever came instead.
        results = await ResolveAsync(_ => { }, ("prefetch", $$"""{"patient":{{Patient}},"labs":{{entry}}}"""));
        Assert.True(results["labs"].State is PrefetchState.Failed or PrefetchState.Truncated);
        Assert.Equal(kept, results["labs"].Resources.Count);
    }

    [Fact]
    public async Task CH_088_what_the_server_refuses_or_lacks_has_failed_with_its_status()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
        {
            response.StatusCode = request.Path.Value!.Contains("Patient", StringComparison.Ordinal) ? 404 : 403;
            return response.WriteAsync("""{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"Mr Secret"}]}""");
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent(fhir.Base));

        Assert.Equal((PrefetchState.Failed, "the FHIR server answered 404"), (results["patient"].State, results["patient"].Reason));
        Assert.Equal((PrefetchState.Failed, "the FHIR server answered 403"), (results["labs"].State, results["labs"].Reason));
    }

    [Theory]
    [InlineData("relative", "Observation?page=2")]
    [InlineData("absolute", "BASE/Observation?page=2")]
    [InlineData("on the base", "BASE?page=2")]
    public async Task CH_085_pages_are_followed_to_the_end(string kind, string next)
    {
        _ = kind;
        await using StubFhir fhir = await PagedAsync(next);

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent(fhir.Base));

        Assert.Equal(PrefetchState.Satisfied, results["labs"].State);
        Assert.Equal(3, results["labs"].Resources.Count);
    }

    private static Task<StubFhir> PagedAsync(string next) => StubFhir.StartAsync((request, response) => response.WriteAsync(
        request.Query.ContainsKey("page")
            ? Page(null, 3)
            : Page(next.Replace("BASE", $"http://{request.Host}/fhir", StringComparison.Ordinal), 1, 2)));

    [Fact]
    public async Task CH_085_pages_of_a_prefetched_bundle_are_followed_too()
    {
        await using StubFhir fhir = await PagedAsync("unused");

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { },
            [.. Lent(fhir.Base), ("prefetch", $$"""{"patient":null,"labs":{{Page(fhir.Base + "/Observation?page=2", 1, 2)}}}""")]);

        Assert.Equal((PrefetchState.Satisfied, 3), (results["labs"].State, results["labs"].Resources.Count));
        Assert.Single(fhir.Requests);
    }

    [Fact]
    public async Task CH_085_a_paged_bundle_without_a_token_stays_truncated()
    {
        await using StubFhir fhir = await PagedAsync("unused");

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { },
            ("fhirServer", $"\"{fhir.Base}\""), ("prefetch", $$"""{"patient":null,"labs":{{Page(fhir.Base + "/Observation?page=2", 1, 2)}}}"""));

        Assert.Equal((PrefetchState.Truncated, 2), (results["labs"].State, results["labs"].Resources.Count));
        Assert.Empty(fhir.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/fhir/Observation?page=2")]
    [InlineData("http://evil.example.org/fhir/Observation?page=2")]
    [InlineData("//evil.example.org/fhir/Observation?page=2")]
    [InlineData("/other/Observation?page=2")]
    [InlineData("../other/Observation?page=2")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:pass@HOST/fhir/Observation?page=2")]
    [InlineData("http://HOST@evil.example.org/fhir/Observation?page=2")]
    [InlineData("http://HOST/fhir/..%2fadmin")]
    [InlineData("http://HOST/fhir/..%2Fadmin?page=2")]
    [InlineData("..%5cadmin")]
    [InlineData("http://HOST/fhir/x/..%5C..%5Cadmin")]
    [InlineData("http://HOST/fhir/%2e%2e/admin")]
    [InlineData("http://HOST/fhir/..\\\\admin")]
    public async Task CH_101_a_next_page_elsewhere_is_not_followed(string next)
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
            response.WriteAsync(Page(next.Replace("HOST", request.Host.ToString(), StringComparison.Ordinal), 1)));

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, [.. Lent(fhir.Base), ("prefetch", """{"patient":null}""")]);

        Assert.Equal((PrefetchState.Truncated, "its next page is outside fhirServer"), (results["labs"].State, results["labs"].Reason));
        Assert.Single(fhir.Requests);
    }

    [Fact]
    public async Task CH_085_pages_without_end_stop_at_the_limit()
    {
        int page = 0;
        await using StubFhir fhir = await StubFhir.StartAsync((_, response) => response.WriteAsync(Page($"Observation?page={Interlocked.Increment(ref page)}", page)));

        Dictionary<string, PrefetchResult> results = await ResolveAsync(options => options.Fetch.MaxPages = 3, [.. Lent(fhir.Base), ("prefetch", """{"patient":null}""")]);

        Assert.Equal((PrefetchState.Truncated, 3), (results["labs"].State, results["labs"].Resources.Count));
        Assert.Equal(3, fhir.Requests.Count);
    }

    [Fact]
    public async Task CH_085_a_page_that_links_to_itself_is_read_once()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((_, response) => response.WriteAsync(Page("Observation?page=2", 1)));

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, [.. Lent(fhir.Base), ("prefetch", """{"patient":null}""")]);

        Assert.Equal(PrefetchState.Truncated, results["labs"].State);
        Assert.Equal(2, fhir.Requests.Count);
    }

    [Fact]
    public async Task CH_085_pages_that_arrived_before_one_that_failed_are_kept()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
        {
            if (!request.Query.ContainsKey("page"))
                return response.WriteAsync(Page("Observation?page=2", 1, 2));
            response.StatusCode = 500;
            return Task.CompletedTask;
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, [.. Lent(fhir.Base), ("prefetch", """{"patient":null}""")]);

        Assert.Equal((PrefetchState.Truncated, 2, "a further page failed: the FHIR server answered 500"),
            (results["labs"].State, results["labs"].Resources.Count, results["labs"].Reason));
    }

    [Fact]
    public async Task CH_070_what_does_not_arrive_in_time_has_failed_and_the_rest_is_used()
    {
        await using StubFhir fhir = await StubFhir.StartAsync(async (request, response) =>
        {
            if (request.Path.Value!.Contains("Observation", StringComparison.Ordinal))
                await Task.Delay(TimeSpan.FromSeconds(30), request.HttpContext.RequestAborted);
            await response.WriteAsync(Patient);
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(options => options.Fetch.Deadline = TimeSpan.FromMilliseconds(300), Lent(fhir.Base));

        Assert.Equal(PrefetchState.Satisfied, results["patient"].State);
        Assert.Equal((PrefetchState.Failed, "no answer in time"), (results["labs"].State, results["labs"].Reason));
    }

    [Fact]
    public async Task CH_104_a_token_that_has_expired_is_not_used()
    {
        await using StubFhir fhir = await StubFhir.StartAsync([]);

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, ("fhirServer", $"\"{fhir.Base}\""),
            ("fhirAuthorization", Bodies.Authorization().Item2!.Replace("300", "0", StringComparison.Ordinal)));

        Assert.Equal((PrefetchState.Missing, "not sent, and the access token has expired"), (results["labs"].State, results["labs"].Reason));
        Assert.Empty(fhir.Requests);
    }

    [Fact]
    public async Task CH_104_no_request_outlives_the_answer()
    {
        TaskCompletionSource asked = new(), dropped = new();
        await using StubFhir fhir = await StubFhir.StartAsync(async (request, _) =>
        {
            request.HttpContext.RequestAborted.Register(() => dropped.TrySetResult());
            asked.TrySetResult();
            await dropped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        });
        await using CdsHost host = await CdsHost.StartAsync(
            options =>
            {
                options.MayCall = FhirServers.OnLoopback;
                options.Fetch.Deadline = options.Fetch.RequestTimeout = TimeSpan.FromMinutes(1);
            },
            new TestService(Definition, async (call, _) =>
            {
                Task ignored = call.ResolveAsync(cancellation: CancellationToken.None);
                await asked.Task;
                return CdsResponse.Empty;
            }));

        Assert.Equal(200, (await host.CallAsync(Bodies.PatientView(Lent(fhir.Base)))).Status);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_passing_fault_is_tried_once_more(int status)
    {
        int asked = 0;
        await using StubFhir fhir = await StubFhir.StartAsync((_, response) =>
        {
            if (Interlocked.Increment(ref asked) > 1)
                return response.WriteAsync(Page(null, 1));
            response.StatusCode = status;
            return Task.CompletedTask;
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, [.. Lent(fhir.Base), ("prefetch", """{"patient":null}""")]);

        Assert.Equal(PrefetchState.Satisfied, results["labs"].State);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_server_that_is_not_there_has_failed_to_answer()
    {
        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent("http://127.0.0.1:1/fhir"));

        Assert.Equal((PrefetchState.Failed, "the FHIR server did not answer"), (results["patient"].State, results["patient"].Reason));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"resourceType\":\"Patient\"")]
    [InlineData("{}{}")]
    [InlineData("")]
    public async Task An_answer_that_is_not_json_has_failed(string answer)
    {
        await using StubFhir fhir = await StubFhir.StartAsync((_, response) => response.WriteAsync(answer));

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent(fhir.Base));

        Assert.Equal((PrefetchState.Failed, "the answer is not JSON"), (results["patient"].State, results["patient"].Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_larger_than_allowed_has_failed_also_when_it_is_compressed(bool zipped)
    {
        await using StubFhir fhir = await StubFhir.StartAsync(async (_, response) =>
        {
            Stream body = response.Body;
            if (zipped)
            {
                response.Headers.ContentEncoding = "gzip";
                body = new GZipStream(body, CompressionLevel.Fastest);
            }

            await body.WriteAsync(Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","x":"{{new string('x', 50_000)}}"}"""));
            await body.DisposeAsync();
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(options => options.Fetch.MaxResponseBytes = 20_000, Lent(fhir.Base));

        Assert.Equal((PrefetchState.Failed, "the answer is larger than allowed"), (results["patient"].State, results["patient"].Reason));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_that_is_not_compressed_as_it_says_has_failed_and_the_rest_is_used(string encoding)
    {
        await using StubFhir fhir = await StubFhir.StartAsync(async (request, response) =>
        {
            if (request.Path.Value!.Contains("Observation", StringComparison.Ordinal))
            {
                response.Headers.ContentEncoding = encoding;
                await response.Body.WriteAsync(Enumerable.Repeat((byte)0xff, 1000).ToArray());
                return;
            }

            await response.WriteAsync(Patient);
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent(fhir.Base));

        Assert.Equal((PrefetchState.Failed, "the answer is not compressed as it says"), (results["labs"].State, results["labs"].Reason));
        Assert.Equal(PrefetchState.Satisfied, results["patient"].State);
    }

    [Fact]
    public async Task All_answers_of_a_call_together_have_a_limit_also_when_they_come_at_once()
    {
        const int Readings = 12;
        int begun = 0;
        TaskCompletionSource all = new();
        string medication = $$"""{"resourceType":"Medication","x":"{{new string('x', 20_000)}}"}""";
        await using StubFhir fhir = await StubFhir.StartAsync(async (_, response) =>
        {
            await response.Body.FlushAsync();
            if (Interlocked.Increment(ref begun) == Readings)
                all.SetResult();
            await all.Task;
            // So that every answer is being read before one of them has been.
            await Task.Delay(200);
            await response.WriteAsync(medication);
        });
        IReadOnlyList<PrefetchResult> read = await ReadAsync(
            fhir, options => options.Fetch.MaxTotalBytes = 50_000, [.. Enumerable.Range(0, Readings).Select(at => $"Medication/{at}")]);

        Assert.InRange(read.SelectMany(result => result.Resources).Sum(resource => resource.Json.Length), 0, 50_000);
        Assert.All(read.Where(result => result.State != PrefetchState.Satisfied), result =>
            Assert.Equal((PrefetchState.Failed, "the answer is larger than allowed"), (result.State, result.Reason)));
    }

    [Fact]
    public async Task CH_070_reads_beyond_the_limit_of_a_call_have_failed_and_are_not_made()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((_, response) => response.WriteAsync("""{"resourceType":"Medication"}"""));

        IReadOnlyList<PrefetchResult> read = await ReadAsync(
            fhir, options => options.Fetch.MaxRequests = 5, [.. Enumerable.Range(0, 20_000).Select(at => $"Medication/{at}")]);

        Assert.Equal(5, fhir.Requests.Count);
        Assert.Equal(5, read.Count(result => result.State == PrefetchState.Satisfied));
        Assert.Equal(19_995, read.Count(result => result is { State: PrefetchState.Failed, Reason: "more requests than one call may make" }));
    }

    [Fact]
    public async Task CH_070_CH_085_pages_beyond_the_limit_of_a_call_are_not_read()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((_, response) => response.WriteAsync(Page(null, 2)));
        IEnumerable<string> entries = Enumerable.Range(0, 200).Select(at => $"\"other{at}\":{Page($"Observation?page={at}", 1)}");

        Dictionary<string, PrefetchResult> results = await ResolveAsync(
            options => options.Fetch.Deadline = TimeSpan.FromMinutes(1),
            [.. Lent(fhir.Base), ("prefetch", $"{{\"patient\":null,\"labs\":null,{string.Join(',', entries)}}}")]);

        Assert.Equal(100, fhir.Requests.Count);
        Assert.Equal(100, results.Values.Count(result => result is { State: PrefetchState.Satisfied, Resources.Count: 2 }));
        Assert.Equal(100, results.Values.Count(result =>
            result is { State: PrefetchState.Truncated, Resources.Count: 1, Reason: "a further page failed: more requests than one call may make" }));
    }

    [Theory]
    [InlineData(503, "the FHIR server did not answer")]
    [InlineData(307, "more requests than one call may make")]
    public async Task CH_070_redirects_and_second_tries_count_as_requests(int status, string reason)
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
        {
            response.StatusCode = status;
            response.Headers.Location = request.Path.Value;
            return Task.CompletedTask;
        });

        PrefetchResult read = Assert.Single(await ReadAsync(fhir, options => options.Fetch.MaxRequests = 1, "Medication/1"));

        Assert.Equal((PrefetchState.Failed, reason), (read.State, read.Reason));
        Assert.Single(fhir.Requests);
    }

    [Fact]
    public async Task All_answers_of_a_call_together_have_a_limit()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) => response.WriteAsync(
            Page(request.Query["page"] == "5" ? null : $"Observation?page={int.Parse("0" + request.Query["page"], null) + 1}", [.. Enumerable.Range(0, 100)])));

        Dictionary<string, PrefetchResult> results = await ResolveAsync(options => options.Fetch.MaxTotalBytes = 25_000, [.. Lent(fhir.Base), ("prefetch", """{"patient":null}""")]);

        Assert.Equal((PrefetchState.Truncated, "a further page failed: the answer is larger than allowed"), (results["labs"].State, results["labs"].Reason));
    }

    [Fact]
    public async Task A_redirect_within_the_server_is_followed_and_no_other()
    {
        await using StubFhir elsewhere = await StubFhir.StartAsync((_, response) => response.WriteAsync(Patient));
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
        {
            string path = request.Path.Value!;
            if (path.EndsWith("/there", StringComparison.Ordinal))
                return response.WriteAsync(Patient);
            response.StatusCode = 302;
            response.Headers.Location = path.Contains("Patient", StringComparison.Ordinal) ? "/fhir/Patient/there" : elsewhere.Base;
            return Task.CompletedTask;
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent(fhir.Base));

        Assert.Equal(PrefetchState.Satisfied, results["patient"].State);
        Assert.Equal((PrefetchState.Failed, "the FHIR server redirects elsewhere"), (results["labs"].State, results["labs"].Reason));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("//:bad")]
    [InlineData("//")]
    [InlineData("http://user:pass@HOST/fhir/Patient/2")]
    [InlineData("..%2fadmin")]
    public async Task CH_101_a_redirect_to_what_is_no_url_of_the_server_has_failed(string location)
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
        {
            response.StatusCode = 302;
            response.Headers.Location = location.Replace("HOST", request.Host.ToString(), StringComparison.Ordinal);
            return Task.CompletedTask;
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, [.. Lent(fhir.Base), ("prefetch", """{"labs":null}""")]);

        Assert.Equal((PrefetchState.Failed, "the FHIR server redirects elsewhere"), (results["patient"].State, results["patient"].Reason));
        Assert.Single(fhir.Requests);
    }

    [Fact]
    public async Task A_redirect_in_a_circle_ends()
    {
        await using StubFhir fhir = await StubFhir.StartAsync((request, response) =>
        {
            response.StatusCode = 307;
            response.Headers.Location = request.Path.Value;
            return Task.CompletedTask;
        });

        Dictionary<string, PrefetchResult> results = await ResolveAsync(_ => { }, Lent(fhir.Base));

        Assert.Equal("the FHIR server redirects too often", results["patient"].Reason);
    }

    [Fact]
    public async Task SB_06_without_a_token_nothing_is_fetched_unless_the_host_allows_it()
    {
        await using StubFhir fhir = await StubFhir.StartAsync(new Dictionary<string, string> { ["Patient/1288992"] = Patient });
        (string, string?) server = ("fhirServer", $"\"{fhir.Base}\"");

        Assert.Equal(PrefetchState.Missing, (await ResolveAsync(_ => { }, server))["patient"].State);
        Assert.Empty(fhir.Requests);
        Assert.Equal(PrefetchState.Satisfied, (await ResolveAsync(options => options.Fetch.WithoutToken = true, server))["patient"].State);
        Assert.Null(fhir.Requests[0].Authorization);
    }

    [Fact]
    public async Task CH_107_a_server_that_the_host_does_not_allow_is_never_contacted()
    {
        await using StubFhir fhir = await StubFhir.StartAsync([]);

        Dictionary<string, PrefetchResult> results = await ResolveAsync(options => options.MayCall = (_, _) => false, Lent(fhir.Base));

        Assert.Equal((PrefetchState.Missing, "not sent, and fhirServer is not one that may be called for this client"),
            (results["patient"].State, results["patient"].Reason));
        Assert.Empty(fhir.Requests);
    }

    [Theory]
    [InlineData("http://ehr.example.org/fhir")]
    [InlineData("https://user:secret@ehr.example.org/fhir")]
    [InlineData("https://ehr.example.org/fhir?x=1")]
    public async Task CH_065_a_server_that_is_not_plain_https_is_not_called_even_when_the_host_would_allow_it(string server)
    {
        Dictionary<string, PrefetchResult> results = await ResolveAsync(options => options.MayCall = (_, _) => true, Lent(server));

        Assert.Equal((PrefetchState.Missing, "not sent, and fhirServer is not an https URL"), (results["patient"].State, results["patient"].Reason));
    }

    [Fact]
    public async Task EP_07_single_resources_are_read_by_reference()
    {
        await using StubFhir fhir = await StubFhir.StartAsync(new Dictionary<string, string> { ["Medication/m1"] = """{"resourceType":"Medication"}""" });
        IReadOnlyList<PrefetchResult> read = [];
        await using CdsHost host = await CdsHost.StartAsync(options => options.MayCall = FhirServers.OnLoopback,
            new TestService(TestService.Greeter, async (call, cancellation) =>
            {
                read = await call.ReadAsync(["Medication/m1", "Medication/m1", "https://evil.example.org/Medication/2", "../x", "Medication/.."], cancellation);
                return CdsResponse.Empty;
            }));

        await host.CallAsync(Bodies.PatientView(Lent(fhir.Base)));

        Assert.Equal([PrefetchState.Satisfied, PrefetchState.Missing, PrefetchState.Missing, PrefetchState.Missing], read.Select(result => result.State));
        Assert.Single(fhir.Requests);
        Assert.Equal(1, Assert.Single(host.Reports).Fetches);
    }

    [Fact]
    public void CH_107_a_client_may_only_name_its_own_servers()
    {
        CdsClient client = new() { Name = "north", FhirServers = [new Uri("https://ehr.example.org/fhir/")] };

        Assert.True(FhirServers.OfClient(new Uri("https://EHR.example.org:443/fhir"), client));
        Assert.False(FhirServers.OfClient(new Uri("https://ehr.example.org/fhir2"), client));
        Assert.False(FhirServers.OfClient(new Uri("https://ehr.example.org/"), client));
        Assert.False(FhirServers.OfClient(new Uri("http://ehr.example.org/fhir"), client));
        Assert.False(FhirServers.OfClient(new Uri("https://ehr.example.org:8443/fhir"), client));
        Assert.False(FhirServers.OfClient(new Uri("https://ehr.example.org.evil.example/fhir"), client));
        Assert.False(FhirServers.OfClient(new Uri("https://ehr.example.org/fhir"), CdsClient.Anonymous));
    }
}
