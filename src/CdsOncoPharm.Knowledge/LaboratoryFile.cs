using System.Text.Json;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary><c>cds-services/ctcae-labs.json</c> as it is written; each row is read on its own, so that a refusal can name it.</summary>
internal sealed record LaboratoryFile(string Source, Duration BaselineWithin, LaboratoryCalcium Calcium, IReadOnlyList<JsonElement> Rows);

internal sealed record LaboratoryCalcium(
    string Albumin, decimal Normal, decimal Least, decimal Most, string Unit, Duration Within, IReadOnlyDictionary<string, decimal> Slope, string Source);

internal sealed class LaboratoryRow
{
    public required string Term { get; init; }

    public required string Result { get; init; }

    public string? Baseline { get; init; }

    public string? During { get; init; }

    public bool Corrected { get; init; }

    public LocalText? Note { get; init; }

    public required IReadOnlyList<LaboratoryRowLimit> Limits { get; init; }
}

internal sealed class LaboratoryRowLimit
{
    public required int Grade { get; init; }

    public decimal? Above { get; init; }

    public decimal? AtLeast { get; init; }

    public decimal? Below { get; init; }

    public decimal? AtMost { get; init; }

    public required string Unit { get; init; }
}
