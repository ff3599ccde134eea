using System.Globalization;

namespace CdsOncoPharm.Knowledge.Tests;

/// <summary>Grades of <c>cds-services/ctcae-labs.json</c>, on each boundary of CTCAE v5.0 and just off it.</summary>
public sealed class LaboratoryGradeTests
{
    private static readonly LaboratoryTable Table = LaboratoryTable.Load(Shipped.Files, Shipped.Terminology);

    // Term, result, unit; limits of normal and baseline where the term needs them; then value=grade.
    private static readonly string[] Rows =
    [
        "Anemia | hb | g/L lln=120 | 120=0 119.9=1 100=1 99.9=2 80=2 79.9=3 10=3",
        "Anemia | hb | g/dL lln=12 | 12=0 11.9=1 10=1 9.9=2 8=2 7.9=3",
        "Anemia | hb | mmol/L lln=7.4 | 7.4=0 7.3=1 6.2=1 6.1=2 4.9=2 4.8=3",
        "White blood cell decreased | wbc | 10*9/L lln=4 | 4=0 3.9=1 3=1 2.9=2 2=2 1.9=3 1=3 0.9=4",
        "White blood cell decreased | wbc | /uL lln=4000 | 4000=0 3999=1 3000=1 2999=2 2000=2 1999=3 1000=3 999=4",
        "Leukocytosis | wbc | 10*9/L | 100=0 100.1=3",
        "Neutrophil count decreased | anc | 10*9/L lln=2 | 2=0 1.9=1 1.5=1 1.49=2 1=2 0.99=3 0.5=3 0.49=4 0=4",
        "Neutrophil count decreased | anc | 10*3/uL lln=2 | 1.5=1 1.49=2 1=2 0.99=3 0.5=3 0.49=4",
        "Lymphocyte count decreased | lymphocytes | 10*9/L lln=1 | 1=0 0.9=1 0.8=1 0.79=2 0.5=2 0.49=3 0.2=3 0.19=4",
        "Lymphocyte count increased | lymphocytes | 10*9/L | 4=0 4.1=2 20=2 20.1=3",
        "Platelet count decreased | plt | 10*9/L lln=150 | 150=0 149=1 75=1 74=2 50=2 49=3 25=3 24=4",
        "Platelet count decreased | plt | /mm3 lln=150000 | 75000=1 74999=2 50000=2 49999=3 25000=3 24999=4",
        "Activated partial thromboplastin time prolonged | aptt | s uln=40 | 40=0 40.1=1 60=1 60.1=2 100=2 100.1=3",
        "INR increased | inr | {INR} | 1.2=0 1.21=1 1.5=1 1.51=2 2.5=2 2.51=3",
        "INR increased | inr | {INR} during baseline=2 | 2=0 2.1=1 3=1 3.1=2 5=2 5.1=3",
        "Fibrinogen decreased | fibrinogen | g/L lln=2 | 2=0 1.99=1 1.5=1 1.49=2 1=2 0.99=3 0.5=3 0.49=4",
        "Fibrinogen decreased | fibrinogen | mg/dL lln=160 | 160=0 159=1 120=1 119=2 80=2 79=3 50=3 49=4",
        "Fibrinogen decreased | fibrinogen | g/L lln=2 abnormal baseline=1.6 | 1.6=0 1.59=1 1.2=2 1.21=1 0.8=3 0.81=2 0.51=3 0.49=4",
        "Haptoglobin decreased | haptoglobin | g/L lln=0.3 | 0.3=0 0.29=1 0=1",
        "Alanine aminotransferase increased | alt | U/L uln=40 | 40=0 41=1 120=1 121=2 200=2 201=3 800=3 801=4",
        "Alanine aminotransferase increased | alt | U/L uln=40 abnormal baseline=60 | 89=0 90=1 180=1 181=2 300=2 301=3 1200=3 1201=4",
        "Alanine aminotransferase increased | alt | ukat/L uln=0.7 | 0.7=0 0.71=1 2.1=1 2.11=2 3.5=2 3.51=3 14=3 14.1=4",
        "Aspartate aminotransferase increased | ast | U/L uln=40 | 40=0 41=1 120=1 121=2 200=2 201=3 800=3 801=4",
        "Aspartate aminotransferase increased | ast | U/L uln=40 abnormal baseline=60 | 89=0 90=1 180=1 181=2 300=2 301=3 1200=3 1201=4",
        "Alkaline phosphatase increased | alp | U/L uln=100 | 100=0 101=1 250=1 251=2 500=2 501=3 2000=3 2001=4",
        "Alkaline phosphatase increased | alp | U/L uln=100 abnormal baseline=120 | 239=0 240=1 300=1 301=2 600=2 601=3 2400=3 2401=4",
        "GGT increased | ggt | U/L uln=60 | 60=0 61=1 150=1 151=2 300=2 301=3 1200=3 1201=4",
        "GGT increased | ggt | U/L uln=60 abnormal baseline=100 | 199=0 200=1 250=1 251=2 500=2 501=3 2000=3 2001=4",
        "Blood bilirubin increased | tbil | umol/L uln=20 | 20=0 21=1 30=1 31=2 60=2 61=3 200=3 201=4",
        "Blood bilirubin increased | tbil | mg/dL uln=1.2 | 1.2=0 1.3=1 1.8=1 1.9=2 3.6=2 3.7=3 12=3 12.1=4",
        "Blood bilirubin increased | tbil | umol/L uln=20 abnormal baseline=30 | 30=0 31=1 45=1 46=2 90=2 91=3 300=3 301=4",
        "Blood lactate dehydrogenase increased | ldh | U/L uln=250 | 250=0 251=1 9999=1",
        "Hypoalbuminemia | albumin | g/L lln=35 | 35=0 34.9=1 30=1 29.9=2 20=2 19.9=3",
        "Hypoalbuminemia | albumin | g/dL lln=3.5 | 3.5=0 3.4=1 3=1 2.9=2 2=2 1.9=3",
        "Creatinine increased | creatinine | umol/L uln=100 | 100=0 101=1 150=1 151=2 300=2 301=3 600=3 601=4",
        "Creatinine increased | creatinine | mg/dL uln=1.2 | 1.2=0 1.3=1 1.8=1 1.9=2 3.6=2 3.7=3 7.2=3 7.3=4",
        "Creatinine increased | creatinine | umol/L uln=100 baseline=50 | 75=0 76=2 150=2 151=3 600=3 601=4",
        "Proteinuria | urine-protein | mg/(24.h) uln=150 | 149=0 150=1 999=1 1000=2 3499=2 3500=3",
        "Proteinuria | urine-protein | g/(24.h) uln=0.15 | 0.14=0 0.15=1 0.99=1 1=2 3.49=2 3.5=3",
        "Hyperuricemia | urate | umol/L uln=420 | 420=0 421=1 9999=1",
        "CPK increased | ck | U/L uln=200 | 200=0 201=1 500=1 501=2 1000=2 1001=3 2000=3 2001=4",
        "Lipase increased | lipase | U/L uln=60 | 60=0 61=1 90=1 91=2 300=2 301=3 9999=3",
        "Serum amylase increased | amylase | U/L uln=100 | 100=0 101=1 150=1 151=2 500=2 501=3 9999=3",
        "Electrocardiogram QT corrected interval prolonged | qtc | ms | 449=0 450=1 480=1 481=2 500=2 501=3 700=3",
        "Hypocalcemia | ca | mmol/L lln=2.15 | 2.15=0 2.14=1 2=1 1.99=2 1.75=2 1.74=3 1.5=3 1.49=4",
        "Hypocalcemia | ca | mg/dL lln=8.6 | 8.6=0 8.5=1 8=1 7.99=2 7=2 6.9=3 6=3 5.9=4",
        "Hypercalcemia | ca | mmol/L uln=2.55 | 2.55=0 2.56=1 2.9=1 2.91=2 3.1=2 3.11=3 3.4=3 3.41=4",
        "Hypercalcemia | ca | mg/dL uln=10.2 | 10.2=0 10.3=1 11.5=1 11.6=2 12.5=2 12.6=3 13.5=3 13.6=4",
        "Hypocalcemia | ca-ionized | mmol/L lln=1.15 | 1.15=0 1.14=1 1=1 0.99=2 0.9=2 0.89=3 0.8=3 0.79=4",
        "Hypercalcemia | ca-ionized | mmol/L uln=1.32 | 1.32=0 1.33=1 1.5=1 1.51=2 1.6=2 1.61=3 1.8=3 1.81=4",
        "Hypokalemia | k | mmol/L lln=3.5 | 3.5=0 3.4=1 3=1 2.9=3 2.5=3 2.4=4",
        "Hypokalemia | k | meq/L lln=3.5 | 3.5=0 3.4=1 3=1 2.9=3 2.5=3 2.4=4",
        "Hyperkalemia | k | mmol/L uln=5 | 5=0 5.1=1 5.5=1 5.6=2 6=2 6.1=3 7=3 7.1=4",
        "Hypomagnesemia | mg | mmol/L lln=0.7 | 0.7=0 0.69=1 0.5=1 0.49=2 0.4=2 0.39=3 0.3=3 0.29=4",
        "Hypomagnesemia | mg | mg/dL lln=1.7 | 1.7=0 1.6=1 1.2=1 1.19=2 0.9=2 0.89=3 0.7=3 0.69=4",
        "Hypermagnesemia | mg | mmol/L uln=1.05 | 1.05=0 1.06=1 1.23=1 1.24=3 3.3=3 3.31=4",
        "Hypermagnesemia | mg | mg/dL uln=2.6 | 2.6=0 2.7=1 3=1 3.1=3 8=3 8.1=4",
        "Hyponatremia | na | mmol/L lln=135 | 135=0 134=1 130=1 129=2 125=2 124=3 120=3 119=4",
        "Hypernatremia | na | mmol/L uln=145 | 145=0 146=1 150=1 151=2 155=2 156=3 160=3 161=4",
        "Hypoglycemia | glucose | mmol/L lln=3.9 | 3.9=0 3.8=1 3=1 2.9=2 2.2=2 2.1=3 1.7=3 1.6=4",
        "Hypoglycemia | glucose | mg/dL lln=70 | 70=0 69=1 55=1 54=2 40=2 39=3 30=3 29=4",
        "Hypertriglyceridemia | tg | mmol/L | 1.7=0 1.71=1 3.42=1 3.43=2 5.7=2 5.71=3 11.4=3 11.41=4",
        "Hypertriglyceridemia | tg | mg/dL | 149=0 150=1 300=1 301=2 500=2 501=3 1000=3 1001=4",
        "Cholesterol high | cholesterol | mmol/L uln=5.2 | 5.2=0 5.21=1 7.75=1 7.76=2 10.34=2 10.35=3 12.92=3 12.93=4",
        "Cholesterol high | cholesterol | mg/dL uln=200 | 200=0 201=1 300=1 301=2 400=2 401=3 500=3 501=4",
    ];

    public static TheoryData<string> Boundaries => new(Rows);

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void A_grade_begins_where_CTCAE_says(string row)
    {
        var (term, unit, by, values) = Read(row);
        foreach (var (value, grade) in values)
            Assert.Equal((value, new GradeRange(grade, grade, null)), (value, term.Grade(At(term, value, unit, by))));
    }

    [Fact]
    public void Every_limit_of_the_table_has_its_boundary_here()
    {
        var tested = Array.ConvertAll(Rows, Read).ToList();
        foreach (var term in Table.Terms)
        {
            foreach (var limit in term.Limits)
            {
                Assert.True(
                    tested.Exists(row => row.Term == term && (limit.Unit is null || row.Unit == limit.Unit || limit.Unit == term.Result.Unit)
                        && row.Values.Exists(v => v.Grade == limit.Grade)),
                    $"{term.Term.Code} by {term.Result.Code}: grade {limit.Grade} in {limit.Unit ?? limit.Of.ToString()}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public void A_value_further_out_never_has_a_lower_grade(string row)
    {
        var (term, unit, by, values) = Read(row);
        var top = values.Max(v => v.Value);
        var random = new Random(20261121);
        var samples = Enumerable.Range(0, 500).Select(_ => decimal.Round((decimal)random.NextDouble() * top * 1.2m, 3)).Order().ToList();
        foreach (var context in (LaboratoryValue[])[by, by with { UpperLimit = null }, by with { LowerLimit = null }, by with { Baseline = null, BaselineIsAbnormal = false }])
        {
            var ranges = samples.Select(value => term.Grade(At(term, value, unit, context))).ToList();
            Assert.All(ranges, range => Assert.InRange(range.Least, 0, range.Most));
            for (var i = 1; i < ranges.Count; i++)
            {
                var (near, far) = term.IsHigh ? (ranges[i - 1], ranges[i]) : (ranges[i], ranges[i - 1]);
                Assert.True(near.Least <= far.Least && near.Most <= far.Most, $"{samples[i - 1]}: {ranges[i - 1]}, {samples[i]}: {ranges[i]}");
            }
        }
    }

    [Fact]
    public void Without_an_upper_limit_of_normal_the_grade_is_open_and_not_normal()
    {
        var alt = Term("Alanine aminotransferase increased", "alt");
        Assert.Equal(new GradeRange(0, 4, LimitOf.UpperLimit), alt.Grade(At(alt, 20, "U/L", default)));
        // Not above the lower limit is not above the upper one either.
        Assert.Equal(new GradeRange(0, 0, null), alt.Grade(At(alt, 20, "U/L", new() { Low = null, High = null, LowerLimit = 20 })));
        // A limit that no laboratory can mean is none.
        Assert.Equal(new GradeRange(0, 4, LimitOf.UpperLimit), alt.Grade(At(alt, 20, "U/L", new() { Low = null, High = null, UpperLimit = 0 })));
        Assert.Equal(new GradeRange(0, 4, LimitOf.UpperLimit), alt.Grade(At(alt, 20, "U/L", new() { Low = null, High = null, UpperLimit = decimal.MaxValue })));
    }

    [Fact]
    public void A_fixed_number_decides_what_it_can_without_a_limit_of_normal()
    {
        var low = Term("Hypokalemia", "k");
        Assert.Equal(new GradeRange(4, 4, null), low.Grade(At(low, 2.4m, "mmol/L", default)));
        Assert.Equal(new GradeRange(0, 1, LimitOf.LowerLimit), low.Grade(At(low, 3.2m, "mmol/L", default)));
    }

    [Fact]
    public void A_value_that_is_only_known_to_lie_below_or_above_proves_what_all_of_them_prove()
    {
        var anc = Term("Neutrophil count decreased", "anc");
        Assert.Equal((3, 4), Bounds(anc, null, 0.5m));
        Assert.Equal((4, 4), Bounds(anc, null, 0.1m));
        Assert.Equal((0, 0), Bounds(Term("Lymphocyte count increased", "lymphocytes"), null, 4));
        Assert.Equal((2, 3), Bounds(Term("Lymphocyte count increased", "lymphocytes"), 5, null));

        static (int, int) Bounds(LaboratoryTerm term, decimal? low, decimal? high) =>
            term.Grade(new() { Low = low, High = high }) is var range ? (range.Least, range.Most) : default;
    }

    [Fact]
    public void On_an_anticoagulant_the_numbers_of_the_INR_are_only_possible()
    {
        var inr = Term("INR increased", "inr");
        Assert.Equal(new GradeRange(0, 3, LimitOf.Baseline), inr.Grade(new() { Low = 2.6m, High = 2.6m, During = true }));
        Assert.Equal(new GradeRange(0, 0, null), inr.Grade(new() { Low = 1.2m, High = 1.2m, During = true }));
    }

    private static LaboratoryTerm Term(string term, string result) => Table.Terms.Single(t => t.Term.Code == term && t.Result.Code == result);

    private static LaboratoryValue At(LaboratoryTerm term, decimal value, string unit, LaboratoryValue by)
    {
        Assert.True(Shipped.Terminology.TryConvert(term.Result, value, unit, null, out var kept), unit);
        return by with { Low = kept, High = kept, Unit = unit };
    }

    private static (LaboratoryTerm Term, string Unit, LaboratoryValue By, List<(decimal Value, int Grade)> Values) Read(string row)
    {
        var parts = row.Split(" | ");
        var term = Term(parts[0], parts[1]);
        var words = parts[2].Split(' ');
        return (term, words[0], new()
        {
            Low = null,
            High = null,
            UpperLimit = Kept("uln="),
            LowerLimit = Kept("lln="),
            Baseline = Kept("baseline="),
            BaselineIsAbnormal = words.Contains("abnormal"),
            During = words.Contains("during"),
        }, [.. parts[3].Split(' ').Select(pair => (Number(pair.Split('=')[0]), int.Parse(pair.Split('=')[1], CultureInfo.InvariantCulture)))]);

        decimal? Kept(string name)
        {
            if (Array.Find(words, word => word.StartsWith(name, StringComparison.Ordinal)) is not { } word)
                return null;
            Assert.True(Shipped.Terminology.TryConvert(term.Result, Number(word[name.Length..]), words[0], null, out var kept), word);
            return kept;
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
