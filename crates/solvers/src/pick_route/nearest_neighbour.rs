//! Always the nearest stop next, whatever its zone and however it must be handled.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;
use domain::store::{FloorPlan, Slot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Entry;
use crate::settings::{Settings, parameters, settings};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = Entry {
    name: "nearest_neighbour",
    summary: "Always the nearest stop next, ignoring zones, cold and fragile goods.",
    parameters: parameters::<Config>,
    build: |table| Ok(Box::new(NearestNeighbour::new(settings(table)?))),
};

/// Nothing to set.
#[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {}

impl Settings for Config {}

/// Walks greedily.
#[derive(Clone, Debug)]
pub struct NearestNeighbour {
    /// Walks compared for the last answer.
    compared: Option<u64>,
}

impl NearestNeighbour {
    /// A solver with these settings.
    #[must_use]
    pub fn new(Config {}: Config) -> Self {
        Self { compared: None }
    }
}

impl Solver for NearestNeighbour {
    fn work(&self) -> Option<u64> {
        self.compared
    }
}

impl PickRoute for NearestNeighbour {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        let mut route: Vec<u16> = (0..question.stops.len() as u16).collect();
        visit_nearest_first(question, FloorPlan::DEPOT, &mut route);
        let stops = route.len() as u64;
        self.compared = Some(stops * (stops + 1) / 2);
        route
    }
}

/// Reorders `stops` so that from `start` on the nearest is always next; returns where that ends.
///
/// O(n²). Ties go to the stop listed first.
pub(crate) fn visit_nearest_first(
    question: &PickRouteQuestion<'_>,
    start: Slot,
    stops: &mut [u16],
) -> Slot {
    let slot = |stop: u16| question.stops[usize::from(stop)].slot;
    let mut at = start;
    for done in 0..stops.len() {
        let nearest = (done..stops.len())
            .min_by_key(|&position| {
                (question.aisles.walk(at, slot(stops[position])), stops[position])
            })
            .unwrap_or(done);
        stops.swap(done, nearest);
        at = slot(stops[done]);
    }
    at
}
