using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using Hl7.Fhir.Model;

namespace CdsOncoPharm.Intake;

/// <summary>Turns AdverseEvents, and Observations that carry a CTCAE grade, into toxicities.</summary>
internal sealed class ToxicityReader(Reading reading, MedicineReader medicines, ProcedureReader procedures)
{
    private readonly Grades grades = new(reading.Terminology);

    public List<ToxicityFact> Facts { get; } = [];

    public void Add(AdverseEvent adverse, in Entry entry)
    {
        if (adverse.ActualityElement?.ObjectValue as string is "potential" || IsEnteredInError(adverse) || !reading.Scope.Owns(adverse.Subject, entry))
            return;
        if (!TryDay(adverse, out var day))
            return;
        var grade = grades.In(adverse.Extension) ?? grades.In(adverse.ModifierExtension)
            ?? grades.OfSeverity(adverse.Severity) ?? grades.InName(adverse.Event);
        if (grade is { Value: 0 })
            return;
        var suspects = new Suspects(reading, medicines, procedures);
        AddSuspects(suspects, adverse, entry);
        var isOver = IsOver(adverse, entry, out var isOngoing);
        Add(entry, adverse.Event, grade, day, suspects, isOver, isOngoing);
    }

    /// <summary>Whether an observation is a graded toxicity: words or a grade extension say CTCAE, and its value is no measurement.</summary>
    public static bool IsGraded(Observation observation)
    {
        if (observation.Value is Quantity { Code: not null } or Quantity { Unit: not null })
            return false;
        if (SaysCtcae(observation.Code) || SaysCtcae(observation.Method))
            return true;
        foreach (var extension in observation.Extension)
        {
            if (Grades.IsGradeUrl(extension.Url))
                return true;
        }
        return observation.Value is CodeableConcept value && SaysCtcae(value);
    }

    /// <summary>Takes in a graded observation whose status and subject are already checked.</summary>
    public void Add(Observation observation, in Entry entry)
    {
        var (start, end) = reading.Calendar.Span(observation.Effective);
        var at = end is { } last && reading.Calendar.Exists(last) ? end : start ?? end;
        at ??= reading.Calendar.Read(observation.Issued);
        if (at is { } known && !reading.Calendar.Exists(known))
            return;
        var grade = grades.In(observation.Extension) ?? grades.Of(observation.Value);
        foreach (var component in observation.Component)
        {
            if (grade is null && (Words.Say(component.Code, "grade") || Words.Say(component.Code, "分级") || SaysCtcae(component.Code)))
                grade = grades.Of(component.Value);
        }
        if (grade is { Value: 0 })
            return;
        var suspects = new Suspects(reading, medicines, procedures);
        foreach (var focus in observation.Focus)
            suspects.Add(focus, entry);
        DateOnly? day = at is { } when ? reading.Calendar.Late(when) : null;
        Add(entry, observation.Code, grade, day, suspects, isOver: false, isOngoing: false);
    }

    /// <summary>Takes in the toxicities of earlier treatment that a person named, such as "neuropathy grade 3, oxaliplatin"; they are over.</summary>
    public void AddHistory(IReadOnlyList<AnswerFact> answers)
    {
        // The same told twice is one toxicity.
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var answer in answers)
        {
            if (answer.Assessment != AnswerFact.ToxicityHistory || SaysNone(answer.Value) || !told.Add(answer.Value))
                continue;
            var term = reading.Terminology.FindToxicity(answer.Value);
            var sets = term.Sets;
            foreach (var suspect in answer.Medicines)
                sets |= term.SetsFor(suspect);
            Facts.Add(new()
            {
                Reference = answer.Reference,
                Term = term.Name,
                Sets = sets,
                IsKnownTerm = term.IsKnown,
                Grade = reading.Terminology.FindGradeInText(answer.Value),
                IsOver = true,
                IsOfEarlierTreatment = true,
                IsDrugRelated = true,
                Suspects = answer.Medicines,
            });
        }

        static bool SaysNone(string value) => value.ToUpperInvariant() is "NONE" or "NO" or "无" or "否" or "没有";
    }

    /// <summary>
    /// Takes in what procedures say of their own complications, in words or as a diagnosis, and diagnoses that say that a procedure
    /// led to them.
    /// </summary>
    public void AddComplications(IReadOnlyList<(Condition Condition, ConditionFact Fact)> diagnoses)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (procedure, day, entry) in procedures.Complicated)
        {
            foreach (var complication in procedure.Complication)
                AddComplication(complication, grades.InName(complication), day, entry);
            foreach (var detail in procedure.ComplicationDetail)
            {
                if (reading.Scope.TryResolve(detail, entry, "Condition", out var target) && target.Resource is Condition condition)
                {
                    AddComplication(condition.Code, grades.OfSeverity(condition.Severity), day, entry);
                    taken.Add(target.Reference);
                }
                else
                    AddComplication(detail.Display is { } words ? new CodeableConcept { Text = words } : null, null, day, entry);
            }
        }
        foreach (var (condition, fact) in diagnoses)
        {
            var term = TermOf(condition.Code);
            // An infection is judged as the diagnosis that it is: as a toxicity it would be asked for a grade besides.
            if (taken.Contains(fact.Reference) || term.Sets.Overlaps(reading.Sets.Infection))
                continue;
            Facts.Add(new()
            {
                Reference = fact.Reference,
                Term = NameOf(term),
                Sets = term.Sets,
                IsKnownTerm = term.IsKnown,
                Grade = fact.Grade,
                Day = fact.Day,
                IsOver = fact.Status == ConditionStatus.Past,
                IsOngoing = fact.Status == ConditionStatus.Active,
                IsSuspected = fact.Verification == Verification.Suspected,
                IsDrugRelated = false,
                IsProcedureRelated = true,
            });
        }
    }

    private static LocalText NameOf(ToxicityTerm term) => term.Name.En.Length > 0 ? term.Name : new("complication of a procedure", "操作相关并发症");

    private void AddComplication(CodeableConcept? concept, CtcaeGrade? grade, DateOnly? day, in Entry entry)
    {
        var term = TermOf(concept);
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Term = NameOf(term),
            Sets = term.Sets,
            IsKnownTerm = term.IsKnown,
            Grade = grade,
            Day = day,
            IsDrugRelated = false,
            IsProcedureRelated = true,
        });
    }

    public static int Order(ToxicityFact a, ToxicityFact b)
    {
        var byDay = Nullable.Compare(b.Day, a.Day);
        return byDay != 0 ? byDay : string.CompareOrdinal(a.Reference, b.Reference);
    }

    private void Add(in Entry entry, CodeableConcept? said, CtcaeGrade? grade, DateOnly? day, Suspects suspects, bool isOver, bool isOngoing)
    {
        var term = TermOf(said);
        // "Radiation pneumonitis" names its cause, where no medicine is suspected.
        var isRadiation = !suspects.IsDrugRelated && !term.SetsWithRadiotherapy.IsEmpty && SaysRadiation(said);
        var sets = term.Sets;
        foreach (var suspect in suspects.Ingredients)
            sets |= term.SetsFor(suspect);
        var isUnattributed = !isRadiation && suspects is { IsDrugRelated: false, IsProcedureRelated: false, Ingredients.Count: 0 };
        var isAfterRadiotherapy = isUnattributed && !term.SetsWithRadiotherapy.IsEmpty && procedures.HadRecently(reading.Sets.Radiotherapy, day ?? reading.AsOf);
        var isCauseOpen = isAfterRadiotherapy || (isUnattributed && term.Sets.Overlaps(reading.Sets.ProceduralToxicity)
            && procedures.HadRecently(reading.Sets.Radiotherapy | reading.Sets.Operation, day ?? reading.AsOf));
        if (suspects.IsRadiotherapy || isAfterRadiotherapy || isRadiation)
            sets |= term.SetsWithRadiotherapy;
        Facts.Add(new()
        {
            Reference = entry.Reference,
            Term = isRadiation ? new($"{term.Name.En} (radiation)", $"{term.Name.Zh}（放射性）") : term.Name,
            Sets = sets,
            IsKnownTerm = term.IsKnown,
            Grade = grade,
            Day = day,
            IsOver = isOver,
            IsOngoing = isOngoing,
            IsDrugRelated = suspects.IsDrugRelated,
            IsUnrelated = suspects is { IsDrugRelated: false, IsExonerated: true },
            IsProcedureRelated = suspects.IsProcedureRelated || isCauseOpen || isRadiation,
            IsCauseOpen = isCauseOpen,
            Suspects = suspects.Ingredients,
            Action = suspects.Action,
            ActionDay = suspects.ActionDay,
        });
    }

    private static bool SaysCtcae(CodeableConcept? concept) => Words.Say(concept, "CTCAE");

    // A radiation recall is brought about by a medicine.
    private static bool SaysRadiation(CodeableConcept? concept) =>
        (Words.Say(concept, "radiation") || Words.Say(concept, "放射性")) && !Words.Say(concept, "recall") && !Words.Say(concept, "回忆");

    private static bool IsEnteredInError(AdverseEvent adverse)
    {
        foreach (var extension in adverse.ModifierExtension)
        {
            if (extension.Url?.EndsWith("/status", StringComparison.Ordinal) == true && extension.Value is Code { Value: "entered-in-error" })
                return true;
        }
        return false;
    }

    // The newest day on which it is reported; false when all of them lie after asOf.
    private bool TryDay(AdverseEvent adverse, out DateOnly? day)
    {
        day = null;
        var any = false;
        foreach (var written in (ReadOnlySpan<string?>)[adverse.Date, adverse.Detected, adverse.RecordedDate])
        {
            if (reading.Calendar.Read(written) is not { } read)
                continue;
            any = true;
            if (reading.Calendar.Exists(read) && reading.Calendar.Late(read) > (day ?? DateOnly.MinValue))
                day = reading.Calendar.Late(read);
        }
        return !any || day is not null;
    }

    private ToxicityTerm TermOf(CodeableConcept? concept)
    {
        var term = reading.Terminology.FindToxicity(concept?.Text);
        if (term.IsKnown || concept is null)
            return term;
        foreach (var coding in concept.Coding)
        {
            if (string.IsNullOrWhiteSpace(coding.Display))
                continue;
            var shown = reading.Terminology.FindToxicity(coding.Display);
            if (shown.IsKnown)
                return shown;
            if (string.IsNullOrWhiteSpace(concept.Text))
                term = shown;
        }
        if (!string.IsNullOrWhiteSpace(term.Name.En) || Words.Of(concept) is not { } code)
            return term;
        // Only a code: its number is better than nothing to read.
        var coded = reading.Terminology.FindToxicity(code);
        return coded.IsKnown ? coded : coded with { Name = new($"event coded {code}", $"编码为 {code} 的事件") };
    }

    private static void AddSuspects(Suspects suspects, AdverseEvent adverse, in Entry entry)
    {
        foreach (var suspect in adverse.SuspectEntity)
        {
            var unrelated = false;
            foreach (var causality in suspect.Causality)
                unrelated |= suspects.IsUnrelated(causality.Assessment) || suspects.IsUnrelated(causality.ProductRelatedness);
            if (unrelated)
                suspects.Exonerate(suspect.Instance, entry);
            else
                suspects.Add(suspect.Instance, entry);
        }
        foreach (var extension in adverse.Extension)
        {
            if (extension.Url is not { } url)
                continue;
            // The backport of R5's AdverseEvent (HL7 adverse events in research).
            if (url.EndsWith("/suspect-entity", StringComparison.Ordinal))
            {
                var unrelated = SaysUnrelated(suspects, extension);
                foreach (var part in extension.Extension)
                {
                    if (part.Url is not "instance")
                        continue;
                    if (unrelated)
                        suspects.Exonerate(part.Value as ResourceReference, entry);
                    else
                        suspects.Add(part.Value as ResourceReference, entry);
                }
            }
            else if (url.EndsWith("/mitigating-action", StringComparison.Ordinal))
            {
                foreach (var part in extension.Extension)
                {
                    if (part.Url is "item" && part.Value is CodeableConcept action)
                        suspects.AddAction(action);
                }
            }
        }

        static bool SaysUnrelated(Suspects suspects, Extension suspect)
        {
            foreach (var part in suspect.Extension)
            {
                if (part.Url is not "causality")
                    continue;
                foreach (var inner in part.Extension)
                {
                    if (inner.Url is "entityRelatedness" && suspects.IsUnrelated(inner.Value as CodeableConcept))
                        return true;
                }
            }
            return false;
        }
    }

    // Stated by its outcome, by the day on which it resolved, or by the end of the condition that it led to. An end after asOf means
    // that it went on.
    private bool IsOver(AdverseEvent adverse, in Entry entry, out bool isOngoing)
    {
        isOngoing = false;
        foreach (var extension in adverse.Extension)
        {
            if (extension.Url is not { } url || !(url.EndsWith("resolved-date", StringComparison.Ordinal) || url.EndsWith("resolve-date", StringComparison.Ordinal)))
                continue;
            if (reading.Calendar.Span(extension.Value).Start is not { } resolved)
                continue;
            isOngoing = !reading.Calendar.Exists(resolved);
            return !isOngoing;
        }
        if (OutcomeOf(adverse.Outcome) is { } stated)
        {
            isOngoing = !stated;
            return stated;
        }
        foreach (var reference in adverse.ResultingCondition)
        {
            if (reading.Scope.TryResolve(reference, entry, "Condition", out var target) && target.Resource is Condition { Abatement: { } abatement }
                && reading.Calendar.Span(abatement) is var (start, end) && (end ?? start) is { } over)
            {
                isOngoing = !reading.Calendar.Exists(over);
                return !isOngoing;
            }
        }
        return false;
    }

    // True: over. False: goes on. Null: not stated. What goes on is looked for first, as "not recovered" holds "recovered".
    private bool? OutcomeOf(CodeableConcept? outcome)
    {
        if (outcome is null)
            return null;
        var said = reading.AllSetsOf(outcome);
        if (said.Overlaps(reading.Sets.OutcomeOngoing) || Words.HasCode(outcome, "ongoing") || Words.HasCode(outcome, "recovering"))
            return false;
        if (said.Overlaps(reading.Sets.OutcomeResolved))
            return true;
        return Words.HasCode(outcome, "resolved") || Words.HasCode(outcome, "resolvedWithSequelae") || Words.HasCode(outcome, "fatal") ? true : null;
    }
}
