using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CdsHooks.AspNetCore;

/// <summary>What is asked for: discovery (no id), a service, or its feedback endpoint. Doubled and final slashes do not count.</summary>
internal readonly record struct CdsPath(string? Id, bool IsFeedback, bool IsKnown)
{
    public const string Root = "cds-services";

    public bool IsDiscovery => IsKnown && Id is null;

    public static CdsPath Of(HttpContext http) =>
        ((string?)http.GetRouteValue("path") ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => new CdsPath(null, false, true),
            [string id] => new CdsPath(id, false, true),
            [string id, "feedback"] => new CdsPath(id, true, true),
            _ => default,
        };
}
