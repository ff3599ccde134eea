using CdsHooks.AspNetCore;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Records;
using CdsOncoPharm.Service;
using Serilog;

try
{
    WarmUp.PutOffCollecting();
    // What needs no setting begins before there are any.
    _ = Task.Run(CareLevelEngine.Prepare);
    // appsettings.json lies beside the program, wherever it is started from.
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.UseKestrelHttpsConfiguration();
    SectionsOfTheService.Check(builder.Configuration);
    builder.Logging.ClearProviders();
    var log = Logs.Create(builder.Configuration);
    builder.Logging.AddSerilog(log, dispose: true);

    var fetch = FetchSettings.Read(builder.Configuration);
    var clinical = ClinicalSettings.Read(builder.Configuration);
    var cards = CardSettings.Read(builder.Configuration);
    // The knowledge takes longest: the host is put together meanwhile.
    var loading = Task.Run(() => CareLevelEngine.Load(clinical));

    var store = SqliteRecordStore.Open(Strict.Read<RecordsSettings>(builder.Configuration, "Records").ConnectionString);
    builder.Services.AddSingleton<IRecordStore>(store);
    builder.Services.AddSingleton<IReplayCache>(new StoredTokens(store, TimeProvider.System));
    builder.Services.AddSingleton<IFeedbackSink>(new StoredFeedback(store, TimeProvider.System));

    LanguageOfRequest.Check(builder.Configuration);
    var anyoneMayCall = builder.Environment.IsDevelopment() && !builder.Configuration.GetSection("Trust:Clients").GetChildren().Any();
    builder.Services.AddCdsHooksTrust(builder.Configuration.GetSection("Trust"), builder.Environment, TimeProvider.System);
    builder.Services.AddLanguageOfRequest();
    using var telemetry = Telemetry.Start(builder.Configuration);

    var engine = await loading;
    _ = Task.Run(() => WarmUp.Run(engine));
    builder.Services.AddSingleton(engine);
    builder.Services.AddCdsHooks(TimeProvider.System, Guid.NewGuid, options =>
    {
        options.ResourceReader = () => new ModelReader();
        fetch.Apply(options.Fetch);
        options.Fetch.WithoutToken = builder.Environment.IsDevelopment();
        options.OnCall = report =>
        {
            CallLog.Write(log, report, engine.Knowledge.Stamp);
            Telemetry.Record(report);
        };
    });
    var options = cards.ToOptions(engine.Knowledge);
    foreach (var definition in Discovery.Read(engine.Knowledge.Files))
        builder.Services.AddSingleton<ICdsService>(new CareLevelService(definition, engine, clinical, cards.SilentAt.Contains(definition.Hook) ? null : options));

    var app = builder.Build();
    app.MapCdsHooks();
    app.MapHealth(engine.Knowledge.Stamp, store);
    app.MapApiPage();
    app.Lifetime.ApplicationStarted.Register(() => Greeting.Write(Console.Out, app.Urls, engine, anyoneMayCall));
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is SettingsException or KnowledgeException or RecordStoreException or InvalidOperationException or IOException or FormatException or ArgumentException)
{
    // Broken knowledge or settings stop the start-up with file, row and reason; an address in use or a locked store may be free at the next.
    Console.Error.WriteLine(e.Message);
    return e is IOException or RecordStoreException { InnerException: Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 5 or 6 } } ? 1 : 2;
}
