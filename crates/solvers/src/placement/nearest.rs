//! How many of the nearest sites a demand point is linked to in a large problem.

use domain::decision::placement::{Distances, Model, PlacementQuestion};

/// Most links altogether, about 20 bytes each with the columns.
const MOST_LINKS: usize = 24_000_000;

/// Most where few sites open, so that fewer links would not reach them.
const EVER: usize = 150_000_000;

/// Sites that a demand point is linked to, at the least, for each that can be expected to be nearer
/// than the nearest open one.
const LEAST_DEPTH: usize = 2;

/// Sites that a demand point is linked to for each site that can be expected to be nearer than
/// the nearest open one.
const DEPTH: usize = 12;

/// A number of nearest sites that reaches a few open ones from every demand point, and what the
/// memory allows at most.
pub(super) fn nearest(question: &PlacementQuestion<'_>) -> (usize, usize) {
    let (sites, points) = (question.candidates.len(), question.weights.len());
    let is_summed = matches!(question.model, Model::PMedian | Model::Uncapacitated);
    if !is_summed || matches!(question.distances, Distances::Links(_)) {
        return (sites, sites);
    }
    let open = question.most_sites().clamp(1, sites);
    let least = LEAST_DEPTH * sites.div_ceil(open);
    let most = (MOST_LINKS / points).max(least.min(EVER / points)).clamp(1, sites);
    let few = (DEPTH * sites.div_ceil(open)).max(60);
    let first = if question.sites.is_some() { few.min(most) } else { most };
    (first, most)
}
