using System.Text.Json;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Knowledge;

/// <summary>CTCAE v5.0 grades by laboratory values: <c>cds-services/ctcae-labs.json</c>, checked against the terminology.</summary>
public sealed class LaboratoryTable
{
    private const string Path = "cds-services/ctcae-labs.json";

    /// <summary>How long before the first dose of the current line a value counts as the one before treatment.</summary>
    public Duration BaselineWithin { get; }

    /// <summary>How total calcium is corrected for albumin.</summary>
    public CalciumCorrection Calcium { get; }

    /// <summary>The rows, in the order of the file.</summary>
    public IReadOnlyList<LaboratoryTerm> Terms { get; }

    private LaboratoryTable(LaboratoryFile file, Terminology terminology)
    {
        BaselineWithin = file.BaselineWithin;
        var albumin = terminology.Result(file.Calcium.Albumin) ?? throw Refuse("calcium", "albumin", $"there is no result \"{file.Calcium.Albumin}\"");
        if (albumin.Unit != file.Calcium.Unit)
            throw Refuse("calcium", "unit", $"{albumin.Code} is kept in {albumin.Unit ?? "no unit"}, not in {file.Calcium.Unit}");
        if (!(file.Calcium.Least < file.Calcium.Normal && file.Calcium.Normal < file.Calcium.Most))
            throw Refuse("calcium", "normal", "it must lie between least and most");
        var terms = new List<LaboratoryTerm>();
        var slopes = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var json in file.Rows)
        {
            var term = Read(json, file, terminology, slopes);
            if (terms.Exists(other => other.Term.Code == term.Term.Code && other.Result == term.Result))
                throw Refuse(RowName(term.Term.Code, term.Result.Code), "term", "twice");
            terms.Add(term);
        }
        if (terms.Count == 0)
            throw Refuse("rows", "rows", "no rows");
        Terms = terms;
        Calcium = new CalciumCorrection(albumin, file.Calcium.Normal, file.Calcium.Least, file.Calcium.Most, file.Calcium.Within, slopes);
    }

    /// <summary>Reads and checks the table.</summary>
    /// <exception cref="KnowledgeException">The file, a row or a field is wrong.</exception>
    public static LaboratoryTable Load(KnowledgeFiles files, Terminology terminology)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(terminology);
        var file = files.Find(Path) ?? throw new KnowledgeException(Path, "file", "this file is missing");
        return new LaboratoryTable(StrictJson.Read<LaboratoryFile>(file), terminology);
    }

    private static LaboratoryTerm Read(JsonElement json, LaboratoryFile file, Terminology terminology, Dictionary<string, decimal> slopes)
    {
        var name = json.ValueKind == JsonValueKind.Object
            ? RowName(json.TryGetProperty("term", out var t) ? t.ToString() : null, json.TryGetProperty("result", out var r) ? r.ToString() : null)
            : "rows";
        LaboratoryRow row;
        try
        {
            row = json.Deserialize(StrictJson.TypeInfo<LaboratoryRow>()) ?? throw Refuse(name, "row", "it is null");
        }
        catch (JsonException e)
        {
            throw new KnowledgeException(Path, name, $"{e.Path}: {e.Message}", e);
        }
        var term = terminology.FindToxicity(Systems.Ctcae, row.Term) ?? throw Refuse(name, "term", "there is no such CTCAE term");
        if (term.Name.Zh == term.Name.En)
            throw Refuse(name, "term", "it has no Chinese name");
        var result = terminology.Result(row.Result) ?? throw Refuse(name, "result", $"there is no result \"{row.Result}\"");
        if (terminology.NatureOf(result) != ResultNature.Quantity || result.Unit is null)
            throw Refuse(name, "result", $"{result.Code} is no number with a unit");
        if (row.Limits.Count == 0)
            throw Refuse(name, "limits", "there are none");

        var isHigh = IsHighLimit(row.Limits[0]);
        var limits = new List<LaboratoryLimit>(row.Limits.Count);
        for (var i = 0; i < row.Limits.Count; i++)
        {
            var limit = Limit(row.Limits[i], isHigh, result, terminology, name, $"limits[{i}]");
            if (limits.Exists(other => other.Of == limit.Of && other.Unit == limit.Unit && (other.Grade == limit.Grade || IsMisplaced(other, limit, isHigh))))
                throw Refuse(name, $"limits[{i}]", "a higher grade needs a limit further out, and each grade one limit for each unit");
            limits.Add(limit);
        }
        CheckUnits(limits, result, name);
        var use = Use(row, limits, name);
        if (row.Corrected)
            AddSlopes(file.Calcium, limits, result, terminology, slopes, name);
        return new LaboratoryTerm
        {
            Term = term,
            Result = result,
            IsHigh = isHigh,
            Limits = limits,
            Baseline = use,
            During = row.During,
            IsCorrected = row.Corrected,
            Note = row.Note,
            Highest = limits.Max(limit => limit.Grade),
            OwnUnits = [.. limits.Select(limit => limit.Unit).OfType<string>().Where(unit => unit != result.Unit).Distinct(StringComparer.Ordinal)],
        };
    }

    private static bool IsHighLimit(LaboratoryRowLimit limit) => limit.Above is not null || limit.AtLeast is not null;

    private static bool IsMisplaced(LaboratoryLimit a, LaboratoryLimit b, bool isHigh)
    {
        var (lower, higher) = a.Grade < b.Grade ? (a, b) : (b, a);
        return isHigh ? higher.Value <= lower.Value : higher.Value >= lower.Value;
    }

    private static LaboratoryLimit Limit(LaboratoryRowLimit limit, bool isHigh, ResultKind result, Terminology terminology, string row, string field)
    {
        decimal?[] numbers = [limit.Above, limit.AtLeast, limit.Below, limit.AtMost];
        if (numbers.Count(number => number is not null) != 1)
            throw Refuse(row, field, "one of above, atLeast, below, atMost is needed");
        if (IsHighLimit(limit) != isHigh)
            throw Refuse(row, field, "the limits of a term are all on one side");
        if (limit.Grade is < 1 or > 4)
            throw Refuse(row, $"{field}.grade", "a value proves grade 1 to 4");
        var number = numbers.OfType<decimal>().Single();
        if (number <= 0)
            throw Refuse(row, field, "a limit is above 0");
        var includes = limit.AtLeast is not null || limit.AtMost is not null;
        LimitOf? of = limit.Unit switch
        {
            "xULN" => LimitOf.UpperLimit,
            "xLLN" => LimitOf.LowerLimit,
            "xBaseline" => LimitOf.Baseline,
            _ => null,
        };
        if (of is { } multiple)
            return new(limit.Grade, multiple, null, number, number, includes);
        // Only the code itself: a spelling would hide which numbers are meant.
        if (terminology.FindUnit(limit.Unit, null) != limit.Unit || !terminology.TryConvert(result, number, limit.Unit, null, out var kept))
            throw Refuse(row, $"{field}.unit", $"\"{limit.Unit}\" is no unit of {result.Code}");
        return new(limit.Grade, LimitOf.Number, limit.Unit, number, kept, includes);
    }

    private static void CheckUnits(List<LaboratoryLimit> limits, ResultKind result, string row)
    {
        var kept = limits.Where(limit => limit.Unit == result.Unit).Select(limit => limit.Grade).Order().ToList();
        foreach (var unit in limits.Where(limit => limit.Of == LimitOf.Number).GroupBy(limit => limit.Unit))
        {
            if (!unit.Select(limit => limit.Grade).Order().SequenceEqual(kept))
                throw Refuse(row, "limits", $"{unit.Key} and {result.Unit} do not have limits for the same grades");
        }
    }

    private static BaselineUse Use(LaboratoryRow row, List<LaboratoryLimit> limits, string name)
    {
        BaselineUse use = row.Baseline switch
        {
            null => BaselineUse.Never,
            "abnormal" => BaselineUse.Abnormal,
            "also" => BaselineUse.Also,
            "during" => BaselineUse.During,
            _ => throw Refuse(name, "baseline", $"\"{row.Baseline}\" is not known: abnormal, also, during"),
        };
        if (use != BaselineUse.Never != limits.Exists(limit => limit.Of == LimitOf.Baseline))
            throw Refuse(name, "baseline", "it says when the xBaseline limits hold: both or neither");
        if (use == BaselineUse.During != row.During is not null)
            throw Refuse(name, "during", "baseline \"during\" names the definition while which it holds");
        return use;
    }

    private static void AddSlopes(
        LaboratoryCalcium calcium, List<LaboratoryLimit> limits, ResultKind result, Terminology terminology, Dictionary<string, decimal> slopes, string name)
    {
        foreach (var unit in limits.Select(limit => limit.Unit).OfType<string>().Append(result.Unit!).Distinct(StringComparer.Ordinal))
        {
            if (!calcium.Slope.TryGetValue(unit, out var slope) || slope <= 0 || !terminology.TryConvert(result, slope, unit, null, out var kept))
                throw Refuse(name, "corrected", $"calcium.slope has no usable number for {unit}");
            slopes[unit] = kept;
        }
    }

    private static string RowName(string? term, string? result) => $"{term ?? "?"} by {result ?? "?"}";

    private static KnowledgeException Refuse(string row, string field, string reason) => new(Path, row, $"{field}: {reason}");
}

/// <summary>
/// Calcium corrected for albumin: calcium + slope × (<see cref="Normal"/> − albumin), albumin in its kept unit. Where nobody measured
/// albumin within <see cref="Within"/> of the calcium, it may be anything from <see cref="Least"/> to <see cref="Most"/>.
/// </summary>
/// <param name="Albumin">The result.</param>
/// <param name="Normal">The albumin at which nothing is corrected.</param>
/// <param name="Least">The least that albumin can be.</param>
/// <param name="Most">The most that it can be.</param>
/// <param name="Within">How far before or after the calcium it may have been measured.</param>
/// <param name="Slope">By the unit in which the calcium was reported: kept unit of calcium for each unit of albumin.</param>
public sealed record CalciumCorrection(ResultKind Albumin, decimal Normal, decimal Least, decimal Most, Duration Within, IReadOnlyDictionary<string, decimal> Slope);
