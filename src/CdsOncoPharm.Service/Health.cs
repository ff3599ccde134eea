using CdsOncoPharm.Clinical;
using CdsOncoPharm.Records;

namespace CdsOncoPharm.Service;

/// <summary>Liveness, and readiness: the knowledge is loaded before the first request is taken, and the store answers.</summary>
internal static class Health
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this WebApplication app, KnowledgeStamp knowledge, IRecordStore store)
    {
        app.MapMethods("/health/live", Reading, http => Results.Ok(new { status = "live" }).ExecuteAsync(http));
        app.MapMethods("/health/ready", Reading, async http =>
        {
            var answer = await store.IsReachableAsync(http.RequestAborted).ConfigureAwait(false)
                ? Results.Ok(new { status = "ready", knowledge = new { knowledge.Version, knowledge.Hash } })
                : Results.Json(new { status = "the record store does not answer" }, statusCode: StatusCodes.Status503ServiceUnavailable);
            await answer.ExecuteAsync(http).ConfigureAwait(false);
        });
    }
}
