using CdsOncoPharm.Clinical;
using static CdsOncoPharm.Intake.Tests.A;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>Every worked case and every public patient is read, and spot checks of what is in them.</summary>
public sealed class SharedRecordsTests
{
    [SharedFact]
    public void Every_case_and_every_public_patient_is_read_without_losing_a_resource()
    {
        var patients = 0;
        foreach (var file in SharedFiles.Files("cases").Concat(SharedFiles.Files("data")))
        {
            if (Path.GetFileName(file) == "expected.json")
                continue;
            foreach (var part in FileReader.Read(File.ReadAllBytes(file)))
            {
                if (part.Records is not { } records)
                {
                    Assert.NotNull(part.Error);
                    continue;
                }
                foreach (var patient in part.PatientIds)
                {
                    foreach (var asOf in (DateOnly[])[new(1990, 1, 1), new(2012, 7, 15), new(2020, 1, 1), part.AsOf ?? AsOf])
                    {
                        var issues = new List<IntakeIssue>();
                        var snapshot = Builder.Build(records, patient, asOf, issues: issues);
                        Assert.DoesNotContain(issues, i => i.What.StartsWith("could not be read", StringComparison.Ordinal));
                        Assert.Equal(asOf, snapshot.AsOf);
                        NothingLiesAfter(snapshot);
                    }
                    patients++;
                }
            }
        }
        Assert.True(patients >= 60, $"{patients} patients");
    }

    [SharedFact]
    public void A_bundle_in_any_order_and_with_everything_twice_gives_the_same_snapshot()
    {
        foreach (var file in SharedFiles.Files("cases/bundles").Concat(SharedFiles.Files("data/hl7-ae-research")).Concat(SharedFiles.Files("data/mcode-stu4")))
            Shuffling.Check(File.ReadAllBytes(file), 4);
    }

    [SharedFact]
    public void Another_patients_record_beside_it_changes_nothing()
    {
        var files = SharedFiles.Files("cases/bundles").ToList();
        for (var i = 0; i < files.Count; i++)
        {
            var own = Assert.Single(FileReader.Read(File.ReadAllBytes(files[i])));
            var patient = Assert.Single(own.PatientIds);
            var both = new RecordSet { DraftsAreBeingSigned = true };
            both.Read(File.ReadAllBytes(files[(i + 1) % files.Count]));
            both.Read(File.ReadAllBytes(files[i]));
            Assert.Equal(SnapshotText.Of(Of(own.Records!, patient: patient)), SnapshotText.Of(Of(both, patient: patient)));
        }
    }

    [SharedFact]
    public void Case_12_tube_fed_with_sepsis_under_chemoradiotherapy()
    {
        var snapshot = Case("CASE-12");
        Assert.Equal((Sex.Male, new DateOnly(1950, 10, 10)), (snapshot.Sex, snapshot.BirthDate!.Value.Latest));
        Assert.Equal(
            ["acetylcysteine", "carboplatin", "fentanyl", "lactulose", "meropenem", "nifedipine", "omeprazole", "ondansetron", "paclitaxel"],
            snapshot.Therapies.Where(t => t.IsCurrent).Select(t => t.Ingredient.Code).Concat(snapshot.UnrecognisedMedicines.Select(u => u.Record.Text.Split(' ')[0].ToLowerInvariant())).Order(StringComparer.Ordinal));
        var paclitaxel = snapshot.Therapy("paclitaxel")!;
        Assert.Equal((new DateOnly(2026, 10, 12), new DateOnly(2026, 11, 18)), (paclitaxel.FirstDay, paclitaxel.LastDay));
        Assert.Equal(6, paclitaxel.Records.Count(r => r.Kind == MedicationRecordKind.Administration));
        Assert.Equal(new Dose(80.5m, "mg"), paclitaxel.Evidence.Dose);
        Assert.Equal(7, paclitaxel.Records.Single(r => r.Kind == MedicationRecordKind.Order).CycleDays);
        Assert.Contains("vs-form-modified-release", Sets(snapshot.Therapy("nifedipine")!.Evidence.Form));
        Assert.Contains("vs-enteral-tube-route", Sets(snapshot.Therapy("nifedipine")!.Evidence.Route));
        Assert.Equal(["severe", "severe"], snapshot.Conditions.Where(c => c.Severity is not null).Select(c => c.Severity));
        Assert.Contains(snapshot.Conditions, c => Sets(c.Sets).Contains("vs-sepsis"));
        Assert.True(Assert.Single(snapshot.Nutrition).IsEnteral);
        Assert.Contains("vs-feeding-tube", Sets(Assert.Single(snapshot.Devices).Sets));
        Assert.Contains("vs-thoracic-radiotherapy", Sets(Assert.Single(snapshot.Procedures).Sets));
        Assert.Equal(2, snapshot.Results("bp-systolic").Count);
        Assert.Equal([0.3m, 2.2m], snapshot.Results("anc").Select(r => r.Value!.Value));
        Assert.Equal(["comorbidity-stability=stable", "pg-sga-grade=C"], snapshot.Answers.Select(a => $"{a.Assessment}={a.Value}").Order(StringComparer.Ordinal));
    }

    [SharedFact]
    public void Case_7_an_immune_toxicity_that_interrupts_the_suspected_order()
    {
        var snapshot = Case("CASE-07");
        var toxicity = Assert.Single(snapshot.Toxicities);
        Assert.Equal((2, true, ActionTaken.Interrupted, "sintilimab"), (toxicity.Grade!.Value.Value, toxicity.IsDrugRelated, toxicity.Action, Assert.Single(toxicity.Suspects).Code));
        Assert.True(snapshot.IsOn("sintilimab"));
        Assert.Equal(Verification.Suspected, snapshot.Conditions.Single(c => c.Text.StartsWith("Suspected", StringComparison.Ordinal)).Verification);
        var ck = snapshot.Result("ck");
        Assert.Equal(3.1m, ck.Value / ck.UpperLimit);
    }

    [SharedFact]
    public void Case_2_drafts_of_the_context_are_what_the_bundle_has_as_orders()
    {
        var part = Assert.Single(FileReader.Read(SharedFiles.Read("cases/requests/CASE-02-order-sign.json")));
        Assert.Equal(new DateOnly(2026, 11, 21), part.AsOf);
        var patient = Assert.Single(part.PatientIds);
        var signed = Of(part.Records!, patient: patient);
        Assert.True(signed.IsOn("doxorubicin") && signed.IsOn("cyclophosphamide"));
        Assert.Equal((MedicationRecordKind.Draft, 21m), (signed.Therapy("doxorubicin")!.Evidence.Kind, signed.Therapy("doxorubicin")!.Evidence.CycleDays));
        Assert.Empty(Of(part.Records!, withDrafts: false, patient: patient).Therapies);
    }

    [SharedFact]
    public void Public_orders_that_stay_active_for_ever_are_current_only_near_their_day()
    {
        var file = SharedFiles.Files("data/smart-synthea").First(f => Path.GetFileName(f).StartsWith("Austin", StringComparison.Ordinal));
        var part = Assert.Single(FileReader.Read(File.ReadAllBytes(file)));
        var patient = Assert.Single(part.PatientIds);
        var cisplatin = Builder.Build(part.Records!, patient, new(2026, 11, 21)).Therapy("cisplatin")!;
        Assert.False(cisplatin.IsCurrent);
        Assert.NotNull(cisplatin.LastDay);
    }

    [SharedFact]
    public void A_score_of_somebody_else_in_a_public_bundle_does_not_count()
    {
        // Two observations of this bundle are about Patient/mCODEMassiveBioPatientExample1004.
        var part = Assert.Single(FileReader.Read(SharedFiles.Read("data/mcode-trial-matching/patient_data.json")));
        var snapshot = Of(part.Records!, patient: Assert.Single(part.PatientIds));
        Assert.Empty(snapshot.Results("ecog"));
        Assert.NotNull(snapshot.Therapy("paclitaxel"));
    }

    [SharedFact]
    public void An_event_of_the_research_profile_gives_its_suspects_outcome_and_action()
    {
        var part = Assert.Single(FileReader.Read(SharedFiles.Read("data/hl7-ae-research/patient-example-kaitlyn-b1.json")));
        var toxicity = Assert.Single(Of(part.Records!, patient: Assert.Single(part.PatientIds)).Toxicities);
        Assert.Equal(5, toxicity.Grade?.Value);
        // Kadcyla was assessed as not related.
        Assert.False(toxicity.IsDrugRelated);
        var janet = Assert.Single(FileReader.Read(SharedFiles.Read("data/hl7-ae-research/JanetPatient.json")));
        Assert.True(Assert.Single(Of(janet.Records!, patient: Assert.Single(janet.PatientIds)).Toxicities).IsOver);
    }

    [SharedFact]
    public void A_bundle_of_radiotherapy_without_a_patient_is_an_error() =>
        Assert.Equal("There is no Patient in it.", Assert.Single(FileReader.Read(SharedFiles.Read("data/codex-rt/Patient-101.json"))).Error);

    private static PatientSnapshot Case(string name)
    {
        var part = Assert.Single(FileReader.Read(SharedFiles.Read($"cases/bundles/{name}.json")));
        return Of(part.Records!, patient: Assert.Single(part.PatientIds));
    }

    private static void NothingLiesAfter(PatientSnapshot snapshot)
    {
        Assert.All(snapshot.Results, kind => Assert.All(kind ?? [], r => Assert.True(r.At is null || r.At.Value.Day <= snapshot.AsOf)));
        Assert.All(snapshot.Toxicities, t => Assert.True(t.Day is null || t.Day <= snapshot.AsOf));
        Assert.All(snapshot.Conditions, c => Assert.True(c.Day is null || c.Day <= snapshot.AsOf));
        Assert.All(snapshot.Therapies, t => Assert.True((t.FirstDay ?? snapshot.AsOf) <= snapshot.AsOf && (t.LastDay ?? snapshot.AsOf) <= snapshot.AsOf && (t.CurrentSince ?? snapshot.AsOf) <= snapshot.AsOf));
        Assert.All(snapshot.Answers, a => Assert.True(a.At is null || a.At.Value.Day <= snapshot.AsOf));
    }
}
