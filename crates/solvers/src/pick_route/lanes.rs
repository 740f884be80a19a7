//! Aisle by aisle: the frame of the classic routing rules.

use domain::decision::pick_route::{Ground, PickRouteQuestion, PickStop};
use domain::store::Slot;
use domain::units::Millimeters;

use super::visiting::nearest_first;

/// A stop, in the order in which lanes are formed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Visit {
    turn: u8,
    /// 0 for the block away from the depot.
    block: u8,
    aisle: u16,
    depth: u64,
    stop: u16,
}

/// An aisle of a block in which there are stops.
pub(super) struct Lane<'a> {
    /// From the front on.
    stops: &'a [Visit],
    front: u64,
    back: u64,
}

impl Lane<'_> {
    /// Appends all its stops, from the front on or from the back.
    pub(super) fn walk(&self, is_up: bool, route: &mut Vec<u16>) {
        append(self.stops, is_up, route);
    }

    /// Appends its stops on one side of its largest gap, entering from that side.
    pub(super) fn enter(&self, from_front: bool, route: &mut Vec<u16>) {
        let depths = self.stops.iter().map(|visit| visit.depth);
        let ends = [self.front].into_iter().chain(depths.clone()).zip(depths.chain([self.back]));
        // Of equal gaps the one nearest to the front.
        let gaps = ends.enumerate().map(|(at, (from, to))| (to - from, std::cmp::Reverse(at)));
        let (near, far) = self.stops.split_at(gaps.max().map_or(0, |(_, at)| at.0));
        append(if from_front { near } else { far }, from_front, route);
    }

    fn aisle(&self) -> u16 {
        self.stops[0].aisle
    }
}

fn append(stops: &[Visit], is_up: bool, route: &mut Vec<u16>) {
    let stops = stops.iter().map(|visit| visit.stop);
    if is_up { route.extend(stops) } else { route.extend(stops.rev()) }
}

/// Routes turn by turn; within a turn block by block, that away from the depot first; a block by
/// `rule`, which gets its lanes from the nearer side on and whether to walk the first one up.
///
/// Of scattered goods the places are those that a walk to the nearest comes upon. On floors
/// without aisles, and where pairs of stops have an order of their own, the walk is that one too.
pub(super) fn by_lanes(
    question: &PickRouteQuestion<'_>,
    rule: fn(&[Lane<'_>], bool, &mut Vec<u16>),
) -> Vec<u16> {
    let Ground::Aisles { plan, depot } = &question.ground else {
        return nearest_first(question, |_| 0);
    };
    if !question.precedences.is_empty() {
        return nearest_first(question, |_| 0);
    }
    let chosen = if question.visits_all() {
        (0..question.stops.len() as u16).collect()
    } else {
        nearest_first(question, |_| 0)
    };
    let cross = if plan.blocks == 2 {
        vec![0, plan.length.0 / 2, plan.length.0]
    } else {
        vec![0, plan.length.0]
    };
    let is_behind = |depth: u64| plan.blocks == 2 && depth > cross[1];
    let is_depot_behind = is_behind(depot.depth.0);
    let visit = |stop: u16| {
        let PickStop { turn, slot: Slot { aisle, depth: Millimeters(depth) }, .. } =
            question.stops[usize::from(stop)];
        Visit { turn, block: u8::from(is_behind(depth) == is_depot_behind), aisle, depth, stop }
    };
    let mut visits: Vec<Visit> = chosen.into_iter().map(visit).collect();
    visits.sort_unstable();

    let mut route = Vec::with_capacity(visits.len());
    for visits in visits.chunk_by(|one, next| (one.turn, one.block) == (next.turn, next.block)) {
        let block = usize::from(is_behind(visits[0].depth));
        let (front, back) = (cross[block], cross[block + 1]);
        let lanes = visits.chunk_by(|one, next| one.aisle == next.aisle);
        let mut lanes: Vec<Lane<'_>> = lanes.map(|stops| Lane { stops, front, back }).collect();
        let at = route.last().map_or(*depot, |&stop: &u16| question.stops[usize::from(stop)].slot);
        let away = |lane: Option<&Lane<'_>>| lane.map(|lane| lane.aisle().abs_diff(at.aisle));
        if away(lanes.last()) < away(lanes.first()) {
            lanes.reverse();
        }
        let aisle = lanes[0].aisle();
        let way = |depth| plan.walk(at, Slot { aisle, depth: Millimeters(depth) });
        rule(&lanes, way(front) <= way(back), &mut route);
    }
    route
}
