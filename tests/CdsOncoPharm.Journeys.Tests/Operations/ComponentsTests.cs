using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace CdsOncoPharm.Journeys.Tests.Operations;

/// <summary>
/// <c>operations/components.cdx.json</c>: what ships in the service and the command line, as CycloneDX, made from what the build
/// wrote beside them (<c>*.deps.json</c>) and the packages' own licences.
/// </summary>
public sealed class ComponentsTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [Fact]
    public void The_list_of_components_is_what_the_build_ships()
    {
        var service = Shipped("CdsOncoPharm.Service");
        var commandLine = Shipped("cds");
        var components = new JsonArray();
        foreach (var (name, version, hash) in service.Union(commandLine).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            components.Add(new JsonObject
            {
                ["type"] = "library",
                ["bom-ref"] = $"pkg:nuget/{name}@{version}",
                ["name"] = name,
                ["version"] = version,
                ["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Convert.ToHexStringLower(Convert.FromBase64String(hash)) }),
                ["licenses"] = new JsonArray(Licence(name, version)),
                ["purl"] = $"pkg:nuget/{name}@{version}",
                ["properties"] = new JsonArray(new JsonObject
                {
                    ["name"] = "cdsoncopharm:ships-in",
                    ["value"] = string.Join(", ", new[] { service.Any(c => c.Name == name) ? "service" : null, commandLine.Any(c => c.Name == name) ? "command line" : null }.OfType<string>()),
                }),
            });
        }
        components.Add(Runtime());
        var document = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["component"] = new JsonObject
                {
                    ["type"] = "application",
                    ["bom-ref"] = "cdsoncopharm",
                    ["name"] = "CdsOncoPharm",
                    ["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "Apache-2.0" } }),
                },
            },
            ["components"] = components,
            ["dependencies"] = new JsonArray(new JsonObject
            {
                ["ref"] = "cdsoncopharm",
                ["dependsOn"] = new JsonArray([.. components.Select(c => JsonValue.Create((string)c!["bom-ref"]!))]),
            }),
        };
        Pages.Holds("operations/components.cdx.json", document.ToJsonString(Readable) + "\n");
    }

    /// <summary>Packages of a program that have something to run.</summary>
    private static List<(string Name, string Version, string Hash)> Shipped(string program)
    {
        var written = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{program}.deps.json")))!;
        var target = written["targets"]![(string)written["runtimeTarget"]!["name"]!]!.AsObject();
        return
        [
            .. from library in written["libraries"]!.AsObject()
               where (string?)library.Value!["type"] == "package"
               let part = target[library.Key]!
               where part["runtime"] is not null || part["runtimeTargets"] is not null || part["native"] is not null
               let name = library.Key.Split('/')
               select (name[0], name[1], ((string)library.Value!["sha512"]!)["sha512-".Length..]),
        ];
    }

    /// <summary>The published service brings its runtime; which patch of it, the SDK that publishes decides.</summary>
    private static JsonObject Runtime()
    {
        var written = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "CdsOncoPharm.Service.runtimeconfig.json")))!;
        var version = ((string)written["runtimeOptions"]!["tfm"]!)["net".Length..];
        return new JsonObject
        {
            ["type"] = "framework",
            ["bom-ref"] = $"dotnet-{version}",
            ["name"] = ".NET and ASP.NET Core runtime",
            ["version"] = version,
            ["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "MIT" } }),
            ["properties"] = new JsonArray(
                new JsonObject { ["name"] = "cdsoncopharm:ships-in", ["value"] = "service" },
                new JsonObject { ["name"] = "cdsoncopharm:patch", ["value"] = "that of the SDK that publishes: see CdsOncoPharm.Service.runtimeconfig.json beside the program" }),
        };
    }

    private static JsonObject Licence(string name, string version)
    {
#pragma warning disable CA1308 // The package folder is lower case.
        var file = Path.Combine(Packages, name.ToLowerInvariant(), version.ToLowerInvariant(), name.ToLowerInvariant() + ".nuspec");
#pragma warning restore CA1308
        var metadata = XDocument.Load(file).Root!.Elements().First(e => e.Name.LocalName == "metadata");
        var licence = metadata.Elements().FirstOrDefault(e => e.Name.LocalName == "license")
            ?? throw new InvalidOperationException($"{name} says no licence");
        return new JsonObject
        {
            ["license"] = (string?)licence.Attribute("type") == "expression"
                ? new JsonObject { ["id"] = licence.Value }
                : new JsonObject { ["name"] = $"{licence.Value} in the package" },
        };
    }
}
