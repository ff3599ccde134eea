using System.Text.RegularExpressions;
using System.Xml.Linq;
using CdsOncoPharm.Service.Tests;

namespace CdsOncoPharm.Journeys.Tests.Architecture;

/// <summary>The rooms of src/ and what each may reference: the table of src/README.md, held against the project files.</summary>
public sealed class RoomsTests
{
    private static readonly string[] Everything =
    [
        "Hl7.Fhir.R4.Lean", "CdsHooks.AspNetCore", "CdsOncoPharm.Clinical", "CdsOncoPharm.Fhir", "CdsOncoPharm.Knowledge",
        "CdsOncoPharm.Intake", "CdsOncoPharm.Stratification", "CdsOncoPharm.Engine", "CdsOncoPharm.Cards", "CdsOncoPharm.Records",
    ];

    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Hl7.Fhir.R4.Lean"] = [],
        ["Hl7.Fhir.R4.Lean.Generator"] = [],
        ["CdsHooks.AspNetCore"] = [],
        ["CdsOncoPharm.Clinical"] = [],
        ["CdsOncoPharm.Fhir"] = ["Hl7.Fhir.R4.Lean"],
        ["CdsOncoPharm.Knowledge"] = ["CdsOncoPharm.Clinical", "CdsOncoPharm.Fhir"],
        ["CdsOncoPharm.Intake"] = ["CdsOncoPharm.Clinical", "CdsOncoPharm.Fhir", "CdsOncoPharm.Knowledge"],
        ["CdsOncoPharm.Stratification"] = ["CdsOncoPharm.Clinical", "CdsOncoPharm.Knowledge"],
        ["CdsOncoPharm.Engine"] = ["CdsOncoPharm.Clinical", "CdsOncoPharm.Knowledge", "CdsOncoPharm.Intake", "CdsOncoPharm.Stratification"],
        ["CdsOncoPharm.Cards"] = ["CdsOncoPharm.Clinical", "CdsHooks.AspNetCore", "CdsOncoPharm.Fhir"],
        ["CdsOncoPharm.Records"] = ["CdsOncoPharm.Clinical"],
        ["CdsOncoPharm.Service"] = Everything,
        ["CdsOncoPharm.Cli"] = Everything,
    };

    // Engine has it for IConfiguration alone.
    private static readonly string[] MayKnowAspNet = ["CdsHooks.AspNetCore", "CdsOncoPharm.Service", "CdsOncoPharm.Engine"];

    private static readonly string[] MayKnowFhir =
        ["Hl7.Fhir.R4.Lean", "Hl7.Fhir.R4.Lean.Generator", "CdsOncoPharm.Fhir", "CdsOncoPharm.Knowledge", "CdsOncoPharm.Intake", "CdsOncoPharm.Cards"];

    private static readonly string[] WithoutPackages =
        ["CdsOncoPharm.Clinical", "CdsOncoPharm.Knowledge", "CdsOncoPharm.Intake", "CdsOncoPharm.Stratification", "CdsOncoPharm.Cards"];

    [Fact]
    public void Every_room_of_src_is_in_the_table() => Assert.All(Projects(), project => Assert.Contains(NameOf(project), MayReference.Keys));

    [Fact]
    public void A_room_references_only_what_it_may()
    {
        foreach (var project in Projects())
        {
            var allowed = MayReference[NameOf(project)];
            foreach (var reference in Included(project, "ProjectReference").Select(path => NameOf(path.Replace('\\', '/'))))
                Assert.True(allowed.Contains(reference), $"{NameOf(project)} references {reference}; it may reference: {string.Join(", ", allowed)}");
        }
    }

    [Fact]
    public void Only_the_protocol_and_the_host_know_asp_net()
    {
        foreach (var project in Projects().Where(p => !MayKnowAspNet.Contains(NameOf(p))))
        {
            Assert.Empty(Included(project, "FrameworkReference"));
            Assert.Empty(SourcesThatSay(project, new Regex(@"\bMicrosoft\.AspNetCore\b")));
        }
    }

    [Fact]
    public void Only_intake_knowledge_and_cards_speak_fhir() => Assert.All(
        Projects().Where(p => !MayKnowFhir.Contains(NameOf(p))),
        project => Assert.Empty(SourcesThatSay(project, new Regex(@"\busing Hl7\.Fhir|\bHl7\.Fhir\.Model\b"))));

    [Fact]
    public void The_protocol_knows_no_oncology() =>
        Assert.Empty(SourcesThatSay(Project("CdsHooks.AspNetCore"), new Regex(@"CdsOncoPharm|CareLevel|[Oo]ncolog")));

    [Fact]
    public void The_inner_rooms_need_no_package() => Assert.All(
        Projects().Where(p => WithoutPackages.Contains(NameOf(p))), project => Assert.Empty(Included(project, "PackageReference")));

    [Fact]
    public void Stratification_and_cards_do_no_input_or_output() => Assert.All(
        new[] { "CdsOncoPharm.Clinical", "CdsOncoPharm.Stratification", "CdsOncoPharm.Cards" },
        room => Assert.Empty(SourcesThatSay(Project(room), new Regex(@"\b(File|Directory|Console|Environment|HttpClient|Process)\.\w|\bSystem\.(IO|Net)\b"))));

    private static string[] Projects() => Directory.GetFiles(Repository.Of("src"), "*.csproj", SearchOption.AllDirectories);

    private static string Project(string room) => Repository.Of("src", room, room + ".csproj");

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> Included(string project, string item) =>
        XDocument.Load(project).Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();

    private static List<string> SourcesThatSay(string project, Regex words) =>
        [.. Sources.Of(Path.GetDirectoryName(project)!).Where(file => words.IsMatch(Sources.WithoutComments(file))).Select(file => Path.GetRelativePath(Repository.Root, file))];
}
