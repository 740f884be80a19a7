//! The timetable of disturbances as the world knows it.

use domain::disruption::Disruption;
use domain::ids::StoreId;
use domain::store::Store;
use domain::travel::Incident;
use domain::units::Millimeters;
use roads::network::Network;

use super::clock::at_hour;
use super::place;
use crate::fault::Fault;
use crate::spec::disruptions::{DisruptionsSpec, RoadClosureSpec};
use crate::suggest;

/// So many road closures are told apart.
const MOST_CLOSURES: usize = 255;

/// Marks the streets of every road closure and says when they are slow.
///
/// Each closure acts in its own time: streets that several of them touch are a zone of their own,
/// slowed by each while it lasts.
pub(crate) fn incidents(
    spec: &DisruptionsSpec,
    network: &mut Network,
) -> Result<Vec<Incident>, Fault> {
    let closures = &spec.road_closure;
    Fault::unless(closures.len() <= MOST_CLOSURES, "disruptions.road_closure", || {
        format!("{} road closures, allowed at most {MOST_CLOSURES}", closures.len())
    })?;
    let mut areas = Vec::new();
    for (index, closure) in closures.iter().enumerate() {
        let path = format!("disruptions.road_closure.{index}");
        let given =
            place::point(&network.plane, closure.x_km, closure.y_km, closure.lon, closure.lat);
        let centre = given.ok_or_else(|| Fault::new(&path, "a road closure needs a place"))?;
        areas.push((centre, Millimeters::from_m(closure.radius_km * 1e3)));
    }
    let marked = network.mark_areas(&areas);
    for (closure, (index, streets)) in closures.iter().zip(marked.streets.iter().enumerate()) {
        if *streets == 0 {
            return Err(Fault {
                path: format!("disruptions.road_closure.{index}"),
                message: format!(
                    "no street lies within {} km of the road closure",
                    closure.radius_km
                ),
                help: place::exchanged(network, [closure.lon, closure.lat]),
            });
        }
    }
    let of_zone = |(zone, areas): (u16, &Vec<usize>)| {
        let incident = move |closure: &RoadClosureSpec| Incident {
            zone,
            start: at_hour(closure.day, closure.start_h),
            end: at_hour(closure.day, closure.end_h),
            speed_factor: closure.speed_factor,
        };
        areas.iter().map(|area| incident(&closures[*area])).collect::<Vec<_>>()
    };
    Ok((1..).zip(&marked.zones).flat_map(of_zone).collect())
}

/// Closed stores and missing riders, stores looked up by name.
pub(crate) fn disruptions(
    spec: &DisruptionsSpec,
    stores: &[Store],
) -> Result<Vec<Disruption>, Fault> {
    let find = |name: &str, path: String| -> Result<StoreId, Fault> {
        let found = stores.iter().position(|store| store.name == name);
        found.map(Into::into).ok_or_else(|| Fault {
            path,
            message: format!("there is no store `{name}`"),
            help: suggest::nearest(name, stores.iter().map(|store| store.name.as_str()))
                .map(|meant| format!("did you mean `{meant}`?")),
        })
    };
    let mut disruptions = Vec::new();
    for (index, closure) in spec.store_closure.iter().enumerate() {
        let path = format!("disruptions.store_closure.{index}.store");
        disruptions.push(Disruption::StoreClosure {
            store: find(&closure.store, path)?,
            start: at_hour(closure.day, closure.start_h),
            end: at_hour(closure.day, closure.end_h),
        });
    }
    for (index, shortage) in spec.rider_shortage.iter().enumerate() {
        let path = format!("disruptions.rider_shortage.{index}.store");
        disruptions.push(Disruption::RiderShortage {
            share: shortage.share,
            start: at_hour(shortage.day, shortage.start_h),
            end: at_hour(shortage.day, shortage.end_h),
            store: shortage.store.as_deref().map(|name| find(name, path)).transpose()?,
        });
    }
    Ok(disruptions)
}
