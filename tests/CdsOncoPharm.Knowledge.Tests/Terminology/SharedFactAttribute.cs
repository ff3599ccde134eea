namespace CdsOncoPharm.Knowledge.Tests;

/// <summary>A test that reads the reference folder beside the project; skipped by name where that folder is not there.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string path)
    {
        if (Find(path) is null)
            Skip = $"../shared/{path} is not here";
    }

    /// <summary>A file or folder of the reference folder; null when it is not there.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(Shipped.Root).Parent; folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", path);
            if (Path.Exists(found))
                return found;
        }
        return null;
    }
}
