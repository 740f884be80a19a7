//! What is kept of one replication once its orders are forgotten.

use domain::instance::Instance;
use domain::units::Millis;
use serde::{Deserialize, Serialize};
use sim_core::calibration::Calibration;
use sim_core::kpi::{self, Basis, KPIS, UnitEconomics};
use sim_core::stage::{Phase, Stage};
use sim_core::tally::{ByLateness, OrderCounts, Tally, Variability};
use sim_core::trace::{Fingerprint, LossReason};
use sim_core::{CONTROLS, Run};

use crate::layouts::Served;

/// Times of one phase of the latency budget over the delivered orders of a replication.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct PhaseTimes {
    /// Mean, seconds.
    pub mean_s: f64,
    /// 95th percentile, seconds.
    pub p95_s: f64,
    /// Share of orders within the phase's budget.
    pub within: f64,
}

impl PhaseTimes {
    fn of(times_ms: &[u32], budget: Millis) -> Self {
        let n = times_ms.len() as f64;
        let total: u64 = times_ms.iter().map(|ms| u64::from(*ms)).sum();
        let within = times_ms.iter().filter(|ms| u64::from(**ms) <= budget.0).count();
        Self {
            mean_s: total as f64 / 1e3 / n,
            p95_s: kpi::quantile(times_ms, 0.95) / 1e3,
            within: within as f64 / n,
        }
    }
}

/// The figures of one replication: a few kilobytes, however many orders there were.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// Hash of all facts.
    pub fingerprint: Fingerprint,
    /// Events handled.
    pub events: u64,
    /// Facts recorded.
    pub facts: u64,
    /// Key figures in the order of [`KPIS`].
    pub kpis: Vec<f64>,
    /// How chance fell, in the order of [`CONTROLS`]: deviations of mean zero.
    pub controls: [f64; CONTROLS.len()],
    /// Phases of the latency budget, in order of time.
    pub phases: [PhaseTimes; Phase::COUNT],
    /// Orders delivered.
    pub delivered: ByLateness<u64>,
    /// Sums of stage times over them.
    pub stages: ByLateness<[Millis; Stage::COUNT]>,
    /// Sessions begun.
    pub sessions: u64,
    /// Sessions that ended without an order, by reason.
    pub lost: [u64; LossReason::COUNT],
    /// What became of the orders.
    pub orders: Orders,
    /// Whether promises are kept alike.
    pub calibration: Calibration,
    /// Last-mile variability.
    pub variability: Variability,
    /// Money per delivered order.
    pub economics: UnitEconomics,
    /// Orders by hour of the run.
    pub by_hour: Vec<OrderCounts>,
    /// Orders by store.
    pub by_store: Vec<OrderCounts>,
    /// Names of the stores.
    pub stores: Vec<String>,
    /// Which store served each session, where that was asked for.
    pub served: Option<Served>,
}

/// Days that count in figures, the warm-up left out.
#[must_use]
pub fn counted_days(instance: &Instance) -> f64 {
    let calendar = &instance.calendar;
    let counted = calendar.arrivals_end().since(domain::units::SimTime(calendar.warmup.0));
    counted.0 as f64 / Millis::DAY.0 as f64
}

impl Summary {
    /// Condenses a run of `instance`.
    #[must_use]
    pub fn of(run: &Run, instance: &Instance) -> Self {
        let basis = Basis {
            tally: &run.tally,
            economics: &instance.economics,
            stores: instance.stores.len(),
            days: counted_days(instance),
        };
        let tally: &Tally = &run.tally;
        let late = tally.delivered() - tally.within_sla;
        Self {
            fingerprint: run.fingerprint,
            events: run.events,
            facts: run.facts,
            kpis: kpi::evaluate(&basis),
            controls: run.controls.values(),
            phases: Phase::ALL.map(|phase| {
                let budget = instance.service.budget[phase as usize];
                PhaseTimes::of(&tally.phase_ms[phase as usize], budget)
            }),
            delivered: ByLateness { in_time: tally.within_sla, late },
            stages: tally.stage_sum,
            sessions: tally.sessions,
            lost: tally.lost,
            orders: Orders {
                placed: tally.placed,
                cancelled: tally.cancelled - tally.nothing_found,
                nothing_found: tally.nothing_found,
                failed: tally.failed,
                open: tally.open(),
            },
            calibration: tally.calibration.clone(),
            variability: tally.variability.clone(),
            economics: UnitEconomics::per_order(&basis),
            by_hour: tally.by_hour.clone(),
            by_store: tally.by_store.clone(),
            stores: instance.stores.iter().map(|store| store.name.clone()).collect(),
            served: None,
        }
    }
}

/// What became of the orders of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Orders {
    /// Placed.
    pub placed: u64,
    /// Of them, cancelled by the customer.
    pub cancelled: u64,
    /// Given up because nothing was found on the shelf.
    pub nothing_found: u64,
    /// Taken by nobody at the door.
    pub failed: u64,
    /// Open as the run ended.
    pub open: u64,
}

/// Position of a key figure in [`KPIS`].
///
/// # Panics
/// When there is no figure of that name: names are stable, so that is a mistake of the caller.
#[must_use]
pub fn position(name: &str) -> usize {
    let found = KPIS.iter().position(|kpi| kpi.name == name);
    found.unwrap_or_else(|| panic!("`{name}` is a key figure"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phase_times_count_orders_within_the_budget() {
        let times = PhaseTimes::of(&[10_000, 20_000, 30_000, 60_000], Millis(30_000));
        assert_eq!(times, PhaseTimes { mean_s: 30.0, p95_s: 60.0, within: 0.75 });
        assert!(PhaseTimes::of(&[], Millis(1)).mean_s.is_nan());
    }
}
