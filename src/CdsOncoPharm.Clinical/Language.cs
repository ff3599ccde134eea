namespace CdsOncoPharm.Clinical;

/// <summary>The two languages in which everything a clinician reads exists.</summary>
public enum Language
{
    /// <summary>English, key <c>en</c>.</summary>
    English,

    /// <summary>Simplified Chinese, key <c>zh-CN</c>.</summary>
    Chinese,
}

/// <summary>A text in both languages.</summary>
public readonly record struct LocalText(string En, string Zh)
{
    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.Chinese ? Zh : En;

    /// <inheritdoc/>
    public override string ToString() => En;
}

/// <summary>Language keys as configuration, the command line and discovery spell them.</summary>
public static class LanguageKeys
{
    /// <summary>The language of a key; null for a key that is neither <c>en</c> nor <c>zh-CN</c> (or <c>zh</c>).</summary>
    public static Language? Parse(string? key) => key?.ToLowerInvariant() switch
    {
        "en" or "en-us" or "en-gb" => Language.English,
        "zh-cn" or "zh" or "zh-hans" or "zh-hans-cn" => Language.Chinese,
        _ => null,
    };

    /// <summary>The BCP 47 key of a language.</summary>
    public static string Key(this Language language) => language == Language.Chinese ? "zh-CN" : "en";
}
