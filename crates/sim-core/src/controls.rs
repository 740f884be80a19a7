//! How chance fell in a replication, as deviations of known mean zero (control variates).

use domain::instance::Instance;
use domain::units::{Millis, SimTime};
use domain::weather::Rain;
use serde::{Deserialize, Serialize};

use crate::draw::arrivals::Arrivals;

/// Names of the controls, units at their ends.
pub const CONTROLS: [&str; 2] = ["sessions", "wet_min"];

/// Deviations from the mean, which is known exactly; no decision can move any of them.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Controls {
    /// Sessions begun, less those expected under the weather there was.
    pub sessions: f64,
    /// Minutes of rain, less those expected.
    pub wet_min: f64,
}

impl Controls {
    /// In the order of [`CONTROLS`].
    #[must_use]
    pub fn values(&self) -> [f64; CONTROLS.len()] {
        [self.sessions, self.wet_min]
    }

    /// How many sessions began in each zone, under which course of the weather.
    pub(crate) fn of(
        instance: &Instance,
        arrivals: &Arrivals,
        sessions: &[u32],
        rain: &[(SimTime, Rain)],
    ) -> Self {
        let end = instance.calendar.arrivals_end();
        let expected: f64 = (0..instance.demand.zones.len())
            .map(|zone| arrivals.expected(zone.into(), SimTime::ZERO, end))
            .sum();
        let begun: u32 = sessions.iter().sum();
        let wet = wet(rain, end).as_min() - expected_wet_min(instance);
        Self { sessions: f64::from(begun) - expected, wet_min: wet }
    }
}

/// Time with rain before `end`.
fn wet(course: &[(SimTime, Rain)], end: SimTime) -> Millis {
    let until = course.iter().skip(1).map(|(at, _)| *at).chain([SimTime::NEVER]);
    let spells = course.iter().zip(until).filter(|((_, rain), _)| *rain != Rain::Dry);
    spells.map(|((from, _), until)| until.min(end).since((*from).min(end))).sum()
}

/// Expected minutes of rain while sessions begin: the chain starts in its long run and so is wet
/// at any hour with the same chance, except where the timetable sets the weather.
fn expected_wet_min(instance: &Instance) -> f64 {
    let end = instance.calendar.arrivals_end();
    let chance = instance.rain.long_run();
    let mut borders = vec![SimTime::ZERO, end];
    borders.extend(instance.rain_spells.iter().flat_map(|spell| [spell.start, spell.end]));
    borders.retain(|at| *at <= end);
    borders.sort_unstable();
    let minutes = borders.windows(2).map(|pair| {
        let set = instance.rain_spells.iter().rev();
        let set = set.clone().find(|spell| spell.start <= pair[0] && pair[0] < spell.end);
        let share = set.map_or(chance, |spell| f64::from(u8::from(spell.rain != Rain::Dry)));
        share * pair[1].since(pair[0]).as_min()
    });
    minutes.sum()
}
