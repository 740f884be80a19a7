//! The baseline pick route: the order in which the customer filled the basket.

use domain::decision::Solver;
use domain::decision::pick_route::{PickRoute, PickRouteQuestion};
use domain::rng::Stream;

use super::visiting::as_listed;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn PickRoute> =
    entry!("as_listed", "The stops in the order of the pick list, turn by turn.", AsListed);

/// Leaves the list as it is.
#[derive(Clone, Debug)]
pub struct AsListed;

impl Solver for AsListed {}

impl PickRoute for AsListed {
    fn route(&mut self, question: &PickRouteQuestion<'_>, _rng: &mut Stream) -> Vec<u16> {
        as_listed(question)
    }
}
