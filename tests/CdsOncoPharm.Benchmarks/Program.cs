using BenchmarkDotNet.Running;
using CdsOncoPharm.Benchmarks;

// ./bench prints the costs of whole calls and of the published service; ./bench evaluate runs the rules alone under BenchmarkDotNet.
if (args is ["evaluate", .. var rest])
{
    BenchmarkRunner.Run<EvaluationBenchmarks>(null, rest);
}
else
{
    if (args is not ["--only-published", ..])
        await CallCosts.PrintAsync(Console.Out);
    if (args is [.., { } folder] && Directory.Exists(folder))
        await PublishedService.PrintAsync(folder, Console.Out);
}
