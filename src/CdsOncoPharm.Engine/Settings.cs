using System.Collections;
using System.Reflection;
using CdsOncoPharm.Clinical;
using Microsoft.Extensions.Configuration;

namespace CdsOncoPharm.Engine;

/// <summary>A setting that cannot be used: says which key and why. It stops the start-up.</summary>
public sealed class SettingsException(string message) : Exception(message);

/// <summary>The section <c>Clinical</c>.</summary>
public sealed class ClinicalSettings
{
    /// <summary>Whether a request may say as of which day it is assessed.</summary>
    public bool AllowAsOf { get; set; }

    /// <summary>The site's time zone by its IANA or system name; null: the machine's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Folder that holds <c>terminology</c> and <c>cds-services</c>; null: found upwards from the program.</summary>
    public string? Knowledge { get; set; }

    /// <summary>The site's folder of the same shape, laid over the knowledge; null for none.</summary>
    public string? LocalKnowledge { get; set; }

    /// <summary>Language of cards where the client has none: <c>en</c> or <c>zh-CN</c>.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Options of <c>decisions.json</c>, by decision.</summary>
    public Dictionary<string, string> Options { get; set; } = [];

    /// <summary>Reads the section; an unknown key, a wrong time zone or language is refused.</summary>
    /// <exception cref="SettingsException">Names the key and the reason.</exception>
    public static ClinicalSettings Read(IConfiguration configuration)
    {
        var settings = Strict.Read<ClinicalSettings>(configuration, "Clinical");
        _ = settings.FindTimeZone();
        _ = settings.DefaultLanguage;
        return settings;
    }

    /// <summary>The language of cards where nobody asks for another.</summary>
    public Language DefaultLanguage => LanguageKeys.Parse(Language)
        ?? throw new SettingsException($"Clinical:Language: \"{Language}\" is neither en nor zh-CN");

    /// <summary>The time zone in which days begin and end.</summary>
    public TimeZoneInfo FindTimeZone()
    {
        if (TimeZone is null)
            return TimeZoneInfo.Local;
        return TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone)
            ? zone
            : throw new SettingsException($"Clinical:TimeZone: there is no time zone \"{TimeZone}\" on this machine");
    }
}

/// <summary>Binds sections of the configuration; a key that no setting has is refused by name.</summary>
public static class Strict
{
    /// <summary>Reads a section into a new object.</summary>
    /// <exception cref="SettingsException">A key is unknown, or a value cannot be read.</exception>
    public static T Read<T>(IConfiguration configuration, string section)
        where T : new()
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var part = configuration.GetSection(section);
        Check(part, typeof(T));
        try
        {
            return part.Get<T>() ?? new T();
        }
        catch (InvalidOperationException e)
        {
            throw new SettingsException($"{section}: {e.Message}");
        }
    }

    private static void Check(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            if (ElementOf(type) is { } element)
            {
                if (!IsLeaf(element))
                    Check(child, element);
                continue;
            }
            var property = type.GetProperty(child.Key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            if (property is null || !property.CanWrite)
                throw new SettingsException($"{child.Path}: there is no such setting");
            if (!IsLeaf(property.PropertyType))
                Check(child, property.PropertyType);
        }
    }

    private static bool IsLeaf(Type type) =>
        type == typeof(string) || type.IsValueType || type == typeof(Uri);

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();
        return typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments()[^1] : null;
    }
}
