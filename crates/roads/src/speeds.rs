//! Typical speeds of cars and two-wheelers by road class, hour of week and rain.
//!
//! What the data say and what is assumed is told at each constant. `examples/calibrate.rs` prints
//! how well simulated trips fit the published figures, and can fit [`CAR_LEVEL`] anew.

use domain::travel::{RoadClass, SpeedTable};

/// Speed of cars on empty streets at night by class, km/h, trunk to living street.
///
/// The ratios between classes are an assumption (ordinary urban values). Their common level is
/// fitted: trips of 2 to 6 km between random junctions of central Bengaluru advance 27.1 km/h
/// along the straight line between 02 and 05 h, as measured by ride-hailing cars there.
pub const CAR_FREE_FLOW_KMH: [f64; RoadClass::COUNT] = [52.8, 44.0, 40.5, 35.2, 26.4, 15.8];

/// Share of the free-flow speed left to cars by hour of a weekday, on a street of average
/// sensitivity.
///
/// Fitted hour by hour to the straight-line speeds of ride-hailing cars in Bengaluru (first
/// quarter of 2018, read off a published figure to about 1 km/h). The figure's steps of 2 km/h
/// come through: hours that share a value share a step of the figure.
pub const CAR_LEVEL: [f64; 24] = [
    1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.850, 0.702, 0.549, 0.549, 0.549, 0.549, 0.625, 0.625, 0.625,
    0.549, 0.549, 0.471, 0.471, 0.471, 0.549, 0.702, 0.775, 0.850,
];

/// How much a class suffers when traffic thickens: the exponent of [`CAR_LEVEL`].
///
/// An assumption: through roads fill up more than residential streets. Fitting the level per hour
/// makes the city-wide speed right whatever these are; they only move delay between classes.
pub const CAR_SENSITIVITY: [f64; RoadClass::COUNT] = [1.15, 1.15, 1.1, 1.0, 0.8, 0.6];

/// Speed of delivery two-wheelers on empty streets by class, km/h.
///
/// An assumption, scaled so that rides of quick commerce (1 to 2 km) make 18 km/h on the street by
/// day. Two readings of the sources differ. Operators quote 15 km/h for their riders (eight minutes
/// for just below two kilometres), and cabs made 18 km/h in Bengaluru over six months of GPS; both
/// are speeds over the way ridden. Read as progress along the straight line, 15 km/h would be 21.5
/// on the street, faster than cabs. 18 is what cabs make there and here on such trips, and lies
/// between the quoted 15 and what filtering past standing cars might add. Signals, turns and speed
/// breakers are in these averages, so they lie far below what a scooter can do.
pub const TWO_WHEELER_FREE_FLOW_KMH: [f64; RoadClass::COUNT] = [32.8, 29.4, 27.7, 24.4, 19.3, 12.2];

/// Share of a car's loss of speed in traffic that a two-wheeler suffers.
///
/// An assumption: two-wheelers filter past standing cars, so a jam costs them about half.
pub const TWO_WHEELER_SHARE_OF_DELAY: f64 = 0.5;

/// Share of a weekday's loss of speed that is left on Saturday and on Sunday. An assumption.
pub const WEEKEND_SHARE_OF_DELAY: [f64; 2] = [0.9, 0.7];

/// Share of the dry speed left to cars in light and heavy rain, by class. An assumption: minor
/// streets flood first.
const CAR_RAIN: [[f64; RoadClass::COUNT]; 2] =
    [[0.95, 0.95, 0.95, 0.94, 0.93, 0.93], [0.82, 0.82, 0.80, 0.78, 0.75, 0.72]];

/// The same for two-wheelers, which slow down more for grip and sight. An assumption.
const TWO_WHEELER_RAIN: [[f64; RoadClass::COUNT]; 2] =
    [[0.92, 0.92, 0.92, 0.91, 0.90, 0.90], [0.74, 0.74, 0.73, 0.71, 0.68, 0.65]];

/// Typical speeds of cars in an Indian metropolis.
#[must_use]
pub fn default_car() -> SpeedTable {
    car_with_level(&CAR_LEVEL)
}

/// Typical speeds of cars with another share of free flow by hour of a weekday.
#[must_use]
pub fn car_with_level(level: &[f64; 24]) -> SpeedTable {
    SpeedTable {
        free_flow_kmh: CAR_FREE_FLOW_KMH,
        hour_factor: week(level, 1.0),
        rain_factor: CAR_RAIN,
    }
}

/// Typical speeds of a delivery rider on a two-wheeler in an Indian metropolis.
#[must_use]
pub fn default_two_wheeler() -> SpeedTable {
    SpeedTable {
        free_flow_kmh: TWO_WHEELER_FREE_FLOW_KMH,
        hour_factor: week(&CAR_LEVEL, TWO_WHEELER_SHARE_OF_DELAY),
        rain_factor: TWO_WHEELER_RAIN,
    }
}

/// Shares of free flow for Monday 00 h to Sunday 23 h.
fn week(level: &[f64; 24], share_of_delay: f64) -> Vec<[f64; RoadClass::COUNT]> {
    (0..168)
        .map(|hour| {
            let of_day = match hour / 24 {
                5 => WEEKEND_SHARE_OF_DELAY[0],
                6 => WEEKEND_SHARE_OF_DELAY[1],
                _ => 1.0,
            };
            CAR_SENSITIVITY.map(|exponent| {
                let delay = 1.0 - libm::pow(level[hour % 24], exponent);
                1.0 - delay * of_day * share_of_delay
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::weather::Rain;

    /// Mean over the classes, in mm/s.
    fn mean_speed(table: &SpeedTable, hour: usize, rain: Rain) -> f64 {
        table.speeds(hour, rain, 1.0).iter().sum::<u64>() as f64 / RoadClass::COUNT as f64
    }

    #[test]
    fn the_evening_peak_is_worst_and_the_small_hours_are_best() {
        for table in [default_car(), default_two_wheeler()] {
            assert_eq!(table.hour_factor.len(), 168);
            let speed = |hour| mean_speed(&table, hour, Rain::Dry);
            let worst = (0..24).map(speed).fold(f64::INFINITY, f64::min);
            let best = (0..24).map(speed).fold(0.0, f64::max);
            assert!((speed(18) - worst).abs() < 1e-9, "18 h is not the worst");
            assert!((speed(3) - best).abs() < 1e-9, "03 h is not the best");
        }
    }

    #[test]
    fn weekends_are_milder_and_rain_is_slower() {
        let table = default_two_wheeler();
        let (friday, saturday, sunday) = (4 * 24 + 18, 5 * 24 + 18, 6 * 24 + 18);
        let dry = |hour| mean_speed(&table, hour, Rain::Dry);
        assert!(dry(friday) < dry(saturday) && dry(saturday) < dry(sunday));
        let wet = |rain| mean_speed(&table, friday, rain);
        assert!(wet(Rain::Heavy) < wet(Rain::Light) && wet(Rain::Light) < dry(friday));
    }

    #[test]
    fn traffic_slows_two_wheelers_less_than_cars() {
        let (car, two_wheeler) = (default_car(), default_two_wheeler());
        for class in RoadClass::ALL {
            let left = |table: &SpeedTable| table.hour_factor[18][class as usize];
            assert!(left(&two_wheeler) > left(&car), "{class:?}");
            assert!(left(&car) > 0.2, "{class:?}");
        }
    }
}
