using CdsOncoPharm.Clinical;
using CdsOncoPharm.Intake;
using static CdsOncoPharm.Stratification.Tests.InteractionsWard;

namespace CdsOncoPharm.Stratification.Tests;

/// <summary>Over real and invented patients the interactions stay quiet: the median patient has none, nobody more than three.</summary>
public class InteractionsQuietTests
{
    [SharedTheory("data")]
    [InlineData("data")]
    public void Over_the_public_patients(string folder) => AssertQuiet(SharedTheoryAttribute.Find(folder)!);

    [SharedTheory("cases")]
    [InlineData("cases")]
    public void Over_the_cases(string folder) => AssertQuiet(SharedTheoryAttribute.Find(folder)!);

    [Fact]
    public void Over_our_samples()
    {
        var samples = Path.Combine(Root, "samples");
        if (Directory.Exists(samples) && Directory.EnumerateFiles(samples, "request.json", SearchOption.AllDirectories).Any())
            AssertQuiet(samples);
    }

    private static void AssertQuiet(string folder)
    {
        var builder = new SnapshotBuilder(Reviewed.Terminology, Reviewed.CareLevel.Currency, Reviewed.AssessmentKeys, TimeZoneInfo.Utc);
        var counts = new List<(int Count, string Where)>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (var part in FileReader.Read(File.ReadAllBytes(file)))
            {
                if (part.Records is not { } records)
                    continue;
                foreach (var patient in part.PatientIds)
                {
                    var asOf = LastCancerDay(builder.Build(records, patient, AsOf)) ?? AsOf;
                    var found = builder.Build(records, patient, asOf).Interactions();
                    counts.Add((found.Count, $"{Path.GetFileName(file)} {patient}: {string.Join("; ", found.Select(i => i.Name.En))}"));
                }
            }
        }
        Assert.NotEmpty(counts);
        Assert.DoesNotContain(counts, c => c.Count > 3);
        Assert.Equal(0, counts.Select(c => c.Count).Order().ElementAt(counts.Count / 2));
    }

    // Public records end years ago; the day of the last cancer medicine is the sensible one.
    private static DateOnly? LastCancerDay(PatientSnapshot patient)
    {
        DateOnly? last = null;
        foreach (var therapy in patient.Therapies.Where(t => t.Ingredient.IsAntineoplastic))
        {
            if (therapy.LastDay is { } day && (last is null || day > last))
                last = day;
        }
        return last;
    }
}

/// <summary>A test over the reference folder beside the project; skipped by name where that folder is not there.</summary>
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string path)
    {
        if (Find(path) is null)
            Skip = $"../shared/{path} is not here";
    }

    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(Root).Parent; folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", path);
            if (Path.Exists(found))
                return found;
        }
        return null;
    }
}
