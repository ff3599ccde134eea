using System.Net.Sockets;
using System.Text;

namespace CdsOncoPharm.Service.Tests;

/// <summary>Stopping: a call that has begun is answered, and the process ends by itself.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task A_call_that_runs_when_the_service_is_stopped_is_answered()
    {
        await using var service = await RunningService.StartAsync();
        var body = Encoding.UTF8.GetBytes(Sample.Request("01-oxaliplatin-kidney").ToJsonString());
        using TcpClient client = new();
        await client.ConnectAsync(service.Http.BaseAddress!.Host, service.Http.BaseAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /cds-services/care-level-patient-view HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body.AsMemory(0, 1000));
        // The call has begun when the service reads its body; nothing outside can see that, so it gets a moment.
        await Task.Delay(500);

        service.Terminate();
        await service.UntilItListensNoMoreAsync();
        await stream.WriteAsync(body.AsMemory(1000));

        using StreamReader reader = new(stream);
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("\"cards\":[{", answer, StringComparison.Ordinal);
        Assert.Equal(0, await service.ExitCodeAsync());
    }
}
