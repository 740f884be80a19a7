//! Sessions spread over zones, hours and special days.

use domain::demand::{ChoiceModel, DemandEvent, Zone};
use domain::geo::Point;
use domain::ids::ZoneId;
use domain::units::{Millimeters, Millis, Paise, SimTime};
use roads::network::Network;

use super::clock::at_hour;
use super::nearby::Nearby;
use super::place;
use crate::fault::Fault;
use crate::spec::Spec;
use crate::spec::demand::DemandSpec;

/// Days of a month, for the first and the last week: the calendar knows no month's name.
const MONTH_DAYS: u16 = 30;

/// Sessions by hour of week relative to the mean hour: 168 values with mean 1.
pub(crate) fn hour_of_week(spec: &DemandSpec) -> Vec<f64> {
    let of_day = |weekday: &f64| spec.hour_of_day.map(|hour| hour * weekday);
    let week: Vec<f64> = spec.weekday.iter().flat_map(of_day).collect();
    let mean = week.iter().sum::<f64>() / week.len() as f64;
    week.into_iter().map(|value| value / mean).collect()
}

/// Share of an average day's sessions that begin while stores are open.
pub(crate) fn open_share(spec: &Spec) -> f64 {
    let stores = &spec.stores;
    let hours = &spec.demand.hour_of_day;
    let open = |(hour, value): (usize, &f64)| {
        let from = stores.opens_h.max(hour as f64);
        let until = stores.closes_h.min(hour as f64 + 1.0);
        value * (until - from).max(0.0)
    };
    hours.iter().enumerate().map(open).sum::<f64>() / hours.iter().sum::<f64>()
}

/// Spreads the city's sessions over the zones with doors in the stores' catchment, by people.
///
/// Returns the sum: the whole number asked for, or what the people in reach bring; zero where no
/// zone is in reach.
pub(crate) fn spread_sessions(spec: &DemandSpec, stores: &[Point], zones: &mut [Zone]) -> f64 {
    let reach = Millimeters::from_m(spec.catchment_km * 1e3);
    let stores = Nearby::new(stores.to_vec(), reach);
    let people: Vec<f64> = zones
        .iter()
        .map(|zone| match stores.nearest(zone.centre, reach) {
            Some(_) if !zone.doors.is_empty() => zone.population,
            _ => 0.0,
        })
        .collect();
    let total: f64 = people.iter().sum();
    for (zone, people) in zones.iter_mut().zip(people) {
        // With a rate, a zone's sessions do not depend on which other zones the stores reach.
        zone.sessions_per_day = match spec.sessions_per_1000_people {
            Some(rate) => rate * people / 1e3,
            None if total > 0.0 => spec.sessions_per_day * people / total,
            None => 0.0,
        };
    }
    zones.iter().map(|zone| zone.sessions_per_day).sum()
}

/// Doors of a zone that stand for all of them when its demand is shared among stores.
const DOORS_ASKED: usize = 16;

/// Orders that each store expects on an average day: the sessions of the doors to which it is the
/// nearest store and which lie in its usual radius, as far as they convert while it is open.
pub(crate) fn expected_orders(spec: &Spec, stores: &[Point], zones: &[Zone]) -> Vec<f64> {
    let radius = Millimeters::from_m(spec.stores.planned_radius_km * 1e3);
    let nearby = Nearby::new(stores.to_vec(), radius);
    let per_session = spec.demand.choice.base_conversion * open_share(spec);
    let mut expected = vec![0.0; stores.len()];
    for zone in zones.iter().filter(|zone| zone.sessions_per_day > 0.0) {
        let asked = zone.doors.len().min(DOORS_ASKED);
        let share = zone.sessions_per_day * per_session / asked as f64;
        for number in 0..asked {
            let (_, door) = zone.doors[number * zone.doors.len() / asked];
            if let Some((store, _)) = nearby.nearest(door, radius) {
                expected[store] += share;
            }
        }
    }
    expected
}

/// The events of the file, and the first and last week of the month.
pub(crate) fn events(
    spec: &Spec,
    network: &Network,
    zones: &[Zone],
) -> Result<Vec<DemandEvent>, Fault> {
    let mut events = month_events(spec);
    for (index, event) in spec.demand.event.iter().enumerate() {
        let centre = place::point(&network.plane, event.x_km, event.y_km, event.lon, event.lat);
        let radius = Millimeters::from_m(event.radius_km * 1e3);
        let touched: Vec<ZoneId> = match centre {
            None => Vec::new(),
            Some(centre) => zones
                .iter()
                .enumerate()
                .filter(|(_, zone)| zone.centre.distance(centre) <= radius)
                .map(|(zone, _)| zone.into())
                .collect(),
        };
        if centre.is_some() && touched.is_empty() {
            let (name, radius_km) = (&event.name, event.radius_km);
            return Err(Fault {
                path: format!("demand.event.{index}"),
                message: format!("no zone lies within {radius_km} km of event `{name}`"),
                help: place::exchanged(network, [event.lon, event.lat]),
            });
        }
        events.push(DemandEvent {
            name: event.name.clone(),
            start: at_hour(event.day, event.start_h),
            end: at_hour(event.day, event.end_h),
            factor: event.factor,
            zones: touched,
        });
    }
    Ok(events)
}

/// One event for each run of days in the first or the last week of a month.
fn month_events(spec: &Spec) -> Vec<DemandEvent> {
    let mut events: Vec<DemandEvent> = Vec::new();
    for day in 0..spec.calendar.days {
        let of_month = (u16::from(spec.calendar.first_day_of_month) - 1 + day) % MONTH_DAYS + 1;
        let (name, factor) = match of_month {
            1..=7 => ("first week of the month", spec.demand.month_start_factor),
            25.. => ("last week of the month", spec.demand.month_end_factor),
            _ => continue,
        };
        let (start, end) = (at_hour(day, 0.0), at_hour(day + 1, 0.0));
        match events.last_mut() {
            Some(last) if last.name == name && last.end == start => last.end = end,
            _ if factor == 1.0 => {}
            _ => events.push(DemandEvent {
                name: name.into(),
                start,
                end: SimTime(end.0),
                factor,
                zones: Vec::new(),
            }),
        }
    }
    events
}

/// Share of customers who take an offer that `share` take when it costs 10 INR × `tens` less:
/// the log-odds fall by `per_ten` each time.
fn taken(share: f64, tens: f64, per_ten: f64) -> f64 {
    let odds = share / (1.0 - share) * libm::exp(-per_ten * tens);
    if odds == f64::INFINITY { 1.0 } else { odds / (1.0 + odds) }
}

/// How customers decide.
pub(crate) fn choice(spec: &Spec) -> ChoiceModel {
    let (spec, prices) = (&spec.demand.choice, &spec.economics);
    let tens = |price: f64, usual: f64| (price - usual) / 10.0;
    ChoiceModel {
        base_conversion: spec.base_conversion,
        usual_promise: Millis::from_s(spec.usual_promise_min * 60.0),
        per_minute: spec.per_minute,
        per_ten_inr: spec.per_ten_inr,
        usual_fee: Paise::from_inr(spec.usual_fee_inr),
        usual_other_fees: Paise::from_inr(spec.usual_other_fees_inr),
        subscriber_share: taken(
            spec.subscriber_share,
            tens(prices.subscription_month_inr, spec.usual_subscription_inr),
            spec.subscribing_per_ten_inr,
        ),
        subscriber_frequency: spec.subscriber_frequency,
        premium_share: taken(
            spec.premium_share,
            tens(prices.priority_inr, spec.usual_priority_inr),
            spec.priority_per_ten_inr,
        ),
        patience_min: spec.patience_min,
        payment_s: spec.payment_s,
        payment_failure: spec.payment_failure_share,
        notify_s: spec.notify_s,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_week_has_mean_one_and_peaks_in_the_evening() {
        let week = hour_of_week(&DemandSpec::default());
        assert_eq!(week.len(), 168);
        assert!((week.iter().sum::<f64>() / 168.0 - 1.0).abs() < 1e-12);
        let peak = (0..168).max_by(|a, b| week[*a].total_cmp(&week[*b]));
        assert_eq!(peak, Some(6 * 24 + 20));
    }

    #[test]
    fn the_first_and_the_last_week_of_a_month_are_events() {
        let mut spec = Spec::default();
        spec.calendar.first_day_of_month = 24;
        spec.calendar.days = 20;
        let events = month_events(&spec);
        let told: Vec<_> = events.iter().map(|e| (e.start.day(), e.end.day(), e.factor)).collect();
        assert_eq!(told, [(1, 7, 0.9), (7, 14, 1.2)]);
        spec.demand.month_end_factor = 1.0;
        assert_eq!(month_events(&spec).len(), 1);
    }

    #[test]
    fn who_takes_an_offer_depends_on_its_price() {
        for share in [0.0, 0.05, 0.15, 0.5, 1.0] {
            assert!((taken(share, 0.0, 0.2) - share).abs() < 1e-12, "{share}");
        }
        assert!((taken(0.15, 5.0, 0.2) - 0.061).abs() < 1e-3, "{}", taken(0.15, 5.0, 0.2));
        assert!(taken(0.15, -4.9, 0.2) > 0.3);
        assert_eq!([taken(0.0, -9.0, 0.2), taken(1.0, 9.0, 0.2)], [0.0, 1.0]);
    }

    #[test]
    fn opening_hours_cut_the_curve() {
        let mut spec = Spec::default();
        spec.demand.hour_of_day = [1.0; 24];
        assert!((open_share(&spec) - 0.75).abs() < 1e-12);
        spec.stores.opens_h = 6.5;
        assert!((open_share(&spec) - 17.5 / 24.0).abs() < 1e-12);
    }

    fn zone(x_km: f64, population: f64, doors: usize) -> Zone {
        Zone {
            name: String::new(),
            centre: Point::from_m(x_km * 1e3, 0.0),
            population,
            sessions_per_day: 0.0,
            customers: 1,
            buildings: 1,
            tower_share: 0.0,
            doors: vec![(domain::ids::NodeId(0), Point::from_m(x_km * 1e3, 10.0)); doors],
        }
    }

    #[test]
    fn with_a_rate_other_stores_bring_other_customers_and_leave_the_rest_as_they_are() {
        let mut spec = Spec::default();
        spec.demand.sessions_per_1000_people = Some(100.0);
        let places = [0.0, 2.0, 9.0].map(|x_km| Point::from_m(x_km * 1e3, 0.0));
        let sessions = |stores: &[Point]| -> Vec<f64> {
            let mut zones = vec![zone(0.0, 10.0, 1), zone(4.0, 30.0, 2), zone(9.0, 50.0, 1)];
            spread_sessions(&spec.demand, stores, &mut zones);
            zones.iter().map(|zone| zone.sessions_per_day).collect()
        };
        assert_eq!(sessions(&places[..1]), [1.0, 0.0, 0.0]);
        assert_eq!(sessions(&places[1..2]), [1.0, 3.0, 0.0]);
        assert_eq!(sessions(&places), [1.0, 3.0, 5.0]);
    }

    #[test]
    fn sessions_go_to_zones_in_reach_and_none_is_lost() {
        let mut zones =
            vec![zone(0.0, 10.0, 1), zone(2.0, 30.0, 2), zone(1.0, 99.0, 0), zone(9.0, 50.0, 1)];
        let spec = Spec::default();
        let stores = [Point::from_m(100.0, 0.0), Point::from_m(1900.0, 0.0)];
        let sum = spread_sessions(&spec.demand, &stores, &mut zones);
        assert!((sum - spec.demand.sessions_per_day).abs() < 1e-6);
        let share: Vec<f64> = zones.iter().map(|z| z.sessions_per_day / sum).collect();
        assert_eq!(share, [0.25, 0.75, 0.0, 0.0]);
        let expected = expected_orders(&spec, &stores, &zones);
        assert!((expected[0] / expected[1] - 1.0 / 3.0).abs() < 1e-12);
        assert!((expected.iter().sum::<f64>() - 0.85 * sum).abs() < 1e-6);
    }
}
