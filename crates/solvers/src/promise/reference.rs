//! The reference design's promise: a maps estimate corrected by neighbourhood, building and traffic.

use std::collections::BTreeMap;

use domain::decision::promise::{DeliveryOutcome, Promise, PromiseQuestion, Quote};
use domain::decision::{MemoryError, Solver};
use domain::rng::Stream;
use domain::units::Millis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::settings::{Settings, parameters, settings};
use crate::{Entry, memory};

/// In the registry.
pub const ENTRY: Entry<dyn Promise> = Entry {
    name: "reference",
    summary: "Maps estimate times learned neighbourhood factor times traffic, plus learned building \
              access, a buffer, and what has to happen before the ride.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(Reference::new(settings(table)?))),
};

/// Constants of the estimate.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Shortest promise shown, minutes: the design markets ten and targets eight.
    #[schemars(range(min = 1.0, max = 120.0))]
    pub shown_at_least_min: f64,
    /// Access time of a building nobody has delivered to yet, minutes.
    #[schemars(range(min = 0.0, max = 60.0))]
    pub unknown_access_min: f64,
    /// Buffer per kilometre to the door, minutes.
    #[schemars(range(min = 0.0, max = 60.0))]
    pub buffer_min_per_km: f64,
    /// Smallest buffer, minutes.
    #[schemars(range(min = 0.0, max = 60.0))]
    pub buffer_at_least_min: f64,
    /// Weight of a new delivery in the neighbourhood's moving average; 0 learns nothing.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub learning_rate: f64,
    /// Lowest neighbourhood factor. Our guard; the design has none.
    #[schemars(range(min = 0.1, max = 1.0))]
    pub factor_at_least: f64,
    /// Highest neighbourhood factor. Our guard; the design has none.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub factor_at_most: f64,
    /// Whether orders ahead in the queues for pickers and riders lengthen the promise. Our
    /// addition; the design's estimate begins with the ride.
    pub counts_queues: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            shown_at_least_min: 10.0,
            unknown_access_min: 2.0,
            buffer_min_per_km: 0.5,
            buffer_at_least_min: 0.5,
            learning_rate: 0.1,
            factor_at_least: 0.5,
            factor_at_most: 3.0,
            counts_queues: true,
        }
    }
}

impl Settings for Config {}

/// Access times seen at one building.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
struct Visits {
    count: u32,
    mean_min: f64,
}

/// The estimate and what it has learned.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
    /// Actual over predicted rides by zone; 1 where nothing is known.
    factors: Vec<f64>,
    buildings: BTreeMap<u64, Visits>,
}

impl Reference {
    /// A solver with these settings that knows no neighbourhood and no building.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, factors: Vec::new(), buildings: BTreeMap::new() }
    }

    /// From leaving the store to the customer's door, buffer included, minutes.
    fn last_mile_min(&self, question: &PromiseQuestion, ride: Millis) -> f64 {
        let config = &self.config;
        let factor = self.factors.get(question.zone.index()).copied().unwrap_or(1.0);
        let access = self.buildings.get(&question.building);
        let access = access.map_or(config.unknown_access_min, |visits| visits.mean_min);
        let buffer = config.buffer_min_per_km * question.distance.as_km();
        ride.as_min() * factor + access + buffer.max(config.buffer_at_least_min)
    }

    /// From click to departure, minutes.
    ///
    /// With queues counted, the pickers work through the orders ahead at their planned rate.
    /// Riders come back at theirs; who comes back while the order is prepared costs no time.
    fn before_departure_min(&self, question: &PromiseQuestion) -> f64 {
        let planned = question.planned_preparation.as_min();
        if !self.config.counts_queues {
            return planned;
        }
        let per_order = |busy: Millis, staff: u32| busy.as_min() / f64::from(staff.max(1));
        let picking = per_order(question.planned_picking, question.pickers);
        let ready = f64::from(question.pick_queue) * picking + planned;
        let wanted = question.waiting_for_rider + question.pick_queue + 1;
        let short_of_riders = f64::from(wanted.saturating_sub(question.idle_riders));
        let rider = short_of_riders * per_order(question.planned_trip, question.riders);
        ready.max(rider)
    }
}

impl Solver for Reference {
    fn memory(&self) -> Result<Vec<u8>, MemoryError> {
        Ok(memory::tell(&(&self.factors, &self.buildings)))
    }

    fn recall(&mut self, memory: &[u8]) -> Result<(), MemoryError> {
        (self.factors, self.buildings) = memory::take_up(memory)?;
        Ok(())
    }
}

impl Promise for Reference {
    /// [`Quote::ride`] is the ride *before* the neighbourhood factor: that is what the factor
    /// learns to correct. Were the factor inside, the average of actual over predicted would
    /// settle at the square root of the true ratio.
    fn quote(&mut self, question: &PromiseQuestion, _rng: &mut Stream) -> Quote {
        let ride = question.map_ride.scale(question.traffic_factor);
        let minutes = self.before_departure_min(question) + self.last_mile_min(question, ride);
        let shown = minutes.max(self.config.shown_at_least_min).clamp(1.0, 120.0);
        Quote { promise: Millis::from_s(shown * 60.0), ride }
    }

    fn learn(&mut self, outcome: &DeliveryOutcome) {
        let visits = self.buildings.entry(outcome.building).or_default();
        visits.count += 1;
        visits.mean_min +=
            (outcome.actual_access.as_min() - visits.mean_min) / f64::from(visits.count);
        if outcome.predicted_ride == Millis::ZERO {
            return;
        }
        let zone = outcome.zone.index();
        if self.factors.len() <= zone {
            self.factors.resize(zone + 1, 1.0);
        }
        let Config { learning_rate, factor_at_least, factor_at_most, .. } = self.config;
        let ratio = outcome.actual_ride.as_s() / outcome.predicted_ride.as_s();
        let factor = self.factors[zone] * (1.0 - learning_rate) + ratio * learning_rate;
        self.factors[zone] = factor.clamp(factor_at_least, factor_at_most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{StoreId, ZoneId};
    use domain::rng::{Purpose, Streams};
    use domain::units::{Millimeters, SimTime};

    fn minutes(minutes: f64) -> Millis {
        Millis::from_s(minutes * 60.0)
    }

    fn question() -> PromiseQuestion {
        PromiseQuestion {
            now: SimTime::from_hours(9),
            store: StoreId(0),
            zone: ZoneId(2),
            building: 7,
            distance: Millimeters::from_m(1600.0),
            map_ride: minutes(4.0),
            traffic_factor: 1.25,
            planned_preparation: minutes(4.0),
            pick_queue: 0,
            pickers: 4,
            planned_picking: minutes(2.0),
            waiting_for_rider: 0,
            idle_riders: 3,
            planned_trip: minutes(12.0),
            riders: 10,
        }
    }

    fn quoted(solver: &mut Reference, question: &PromiseQuestion) -> Quote {
        solver.quote(question, &mut Streams::new(1, 0).open(Purpose::Test, 0))
    }

    fn outcome(predicted: Millis, actual: Millis, access: Millis) -> DeliveryOutcome {
        DeliveryOutcome {
            zone: ZoneId(2),
            building: 7,
            predicted_ride: predicted,
            actual_ride: actual,
            actual_access: access,
        }
    }

    #[test]
    fn the_estimate_adds_up_as_the_design_writes_it() {
        let mut solver = Reference::new(Config::default());
        // 4 preparation + 4 * 1.0 * 1.25 ride + 2 access + 1.6 * 0.5 buffer.
        assert_eq!(quoted(&mut solver, &question()).promise, minutes(11.8));
        // The buffer is half a minute at least: 4 + 5 + 2 + 0.5.
        let near = PromiseQuestion { distance: Millimeters::from_m(200.0), ..question() };
        assert_eq!(quoted(&mut solver, &near).promise, minutes(11.5));
    }

    #[test]
    fn nothing_below_ten_minutes_is_shown() {
        let near = PromiseQuestion { map_ride: minutes(1.0), ..question() };
        assert_eq!(quoted(&mut Reference::new(Config::default()), &near).promise, minutes(10.0));
        let honest = Config { shown_at_least_min: 1.0, ..Config::default() };
        // 4 + 1.25 + 2 + 0.8.
        assert_eq!(quoted(&mut Reference::new(honest), &near).promise, minutes(8.05));
    }

    #[test]
    fn queues_lengthen_the_promise_unless_switched_off() {
        let busy = PromiseQuestion { pick_queue: 6, idle_riders: 9, ..question() };
        let mut solver = Reference::new(Config::default());
        // Six orders ahead of four pickers who take two minutes each: three minutes more.
        assert_eq!(quoted(&mut solver, &busy).promise, minutes(14.8));
        let plain = Config { counts_queues: false, ..Config::default() };
        assert_eq!(quoted(&mut Reference::new(plain), &busy).promise, minutes(11.8));
        let short = PromiseQuestion { waiting_for_rider: 4, idle_riders: 0, ..question() };
        // Fifth in line for riders who return every 1.2 minutes: 6 minutes instead of 4.
        assert_eq!(quoted(&mut solver, &short).promise, minutes(13.8));
    }

    #[test]
    fn the_factor_follows_one_step_of_the_moving_average() {
        let mut solver = Reference::new(Config::default());
        solver.learn(&outcome(minutes(4.0), minutes(6.0), minutes(2.0)));
        // 0.9 * 1.0 + 0.1 * 1.5.
        assert!((solver.factors[2] - 1.05).abs() < 1e-12);
        // The ride of 5 minutes becomes 5.25, here and in no other neighbourhood.
        assert_eq!(quoted(&mut solver, &question()).promise, minutes(12.05));
        let elsewhere = PromiseQuestion { zone: ZoneId(3), ..question() };
        assert_eq!(quoted(&mut solver, &elsewhere).promise, minutes(11.8));
    }

    #[test]
    fn the_factor_settles_at_the_true_ratio_and_not_at_its_square_root() {
        let mut solver = Reference::new(Config::default());
        for _ in 0..200 {
            let predicted = quoted(&mut solver, &question()).ride;
            solver.learn(&outcome(predicted, predicted.scale(1.44), minutes(2.0)));
        }
        assert!((solver.factors[2] - 1.44).abs() < 1e-3, "{}", solver.factors[2]);
        // The design's own loop, with the factor inside the prediction.
        let naive = (0..200).fold(1.0, |factor, _| factor * 0.9 + 1.44 / factor * 0.1);
        assert!((naive - 1.2_f64).abs() < 1e-3, "{naive}");
    }

    #[test]
    fn deliveries_quoted_before_the_factor_moved_do_not_make_it_overshoot() {
        let mut solver = Reference::new(Config::default());
        let predicted = quoted(&mut solver, &question()).ride;
        for _ in 0..60 {
            solver.learn(&outcome(predicted, predicted.scale(1.5), minutes(2.0)));
            assert!(solver.factors[2] <= 1.5);
        }
    }

    #[test]
    fn a_building_is_known_by_the_mean_of_its_visits() {
        let mut solver = Reference::new(Config::default());
        for access in [0.0, 1.0, 5.0] {
            solver.learn(&outcome(minutes(5.0), minutes(5.0), minutes(access)));
        }
        assert_eq!(quoted(&mut solver, &question()).promise, minutes(11.8));
        let other = PromiseQuestion { building: 8, traffic_factor: 2.0, ..question() };
        assert_eq!(quoted(&mut solver, &other).promise, minutes(14.8));
    }

    #[test]
    fn an_access_time_of_zero_counts_as_known() {
        let mut solver = Reference::new(Config::default());
        solver.learn(&outcome(minutes(5.0), minutes(5.0), Millis::ZERO));
        // 4 + 5 + 0 + 0.8 is 9.8, shown as 10.
        assert_eq!(quoted(&mut solver, &question()).promise, minutes(10.0));
    }

    #[test]
    fn wild_ratios_are_kept_within_the_guards() {
        let mut solver = Reference::new(Config::default());
        solver.learn(&outcome(Millis(1), minutes(60.0), minutes(2.0)));
        assert!((solver.factors[2] - 3.0).abs() < 1e-12);
        for _ in 0..100 {
            solver.learn(&outcome(minutes(60.0), Millis(1), minutes(2.0)));
        }
        assert!((solver.factors[2] - 0.5).abs() < 1e-12);
    }
}
