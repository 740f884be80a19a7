//! Diving: bins that the relaxation is nearly sure of are packed, and what is left is relaxed anew.
//!
//! Source: the diving of Sadykov et al. (2019), doi:10.1287/ijoc.2018.0822, with a greedy and an
//! exact completion of what is left at each step.

use super::complete::{Verdict, pack_into};
use super::greedy::{Rule, greedy};
use super::master::Column;
use super::problem::{Packing, Problem};
use super::relaxation::Relaxation;
use super::slack::{least_slack, shares};
use crate::Work;

/// Items left that are few enough for branch and bound.
const FEW: u32 = 40;

/// Work of one such branch and bound.
const COMPLETION: u64 = 400_000;

/// Dives into each smaller problem, and by how much fractions are led astray.
const TRIES: u32 = 3;
const SPREAD: f64 = 0.8;

/// Rounds of column generation after each step.
const ROUNDS: u32 = 12;

/// Numbers in [0, 1) that differ from dive to dive.
pub(super) struct Noise(pub(super) u64);

impl Noise {
    /// SplitMix64.
    fn draw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Dives below a relaxation until one finds a packing into at most `target` bins, at most `tries`
/// times. The first follows the fractions; the others are led astray, each in its own way.
///
/// Where half of the kinds are packed, the rest is a smaller problem with dives of its own: most of
/// what goes wrong is near the end, and there a dive costs little.
pub(super) fn dive(
    problem: &Problem,
    root: &Relaxation,
    target: u32,
    tries: u32,
    noise: &mut Noise,
    work: &mut Work,
) -> Option<Packing> {
    for number in 0..tries {
        let spread = if number == 0 { 0.0 } else { SPREAD };
        let mut bins = Packing::new();
        let mut relaxation = root.clone();
        let rest = loop {
            if work.is_over() {
                return None;
            }
            let Some(room) = target.checked_sub(bins.len() as u32) else { break None };
            if let Some(rest) = completed(problem, &relaxation.left, room, work) {
                break Some(rest);
            }
            pack_one(&mut relaxation, &mut bins, spread, noise);
            let Some(room) = target.checked_sub(bins.len() as u32) else { break None };
            let kinds = relaxation.left.iter().filter(|left| **left > 0).count();
            if kinds > 0 && 2 * kinds <= problem.kinds.len() {
                let (part, names, mut smaller) = relaxation.rest(problem);
                if !smaller.solve(&part, room, ROUNDS, work) || smaller.bound > room {
                    break None;
                }
                let found = dive(&part, &smaller, room, TRIES, noise, work);
                break found.map(|bins| named(bins, &names));
            }
            if !relaxation.solve(problem, room, ROUNDS, work) || relaxation.bound > room {
                break None;
            }
        };
        if let Some(rest) = rest {
            bins.extend(rest);
            return Some(bins);
        }
    }
    None
}

/// Packs the bins of which the relaxation is sure, and one more.
fn pack_one(relaxation: &mut Relaxation, bins: &mut Packing, spread: f64, noise: &mut Noise) {
    let mut best: Option<(f64, Column)> = None;
    for (column, value) in relaxation.solution() {
        let whole = (value + 1e-4).floor();
        bins.extend(relaxation.pack(&column, whole as u32));
        let part = value - whole;
        let rank = part * (1.0 + spread * (noise.draw() - 0.5));
        if part > 1e-3 && best.as_ref().is_none_or(|(most, _)| rank > *most) {
            best = Some((rank, column));
        }
    }
    if let Some((_, column)) = best {
        bins.extend(relaxation.pack(&column, 1));
    }
    relaxation.repack();
}

/// Bins of kinds that go by other numbers.
pub(super) fn named(bins: Packing, names: &[u32]) -> Packing {
    let name = |bin: Vec<u32>| bin.into_iter().map(|kind| names[kind as usize]).collect();
    bins.into_iter().map(name).collect()
}

/// Packs what is left into `room` bins, by simple rules or, where few items are left, by search.
fn completed(problem: &Problem, left: &[u32], room: u32, work: &mut Work) -> Option<Packing> {
    let items: u32 = left.iter().sum();
    if items == 0 {
        return Some(Packing::new());
    }
    let order: Vec<u32> = (0..left.len() as u32).filter(|kind| left[*kind as usize] > 0).collect();
    let fits = |packing: &Packing| packing.len() as u32 <= room;
    let found = greedy(problem, left, &order, Rule::Best, work);
    if fits(&found) {
        return Some(found);
    }
    let found = least_slack(problem, left, &order, &shares(problem), work);
    if fits(&found) {
        return Some(found);
    }
    if items <= FEW {
        let mut part = work.part(COMPLETION);
        let verdict = pack_into(problem, left, room, &mut part);
        work.spend(part.done());
        if let Verdict::Packed(found) = verdict {
            return Some(found);
        }
    }
    None
}
