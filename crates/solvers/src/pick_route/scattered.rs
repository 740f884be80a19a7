//! Where scattered goods are taken: exactly for few lines, by changing places beyond.

use domain::decision::pick_route::PickRouteQuestion;

use super::visiting::nearest_first;

/// The stops of each line that is wanted, if any one of them has enough of it.
pub(super) fn alternatives(question: &PickRouteQuestion<'_>) -> Option<Vec<Vec<u16>>> {
    let mut lines = vec![Vec::new(); question.wanted.len()];
    for (at, stop) in (0..).zip(question.stops.iter()) {
        let line = usize::from(stop.line);
        let wanted = question.wanted[line];
        if wanted > 0 {
            if stop.quantity < wanted {
                return None;
            }
            lines[line].push(at);
        }
    }
    lines.retain(|stops| !stops.is_empty());
    Some(lines)
}

/// Chooses stops as the walk to the nearest stop comes upon them, then changes where one line is
/// taken as long as that shortens the walk. Turns are kept; where stops have precedences nothing is
/// changed. O(n²) a round.
pub(super) fn chosen(question: &PickRouteQuestion<'_>) -> Vec<u16> {
    let mut route = nearest_first(question, |_| 0);
    if question.precedences.is_empty() {
        while change_one(question, &mut route) {}
    }
    route
}

/// Takes what one stop of the route gives somewhere else, if the walk is shorter then; the first
/// place that helps.
fn change_one(question: &PickRouteQuestion<'_>, route: &mut Vec<u16>) -> bool {
    let stop = |at: u16| &question.stops[usize::from(at)];
    let walk = |from, to| question.walk(from, to).map_or(i64::MAX / 4, |walk| walk.0 as i64);
    for place in 0..route.len() {
        let old = route[place];
        let mut rest = route.clone();
        rest.remove(place);
        let around = |at: usize| {
            let before = at.checked_sub(1).map(|at| rest[at]);
            (before, rest.get(at).copied())
        };
        let (before, after) = around(place);
        let saved = walk(before, Some(old)) + walk(Some(old), after) - walk(before, after);
        let is_same = |at: &u16| stop(*at).line == stop(old).line;
        let taken: u64 =
            rest.iter().filter(|at| is_same(at)).map(|at| u64::from(stop(*at).quantity)).sum();
        let missing = u64::from(question.wanted[usize::from(stop(old).line)]).saturating_sub(taken);
        let others = (0..question.stops.len() as u16).filter(|at| {
            is_same(at) && u64::from(stop(*at).quantity) >= missing && !route.contains(at)
        });
        for other in others {
            for at in 0..=rest.len() {
                let (before, after) = around(at);
                let turn = stop(other).turn;
                let keeps = before.is_none_or(|before| stop(before).turn <= turn)
                    && after.is_none_or(|after| turn <= stop(after).turn);
                let added =
                    walk(before, Some(other)) + walk(Some(other), after) - walk(before, after);
                if keeps && added < saved {
                    rest.insert(at, other);
                    *route = rest;
                    return true;
                }
            }
        }
    }
    false
}
