using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Service;

namespace CdsOncoPharm.Journeys.Tests.Operations;

/// <summary><c>operations/settings.md</c>: every key of every section, with the sentence of its property. The classes are the source.</summary>
public sealed partial class SettingsPageTests
{
    private static readonly (string Section, Type Type)[] Sections =
    [
        ("Clinical", typeof(ClinicalSettings)),
        ("Cards", typeof(CardSettings)),
        ("Fetch", typeof(FetchSettings)),
        ("Trust", typeof(TrustOptions)),
        ("Records", typeof(RecordsSettings)),
        ("Telemetry", typeof(TelemetrySettings)),
    ];

    [Fact]
    public void Every_key_is_on_the_settings_page_with_its_default_and_a_sentence()
    {
        var page = new StringBuilder();
        foreach (var (section, type) in Sections)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {section}\n| key | default | |\n|---|---|---|\n");
            foreach (var row in Rows(section, type))
                page.Append(row).Append('\n');
        }
        Pages.HoldsPart("operations/settings.md", "settings", page.ToString() + "\n");
    }

    [Fact]
    public void The_sections_are_all_that_the_service_reads() =>
        Assert.Equal(SectionsOfTheService.Ours.Order(StringComparer.Ordinal), Sections.Select(s => s.Section).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Rows(string path, Type type)
    {
        var defaults = Activator.CreateInstance(type, nonPublic: true);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsKey))
        {
            var sentence = Sentence(property);
            Assert.True(sentence.EndsWith('.'), $"{type.Name}.{property.Name} has no sentence");
            var element = ElementOf(property.PropertyType);
            var key = $"{path}:{property.Name}{(element is null ? "" : IsTable(property.PropertyType) ? ":NAME" : ":0")}";
            yield return $"| `{key}` | {Default(property.GetValue(defaults))} | {sentence} |";
            if (element is { IsClass: true } && element != typeof(string))
            {
                foreach (var row in Rows(key, element))
                    yield return row;
            }
        }
    }

    private static bool IsKey(PropertyInfo property) => property.CanWrite || ElementOf(property.PropertyType) is not null;

    private static bool IsTable(Type type) => type.IsGenericType && type.GetGenericArguments().Length == 2;

    private static Type? ElementOf(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.IsGenericType ? type.GetGenericArguments()[^1] : null;

    private static string Default(object? value) => value switch
    {
        null or "" => "none",
        string text => $"`{text}`",
        IEnumerable => "empty",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)!.ToLowerInvariant()}`",
    };

    /// <summary>The summary of a property, as the compiler wrote it beside the assembly.</summary>
    private static string Sentence(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var file = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        var member = file.Descendants("member").FirstOrDefault(m => (string?)m.Attribute("name") == $"P:{type.FullName}.{property.Name}");
        var words = string.Concat(member?.Element("summary")?.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref"))?.Split('.')[^1]}`",
            _ => node.ToString(),
        }) ?? []);
        return Spaces().Replace(words, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
