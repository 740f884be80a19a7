//! The S-shape: every aisle with something in it is walked from end to end, up and down in turn.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;

use super::lanes::{Lane, by_lanes};
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "s_shape",
    "Aisles one after the other, up and down in turn, block by block, turn by turn.",
    SShape
);

/// Walks the aisles in turn; on floors that have none, and where stops have an order of their own,
/// always to the nearest.
///
/// O(n log n). Source: Hall (1993), doi:10.1080/07408179308964306; several blocks: Roodbergen &
/// de Koster (2001), doi:10.1080/00207540110028128.
#[derive(Clone, Debug)]
pub struct SShape;

impl Solver for SShape {}

impl PickRoute for SShape {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        by_lanes(question, up_and_down)
    }
}

/// All of each lane, the next from the end at which the last was left.
fn up_and_down(lanes: &[Lane<'_>], is_up: bool, route: &mut Vec<u16>) {
    for (at, lane) in lanes.iter().enumerate() {
        lane.walk(is_up == (at % 2 == 0), route);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pick_route::cases::{answer, list};

    #[test]
    fn aisles_go_up_and_down_in_turn() {
        let list = list(1, &[(0, 1, 0), (0, 8, 0), (2, 8, 0), (2, 2, 0), (3, 5, 0)]);
        assert_eq!(answer(&mut SShape, &list), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_block_behind_comes_first_and_turns_come_before_blocks() {
        let list = list(2, &[(0, 1, 0), (0, 8, 0), (2, 8, 0), (2, 2, 0), (0, 2, 1)]);
        // Behind: up aisle 0 and down aisle 2; in front from where that ends: down 2, up 0.
        assert_eq!(answer(&mut SShape, &list), [1, 2, 3, 0, 4]);
    }
}
