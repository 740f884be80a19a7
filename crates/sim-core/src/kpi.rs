//! Key figures of a run: name, unit, meaning, and how each follows from the tally.

use domain::economics::Economics;
use domain::units::Millis;
use serde::{Deserialize, Serialize};

use crate::stage::Phase;
use crate::tally::Tally;
use crate::trace::{LossReason, MILLIONTH};

pub use domain::better::Better;

/// What a figure is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The run's sums.
    pub tally: &'a Tally,
    /// Prices and wages.
    pub economics: &'a Economics,
    /// Stores in the scenario.
    pub stores: usize,
    /// Days counted, warm-up left out.
    pub days: f64,
}

/// One key figure.
pub struct Kpi {
    /// Stable name, unit at its end.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Which way is better.
    pub better: Better,
    /// How it is computed.
    pub of: fn(&Basis<'_>) -> f64,
}

/// Money over the run, INR: the design's line items.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct UnitEconomics {
    /// Mean basket at shelf prices.
    pub order_value: f64,
    /// Shelf price less purchase cost.
    pub goods_margin: f64,
    /// Delivery fees.
    pub delivery_fee: f64,
    /// Platform, small-basket and subscription income.
    pub other_fees: f64,
    /// Riders on the payroll.
    pub riders: f64,
    /// Gig riders.
    pub gig: f64,
    /// Pickers.
    pub pickers: f64,
    /// Rent, packing staff, utilities.
    pub stores: f64,
    /// Bags and labels.
    pub packing: f64,
    /// Payment gateway.
    pub gateway: f64,
    /// Expired, damaged and missing goods.
    pub write_offs: f64,
    /// Vouchers, and what was given back beyond what was paid, less what was paid for nothing and
    /// not given back.
    pub compensation: f64,
    /// Margin of orders after the run that is expected to be lost by customers driven away; no part
    /// of the contribution.
    pub expected_loss: f64,
}

impl UnitEconomics {
    /// Line items per delivered order, INR. NaN when nothing was delivered.
    #[must_use]
    pub fn per_order(basis: &Basis<'_>) -> Self {
        Self::over(basis, basis.tally.delivered() as f64)
    }

    /// Line items per day, INR.
    #[must_use]
    pub fn per_day(basis: &Basis<'_>) -> Self {
        Self::over(basis, basis.days)
    }

    /// Line items over so many orders or days.
    fn over(basis: &Basis<'_>, count: f64) -> Self {
        let Basis { tally, economics, stores, days } = *basis;
        let per = |inr: f64| inr / count;
        let hours = |time: Millis| time.as_min() / 60.0;
        let (money, refunds) = (&tally.money, &tally.refunds);
        let goods = money.goods.as_inr();
        Self {
            order_value: per(goods),
            goods_margin: per(goods - money.cost.as_inr()),
            delivery_fee: per(money.delivery_fees.as_inr()),
            other_fees: per(money.other_fees.as_inr()),
            riders: per(hours(tally.riders.duty) * economics.rider_hour.as_inr()),
            gig: per(tally.gig_orders as f64 * economics.gig_delivery.as_inr()),
            pickers: per(hours(tally.pickers.duty) * economics.picker_hour.as_inr()),
            stores: per(economics.store_day.as_inr() * stores as f64 * days),
            packing: per(tally.bags as f64 * economics.bag.as_inr()),
            gateway: per(money.gateway.as_inr() + refunds.gateway.as_inr()),
            write_offs: per(tally.written_off.as_inr() * (1.0 + economics.write_off_share)),
            compensation: per(refunds.vouchers.as_inr() - refunds.kept.as_inr()),
            expected_loss: per(tally.expected_loss.as_inr()),
        }
    }

    /// Income less everything that grows with orders (riders, gig, packing, gateway, write-offs,
    /// compensation): what is left to pay for the store and its pickers, as the design counts.
    #[must_use]
    pub fn before_store(&self) -> f64 {
        self.goods_margin + self.delivery_fee + self.other_fees
            - self.riders
            - self.gig
            - self.packing
            - self.gateway
            - self.write_offs
            - self.compensation
    }

    /// Contribution margin.
    #[must_use]
    pub fn contribution(&self) -> f64 {
        self.before_store() - self.stores - self.pickers
    }

    /// Contribution margin less what is expected to be lost afterwards.
    #[must_use]
    pub fn contribution_after_loss(&self) -> f64 {
        self.contribution() - self.expected_loss
    }
}

/// Orders per store and day at which a store and its pickers, as they are staffed, pay for
/// themselves; infinite where they never do.
#[must_use]
pub fn break_even_orders(basis: &Basis<'_>) -> f64 {
    let before_store = UnitEconomics::per_order(basis).before_store();
    if before_store > 0.0 {
        let day = UnitEconomics::per_day(basis);
        (day.stores + day.pickers) / basis.stores as f64 / before_store
    } else {
        f64::INFINITY
    }
}

/// The smallest value that at least a share `p` of `values` does not exceed; NaN for none.
#[must_use]
pub fn quantile(values: &[u32], p: f64) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let mut values = values.to_vec();
    let rank = (libm::ceil(p * values.len() as f64) as usize).clamp(1, values.len());
    f64::from(*values.select_nth_unstable(rank - 1).1)
}

/// As [`quantile`], of values that may lie below zero.
fn signed_quantile(values: &[i32], p: f64) -> f64 {
    // Turning the sign bit keeps the order.
    let shifted: Vec<u32> = values.iter().map(|value| (*value as u32) ^ (1 << 31)).collect();
    quantile(&shifted, p) - f64::from(1_u32 << 31)
}

fn signed_mean(values: &[i32]) -> f64 {
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64
}

fn mean(values: &[u32]) -> f64 {
    values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64
}

fn click_to_door(basis: &Basis<'_>, p: f64) -> f64 {
    quantile(&basis.tally.click_to_door_ms, p) / 1e3
}

fn class_mean(basis: &Basis<'_>, is_premium: bool) -> f64 {
    let class = &basis.tally.by_class[usize::from(is_premium)];
    class.click_to_door.as_s() / class.delivered as f64
}

fn phase_mean(basis: &Basis<'_>, phase: Phase) -> f64 {
    mean(&basis.tally.phase_ms[phase as usize]) / 1e3
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

macro_rules! kpis {
    ($($name:literal, $unit:literal, $better:ident, $summary:literal, $of:expr;)*) => {
        /// All key figures, in the order of reports. Names are stable.
        pub const KPIS: &[Kpi] = &[$(
            Kpi { name: $name, unit: $unit, summary: $summary, better: Better::$better, of: $of },
        )*];
    };
}

kpis! {
    "sessions", "count", Neutral, "Sessions begun by customers.",
        |b| b.tally.sessions as f64;
    "orders_placed", "count", Higher, "Orders clicked and reserved.",
        |b| b.tally.placed as f64;
    "orders_delivered", "count", Higher, "Orders handed over.",
        |b| b.tally.delivered() as f64;
    "orders_cancelled", "count", Lower, "Orders cancelled before they left the store, by the customer or because nothing was found.",
        |b| b.tally.cancelled as f64;
    "orders_failed", "count", Lower, "Orders that nobody took at the door.",
        |b| b.tally.failed as f64;
    "orders_lost", "count", Lower, "Sessions that ended without an order.",
        |b| b.tally.sessions_lost() as f64;
    "orders_too_heavy", "count", Lower, "Of those, sessions whose basket was more than a rider carries.",
        |b| b.tally.lost[LossReason::TooHeavy as usize] as f64;
    "orders_open", "count", Lower, "Orders still under way when the run ended.",
        |b| b.tally.open() as f64;
    "sla_hit_rate", "share", Higher, "Delivered orders at the door within the SLA (ten minutes) of the click.",
        |b| share(b.tally.within_sla, b.tally.delivered());
    "sla_hit_rate_placed", "share", Higher,
        "Placed orders at the door within the SLA: cancelled, failed and open orders are misses.",
        |b| share(b.tally.within_sla, b.tally.placed);
    "promise_kept_rate", "share", Higher, "Delivered orders at the door no later than promised.",
        |b| share(b.tally.within_promise, b.tally.delivered());
    "promise_s_mean", "s", Lower, "Mean promise of delivered orders.",
        |b| b.tally.promised.as_s() / b.tally.delivered() as f64;
    "promise_error_s_mean", "s", Neutral, "Mean time at the door less promise of delivered orders; below zero is early.",
        |b| signed_mean(&b.tally.promise_error_ms) / 1e3;
    "promise_error_s_p90", "s", Lower, "Nine orders in ten are at most this much later than promised; below zero is early.",
        |b| signed_quantile(&b.tally.promise_error_ms, 0.90) / 1e3;
    "click_to_door_s_mean", "s", Lower, "Mean time from click to door.",
        |b| mean(&b.tally.click_to_door_ms) / 1e3;
    "click_to_door_s_p50", "s", Lower, "Median time from click to door.",
        |b| click_to_door(b, 0.50);
    "click_to_door_s_p90", "s", Lower, "Nine orders in ten take at most this from click to door.",
        |b| click_to_door(b, 0.90);
    "click_to_door_s_p95", "s", Lower, "Nineteen orders in twenty take at most this.",
        |b| click_to_door(b, 0.95);
    "click_to_door_s_p99", "s", Lower, "All but one order in a hundred take at most this.",
        |b| click_to_door(b, 0.99);
    "click_to_door_s_mean_premium", "s", Lower,
        "Mean time from click to door of customers who pay for priority.",
        |b| class_mean(b, true);
    "click_to_door_s_mean_standard", "s", Lower,
        "Mean time from click to door of customers who do not pay for priority.",
        |b| class_mean(b, false);
    "phase_processing_s_mean", "s", Lower, "Mean time of payment and assignment.",
        |b| phase_mean(b, Phase::Processing);
    "phase_picking_s_mean", "s", Lower, "Mean time of picking and packing, queues included.",
        |b| phase_mean(b, Phase::Picking);
    "phase_dispatch_s_mean", "s", Lower, "Mean time from packed bags to departure.",
        |b| phase_mean(b, Phase::Dispatch);
    "phase_last_mile_s_mean", "s", Lower, "Mean time from departure to handover.",
        |b| phase_mean(b, Phase::LastMile);
    "rider_utilization", "share", Neutral, "Time of dedicated riders on trips over time on duty.",
        |b| b.tally.riders.busy.as_s() / b.tally.riders.duty.as_s();
    "picker_utilization", "share", Neutral, "Time of pickers with an order in hand over time on duty.",
        |b| b.tally.pickers.busy.as_s() / b.tally.pickers.duty.as_s();
    "orders_per_rider_hour", "1/h", Higher,
        "Orders delivered by dedicated riders per hour on duty.",
        |b| {
            let dedicated = b.tally.delivered() - b.tally.carried.delivered_by_gig;
            dedicated as f64 / (b.tally.riders.duty.as_min() / 60.0)
        };
    "batched_share", "share", Neutral, "Orders that shared their trip with another.",
        |b| share(b.tally.carried.shared, b.tally.carried.all);
    "gig_share", "share", Neutral, "Orders carried by gig riders.",
        |b| share(b.tally.carried.by_gig, b.tally.carried.all);
    "pick_walk_m_mean", "m", Lower, "Mean walk of a picker for one order; of a tour for several, its part.",
        |b| b.tally.walks.planned_mm as f64 / 1e3 / b.tally.walks.orders as f64;
    "pick_walk_gap_mean", "share", Lower,
        "What the solver's bound leaves open of a walk, mean over orders with a bound; 0 is proved shortest.",
        |b| b.tally.walks.gap / b.tally.walks.bounded as f64;
    "pick_target_share", "share", Higher,
        "Orders of at most `work.pick_target_lines` lines picked within `work.pick_target_s` of being taken up: the design's 90 seconds for ten items.",
        |b| share(b.tally.picked_in_time, b.tally.picked_small);
    "lines_per_order", "count", Neutral, "Mean lines of placed orders.",
        |b| share(b.tally.lines, b.tally.placed);
    "pick_failure_rate", "share", Lower, "Lines on pick lists that were not found on the shelf.",
        |b| share(b.tally.lines_not_found, b.tally.pick_stops);
    "fill_rate", "share", Higher, "Units handed over out of units wanted, in delivered orders.",
        |b| share(b.tally.units_handed_over, b.tally.units_wanted);
    "ride_km_per_order", "km", Lower, "Distance ridden per delivered order, ways back included.",
        |b| b.tally.ridden_m / 1e3 / b.tally.delivered() as f64;
    "radius_m_mean", "m", Neutral, "Mean delivery radius over stores and all minutes of the day.",
        |b| b.tally.store_minutes.radius_m / b.tally.store_minutes.count as f64;
    "order_value_inr_mean", "INR", Higher, "Mean value of delivered goods at shelf prices.",
        |b| UnitEconomics::per_order(b).order_value;
    "delivery_fee_inr_mean", "INR", Neutral,
        "Mean delivery fee over all delivered orders, those of subscribers included.",
        |b| UnitEconomics::per_order(b).delivery_fee;
    "delivery_fee_inr_mean_paying", "INR", Neutral,
        "Mean delivery fee over delivered orders of customers without a subscription.",
        |b| b.tally.money.delivery_fees.as_inr() / b.tally.paying as f64;
    "rider_cost_per_order_inr", "INR", Lower, "Wages of riders, dedicated and gig, per delivered order.",
        |b| {
            let unit = UnitEconomics::per_order(b);
            unit.riders + unit.gig
        };
    "contribution_per_order_inr", "INR", Higher, "Income less all costs per delivered order.",
        |b| UnitEconomics::per_order(b).contribution();
    "contribution_per_day_inr", "INR", Higher, "Income less all costs of all stores per day.",
        |b| UnitEconomics::per_day(b).contribution();
    "contribution_after_loss_per_order_inr", "INR", Higher,
        "Contribution less the margin of later orders that is expected to be lost by late, cancelled, incomplete and refused ones, per delivered order.",
        |b| UnitEconomics::per_order(b).contribution_after_loss();
    "contribution_after_loss_per_day_inr", "INR", Higher,
        "Contribution of all stores per day less the margin of later orders that is expected to be lost.",
        |b| UnitEconomics::per_day(b).contribution_after_loss();
    "expected_loss_per_order_inr", "INR", Lower,
        "Margin of orders after the run that is expected to be lost by customers driven away, per delivered order.",
        |b| UnitEconomics::per_order(b).expected_loss;
    "customers_driven_away_share", "share", Lower,
        "Customers expected not to come back, per session that was not lost to somebody who stays away.",
        |b| {
            let away = b.tally.lost[LossReason::StaysAway as usize];
            b.tally.driven_away as f64 / MILLIONTH / (b.tally.sessions - away) as f64
        };
    "compensation_per_order_inr", "INR", Lower,
        "Vouchers and refunds beyond what was paid, less what was not given back, per delivered order.",
        |b| UnitEconomics::per_order(b).compensation;
    "break_even_orders_per_store_day", "count", Lower,
        "Orders a store needs in a day to pay for itself and its pickers.",
        break_even_orders;
}

/// All key figures of a run, in the order of [`KPIS`].
#[must_use]
pub fn evaluate(basis: &Basis<'_>) -> Vec<f64> {
    KPIS.iter().map(|kpi| (kpi.of)(basis)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_order_statistics() {
        let values: Vec<u32> = (1..=100).rev().collect();
        assert_eq!(quantile(&values, 0.5), 50.0);
        assert_eq!(quantile(&values, 0.95), 95.0);
        assert_eq!(quantile(&[7], 0.01), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = KPIS.iter().map(|kpi| kpi.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
