//! Path relinking: from one good layout towards another, to the best met on the way.

use domain::rng::Stream;

use super::layout::{Layout, Move};
use crate::Work;

/// Sites that are compared for opening in each step.
const COMPARED: u32 = 8;

/// Turns `layout` into the best of the layouts on a path to `goal` (ascending), both ends left
/// out unless they are neighbours.
///
/// Each step swaps in one of the sites that only the goal has open for one that only the layout
/// has, the cheapest of a sample; sites left over then open or close alone. Source: Glover (1996),
/// doi:10.1007/978-1-4615-4102-8_1; for location Resende & Werneck (2004),
/// doi:10.1023/B:HEUR.0000019986.96257.50.
pub(super) fn relink(layout: &mut Layout<'_>, goal: &[u32], rng: &mut Stream, work: &mut Work) {
    let mut opens: Vec<u32> = goal.iter().copied().filter(|site| !layout.is_open(*site)).collect();
    let is_foreign = |site: &u32| goal.binary_search(site).is_err();
    let mut closes: Vec<u32> = layout.open().iter().copied().filter(is_foreign).collect();
    closes.sort_unstable();
    let mut made: Vec<Move> = Vec::new();
    let mut best: Option<(f64, usize)> = None;
    while opens.len() + closes.len() > 1 && !work.is_over() {
        let Some(change) = step(layout, &mut opens, &mut closes, rng, work) else { break };
        layout.apply(change);
        work.spend(layout.take_spent());
        made.push(change);
        let is_end = opens.len() + closes.len() == 0;
        if !is_end && best.is_none_or(|best| layout.cost() < best.0) {
            best = Some((layout.cost(), made.len()));
        }
    }
    let keep = best.map_or(0, |best| best.1);
    while made.len() > keep {
        let Some(change) = made.pop() else { break };
        layout.apply(change.back());
        work.spend(layout.take_spent());
    }
}

/// The next change, its sites taken out of the lists; `None` where the limits allow none.
fn step(
    layout: &Layout<'_>,
    opens: &mut Vec<u32>,
    closes: &mut Vec<u32>,
    rng: &mut Stream,
    work: &mut Work,
) -> Option<Move> {
    let mut best: Option<(Move, Option<usize>, Option<usize>)> = None;
    let mut offer = |open: Option<usize>, close: Option<usize>| {
        let (site, other) = (open.map(|at| opens[at]), close.map(|at| closes[at]));
        let Some(change) = layout.change(site, other) else { return };
        if best.is_none_or(|best| change.delta < best.0.delta) {
            best = Some((change, open, close));
        }
    };
    if opens.is_empty() {
        (0..closes.len()).for_each(|close| offer(None, Some(close)));
    }
    let compared = COMPARED.min(opens.len() as u32);
    let first = if opens.is_empty() { 0 } else { rng.below(opens.len() as u32) };
    for at in 0..compared {
        let open = ((first + at) as usize) % opens.len();
        (0..closes.len()).for_each(|close| offer(Some(open), Some(close)));
        offer(Some(open), None);
    }
    work.spend(8 * u64::from(compared.max(1)) * (closes.len() as u64 + 1));
    let (change, open, close) = best?;
    open.map(|at| opens.swap_remove(at));
    close.map(|at| closes.swap_remove(at));
    Some(change)
}
