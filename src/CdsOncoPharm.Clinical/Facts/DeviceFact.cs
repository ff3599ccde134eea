namespace CdsOncoPharm.Clinical;

/// <summary>A device in use, such as a feeding tube.</summary>
public sealed record DeviceFact : Fact
{
    public required string Text { get; init; }

    public required Tags Sets { get; init; }

    /// <inheritdoc/>
    public override string InWords(Language language) => Text;
}
