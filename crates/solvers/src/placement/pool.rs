//! The good layouts that a search meets on its way, for those who want a choice.

use domain::decision::placement::PlacementQuestion;
use domain::rng::Stream;

use super::nearest::nearest;
use super::view;
use kernels::Work;
use kernels::location::{greedy, search};

/// Unlike layouts near the best that a search by swaps of `work_m` million units met, the best
/// first; none in the models that it does not answer.
///
/// Sites are ascending. Those who ask price them.
#[must_use]
pub fn pool(question: &PlacementQuestion<'_>, work_m: u32, rng: &mut Stream) -> Vec<Vec<u32>> {
    if super::refusal("pool", question).is_some() {
        return Vec::new();
    }
    let mut work = Work::of(u64::from(work_m) * 1_000_000);
    let view = view(question, nearest(question).0);
    let Some(start) = greedy::open(&view.location, &mut work) else { return Vec::new() };
    let found = search::search(&view.location, start, rng, &mut work);
    found.layouts.into_iter().map(|(_, open)| open).filter(|open| !open.is_empty()).collect()
}
