using System.Text.Json.Serialization;
using CdsOncoPharm.Clinical;
using CdsOncoPharm.Stratification.Conditions;

namespace CdsOncoPharm.Stratification;

/// <summary>
/// A condition of a criterion: one of a closed set of kinds whose numbers, codes and words are data and whose meaning is
/// the code of its type. A new kind is a new file in <c>Conditions/</c>, a line here, and its tests.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(All), "all")]
[JsonDerivedType(typeof(Any), "any")]
[JsonDerivedType(typeof(AtLeast), "at-least")]
[JsonDerivedType(typeof(Not), "not")]
[JsonDerivedType(typeof(Defined), "defined")]
[JsonDerivedType(typeof(Advice), "advice")]
[JsonDerivedType(typeof(OptionIs), "option")]
[JsonDerivedType(typeof(CriterionMet), "criterion-met")]
[JsonDerivedType(typeof(RiskFactors), "risk-factors")]
[JsonDerivedType(typeof(AgeInRange), "age")]
[JsonDerivedType(typeof(SexIs), "sex")]
[JsonDerivedType(typeof(LatestResult), "latest-result")]
[JsonDerivedType(typeof(ResultIs), "result-is")]
[JsonDerivedType(typeof(HasResult), "has-result")]
[JsonDerivedType(typeof(RecentResults), "recent-results")]
[JsonDerivedType(typeof(WeightLoss), "weight-loss")]
[JsonDerivedType(typeof(ChildPugh), "child-pugh")]
[JsonDerivedType(typeof(CurrentMedicine), "current-medicine")]
[JsonDerivedType(typeof(RecentMedicine), "recent-medicine")]
[JsonDerivedType(typeof(NewOrder), "new-order")]
[JsonDerivedType(typeof(NaiveTo), "naive-to")]
[JsonDerivedType(typeof(RescueDoses), "rescue-doses")]
[JsonDerivedType(typeof(MedicineCount), "medicine-count")]
[JsonDerivedType(typeof(HasCondition), "condition")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(NotAnswered), "not-answered")]
[JsonDerivedType(typeof(JudgedCondition), "condition-judged")]
[JsonDerivedType(typeof(Toxicity), "toxicity")]
[JsonDerivedType(typeof(Procedure), "procedure")]
[JsonDerivedType(typeof(Nutrition), "nutrition")]
[JsonDerivedType(typeof(DeviceInUse), "device")]
[JsonDerivedType(typeof(Inpatient), "inpatient")]
[JsonDerivedType(typeof(DrugLevel), "drug-level")]
[JsonDerivedType(typeof(HasDrugLevel), "has-drug-level")]
[JsonDerivedType(typeof(Genotype), "genotype")]
[JsonDerivedType(typeof(CumulativeDose), "cumulative-dose")]
[JsonDerivedType(typeof(CumulativeFraction), "cumulative-fraction")]
[JsonDerivedType(typeof(SingleDose), "single-dose")]
[JsonDerivedType(typeof(DailyDose), "daily-dose")]
[JsonDerivedType(typeof(RegimenRisk), "regimen")]
[JsonDerivedType(typeof(RadiotherapyWith), "radiotherapy-with")]
[JsonDerivedType(typeof(Sequence), "sequence")]
[JsonDerivedType(typeof(TherapyDuration), "therapy-duration")]
[JsonDerivedType(typeof(ClassSwitch), "class-switch")]
[JsonDerivedType(typeof(Overlap), "overlap")]
[JsonDerivedType(typeof(Rechallenge), "rechallenge")]
[JsonDerivedType(typeof(PastResult), "past-result")]
[JsonDerivedType(typeof(ResultOnTreatment), "result-on-treatment")]
[JsonDerivedType(typeof(CreatinineRise), "creatinine-rise")]
[JsonDerivedType(typeof(RecurrentToxicity), "recurrent-toxicity")]
[JsonDerivedType(typeof(LaboratoryToxicity), "laboratory-toxicity")]
[JsonDerivedType(typeof(NewAgent), "new-agent")]
[JsonDerivedType(typeof(Interaction), "interaction")]
[JsonDerivedType(typeof(TubeMedicine), "tube-medicine")]
[JsonDerivedType(typeof(DaysCovered), "days-covered")]
[JsonDerivedType(typeof(StatedAdherence), "stated-adherence")]
public abstract record Condition
{
    /// <summary>Looks up the names that the data use; called once, at start.</summary>
    /// <exception cref="BindingException">A name does not exist, or the data contradict themselves.</exception>
    internal virtual void Bind(Binder binder)
    {
    }

    /// <summary>Judges the condition for a patient.</summary>
    /// <param name="patient">The facts, and what has been derived from them so far.</param>
    /// <param name="trace">Where to say why; null when nobody asks.</param>
    internal abstract Outcome Test(PatientCase patient, Trace? trace);

    /// <summary>The condition as a pharmacist would read it aloud.</summary>
    internal abstract LocalText InWords();
}

/// <summary>A condition that names something that does not exist, or that means nothing.</summary>
internal sealed class BindingException(string reason) : Exception(reason);
