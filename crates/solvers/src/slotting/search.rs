//! Exchanges of goods between bays, as long as they shorten the training baskets' walks.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::slotting::SlottingQuestion;
use domain::rng::Stream;

use super::filling::by_picks;
use super::walks::{Move, Walks};
use kernels::Work;

/// Bays to which moving a SKU is estimated with care.
const CONSIDERED: usize = 12;
/// Of these, those for which its baskets are routed anew.
const TRIED: usize = 4;
/// Exchanges at random that a kick makes.
const KICK: u32 = 3;

/// A search for a layout from a first one.
pub(super) struct Search<'q> {
    question: &'q SlottingQuestion<'q>,
    walks: Walks<'q>,
    /// SKUs that can move, picked most often first.
    order: Vec<u32>,
    /// Goods in each bay, fixed ones left out.
    members: Vec<Vec<u32>>,
    free: Vec<i64>,
    /// What all walks would get longer by with each SKU in each bay, at most; SKU by SKU, brought
    /// up to date once a round.
    estimates: Vec<i64>,
    /// Standard errors that a gain must exceed.
    errors: f64,
    work: Work,
    /// Set when nobody wants to wait any longer.
    stop: &'q AtomicBool,
}

impl<'q> Search<'q> {
    /// Begins with a layout that keeps the rules.
    pub(super) fn from(
        question: &'q SlottingQuestion<'q>,
        bays: Vec<u32>,
        errors: f64,
        mut work: Work,
        stop: &'q AtomicBool,
    ) -> Self {
        let mut free: Vec<i64> = question.bays.iter().map(|bay| i64::from(bay.room)).collect();
        let mut members = vec![Vec::new(); question.bays.len()];
        for (sku, (goods, bay)) in (0..).zip(question.goods.iter().zip(&bays)) {
            free[*bay as usize] -= i64::from(goods.space);
            if !goods.is_fixed {
                members[*bay as usize].push(sku);
            }
        }
        let mut order = by_picks(question);
        order.retain(|sku| !question.goods[*sku as usize].is_fixed);
        let walks = Walks::of(question, bays, &mut work);
        let estimates = vec![0; question.goods.len() * question.bays.len()];
        Self { question, walks, order, members, free, estimates, errors, work, stop }
    }

    /// Improves until no exchange that is tried saves enough, then leaves the place it is stuck in
    /// by random exchanges, as often as `kicks` says, and keeps the best. Ends when the work is
    /// done, or when it is stopped.
    pub(super) fn run(mut self, kicks: u32, rng: &mut Stream) -> (Vec<u32>, Work) {
        self.descend();
        for _ in 0..kicks {
            if self.is_over() {
                break;
            }
            let (total, layout) = (self.walks.total(), self.walks.bays.clone());
            (0..KICK).for_each(|_| self.kick(rng));
            self.descend();
            if self.walks.total() > total {
                self.go_back(&layout);
            }
        }
        (self.walks.bays, self.work)
    }

    fn is_over(&self) -> bool {
        self.work.is_over() || self.stop.load(Ordering::Relaxed)
    }

    /// Round after round over all SKUs, until one improves nothing.
    fn descend(&mut self) {
        let picked = |sku: &u32| self.walks.is_picked(*sku);
        let movers: Vec<u32> = self.order.iter().copied().filter(picked).collect();
        loop {
            self.estimate_all(&movers);
            let mut is_better = false;
            for &sku in &movers {
                if self.is_over() {
                    return;
                }
                is_better |= self.improve(sku);
            }
            if !is_better {
                return;
            }
        }
    }

    fn estimate_all(&mut self, movers: &[u32]) {
        for &sku in movers {
            let row = row(sku, self.question.bays.len());
            self.walks.estimates(sku, &mut self.estimates[row], &mut self.work);
        }
    }

    /// Makes the best exchange of a SKU with what lies in another bay, if it saves enough.
    fn improve(&mut self, sku: u32) -> bool {
        let bays = self.question.bays.len();
        self.walks.estimates(sku, &mut self.estimates[row(sku, bays)], &mut self.work);
        let mut exchanges: Vec<(i64, Vec<Move>)> =
            (0..bays as u32).filter_map(|to| self.exchange(sku, to)).collect();
        exchanges.sort();
        exchanges.truncate(CONSIDERED);
        for (longer, moves) in &mut exchanges {
            *longer = self.walks.estimate(moves, &mut self.work);
        }
        exchanges.sort();
        for (_, moves) in exchanges.iter().take(TRIED) {
            if self.walks.gain(moves, &mut self.work).exceeds(self.errors) {
                self.apply(moves);
                return true;
            }
        }
        false
    }

    /// A SKU into another bay, and from there what must make room for it into the SKU's own, with
    /// what all walks get longer by, about.
    fn exchange(&self, sku: u32, to: u32) -> Option<(i64, Vec<Move>)> {
        let goods = |sku: u32| &self.question.goods[sku as usize];
        let from = self.walks.bays[sku as usize];
        let is_cold = |bay: u32| self.question.bays[bay as usize].is_cold;
        if to == from || is_cold(to) != is_cold(from) {
            return None;
        }
        let space = i64::from(goods(sku).space);
        let most = self.free[from as usize] + space;
        let mut needed = space - self.free[to as usize];
        let mut longer = self.estimate(sku, to);
        let mut moves = vec![(sku, to)];
        if needed > 0 {
            let mut others: Vec<(i64, u32)> = self.members[to as usize]
                .iter()
                .filter(|other| (1..=most).contains(&i64::from(goods(**other).space)))
                .map(|other| (self.estimate(*other, from), *other))
                .collect();
            // Least walk for the room they leave.
            others.sort_by(|(a, one), (b, other)| {
                let spaces = [one, other].map(|sku| i64::from(goods(*sku).space));
                (a * spaces[1]).cmp(&(b * spaces[0])).then(one.cmp(other))
            });
            let mut taken = 0;
            for (out, other) in others {
                let size = i64::from(goods(other).space);
                if taken + size <= most {
                    taken += size;
                    needed -= size;
                    longer += out;
                    moves.push((other, from));
                }
                if needed <= 0 {
                    break;
                }
            }
        }
        (needed <= 0).then_some((longer, moves))
    }

    fn estimate(&self, sku: u32, bay: u32) -> i64 {
        self.estimates[sku as usize * self.question.bays.len() + bay as usize]
    }

    fn apply(&mut self, moves: &[Move]) {
        for &(sku, to) in moves {
            let from = self.walks.bays[sku as usize] as usize;
            let space = i64::from(self.question.goods[sku as usize].space);
            self.free[from] += space;
            self.free[to as usize] -= space;
            self.members[from].retain(|other| *other != sku);
            self.members[to as usize].push(sku);
        }
        self.walks.apply(moves, &mut self.work);
    }

    /// An exchange of a random SKU with another bay.
    fn kick(&mut self, rng: &mut Stream) {
        let below = |rng: &mut Stream, count: usize| rng.below(count as u32);
        if self.order.is_empty() {
            return;
        }
        let sku = self.order[below(rng, self.order.len()) as usize];
        let to = below(rng, self.question.bays.len());
        if let Some((_, moves)) = self.exchange(sku, to) {
            self.apply(&moves);
        }
    }

    fn go_back(&mut self, layout: &[u32]) {
        let moved = (0_u32..).zip(layout).zip(&self.walks.bays);
        let moves: Vec<Move> =
            moved.filter(|((_, was), is)| was != is).map(|((sku, was), _)| (sku, *was)).collect();
        self.apply(&moves);
    }
}

/// Where the estimates of a SKU stand.
fn row(sku: u32, bays: usize) -> std::ops::Range<usize> {
    sku as usize * bays..(sku as usize + 1) * bays
}
