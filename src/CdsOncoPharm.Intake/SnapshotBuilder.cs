using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>
/// Makes the snapshot of one patient on one day out of everything that arrived. Reads no clock and changes nothing that it is given;
/// safe to use from many threads.
/// </summary>
/// <param name="terminology">What codes, words and units mean.</param>
/// <param name="currency">How long facts count.</param>
/// <param name="assessmentKeys">Keys of <c>assessments.json</c>: observations and questionnaire items with such a code are answers.</param>
/// <param name="timeZone">The site's time zone, in which days begin and end.</param>
public sealed class SnapshotBuilder(
    Terminology terminology, Currency currency, IReadOnlySet<string> assessmentKeys, TimeZoneInfo timeZone)
{
    private readonly KnownSets sets = new(terminology);

    /// <summary>Makes the snapshot.</summary>
    /// <param name="records">Everything that arrived.</param>
    /// <param name="patientId">One of <see cref="RecordSet.Patients"/>.</param>
    /// <param name="asOf">The day of the assessment; what is dated after its end in the site's time zone does not exist.</param>
    /// <param name="withDrafts">Whether orders that are being signed count; without them the snapshot is as before the signature.</param>
    /// <param name="issues">Takes what could not be used; null when nobody asks.</param>
    /// <exception cref="ArgumentException">The patient is not among the records.</exception>
    public PatientSnapshot Build(
        RecordSet records, string patientId, DateOnly asOf, bool withDrafts = true, ICollection<IntakeIssue>? issues = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(patientId);
        var index = records.Index(withDrafts);
        var patient = index.FindPatient(patientId)
            ?? throw new ArgumentException("This patient is not among the records.", nameof(patientId));
        var reading = new Reading(
            terminology, sets, currency, new Calendar(timeZone, asOf), new PatientScope(index, patient), records, withDrafts, issues);
        var facts = new FactReaders(reading, assessmentKeys);
        foreach (var entry in index.Entries)
            facts.Read(entry);
        return facts.Finish(records, index);
    }

    /// <summary>The readers of one snapshot.</summary>
    private sealed class FactReaders
    {
        private readonly Reading reading;
        private readonly MedicineReader medicines;
        private readonly ConditionReader conditions;
        private readonly ResultReader results;
        private readonly ProcedureReader procedures;
        private readonly AnswerReader answers;
        private readonly TeamReader teams;
        private readonly ToxicityReader toxicities;
        private readonly NutritionReader nutrition;
        private readonly DeviceReader devices;
        private readonly EncounterReader encounters;
        private readonly InteractionReader interactions;
        private readonly RegimenReader regimens;

        // Toxicities ask for answers ("what was done with the medicine"), so they wait for them.
        private readonly List<Entry> waiting = [];

        public FactReaders(Reading reading, IReadOnlySet<string> assessmentKeys)
        {
            this.reading = reading;
            medicines = new(reading);
            procedures = new(reading);
            conditions = new(reading, procedures);
            results = new(reading);
            answers = new(reading, medicines.Products, assessmentKeys);
            teams = new(reading, answers);
            toxicities = new(reading, medicines, procedures);
            nutrition = new(reading);
            devices = new(reading);
            encounters = new(reading);
            interactions = new(reading);
            regimens = new(reading);
        }

        public void Read(in Entry entry)
        {
            try
            {
                Dispatch(entry);
            }
            catch (Exception broken) when (broken is not (OutOfMemoryException or StackOverflowException))
            {
                // Nothing that a record says may stop the assessment: it costs that resource, and is told by its kind alone.
                reading.Issue(entry, entry.Resource.TypeName, $"could not be read ({broken.GetType().Name})");
            }
        }

        public PatientSnapshot Finish(RecordSet records, RecordIndex index)
        {
            answers.Facts.Sort(AnswerReader.Order);
            foreach (var entry in waiting)
                ReadToxicity(entry);
            toxicities.AddHistory(answers.Facts);
            toxicities.AddComplications(conditions.Complications);
            devices.Finish();
            conditions.Finish();
            conditions.Facts.Sort(ConditionReader.Order);
            procedures.Facts.Sort(ProcedureReader.Order);
            toxicities.Facts.Sort(ToxicityReader.Order);
            nutrition.Facts.Sort(NutritionReader.Order);
            devices.Facts.Sort(static (a, b) => string.CompareOrdinal(a.Reference, b.Reference));
            encounters.Facts.Sort(EncounterReader.Order);
            interactions.Facts.Sort(InteractionReader.Order);
            results.Genotypes.Sort(ResultReader.Order);
            return new()
            {
                AsOf = reading.AsOf,
                Patient = reading.Scope.Patient.Reference,
                Sex = reading.Sex,
                BirthDate = reading.BirthDate is { } birth ? Partial(birth) : null,
                Therapies = [.. medicines.Therapies()],
                UnrecognisedMedicines = medicines.Unrecognised(),
                Conditions = conditions.Facts,
                Results = results.Results(),
                Toxicities = toxicities.Facts,
                Procedures = procedures.Facts,
                Answers = answers.Facts,
                Nutrition = nutrition.Facts,
                Devices = devices.Facts,
                Encounters = encounters.Facts,
                Genotypes = results.Genotypes,
                Interactions = interactions.Facts,
                RegimenTexts = regimens.Texts,
                Gaps = GapsOf(records),
                ResourceCount = index.Entries.Count,
            };
        }

        private Dictionary<RecordKind, GapReason> GapsOf(RecordSet records)
        {
            var gaps = new Dictionary<RecordKind, GapReason>(records.Gaps);
            foreach (var kind in records.IsOfOnePatient ? reading.Scope.Foreign : [])
                gaps.TryAdd(kind, GapReason.OfAnotherPatient);
            return gaps;
        }

        private void Dispatch(in Entry entry)
        {
            switch (entry.Resource)
            {
                case Observation observation:
                    Read(observation, entry);
                    break;
                case Condition condition:
                    conditions.Add(condition, entry);
                    break;
                case MedicationRequest order:
                    medicines.Add(order, entry);
                    regimens.Add(order, entry);
                    break;
                case MedicationAdministration dose:
                    medicines.Add(dose, entry);
                    break;
                case MedicationStatement statement:
                    medicines.Add(statement, entry);
                    break;
                case MedicationDispense supply:
                    medicines.Add(supply, entry);
                    break;
                case Procedure procedure:
                    procedures.Add(procedure, entry);
                    break;
                case ServiceRequest request:
                    procedures.Add(request, entry);
                    break;
                case EpisodeOfCare episode:
                    procedures.Add(episode, entry);
                    break;
                case CarePlan plan:
                    procedures.Add(plan, entry);
                    medicines.Add(plan, entry);
                    regimens.Add(plan, entry);
                    break;
                case RequestGroup group:
                    regimens.Add(group, entry);
                    break;
                case AdverseEvent:
                    waiting.Add(entry);
                    break;
                case QuestionnaireResponse response:
                    answers.Add(response, entry);
                    break;
                case NutritionOrder order:
                    nutrition.Add(order, entry);
                    break;
                case Device device:
                    devices.Add(device, entry);
                    break;
                case DeviceUseStatement use:
                    devices.Add(use, entry);
                    break;
                case Encounter encounter:
                    encounters.Add(encounter, entry);
                    break;
                case CareTeam team:
                    teams.Add(team, entry);
                    break;
                case DetectedIssue issue:
                    interactions.Add(issue, entry);
                    break;
            }
        }

        // The code is asked first: what maps to nothing costs no more than the question.
        private void Read(Observation observation, in Entry entry)
        {
            var key = answers.KeyOf(observation.Code);
            var kind = results.KindOf(observation.Code);
            if (key is null && kind is null && ConditionReader.IsSmokingStatus(observation.Code))
            {
                if (observation.Status is not (ObservationStatus.EnteredInError or ObservationStatus.Cancelled) && reading.Scope.Owns(observation.Subject, entry))
                    conditions.Add(observation, entry);
                return;
            }
            // "CTCAE: platelet count decreased, 3" is no count of platelets.
            var isGraded = key is null && ToxicityReader.IsGraded(observation);
            if (key is null && kind is null && !isGraded && observation.Component.Count == 0)
                return;
            if (observation.Status is ObservationStatus.EnteredInError or ObservationStatus.Cancelled
                || (observation.Status is ObservationStatus.Registered && observation.Value is null && observation.Component.Count == 0)
                || !reading.Scope.Owns(observation.Subject, entry))
                return;
            if (key is not null)
                answers.Add(observation, key, entry);
            if (isGraded)
                waiting.Add(entry);
            else
                results.Add(observation, kind, entry);
        }

        private void ReadToxicity(in Entry entry)
        {
            try
            {
                if (entry.Resource is AdverseEvent adverse)
                    toxicities.Add(adverse, entry);
                else if (entry.Resource is Observation observation)
                    toxicities.Add(observation, entry);
            }
            catch (Exception broken) when (broken is not (OutOfMemoryException or StackOverflowException))
            {
                reading.Issue(entry, entry.Resource.TypeName, $"could not be read ({broken.GetType().Name})");
            }
        }

        private static PartialDate Partial(FhirDay day) =>
            day.Earliest == day.Latest ? PartialDate.Of(day.Earliest)
            : day.Earliest.Month == day.Latest.Month ? PartialDate.Of(day.Earliest.Year, day.Earliest.Month)
            : PartialDate.Of(day.Earliest.Year);
    }
}
