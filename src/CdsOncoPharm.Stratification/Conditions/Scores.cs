using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;

namespace CdsOncoPharm.Stratification.Conditions;

/// <summary>Weight lost by the limits of <c>formulas.json</c>: newest weight against the highest of each window.</summary>
public sealed record WeightLoss : Condition
{
    private ResultRule weight = null!;
    private WeightLossLimits limits = null!;

    internal override void Bind(Binder binder)
    {
        weight = binder.Result("weight");
        limits = binder.Formulas.WeightLoss;
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        if (patient.Read(weight).Fact is not { Value: { } newest } now)
        {
            patient.Read(weight).Blame(trace);
            return Outcome.Unknown;
        }
        foreach (var fact in patient.Snapshot.ResultsOf(weight.Kind))
        {
            if (fact is not { Value: { } earlier, At: { } at, Unusable: Unusable.No } || earlier <= newest)
                continue;
            foreach (var limit in limits.Limits)
            {
                if (patient.IsWithin(at.Day, limit.Within) && (earlier - newest) * 100 >= limit.Percent * earlier)
                {
                    trace?.Fact(now);
                    trace?.Fact(fact);
                    return Outcome.Met;
                }
            }
        }
        return Outcome.NotMet;
    }

    internal override LocalText InWords() => new(
        "weight loss " + string.Join(" or ", limits.Limits.Select(l => $"≥ {Limits.Number(l.Percent)} % in {l.Within.In(Language.English)}")),
        "体重下降 " + string.Join(" 或 ", limits.Limits.Select(l => $"{l.Within.In(Language.Chinese)}内 ≥ {Limits.Number(l.Percent)}%")));
}

/// <summary>Class A, B or C by the Child-Pugh points, where bilirubin, albumin and INR are there or cannot change the class.</summary>
public sealed record ChildPugh : Condition
{
    private ResultRule bilirubin = null!;
    private ResultRule albumin = null!;
    private ResultRule inr = null!;
    private ResultRule seenAscites = null!;
    private ResultRule seenEncephalopathy = null!;
    private Condition ascites = null!;
    private Condition severeAscites = null!;
    private Condition encephalopathy = null!;
    private Condition severeEncephalopathy = null!;
    private Condition cholestatic = null!;
    private Condition anticoagulant = null!;
    private ChildPughPoints points = null!;

    public required string Class { get; init; }

    internal override void Bind(Binder binder)
    {
        if (Class is not ("A" or "B" or "C"))
            throw new BindingException("a Child-Pugh class is A, B or C");
        points = binder.Formulas.ChildPugh;
        bilirubin = binder.Result("tbil");
        albumin = binder.Result("albumin");
        inr = binder.Result("inr");
        seenAscites = binder.Result("ascites");
        seenEncephalopathy = binder.Result("hepatic-encephalopathy");
        CheckUnit(bilirubin, points.Bilirubin);
        CheckUnit(albumin, points.Albumin);
        CheckUnit(inr, points.Inr);
        ascites = binder.Definition("ascites").Condition;
        severeAscites = binder.Definition("ascites-severe").Condition;
        encephalopathy = binder.Definition("hepatic-encephalopathy").Condition;
        severeEncephalopathy = binder.Definition("hepatic-encephalopathy-severe").Condition;
        cholestatic = binder.Definition("cholestatic-liver-disease").Condition;
        anticoagulant = binder.Definition("on-anticoagulant").Condition;
    }

    private static void CheckUnit(ResultRule rule, PointLimits limits)
    {
        if (rule.Kind.Unit != limits.Unit)
            throw new BindingException($"the Child-Pugh limits of {rule.Kind.Code} are in {limits.Unit}, the result in {rule.Kind.Unit}");
    }

    internal override Outcome Test(PatientCase patient, Trace? trace)
    {
        var (low, high) = (0, 0);
        var mark = trace?.Mark ?? 0;
        List<string> partsEn = [], partsZh = [];
        Add("bilirubin", "胆红素", Points(patient.Read(bilirubin), points.Bilirubin, highIsBad: true, trace));
        Add("albumin", "白蛋白", Points(patient.Read(albumin), points.Albumin, highIsBad: false, trace));
        if (anticoagulant.Test(patient, null) == Outcome.Met)
            Add("INR, which does not grade the liver on an anticoagulant,", "INR（使用抗凝药期间不反映肝功能）", (1, 3));
        else
            Add("INR", "INR", Points(patient.Read(inr), points.Inr, highIsBad: true, trace));
        Add("ascites", "腹水", Points(ascites, severeAscites, seenAscites, points.AscitesThreeFrom, patient, trace));
        Add("encephalopathy", "肝性脑病", Points(encephalopathy, severeEncephalopathy, seenEncephalopathy, points.EncephalopathyThreeFrom, patient, trace));

        if (cholestatic.Test(patient, null) != Outcome.NotMet)
        {
            trace?.Missing("child-pugh-class", new("cholestatic liver disease: the recorded class is needed", "胆汁淤积性肝病：需要记录的Child-Pugh分级"));
            return Outcome.Unknown;
        }
        var (best, worst) = (ClassOf(low), ClassOf(high));
        if (best == worst)
        {
            trace?.ForgetMissing(mark);
            trace?.Note(new($"Child-Pugh {best} ({Span(low, high)} points: {string.Join(", ", partsEn)})", $"Child-Pugh {best} 级（{Span(low, high)} 分：{string.Join("、", partsZh)}）"));
            return Outcomes.Of(best == Class[0]);
        }
        if (Class[0] < best)
            return Outcome.NotMet;
        // A person is asked for the class, and what they answer goes before the parts: until then a worse one is open too.
        trace?.Missing("child-pugh-class", new(
            $"Child-Pugh {best} to {worst}: the parts do not decide ({string.Join(", ", partsEn)})", $"Child-Pugh {best}–{worst} 级：现有指标不足以判定（{string.Join("、", partsZh)}）"));
        return Outcome.Unknown;

        void Add(string en, string zh, (int Low, int High) part)
        {
            low += part.Low;
            high += part.High;
            partsEn.Add($"{en} {Span(part.Low, part.High)}");
            partsZh.Add($"{zh} {Span(part.Low, part.High)}");
        }
    }

    private static string Span(int low, int high) => low == high ? $"{low}" : $"{low}–{high}";

    private char ClassOf(int sum) => sum >= points.ClassCFrom ? 'C' : sum >= points.ClassBFrom ? 'B' : 'A';

    private static (int, int) Points(Reading reading, PointLimits limits, bool highIsBad, Trace? trace)
    {
        if (reading.Value is not { } value)
        {
            reading.Blame(trace);
            return (1, 3);
        }
        reading.Explain(trace);
        var side = value < limits.From ? 1 : value > limits.To ? 3 : 2;
        var score = highIsBad ? side : 4 - side;
        return (score, score);
    }

    // A diagnosis and what was seen may both say it; the worse of the two counts.
    private static (int, int) Points(Condition any, Condition severe, ResultRule observed, int threeFrom, PatientCase patient, Trace? trace)
    {
        var (low, high) = (severe.Test(patient, null), any.Test(patient, trace)) switch
        {
            (Outcome.Met, _) => (3, 3),
            (Outcome.Unknown, _) => (1, 3),
            (_, Outcome.Met) => (2, 2),
            (_, Outcome.Unknown) => (1, 2),
            _ => (1, 1),
        };
        if (patient.Read(observed).Fact is not { } fact)
            return patient.HasUnreadable(observed) ? (low, 3) : (low, high);
        trace?.Fact(fact);
        var (seenLow, seenHigh) = fact.Value switch
        {
            null => (2, 3),
            { } degree when degree >= threeFrom => (3, 3),
            > 0 => (2, 2),
            _ => (1, 1),
        };
        return (Math.Max(low, seenLow), Math.Max(high, seenHigh));
    }

    internal override LocalText InWords() => new($"Child-Pugh class {Class} from bilirubin, albumin, INR, ascites and encephalopathy", $"由胆红素、白蛋白、INR、腹水和肝性脑病计算的 Child-Pugh {Class} 级");
}
