//! The late orders of a run, each with its excess split, and sums by store and hour.

use domain::instance::Instance;
use domain::units::{Millis, SimTime};

use super::blame::Reference;
use super::cause::Cause;
use super::delivery::Delivery;
use super::ledger::Ledger;
use crate::error::ExperimentError;
use crate::replay::Replay;
use crate::rundir::RunDirectory;

/// Hours of a day.
const HOURS: usize = 24;

/// An order delivered after the SLA.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LateOrder {
    /// Which replication, counted from 0.
    pub replication: u32,
    /// The order and its times.
    pub delivery: Delivery,
    /// Excess over the SLA.
    pub excess: Millis,
    /// The excess by cause; sums to it.
    pub blame: [Millis; Cause::COUNT],
}

/// Sums over orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Orders delivered.
    pub delivered: u64,
    /// Of those, orders delivered after the SLA.
    pub late: u64,
    /// Excess of late orders over the SLA.
    pub excess: Millis,
    /// The excess by cause; sums to it.
    pub blame: [Millis; Cause::COUNT],
}

impl Sums {
    fn add(&mut self, late: Option<&LateOrder>) {
        self.delivered += 1;
        if let Some(late) = late {
            self.late += 1;
            self.excess += late.excess;
            for (sum, part) in self.blame.iter_mut().zip(late.blame) {
                *sum += part;
            }
        }
    }

    /// Joins other orders.
    #[must_use]
    pub fn join(mut self, other: &Self) -> Self {
        self.delivered += other.delivered;
        self.late += other.late;
        self.excess += other.excess;
        for (sum, part) in self.blame.iter_mut().zip(other.blame) {
            *sum += part;
        }
        self
    }

    /// Causes with their share of the excess, the largest first; those without any left out.
    #[must_use]
    pub fn causes(&self) -> Vec<(Cause, f64)> {
        let mut causes: Vec<Cause> =
            Cause::ALL.into_iter().filter(|c| self.blame[*c as usize] > Millis::ZERO).collect();
        causes.sort_by_key(|cause| (std::cmp::Reverse(self.blame[*cause as usize]), *cause));
        let share = |cause: Cause| self.blame[cause as usize].0 as f64 / self.excess.0 as f64;
        causes.into_iter().map(|cause| (cause, share(cause))).collect()
    }
}

/// Why the orders of a run were late.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Replications explained.
    pub replications: Vec<u32>,
    /// Late orders by replication and in order of delivery.
    pub late: Vec<LateOrder>,
    /// Sums by store and hour of the day of the click.
    pub by_store_and_hour: Vec<[Sums; HOURS]>,
    /// Sums of times by cause in milliseconds, of orders in time and of late ones.
    pub times_ms: [[i64; Cause::COUNT]; 2],
    /// Orders placed.
    pub placed: u64,
    /// Orders cancelled or not taken at the door.
    pub not_delivered: u64,
}

impl Explanation {
    /// Simulates the replications of a run again and explains them.
    ///
    /// # Errors
    /// A replication does not come out as it did then, or a solver fails.
    pub fn of(
        run: &RunDirectory,
        replay: &Replay<'_>,
        replications: &[u32],
        done: &(dyn Fn() + Sync),
    ) -> Result<Self, ExperimentError> {
        let instance = replay.instance;
        let parts = replay.each(replications, |replication| {
            let mut ledger = Ledger::after(SimTime(instance.calendar.warmup.0));
            let ran = replay.simulate(replication, &mut ledger)?;
            run.verify(replication, ran.fingerprint.value())?;
            done();
            Ok(Self::of_one(replication, &ledger, instance))
        })?;
        let empty = Self::empty(Vec::new(), instance.stores.len());
        Ok(parts.into_iter().fold(empty, Self::join))
    }

    fn empty(replications: Vec<u32>, stores: usize) -> Self {
        Self {
            replications,
            late: Vec::new(),
            by_store_and_hour: vec![[Sums::default(); HOURS]; stores],
            times_ms: [[0; Cause::COUNT]; 2],
            placed: 0,
            not_delivered: 0,
        }
    }

    fn of_one(replication: u32, ledger: &Ledger, instance: &Instance) -> Self {
        let (stores, sla) = (instance.stores.len(), instance.service.sla);
        let reference = Reference::of(&ledger.deliveries, stores, sla);
        let mut all = Self::empty(vec![replication], stores);
        (all.placed, all.not_delivered) = (ledger.placed, ledger.not_delivered);
        for delivery in &ledger.deliveries {
            let excess = delivery.took.saturating_sub(sla);
            let late = (excess > Millis::ZERO).then(|| LateOrder {
                replication,
                delivery: *delivery,
                excess,
                blame: reference.blame(delivery),
            });
            let hour = (delivery.clicked.hour() % HOURS as u64) as usize;
            all.by_store_and_hour[delivery.store.index()][hour].add(late.as_ref());
            let times = &mut all.times_ms[usize::from(late.is_some())];
            for (sum, time) in times.iter_mut().zip(delivery.times_ms) {
                *sum += time;
            }
            all.late.extend(late);
        }
        all
    }

    fn join(mut self, other: Self) -> Self {
        self.replications.extend(other.replications);
        self.late.extend(other.late);
        for (sums, others) in self.by_store_and_hour.iter_mut().zip(&other.by_store_and_hour) {
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum = sum.join(other);
            }
        }
        for (sums, others) in self.times_ms.iter_mut().zip(other.times_ms) {
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum += other;
            }
        }
        self.placed += other.placed;
        self.not_delivered += other.not_delivered;
        self
    }

    /// Sums over everything.
    #[must_use]
    pub fn total(&self) -> Sums {
        let all = self.by_store_and_hour.iter().flatten();
        all.fold(Sums::default(), |sum, part| sum.join(part))
    }

    /// Sums by store.
    #[must_use]
    pub fn by_store(&self) -> Vec<Sums> {
        let total = |hours: &[Sums; HOURS]| hours.iter().fold(Sums::default(), |s, h| s.join(h));
        self.by_store_and_hour.iter().map(total).collect()
    }

    /// Sums by hour of the day of the click.
    #[must_use]
    pub fn by_hour(&self) -> [Sums; HOURS] {
        std::array::from_fn(|hour| {
            let stores = self.by_store_and_hour.iter().map(|hours| &hours[hour]);
            stores.fold(Sums::default(), |sum, part| sum.join(part))
        })
    }

    /// The orders that were latest, the worst first.
    #[must_use]
    pub fn worst(&self, most: usize) -> Vec<&LateOrder> {
        let mut late: Vec<&LateOrder> = self.late.iter().collect();
        late.sort_by_key(|one| {
            (std::cmp::Reverse(one.excess), one.replication, one.delivery.order)
        });
        late.truncate(most);
        late
    }
}
