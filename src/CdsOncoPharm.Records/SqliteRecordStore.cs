using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CdsOncoPharm.Records;

/// <summary>Records in one SQLite file, readable by its owner alone. Numbered scripts bring it up to date at start.</summary>
public sealed class SqliteRecordStore : IRecordStore
{
    private const string Moment = "yyyy-MM-ddTHH:mm:ss.fffffffZ";
    private const string ScriptPrefix = "CdsOncoPharm.Records.Scripts.";

    private readonly string connectionString;

    private SqliteRecordStore(string connectionString) => this.connectionString = connectionString;

    /// <summary>Opens the store, makes the file (0600) where there is none, and applies the scripts that it lacks.</summary>
    /// <param name="connectionString">A SQLite connection string, such as <c>Data Source=data/records.db</c>.</param>
    /// <exception cref="RecordStoreException">The file cannot be opened or made, or is of a newer version.</exception>
    public static SqliteRecordStore Open(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        try
        {
            var builder = new SqliteConnectionStringBuilder(connectionString);
            MakeFile(builder.DataSource);
            builder.DefaultTimeout = 5;
            var store = new SqliteRecordStore(builder.ToString());
            store.ApplyScripts();
            return store;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RecordStoreException($"Records:ConnectionString: the store cannot be opened ({e.GetType().Name})", e);
        }
    }

    /// <inheritdoc/>
    public async Task<int> KeepAsync(IReadOnlyList<FeedbackRecord> feedback, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = (SqliteTransaction)await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var kept = 0;
        foreach (var item in feedback)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = """
                insert into feedback (client, service, card, outcome, outcome_at, accepted_suggestions, override_system, override_code, override_display, user_comment, received_at)
                values ($client, $service, $card, $outcome, $outcomeAt, $accepted, $system, $code, $display, $comment, $receivedAt)
                on conflict do update set
                    accepted_suggestions = (select json_group_array(value) from (select value from json_each(accepted_suggestions) union select value from json_each(excluded.accepted_suggestions))),
                    override_system = coalesce(override_system, excluded.override_system),
                    override_code = coalesce(override_code, excluded.override_code),
                    -- A display stays with the code that it was told with.
                    override_display = case
                        when excluded.override_code is override_code then coalesce(override_display, excluded.override_display)
                        when override_code is null then coalesce(excluded.override_display, override_display)
                        else override_display end,
                    user_comment = coalesce(user_comment, excluded.user_comment)
                where exists (select value from json_each(excluded.accepted_suggestions) except select value from json_each(accepted_suggestions))
                    or (override_code is null and excluded.override_code is not null)
                    or (override_display is null and excluded.override_display is not null and excluded.override_code is override_code)
                    or (user_comment is null and excluded.user_comment is not null)
                """;
            Add(command, "$client", item.Client);
            Add(command, "$service", item.Service);
            Add(command, "$card", item.Card);
            Add(command, "$outcome", item.Outcome);
            Add(command, "$outcomeAt", Text(item.OutcomeAt));
            Add(command, "$accepted", JsonSerializer.Serialize(item.AcceptedSuggestions));
            Add(command, "$system", item.OverrideSystem);
            Add(command, "$code", item.OverrideCode);
            Add(command, "$display", item.OverrideDisplay);
            Add(command, "$comment", item.UserComment);
            Add(command, "$receivedAt", Text(item.ReceivedAt));
            kept += await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return kept;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FeedbackRecord>> FeedbackOnAsync(string card, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            select client, service, card, outcome, outcome_at, accepted_suggestions, override_system, override_code, override_display, user_comment, received_at
            from feedback where card = $card order by outcome_at, outcome
            """;
        Add(command, "$card", card);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var records = new List<FeedbackRecord>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            records.Add(new FeedbackRecord
            {
                Client = reader.GetString(0),
                Service = reader.GetString(1),
                Card = reader.GetString(2),
                Outcome = reader.GetString(3),
                OutcomeAt = Time(reader.GetString(4)),
                AcceptedSuggestions = JsonSerializer.Deserialize<string[]>(reader.GetString(5)) ?? [],
                OverrideSystem = reader.IsDBNull(6) ? null : reader.GetString(6),
                OverrideCode = reader.IsDBNull(7) ? null : reader.GetString(7),
                OverrideDisplay = reader.IsDBNull(8) ? null : reader.GetString(8),
                UserComment = reader.IsDBNull(9) ? null : reader.GetString(9),
                ReceivedAt = Time(reader.GetString(10)),
            });
        }
        return records;
    }

    /// <inheritdoc/>
    public async Task<bool> TryUseTokenAsync(string issuer, string tokenId, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        // One statement decides: of two that ask at once, the primary key lets one in.
        command.CommandText = """
            delete from used_token where until_at < $now;
            insert into used_token (issuer, token_id, until_at) values ($issuer, $id, $until) on conflict do nothing;
            select changes();
            """;
        Add(command, "$issuer", issuer);
        Add(command, "$id", tokenId);
        Add(command, "$until", until.ToUnixTimeSeconds());
        Add(command, "$now", now.ToUnixTimeSeconds());
        return (long?)await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public async Task<bool> IsReachableAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            // Whoever holds the store locked keeps every call from being answered.
            command.CommandText = "begin immediate; rollback";
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private async Task<SqliteConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        return connection;
    }

    private static void MakeFile(string path)
    {
        if (path.Length == 0 || path == ":memory:")
            throw new ArgumentException("a file is needed");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void ApplyScripts()
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, null, "pragma journal_mode = wal");
        Execute(connection, null, "create table if not exists script (number integer primary key, name text not null)");
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = assembly.GetManifestResourceNames().Where(n => n.StartsWith(ScriptPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        using var transaction = connection.BeginTransaction(deferred: false);
        var newest = Convert.ToInt64(Scalar(connection, transaction, "select coalesce(max(number), 0) from script"), CultureInfo.InvariantCulture);
        if (newest > scripts.Count)
            throw new RecordStoreException($"Records:ConnectionString: the store has script {newest}, this program knows {scripts.Count}: it was made by a newer version");
        for (var number = (int)newest + 1; number <= scripts.Count; number++)
        {
            var name = scripts[number - 1];
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var text = new StreamReader(stream);
            Execute(connection, transaction, text.ReadToEnd());
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "insert into script (number, name) values ($number, $name)";
            Add(command, "$number", number);
            Add(command, "$name", name[ScriptPrefix.Length..]);
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The scripts are this assembly's own resources.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // A constant of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static void Add(SqliteCommand command, string name, object? value) => command.Parameters.AddWithValue(name, value ?? DBNull.Value);

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.ParseExact(text, Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

/// <summary>The store cannot be used; it stops the start-up.</summary>
public sealed class RecordStoreException(string message, Exception? inner = null) : Exception(message, inner);
