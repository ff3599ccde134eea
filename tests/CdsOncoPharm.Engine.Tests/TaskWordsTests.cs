using System.Text.RegularExpressions;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Engine.Tests;

/// <summary>The words of <c>tasks.json</c>: a ward reads them, alone or merged with others of their group.</summary>
public sealed partial class TaskWordsTests
{
    private static readonly Language[] Languages = [Language.English, Language.Chinese];

    private static IReadOnlyList<TaskRow> Tasks => World.Knowledge.CareLevel.Tasks;

    public static TheoryData<string> Ids => [.. Tasks.Select(task => task.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_task_names_no_medicine_that_its_patient_need_not_have(string id)
    {
        var task = Task(id);
        var everybodys = task.Classes.Count + task.Ingredients.Count > 0 ? Meant(task.Classes, task.Ingredients) : Meant([], AskedForBy(task.Criteria));
        foreach (var text in new[] { task.Title, task.Frequency, task.Action })
            Assert.Empty(Named(text).Where(agent => everybodys.Count != 1 || everybodys[0] != agent).Select(agent => agent.Code));
        foreach (var variant in task.Instead)
        {
            var own = Meant(variant.Classes, variant.Ingredients);
            foreach (var text in new[] { variant.Frequency, variant.Action }.OfType<LocalText>())
                Assert.Empty(Named(text).Where(agent => own.Count != 1 || own[0] != agent).Select(agent => agent.Code));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void What_to_do_is_sentences_so_that_two_tasks_can_be_read_one_after_the_other(string id)
    {
        foreach (var action in Task(id).Instead.Select(variant => variant.Action).OfType<LocalText>().Prepend(Task(id).Action))
        {
            Assert.EndsWith(".", action.En, StringComparison.Ordinal);
            Assert.EndsWith("。", action.Zh, StringComparison.Ordinal);
            // "Hold below 75" behind another task's words would be about something else.
            Assert.DoesNotMatch("^[<>≤≥]", Task(id).Group is null ? "" : action.En);
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void In_a_group_every_repeat_is_one_clause(string id)
    {
        if (Task(id).Group is null)
            return;
        foreach (var often in Task(id).Instead.Select(variant => variant.Frequency).OfType<LocalText>().Prepend(Task(id).Frequency))
            Assert.DoesNotMatch("[;:；：]", often.En + often.Zh);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_title_has_no_colon_since_the_repeat_follows_behind_one(string id) => Assert.DoesNotMatch("[:;：；]", Task(id).Title.En + Task(id).Title.Zh);

    [Fact]
    public void A_whole_group_fits_on_its_line()
    {
        foreach (var group in Tasks.Where(task => task.Group is not null).GroupBy(task => task.Group))
        {
            foreach (var language in Languages)
            {
                Assert.InRange(group.Sum(task => Longest(task, variant => variant.Frequency, task.Frequency, language) + task.InGroup!.Value.In(language).Length + 3), 1, 320);
                Assert.InRange(group.Sum(task => Longest(task, variant => variant.Action, task.Action, language) + 1), 1, 320);
            }
        }
    }

    private static int Longest(TaskRow task, Func<TaskVariant, LocalText?> of, LocalText own, Language language) =>
        task.Instead.Select(of).OfType<LocalText>().Append(own).Max(text => text.In(language).Length);

    private static TaskRow Task(string id) => Tasks.Single(task => task.Id == id);

    private static List<Ingredient> Meant(IReadOnlyList<string> classes, IReadOnlyList<string> ingredients)
    {
        var tags = classes.Select(name => World.Knowledge.Terminology.DrugClasses.TryFind(name, out var tag) ? tag : default).Aggregate(default(Tags), (a, b) => a | b);
        return [.. World.Knowledge.Terminology.Ingredients.Where(agent => agent.Classes.Overlaps(tags) || ingredients.Contains(agent.Code))];
    }

    // A task that only rows bring is for patients on the medicine that the rows name.
    private static List<string> AskedForBy(IReadOnlyList<string> rows) =>
        [.. World.Knowledge.CareLevel.Criteria.Where(row => rows.Contains(row.Id)).SelectMany(row => Ingredients().Matches(row.When.GetRawText()))
            .SelectMany(match => match.Groups[1].Value.Split(',')).Select(name => name.Trim(' ', '"')).Distinct()];

    [GeneratedRegex("\"ingredients\":\\s*\\[([^\\]]*)\\]")]
    private static partial Regex Ingredients();

    private static IEnumerable<Ingredient> Named(LocalText text) => World.Knowledge.Terminology.Ingredients.Where(agent => agent.IsAntineoplastic && (
        Regex.IsMatch(text.En, $@"\b{Regex.Escape(agent.Name.En)}\b", RegexOptions.IgnoreCase) || text.Zh.Contains(agent.Name.Zh, StringComparison.Ordinal)));
}
