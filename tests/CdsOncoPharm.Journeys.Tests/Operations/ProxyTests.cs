using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests.Operations;

/// <summary><c>operations/nginx.conf</c> as it stands, but for ports and certificate, in front of the real service.</summary>
public sealed class ProxyTests
{
    private const string Host = "cds.hospital.example";

    [NginxFact]
    public async Task Calls_pass_over_TLS_and_what_is_for_the_hospital_alone_does_not()
    {
        await using var service = await RunningService.StartAsync("--AllowedHosts", Host);
        using var proxy = await Proxy.StartAsync(service.Http.BaseAddress!);

        using var discovery = await proxy.Http.GetAsync(new Uri("cds-services", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, discovery.StatusCode);
        var (status, answer) = await proxy.PostAsync(File.ReadAllText(Repository.Of("samples/01-oxaliplatin-kidney/request.json")));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEmpty(JsonNode.Parse(answer)!["cards"]!.AsArray());
        foreach (var page in new[] { "health/ready", "openapi" })
        {
            using var refused = await proxy.Http.GetAsync(new Uri(page, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [NginxFact]
    public async Task A_body_that_is_too_large_is_refused_by_the_service_with_a_reason()
    {
        await using var service = await RunningService.StartAsync();
        using var proxy = await Proxy.StartAsync(service.Http.BaseAddress!);

        var (status, answer) = await proxy.PostAsync($$"""{ "hook": "{{new string('x', 10_600_000)}}" }""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("OperationOutcome", (string?)JsonNode.Parse(answer)!["resourceType"]);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NginxFactAttribute : FactAttribute
    {
        public NginxFactAttribute() => Skip = Proxy.Program is null ? "nginx is not here; ./test --install gets it" : null;
    }

    /// <summary>nginx with the file of the repository, on a free port.</summary>
    private sealed class Proxy : IDisposable
    {
        private readonly DirectoryInfo folder;
        private readonly Process process;

        private Proxy(DirectoryInfo folder, Process process, int port, string certificate)
        {
            (this.folder, this.process) = (folder, process);
            Http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate } }) { BaseAddress = new Uri($"https://127.0.0.1:{port}/") };
            Http.DefaultRequestHeaders.Host = Host;
        }

        public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

        public HttpClient Http { get; }

        public static async Task<Proxy> StartAsync(Uri service)
        {
            var folder = Directory.CreateTempSubdirectory("cds-nginx-");
            string In(string name) => Path.Combine(folder.FullName, name);
            var certificate = WriteCertificate(In("crt"), In("key"));
            var port = FreePort();
            var site = File.ReadAllText(Repository.Of("operations/nginx.conf"));
            foreach (var (theirs, ours) in new[]
            {
                ("127.0.0.1:5080", service.Authority), ("listen 443 ssl", $"listen 127.0.0.1:{port} ssl"), ($"/etc/ssl/{Host}.crt", In("crt")),
                ($"/etc/ssl/private/{Host}.key", In("key")), ("/var/log/nginx/cds.log", In("access.log")),
            })
            {
                Assert.Contains(theirs, site, StringComparison.Ordinal);
                site = site.Replace(theirs, ours, StringComparison.Ordinal);
            }
            File.WriteAllText(In("site.conf"), site);
            File.WriteAllText(In("nginx.conf"), $$"""
                user root; daemon off; pid {{In("pid")}}; error_log stderr;
                events {}
                http { client_body_temp_path {{In("body")}}; proxy_temp_path {{In("proxy")}}; include {{In("site.conf")}}; }
                """);
            var process = Process.Start(new ProcessStartInfo(Program!, ["-p", folder.FullName, "-e", "stderr", "-c", In("nginx.conf")]) { RedirectStandardError = true })!;
            Proxy proxy = new(folder, process, port, certificate);
            while (!await ListensAsync(port))
            {
                if (process.HasExited)
                    throw new InvalidOperationException($"nginx refuses operations/nginx.conf:\n{await process.StandardError.ReadToEndAsync()}");
                await Task.Delay(20);
            }
            return proxy;
        }

        public async Task<(HttpStatusCode Status, string Answer)> PostAsync(string body)
        {
            using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await Http.PostAsync(new Uri("cds-services/care-level-patient-view", UriKind.Relative), content);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public void Dispose()
        {
            Http.Dispose();
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
            folder.Delete(recursive: true);
        }

        /// <summary>Writes both files; the hash of the certificate.</summary>
        private static string WriteCertificate(string certificate, string key)
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest request = new($"CN={Host}", pair, HashAlgorithmName.SHA256);
            using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            File.WriteAllText(certificate, made.ExportCertificatePem());
            File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
            return made.GetCertHashString();
        }

        private static async Task<bool> ListensAsync(int port)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        private static int FreePort()
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
