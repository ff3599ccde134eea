using CdsOncoPharm.Clinical;
using CdsOncoPharm.Intake;
using CdsOncoPharm.Knowledge;
using CdsOncoPharm.Stratification;

namespace CdsOncoPharm.Engine;

/// <summary>From records to an assessment: knowledge, intake and stratification put together, for the host and the command line alike.</summary>
public sealed class CareLevelEngine
{
    private readonly SnapshotBuilder snapshots;
    private readonly TimeZoneInfo timeZone;

    private CareLevelEngine(KnowledgeBase knowledge, TimeZoneInfo timeZone)
    {
        Knowledge = knowledge;
        this.timeZone = timeZone;
        Stratifier = Stratifier.Load(knowledge);
        snapshots = new SnapshotBuilder(knowledge.Terminology, knowledge.CareLevel.Currency, knowledge.AssessmentKeys, timeZone);
    }

    /// <summary>What is known.</summary>
    public KnowledgeBase Knowledge { get; }

    /// <summary>The bound rules.</summary>
    public Stratifier Stratifier { get; }

    /// <summary>Gets ready how knowledge is read, which takes a while the first time and needs no settings.</summary>
    public static void Prepare()
    {
        KnowledgeBase.Prepare();
        Stratifier.Prepare();
    }

    /// <summary>Loads the knowledge and binds the rules.</summary>
    /// <exception cref="KnowledgeException">A file or row is wrong.</exception>
    /// <exception cref="SettingsException">A setting is wrong, or the knowledge cannot be found.</exception>
    public static CareLevelEngine Load(ClinicalSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var files = KnowledgeFiles.Read(settings.Knowledge ?? FindKnowledge(), settings.LocalKnowledge);
        return new CareLevelEngine(KnowledgeBase.Load(files, settings.Options), settings.FindTimeZone());
    }

    /// <summary>The day in the site's time zone.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, timeZone).DateTime);

    /// <summary>What is known of one of the patients of the records on a day.</summary>
    public PatientSnapshot Snapshot(RecordSet records, string patientId, DateOnly asOf, bool withDrafts = true, ICollection<IntakeIssue>? issues = null) =>
        snapshots.Build(records, patientId, asOf, withDrafts, issues);

    /// <summary>Assesses one of the patients of the records.</summary>
    /// <param name="records">What arrived.</param>
    /// <param name="patientId">One of <see cref="RecordSet.Patients"/>.</param>
    /// <param name="asOf">The day of the assessment.</param>
    /// <param name="withDrafts">Whether orders that are being signed count.</param>
    /// <param name="issues">Takes what could not be used; null when nobody asks.</param>
    public Assessment Assess(RecordSet records, string patientId, DateOnly asOf, bool withDrafts = true, ICollection<IntakeIssue>? issues = null) =>
        Stratifier.Assess(Snapshot(records, patientId, asOf, withDrafts, issues));

    /// <summary>The folder that holds <c>terminology</c> and <c>cds-services</c>, found upwards from the program or the current folder.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static string FindKnowledge()
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (Directory.Exists(Path.Combine(folder.FullName, "terminology")) && Directory.Exists(Path.Combine(folder.FullName, "cds-services")))
                    return folder.FullName;
            }
        }
        throw new SettingsException("Clinical:Knowledge: the folders terminology and cds-services are not found upwards from the program; name the folder that holds them");
    }
}
