using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Service;

/// <summary>Liveness, and readiness: the knowledge is loaded before the first request is taken.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app, KnowledgeStamp knowledge)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" }));
        app.MapGet("/health/ready", () => Results.Ok(new { status = "ready", knowledge = new { knowledge.Version, knowledge.Hash } }));
    }
}
