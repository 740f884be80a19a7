//! What it costs to do something in an aisle between two neighbouring cross aisles.

use super::floor::Place;
use super::shape::{Cut, EFFECTS, Effect};

/// More than any walk; three of them can still be added.
pub(super) const FAR: u64 = u64::MAX / 4;

/// Cost of each of [`EFFECTS`].
pub(super) type Costs = [u64; EFFECTS.len()];

/// An aisle between two neighbouring cross aisles, the stops in it, and which ends of the walk lie
/// in it, none of them at a corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<'a> {
    pub(super) lower: u64,
    pub(super) upper: u64,
    /// From the front on, no place twice.
    pub(super) stops: &'a [Place],
    /// At most two.
    pub(super) ends: &'a [Place],
}

/// A way between neighbouring points of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Edge {
    pub(super) from: u64,
    pub(super) to: u64,
    /// Whether its parity differs from that of the first.
    pub(super) is_flipped: bool,
}

impl Edge {
    fn length(self) -> u64 {
        self.to - self.from
    }
}

impl Block<'_> {
    /// The edges from the front on: parity changes at an end of the walk and nowhere else.
    pub(super) fn edges(&self) -> impl Iterator<Item = Edge> {
        let mut stops = self.stops.iter().map(|stop| stop.at).peekable();
        let (mut ends, both) = match *self.ends {
            [] => ([u64::MAX; 2], false),
            [a] => ([a.at, u64::MAX], false),
            [a, b, ..] => ([a.at.min(b.at), a.at.max(b.at)], a.at == b.at),
        };
        let (mut from, mut is_flipped, upper) = (self.lower, false, self.upper);
        let mut is_over = false;
        std::iter::from_fn(move || {
            if is_over {
                return None;
            }
            let next = stops.peek().copied().unwrap_or(u64::MAX).min(ends[0]);
            is_over = next == u64::MAX;
            let edge = Edge { from, to: if is_over { upper } else { next }, is_flipped };
            stops.next_if_eq(&next);
            if ends[0] == next && !is_over {
                // Two ends in one place change nothing.
                is_flipped ^= !both;
                ends = if both { [u64::MAX; 2] } else { [ends[1], u64::MAX] };
            }
            from = next;
            Some(edge)
        })
    }

    /// Cost of every effect that fits the number of ends, `toll` paid for each way in. O(stops).
    pub(super) fn costs(&self, toll: u64) -> Costs {
        let mut costs = [FAR; EFFECTS.len()];
        // By parity relative to the first edge: all lengths, the longest that is neither first
        // nor last.
        let (mut sum, mut inside) = ([0; 2], [None; 2]);
        let (mut first, mut last, mut count) = (None, None::<Edge>, 0);
        for edge in self.edges() {
            sum[usize::from(edge.is_flipped)] += edge.length();
            if count > 1
                && let Some(last) = last
            {
                let longest: &mut Option<u64> = &mut inside[usize::from(last.is_flipped)];
                *longest = (*longest).max(Some(last.length()));
            }
            first.get_or_insert(edge);
            last = Some(edge);
            count += 1;
        }
        let (Some(first), Some(last)) = (first, last) else { return costs };
        for (effect, cost) in EFFECTS.iter().zip(&mut costs) {
            let is_fitting = (effect.lower != effect.upper) == last.is_flipped;
            // Edges of this parity are walked twice, or not at all.
            let even = usize::from(effect.lower);
            let whole = sum[0] + sum[1] + sum[even];
            let saved = match effect.cut {
                Cut::Nothing => Some(0),
                Cut::First => (count > 1 && !effect.lower).then_some(first.length()),
                Cut::Last => (count > 1 && !effect.upper).then_some(last.length()),
                Cut::Inside => inside[even],
                Cut::All => (count == 1).then_some(first.length()),
            };
            if let (true, Some(saved)) = (is_fitting, saved) {
                *cost = whole - 2 * saved + toll * ways_in(*effect);
            }
        }
        costs
    }

    /// How often each edge is walked.
    pub(super) fn walked(&self, effect: Effect) -> impl Iterator<Item = (Edge, usize)> {
        let count = self.edges().count();
        let is_even = move |edge: Edge| edge.is_flipped == effect.lower;
        let inside = (0..count).zip(self.edges());
        let inside = inside.filter(move |(at, edge)| *at > 0 && at + 1 < count && is_even(*edge));
        let longest = inside.max_by_key(|(at, edge)| (edge.length(), std::cmp::Reverse(*at)));
        let longest = longest.map(|(at, _)| at);
        (0..count).zip(self.edges()).map(move |(at, edge)| {
            let is_left_out = match effect.cut {
                Cut::Nothing => false,
                Cut::First => at == 0,
                Cut::Last => at + 1 == count,
                Cut::Inside => Some(at) == longest,
                Cut::All => true,
            };
            let times = if is_even(edge) { 2 } else { 1 };
            (edge, if is_left_out { 0 } else { times })
        })
    }
}

/// How often a walk comes into an aisle.
fn ways_in(effect: Effect) -> u64 {
    match effect {
        Effect { cut: Cut::All, .. } => 0,
        Effect { lower: true, upper: true, cut: Cut::Nothing } => 1,
        Effect { cut: Cut::First | Cut::Last, .. } => 1,
        Effect { .. } => 2,
    }
}
