using BenchmarkDotNet.Running;
using CdsOncoPharm.Benchmarks;

// ./bench prints the ratios of whole calls; ./bench evaluate runs the rules alone under BenchmarkDotNet.
if (args is ["evaluate", .. var rest])
    BenchmarkRunner.Run<EvaluationBenchmarks>(null, rest);
else
    await CallCosts.PrintAsync(Console.Out);
