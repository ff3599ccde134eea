using CdsOncoPharm.Cli;

return await CommandLine.RunAsync(args, Console.Out, Console.Error, TimeProviders.System);
