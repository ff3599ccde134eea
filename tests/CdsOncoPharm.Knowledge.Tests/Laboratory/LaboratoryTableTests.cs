using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CdsOncoPharm.Knowledge.Tests;

/// <summary>The laboratory table as a file: what is refused, and whether it says what others read in CTCAE v5.0.</summary>
public sealed partial class LaboratoryTableTests
{
    private const string TablePath = "cds-services/ctcae-labs.json";

    [Theory]
    [InlineData("\"term\": \"Anemia\"", "\"term\": \"Anaemias\"", "Anaemias by hb", "term: there is no such CTCAE term")]
    [InlineData("\"term\": \"Anemia\"", "\"term\": \"Lymph node pain\"", "Lymph node pain by hb", "term: it has no Chinese name")]
    [InlineData("\"result\": \"hb\"", "\"result\": \"hgb\"", "Anemia by hgb", "result: there is no result \"hgb\"")]
    [InlineData("\"result\": \"hb\"", "\"result\": \"hbsag\"", "Anemia by hbsag", "result: hbsag is no number")]
    [InlineData("\"below\": 100, \"unit\": \"g/L\"", "\"below\": 100, \"unit\": \"mg/mL\"", "Anemia by hb", "limits[1].unit: \"mg/mL\" is no unit of hb")]
    [InlineData("\"below\": 100, \"unit\": \"g/L\"", "\"below\": 100, \"unit\": \"U/L\"", "Anemia by hb", "limits[1].unit: \"U/L\" is no unit of hb")]
    [InlineData("\"below\": 100, \"unit\": \"g/L\"", "\"below\": 80, \"unit\": \"g/L\"", "Anemia by hb", "limits[2]: a higher grade needs a limit further out")]
    [InlineData("\"below\": 100, \"unit\": \"g/L\"", "\"above\": 100, \"unit\": \"g/L\"", "Anemia by hb", "limits[1]: the limits of a term are all on one side")]
    [InlineData("\"below\": 100, \"unit\": \"g/L\"", "\"below\": 100, \"atMost\": 100, \"unit\": \"g/L\"", "Anemia by hb", "limits[1]: one of above, atLeast, below, atMost")]
    [InlineData("\"below\": 100, \"unit\": \"g/L\"", "\"below\": 0, \"unit\": \"g/L\"", "Anemia by hb", "limits[1]: a limit is above 0")]
    [InlineData("\"grade\": 3, \"below\": 80", "\"grade\": 5, \"below\": 80", "Anemia by hb", "limits[2].grade: a value proves grade 1 to 4")]
    [InlineData("\"grade\": 3, \"below\": 80", "\"grade\": 4, \"below\": 80", "Anemia by hb", "limits: g/dL and g/L do not have limits for the same grades")]
    [InlineData("\"grade\": 3, \"below\": 80", "\"grad\": 3, \"below\": 80", "Anemia by hb", "grad")]
    [InlineData("\"baseline\": \"also\"", "\"baseline\": \"always\"", "Creatinine increased by creatinine", "baseline: \"always\" is not known")]
    [InlineData("\"baseline\": \"also\",", "", "Creatinine increased by creatinine", "baseline: it says when the xBaseline limits hold")]
    [InlineData("\"during\": \"on-anticoagulant\",", "", "INR increased by inr", "during: baseline \"during\" names the definition")]
    [InlineData("\"mg/dL\": 0.08", "\"mg/L\": 0.08", "Hypocalcemia by ca", "corrected: calcium.slope has no usable number for mg/dL")]
    [InlineData("\"albumin\": \"albumin\"", "\"albumin\": \"alb\"", "calcium", "albumin: there is no result \"alb\"")]
    [InlineData("\"term\": \"Leukocytosis\"", "\"term\": \"White blood cell decreased\"", "White blood cell decreased by wbc", "term: twice")]
    public void A_wrong_row_is_refused_by_file_row_and_field(string from, string to, string row, string reason)
    {
        var json = Encoding.UTF8.GetString(Shipped.Files.Find(TablePath)!.Content.Span);
        Assert.Contains(from, json, StringComparison.Ordinal);
        var at = json.IndexOf(from, StringComparison.Ordinal);
        var files = KnowledgeFiles.Of([.. Shipped.Files.All, new KnowledgeFile(TablePath, Encoding.UTF8.GetBytes(json[..at] + to + json[(at + from.Length)..]))]);
        var refusal = Assert.Throws<KnowledgeException>(() => LaboratoryTable.Load(files, Shipped.Terminology));
        Assert.Equal((TablePath, row), (refusal.File, refusal.Row));
        Assert.Contains(reason, refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_table_stops_the_start() => Assert.Equal(
        TablePath,
        Assert.Throws<KnowledgeException>(() => LaboratoryTable.Load(KnowledgeFiles.Of(Shipped.Files.All.Where(f => f.RelativePath != TablePath)), Shipped.Terminology)).File);

    [SharedFact("reference/terminology/admiral_ncictcaev5_lab_grading_SI.json")]
    public void The_table_says_what_admiral_reads_in_SI_units() => Compare("SI");

    [SharedFact("reference/terminology/admiral_ncictcaev5_lab_grading_US.json")]
    public void The_table_says_what_admiral_reads_in_US_units() => Compare("US");

    // Each rule of theirs is a list of comparisons, highest grade first. Ours must have the same number on the same side for the same
    // grade; the differences are named, and none may be left over.
    private static void Compare(string system)
    {
        // No test of ours measures these, or nearly every report would leave them open (no upper limit of haemoglobin).
        HashSet<string> without = ["Acidosis", "Alkalosis", "CD4 lymphocytes decreased", "Hemoglobin increased"];
        // Theirs is the worst case: symptoms, consequences and an anticoagulant are assumed. Ours is what the value proves.
        HashSet<(string, int)> worstCase =
        [
            ("Lipase increased", 3), ("Lipase increased", 4), ("Serum amylase increased", 3), ("Serum amylase increased", 4),
            ("Hypokalemia", 1), ("Hypokalemia", 2), ("Hyponatremia", 2), ("Hyponatremia", 3), ("Hyperuricemia", 1), ("Hyperuricemia", 3),
            // Theirs has grade 1 without any decrease from an abnormal baseline.
            ("Fibrinogen decreased", 1),
        ];
        // CTCAE writes "150 mg/dL - 300 mg/dL" and "2.0 - 2.5 x baseline", which include the 150 and the 2.0 (as theirs does for ALP).
        HashSet<(string, int)> included = [("Hypertriglyceridemia", 1), ("GGT increased", 1)];

        var table = LaboratoryTable.Load(Shipped.Files, Shipped.Terminology);
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFactAttribute.Find($"reference/terminology/admiral_ncictcaev5_lab_grading_{system}.json")!));
        var seen = new HashSet<LaboratoryTerm>();
        var differences = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in json.RootElement.EnumerateArray())
        {
            var name = row.GetProperty("TERM").GetString()!;
            if (without.Contains(name))
            {
                Assert.DoesNotContain(table.Terms, t => t.Term.Code == name);
                continue;
            }
            var isIonized = name.EndsWith(" (Ionized)", StringComparison.Ordinal);
            var code = isIonized ? name[..^" (Ionized)".Length] : name;
            var term = table.Terms.Single(t => t.Term.Code == code && t.Result.Code == "ca-ionized" == isIonized);
            seen.Add(term);
            Assert.Equal(row.GetProperty("DIRECTION").GetString() == "H", term.IsHigh);
            for (var grade = 1; grade <= 4; grade++)
            {
                var theirs = Theirs(row, grade, term, system).Order(StringComparer.Ordinal).ToList();
                var ours = Ours(term, grade, UnitOf(row, term, system)).Order(StringComparer.Ordinal).ToList();
                if (worstCase.Contains((name, grade)))
                    Assert.False(theirs.SequenceEqual(ours), $"{name} {grade} does not differ any more");
                else if (included.Contains((name, grade)))
                    Assert.Equal(theirs.Select(rule => rule.EndsWith("UpperLimit", StringComparison.Ordinal) ? rule : rule.Replace("> ", ">= ", StringComparison.Ordinal)).Order(StringComparer.Ordinal), ours);
                else if (!theirs.SequenceEqual(ours))
                    differences.Add($"{name} {grade}: theirs {string.Join(", ", theirs)}; ours {string.Join(", ", ours)}");
            }
        }
        Assert.Empty(differences);
        Assert.Equal(
            ["Electrocardiogram QT corrected interval prolonged", "Proteinuria"],
            table.Terms.Where(t => !seen.Contains(t)).Select(t => t.Term.Code!).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Ours(LaboratoryTerm term, int grade, string unit) => term.Limits
        .Where(limit => limit.Grade == grade && (limit.Unit is null || limit.Unit == unit))
        .Select(limit => $"{(term.IsHigh ? ">" : "<")}{(limit.Includes ? "=" : "")} {Number(limit.Written)} {(limit.Unit is null ? limit.Of : LimitOf.Number)}");

    private static string UnitOf(JsonElement row, LaboratoryTerm term, string system)
    {
        // They have mg/dL of ionised calcium by a factor of 4, which CTCAE does not.
        if (system == "US" && term.Result.Code != "ca-ionized" && row.TryGetProperty("UNIT_CHECK", out var unit))
        {
            var code = unit.GetString()!;
            if (term.Limits.Any(limit => limit.Unit == code))
                return code;
        }
        return term.Result.Unit!;
    }

    private static IEnumerable<string> Theirs(JsonElement row, int grade, LaboratoryTerm term, string system)
    {
        if (!row.TryGetProperty($"GRADE_{grade}_CODE", out var code))
            yield break;
        var unit = row.TryGetProperty("UNIT_CHECK", out var u) ? u.GetString()! : "";
        foreach (Match match in Rule().Matches(code.GetString()!))
        {
            // A second clause of a rule repeats that the value is abnormal.
            var right = match.Groups["right"].Value;
            var number = match.Groups["number"].Success ? decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : 1;
            var of = right.Contains("ANRHI", StringComparison.Ordinal) ? LimitOf.UpperLimit
                : right.Contains("ANRLO", StringComparison.Ordinal) ? LimitOf.LowerLimit
                : right.Contains("BASE", StringComparison.Ordinal) ? LimitOf.Baseline
                : LimitOf.Number;
            if (of == LimitOf.LowerLimit && code.GetString()![(match.Index + match.Length)..].TrimStart().StartsWith("& !is.na(PCHG)", StringComparison.Ordinal))
                continue;
            if (of == LimitOf.Number && system == "US")
            {
                // Counts in their US table are for each microlitre.
                if (unit is "10^3/uL" or "10^3/mL" && number >= 200)
                    number /= 1000;
                else if (term.Result.Code == "ca-ionized")
                    number /= 4;
                else if (term.Result.Code is "albumin" && !term.Limits.Any(limit => limit.Unit == unit))
                    number *= 10;
                else if (term.Result.Code is "fibrinogen")
                    number /= 100;
                else if (unit == "1/uL")
                    number /= 1000;
            }
            yield return $"{match.Groups["sign"].Value} {Number(number)} {of}";
        }
        foreach (Match match in Change().Matches(code.GetString()!))
            yield return $"<= {Number(1 + (decimal.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture) / 100))} {LimitOf.Baseline}";
    }

    private static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"signif\(AVAL, signif_dig\) (?<sign>[<>]=?)\s+(?<right>signif\((?:(?<number>[\d.]+)\*?)?(?:ANRHI|ANRLO|BASE)?, signif_dig\)|(?<number>[\d.]+))")]
    private static partial Regex Rule();

    [GeneratedRegex(@"signif\(PCHG, signif_dig\) <=\s+(?<percent>-\d+)")]
    private static partial Regex Change();
}
