//! Riders and their shifts.

use domain::fleet::{Fading, Fleet, Rider, RiderKind};
use domain::ids::{RiderId, StoreId};
use domain::rng::{Purpose, Streams};
use domain::store::Shift;
use domain::units::{Grams, Millilitres, Millis};

use super::clock::{at_minute, minute_of_day};
use super::staffing::{ShiftRules, WorkingDay, cover, wanted};
use super::stores::{Site, sizes};
use crate::spec::Spec;

/// Dedicated riders on shifts that follow the day, and gig riders who can be called all day.
pub(crate) fn fleet(spec: &Spec, sites: &[Site], expected: &[f64]) -> Fleet {
    let streams = Streams::new(spec.city.seed, 0);
    let sizes = sizes(spec, expected);
    let mut riders = Vec::new();
    for (index, site) in sites.iter().enumerate() {
        let listed = site.listed.and_then(|listed| spec.stores.site[listed].riders);
        let peak =
            listed.map_or_else(|| (spec.fleet.riders_per_store * sizes[index]).max(1.0), f64::from);
        let store = index.into();
        let rules = rules(spec);
        let crew = crew(spec, &rules, &streams, store, peak);
        for day in 0..spec.calendar.days {
            let is_last = day + 1 == spec.calendar.days;
            for member in &crew {
                let before = riders.len().checked_sub(crew.len()).filter(|_| day > 0);
                let yesterday = before.map(RiderId::from);
                let mut rider = Rider { yesterday, ..member.on(day, store) };
                if is_last {
                    rider.shift.end = at_minute(day, rules.end_on_last_day(member.hours.end_min));
                }
                riders.push(rider);
            }
        }
    }
    Fleet {
        riders,
        capacity_weight: Grams(libm::round(spec.fleet.capacity_kg * 1e3) as u32),
        capacity_volume: Millilitres(libm::round(spec.fleet.capacity_l * 1e3) as u32),
        gig_arrival_s: spec.fleet.gig_arrival_s,
        max_orders_per_trip: spec.fleet.max_orders_per_trip,
        stars_per_late_min: spec.fleet.stars_per_late_min,
        rating_experience: Fading {
            prior: spec.fleet.rating_prior,
            span: spec.fleet.rating_memory,
        },
        trip_experience: Fading { prior: spec.fleet.trip_prior, span: spec.fleet.trip_memory },
        overdue: Millis::from_s(spec.fleet.overdue_s),
    }
}

/// A rider who works the same hours every day.
struct Member {
    kind: RiderKind,
    hours: WorkingDay,
    rating: f64,
}

impl Member {
    fn on(&self, day: u16, store: StoreId) -> Rider {
        let span = |[start, end]: [u32; 2]| Shift {
            start: at_minute(day, start),
            end: at_minute(day, end),
        };
        Rider {
            store,
            kind: self.kind,
            shift: span([self.hours.start_min, self.hours.end_min]),
            rest: span(self.hours.rest_min),
            rating: self.rating,
            yesterday: None,
        }
    }
}

fn rules(spec: &Spec) -> ShiftRules {
    ShiftRules {
        opens_min: minute_of_day(spec.stores.opens_h),
        closes_min: minute_of_day(spec.stores.closes_h),
        overrun_min: minute_of_day(spec.stores.overrun_h),
        shift_min: minute_of_day(spec.fleet.shift_h),
        short_min: minute_of_day(spec.fleet.short_shift_h),
        break_min: libm::round(spec.fleet.break_min) as u32,
    }
}

fn crew(
    spec: &Spec,
    rules: &ShiftRules,
    streams: &Streams,
    store: StoreId,
    peak: f64,
) -> Vec<Member> {
    let shifts = cover(rules, &wanted(rules, peak, &spec.demand.hour_of_day));
    let all_day = WorkingDay {
        start_min: rules.opens_min,
        end_min: rules.end_min(),
        rest_min: [rules.opens_min; 2],
    };
    let gig = libm::round(peak * spec.fleet.gig_share) as usize;
    // Even entities are pickers, odd ones riders, so that neither moves the other's draws.
    let mut stream = streams.open(Purpose::Staff, 2 * u64::from(store.0) + 1);
    let (low, high) = (spec.fleet.rating_low, spec.fleet.rating_high);
    let dedicated = shifts.into_iter().map(|hours| (RiderKind::Dedicated, hours));
    dedicated
        .chain(std::iter::repeat_n((RiderKind::Gig, all_day), gig))
        .map(|(kind, hours)| Member { kind, hours, rating: low + (high - low) * stream.uniform() })
        .collect()
}
