using System.Globalization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>A CareTeam of clinical pharmacists of different specialties answers how many of them decide jointly.</summary>
internal sealed class TeamReader(Reading reading, AnswerReader answers)
{
    private const string SnomedPharmacist = "46255001";

    // What a title says besides the specialty.
    private static readonly string[] s_titles =
    [
        "临床药师", "药师", "专科", "专业", "副主任", "主任", "主管", "高级",
        "clinical", "pharmacist", "pharmacy", "specialist", "specialty", "senior", "lead", "board", "certified", "in", "of", "for",
    ];

    public void Add(CareTeam team, in Entry entry)
    {
        if ((team.StatusElement?.ObjectValue as string ?? "") is not ("active" or "") || !reading.Scope.Owns(team.Subject, entry) || !IsNow(team.Period))
            return;
        var specialties = new HashSet<string>(StringComparer.Ordinal);
        var members = new HashSet<string>(StringComparer.Ordinal);
        foreach (var participant in team.Participant)
        {
            if (!IsNow(participant.Period) || SpecialtyOf(participant, entry) is not { } specialty)
                continue;
            specialties.Add(specialty);
            members.Add(participant.Member?.Reference ?? participant.Member?.Display ?? specialty);
        }
        if (Math.Min(specialties.Count, members.Count) is > 1 and var count)
            answers.Add(AnswerFact.PharmacistsOfSpecialties, count.ToString(CultureInfo.InvariantCulture), reading.Calendar.Read(team.Period?.Start) ?? reading.Calendar.Read(team.Meta?.LastUpdated), entry);
    }

    private bool IsNow(Period? period) =>
        (reading.Calendar.Read(period?.Start) is not { } start || reading.Calendar.Exists(start))
        && (reading.Calendar.Read(period?.End) is not { } end || end.Latest >= reading.AsOf);

    // Null for whoever is no pharmacist, or a pharmacist without a specialty.
    private string? SpecialtyOf(CareTeam.ParticipantComponent participant, in Entry entry)
    {
        var role = reading.Scope.TryResolve(participant.Member, entry, "PractitionerRole", out var target) ? target.Resource as PractitionerRole : null;
        if (role?.Active == false)
            return null;
        List<CodeableConcept> titles = [.. participant.Role, .. role?.Code ?? []];
        if (!titles.Exists(IsPharmacist))
            return null;
        foreach (var concept in role?.Specialty ?? [])
        {
            if (WithoutTitle(Words.Of(concept)) is { } stated)
                return stated;
        }
        foreach (var title in titles)
        {
            if (IsPharmacist(title) && WithoutTitle(Words.Readable(title)) is { } said)
                return said;
        }
        return null;
    }

    private static bool IsPharmacist(CodeableConcept concept) =>
        Words.Say(concept, "pharmacist") || Words.Say(concept, "药师") || Words.HasCode(concept, SnomedPharmacist);

    // "Clinical pharmacist, oncology" and "oncology pharmacist" are one specialty.
    private static string? WithoutTitle(string? words)
    {
        if (words is null)
            return null;
        var folded = Terminology.Fold(words);
        foreach (var title in s_titles)
        {
            if (!char.IsAsciiLetter(title[0]))
                folded = folded.Replace(title, " ", StringComparison.Ordinal);
        }
        var rest = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(s_titles).Order(StringComparer.Ordinal).ToList();
        return rest.Count == 0 ? null : string.Join(' ', rest);
    }
}
