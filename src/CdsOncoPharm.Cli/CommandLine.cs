using System.CommandLine;
using System.Globalization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Knowledge;
using Microsoft.Extensions.Configuration;

namespace CdsOncoPharm.Cli;

/// <summary>The command <c>./cds</c>. Exit codes: 0; 2 for unusable arguments; 3 when a file could not be read.</summary>
public static class CommandLine
{
    /// <summary>Arguments that cannot be used.</summary>
    public const int Unusable = 2;

    /// <summary>Runs the command line.</summary>
    /// <param name="args">What was typed.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Progress and errors.</param>
    /// <param name="clock">For "today" where nobody gives a day.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(args);
        var (words, settings) = SplitSettings(args);
        var root = new RootCommand("CdsOncoPharm: levels of pharmaceutical care for cancer patients");
        root.Subcommands.Add(Stratify(settings, output, error, clock));
        root.Subcommands.Add(KnowledgeCommands.Create(() => Read(settings), output, error, () => DateOnly.FromDateTime(clock.GetLocalNow().DateTime)));
        var parsed = root.Parse(words);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
                await error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return Unusable;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SettingsException or KnowledgeException)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return Unusable;
        }
    }

    private static Command Stratify(string[] settings, TextWriter output, TextWriter error, TimeProvider clock)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "A FHIR R4 Bundle (one line for each Patient in it), a folder of them, NDJSON of Bundles, or a saved CDS Hooks request",
            Arity = ArgumentArity.OneOrMore,
        };
        var asOf = new Option<DateOnly?>("--as-of")
        {
            Description = "The day of the assessment, YYYY-MM-DD; else the request's own, else today",
            CustomParser = result =>
            {
                if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    return day;
                result.AddError($"--as-of: \"{result.Tokens[0].Value}\" is not a day of the form YYYY-MM-DD");
                return null;
            },
        };
        var format = new Option<string>("--format") { Description = "table (for people; default on a terminal) or json (one line for each patient)" };
        format.AcceptOnlyFromAmong("table", "json");
        var language = new Option<string>("--lang") { Description = "en or zh-CN", DefaultValueFactory = _ => "en" };
        language.AcceptOnlyFromAmong("en", "zh-CN");
        var command = new Command("stratify", "Sorts patients into levels of care") { paths, asOf, format, language };
        command.SetAction(parsed =>
        {
            var engine = CareLevelEngine.Load(Read(settings));
            var run = new StratifyRun(
                engine,
                parsed.GetValue(asOf),
                (parsed.GetValue(format) ?? (Console.IsOutputRedirected ? "json" : "table")) == "json",
                LanguageKeys.Parse(parsed.GetValue(language))!.Value,
                output,
                error,
                engine.DayOf(clock.GetUtcNow()));
            return run.Run(parsed.GetValue(paths)!);
        });
        return command;
    }

    private static ClinicalSettings Read(string[] settings) =>
        ClinicalSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(settings).Build());

    /// <summary>Configuration keys (<c>--Clinical:Options:D-17 level-2</c>) work here as on the service; the rest are words of the command.</summary>
    private static (string[] Words, string[] Settings) SplitSettings(string[] args)
    {
        var words = new List<string>();
        var settings = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !args[i].Contains(':', StringComparison.Ordinal))
                words.Add(args[i]);
            else
            {
                settings.Add(args[i]);
                if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length)
                    settings.Add(args[++i]);
            }
        }
        return ([.. words], [.. settings]);
    }
}
