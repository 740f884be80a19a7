//! The same day with one cause removed: how many misses vanish.

use domain::fleet::{Fleet, Rider, RiderKind};
use domain::instance::Instance;
use domain::store::{Picker, Shift, Store};
use domain::units::{Millis, SimTime};
use sim_core::trace::Fingerprint;

use super::ledger::Ledger;
use crate::error::ExperimentError;
use crate::replay::Replay;
use crate::rundir::RunDirectory;
use crate::statistics::Estimate;

/// A cause that a world can do without.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Removal {
    /// One more picker at every store, all day.
    Picker,
    /// One more rider at every store, all day.
    Rider,
    /// Every trip carries one order.
    Batching,
    /// It never rains.
    Weather,
    /// Empty roads, and every rider as fast as the typical one.
    Traffic,
    /// Everything is in stock and in its place.
    Stock,
}

/// Stock for longer than any scenario runs, and a shelf life to match.
const FOR_EVER_DAYS: u16 = u16::MAX - 1;

impl Removal {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Picker, Self::Rider, Self::Batching, Self::Weather, Self::Traffic, Self::Stock];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Picker => "picker",
            Self::Rider => "rider",
            Self::Batching => "batching",
            Self::Weather => "weather",
            Self::Traffic => "traffic",
            Self::Stock => "stock",
        }
    }

    /// What is different, for reports.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Picker => "one more picker per store",
            Self::Rider => "one more rider per store",
            Self::Batching => "no batching",
            Self::Weather => "clear weather",
            Self::Traffic => "empty roads",
            Self::Stock => "perfect stock",
        }
    }

    /// Changes the world; nothing else of it moves, so its draws stay what they were.
    fn apply(self, instance: &mut Instance) {
        match self {
            Self::Picker => {
                for index in 0..instance.stores.len() {
                    let shifts = all_day(instance, index);
                    let more = shifts.into_iter().map(|shift| Picker { shift, pace: 1.0 });
                    instance.stores[index].pickers.extend(more);
                }
            }
            Self::Rider => {
                for index in 0..instance.stores.len() {
                    let store = index.into();
                    let rating = typical_rating(&instance.fleet);
                    for shift in all_day(instance, index) {
                        let rest = Shift { start: shift.start, end: shift.start };
                        let kind = RiderKind::Dedicated;
                        instance.fleet.riders.push(Rider {
                            store,
                            kind,
                            shift,
                            rest,
                            rating,
                            yesterday: None,
                        });
                    }
                }
            }
            Self::Batching => instance.fleet.max_orders_per_trip = 1,
            Self::Weather => {
                instance.rain.onset = 0.0;
                instance.rain.persistence = 0.0;
                instance.rain_spells.clear();
            }
            Self::Traffic => {
                for hour in &mut instance.speeds.hour_factor {
                    hour.fill(1.0);
                }
                instance.traffic.day_sigma = 0.0;
                instance.traffic.hour_sigma = 0.0;
                instance.traffic.trip_sigma = 0.0;
                instance.incidents.clear();
            }
            Self::Stock => {
                instance.work.misplaced_share = 0.0;
                let supply = &mut instance.supply;
                supply.phantom_share = 0.0;
                supply.short_share = 0.0;
                supply.damaged_share = 0.0;
                supply.opening_cover_days = f64::from(FOR_EVER_DAYS);
                for sku in &mut instance.catalog.skus {
                    sku.shelf_life_days = FOR_EVER_DAYS;
                }
            }
        }
    }
}

/// From the first to the last shift of a store's pickers, day by day.
fn all_day(instance: &Instance, store: usize) -> Vec<Shift> {
    let Store { pickers, opens_min, closes_min, .. } = &instance.stores[store];
    (0..u64::from(instance.calendar.days))
        .map(|day| {
            let at =
                |minute: u32| SimTime(day * Millis::DAY.0 + u64::from(minute) * Millis::MINUTE.0);
            let today = pickers.iter().map(|picker| picker.shift);
            let today = today.filter(|shift| shift.start.day() == day);
            let (mut start, mut end) = (at(*opens_min), at(*closes_min));
            for shift in today {
                (start, end) = (start.min(shift.start), end.max(shift.end));
            }
            Shift { start, end }
        })
        .collect()
}

fn typical_rating(fleet: &Fleet) -> f64 {
    let ratings: Vec<f64> = fleet.riders.iter().map(|rider| rider.rating).collect();
    if ratings.is_empty() { 5.0 } else { ratings.iter().sum::<f64>() / ratings.len() as f64 }
}

/// A world that can be changed for a while.
pub struct World {
    instance: Instance,
}

impl World {
    /// Takes the world as it is.
    #[must_use]
    pub fn new(instance: Instance) -> Self {
        Self { instance }
    }

    /// The world as it is.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Does something in the world without one cause, and puts everything back.
    ///
    /// Streets, customers and doors are not copied: nothing removes them.
    pub fn without<T>(&mut self, removal: Removal, with: impl FnOnce(&Instance) -> T) -> T {
        let world = &mut self.instance;
        let (stores, fleet) = (world.stores.clone(), world.fleet.clone());
        let (work, supply) = (world.work.clone(), world.supply.clone());
        let skus = world.catalog.skus.clone();
        let (speeds, traffic) = (world.speeds.clone(), world.traffic);
        let (rain, spells) = (world.rain, world.rain_spells.clone());
        let incidents = world.incidents.clone();
        removal.apply(world);
        let result = with(world);
        (world.stores, world.fleet) = (stores, fleet);
        (world.work, world.supply) = (work, supply);
        world.catalog.skus = skus;
        (world.speeds, world.traffic) = (speeds, traffic);
        (world.rain, world.rain_spells) = (rain, spells);
        world.incidents = incidents;
        result
    }
}

/// What one replication came to, as far as lateness goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tested {
    /// Hash of all facts.
    pub fingerprint: Fingerprint,
    /// Orders placed.
    pub placed: u64,
    /// Orders delivered.
    pub delivered: u64,
    /// Of those, orders after the SLA.
    pub late: u64,
    /// Orders cancelled or not taken at the door.
    pub not_delivered: u64,
}

impl Tested {
    /// Simulates replications, in order.
    ///
    /// # Errors
    /// When a solver fails.
    pub fn of(
        replay: &Replay<'_>,
        replications: &[u32],
        done: &(dyn Fn() + Sync),
    ) -> Result<Vec<Self>, ExperimentError> {
        replay.each(replications, |replication| {
            let mut ledger = Ledger::after(SimTime(replay.instance.calendar.warmup.0));
            let run = replay.simulate(replication, &mut ledger)?;
            done();
            let sla = replay.instance.service.sla;
            Ok(Self {
                fingerprint: run.fingerprint,
                placed: ledger.placed,
                delivered: ledger.deliveries.len() as u64,
                late: ledger.deliveries.iter().filter(|one| one.took > sla).count() as u64,
                not_delivered: ledger.not_delivered,
            })
        })
    }

    /// Checks that all of them came out as they did in `run`.
    ///
    /// # Errors
    /// Names the first that did not.
    pub fn verify(
        all: &[Self],
        run: &RunDirectory,
        replications: &[u32],
    ) -> Result<(), ExperimentError> {
        let mut pairs = replications.iter().zip(all);
        pairs.try_for_each(|(replication, one)| run.verify(*replication, one.fingerprint.value()))
    }

    /// Late orders per 100 delivered.
    #[must_use]
    pub fn late_per_100(&self) -> f64 {
        100.0 * self.late as f64 / self.delivered as f64
    }
}

/// Replications with and without one cause, pair by pair on the same draws.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What was removed.
    pub removal: Removal,
    /// Whether replication 2k + 1 mirrors the draws of replication 2k: only pairs are independent.
    pub is_antithetic: bool,
    /// With the cause, by replication.
    pub with: Vec<Tested>,
    /// Without it, by replication.
    pub without: Vec<Tested>,
}

impl Comparison {
    fn paired(&self, of: impl Fn(&Tested) -> f64) -> Estimate {
        let pairs = self.with.iter().zip(&self.without);
        let each: Vec<f64> = pairs.map(|(with, without)| of(with) - of(without)).collect();
        let block = if self.is_antithetic && each.len() > 1 { 2 } else { 1 };
        let mean = |block: &[f64]| block.iter().sum::<f64>() / block.len() as f64;
        Estimate::of(&each.chunks(block).map(mean).collect::<Vec<f64>>())
    }

    /// Late orders that vanish, per replication.
    #[must_use]
    pub fn vanished(&self) -> Estimate {
        self.paired(|tested| tested.late as f64)
    }

    /// By how much late orders per 100 delivered ones fall.
    #[must_use]
    pub fn vanished_per_100(&self) -> Estimate {
        self.paired(Tested::late_per_100)
    }

    /// By how much the orders cancelled or not taken fall, per replication.
    #[must_use]
    pub fn saved(&self) -> Estimate {
        self.paired(|tested| tested.not_delivered as f64)
    }

    /// Mean over replications of a count, with the cause and without it.
    #[must_use]
    pub fn means(&self, of: impl Fn(&Tested) -> f64) -> [f64; 2] {
        [&self.with, &self.without]
            .map(|all| Estimate::of(&all.iter().map(&of).collect::<Vec<f64>>()).mean)
    }

    /// Share of delivered orders in time, with the cause and without it.
    #[must_use]
    pub fn sla(&self) -> [f64; 2] {
        self.means(|tested| 1.0 - tested.late_per_100() / 100.0)
    }
}
