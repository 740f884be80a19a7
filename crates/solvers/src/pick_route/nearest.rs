//! Always the nearest stop next, whatever its zone.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;

use super::visiting::nearest_first;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "nearest",
    "Always the nearest stop next, turn by turn, ignoring zones.",
    Nearest::default()
);

/// Walks greedily.
#[derive(Clone, Debug, Default)]
pub struct Nearest {
    /// Walks compared for the last answer.
    compared: Option<u64>,
}

impl Solver for Nearest {
    fn work(&self) -> Option<u64> {
        self.compared
    }
}

impl PickRoute for Nearest {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        let route = nearest_first(question, |_| 0);
        let stops = route.len() as u64;
        self.compared = Some(stops * (stops + 1) / 2);
        route
    }
}
