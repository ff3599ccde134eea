using CdsOncoPharm.Engine;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Service;

/// <summary>What a newcomer sees first.</summary>
internal static class Greeting
{
    public static void Write(TextWriter output, ICollection<string> urls, CareLevelEngine engine, bool anyoneMayCall)
    {
        var url = urls.FirstOrDefault() ?? "";
        // Elsewhere a call needs a token.
        var tryIt = anyoneMayCall
            ? $"\n  try it     curl -s {url}/cds-services/care-level-patient-view -H 'Content-Type: application/json' -d @samples/01-oxaliplatin-kidney/request.json"
            : "";
        output.WriteLine($"""

            CdsOncoPharm is listening on {url}
              services   {url}/cds-services
              ready      {url}/health/ready{tryIt}
            {engine.Stratifier.Criteria.Count(c => c.IsOn)} of {engine.Stratifier.Criteria.Count} criteria judged, {Signing.NotSigned(engine.Knowledge.CareLevel).Count} not signed by a reviewer; knowledge {engine.Knowledge.Stamp.Version}

            """);
    }
}
