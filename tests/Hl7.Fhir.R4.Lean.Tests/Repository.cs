namespace Hl7.Fhir.R4.Lean.Tests;

/// <summary>Folders of the repository, and those beside it that not everybody has.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Of(params string[] parts) => Path.GetFullPath(Path.Combine([Root, .. parts]));

    /// <summary>Where HL7's definitions are, once `./test --install` has fetched them.</summary>
    internal static string Definitions => Of("tests", "validators", "node_modules", "@medplum", "definitions", "dist", "fhir", "r4");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "CdsOncoPharm.sln")))
                return folder.FullName;
        throw new InvalidOperationException("CdsOncoPharm.sln is in no folder above the tests.");
    }
}

/// <summary>A test of something that not every machine has; it is skipped with the reason when its folder has no JSON.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FolderFactAttribute : FactAttribute
{
    /// <param name="folder">Relative to the repository.</param>
    /// <param name="howToGetIt">What the reader of the skipped test does to have it run.</param>
    public FolderFactAttribute(string folder, string howToGetIt)
    {
        Folder = folder;
        HowToGetIt = howToGetIt;
        var path = Repository.Of(folder);
        if (!Directory.Exists(path) || !Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Any())
            Skip = $"{folder} is not there: {howToGetIt}.";
    }

    public string Folder { get; }

    public string HowToGetIt { get; }
}
