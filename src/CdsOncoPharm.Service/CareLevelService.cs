using System.Globalization;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Cards;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Engine;

namespace CdsOncoPharm.Service;

/// <summary>One hook of the care level: data in, assessment, cards out.</summary>
/// <param name="definition">The service as discovery tells it.</param>
/// <param name="engine">Judges.</param>
/// <param name="settings">The site's.</param>
/// <param name="cards">How cards are made; null: at this hook the site wants none.</param>
internal sealed class CareLevelService(ServiceDefinition definition, CareLevelEngine engine, ClinicalSettings settings, CardOptions? cards) : ICdsService
{
    private const string AsOfExtension = "org.cdsoncopharm.asOf";

    public ServiceDefinition Definition => definition;

    public async ValueTask<CdsAnswer> HandleAsync(CdsCall call, CancellationToken cancellation)
    {
        if (call.Request.Context.PatientId is not { Length: > 0 } patientId)
            return CdsAnswer.BadRequest("context.patientId is needed");
        if (cards is null)
            return CdsResponse.Empty;
        var asOf = AsOf(call);
        if (asOf is null)
            return CdsAnswer.BadRequest($"extension {AsOfExtension} is not a day of the form YYYY-MM-DD");

        var records = new CallRecords(definition);
        await records.ReadAsync(call, cancellation).ConfigureAwait(false);
        if (records.WhatIsRequiredAndMissing(patientId) is { } missing)
        {
            call.Notes["why"] = missing;
            return CdsAnswer.DataUnobtainable(missing);
        }

        var assessment = engine.Assess(records.Set, patientId, asOf.Value);
        var before = records.HasDrafts ? engine.Assess(records.Set, patientId, asOf.Value, withDrafts: false) : null;
        Report(call, assessment, records);
        return CareLevelCards.Build(assessment, new CardContext
        {
            Language = LanguageKeys.Parse(call.Client.Language) ?? settings.DefaultLanguage,
            Profile = call.Client.Profile,
            NewId = Guid.NewGuid,
            WithoutDrafts = before,
            Encounter = call.Request.Context.EncounterId,
            User = call.Request.Context.UserId,
            Options = cards,
        });
    }

    /// <summary>The day of the assessment; null when the request asks for one that is no day.</summary>
    private DateOnly? AsOf(CdsCall call)
    {
        if (!settings.AllowAsOf || !call.Request.Extension.ContainsKey(AsOfExtension))
            return engine.DayOf(call.ReceivedAt);
        return DateOnly.TryParseExact(call.Request.ExtensionText(AsOfExtension), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }

    private static void Report(CdsCall call, Assessment assessment, CallRecords records)
    {
        call.Notes["scope"] = assessment.Scope.ToString();
        call.Notes["level"] = assessment.Level?.Value;
        call.Notes["highest"] = assessment.Highest?.Value;
        call.Notes["resources"] = records.Set.ResourceCount;
        call.Notes["issues"] = records.Set.Issues.Count;
    }
}
