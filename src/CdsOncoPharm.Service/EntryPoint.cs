namespace CdsOncoPharm.Service;

/// <summary>Names this assembly to test hosts and benchmarks.</summary>
public sealed class EntryPoint;
