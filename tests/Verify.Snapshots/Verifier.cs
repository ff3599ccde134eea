using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DiffEngine;
using VerifyTests;

// The part of Verify.Xunit that this repository uses, under Verify's own names, because that package cannot be restored
// here. To move to Verify.Xunit: delete this file, reference the package, and call VerifierSettings.UseStrictJson().
namespace VerifyXunit
{
    /// <summary>Compares what a test produced with the approved file beside it.</summary>
    public static class Verifier
    {
        private static readonly JsonSerializerOptions Readable = new()
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

        /// <summary>Compares text with <c>Class.Method.verified.txt</c>.</summary>
        public static SettingsTask Verify(
            string target, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
            => new(target, "txt", sourceFile, method);

        /// <summary>Compares JSON, indented for the reader, with <c>Class.Method.verified.json</c>. Member order counts.</summary>
        public static SettingsTask VerifyJson(
            string target, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
            => new(JsonNode.Parse(target)!.ToJsonString(Readable), "json", sourceFile, method);
    }
}

namespace VerifyTests
{
    /// <summary>A comparison that runs when it is awaited, so that it can still be given parameters.</summary>
    public sealed class SettingsTask(string received, string extension, string sourceFile, string method)
    {
        private string? _parameters;

        /// <summary>One file for each case of a theory: <c>Class.Method_text.verified.txt</c>.</summary>
        public SettingsTask UseTextForParameters(string parametersText)
        {
            _parameters = parametersText;
            return this;
        }

        /// <summary>Runs the comparison; throws <see cref="VerifyException"/> when the approved file differs or is missing.</summary>
        public async Task ToTask()
        {
            string stem = SourceFiles.Find(sourceFile)[..^".cs".Length] + "." + method + (_parameters is null ? "" : "_" + _parameters);
            string verifiedPath = $"{stem}.verified.{extension}";
            string receivedPath = $"{stem}.received.{extension}";
            string verified = File.Exists(verifiedPath) ? await File.ReadAllTextAsync(verifiedPath).ConfigureAwait(false) : "";

            if (File.Exists(verifiedPath) && Normalised(verified) == Normalised(received))
            {
                File.Delete(receivedPath);
                return;
            }

            await File.WriteAllTextAsync(receivedPath, Normalised(received) + "\n", new UTF8Encoding(false)).ConfigureAwait(false);
            if (APersonIsWatching)
                await DiffRunner.LaunchAsync(receivedPath, verifiedPath).ConfigureAwait(false);
            throw new VerifyException(
                $"{FirstDifference(Normalised(verified), Normalised(received))}\nTo approve: move {receivedPath} to {verifiedPath}");
        }

        public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

        public ConfiguredTaskAwaitable ConfigureAwait(bool continueOnCapturedContext) => ToTask().ConfigureAwait(continueOnCapturedContext);

        public static implicit operator Task(SettingsTask settings)
        {
            ArgumentNullException.ThrowIfNull(settings);
            return settings.ToTask();
        }

        private static bool APersonIsWatching =>
            !DiffRunner.Disabled
            && !BuildServerDetector.Detected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
            && (!OperatingSystem.IsLinux()
                || Environment.GetEnvironmentVariable("DISPLAY") is not null
                || Environment.GetEnvironmentVariable("WAYLAND_DISPLAY") is not null);

        private static string Normalised(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');

        private static string FirstDifference(string verified, string received)
        {
            string[] approved = verified.Split('\n'), now = received.Split('\n');
            int line = 0;
            while (line < approved.Length && line < now.Length && approved[line] == now[line])
                line++;
            return $"Line {line + 1} differs.\n"
                + $"  approved: {approved.ElementAtOrDefault(line) ?? "(end of file)"}\n"
                + $"  received: {now.ElementAtOrDefault(line) ?? "(end of file)"}";
        }
    }

    /// <summary>What a test produced is not what was approved.</summary>
    public sealed class VerifyException(string message) : Exception(message);

    internal static class SourceFiles
    {
        // A build with CI=true writes source paths as /_/tests/…, the same on every machine.
        private const string DeterministicRoot = "/_/";

        public static string Find(string callerFilePath) => callerFilePath.StartsWith(DeterministicRoot, StringComparison.Ordinal)
            ? Path.Combine(RepositoryRoot(), callerFilePath[DeterministicRoot.Length..])
            : callerFilePath;

        private static string RepositoryRoot()
        {
            DirectoryInfo? directory = new(AppContext.BaseDirectory);
            while (directory is not null && !directory.EnumerateFiles("CdsOncoPharm.sln").Any())
                directory = directory.Parent;
            return directory?.FullName ?? throw new DirectoryNotFoundException($"No CdsOncoPharm.sln above {AppContext.BaseDirectory}.");
        }
    }
}
