//! Quickest walks over parallel aisles of which some are faster than others.

use crate::store::{Aisles, Slot};
use crate::units::Millimeters;

/// Parallel aisles and the pace of each.
///
/// A way counts as the length that takes as long at the typical pace: along an aisle of half that
/// pace every metre counts as two. Cross aisles are of the typical pace. Ways along an aisle are
/// counted from its front, so that the parts of a way add up to the millimetre.
#[derive(Clone, Copy, Debug)]
pub struct PacedAisles<'a> {
    plan: Aisles,
    /// Per mille of the typical pace, by aisle.
    pace: &'a [u16],
}

impl<'a> PacedAisles<'a> {
    /// The typical pace.
    const TYPICAL: u16 = 1_000;

    /// Aisles at these paces, per mille of the typical one and above 0; `None` where all are
    /// typical or nothing is said, and lengths count as they are.
    #[must_use]
    pub fn of(plan: Aisles, pace: &'a [u16]) -> Option<Self> {
        pace.iter().any(|pace| *pace != Self::TYPICAL).then_some(Self { plan, pace })
    }

    /// Number of aisles.
    #[must_use]
    pub const fn count(&self) -> u16 {
        self.plan.count
    }

    /// What the way from the front of the aisle to a slot counts as.
    #[must_use]
    pub fn depth(&self, slot: Slot) -> Millimeters {
        let pace = u64::from(self.pace[usize::from(slot.aisle)]);
        Millimeters(slot.depth.0.saturating_mul(u64::from(Self::TYPICAL)) / pace)
    }

    /// What the way from the front of an aisle to each of its cross aisles counts as; the last
    /// stands twice in one block.
    #[must_use]
    pub fn cross(&self, aisle: u16) -> [Millimeters; 3] {
        self.real_cross().map(|depth| self.depth(Slot { aisle, depth }))
    }

    fn real_cross(&self) -> [Millimeters; 3] {
        let length = self.plan.length;
        let middle = if self.plan.blocks == 2 { Millimeters(length.0 / 2) } else { length };
        [Millimeters::ZERO, middle, length]
    }

    /// The quickest walks from a slot to all others. O(aisles) for each time that the quickest
    /// walk to somewhere turns back.
    #[must_use]
    pub fn walks_from(self, from: Slot) -> QuickWalks<'a> {
        let mut walks = QuickWalks { aisles: self, from, corners: Vec::new() };
        walks.search();
        walks
    }
}

/// Where an aisle meets a cross aisle: position of the aisle, of the cross aisle.
type Corner = (u16, usize);

/// The quickest walks from one slot. They may lead through any aisle.
#[derive(Clone, Debug)]
pub struct QuickWalks<'a> {
    aisles: PacedAisles<'a>,
    from: Slot,
    /// By aisle and cross aisle: what the walk there counts as, and the corner before, which is
    /// the same one where it comes straight from the slot.
    corners: Vec<[(u64, Corner); 3]>,
}

impl QuickWalks<'_> {
    /// What the quickest walk to a slot counts as.
    #[must_use]
    pub fn to(&self, slot: Slot) -> Millimeters {
        let by_corner = self.entry(slot).0;
        Millimeters(self.straight(slot).map_or(by_corner, |straight| straight.min(by_corner)))
    }

    /// The parts of the quickest walk to a slot in real lengths: along aisles one after the other,
    /// and in sum along cross aisles.
    #[must_use]
    pub fn way(&self, slot: Slot) -> (Vec<(u16, Millimeters)>, Millimeters) {
        let (cost, mut at) = self.entry(slot);
        let between = |a: Millimeters, b: Millimeters| Millimeters(a.0.abs_diff(b.0));
        if self.straight(slot).is_some_and(|straight| straight <= cost) {
            return (vec![(slot.aisle, between(self.from.depth, slot.depth))], Millimeters::ZERO);
        }
        let cross = self.aisles.real_cross();
        let mut along = vec![(slot.aisle, between(cross[at.1], slot.depth))];
        let mut across = Millimeters::ZERO;
        loop {
            let before = self.corners[usize::from(at.0)][at.1].1;
            if before == at {
                break;
            }
            if before.0 == at.0 {
                along.push((at.0, between(cross[before.1], cross[at.1])));
            } else {
                across += self.aisles.plan.pitch;
            }
            at = before;
        }
        along.push((at.0, between(self.from.depth, cross[at.1])));
        along.reverse();
        (along, across)
    }

    /// What the walk that stays in the aisle counts as.
    fn straight(&self, slot: Slot) -> Option<u64> {
        let depth = |slot| self.aisles.depth(slot).0;
        (slot.aisle == self.from.aisle).then(|| depth(slot).abs_diff(depth(self.from)))
    }

    /// What the quickest walk by a corner of a slot's aisle counts as, and that corner.
    fn entry(&self, slot: Slot) -> (u64, Corner) {
        let depth = self.aisles.depth(slot).0;
        let cross = self.aisles.cross(slot.aisle);
        let by = |rail: usize| {
            let (cost, _) = self.corners[usize::from(slot.aisle)][rail];
            (cost.saturating_add(depth.abs_diff(cross[rail].0)), (slot.aisle, rail))
        };
        self.rails().map(by).min().unwrap_or_default()
    }

    /// The cross aisles.
    fn rails(&self) -> std::ops::RangeInclusive<usize> {
        0..=usize::from(self.aisles.plan.blocks)
    }

    /// Goes over the aisles there and back until no corner is reached sooner.
    fn search(&mut self) {
        let (count, first) = (self.aisles.count(), self.from.aisle);
        self.corners = (0..count).map(|aisle| [0, 1, 2].map(|c| (u64::MAX, (aisle, c)))).collect();
        let depth = self.aisles.depth(self.from).0;
        let cross = self.aisles.cross(first);
        for rail in self.rails() {
            self.corners[usize::from(first)][rail].0 = depth.abs_diff(cross[rail].0);
        }
        let mut is_nearer = true;
        while std::mem::take(&mut is_nearer) {
            for aisle in 0..count {
                is_nearer |= aisle > 0 && self.go_across(aisle - 1, aisle);
                is_nearer |= self.go_along(aisle);
            }
            for aisle in (0..count.saturating_sub(1)).rev() {
                is_nearer |= self.go_across(aisle + 1, aisle);
                is_nearer |= self.go_along(aisle);
            }
        }
    }

    fn go_across(&mut self, from: u16, to: u16) -> bool {
        let pitch = self.aisles.plan.pitch.0;
        self.rails().fold(false, |nearer, rail| self.go((from, rail), (to, rail), pitch) | nearer)
    }

    fn go_along(&mut self, aisle: u16) -> bool {
        let cross = self.aisles.cross(aisle);
        let blocks = || 0..usize::from(self.aisles.plan.blocks);
        let ways = blocks().map(|b| (b, b + 1)).chain(blocks().rev().map(|b| (b + 1, b)));
        let ways: Vec<_> = ways.collect();
        ways.into_iter().fold(false, |nearer, (from, to)| {
            let length = cross[from].0.abs_diff(cross[to].0);
            self.go((aisle, from), (aisle, to), length) | nearer
        })
    }

    /// Whether a corner is reached sooner by way of another.
    fn go(&mut self, from: Corner, to: Corner, length: u64) -> bool {
        let cost = self.corners[usize::from(from.0)][from.1].0.saturating_add(length);
        let known = &mut self.corners[usize::from(to.0)][to.1];
        let is_nearer = cost < known.0;
        if is_nearer {
            *known = (cost, from);
        }
        is_nearer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream, Streams};

    const COUNT: u16 = 4;

    fn plan(blocks: u8) -> Aisles {
        Aisles { count: COUNT, pitch: Millimeters(1_500), length: Millimeters(10_000), blocks }
    }

    fn slots() -> Vec<Slot> {
        let depths = [0, 1_100, 5_000, 8_700, 10_000].map(Millimeters);
        (0..COUNT).flat_map(|aisle| depths.map(|depth| Slot { aisle, depth })).collect()
    }

    /// All shortest ways over the slots as places, joined along aisles and, at the cross aisles,
    /// to those beside them (Floyd, 1962).
    fn all_pairs(plan: Aisles, pace: &[u16], slots: &[Slot]) -> Vec<Vec<u64>> {
        let is_cross = |depth: u64| {
            depth == 0 || depth == plan.length.0 || plan.blocks == 2 && 2 * depth == plan.length.0
        };
        let counted = |slot: Slot| slot.depth.0 * 1_000 / u64::from(pace[usize::from(slot.aisle)]);
        let step = |a: Slot, b: Slot| match a.aisle.abs_diff(b.aisle) {
            0 => counted(a).abs_diff(counted(b)),
            1 if a.depth == b.depth && is_cross(a.depth.0) => plan.pitch.0,
            _ => u64::MAX / 4,
        };
        let mut all: Vec<Vec<u64>> =
            slots.iter().map(|a| slots.iter().map(|b| step(*a, *b)).collect()).collect();
        for by in 0..slots.len() {
            for a in 0..slots.len() {
                for b in 0..slots.len() {
                    all[a][b] = all[a][b].min(all[a][by] + all[by][b]);
                }
            }
        }
        all
    }

    fn paces(rng: &mut Stream) -> Vec<u16> {
        (0..COUNT).map(|_| 200 + rng.below(2_000) as u16).collect()
    }

    #[test]
    fn walks_are_the_quickest_of_all_and_made_of_their_parts() {
        let mut rng = Streams::new(5, 0).open(Purpose::Test, 0);
        for case in 0..200 {
            let (plan, pace) = (plan(1 + case % 2), paces(&mut rng));
            let aisles = PacedAisles::of(plan, &pace).expect("aisles of some pace");
            let slots = slots();
            let all = all_pairs(plan, &pace, &slots);
            for (from, row) in slots.iter().zip(&all) {
                let walks = aisles.walks_from(*from);
                for (to, least) in slots.iter().zip(row) {
                    assert_eq!(walks.to(*to).0, *least, "{from:?} {to:?} {pace:?}");
                    let (along, across) = walks.way(*to);
                    let counted = |(aisle, length): &(u16, Millimeters)| {
                        length.as_m() * 1e3 / f64::from(pace[usize::from(*aisle)])
                    };
                    let sum = across.as_m() + along.iter().map(counted).sum::<f64>();
                    // Each part is rounded down to a millimetre.
                    let rounded = 0.001 * (along.len() + 1) as f64;
                    assert!((sum - walks.to(*to).as_m()).abs() <= rounded, "{from:?} {to:?}");
                }
            }
        }
    }

    #[test]
    fn where_all_aisles_are_typical_there_is_nothing_to_count() {
        assert!(PacedAisles::of(plan(1), &[]).is_none());
        assert!(PacedAisles::of(plan(1), &[1_000; 4]).is_none());
        let pace = [1_000, 1_000, 1_000, 999];
        let aisles = PacedAisles::of(plan(2), &pace).expect("one aisle is slower");
        let walk = |a, b| aisles.walks_from(a).to(b);
        let at = |aisle, depth| Slot { aisle, depth: Millimeters(depth) };
        assert_eq!(walk(at(0, 4_000), at(2, 6_000)), plan(2).walk(at(0, 4_000), at(2, 6_000)));
    }

    #[test]
    fn a_fast_aisle_is_a_detour_that_pays() {
        let pace = [100, 2_000, 1_000, 1_000];
        let aisles = PacedAisles::of(plan(1), &pace).expect("a slow aisle");
        let at = |depth| Slot { aisle: 0, depth: Millimeters(depth) };
        // Out at the front, back through aisle 1: 1.5 + 5 + 1.5 m instead of 100.
        let walks = aisles.walks_from(at(0));
        assert_eq!(walks.to(at(10_000)), Millimeters(8_000));
        let none = Millimeters::ZERO;
        let ways = vec![(0, none), (1, Millimeters(10_000)), (0, none)];
        assert_eq!(walks.way(at(10_000)), (ways, Millimeters(3_000)));
    }
}
