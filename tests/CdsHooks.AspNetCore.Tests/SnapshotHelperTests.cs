using VerifyTests;
using static VerifyXunit.Verifier;

namespace CdsHooks.AspNetCore.Tests;

/// <summary>The stand-in for Verify.Xunit notices a difference, and says what to do.</summary>
public sealed class SnapshotHelperTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Source => Path.Combine(_folder, "Some.cs");

    [Fact]
    public async Task A_snapshot_that_nobody_approved_fails_and_leaves_what_was_received()
    {
        VerifyException failure = await Assert.ThrowsAsync<VerifyException>(() => Verify("a\r\nb", Source, "Case"));

        Assert.Equal("a\nb\n", await File.ReadAllTextAsync(Path.Combine(_folder, "Some.Case.received.txt")));
        Assert.Contains("Some.Case.verified.txt", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approved_snapshot_passes_whatever_its_line_ends_and_a_difference_is_shown_by_line()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Some.Case_x.verified.txt"), "a\r\nb\r\n");

        await Verify("a\nb", Source, "Case").UseTextForParameters("x");
        VerifyException failure = await Assert.ThrowsAsync<VerifyException>(() => Verify("a\nc", Source, "Case").UseTextForParameters("x"));

        Assert.Contains("Line 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_compared_as_people_read_it_and_the_received_file_goes_when_it_fits()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "Some.Case.verified.json"), "{\n  \"级\": 1.50\n}\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "Some.Case.received.json"), "old");

        await VerifyJson("""{"级":1.50}""", Source, "Case");

        Assert.False(File.Exists(Path.Combine(_folder, "Some.Case.received.json")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
