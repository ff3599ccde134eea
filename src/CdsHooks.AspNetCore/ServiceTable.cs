using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace CdsHooks.AspNetCore;

/// <summary>The services of this host, checked once.</summary>
internal sealed partial class ServiceTable
{
    private readonly FrozenDictionary<string, ServiceEndpoint> _byId;

    /// <exception cref="InvalidOperationException">A definition is not one that clients can use.</exception>
    public ServiceTable(IEnumerable<ICdsService> services)
    {
        List<HostedService> hosted = [.. services.Select(Checked)];
        Definitions = [.. hosted.Select(service => service.Definition)];
        HashSet<string> seen = [];
        if (Definitions.FirstOrDefault(definition => !seen.Add($"{definition.Id} for {definition.Hook}")) is { } twice)
            throw new InvalidOperationException($"CDS service '{twice.Id}' is there twice for {twice.Hook} (CH-026).");
        _byId = hosted.GroupBy(service => service.Definition.Id)
            .ToFrozenDictionary(same => same.Key, same => new ServiceEndpoint(same.Key, [.. same]));
    }

    public IReadOnlyList<ServiceDefinition> Definitions { get; }

    public ServiceEndpoint? Find(string id) => _byId.GetValueOrDefault(id);

    private static HostedService Checked(ICdsService service)
    {
        ServiceDefinition definition = service.Definition;
        if (!IdPattern().IsMatch(definition.Id))
            throw new InvalidOperationException($"CDS service '{definition.Id}': an id is letters, digits, '.', '_' and '-' (CH-026).");
        if (string.IsNullOrWhiteSpace(definition.Hook))
            throw new InvalidOperationException($"CDS service '{definition.Id}' has no hook (CH-023).");
        if (string.IsNullOrWhiteSpace(definition.Description))
            throw new InvalidOperationException($"CDS service '{definition.Id}' has no description (CH-025).");
        if (definition.Extension.FirstOrDefault(member => !CardRules.IsFitExtension(member.Value)).Key is { } member)
            throw new InvalidOperationException($"CDS service '{definition.Id}': extension '{member}' is not JSON, or has a null or empty element (CH-004).");
        try
        {
            return new HostedService(
                service, definition, [.. definition.Prefetch.Select(entry => PrefetchTemplate.Parse(definition.Hook, entry.Key, entry.Value))]);
        }
        catch (FormatException fault)
        {
            throw new InvalidOperationException($"CDS service '{definition.Id}': {fault.Message}", fault);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex IdPattern();
}

/// <summary>What answers at one URL: one service for each hook.</summary>
internal sealed record ServiceEndpoint(string Id, IReadOnlyList<HostedService> Services)
{
    public IEnumerable<string> Hooks => Services.Select(service => service.Definition.Hook);

    public HostedService? For(string hook) => Services.FirstOrDefault(service => service.Definition.Hook == hook);
}

/// <summary>A service with what was read from its definition.</summary>
internal sealed record HostedService(ICdsService Service, ServiceDefinition Definition, IReadOnlyList<PrefetchTemplate> Templates);
