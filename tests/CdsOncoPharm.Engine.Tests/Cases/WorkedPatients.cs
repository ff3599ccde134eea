using System.Collections.Concurrent;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Engine.Tests.Cases;

/// <summary>The snapshots of all worked patients, made once.</summary>
internal static class WorkedPatients
{
    private static readonly ConcurrentDictionary<Case, PatientSnapshot> Made = new();

    public static PatientSnapshot SnapshotOf(Case one) => Made.GetOrAdd(one, c => World.Snapshot(new CasePatient(c.Json).Records()));
}
