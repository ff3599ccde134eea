namespace CdsOncoPharm.Cli;

/// <summary>The one place of the command line that knows the machine's clock: "today" where nobody gives a day.</summary>
internal static class TimeProviders
{
#pragma warning disable RS0030 // The clock is chosen here and handed on.
    public static TimeProvider System => TimeProvider.System;
#pragma warning restore RS0030
}
