//! Pick lists as tours over a table of distances: exact for few stops, by search beyond.

use domain::decision::pick_route::PickRouteQuestion;
use domain::rng::Stream;
use domain::units::Millimeters;

use super::scattered;
use super::visiting::nearest_first;
use kernels::Work;
use kernels::tour::{self, NO_WAY, TourProblem};

/// A route, and what is known of the shortest.
pub(crate) struct Routed {
    pub(crate) route: Vec<u16>,
    /// Cost that no route is below, metres.
    pub(crate) bound: Option<f64>,
}

/// How far to go where there are few stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effort {
    /// The shortest route, whatever the work.
    Exact,
    /// A search.
    Search,
}

/// Most stops whose distances are held in one table, of 4 bytes for each pair.
const MOST_AT_ONCE: usize = 3_000;

/// Stops of a piece of a longer route.
const PIECE: usize = 1_000;

/// Most units of work for one list, however long it is.
const MOST_WORK: u64 = 2_000_000_000;

/// A budget of so many thousand units for each stop: the search of a long tour takes as many steps
/// for each of its stops as that of a short one.
pub(crate) fn budget(question: &PickRouteQuestion<'_>, work_k: u32) -> Work {
    let stops = question.stops.len() as u64;
    Work::of((u64::from(work_k) * 1_000 * stops).min(MOST_WORK))
}

/// Routes a picker within the work. Of scattered goods it is first chosen where to take them, and
/// nothing is proved then but by [`Effort::Exact`], where any place of a line has enough of it and
/// lines are few.
///
/// O(n²) memory up to 3,000 stops. A longer list is walked to the nearest stop and improved piece
/// by piece.
pub(crate) fn routed(
    question: &PickRouteQuestion<'_>,
    effort: Effort,
    work: &mut Work,
    rng: &mut Stream,
) -> Routed {
    if question.visits_all() && question.stops.is_empty() {
        let bound = question.cost(&[]).map(Millimeters::as_m);
        return Routed { route: Vec::new(), bound };
    }
    if effort == Effort::Exact
        && let Some(exact) = one_of_each(question, work)
    {
        return exact;
    }
    let is_short = question.stops.len() <= MOST_AT_ONCE;
    let chosen: Vec<u16> = if question.visits_all() && is_short {
        (0..question.stops.len() as u16).collect()
    } else {
        work.spend((question.stops.len() * question.stops.len()) as u64);
        if is_short { scattered::chosen(question) } else { nearest_first(question, |_| 0) }
    };
    if chosen.len() > MOST_AT_ONCE {
        let bound = question.visits_all().then(|| cheapest_entries(question, work));
        return Routed { route: in_pieces(question, chosen, work, rng), bound };
    }
    let Some(problem) = problem(question, &chosen, [None, None]) else {
        // Turns and precedences contradict each other, which an admitted question's do not.
        return Routed { route: chosen, bound: None };
    };
    let found = match effort {
        Effort::Exact => tour::shortest(&problem, work, rng),
        Effort::Search => tour::search(&problem, work, rng),
    };
    let route = found.route.iter().map(|node| chosen[usize::from(*node) - 1]).collect();
    let bound = question.visits_all().then(|| Millimeters(found.bound).as_m());
    Routed { route, bound }
}

/// The shortest route where each line is taken at one place, if there is nothing else to choose.
fn one_of_each(question: &PickRouteQuestion<'_>, work: &mut Work) -> Option<Routed> {
    if question.visits_all() || question.stops.len() > MOST_AT_ONCE / 10 {
        return None;
    }
    let lines = scattered::alternatives(question)?;
    let all: Vec<u16> = (0..question.stops.len() as u16).collect();
    let problem = problem(question, &all, [None, None])?;
    let node = |stop: &u16| stop + 1;
    let groups: Vec<Vec<u16>> =
        lines.iter().map(|stops| stops.iter().map(node).collect()).collect();
    let nodes = tour::one_of_each(&problem, &groups, work)?;
    let route: Vec<u16> = nodes.iter().map(|node| node - 1).collect();
    let bound = question.cost(&route).map(Millimeters::as_m);
    Some(Routed { route, bound })
}

/// The tour through some stops from one place to another, in the order of nodes; `None` where turns
/// and precedences contradict each other.
fn problem(
    question: &PickRouteQuestion<'_>,
    chosen: &[u16],
    [start, end]: [Option<u16>; 2],
) -> Option<TourProblem> {
    let nodes = chosen.len() + 1;
    let mut costs = Vec::with_capacity(nodes * nodes);
    let from_start = question.costs_from(start);
    costs.push(0);
    costs.extend(chosen.iter().map(|to| short(from_start.to(Some(*to)))));
    for from in chosen {
        let from = question.costs_from(Some(*from));
        costs.push(short(from.to(end)));
        costs.extend(chosen.iter().map(|to| short(from.to(Some(*to)))));
    }
    let turn = |stop: &u16| question.stops[usize::from(*stop)].turn;
    let turns = [0].into_iter().chain(chosen.iter().map(turn)).collect();
    let mut node = Vec::new();
    if !question.precedences.is_empty() {
        node = vec![0; question.stops.len()];
        (1..).zip(chosen).for_each(|(at, stop)| node[usize::from(*stop)] = at);
    }
    let nodes = |&(first, later): &(u16, u16)| {
        let [first, later] = [first, later].map(|stop| node[usize::from(stop)]);
        (first != 0 && later != 0).then_some((first, later))
    };
    let precedences = question.precedences.iter().filter_map(nodes).collect();
    TourProblem::new(costs, turns, precedences).ok()
}

/// What a walk costs, in 32 bits; one of more than 4,000 km counts as that much.
fn short(walk: Option<Millimeters>) -> u32 {
    walk.map_or(NO_WAY, |walk| u32::try_from(walk.0).unwrap_or(NO_WAY).min(NO_WAY - 1))
}

/// Improves a route piece by piece, each between the stops around it, then once more with pieces
/// that begin in the middle of those.
fn in_pieces(
    question: &PickRouteQuestion<'_>,
    mut route: Vec<u16>,
    work: &mut Work,
    rng: &mut Stream,
) -> Vec<u16> {
    let mut left = 2 * route.len().div_ceil(PIECE) as u64 + 1;
    for offset in [PIECE, PIECE / 2] {
        let mut begin = 0;
        while begin < route.len() {
            let end = route.len().min(if begin == 0 { offset } else { begin + PIECE });
            let before = begin.checked_sub(1).map(|place| route[place]);
            let after = route.get(end).copied();
            let chosen = &route[begin..end];
            if let Some(problem) = problem(question, chosen, [before, after]) {
                let nodes: Vec<u16> = (1..=chosen.len() as u16).collect();
                let mut part = work.part(work.left() / left);
                let found = tour::improve(&problem, &nodes, &mut part, rng);
                work.spend(part.done());
                let piece: Vec<u16> =
                    found.iter().map(|node| chosen[usize::from(*node) - 1]).collect();
                route[begin..end].copy_from_slice(&piece);
            }
            left = left.saturating_sub(1).max(1);
            begin = end;
        }
    }
    route
}

/// What reaching every stop, and the end, costs at least, metres. O(n²).
fn cheapest_entries(question: &PickRouteQuestion<'_>, work: &mut Work) -> f64 {
    let places = || (0..question.stops.len() as u16).map(Some).chain([None]);
    let mut entries = vec![None; question.stops.len() + 1];
    for from in places() {
        let from_here = question.costs_from(from);
        for (to, entry) in places().zip(&mut entries).filter(|(to, _)| *to != from) {
            *entry = [*entry, from_here.to(to)].into_iter().flatten().min();
        }
    }
    work.spend((question.stops.len() * question.stops.len()) as u64);
    entries.into_iter().flatten().sum::<Millimeters>().as_m()
}
