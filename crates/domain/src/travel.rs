//! The travel-time question: from, to, departure, conditions of the day -> arrival (FIFO).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{NodeId, StoreId};
use crate::units::{Millimeters, Millis, SimTime, nearest};
use crate::weather::Rain;

/// Classes of street that share a speed.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum RoadClass {
    /// Grade-separated or divided through road.
    Trunk = 0,
    /// Main arterial.
    Primary = 1,
    /// Secondary arterial.
    Secondary = 2,
    /// Collector.
    Tertiary = 3,
    /// Residential street.
    Residential = 4,
    /// Living street, service road, alley.
    Living = 5,
}

impl RoadClass {
    /// Number of classes.
    pub const COUNT: usize = 6;
    /// All classes, widest first.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Residential,
        Self::Living,
    ];
}

/// A position on the street network: a junction and the metres beyond it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// Nearest junction.
    pub node: NodeId,
    /// Way from the junction, ridden at the speed of a living street.
    pub offset: Millimeters,
}

/// A ride on the way that arrives first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ride {
    /// When it arrives.
    pub arrival: SimTime,
    /// Length of the way.
    pub distance: Millimeters,
}

/// From where to where. Most legs start or end at a store, and a network may prepare for those.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leg {
    /// From a store to a place.
    Out(StoreId, Place),
    /// From a place to a store.
    Back(Place, StoreId),
    /// From a place to another.
    Between(Place, Place),
}

/// Speeds by road class x hour of week, and what rain does to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SpeedTable {
    /// Free-flow speed of a two-wheeler by road class, km/h.
    pub free_flow_kmh: [f64; RoadClass::COUNT],
    /// Share of the free-flow speed by hour of week (0 is Monday 00:00) and road class.
    pub hour_factor: Vec<[f64; RoadClass::COUNT]>,
    /// Share of the dry speed in light and in heavy rain, by road class.
    pub rain_factor: [[f64; RoadClass::COUNT]; 2],
}

impl SpeedTable {
    /// Speed in millimetres per second, at least 0.1 m/s.
    ///
    /// `pace` is the shared traffic factor of the hour: above 1 everything is faster.
    #[must_use]
    pub fn speeds(&self, hour_of_week: usize, rain: Rain, pace: f64) -> [u64; RoadClass::COUNT] {
        std::array::from_fn(|class| {
            let wet = match rain {
                Rain::Dry => 1.0,
                Rain::Light => self.rain_factor[0][class],
                Rain::Heavy => self.rain_factor[1][class],
            };
            let share = self.hour_factor[hour_of_week % 168][class] * wet * pace;
            let speed = self.free_flow_kmh[class] * share * (1e6 / 3600.0);
            nearest(speed).max(100)
        })
    }
}

/// Speeds from `start` until the next slice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Slice {
    /// When these speeds begin to hold.
    pub start: SimTime,
    /// Speed by road class, millimetres per second, that is micrometres per millisecond.
    pub speed: [u64; RoadClass::COUNT],
}

/// A closed or blocked area: streets inside crawl while it lasts.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Incident {
    /// Number that streets inside carry, from 1 on. Streets that lie in several closed areas carry
    /// a number of their own, with one incident for each area.
    pub zone: u16,
    /// When it begins.
    pub start: SimTime,
    /// When it ends.
    pub end: SimTime,
    /// Share of the speed left, above 0 and at most 1.
    pub speed_factor: f64,
}

/// Speeds over the whole horizon of one replication: weather, hour and traffic taken together.
///
/// Distance covered is the integral of speed. With integer speeds (µm/ms) and integer times the
/// integral is exact, so leaving later never arrives earlier, to the millisecond.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Shared, as all below, because every ride takes a copy at its rider's pace.
    slices: Arc<[Slice]>,
    /// By zone, so that a street looks at its own only.
    incidents: Arc<[Incident]>,
    /// Slice in force at the start of each minute, so that a look-up is one step.
    by_minute: Arc<[u32]>,
    /// How many times as long the rider needs for every street. It goes into a speed when that is
    /// looked up: a ride meets one slice or two of the many.
    factor: f64,
}

impl Conditions {
    /// Puts slices in force one after another; the first from the beginning of time, the last for ever.
    ///
    /// Incident borders cut slices, so that inside one slice every speed is constant.
    ///
    /// # Panics
    /// When there is no slice, starts do not increase, or a speed is zero.
    #[must_use]
    pub fn new(mut slices: Vec<Slice>, mut incidents: Vec<Incident>) -> Self {
        incidents.sort_by_key(|incident| incident.zone);
        assert!(!slices.is_empty(), "conditions hold at least one slice");
        slices[0].start = SimTime::ZERO;
        for border in incidents.iter().flat_map(|i| [i.start, i.end]) {
            let after = slices.partition_point(|slice| slice.start <= border);
            if slices[after - 1].start != border {
                slices.insert(after, Slice { start: border, ..slices[after - 1] });
            }
        }
        assert!(
            slices.is_sorted_by(|a, b| a.start < b.start)
                && slices.iter().all(|slice| slice.speed.iter().all(|speed| *speed > 0)),
            "slices start one after another and no speed is zero"
        );
        let last_minute = slices[slices.len() - 1].start.minute();
        let mut by_minute = Vec::with_capacity(last_minute as usize + 1);
        let mut current = 0;
        for minute in 0..=last_minute {
            let at = SimTime(minute * Millis::MINUTE.0);
            while current + 1 < slices.len() && slices[current + 1].start <= at {
                current += 1;
            }
            by_minute.push(current as u32);
        }
        Self {
            slices: slices.into(),
            incidents: incidents.into(),
            by_minute: by_minute.into(),
            factor: 1.0,
        }
    }

    /// The same speeds for ever: for tests and for typical times at a given hour.
    #[must_use]
    pub fn constant(speed: [u64; RoadClass::COUNT]) -> Self {
        Self::new(vec![Slice { start: SimTime::ZERO, speed }], Vec::new())
    }

    /// The same conditions for a rider who needs `factor` times as long for every street.
    ///
    /// The factor goes into the speeds and not onto the duration, so that this rider's travel is
    /// FIFO too. O(1).
    #[must_use]
    pub fn at_pace(&self, factor: f64) -> Self {
        Self { factor: self.factor * factor, ..self.clone() }
    }

    /// Number of slices, at least one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.slices.len()
    }

    /// When slice `index` comes into force; `None` behind the last.
    #[inline]
    #[must_use]
    pub fn start(&self, index: usize) -> Option<SimTime> {
        self.slices.get(index).map(|slice| slice.start)
    }

    /// Speeds in slice `index` by road class, millimetres per second, without incidents.
    #[must_use]
    pub fn speeds(&self, index: usize) -> [u64; RoadClass::COUNT] {
        self.slices[index].speed.map(|speed| self.paced(speed))
    }

    /// A speed at the rider's pace.
    #[inline]
    fn paced(&self, speed: u64) -> u64 {
        if self.factor == 1.0 {
            return speed;
        }
        nearest(speed as f64 / self.factor).max(1)
    }

    /// Index of the slice in force at `at`.
    #[inline]
    #[must_use]
    pub fn slice_at(&self, at: SimTime) -> usize {
        let minute = (at.minute() as usize).min(self.by_minute.len() - 1);
        let mut index = self.by_minute[minute] as usize;
        while index + 1 < self.slices.len() && self.slices[index + 1].start <= at {
            index += 1;
        }
        index
    }

    /// Speed of a street in slice `index`, millimetres per second. Of several incidents that hold
    /// at once the slowest counts.
    #[inline]
    #[must_use]
    pub fn speed(&self, index: usize, class: RoadClass, incident_zone: u16) -> u64 {
        let slice = &self.slices[index];
        let speed = self.paced(slice.speed[class as usize]);
        if incident_zone == 0 {
            return speed;
        }
        let first = self.incidents.partition_point(|i| i.zone < incident_zone);
        let factor = self.incidents[first..]
            .iter()
            .take_while(|i| i.zone == incident_zone)
            .filter(|i| i.start <= slice.start && slice.start < i.end)
            .fold(1.0_f64, |factor, i| factor.min(i.speed_factor));
        slowed(speed, factor)
    }

    /// When somebody who enters a street of this length at `depart` leaves it.
    ///
    /// The earliest whole millisecond by which the integral of speed reaches `length`.
    #[inline]
    #[must_use]
    pub fn arrive(
        &self,
        depart: SimTime,
        length: Millimeters,
        class: RoadClass,
        incident_zone: u16,
    ) -> SimTime {
        let mut index = self.slice_at(depart);
        let mut now = depart.0;
        let mut left_um = length.0 * 1000;
        loop {
            let speed = self.speed(index, class, incident_zone);
            let needed = left_um.div_ceil(speed);
            match self.slices.get(index + 1) {
                Some(next) if now + needed > next.start.0 => {
                    left_um -= (next.start.0 - now) * speed;
                    now = next.start.0;
                    index += 1;
                }
                _ => return SimTime(now + needed),
            }
        }
    }
}

/// What an incident leaves of a speed (mm/s), at least 1 mm/s.
#[must_use]
pub fn slowed(speed: u64, speed_factor: f64) -> u64 {
    nearest(speed as f64 * speed_factor).max(1)
}

/// Answers travel-time questions on a street network.
pub trait Travel: Send + Sync {
    /// When a rider who leaves at `depart` arrives; `None` where no street leads.
    ///
    /// FIFO: never decreases in `depart`.
    fn arrive(&self, leg: Leg, depart: SimTime, conditions: &Conditions) -> Option<SimTime>;

    /// The same with the length of the way taken.
    fn ride(&self, leg: Leg, depart: SimTime, conditions: &Conditions) -> Option<Ride>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_slices(first: u64, second: u64) -> Conditions {
        let slice = |minute: u64, speed| Slice {
            start: SimTime(minute * 60_000),
            speed: [speed; RoadClass::COUNT],
        };
        Conditions::new(vec![slice(0, first), slice(10, second)], Vec::new())
    }

    #[test]
    fn a_trip_over_a_border_uses_both_speeds() {
        let conditions = two_slices(10_000, 5_000);
        let leave = SimTime(9 * 60_000);
        // 600 m in the minute left at 10 m/s, the other 400 m at 5 m/s in 80 s.
        let arrive = conditions.arrive(leave, Millimeters::from_m(1000.0), RoadClass::Primary, 0);
        assert_eq!(arrive.since(leave), Millis(140_000));
    }

    #[test]
    fn an_incident_slows_only_its_own_streets_while_it_lasts() {
        let slice = Slice { start: SimTime::ZERO, speed: [10_000; RoadClass::COUNT] };
        let incident =
            Incident { zone: 3, start: SimTime(60_000), end: SimTime(120_000), speed_factor: 0.1 };
        let conditions = Conditions::new(vec![slice], vec![incident]);
        let ride = |zone| {
            conditions.arrive(SimTime(0), Millimeters::from_m(1000.0), RoadClass::Living, zone)
        };
        assert_eq!(ride(0), SimTime(100_000));
        // 600 m before, 60 m during, 340 m after.
        assert_eq!(ride(3), SimTime(154_000));
    }

    proptest::proptest! {
        #[test]
        fn leaving_later_never_arrives_earlier(
            speeds in proptest::collection::vec(1_u64..20_000, 1..6),
            length in 1_u64..5_000_000,
            depart in 0_u64..400_000,
            wait in 0_u64..400_000,
            factor in 0.3_f64..3.0,
        ) {
            let under = |speed: &dyn Fn(u64) -> u64| {
                let slices = speeds.iter().enumerate().map(|(i, of)| Slice {
                    start: SimTime(i as u64 * 77_777),
                    speed: [speed(*of); RoadClass::COUNT],
                });
                Conditions::new(slices.collect(), Vec::new())
            };
            let conditions = under(&|speed| speed).at_pace(factor);
            let slower = under(&|speed| (libm::round(speed as f64 / factor) as u64).max(1));
            let arrive = |at, under: &Conditions| {
                under.arrive(SimTime(at), Millimeters(length), RoadClass::Trunk, 0)
            };
            proptest::prop_assert!(arrive(depart, &conditions) <= arrive(depart + wait, &conditions));
            proptest::prop_assert!(arrive(depart, &conditions) >= SimTime(depart));
            // As if all speeds of the day had been those of the rider.
            proptest::prop_assert_eq!(arrive(depart, &conditions), arrive(depart, &slower));
        }
    }
}
