using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Cli;

/// <summary><c>./cds knowledge check|diff|sign|write</c>: for the pharmacists who own the rules.</summary>
internal static class KnowledgeCommands
{
    private const int FaultsFound = 3;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create(Func<ClinicalSettings> settings, TextWriter output, TextWriter error, Func<DateOnly> today) =>
        new("knowledge", "Checks, compares and signs the reviewed knowledge")
        {
            Check(settings, output, error), Diff(settings, output), Sign(settings, output, error, today), Write(settings, output),
        };

    private static Command Check(Func<ClinicalSettings> settings, TextWriter output, TextWriter error)
    {
        var path = new Argument<string?>("PATH") { Description = "A site's folder to lay over the knowledge; without it the knowledge itself is checked", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("check", "Names file, row and reason for every faulty file") { path };
        command.SetAction(parsed =>
        {
            var chosen = settings();
            var overlay = parsed.GetValue(path) ?? chosen.LocalKnowledge;
            if (overlay is not null && !Directory.Exists(overlay))
            {
                error.WriteLine($"{overlay}: there is no such folder");
                return CommandLine.Unusable;
            }
            var faults = KnowledgeCheck.Run(chosen.Knowledge ?? CareLevelEngine.FindKnowledge(), overlay, chosen.Options);
            foreach (var fault in faults)
                output.WriteLine($"{fault.File}: {fault.Row}: {fault.Reason}");
            if (faults.Count == 0)
                output.WriteLine("no faults");
            return faults.Count == 0 ? 0 : FaultsFound;
        });
        return command;
    }

    private static Command Diff(Func<ClinicalSettings> settings, TextWriter output)
    {
        var before = new Argument<string>("A") { Description = "A folder with terminology and cds-services" };
        var after = new Argument<string>("B") { Description = "Another one" };
        var language = new Option<string>("--lang") { Description = "en or zh-CN", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("en", "zh-CN");
        var command = new Command("diff", "Says in clinical words how two knowledge folders differ") { before, after, language };
        command.SetAction(parsed =>
        {
            var options = settings().Options;
            var lines = KnowledgeDiff.Between(
                KnowledgeBase.Load(KnowledgeFiles.Read(parsed.GetValue(before)!), options),
                KnowledgeBase.Load(KnowledgeFiles.Read(parsed.GetValue(after)!), options),
                LanguageKeys.Parse(parsed.GetValue(language))!.Value);
            foreach (var line in lines)
                output.WriteLine(line);
            if (lines.Count == 0)
                output.WriteLine("no differences");
            return 0;
        });
        return command;
    }

    private static Command Sign(Func<ClinicalSettings> settings, TextWriter output, TextWriter error, Func<DateOnly> today)
    {
        var ids = new Argument<string[]>("ID") { Description = "Criteria that were reviewed", Arity = ArgumentArity.OneOrMore };
        var by = new Option<string>("--by") { Description = "Who reviewed them", Required = true };
        var command = new Command("sign", "Ties a review to the rows as they stand; a later change makes them unsigned again") { ids, by };
        command.SetAction(parsed =>
        {
            var chosen = settings();
            var folder = chosen.LocalKnowledge ?? chosen.Knowledge ?? CareLevelEngine.FindKnowledge();
            var knowledge = CareLevelEngine.Load(chosen).Knowledge.CareLevel;
            var signatures = knowledge.Signatures.ToList();
            foreach (var id in parsed.GetValue(ids)!)
            {
                if (knowledge.Criteria.FirstOrDefault(c => c.Id == id) is not { } row)
                {
                    error.WriteLine($"there is no criterion {id}");
                    return CommandLine.Unusable;
                }
                signatures.RemoveAll(s => s.Criterion == id);
                signatures.Add(new Signature(id, Signing.HashOf(row, knowledge), parsed.GetValue(by)!, today()));
            }
            signatures.Sort((a, b) => string.CompareOrdinal(a.Criterion, b.Criterion));
            var path = Path.Combine(folder, "cds-services", "care-level", "signatures.json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, JsonSerializer.Serialize(signatures, Readable) + "\n");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"signed {parsed.GetValue(ids)!.Length} rows in {path}; now write the review sheet again: ./cds knowledge write"));
            return 0;
        });
        return command;
    }

    private static Command Write(Func<ClinicalSettings> settings, TextWriter output)
    {
        var command = new Command("write", "Generates REVIEW.md, questionnaire.json and criterion.schema.json beside the rules");
        command.SetAction(_ =>
        {
            var chosen = settings();
            var folder = chosen.Knowledge ?? CareLevelEngine.FindKnowledge();
            var engine = CareLevelEngine.Load(chosen);
            File.WriteAllText(Path.Combine(folder, "cds-services", "care-level", "REVIEW.md"), ReviewSheet.Write(engine.Knowledge, engine.Stratifier));
            File.WriteAllText(Path.Combine(folder, "cds-services", "criterion.schema.json"), CriterionSchema.Write());
            File.WriteAllText(Path.Combine(folder, "cds-services", "care-level", "questionnaire.json"), AssessmentQuestionnaire.Write(engine.Knowledge.CareLevel));
            output.WriteLine("written: cds-services/care-level/REVIEW.md, cds-services/care-level/questionnaire.json, cds-services/criterion.schema.json");
            return 0;
        });
        return command;
    }
}
