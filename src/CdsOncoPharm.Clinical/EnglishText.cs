namespace CdsOncoPharm.Clinical;

/// <summary>English words inside a sentence.</summary>
public static class EnglishText
{
    /// <summary>"Each cycle" behind other words is "each cycle"; names and abbreviations stay: "HRCT", "HbA1c", "Guillain-Barre", "D−3".</summary>
    public static string LowerFirst(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < 2 || !char.IsAsciiLetterUpper(text[0]) || !char.IsAsciiLetterLower(text[1]) || text.StartsWith("Karnofsky", StringComparison.Ordinal))
            return text;
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        return text.AsSpan(1, (end < 0 ? text.Length : end) - 1).ContainsAnyInRange('A', 'Z') ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
