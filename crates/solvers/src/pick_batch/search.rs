//! Local search over tours: orders move and change places, some are taken off and put back.

use domain::rng::Stream;

use super::lengths::{FAR, Lengths, merged};

/// Tours that hold every order once, each in rising order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Tours {
    pub(super) tours: Vec<Vec<u16>>,
    /// Sum of their lengths.
    pub(super) length: u64,
}

/// Orders of which the one that saves most with a given one is taken off with it.
const RIVALS: u32 = 6;

/// How much longer than the best the tours may be from which the search goes on, as one part in
/// so many, when it begins; nothing when it ends.
const SLACK: u64 = 40;

impl Tours {
    pub(super) fn of(mut tours: Vec<Vec<u16>>, lengths: &mut Lengths<'_, '_>) -> Self {
        tours.retain(|tour| !tour.is_empty());
        let length = tours.iter().map(|tour| lengths.of(tour)).sum();
        Self { tours, length }
    }

    /// Searches until the work of `lengths` is over, or tours as short as a known bound are found.
    ///
    /// Ruin and recreate with record-to-record acceptance. Source: Schrimpf et al. (2000),
    /// doi:10.1006/jcph.1999.6413; Dueck (1993), doi:10.1006/jcph.1993.1010.
    pub(super) fn improve(
        self,
        bound: Option<u64>,
        lengths: &mut Lengths<'_, '_>,
        rng: &mut Stream,
    ) -> Self {
        let mut at = self;
        at.descend(lengths);
        let mut best = at.clone();
        let budget = lengths.work.left().max(1);
        while !lengths.work.is_over() && Some(best.length) > bound && best.tours.len() > 1 {
            let mut next = at.clone();
            next.ruin_and_recreate(lengths, rng);
            next.descend(lengths);
            let slack = best.length / SLACK * (lengths.work.left() >> 10) / (budget >> 10).max(1);
            if next.length <= best.length + slack {
                at = next;
            }
            if at.length < best.length {
                best = at.clone();
            }
        }
        best
    }

    /// Moves single orders and swaps pairs of them until neither helps.
    fn descend(&mut self, lengths: &mut Lengths<'_, '_>) {
        let mut is_new = vec![true; self.tours.len()];
        while let Some(one) = is_new.iter().position(|is_new| *is_new) {
            is_new[one] = false;
            for other in 0..self.tours.len() {
                if lengths.work.is_over() {
                    return;
                }
                if other != one && self.exchange(one, other, lengths) {
                    (is_new[one], is_new[other]) = (true, true);
                }
            }
        }
        *self = Self::of(std::mem::take(&mut self.tours), lengths);
    }

    /// The first move or swap between two tours that makes them shorter; whether there is one.
    fn exchange(&mut self, one: usize, other: usize, lengths: &mut Lengths<'_, '_>) -> bool {
        let [a, b] = [&self.tours[one], &self.tours[other]];
        let now = lengths.of(a) + lengths.of(b);
        let nobody = [None];
        let of = |tour: &[u16]| -> Vec<Option<u16>> {
            tour.iter().map(|order| Some(*order)).chain(nobody).collect()
        };
        for gives in of(a) {
            for takes in of(b) {
                if gives.is_none() && takes.is_none() {
                    continue;
                }
                let [next_a, next_b] = [without(a, gives, takes), without(b, takes, gives)];
                if !fits(&next_a, lengths) || !fits(&next_b, lengths) {
                    continue;
                }
                let shorter = lengths.of(&next_a);
                if shorter < now && shorter + lengths.of(&next_b) < now {
                    self.length -= now - shorter - lengths.of(&next_b);
                    (self.tours[one], self.tours[other]) = (next_a, next_b);
                    return true;
                }
            }
        }
        false
    }

    /// Takes off some orders that go well together and puts each where it costs least.
    fn ruin_and_recreate(&mut self, lengths: &mut Lengths<'_, '_>, rng: &mut Stream) {
        let count: usize = self.tours.iter().map(Vec::len).sum();
        let most = (count / 3).clamp(2, 12) as u32;
        let mut orders: Vec<u16> = self.tours.concat();
        let draw = |orders: &[u16], rng: &mut Stream| rng.below(orders.len() as u32) as usize;
        let mut off = vec![orders.swap_remove(draw(&orders, rng))];
        for _ in 0..1 + rng.below(most) {
            if orders.is_empty() {
                break;
            }
            let with = off[draw(&off, rng)];
            let rivals = (0..RIVALS).map(|_| draw(&orders, rng));
            let rivals: Vec<usize> = rivals.collect();
            let next = rivals.into_iter().max_by_key(|&at| saving(with, orders[at], lengths));
            off.push(orders.swap_remove(next.unwrap_or(0)));
        }
        for tour in &mut self.tours {
            tour.retain(|order| !off.contains(order));
        }
        for order in off {
            self.put(order, lengths);
        }
        *self = Self::of(std::mem::take(&mut self.tours), lengths);
    }

    /// Puts an order on the tour that it lengthens least.
    fn put(&mut self, order: u16, lengths: &mut Lengths<'_, '_>) {
        let mut least = (lengths.of(&[order]), self.tours.len());
        for (at, tour) in self.tours.iter().enumerate() {
            if let Some(with) = lengths.together(tour, &[order]) {
                least = least.min((with - lengths.of(tour).min(with), at));
            }
        }
        match self.tours.get_mut(least.1) {
            Some(tour) => *tour = merged(tour, &[order]),
            None => self.tours.push(vec![order]),
        }
    }
}

/// A tour that gives an order away and takes another.
fn without(tour: &[u16], gives: Option<u16>, takes: Option<u16>) -> Vec<u16> {
    let stays = tour.iter().copied().filter(|order| Some(*order) != gives);
    let mut next: Vec<u16> = stays.chain(takes).collect();
    next.sort_unstable();
    next
}

/// A cart holds these orders; one alone is always carried.
fn fits(tour: &[u16], lengths: &Lengths<'_, '_>) -> bool {
    tour.len() <= 1 || lengths.fits(tour)
}

/// What two orders save on one tour, were there no limit to it.
fn saving(one: u16, other: u16, lengths: &mut Lengths<'_, '_>) -> u64 {
    let both = lengths.of(&merged(&[one], &[other]));
    (lengths.of(&[one]) + lengths.of(&[other]) + FAR).saturating_sub(both)
}
