using System.Collections.Frozen;
using System.Text.Json;

namespace CdsHooks.AspNetCore;

/// <summary>The hooks of the HL7 library whose context is known here; any other hook is served with its context unchecked.</summary>
public sealed class Hook
{
    private readonly Field[] _fields;

    private Hook(string name, params Field[] fields)
    {
        Name = name;
        _fields = fields;
    }

    private static readonly Field User = new("userId", Kind.Text), Patient = new("patientId", Kind.Text),
        Encounter = new("encounterId", Kind.Text), MaybeEncounter = Encounter with { Required = false };

    private static readonly FrozenDictionary<string, Hook> Known = new Hook[]
    {
        new("patient-view", User, Patient, MaybeEncounter),
        new("order-select", User, Patient, MaybeEncounter, new("draftOrders", Kind.Bundle), new("selections", Kind.Texts)),
        new("order-sign", User, Patient, MaybeEncounter, new("draftOrders", Kind.Bundle)),
        new("order-dispatch", Patient, new("dispatchedOrders", Kind.Texts), new("performer", Kind.Text)),
        new("encounter-start", User, Patient, Encounter),
        new("encounter-discharge", User, Patient, Encounter),
        new("medication-refill", User with { Required = false }, Patient, MaybeEncounter, new("medications", Kind.Bundle)),
        // The library's table says `medication`, its example `order.resource`: both are sent.
        new("medication-verify", User, Patient, MaybeEncounter, new("medication", Kind.Resource, Or: "order")),
    }.ToFrozenDictionary(hook => hook.Name);

    public string Name { get; }

    /// <summary>The hook of that name; null when it is not one of the library's.</summary>
    public static Hook? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The context fields that a prefetch template may use: directly under context, and primitive.</summary>
    public IEnumerable<string> Tokens => _fields.Where(one => one.Kind == Kind.Text).Select(one => one.Name);

    /// <summary>What is wrong with the context, in words without content; null when nothing is.</summary>
    public string? Check(CdsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (Field field in _fields)
        {
            string name = field.Or is not null && !context.Has(field.Name) ? field.Or : field.Name;
            if (!context.Has(name))
            {
                if (field.Required)
                    return $"'context.{field.Name}' is required for {Name}.";
                continue;
            }

            ResourceScan? scan = context.Scan(name);
            string? fault = field.Kind switch
            {
                Kind.Text when string.IsNullOrWhiteSpace(context.Text(name)) => "must be a string that is not empty",
                Kind.Bundle when scan is not { Kind: JsonTokenType.StartObject, IsBundle: true } => "must be a Bundle",
                Kind.Resource when scan is not { Resources.Count: > 0 } => "must be a resource",
                Kind.Texts when scan is not { Kind: JsonTokenType.StartArray } => "must be an array",
                _ => null,
            };
            if (fault is not null)
                return $"'context.{field.Name}' {fault}.";
        }

        return null;
    }

    private enum Kind { Text, Texts, Bundle, Resource }

    private sealed record Field(string Name, Kind Kind, bool Required = true, string? Or = null);
}
