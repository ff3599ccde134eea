using System.Collections.Frozen;
using CdsHooks.AspNetCore;
using CdsOncoPharm.Clinical;

namespace CdsOncoPharm.Cards;

/// <summary>Codes that clients store: once published they keep their meaning and are never reused.</summary>
public static class CardCodes
{
    /// <summary>What a card is about.</summary>
    public const string Topics = "https://cdsoncopharm.org/fhir/CodeSystem/card-topic";

    /// <summary>Monitoring tasks, by the ids of <c>tasks.json</c>.</summary>
    public const string MonitoringTasks = "https://cdsoncopharm.org/fhir/CodeSystem/monitoring-task";

    /// <summary>Rows of the consensus, by the ids of the criteria.</summary>
    public const string Criteria = "https://cdsoncopharm.org/fhir/CodeSystem/criterion";

    /// <summary>What an input of a monitoring Task says: <c>measure</c>, <c>frequency</c>, <c>criterion</c>.</summary>
    public const string TaskInputs = "https://cdsoncopharm.org/fhir/CodeSystem/task-input";

    /// <summary>Identifiers of proposed Tasks: the same task for the same patient on the same day has the same one.</summary>
    public const string TaskIdentifiers = "https://cdsoncopharm.org/fhir/identifier/monitoring-task";

    /// <summary>HL7's reasons for not following advice.</summary>
    public const string OverrideReasons = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes";

    /// <summary>Name under which a card carries the assessment.</summary>
    public const string AssessmentExtension = "org.cdsoncopharm.assessment";

    // Displays in English are HL7's own.
    private static readonly (string Code, LocalText Display)[] Reasons =
    [
        ("patient-ineligible", new("Patient does not meet eligibility for recommended action", "患者不符合该建议的适用条件")),
        ("action-completed", new("Recommended action was already completed", "建议的措施已完成")),
        ("need-more-info",
            new("Could not address recommended action due to need for more information/pending results/pending consult", "需要更多信息（待结果或待会诊）")),
        ("recipient-does-not-trust", new("Recipient does not agree with or trust the recommended action", "不认同该建议")),
        ("policy-contradicts", new("Institutional policy/guideline contradicts the recommended action", "与本机构的制度或指南不符")),
        ("service-not-available", new("Treatment or service is not practically available", "实际无法提供该治疗或服务")),
    ];

    private static readonly FrozenDictionary<Language, IReadOnlyList<Coding>> ReasonsByLanguage = new[] { Language.English, Language.Chinese }
        .ToFrozenDictionary(
            language => language,
            language => (IReadOnlyList<Coding>)[.. Reasons.Select(reason => new Coding(OverrideReasons, reason.Code, reason.Display.In(language)))]);

    /// <summary>Why a user may set a card aside, in the user's language.</summary>
    public static IReadOnlyList<Coding> ReasonsIn(Language language) => ReasonsByLanguage[language];

    // Letters and digits alone: Epic takes nothing else.
    internal static Coding TopicOf(CareLevel? level, CardWords words) => level is { } certain
        ? new(Topics, $"careLevel{certain.Value}", words.PharmaceuticalCare(certain))
        : new(Topics, "careLevelOpen", words.LevelOpen);
}
