//! The reference design's slotting: fast movers in zone A nearest to the stations, then B, then C.

use domain::decision::Solver;
use domain::decision::slotting::{Slotted, Slotting, SlottingQuestion};
use domain::rng::Stream;

use super::filling::{by_distance, by_picks, filled};
use super::pricing::priced;
use crate::{Entry, entry, settings};

/// In the registry.
pub const ENTRY: Entry<dyn Slotting> = entry!(
    "reference",
    "The 200 SKUs picked most into zone A nearest to the stations, the next 500 into B, the rest into C.",
    Reference::new(Config)
);

/// SKUs of the range for which the design gives the sizes of its zones.
const RANGE: usize = 2_500;

settings! {
    /// Sizes of the zones.
    pub struct Config {
        /// SKUs of zone A in a range of 2,500; fewer in proportion in a smaller one.
        zone_a_skus: u32 = 200, 1..=20_000;
        /// SKUs of zone B, likewise.
        zone_b_skus: u32 = 500, 1..=20_000;
    }
}

/// Three zones, and within a zone the order in which the SKUs are listed.
#[derive(Clone, Debug)]
pub struct Reference {
    config: Config,
}

impl Reference {
    /// A solver with these settings.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }
}

impl Solver for Reference {}

impl Slotting for Reference {
    fn slot(&mut self, question: &SlottingQuestion<'_>, _rng: &mut Stream) -> Slotted {
        let mut order = by_picks(question);
        let count = order.len();
        let size = |of: u32| (of as usize * count.min(RANGE)).div_ceil(RANGE);
        let a = size(self.config.zone_a_skus).min(count);
        let b = (a + size(self.config.zone_b_skus)).min(count);
        order[..a].sort_unstable();
        order[a..b].sort_unstable();
        order[b..].sort_unstable();
        priced(question, filled(question, &order, &by_distance(question)))
    }
}
