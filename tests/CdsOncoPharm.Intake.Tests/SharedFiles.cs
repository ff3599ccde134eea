namespace CdsOncoPharm.Intake.Tests;

/// <summary>The worked cases and public patients beside the repository (<c>../shared</c>), where they are there.</summary>
internal static class SharedFiles
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<string> Files(string below) => Folder is null
        ? []
        : Directory.EnumerateFiles(Path.Combine(Folder, below), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static byte[] Read(string relative) => File.ReadAllBytes(Path.Combine(Folder!, relative));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(A.Root); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "cases")) && Directory.Exists(Path.Combine(shared, "data")))
                return shared;
        }
        return null;
    }
}

/// <summary>A test over <c>../shared</c>: skipped, with its name, where the folder is not there.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = SharedFiles.Folder is null ? "../shared is not beside this repository" : null;
}
