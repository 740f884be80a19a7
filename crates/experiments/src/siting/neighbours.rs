//! Layouts of one store more or less as beginnings for a layout: what a curve of answers, each
//! found by itself, can learn from its own points.

use domain::decision::placement::{Model, Placed, PlacementQuestion, Standing, price};
use kernels::Work;
use kernels::location::{Location, swap};
use solvers::placement::view;

use super::curve::{Step, settle};

/// The curve with every step that is not proved best searched again by single swaps, from the
/// layout of one store less with a site added and from that of one more without the site that
/// costs least to close, each within `work_m` million units of work. Steps only get better.
///
/// The models whose stores have no limits of their own; other curves come back as they are.
#[must_use]
pub fn neighbourly(
    question: &PlacementQuestion<'_>,
    mut curve: Vec<Step>,
    work_m: u32,
) -> Vec<Step> {
    let is_one_problem =
        matches!(question.model, Model::MaxCovering { .. } | Model::PMedian | Model::Uncapacitated);
    if !is_one_problem || curve.iter().all(|step| step.best.gap == Some(0.0)) {
        return curve;
    }
    let mut location = view(question, question.candidates.len()).location;
    let mut search = |step: &mut Step, start: Vec<u32>| {
        location.most = step.sites as usize;
        if !location.allows(&start) {
            return;
        }
        let mut work = Work::of(u64::from(work_m) * 1_000_000);
        let (open, _) = swap::improve(&location, start, &mut work);
        let placed = Placed::nearest(open);
        let priced = price(&placed, question).ok().filter(|_| !placed.open.is_empty());
        if let Some(objective) = priced.filter(|found| step.best.ahead_of(found.value) < 0.0) {
            let found = super::Answered { placed, objective, ..step.best.clone() };
            step.best = found.bounded(step.best.bound);
        }
    };
    for at in 1..curve.len() {
        if curve[at].best.gap != Some(0.0) {
            let start = curve[at - 1].best.placed.open.clone();
            search(&mut curve[at], start);
        }
    }
    let whole = view(question, question.candidates.len()).location;
    for at in (1..curve.len()).rev() {
        if curve[at - 1].best.gap != Some(0.0) {
            let start = without_the_least(question, &whole, &curve[at].best.placed.open);
            search(&mut curve[at - 1], start);
        }
    }
    settle(&mut curve);
    curve
}

/// A layout without the free site that it costs least to close.
fn without_the_least(
    question: &PlacementQuestion<'_>,
    location: &Location,
    open: &[u32],
) -> Vec<u32> {
    let without = |site: u32| open.iter().copied().filter(|other| *other != site).collect();
    let is_free = |site: &u32| question.candidates[*site as usize].standing == Standing::Free;
    let layouts = open.iter().copied().filter(is_free).map(without);
    let costs = layouts.map(|open: Vec<u32>| (location.cost(&open), open));
    costs.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(|| open.to_vec(), |(_, open)| open)
}
