namespace CdsOncoPharm.Service;

/// <summary>The section <c>Records</c>.</summary>
internal sealed class RecordsSettings
{
    /// <summary>Which store; only <c>Sqlite</c> is built.</summary>
    public RecordsProvider Provider { get; set; }

    /// <summary>Where it is.</summary>
    public string ConnectionString { get; set; } = "Data Source=data/records.db";
}

/// <summary>The stores there are.</summary>
internal enum RecordsProvider
{
    Sqlite,
}
