using System.Text.RegularExpressions;

namespace CdsOncoPharm.Journeys.Tests.Architecture;

/// <summary>Source files as a person wrote them.</summary>
internal static class Sources
{
    public static IEnumerable<string> Of(string folder) => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>Comments may name what the code must not.</summary>
    public static string WithoutComments(string file) => Regex.Replace(File.ReadAllText(file), @"(?m)^\s*//.*$|(?<=\s)// .*$", "");
}
