using CdsOncoPharm.Clinical;
using CdsOncoPharm.Knowledge;
using static CdsOncoPharm.Intake.Tests.CalendarTests;

namespace CdsOncoPharm.Intake.Tests;

/// <summary>The rule of <c>currency.medication</c> on its own: windows of 90 days for orders and 28 days for doses, grace of 7 days.</summary>
public sealed class CurrencyRuleTests
{
    private static readonly DateOnly AsOf = new(2026, 11, 21);
    private static readonly TherapyWindow Window = new(new(0, 0, 90), new(0, 0, 28));

    [Theory]
    [InlineData("2026-11-21", true)]
    [InlineData("2026-08-23", true)]
    [InlineData("2026-08-22", false)]
    public void An_active_order_counts_for_its_window_both_ends_included(string authored, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Order(authored)).IsCurrent);

    [Theory]
    [InlineData("active", true)]
    [InlineData("on-hold", true)]
    [InlineData("unknown", true)]
    [InlineData("", true)]
    [InlineData("completed", false)]
    [InlineData("stopped", false)]
    [InlineData("cancelled", false)]
    public void An_order_counts_by_its_status(string status, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Order("2026-11-20") with { Status = status, Counts = status != "cancelled" }).IsCurrent);

    [Theory]
    [InlineData("2026-10-24", true)]
    [InlineData("2026-10-23", false)]
    public void A_dose_counts_for_its_window_both_ends_included(string given, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Dose(given)).IsCurrent);

    [Theory]
    [InlineData("completed", true)]
    [InlineData("in-progress", true)]
    [InlineData("unknown", true)]
    [InlineData("stopped", false)]
    [InlineData("on-hold", false)]
    public void A_dose_counts_by_its_status(string status, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Dose("2026-11-20") with { Status = status }).IsCurrent);

    [Theory]
    [InlineData("2026-10-03", true)]
    [InlineData("2026-10-02", false)]
    public void A_long_cycle_stretches_the_window_of_a_dose_by_its_grace(string given, bool isCurrent)
    {
        // 42 days and 7 of grace, by an order that is itself too old to count.
        var order = Order("2026-01-01") with { CycleDays = 42, Status = "completed" };
        Assert.Equal(isCurrent, Judge(Dose(given), order).IsCurrent);
    }

    [Fact]
    public void A_dose_takes_the_cycle_of_its_own_order()
    {
        var weekly = Order("2026-09-01", "MedicationRequest/weekly") with { CycleDays = 7, Status = "completed" };
        var long1 = Order("2026-08-01", "MedicationRequest/long") with { CycleDays = 84, Status = "completed" };
        Assert.True(Judge(Dose("2026-09-10") with { BasedOn = "MedicationRequest/long" }, weekly, long1).IsCurrent);
        Assert.False(Judge(Dose("2026-09-10") with { BasedOn = "MedicationRequest/weekly" }, weekly, long1).IsCurrent);
    }

    [Fact]
    public void A_recent_dose_keeps_an_old_order_running()
    {
        var order = Order("2026-01-05");
        Assert.False(Judge(order).IsCurrent);
        // The dose itself is too old to count, and renews the order window.
        var verdict = Judge(order, Dose("2026-10-01"));
        Assert.True(verdict.IsCurrent);
        Assert.Same(order, verdict.Evidence);
    }

    [Theory]
    [InlineData("2026-11-21", true)]
    [InlineData("2026-11-20", false)]
    public void An_order_that_ended_before_the_day_is_not_current(string end, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Order("2026-11-01") with { End = Day(end) }).IsCurrent);

    [Fact]
    public void A_dose_counts_whatever_became_of_the_order() =>
        Assert.True(Judge(Order("2026-11-10") with { Status = "stopped" }, Dose("2026-11-01")).IsCurrent);

    [Fact]
    public void A_newer_order_that_was_stopped_ends_an_older_one()
    {
        var older = Order("2026-10-01", "MedicationRequest/1");
        var stopped = Order("2026-10-20", "MedicationRequest/2") with { Status = "stopped" };
        Assert.False(Judge(stopped, older).IsCurrent);
        Assert.True(Judge(stopped, older, Dispense("2026-10-21", null)).IsCurrent);
        Assert.False(Judge(stopped, older, Dispense("2026-10-20", null)).IsCurrent);
    }

    [Fact]
    public void An_older_order_that_was_stopped_ends_nothing() =>
        Assert.True(Judge(Order("2026-10-20", "MedicationRequest/2"), Order("2026-10-01", "MedicationRequest/1") with { Status = "stopped" }).IsCurrent);

    [Fact]
    public void What_is_being_signed_is_current_whatever_its_date() =>
        Assert.True(Judge(Order("2020-01-01") with { Kind = MedicationRecordKind.Draft, Status = "draft" }).IsCurrent);

    [Fact]
    public void A_plan_is_never_current_and_has_no_history()
    {
        var verdict = Judge(Order("2026-11-20") with { IsPlan = true });
        Assert.False(verdict.IsCurrent);
        Assert.Null(verdict.FirstDay);
        Assert.Null(verdict.LastDay);
    }

    [Fact]
    public void What_must_not_be_done_is_never_current_and_has_no_history()
    {
        var verdict = Judge(Order("2026-11-20") with { Counts = false });
        Assert.False(verdict.IsCurrent);
        Assert.Null(verdict.FirstDay);
    }

    [Theory]
    [InlineData("2026-10-24", null, true)]
    [InlineData("2026-10-23", null, false)]
    [InlineData("2026-08-16", 90, true)]
    [InlineData("2026-08-15", 90, false)]
    public void A_supply_counts_while_it_lasts_with_its_grace(string day, int? supply, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Dispense(day, supply)).IsCurrent);

    [Fact]
    public void A_supply_ends_when_its_order_is_stopped_after_it()
    {
        var stopped = Order("2026-11-10") with { Status = "stopped" };
        Assert.False(Judge(stopped, Dispense("2026-11-01", 30)).IsCurrent);
        Assert.True(Judge(stopped, Dispense("2026-11-15", 30)).IsCurrent);
    }

    [Theory]
    [InlineData("active", true)]
    [InlineData("completed", false)]
    [InlineData("stopped", false)]
    [InlineData("intended", false)]
    public void A_statement_counts_like_an_order(string status, bool isCurrent) =>
        Assert.Equal(isCurrent, Judge(Statement("2026-09-01") with { Status = status, IsPlan = status == "intended" }).IsCurrent);

    [Fact]
    public void An_active_order_without_any_date_is_taken_for_current()
    {
        var verdict = Judge(Order("2026-11-01") with { At = null });
        Assert.True(verdict.IsCurrent);
        Assert.Equal(AsOf, verdict.Since);
    }

    [Fact]
    public void A_future_start_counts_by_the_day_it_was_ordered()
    {
        var verdict = Judge(Order("2026-11-20") with { Start = new(2026, 12, 1) });
        Assert.True(verdict.IsCurrent);
        Assert.Equal(Day("2026-11-20"), verdict.FirstDay);
    }

    [Fact]
    public void The_start_of_the_bounds_moves_the_anchor_when_it_is_later()
    {
        var order = Order("2026-05-01");
        Assert.False(Judge(order).IsCurrent);
        Assert.True(Judge(order with { Start = Day("2026-10-01") }).IsCurrent);
        Assert.False(Judge(Order("2026-08-01") with { Start = Day("2024-10-01") }).IsCurrent);
    }

    [Fact]
    public void The_newest_record_that_makes_it_current_is_its_evidence()
    {
        var dose = Dose("2026-11-18");
        var order = Order("2026-10-12");
        Assert.Same(dose, Judge(dose, order).Evidence);
        Assert.Same(order, Judge(order, Dose("2026-07-01")).Evidence);
    }

    [Fact]
    public void First_and_last_day_span_the_history()
    {
        var verdict = Judge(Order("2026-10-12"), Dose("2026-11-18"), Dose("2026-10-14"), Statement("2025-03-01") with { Status = "completed", Start = Day("2025-01-01") });
        Assert.Equal((Day("2025-01-01"), Day("2026-11-18")), (verdict.FirstDay, verdict.LastDay));
    }

    [Fact]
    public void Unbroken_therapy_begins_after_the_last_gap()
    {
        // Doses every three weeks cover 28 days each; a gap lies between July and September.
        var verdict = Judge(Dose("2026-11-10"), Dose("2026-10-20"), Dose("2026-09-29"), Dose("2026-07-01"));
        Assert.Equal(Day("2026-09-29"), verdict.Since);
        Assert.Equal(Day("2026-07-01"), verdict.FirstDay);
    }

    [Fact]
    public void An_old_order_that_is_renewed_by_a_dose_has_run_since_its_start()
    {
        var verdict = Judge(Order("2024-01-10") with { Start = Day("2024-01-15") }, Dose("2026-11-01"));
        Assert.Equal(Day("2024-01-15"), verdict.Since);
    }

    [Fact]
    public void The_order_of_the_records_does_not_matter()
    {
        MedicationRecord[] records =
        [
            Dose("2026-11-18"), Order("2026-10-12", "MedicationRequest/a"), Order("2026-10-12", "MedicationRequest/b") with { Status = "stopped" },
            Dispense("2026-10-01", 14), Statement("2026-09-01"),
        ];
        var expected = CurrencyRule.Judge(records, Window, new(0, 0, 7), AsOf);
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            random.Shuffle(records);
            var verdict = CurrencyRule.Judge(records, Window, new(0, 0, 7), AsOf);
            Assert.Equal(expected, verdict);
        }
    }

    private static CurrencyVerdict Judge(params MedicationRecord[] records) => CurrencyRule.Judge(records, Window, new(0, 0, 7), AsOf);

    private static MedicationRecord Order(string day, string reference = "MedicationRequest/1") =>
        new() { Kind = MedicationRecordKind.Order, Reference = reference, Text = "a", Status = "active", At = new(Day(day)) };

    private static MedicationRecord Dose(string day) =>
        new() { Kind = MedicationRecordKind.Administration, Reference = $"MedicationAdministration/{day}", Text = "a", Status = "completed", At = new(Day(day)), End = Day(day) };

    private static MedicationRecord Dispense(string day, int? supply) =>
        new() { Kind = MedicationRecordKind.Dispense, Reference = $"MedicationDispense/{day}", Text = "a", Status = "completed", At = new(Day(day)), DaysSupply = supply };

    private static MedicationRecord Statement(string day) =>
        new() { Kind = MedicationRecordKind.Statement, Reference = $"MedicationStatement/{day}", Text = "a", Status = "active", At = new(Day(day)) };
}
