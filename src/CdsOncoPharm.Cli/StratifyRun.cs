using System.Text.Encodings.Web;
using System.Text.Json;
using CdsOncoPharm.Cards;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Cli;

/// <summary><c>./cds stratify</c>: one line (or block of lines) for each patient of each file; a file that cannot be read is named, and the others still run.</summary>
internal sealed class StratifyRun(
    CareLevelEngine engine, DateOnly? asOf, bool json, Language language, TextWriter output, TextWriter error, DateOnly today)
{
    private const int SomeFilesFailed = 3;
    private const int ProgressEvery = 25;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool failed;

    public int Run(IReadOnlyList<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
                files.Add(path);
            else if (Directory.Exists(path))
                files.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsRecordFile).Order(StringComparer.Ordinal));
            else
            {
                error.WriteLine($"{path}: there is no such file or folder");
                return CommandLine.Unusable;
            }
        }
        for (var i = 0; i < files.Count; i++)
        {
            if (files.Count > ProgressEvery && i % ProgressEvery == 0)
                error.WriteLine($"{i} of {files.Count} files");
            Stratify(files[i]);
        }
        return failed ? SomeFilesFailed : 0;
    }

    private static bool IsRecordFile(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".json" or ".ndjson" or ".jsonl";

    private void Stratify(string file)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(file, null, "the file cannot be read");
            return;
        }
        foreach (var part in FileReader.Read(bytes))
        {
            if (part.Records is null)
            {
                Fail(file, part.Line, part.Error ?? "nothing in it can be used");
                continue;
            }
            foreach (var patient in part.PatientIds)
                Print(engine.Assess(part.Records, patient, asOf ?? part.AsOf ?? today));
        }
    }

    private void Print(Assessment assessment)
    {
        if (json)
        {
            output.WriteLine(AssessmentJson.Line(assessment, language));
            return;
        }
        foreach (var line in AssessmentTable.Lines(assessment, language))
            output.WriteLine(line);
        output.WriteLine();
    }

    private void Fail(string file, int? line, string why)
    {
        failed = true;
        var name = line is { } number ? $"{file}:{number}" : file;
        if (json)
            output.WriteLine(JsonSerializer.Serialize(new { file = name, error = why }, Readable));
        else
            error.WriteLine($"{name}: {why}");
    }
}
