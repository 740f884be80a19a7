//! Slotting by cube-per-order index: what needs little space for each pick lies near the depot.
//!
//! With one pick at a time the least walk of all layouts; picks that share a walk it does not see.
//!
//! Source: Heskett (1963), "Cube-per-order index: a key to warehouse stock location",
//! *Transportation and Distribution Management* 3, 27-31.

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;

use super::filling::{by_distance, filled, picks};
use super::pricing::priced;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> = entry!(
    "cube_per_order",
    "The SKUs that need least space for a pick into the bays nearest to the depot (Heskett).",
    CubePerOrder
);

/// Ranks SKUs by space over picks and bays by distance.
#[derive(Clone, Debug)]
pub struct CubePerOrder;

impl Solver for CubePerOrder {}

impl Slotting for CubePerOrder {
    fn slot(&mut self, question: &SlottingQuestion<'_>, _rng: &mut Stream) -> Slotted {
        let picks = picks(question);
        let ratio = |sku: u32| {
            let (space, picks) = (question.goods[sku as usize].space, picks[sku as usize]);
            (u64::from(space), u64::from(picks))
        };
        let mut order: Vec<u32> = (0..picks.len() as u32).collect();
        // Space over picks without dividing; SKUs that nobody picks come last.
        order.sort_by(|a, b| {
            let ((space_a, picks_a), (space_b, picks_b)) = (ratio(*a), ratio(*b));
            let index = (space_a * picks_b).cmp(&(space_b * picks_a));
            (picks_a == 0).cmp(&(picks_b == 0)).then(index).then(a.cmp(b))
        });
        priced(question, filled(question, &order, &by_distance(question)))
    }
}
