//! Slotting by pick frequency: what is picked most lies nearest to the depot.

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;

use super::filling::{by_distance, by_picks, filled};
use super::pricing::priced;
use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> =
    entry!("abc", "The SKUs picked most often into the bays nearest to the depot.", Abc);

/// Ranks SKUs by picks and bays by distance.
#[derive(Clone, Debug)]
pub struct Abc;

impl Solver for Abc {}

impl Slotting for Abc {
    fn slot(&mut self, question: &SlottingQuestion<'_>, _rng: &mut Stream) -> Slotted {
        let bays = filled(question, &by_picks(question), &by_distance(question));
        priced(question, bays)
    }
}
