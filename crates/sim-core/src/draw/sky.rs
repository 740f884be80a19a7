//! The day's rain and traffic, and the speeds that follow from them.

use domain::dist::standard_normal_quantile;
use domain::instance::Instance;
use domain::rng::Purpose;
use domain::travel::{Conditions, RoadClass, Slice};
use domain::units::{Millis, SimTime};
use domain::weather::Rain;

use crate::course::Course;

/// Rain and speeds over one replication.
#[derive(Clone, Debug)]
pub(crate) struct Sky {
    /// Rain from each time on, the first from midnight.
    pub(crate) rain: Vec<(SimTime, Rain)>,
    /// Speeds as they are.
    pub(crate) actual: Conditions,
    /// Speeds had it stayed dry.
    pub(crate) dry: Conditions,
    /// Speeds of an ordinary dry day at each hour, without disturbances: what a map knows.
    pub(crate) typical: Conditions,
    /// Speeds on empty roads.
    pub(crate) free_flow: Conditions,
}

impl Sky {
    /// Draws the weather and the traffic of a replication.
    #[must_use]
    pub(crate) fn draw(instance: &Instance, course: &Course) -> Self {
        let rain = rain(instance, course);
        let pace = pace(instance, course);
        let hours = instance.calendar.end().hour() + 1;
        let rain_at = |at: SimTime| {
            rain.iter().rev().find(|(from, _)| *from <= at).map_or(Rain::Dry, |(_, rain)| *rain)
        };
        let mut borders: Vec<SimTime> = (0..hours).map(SimTime::from_hours).collect();
        borders.extend(rain.iter().map(|(at, _)| *at));
        borders.sort_unstable();
        borders.dedup();
        let slices = |borders: &[SimTime], wet: bool, paced: bool| {
            borders
                .iter()
                .map(|&start| {
                    let falls = if wet { rain_at(start) } else { Rain::Dry };
                    let hour = start.hour().min(pace.len() as u64 - 1) as usize;
                    let factor = if paced { pace[hour] } else { 1.0 };
                    let week = instance.calendar.hour_of_week(start);
                    Slice { start, speed: instance.speeds.speeds(week, falls, factor) }
                })
                .collect::<Vec<_>>()
        };
        let on_the_hour: Vec<SimTime> = (0..hours).map(SimTime::from_hours).collect();
        let incidents = || instance.incidents.clone();
        let free =
            instance.speeds.free_flow_kmh.map(|kmh| libm::round(kmh * (1e6 / 3600.0)) as u64);
        Self {
            actual: Conditions::new(slices(&borders, true, true), incidents()),
            dry: Conditions::new(slices(&on_the_hour, false, true), incidents()),
            typical: Conditions::new(slices(&on_the_hour, false, false), Vec::new()),
            free_flow: Conditions::constant(free),
            rain,
        }
    }

    /// Current riding times over those of a typical dry hour, averaged over road classes.
    #[must_use]
    pub(crate) fn traffic_factor(&self, at: SimTime) -> f64 {
        let (now, typical) = (self.actual.slice_at(at), self.typical.slice_at(at));
        let ratio = |class: RoadClass| {
            self.typical.speed(typical, class, 0) as f64 / self.actual.speed(now, class, 0) as f64
        };
        RoadClass::ALL.map(ratio).iter().sum::<f64>() / RoadClass::COUNT as f64
    }
}

/// Rain by the hour from a Markov chain, overruled by the timetable.
fn rain(instance: &Instance, course: &Course) -> Vec<(SimTime, Rain)> {
    let model = instance.rain;
    let hours = instance.calendar.end().hour() + 1;
    let mut hourly = Vec::with_capacity(hours as usize);
    let mut wet = false;
    for hour in 0..hours {
        let mut stream = course.at_hour(hour).open(Purpose::Weather, hour);
        let chance = match (hour, wet) {
            (0, _) => model.long_run(),
            (_, true) => model.persistence,
            (_, false) => model.onset,
        };
        wet = stream.chance(chance);
        let heavy = stream.chance(model.heavy_share);
        hourly.push(match (wet, heavy) {
            (false, _) => Rain::Dry,
            (true, false) => Rain::Light,
            (true, true) => Rain::Heavy,
        });
    }
    let mut borders: Vec<SimTime> = (0..hours).map(SimTime::from_hours).collect();
    borders.extend(instance.rain_spells.iter().flat_map(|spell| [spell.start, spell.end]));
    borders.retain(|at| at.hour() < hours);
    borders.sort_unstable();
    borders.dedup();
    let mut course: Vec<(SimTime, Rain)> = Vec::new();
    for at in borders {
        let set = instance.rain_spells.iter().rev().find(|s| s.start <= at && at < s.end);
        let falls = set.map_or(hourly[at.hour() as usize], |spell| spell.rain);
        if course.last().is_none_or(|(_, last)| *last != falls) {
            course.push((at, falls));
        }
    }
    course
}

/// Factor on all speeds by hour: the day's and the hour's, the hours correlated.
fn pace(instance: &Instance, course: &Course) -> Vec<f64> {
    let model = instance.traffic;
    let days = instance.calendar.end().day() + 1;
    let mut paces = Vec::new();
    let mut deviation = 0.0;
    for day in 0..days {
        let streams = course.at_hour(day * 24);
        let day_draw = streams.open(Purpose::Traffic, 1 << 32 | day).uniform();
        let of_day = model.day_sigma * standard_normal_quantile(day_draw);
        for hour in 0..Millis::DAY.0 / Millis::HOUR.0 {
            let hour = day * 24 + hour;
            let draw = course.at_hour(hour).open(Purpose::Traffic, hour).uniform();
            let fresh = model.hour_sigma * standard_normal_quantile(draw);
            let kept = model.hour_correlation;
            deviation = if paces.is_empty() {
                fresh
            } else {
                kept * deviation + libm::sqrt(1.0 - kept * kept) * fresh
            };
            paces.push(libm::exp(-(of_day + deviation)));
        }
    }
    paces
}
