//! Visiting stops one by one by a simple rule, within what the question demands.

use domain::decision::pick_route::{PickRouteQuestion, PickStop};
use domain::units::Millimeters;

/// Walks to the nearest stop, again and again: within a turn group by group, groups in rising
/// order. Ties go to the stop listed first.
///
/// Where pairs of stops have an order of their own, groups are not looked at: the two might not go
/// together. Scattered goods are taken where the walk comes upon them. O(n²).
pub(super) fn nearest_first(
    question: &PickRouteQuestion<'_>,
    group: impl Fn(&PickStop) -> u8,
) -> Vec<u16> {
    visit(question, group, |at, stop| question.walk(at, Some(stop)))
}

/// The stops as they are listed, as far as turns and precedences allow. O(n²).
pub(super) fn as_listed(question: &PickRouteQuestion<'_>) -> Vec<u16> {
    visit(question, |_| 0, |_, _| Some(Millimeters::ZERO))
}

/// Visits the stop that is `near`, again and again.
fn visit(
    question: &PickRouteQuestion<'_>,
    group: impl Fn(&PickStop) -> u8,
    near: impl Fn(Option<u16>, u16) -> Option<Millimeters>,
) -> Vec<u16> {
    let count = question.stops.len() as u16;
    let has_groups = question.precedences.is_empty();
    let key = |stop: &u16| {
        let stop = &question.stops[usize::from(*stop)];
        (stop.turn, if has_groups { group(stop) } else { 0 })
    };
    let mut waiting = Waiting::of(question);
    let mut route: Vec<u16> = (0..count).collect();
    route.sort_by_key(key);
    let (mut done, mut at) = (0, None);
    while done < route.len() {
        let of = key(&route[done]);
        let mut end = done + route[done..].iter().take_while(|stop| key(stop) == of).count();
        while done < end {
            let next = (done..end)
                .filter(|position| waiting.is_ready(route[*position]))
                .min_by_key(|&position| {
                    let walk = near(at, route[position]);
                    (walk.is_none(), walk, route[position])
                })
                .unwrap_or(done);
            let stop = route[next];
            if waiting.is_wanted(question, stop) {
                route.swap(done, next);
                waiting.visit(question, stop);
                at = Some(stop);
                done += 1;
            } else {
                // Enough of this line was found elsewhere.
                waiting.visit(question, stop);
                route.remove(next);
                end -= 1;
            }
        }
    }
    route
}

/// What has to happen before a stop, and what is still wanted of each line.
struct Waiting {
    before: Vec<u16>,
    wanted: Vec<u16>,
}

impl Waiting {
    fn of(question: &PickRouteQuestion<'_>) -> Self {
        let mut before = Vec::new();
        if !question.precedences.is_empty() {
            before.resize(question.stops.len(), 0);
            for &(_, second) in question.precedences.iter() {
                before[usize::from(second)] += 1;
            }
        }
        Self { before, wanted: question.wanted.to_vec() }
    }

    fn is_ready(&self, stop: u16) -> bool {
        self.before.get(usize::from(stop)).is_none_or(|before| *before == 0)
    }

    fn is_wanted(&self, question: &PickRouteQuestion<'_>, stop: u16) -> bool {
        question.visits_all()
            || self.wanted[usize::from(question.stops[usize::from(stop)].line)] > 0
    }

    /// A stop is passed: what waited for it is free, and its goods are no more wanted.
    fn visit(&mut self, question: &PickRouteQuestion<'_>, stop: u16) {
        for &(_, second) in question.precedences.iter().filter(|(first, _)| *first == stop) {
            self.before[usize::from(second)] -= 1;
        }
        if !question.visits_all() {
            let PickStop { line, quantity, .. } = question.stops[usize::from(stop)];
            let wanted = &mut self.wanted[usize::from(line)];
            *wanted = wanted.saturating_sub(quantity);
        }
    }
}
