//! The reference design's promise: a maps estimate corrected by neighbourhood, building and traffic.

use domain::decision::promise::{
    BasketTime, DeliveryOutcome, PlannedTimes, Promise, PromiseQuestion, Quote,
};
use domain::decision::{MemoryError, Solver};
use domain::ids::StoreId;
use domain::lookup::Lookup;
use domain::rng::Stream;
use domain::units::Millis;
use serde::{Deserialize, Serialize};

use super::departure::{Expected, Outlook};
use super::regression::Regression;
use crate::memory;
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Promise> = entry!(
    "reference",
    "Maps estimate times learned neighbourhood factor times traffic, plus the learned time \
              at the door, a buffer, and what has to happen before the ride for this basket behind \
              the orders ahead; shown so that ten minutes are promised where eight are expected.",
    Reference::new(Config)
);

settings! {
    /// Constants of the estimate.
    pub struct Config {
        /// Shortest promise shown, minutes: the design markets ten.
        shown_at_least_min: f64 = 10.0, 1.0..=120.0;
        /// Most of the promise that is expected to be needed: the design promises ten minutes and
        /// targets eight.
        target_share: f64 = 0.8, 0.1..=1.0;
        /// Time from parking to handover at a building nobody has delivered to yet, minutes, until the
        /// store knows better.
        unknown_door_min: f64 = 2.0, 0.0..=60.0;
        /// The store's mean door weighs as much as this many visits to a building. Our guard against
        /// believing one visit.
        door_prior_visits: f64 = 4.0, 0.0..=1000.0;
        /// Buffer per kilometre to the door, minutes.
        buffer_min_per_km: f64 = 0.5, 0.0..=60.0;
        /// Smallest buffer, minutes.
        buffer_at_least_min: f64 = 0.5, 0.0..=60.0;
        /// Weight of a new delivery in the neighbourhood's moving average; 0 learns nothing.
        learning_rate: f64 = 0.1, 0.0..=1.0;
        /// Lowest neighbourhood factor. Our guard; the design has none.
        factor_at_least: f64 = 0.5, 0.1..=1.0;
        /// Highest neighbourhood factor. Our guard; the design has none.
        factor_at_most: f64 = 3.0, 1.0..=10.0;
        /// Whether a store learns how long preparation takes by basket, and how long riders need at
        /// doors; if not, the plan is believed for ever.
        learns_times: bool = true;
        /// The plan weighs as much as this many deliveries of a store.
        prior_orders: f64 = 20.0, 1.0..=10000.0;
        /// Deliveries that a store remembers: older ones fade.
        memory_orders: f64 = 500.0, 2.0..=100000.0;
        /// Whether orders ahead in the queues for pickers, stations and riders lengthen the promise.
        /// Our addition; the design's estimate begins with the ride.
        counts_queues: bool = true;
        /// Wait for a rider after which a gig rider is expected to be called, seconds.
        gig_after_s: f64 = 120.0, 0.0..=3600.0;
    }
}

/// A mean that forgets, seconds.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
struct Mean {
    seconds: f64,
    weight: f64,
}

impl Mean {
    fn note(&mut self, seconds: f64, span: f64) {
        self.weight = (self.weight + 1.0).min(span);
        self.seconds += (seconds - self.seconds) / self.weight;
    }
}

/// What one store has learnt from its deliveries.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
struct Store {
    planned: PlannedTimes,
    processing: Mean,
    picking: Regression,
    packing: Regression,
    loading: Mean,
    /// At the door of any building.
    door: Mean,
    /// Departure later than expected from the queues as they stood: who comes after and is picked
    /// sooner takes the rider, which large baskets feel most.
    later: Regression,
}

impl Store {
    fn new(planned: PlannedTimes, config: &Config) -> Self {
        let mean = |seconds| Mean { seconds, weight: config.prior_orders };
        Self {
            planned,
            processing: mean(planned.processing.as_s()),
            picking: Regression::new(planned.picking),
            packing: Regression::new(planned.packing),
            loading: mean(planned.loading.as_s()),
            door: mean(config.unknown_door_min * 60.0),
            later: Regression::new(BasketTime::default()),
        }
    }

    fn learn(&mut self, outcome: &DeliveryOutcome, config: &Config) {
        let spent = &outcome.spent;
        let span = config.memory_orders;
        self.processing.note(spent.processing.as_s(), span);
        self.loading.note(spent.loading.as_s(), span);
        self.door.note(spent.door.as_s(), span);
        let basket = (outcome.lines, outcome.units);
        let (prior, keep) = (config.prior_orders, 1.0 - 1.0 / span);
        self.picking.note(basket, spent.picking.as_s(), (self.planned.picking, prior, keep));
        self.packing.note(basket, spent.packing.as_s(), (self.planned.packing, prior, keep));
        let later_s = spent.departure().as_s() - outcome.quote.departure.as_s();
        self.later.note(basket, later_s, (BasketTime::default(), prior, keep));
    }
}

/// The estimate and what it has learned.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
    /// Actual over predicted rides by zone; 1 where nothing is known.
    factors: Vec<f64>,
    /// Time at the doors of each building.
    buildings: Lookup<Mean>,
    /// By store; none before its first quote.
    stores: Vec<Option<Store>>,
    outlook: Outlook,
}

impl Reference {
    /// A solver with these settings that knows no neighbourhood and no building.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let (factors, buildings, stores) = (Vec::new(), Lookup::default(), Vec::new());
        Self { config, factors, buildings, stores, outlook: Outlook::default() }
    }

    fn store(&mut self, store: StoreId, planned: PlannedTimes) -> Store {
        if self.stores.len() <= store.index() {
            self.stores.resize(store.index() + 1, None);
        }
        let config = &self.config;
        *self.stores[store.index()].get_or_insert_with(|| Store::new(planned, config))
    }

    /// Expected time at a building's doors: the mean of its visits, drawn towards the store's.
    fn door_s(&self, building: u64, store: &Store) -> f64 {
        let visits = self.buildings.get(building).copied().unwrap_or_default();
        let prior = self.config.door_prior_visits;
        if visits.weight + prior == 0.0 {
            return store.door.seconds;
        }
        (visits.weight * visits.seconds + prior * store.door.seconds) / (visits.weight + prior)
    }

    /// From leaving the store to the handover, minutes.
    fn last_mile_min(&self, question: &PromiseQuestion<'_>, ride: Millis, store: &Store) -> f64 {
        let factor = self.factors.get(question.zone.index()).copied().unwrap_or(1.0);
        ride.as_min() * factor + self.door_s(question.building, store) / 60.0
    }

    /// What is shown where so many minutes are expected: at least the design's buffer more, and
    /// at least so much more that the expectation is the target share of it.
    fn shown_min(&self, question: &PromiseQuestion<'_>, expected_min: f64) -> f64 {
        let config = &self.config;
        let buffer = config.buffer_min_per_km * question.distance.as_km();
        let buffered = expected_min + buffer.max(config.buffer_at_least_min);
        let shown = buffered.max(expected_min / config.target_share);
        shown.max(config.shown_at_least_min).clamp(1.0, 120.0)
    }

    /// From click to departure as the queues stand, seconds.
    fn departure_s(&mut self, question: &PromiseQuestion<'_>, store: &Store) -> f64 {
        let (lines, units) = (question.lines, question.units);
        let expected = Expected {
            processing_s: store.processing.seconds,
            picking_s: &|lines, units| store.picking.seconds(lines, units),
            packing_s: &|lines, units| store.packing.seconds(lines, units),
            trip_s: question.planned.trip.as_s(),
            gig_after_s: self.config.gig_after_s,
        };
        let bagged = if self.config.counts_queues {
            self.outlook.taken_s(question, &expected)
        } else {
            let work = store.picking.seconds(lines, units) + store.packing.seconds(lines, units);
            store.processing.seconds + work
        };
        bagged + store.loading.seconds
    }
}

impl Solver for Reference {
    fn memory(&self) -> Result<Vec<u8>, MemoryError> {
        Ok(memory::tell(&(&self.factors, &self.buildings, &self.stores)))
    }

    fn recall(&mut self, memory: &[u8]) -> Result<(), MemoryError> {
        (self.factors, self.buildings, self.stores) = memory::take_up(memory)?;
        Ok(())
    }
}

impl Promise for Reference {
    /// [`Quote::ride`] is the ride *before* the neighbourhood factor: that is what the factor
    /// learns to correct. Were the factor inside, the average of actual over predicted would
    /// settle at the square root of the true ratio. [`Quote::departure`] is likewise what the
    /// queues say, before the store's own mean delay.
    fn quote(&mut self, question: &PromiseQuestion<'_>, _rng: &mut Stream) -> Quote {
        let store = self.store(question.store, question.planned);
        let ride = question.map_ride.scale(question.traffic_factor);
        let departure_s = self.departure_s(question, &store);
        let learns = self.config.learns_times;
        let (lines, units) = (question.lines, question.units);
        let later_s = if learns { store.later.value(lines, units) } else { 0.0 };
        let before_min = (departure_s + later_s).max(0.0) / 60.0;
        let expected_min = before_min + self.last_mile_min(question, ride, &store);
        Quote {
            promise: Millis::from_s(self.shown_min(question, expected_min) * 60.0),
            ride,
            departure: Millis::from_s(departure_s),
        }
    }

    fn learn(&mut self, outcome: &DeliveryOutcome) {
        let config = self.config;
        if config.learns_times {
            let visits = self.buildings.entry(outcome.building);
            visits.note(outcome.spent.door.as_s(), config.memory_orders);
            if let Some(Some(store)) = self.stores.get_mut(outcome.store.index()) {
                store.learn(outcome, &config);
            }
        }
        if outcome.quote.ride == Millis::ZERO || !outcome.is_direct {
            return;
        }
        let zone = outcome.zone.index();
        if self.factors.len() <= zone {
            self.factors.resize(zone + 1, 1.0);
        }
        let Config { learning_rate, factor_at_least, factor_at_most, .. } = config;
        let ratio = outcome.spent.ride.as_s() / outcome.quote.ride.as_s();
        let factor = self.factors[zone] * (1.0 - learning_rate) + ratio * learning_rate;
        self.factors[zone] = factor.clamp(factor_at_least, factor_at_most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::decision::promise::{OrderAhead, Progress, RiderAhead, TimeSpent};
    use domain::fleet::RiderKind;
    use domain::ids::ZoneId;
    use domain::rng::{Purpose, Streams};
    use domain::units::{Millimeters, SimTime};

    const NOW: SimTime = SimTime(32_400_000);

    fn minutes(minutes: f64) -> Millis {
        Millis::from_s(minutes * 60.0)
    }

    fn rider(free_in: Millis) -> RiderAhead {
        RiderAhead { kind: RiderKind::Dedicated, free_in, shift_left: minutes(300.0) }
    }

    fn ahead(progress: Progress) -> OrderAhead {
        OrderAhead { progress, since: NOW, lines: 5, units: 6, is_premium: false }
    }

    /// One line of one unit: 0.5 processing, 1 picking, 1 packing, 0.5 loading are planned.
    fn question() -> PromiseQuestion<'static> {
        let one = BasketTime { order: minutes(0.5), line: minutes(0.25), unit: minutes(0.25) };
        PromiseQuestion {
            now: NOW,
            store: StoreId(0),
            zone: ZoneId(2),
            building: 7,
            distance: Millimeters::from_m(1600.0),
            map_ride: minutes(4.0),
            traffic_factor: 1.25,
            lines: 1,
            units: 1,
            is_premium: false,
            planned: PlannedTimes {
                processing: minutes(0.5),
                picking: one,
                packing: one,
                loading: minutes(0.5),
                door: minutes(2.0),
                trip: minutes(12.0),
            },
            ahead: vec![].into(),
            pickers: 2,
            idle_pickers: 2,
            stations: 3,
            riders: vec![rider(Millis::ZERO); 3].into(),
        }
    }

    fn quoted(solver: &mut Reference, question: &PromiseQuestion<'_>) -> Quote {
        solver.quote(question, &mut Streams::new(1, 0).open(Purpose::Test, 0))
    }

    fn outcome(quote: Quote, ride: Millis, door: Millis) -> DeliveryOutcome {
        let spent = TimeSpent {
            processing: minutes(0.5),
            picking: minutes(1.0),
            packing: minutes(1.0),
            loading: minutes(0.5),
            ride,
            door,
            ..TimeSpent::default()
        };
        DeliveryOutcome {
            now: NOW,
            store: StoreId(0),
            zone: ZoneId(2),
            building: 7,
            lines: 1,
            units: 1,
            quote,
            spent,
            is_direct: true,
        }
    }

    #[test]
    fn the_estimate_adds_up_as_the_design_writes_it_and_eight_of_ten_minutes_are_expected() {
        let mut solver = Reference::new(Config::default());
        // 3 to departure + 4 * 1.0 * 1.25 ride + 2 door = 10, over 0.8.
        let quote = quoted(&mut solver, &question());
        assert_eq!(quote.promise, minutes(12.5));
        assert_eq!((quote.ride, quote.departure), (minutes(5.0), minutes(3.0)));
        // With all of the promise expected, the design's buffer is left: 1.6 * 0.5, or 0.5.
        let bare = Config { target_share: 1.0, ..Config::default() };
        assert_eq!(quoted(&mut Reference::new(bare), &question()).promise, minutes(10.8));
        let near = PromiseQuestion { distance: Millimeters::from_m(200.0), ..question() };
        assert_eq!(quoted(&mut Reference::new(bare), &near).promise, minutes(10.5));
    }

    #[test]
    fn nothing_below_ten_minutes_is_shown() {
        let near = PromiseQuestion { map_ride: minutes(1.0), ..question() };
        assert_eq!(quoted(&mut Reference::new(Config::default()), &near).promise, minutes(10.0));
        let honest = Config { shown_at_least_min: 1.0, target_share: 1.0, ..Config::default() };
        // 3 + 1.25 + 2 + 0.8.
        assert_eq!(quoted(&mut Reference::new(honest), &near).promise, minutes(7.05));
    }

    #[test]
    fn a_large_basket_is_promised_later() {
        let large = PromiseQuestion { lines: 20, units: 30, ..question() };
        // 19 lines and 29 units more, a quarter of a minute each, by picker and by station.
        let quote = quoted(&mut Reference::new(Config::default()), &large);
        assert_eq!(quote.departure, minutes(3.0 + 24.0));
    }

    #[test]
    fn queues_lengthen_the_promise_unless_switched_off() {
        let departure = |question: &PromiseQuestion<'_>| {
            quoted(&mut Reference::new(Config::default()), question).departure
        };
        // Five orders of 0.5 + 11 / 4 minutes wait for two pickers: three rounds, of which the
        // third leaves one picker free after two.
        let five = vec![ahead(Progress::PickQueue); 5];
        let busy = PromiseQuestion { ahead: five.into(), ..question() };
        let rides = PromiseQuestion { riders: vec![rider(Millis::ZERO); 9].into(), ..busy.clone() };
        assert_eq!(departure(&rides), minutes(6.5 + 1.0 + 1.0 + 0.5));
        let plain = Config { counts_queues: false, ..Config::default() };
        assert_eq!(quoted(&mut Reference::new(plain), &rides).departure, minutes(3.0));
        // With two riders the third to be ready waits for a trip to end.
        let short = PromiseQuestion { riders: vec![rider(Millis::ZERO); 2].into(), ..busy };
        assert_eq!(departure(&short), minutes(3.25 * 2.0 + 12.0 + 0.5));
        // A customer who pays for priority waits for none of them, but for who is free first.
        let premium = PromiseQuestion { is_premium: true, ..rides };
        assert_eq!(departure(&premium), minutes(3.25 + 1.0 + 1.0 + 0.5));
    }

    #[test]
    fn who_comes_back_while_the_order_is_prepared_costs_no_time() {
        let with = |riders: Vec<RiderAhead>| {
            let question = PromiseQuestion { riders: riders.into(), ..question() };
            quoted(&mut Reference::new(Config::default()), &question).departure
        };
        assert_eq!(with(vec![rider(minutes(2.0))]), minutes(3.0));
        assert_eq!(with(vec![rider(minutes(4.0))]), minutes(4.5));
        // Back only after the shift: nobody.
        let late = RiderAhead { shift_left: minutes(1.0), ..rider(minutes(2.0)) };
        assert_eq!(with(vec![late, rider(minutes(4.0))]), minutes(4.5));
        // A gig rider two minutes away is called after two minutes of waiting.
        let gig = RiderAhead { kind: RiderKind::Gig, ..rider(minutes(1.0)) };
        assert_eq!(with(vec![rider(minutes(9.0)), gig]), minutes(2.5 + 2.0 + 0.5));
        assert_eq!(with(vec![]), minutes(2.5 + 12.0 + 0.5));
    }

    #[test]
    fn the_factor_follows_one_step_of_the_moving_average() {
        let mut solver = Reference::new(Config::default());
        let quote = quoted(&mut solver, &question());
        solver.learn(&outcome(quote, minutes(7.5), minutes(2.0)));
        // 0.9 * 1 + 0.1 * 7.5 / 5 = 1.05; the door stays at two minutes.
        let again = quoted(&mut solver, &question());
        assert_eq!(again.promise, minutes((3.0 + 5.0 * 1.05 + 2.0) / 0.8));
        // A ride by way of another door says nothing of the streets.
        let detour =
            DeliveryOutcome { is_direct: false, ..outcome(quote, minutes(9.0), minutes(2.0)) };
        solver.learn(&detour);
        assert_eq!(quoted(&mut solver, &question()).promise, again.promise);
    }

    #[test]
    fn the_factor_settles_at_the_true_ratio() {
        let mut solver = Reference::new(Config::default());
        for _ in 0..200 {
            let quote = quoted(&mut solver, &question());
            solver.learn(&outcome(quote, quote.ride.scale(1.44), minutes(2.0)));
        }
        assert!((solver.factors[2] - 1.44).abs() < 1e-6, "{}", solver.factors[2]);
    }

    #[test]
    fn whole_doors_are_learnt_and_one_visit_is_not_believed() {
        let config = Config { prior_orders: 20.0, ..Config::default() };
        let mut solver = Reference::new(config);
        let quote = quoted(&mut solver, &question());
        solver.learn(&outcome(quote, quote.ride, minutes(7.0)));
        let store = solver.stores[0].unwrap();
        // The store's mean: 2 + (7 - 2) / 21; the building's: one visit against four of those.
        let mean_s = 120.0 + 300.0 / 21.0;
        assert!((store.door.seconds - mean_s).abs() < 1e-9);
        assert!((solver.door_s(7, &store) - (420.0 + 4.0 * mean_s) / 5.0).abs() < 1e-9);
        assert!((solver.door_s(8, &store) - mean_s).abs() < 1e-9);
        for _ in 0..500 {
            solver.learn(&outcome(quote, quote.ride, minutes(7.0)));
        }
        assert!((solver.door_s(7, &solver.stores[0].unwrap()) - 420.0).abs() < 2.0);
    }

    #[test]
    fn a_store_that_departs_later_than_its_queues_say_learns_it() {
        let mut solver = Reference::new(Config::default());
        for _ in 0..400 {
            let quote = quoted(&mut solver, &question());
            let mut late = outcome(quote, quote.ride, minutes(2.0));
            late.spent.rider_wait = minutes(1.0);
            solver.learn(&late);
        }
        let quote = quoted(&mut solver, &question());
        assert_eq!(quote.departure, minutes(3.0));
        assert!((quote.promise.as_min() - 11.0 / 0.8).abs() < 0.1, "{}", quote.promise.as_min());
    }

    #[test]
    fn the_factor_is_bounded_and_learning_can_be_switched_off() {
        let mut wild = Reference::new(Config { learning_rate: 1.0, ..Config::default() });
        let quote = quoted(&mut wild, &question());
        wild.learn(&outcome(quote, quote.ride * 100, minutes(2.0)));
        assert_eq!(wild.factors[2], 3.0);
        let fixed = Config { learning_rate: 0.0, learns_times: false, ..Config::default() };
        let mut fixed = Reference::new(fixed);
        let before = quoted(&mut fixed, &question());
        fixed.learn(&outcome(before, before.ride * 2, minutes(20.0)));
        assert_eq!(quoted(&mut fixed, &question()), before);
    }
}
