//! The reference design's fee: a base times demand, supply, weather and distance, with two changes an hour.

use domain::decision::delivery_fee::{DeliveryFee, DeliveryFeeQuestion};
use domain::decision::{MemoryError, Solver};
use domain::rng::Stream;
use domain::units::{Millis, Paise, SimTime};
use domain::weather::Rain;
use serde::{Deserialize, Serialize};

use crate::memory;
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn DeliveryFee> = entry!(
    "reference",
    "Base fee surging with queue, rider shortage, rain and distance, capped; at most two \
              changes per hour and zone; subscribers pay nothing.",
    Reference::new(Config)
);

settings! {
    /// Multipliers and limits.
    pub struct Config {
        /// Fee without any surge, INR.
        base_inr: f64 = 25.0, 0.0..=200.0;
        /// Hard cap, INR.
        cap_inr: f64 = 99.0, 0.0..=200.0;
        /// Orders in the queue that raise the demand multiplier by `demand_step`.
        demand_step_orders: f64 = 20.0, 1.0..=10_000.0;
        /// Rise of the demand multiplier per `demand_step_orders`.
        demand_step: f64 = 0.5, 0.0..=10.0;
        /// Highest demand multiplier.
        demand_at_most: f64 = 2.5, 1.0..=10.0;
        /// Supply multiplier without any rider; falls by the riders per order expected in the next
        /// ten minutes, down to 1.
        supply_at_most: f64 = 2.0, 1.0..=10.0;
        /// Added to 1 while it rains.
        rain_surcharge: f64 = 0.5, 0.0..=10.0;
        /// Distance from which it costs more, kilometres.
        edge_from_km: f64 = 1.5, 0.0..=100.0;
        /// Width of the edge over which the surcharge grows to its full size, kilometres.
        edge_width_km: f64 = 1.5, 0.1..=100.0;
        /// Added to 1 at the far side of the edge.
        edge_surcharge: f64 = 0.3, 0.0..=10.0;
        /// Most changes of a zone's price in any hour.
        changes_per_hour: u32 = 2, 0..=3600;
        /// A zone's price moves only by this much or more, INR, lest trifles use up the changes. Our
        /// choice; the design names none.
        change_at_least_inr: f64 = 5.0, 0.0..=200.0;
    }
}

/// What a zone is charged before distance, and since when.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ZonePrice {
    inr: f64,
    /// Changes within the last hour, oldest first.
    changes: Vec<SimTime>,
}

/// The surging fee and the prices that zones were last shown.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
    /// Price of each zone; those never asked about are not there yet.
    zones: Vec<ZonePrice>,
}

impl Reference {
    /// A solver with these settings; every zone begins at the base fee.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, zones: Vec::new() }
    }

    /// The zone's price that the moment asks for, in whole INR.
    fn wanted_inr(&self, question: &DeliveryFeeQuestion) -> f64 {
        let config = &self.config;
        let queue = f64::from(question.queue_depth) / config.demand_step_orders;
        let demand = (1.0 + queue * config.demand_step).min(config.demand_at_most);
        let riders = f64::from(question.available_riders);
        let supply = (config.supply_at_most - riders / question.expected_orders.max(1.0)).max(1.0);
        let rain = if question.rain == Rain::Dry { 0.0 } else { config.rain_surcharge };
        libm::round((config.base_inr * demand * supply * (1.0 + rain)).min(config.cap_inr))
    }

    /// The zone's price now, moved towards the wanted one where the limits allow.
    fn zone_inr(&mut self, question: &DeliveryFeeQuestion) -> f64 {
        let wanted = self.wanted_inr(question);
        let zone = question.zone.index();
        if self.zones.len() <= zone {
            let start = ZonePrice { inr: self.config.base_inr, changes: Vec::new() };
            self.zones.resize(zone + 1, start);
        }
        let price = &mut self.zones[zone];
        let moved = (wanted - price.inr).abs();
        if moved > 0.0 && moved >= self.config.change_at_least_inr {
            price.changes.retain(|&change| question.now.since(change) < Millis::HOUR);
            if price.changes.len() < self.config.changes_per_hour as usize {
                price.changes.push(question.now);
                price.inr = wanted;
            }
        }
        price.inr
    }
}

impl Solver for Reference {
    fn memory(&self) -> Result<Vec<u8>, MemoryError> {
        Ok(memory::tell(&self.zones))
    }

    fn recall(&mut self, memory: &[u8]) -> Result<(), MemoryError> {
        self.zones = memory::take_up(memory)?;
        Ok(())
    }
}

impl DeliveryFee for Reference {
    fn fee(&mut self, question: &DeliveryFeeQuestion, _rng: &mut Stream) -> Paise {
        if question.is_subscriber {
            return Paise::ZERO;
        }
        let zone = self.zone_inr(question);
        let config = &self.config;
        let beyond = (question.distance.as_km() - config.edge_from_km) / config.edge_width_km;
        let distance = 1.0 + beyond.clamp(0.0, 1.0) * config.edge_surcharge;
        Paise::from_inr(libm::round((zone * distance).min(config.cap_inr)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{StoreId, ZoneId};
    use domain::rng::{Purpose, Streams};
    use domain::units::Millimeters;

    fn question() -> DeliveryFeeQuestion {
        DeliveryFeeQuestion {
            now: SimTime::from_hours(12),
            store: StoreId(0),
            zone: ZoneId(1),
            distance: Millimeters::from_m(1000.0),
            is_subscriber: false,
            queue_depth: 0,
            available_riders: 10,
            expected_orders: 10.0,
            rain: Rain::Dry,
        }
    }

    fn inr(solver: &mut Reference, question: &DeliveryFeeQuestion) -> f64 {
        solver.fee(question, &mut Streams::new(1, 0).open(Purpose::Test, 0)).as_inr()
    }

    fn fresh(question: &DeliveryFeeQuestion) -> f64 {
        let config = Config { change_at_least_inr: 0.0, ..Config::default() };
        inr(&mut Reference::new(config), question)
    }

    #[test]
    fn the_multipliers_are_the_designs() {
        let q = question;
        let km = |km: f64| Millimeters::from_m(km * 1e3);
        for (case, expected) in [
            (q(), 25.0),
            // 25 * (1 + 20 / 20 * 0.5).
            (DeliveryFeeQuestion { queue_depth: 20, ..q() }, 38.0),
            // 25 * 2.5, however long the queue.
            (DeliveryFeeQuestion { queue_depth: 60, ..q() }, 63.0),
            (DeliveryFeeQuestion { queue_depth: 600, ..q() }, 63.0),
            // 25 * (2 - 5 / 10).
            (DeliveryFeeQuestion { available_riders: 5, ..q() }, 38.0),
            (DeliveryFeeQuestion { available_riders: 0, ..q() }, 50.0),
            (DeliveryFeeQuestion { available_riders: 99, ..q() }, 25.0),
            // Expected orders count as one at least: 2 - 0 / 1.
            (DeliveryFeeQuestion { available_riders: 0, expected_orders: 0.0, ..q() }, 50.0),
            (DeliveryFeeQuestion { rain: Rain::Light, ..q() }, 38.0),
            (DeliveryFeeQuestion { rain: Rain::Heavy, ..q() }, 38.0),
            (DeliveryFeeQuestion { distance: km(1.5), ..q() }, 25.0),
            // 25 * 1.1, 25 * 1.3, and no more beyond 3 km.
            (DeliveryFeeQuestion { distance: km(2.0), ..q() }, 28.0),
            (DeliveryFeeQuestion { distance: km(3.0), ..q() }, 33.0),
            (DeliveryFeeQuestion { distance: km(9.0), ..q() }, 33.0),
            // 25 * 2.5 * 2 * 1.5 would be 187.5.
            (
                DeliveryFeeQuestion {
                    queue_depth: 60,
                    available_riders: 0,
                    rain: Rain::Heavy,
                    distance: km(3.0),
                    ..q()
                },
                99.0,
            ),
        ] {
            assert_eq!(fresh(&case), expected, "{case:?}");
        }
    }

    #[test]
    fn subscribers_never_pay_and_leave_the_zone_as_it_is() {
        let mut solver = Reference::new(Config::default());
        let busy = DeliveryFeeQuestion { queue_depth: 60, is_subscriber: true, ..question() };
        assert_eq!(inr(&mut solver, &busy), 0.0);
        assert!(solver.zones.is_empty());
    }

    #[test]
    fn a_zone_sees_at_most_two_changes_in_any_hour() {
        let mut solver = Reference::new(Config::default());
        let mut changes: Vec<SimTime> = Vec::new();
        let mut last = 25.0;
        for minute in 0..600 {
            let now = SimTime::from_hours(8) + Millis(minute * 60_000);
            let queue_depth = (minute * 7 % 61) as u32;
            let fee = inr(&mut solver, &DeliveryFeeQuestion { now, queue_depth, ..question() });
            if fee != last {
                changes.push(now);
                last = fee;
            }
        }
        assert!(changes.len() >= 15, "{} changes in ten hours", changes.len());
        for three in changes.windows(3) {
            assert!(three[2].since(three[0]) >= Millis::HOUR, "{three:?}");
        }
    }

    #[test]
    fn another_zone_and_another_distance_are_no_change() {
        let mut solver = Reference::new(Config::default());
        let none_left = DeliveryFeeQuestion { queue_depth: 20, ..question() };
        assert_eq!(inr(&mut solver, &none_left), 38.0);
        assert_eq!(inr(&mut solver, &DeliveryFeeQuestion { queue_depth: 40, ..question() }), 50.0);
        assert_eq!(inr(&mut solver, &question()), 50.0, "the third change has to wait");
        let far = DeliveryFeeQuestion { distance: Millimeters::from_m(3000.0), ..question() };
        assert_eq!(inr(&mut solver, &far), 65.0);
        assert_eq!(inr(&mut solver, &DeliveryFeeQuestion { zone: ZoneId(0), ..question() }), 25.0);
        let later = DeliveryFeeQuestion { now: SimTime::from_hours(13), ..question() };
        assert_eq!(inr(&mut solver, &later), 25.0);
    }

    #[test]
    fn trifles_are_no_reason_to_change() {
        let mut solver = Reference::new(Config::default());
        // 25 * 1.15 is 29 in whole INR: 4 more; 25 * 1.2 is 30: 5 more.
        assert_eq!(inr(&mut solver, &DeliveryFeeQuestion { queue_depth: 6, ..question() }), 25.0);
        assert_eq!(inr(&mut solver, &DeliveryFeeQuestion { queue_depth: 8, ..question() }), 30.0);
    }
}
