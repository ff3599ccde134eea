namespace CdsOncoPharm.Stratification;

/// <summary>What a test can say. Missing data never counts as "no". The order (no, unknown, met) makes "any" a maximum and "all" a minimum.</summary>
public enum Outcome
{
    NotMet = 0,
    Unknown = 1,
    Met = 2,
}

internal static class Outcomes
{
    public static Outcome Of(bool met) => met ? Outcome.Met : Outcome.NotMet;

    public static Outcome Opposite(this Outcome outcome) => (Outcome)((int)Outcome.Met - (int)outcome);
}
