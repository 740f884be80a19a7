//! The baseline radius: that of an ordinary day, always.

use domain::decision::Solver;
use domain::decision::radius::{Radius, RadiusQuestion};
use domain::rng::Stream;
use domain::units::Millimeters;

use crate::{Entry, entry};

/// In the registry.
pub const ENTRY: Entry<dyn Radius> =
    entry!("fixed", "The store's ordinary radius whatever happens.", Fixed);

/// Never moves.
#[derive(Clone, Debug)]
pub struct Fixed;

impl Solver for Fixed {}

impl Radius for Fixed {
    fn radius(&mut self, question: &RadiusQuestion, _rng: &mut Stream) -> Millimeters {
        let [low, high] = question.bounds;
        question.default.min(high).max(low)
    }
}
