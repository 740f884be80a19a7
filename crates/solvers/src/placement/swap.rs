//! Greedy insertion, then swaps, then shaken and swapped again as long as the work lasts.

use domain::decision::placement::{Placed, Placement, PlacementQuestion};
use domain::decision::{Solver, SolverFailure};
use domain::rng::Stream;

use super::coarse::search_coarse;
use super::nearest::nearest;
use super::other_models::{Depth, answer};
use super::view;
use crate::{Entry, entry, settings};
use kernels::Work;
use kernels::location::{Location, greedy, search, swap};

/// In the registry.
pub const ENTRY: Entry<dyn Placement> = entry!(
    "swap",
    "Greedy, then iterated local search by swaps, of sites and where need be of who serves whom.",
    Swap::new(Config)
);

settings! {
    /// How long to search.
    pub struct Config {
        /// How long to search: millions of links looked at, about a hundred a second.
        work_m: u32 = 1_000, 1..=999_999;
    }
}

/// Searches by swaps.
#[derive(Clone, Debug)]
pub struct Swap {
    config: Config,
    work: Option<u64>,
    failure: Option<SolverFailure>,
}

impl Swap {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config, work: None, failure: None }
    }

    /// The open sites of the best layout met.
    ///
    /// Where long links were left out and a demand point ends up without an open site among those
    /// that it is linked to, the layout is improved again with twice the links, as far as memory
    /// allows: then what it costs is what the question says.
    fn search(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Option<Vec<u32>> {
        let mut work = Work::of(u64::from(self.config.work_m) * 1_000_000);
        if let Some(open) = search_coarse(question, rng, &mut work) {
            self.work = Some(work.done());
            return Some(open);
        }
        let (mut linked, most) = nearest(question);
        let first = view(question, linked);
        let start = greedy::open(&first.location, &mut work)?;
        let pool = search::search(&first.location, start, rng, &mut work);
        let mut open = pool.layouts.into_iter().next()?.1;
        let mut location = first.location;
        while linked < most && !reaches_all(&location, &open) {
            drop(location);
            linked = (2 * linked).min(most);
            location = view(question, linked).location;
            // A tenth more than was allowed, whatever is left.
            let mut more = Work::of(u64::from(self.config.work_m) * 100_000);
            open = swap::improve(&location, open, &mut more).0;
            work.spend(more.done());
        }
        self.work = Some(work.done());
        Some(open)
    }
}

/// Whether every customer has a link to an open site.
fn reaches_all(location: &Location, open: &[u32]) -> bool {
    (0..location.customers())
        .all(|customer| location.links_of(customer).any(|link| open.binary_search(&link.0).is_ok()))
}

impl Solver for Swap {
    fn work(&self) -> Option<u64> {
        self.work
    }

    fn failure(&mut self) -> Option<SolverFailure> {
        self.failure.take()
    }
}

impl Placement for Swap {
    fn place(&mut self, question: &PlacementQuestion<'_>, rng: &mut Stream) -> Placed {
        let mut work = Work::of(u64::from(self.config.work_m) * 1_000_000);
        if let Some(answered) = answer(ENTRY.name, question, Depth::Layout, rng, &mut work) {
            (self.work, self.failure) = (Some(work.done()), answered.failure);
            return answered.placed;
        }
        (self.work, self.failure) = (None, None);
        let open = self.search(question, rng);
        if open.is_none() {
            self.failure = Some(super::unserved("swap"));
        }
        super::placed(question, open)
    }
}
