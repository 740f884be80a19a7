//! Session arrivals: a Poisson process per zone whose rate changes with hour, event and rain.

use domain::demand::Demand;
use domain::ids::ZoneId;
use domain::instance::Calendar;
use domain::rng::{Purpose, Streams};
use domain::units::{Millis, SimTime};
use domain::weather::Rain;

/// Demand relative to an ordinary mean hour, as steps in time.
#[derive(Clone, Debug)]
struct Intensity {
    /// When each step begins; the last one is the end of arrivals.
    starts: Vec<SimTime>,
    /// Level of each step but the last.
    levels: Vec<f64>,
}

/// When sessions begin in every zone, for one replication.
#[derive(Clone, Debug)]
pub(crate) struct Arrivals {
    intensities: Vec<Intensity>,
    /// Which intensity a zone follows, and its sessions per millisecond at level 1.
    zones: Vec<(u32, f64)>,
}

impl Arrivals {
    /// Lays out the steps. `rain` is the course of the weather, from the first midnight on.
    #[must_use]
    pub(crate) fn new(demand: &Demand, calendar: &Calendar, rain: &[(SimTime, Rain)]) -> Self {
        let mut intensities = vec![Intensity::new(demand, calendar, rain, None)];
        let zones = demand
            .zones
            .iter()
            .enumerate()
            .map(|(index, zone)| {
                let id = ZoneId::from(index);
                let own = demand.events.iter().any(|event| event.zones.contains(&id));
                if own {
                    intensities.push(Intensity::new(demand, calendar, rain, Some(id)));
                }
                let intensity = if own { intensities.len() - 1 } else { 0 };
                (intensity as u32, zone.sessions_per_day / Millis::DAY.0 as f64)
            })
            .collect();
        Self { intensities, zones }
    }

    /// When the zone's session number `n` begins, the one before having begun at `after`.
    ///
    /// By inversion: a unit exponential is used up by the rate's integral. One uniform.
    #[must_use]
    pub(crate) fn next(
        &self,
        zone: ZoneId,
        n: u32,
        after: SimTime,
        streams: &Streams,
    ) -> Option<SimTime> {
        let (intensity, rate) = self.zones[zone.index()];
        if rate <= 0.0 {
            return None;
        }
        let key = domain::demand::session_key(zone, n);
        let mass = -libm::log(streams.open(Purpose::Arrivals, key).uniform());
        self.intensities[intensity as usize].advance(after, mass / rate)
    }

    /// Expected sessions of a zone between two times.
    #[must_use]
    pub(crate) fn expected(&self, zone: ZoneId, from: SimTime, to: SimTime) -> f64 {
        let (intensity, rate) = self.zones[zone.index()];
        self.intensities[intensity as usize].integral(from, to) * rate
    }
}

impl Intensity {
    fn new(
        demand: &Demand,
        calendar: &Calendar,
        rain: &[(SimTime, Rain)],
        zone: Option<ZoneId>,
    ) -> Self {
        let end = calendar.arrivals_end();
        let mut starts: Vec<SimTime> = (0..end.hour()).map(SimTime::from_hours).collect();
        starts.extend(rain.iter().map(|(at, _)| *at));
        starts.extend(demand.events.iter().flat_map(|event| [event.start, event.end]));
        starts.retain(|at| *at < end);
        starts.push(end);
        starts.sort_unstable();
        starts.dedup();
        let levels = starts[..starts.len() - 1]
            .iter()
            .map(|&at| {
                let wet = rain.iter().rev().find(|(from, _)| *from <= at).map(|(_, rain)| *rain);
                let weather = match wet.unwrap_or_default() {
                    Rain::Dry => 1.0,
                    Rain::Light => demand.rain_factor[0],
                    Rain::Heavy => demand.rain_factor[1],
                };
                let events: f64 = demand
                    .events
                    .iter()
                    .filter(|e| e.start <= at && at < e.end)
                    .filter(|e| e.zones.is_empty() || zone.is_some_and(|z| e.zones.contains(&z)))
                    .map(|e| e.factor)
                    .product();
                demand.hour_of_week[calendar.hour_of_week(at)] * weather * events
            })
            .collect();
        Self { starts, levels }
    }

    /// When the integral of the level since `after` reaches `area` (in milliseconds).
    fn advance(&self, after: SimTime, mut area: f64) -> Option<SimTime> {
        let mut step = self.starts.partition_point(|start| *start <= after).max(1) - 1;
        let mut now = after.0 as f64;
        while step < self.levels.len() {
            let end = self.starts[step + 1].0 as f64;
            let available = (end - now) * self.levels[step];
            if area < available {
                return Some(SimTime((now + area / self.levels[step]) as u64));
            }
            area -= available;
            now = end;
            step += 1;
        }
        None
    }

    fn integral(&self, from: SimTime, to: SimTime) -> f64 {
        let mut step = self.starts.partition_point(|start| *start <= from).max(1) - 1;
        let mut sum = 0.0;
        while step < self.levels.len() && self.starts[step] < to {
            let (begin, end) = (self.starts[step].max(from), self.starts[step + 1].min(to));
            sum += end.since(begin).0 as f64 * self.levels[step];
            step += 1;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Intensity {
        Intensity { starts: [0, 10, 30, 40].map(SimTime).to_vec(), levels: vec![1.0, 0.0, 3.0] }
    }

    #[test]
    fn inversion_undoes_the_integral() {
        let steps = steps();
        for (after, area) in [(0, 4.0), (4, 6.5), (9, 10.0), (15, 0.5), (30, 29.0)] {
            let at = steps.advance(SimTime(after), area).expect("inside the horizon");
            let reached = steps.integral(SimTime(after), at);
            assert!(reached <= area + 1e-9 && area < reached + 3.0, "{after} {area} {at:?}");
        }
        assert_eq!(steps.advance(SimTime(30), 31.0), None);
        assert_eq!(steps.advance(SimTime(12), 1.5), Some(SimTime(30)));
    }
}
