using CdsHooks.AspNetCore;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Service;

/// <summary>The services of <c>cds-services/care-level/</c>: one file for each hook.</summary>
internal static class Discovery
{
    public static IReadOnlyList<string> Hooks { get; } =
        ["patient-view", "order-sign", "order-select", "medication-verify", "encounter-start", "encounter-discharge"];

    public static IEnumerable<ServiceDefinition> Read(KnowledgeFiles files)
    {
        foreach (var hook in Hooks)
        {
            if (files.Find($"cds-services/care-level/{hook}.json") is not { } file)
                continue;
            ServiceDefinition definition;
            try
            {
                definition = ServiceDefinition.Parse(file.Content);
            }
            catch (FormatException e)
            {
                throw new KnowledgeException(file.RelativePath, hook, e.Message, e);
            }
            yield return definition.Hook == hook
                ? definition
                : throw new KnowledgeException(file.RelativePath, hook, $"the file is for the hook \"{definition.Hook}\"");
        }
    }
}
