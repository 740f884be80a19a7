//! How much longer a tour may be for a search to go on with it: less and less.

use domain::rng::Stream;

use crate::Work;

/// The slack of a search by kicks, exponentially distributed around a mean that falls to 0 as the
/// work is done.
///
/// Source: Kirkpatrick, Gelatt & Vecchi (1983), doi:10.1126/science.220.4598.671.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cooling {
    warmth: f64,
    begun: u64,
}

impl Cooling {
    /// Begins with a mean slack of `warmth`.
    pub(super) fn from(warmth: f64, work: &Work) -> Self {
        Self { warmth, begun: work.done() }
    }

    /// What a tour may be longer by now.
    pub(super) fn slack(&self, work: &Work, stream: &mut Stream) -> f64 {
        let whole = work.left().saturating_add(work.done() - self.begun);
        let share = work.left() as f64 / whole.max(1) as f64;
        -self.warmth * share * share * libm::log(stream.uniform())
    }
}
