//! The reference design's radius: contracts under load and traffic, expands with spare riders.

use domain::decision::Solver;
use domain::decision::radius::{Radius, RadiusQuestion};
use domain::rng::Stream;
use domain::units::Millimeters;

use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Radius> = entry!(
    "reference",
    "Ordinary radius times factors for rider supply, recent delivery times and traffic, \
              smoothed.",
    Reference::new(Config)
);

settings! {
    /// Steps of the factors.
    pub struct Config {
        /// Fewer riders per pending order than this contract the radius.
        scarce_riders_per_order: f64 = 0.5, 0.0..=1000.0;
        /// Factor when riders are scarce.
        scarce_factor: f64 = 0.7, 0.1..=10.0;
        /// More riders per pending order than this expand the radius.
        ample_riders_per_order: f64 = 2.0, 0.0..=1000.0;
        /// Factor when riders are ample.
        ample_factor: f64 = 1.2, 0.1..=10.0;
        /// Mean delivery times of the last hour above this contract the radius, minutes.
        slow_delivery_min: f64 = 9.0, 0.0..=1440.0;
        /// Factor when deliveries are slow.
        slow_factor: f64 = 0.85, 0.1..=10.0;
        /// Mean delivery times of the last hour below this expand the radius, minutes.
        quick_delivery_min: f64 = 7.0, 0.0..=1440.0;
        /// Factor when deliveries are quick.
        quick_factor: f64 = 1.1, 0.1..=10.0;
        /// Share of the way to the new radius taken at once.
        step_share: f64 = 0.3, 0.0..=1.0;
    } refused by contradiction
}

fn contradiction(config: &Config) -> Option<&'static str> {
    if config.scarce_riders_per_order > config.ample_riders_per_order {
        return Some("`scarce_riders_per_order` must not exceed `ample_riders_per_order`");
    }
    (config.quick_delivery_min > config.slow_delivery_min)
        .then_some("`quick_delivery_min` must not exceed `slow_delivery_min`")
}

/// Three factors and a moving average.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
}

impl Reference {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// The radius that the moment asks for, before bounds and smoothing, metres.
    fn target_m(&self, question: &RadiusQuestion) -> f64 {
        let config = &self.config;
        let per_order =
            f64::from(question.available_riders) / f64::from(question.pending_orders.max(1));
        let supply = if per_order < config.scarce_riders_per_order {
            config.scarce_factor
        } else if per_order > config.ample_riders_per_order {
            config.ample_factor
        } else {
            1.0
        };
        let time = match question.recent_delivery {
            Some(mean) if mean.as_min() > config.slow_delivery_min => config.slow_factor,
            Some(mean) if mean.as_min() < config.quick_delivery_min => config.quick_factor,
            _ => 1.0,
        };
        question.default.as_m() * supply * time / question.traffic_index
    }
}

impl Solver for Reference {}

impl Radius for Reference {
    fn radius(&mut self, question: &RadiusQuestion, _rng: &mut Stream) -> Millimeters {
        let [low, high] = question.bounds;
        let target = Millimeters::from_m(self.target_m(question)).min(high).max(low);
        let step = self.config.step_share;
        let smoothed = question.current.as_m() * (1.0 - step) + target.as_m() * step;
        Millimeters::from_m(smoothed).min(high).max(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::StoreId;
    use domain::rng::{Purpose, Streams};
    use domain::units::{Millis, SimTime};

    fn question() -> RadiusQuestion {
        RadiusQuestion {
            now: SimTime::from_hours(12),
            store: StoreId(0),
            current: Millimeters::from_m(2000.0),
            default: Millimeters::from_m(2000.0),
            bounds: [Millimeters::from_m(1000.0), Millimeters::from_m(3000.0)],
            available_riders: 4,
            pending_orders: 4,
            recent_delivery: Some(Millis::from_s(480.0)),
            traffic_index: 1.0,
        }
    }

    fn meters(question: &RadiusQuestion) -> f64 {
        let mut rng = Streams::new(1, 0).open(Purpose::Test, 0);
        Reference::new(Config::default()).radius(question, &mut rng).as_m()
    }

    #[test]
    fn the_factors_step_where_the_design_says() {
        let minutes = |minutes: f64| Some(Millis::from_s(minutes * 60.0));
        for (riders, orders, recent, traffic, expected) in [
            (4, 4, minutes(8.0), 1.0, 2000.0),
            // 0.7 * 2000 -> 1400; 0.7 * 2000 + 0.3 * 1400.
            (1, 3, minutes(8.0), 1.0, 1820.0),
            (2, 4, minutes(9.0), 1.0, 2000.0),
            (9, 4, minutes(7.0), 1.0, 2120.0),
            (8, 4, minutes(7.0), 1.0, 2000.0),
            (4, 4, minutes(9.1), 1.0, 1910.0),
            (4, 4, minutes(6.9), 1.0, 2060.0),
            (4, 4, minutes(8.0), 1.25, 1880.0),
            // 0.7 * 0.85 / 1.25 * 2000 = 952, not below 1000.
            (0, 9, minutes(12.0), 1.25, 1700.0),
            // 1.2 * 1.1 / 0.8 * 2000 = 3300, not above 3000.
            (9, 1, minutes(5.0), 0.8, 2300.0),
            (4, 4, None, 1.0, 2000.0),
        ] {
            let question = RadiusQuestion {
                available_riders: riders,
                pending_orders: orders,
                recent_delivery: recent,
                traffic_index: traffic,
                ..question()
            };
            let radius = meters(&question);
            assert!((radius - expected).abs() < 1e-3, "{question:?}: {radius}");
        }
    }

    #[test]
    fn a_lasting_shortage_brings_the_radius_to_its_target() {
        let mut question = RadiusQuestion { available_riders: 0, ..question() };
        for _ in 0..40 {
            question.current = Millimeters::from_m(meters(&question));
        }
        assert!((question.current.as_m() - 1400.0).abs() < 0.01, "{:?}", question.current);
    }

    #[test]
    fn a_radius_outside_the_bounds_is_brought_back_at_once() {
        let outside = RadiusQuestion { current: Millimeters::from_m(9000.0), ..question() };
        assert!((meters(&outside) - 3000.0).abs() < 1e-9);
    }

    #[test]
    fn a_senseless_traffic_index_does_not_break_the_bounds() {
        for traffic_index in [0.0, f64::NAN, f64::INFINITY, -1.0] {
            let radius = meters(&RadiusQuestion { traffic_index, ..question() });
            assert!((1000.0..=3000.0).contains(&radius), "{traffic_index}: {radius}");
        }
    }
}
