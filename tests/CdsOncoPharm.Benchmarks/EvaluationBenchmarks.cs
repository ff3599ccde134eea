using System.Text;
using BenchmarkDotNet.Attributes;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Intake;

namespace CdsOncoPharm.Benchmarks;

/// <summary>All criteria on one snapshot, reasons unread; and the snapshot itself.</summary>
[MemoryDiagnoser]
[InProcess, WarmupCount(3), IterationCount(8)]
public class EvaluationBenchmarks
{
    private CareLevelEngine engine = null!;
    private RecordSet records = null!;
    private PatientSnapshot snapshot = null!;

    [Params(100, 2000)]
    public int Resources { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        engine = CareLevelEngine.Load(new ClinicalSettings { TimeZone = "Asia/Shanghai" });
        var request = Encoding.UTF8.GetBytes(Requests.PatientView(Resources).ToJsonString());
        records = FileReader.Read(request).Single().Records!;
        snapshot = engine.Snapshot(records, "b", Requests.AsOf);
    }

    [Benchmark]
    public Assessment Assess() => engine.Stratifier.Assess(snapshot);

    [Benchmark]
    public PatientSnapshot Snapshot() => engine.Snapshot(records, "b", Requests.AsOf);
}
