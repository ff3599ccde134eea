namespace CdsOncoPharm.Knowledge;

/// <summary>Knowledge that cannot be used: says which file, which row and why. It stops the start-up.</summary>
public sealed class KnowledgeException : Exception
{
    /// <summary>The file, relative to the knowledge folder, with forward slashes.</summary>
    public string File { get; }

    /// <summary>The row as its author would look for it: an id, a code, or a path inside the file.</summary>
    public string Row { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }

    /// <summary>Makes the refusal; the message is "file: row: reason".</summary>
    public KnowledgeException(string file, string row, string reason, Exception? inner = null)
        : base($"{file}: {row}: {reason}", inner) => (File, Row, Reason) = (file, row, reason);
}
