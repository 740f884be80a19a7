//! Shortest tours by sets of stops that can be visited first, as far as bounds cannot rule them
//! out: exact where turns and precedences leave few, and the best of each size beyond.
//!
//! Sources: Held & Karp (1962), doi:10.1137/0110015, for sets and where they end; Morin & Marsten
//! (1976), doi:10.1287/opre.24.4.611, for bounds in dynamic programmes; Libralesso, Bouhassoun,
//! Cambazard & Jost (2020), doi:10.3233/FAIA200127, for beams on sequential ordering.

use super::ascent::{SCALE, rounded};
use super::order::Order;
use super::problem::{NO_WAY, TourProblem};
use crate::Work;

/// What is known of the tours of a problem.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) problem: &'a TourProblem,
    pub(super) order: &'a Order,
    /// The costs of arcs that a tour can use.
    pub(super) costs: &'a [u32],
    /// What each arc adds to the bound.
    pub(super) reduced: &'a [i64],
    /// Lower bound of every tour, scaled.
    pub(super) bound: i64,
    /// Length of a tour; only shorter ones are looked for.
    pub(super) upper: u64,
}

/// What a search by sets finds.
#[derive(Clone, Debug)]
pub(super) struct Swept {
    /// A tour shorter than the one known.
    pub(super) route: Option<Vec<u16>>,
    /// No tour is shorter than this, but for `route` and the one known.
    pub(super) bound: u64,
}

/// The first stops of a tour.
#[derive(Clone, Copy)]
struct Prefix<const WORDS: usize> {
    set: [u64; WORDS],
    /// The stop at which it ends.
    last: u16,
    /// Where the prefix without that stop is, in the layer before.
    parent: u32,
    length: u64,
    /// What the arcs of the prefix have added to the bound.
    added: i64,
    /// Lower bound of every tour that begins so, scaled.
    bound: i64,
}

/// Most nodes for which sets are followed.
pub(super) const MOST_NODES: usize = 320;

/// Looks for tours shorter than `known.upper`, of each size at most `width` beginnings; the rest of
/// the work allows may make it fewer. O(layers width n²) at worst.
pub(super) fn sweep(known: &Known<'_>, width: usize, work: &mut Work) -> Swept {
    match known.problem.nodes().div_ceil(64) {
        1 => sweep_in::<1>(known, width, work),
        2 => sweep_in::<2>(known, width, work),
        _ => sweep_in::<5>(known, width, work),
    }
}

fn sweep_in<const WORDS: usize>(known: &Known<'_>, width: usize, work: &mut Work) -> Swept {
    let unit = known.problem.unit();
    let nodes = known.problem.nodes();
    let limit = (known.upper.saturating_sub(unit)) as i64 * SCALE;
    let entries = Entries::of(known);
    let start = Prefix::<WORDS> {
        set: [0; WORDS],
        last: 0,
        parent: 0,
        length: 0,
        added: known.bound,
        bound: known.bound,
    };
    let mut layers = vec![vec![start]];
    // The least bound of all that was left out for want of room.
    let mut cut = i64::MAX;
    for _ in 1..nodes {
        let mut layer: Vec<Prefix<WORDS>> = Vec::new();
        let before = layers.last().map_or(&[][..], Vec::as_slice);
        for (parent, prefix) in before.iter().enumerate() {
            work.spend(2 * nodes as u64);
            for stop in 1..nodes {
                let Some(next) = extended(known, prefix, parent as u32, stop) else { continue };
                if next.added <= limit {
                    layer.push(next);
                }
            }
        }
        work.spend(20 * layer.len() as u64);
        layer.sort_unstable_by_key(|prefix| (prefix.set, prefix.last, prefix.length));
        layer.dedup_by_key(|prefix| (prefix.set, prefix.last));
        for prefix in &mut layer {
            prefix.bound = prefix.added + entries.rest(&prefix.set, prefix.last, work);
        }
        layer.retain(|prefix| prefix.bound <= limit);
        let room = width.min((work.left() / (nodes * nodes) as u64) as usize).max(1);
        if layer.len() > room {
            layer.sort_by_key(|prefix| prefix.bound);
            cut = cut.min(layer[room].bound);
            layer.truncate(room);
        }
        layers.push(layer);
    }
    let (mut best, mut end) = (known.upper, None);
    let last = layers.last().map_or(&[][..], Vec::as_slice);
    for (place, prefix) in last.iter().enumerate() {
        let back = known.costs[usize::from(prefix.last) * nodes];
        if back != NO_WAY && prefix.length + u64::from(back) < best {
            best = prefix.length + u64::from(back);
            end = Some(place);
        }
    }
    let bound = rounded(cut, unit).min(best);
    let route = end.map(|mut place| {
        let mut route = Vec::with_capacity(nodes - 1);
        for layer in layers[1..].iter().rev() {
            route.push(layer[place].last);
            place = layer[place].parent as usize;
        }
        route.reverse();
        route
    });
    Swept { route, bound }
}

/// A prefix and one more stop, if it can come next.
fn extended<const WORDS: usize>(
    known: &Known<'_>,
    prefix: &Prefix<WORDS>,
    parent: u32,
    stop: usize,
) -> Option<Prefix<WORDS>> {
    let arc = usize::from(prefix.last) * known.problem.nodes() + stop;
    let bit = 1 << (stop % 64);
    let is_ready =
        || known.order.before(stop).iter().zip(&prefix.set).all(|(need, have)| need & !have == 0);
    if known.costs[arc] == NO_WAY || prefix.set[stop / 64] & bit != 0 || !is_ready() {
        return None;
    }
    let mut next = Prefix {
        last: stop as u16,
        parent,
        length: prefix.length + u64::from(known.costs[arc]),
        added: prefix.added + known.reduced[arc],
        ..*prefix
    };
    next.set[stop / 64] |= bit;
    Some(next)
}

/// For each node the arcs into it, those that add least to the bound first.
struct Entries {
    into: Vec<Vec<(i64, u16)>>,
}

impl Entries {
    fn of(known: &Known<'_>) -> Self {
        let nodes = known.problem.nodes();
        let into = |to: usize| {
            let arc = |from: usize| (known.reduced[from * nodes + to], from as u16);
            let mut arcs: Vec<_> =
                (0..nodes).map(arc).filter(|(added, _)| *added < i64::MAX).collect();
            arcs.sort_unstable();
            arcs
        };
        Self { into: (0..nodes).map(into).collect() }
    }

    /// What the arcs add by which the stops not in the set, and the end, are reached.
    fn rest<const WORDS: usize>(&self, set: &[u64; WORDS], last: u16, work: &mut Work) -> i64 {
        let is_in = |node: usize| set[node / 64] >> (node % 64) & 1 == 1;
        let is_left = |node: u16| node != 0 && !is_in(usize::from(node));
        let is_full = (1..self.into.len()).all(is_in);
        let (mut looked, mut rest) = (0, 0);
        for (to, arcs) in self.into.iter().enumerate().filter(|(to, _)| !is_in(*to)) {
            // The end follows the last of all stops.
            let follows = to != 0 || is_full;
            let leads = |(_, from): &&(i64, u16)| is_left(*from) || (follows && *from == last);
            let Some(place) = arcs.iter().position(|arc| leads(&arc)) else { return i64::MAX / 4 };
            looked += place as u64 + 1;
            rest += arcs[place].0;
        }
        work.spend(looked);
        rest
    }
}
