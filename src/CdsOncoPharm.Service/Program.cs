using CdsHooks.AspNetCore;
using CdsOncoPharm.Engine;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Records;
using CdsOncoPharm.Service;
using Serilog;

try
{
    // appsettings.json lies beside the program, wherever it is started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    SectionsOfTheService.Check(builder.Configuration);
    builder.Logging.ClearProviders();
    var log = Logs.Create(builder.Configuration);
    builder.Logging.AddSerilog(log, dispose: true);

    var clinical = ClinicalSettings.Read(builder.Configuration);
    var engine = CareLevelEngine.Load(clinical);
    builder.Services.AddSingleton(engine);

    var store = SqliteRecordStore.Open(Strict.Read<RecordsSettings>(builder.Configuration, "Records").ConnectionString);
    builder.Services.AddSingleton<IRecordStore>(store);
    builder.Services.AddSingleton<IReplayCache>(new StoredTokens(store, TimeProvider.System));
    builder.Services.AddSingleton<IFeedbackSink>(new StoredFeedback(store, TimeProvider.System));

    builder.Services.AddCdsHooksTrust(builder.Configuration.GetSection("Trust"), builder.Environment, TimeProvider.System);
    builder.Services.AddLanguageOfRequest();
    builder.Services.AddCdsHooks(TimeProvider.System, Guid.NewGuid, options =>
    {
        options.Fetch.WithoutToken = builder.Environment.IsDevelopment();
        options.OnCall = report =>
        {
            CallLog.Write(log, report, engine.Knowledge.Stamp);
            Telemetry.Record(report);
        };
    });
    using var telemetry = Telemetry.Start(builder.Configuration);
    foreach (var definition in Discovery.Read(engine.Knowledge.Files))
        builder.Services.AddSingleton<ICdsService>(new CareLevelService(definition, engine, clinical));

    var app = builder.Build();
    app.MapCdsHooks();
    app.MapHealth(engine.Knowledge.Stamp, store);
    app.MapApiPage();
    app.Lifetime.ApplicationStarted.Register(() => Greeting.Write(Console.Out, app.Urls, engine));
    app.Run();
    return 0;
}
catch (Exception e) when (e is SettingsException or KnowledgeException or RecordStoreException or InvalidOperationException)
{
    // Broken knowledge or settings stop the start-up, with file, row and reason.
    Console.Error.WriteLine(e.Message);
    return 2;
}
