//! The site that saves most, again and again.

use domain::decision::placement::{Placed, Placement, PlacementQuestion};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;

use super::nearest::nearest;
use super::view;
use crate::{Entry, entry};
use kernels::Work;
use kernels::location::greedy;

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "greedy",
    "Opens the site that saves most, again and again (p-median, covering, uncapacitated).",
    Greedy::default()
);

/// Inserts greedily.
#[derive(Clone, Debug, Default)]
pub struct Greedy {
    work: Option<u64>,
    failure: Option<SolverFailure>,
}

impl Solver for Greedy {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }
}

impl Placement for Greedy {
    fn place(&mut self, question: &PlacementQuestion<'_>, _rng: &mut Stream) -> Placed {
        (self.work, self.failure) = (None, super::refusal("greedy", question));
        if self.failure.is_some() {
            return Placed::default();
        }
        let view = view(question, nearest(question).0);
        let mut work = Work::of(u64::MAX);
        let open = greedy::open(&view.location, &mut work);
        self.work = Some(work.done());
        if open.is_none() {
            self.failure = Some(super::unserved("greedy"));
        }
        super::placed(question, open)
    }
}
