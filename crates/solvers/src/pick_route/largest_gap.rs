//! The largest gap: aisles are entered from both ends, and the widest gap in each is not walked.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;

use super::lanes::{Lane, by_lanes};
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> = entry!(
    "largest_gap",
    "First and last aisle from end to end, the others from both ends up to their largest \
              gap, block by block, turn by turn.",
    LargestGap
);

/// Goes out along one cross aisle and comes back along the other; on floors that have none, and
/// where stops have an order of their own, always to the nearest.
///
/// O(n log n). Source: Hall (1993), doi:10.1080/07408179308964306; several blocks: Roodbergen &
/// de Koster (2001), doi:10.1080/00207540110028128.
#[derive(Clone, Debug)]
pub struct LargestGap;

impl Solver for LargestGap {}

impl PickRoute for LargestGap {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        by_lanes(question, out_and_back)
    }
}

/// The first lane to its far end, of those in between what is entered from there, the last lane
/// back, and then what is left.
fn out_and_back(lanes: &[Lane<'_>], is_up: bool, route: &mut Vec<u16>) {
    let [first, between @ .., last] = lanes else {
        lanes.iter().for_each(|lane| lane.walk(is_up, route));
        return;
    };
    first.walk(is_up, route);
    between.iter().for_each(|lane| lane.enter(!is_up, route));
    last.walk(!is_up, route);
    between.iter().rev().for_each(|lane| lane.enter(is_up, route));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pick_route::cases::{answer, list};

    #[test]
    fn aisles_in_between_are_entered_from_both_ends() {
        let stops = [(0, 1, 0), (1, 2, 0), (1, 9, 0), (1, 8, 0), (2, 3, 0), (2, 1, 0), (3, 5, 0)];
        // Aisle 1 is split between 2 and 8 and aisle 2 behind 3: both its stops are left for the
        // way back.
        assert_eq!(answer(&mut LargestGap, &list(1, &stops)), [0, 2, 3, 6, 5, 4, 1]);
    }

    #[test]
    fn turns_begin_where_the_last_one_ended() {
        let list = list(1, &[(4, 9, 0), (0, 2, 1), (3, 9, 1), (1, 9, 1)]);
        // From the back of aisle 4: down aisle 3, what is left of 1 from the back, and up 0.
        assert_eq!(answer(&mut LargestGap, &list), [0, 2, 1, 3]);
    }
}
