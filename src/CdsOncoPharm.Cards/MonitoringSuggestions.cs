using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>Monitoring with one click, in the form that the client takes: Tasks, else draft orders, else nothing.</summary>
internal static class MonitoringSuggestions
{
    /// <summary>Single suggestions are a list to choose from: more than five are not read.</summary>
    private const int MostSingle = 5;

    public static IReadOnlyList<Suggestion> For(Assessment assessment, CardContext context)
    {
        var profile = context.Profile;
        var takesTasks = Takes(profile, "Task");
        if (!profile.Suggestions || assessment.Tasks.Count == 0 || !(takesTasks || Takes(profile, "ServiceRequest")))
            return [];
        MonitoringResources resources = new(assessment, context);
        var words = CardWords.In(context.Language);
        List<SuggestedAction> actions = [.. assessment.TasksByPriority()
            .Where(task => takesTasks || resources.CanBeOrdered(task))
            .Select(task => new SuggestedAction
            {
                Type = ActionType.Create,
                Description = resources.Describe(task),
                Resource = takesTasks ? resources.Task(task) : resources.ServiceRequest(task),
            })];
        if (actions.Count == 0)
            return [];
        if (profile.MaxActions is { } most && actions.Count > most)
            return [.. actions.Take(MostSingle).Select(action => Suggest(action.Description, [action]))];
        return [Suggest(takesTasks ? words.CreateTasks(actions.Count) : words.CreateOrders(actions.Count), actions)];

        Suggestion Suggest(string label, IReadOnlyList<SuggestedAction> together) =>
            new() { Label = label, Uuid = context.NewId().ToString(), Actions = together };
    }

    private static bool Takes(ClientProfile profile, string type) => profile.CreateTypes is null || profile.CreateTypes.Contains(type);
}
