//! The hash chain of a replication: its fingerprint after every 256th fact and at the end.

use domain::units::SimTime;
use sim_core::trace::{Fact, Fingerprint};

use super::table::{Column, Table};

/// Facts from one mark to the next.
pub const BLOCK: u64 = 256;

/// The fingerprint as it stood after some fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// Facts so far.
    pub facts: u64,
    /// When the last of them happened.
    pub at: SimTime,
    /// The running hash.
    pub hash: u64,
}

/// Marks so far, and the facts since the last of them folded in.
///
/// Two runs whose marks agree at some fact agree in all facts before it, so the first mark at
/// which they differ is found by bisection.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    running: Fingerprint,
    last: Mark,
    marks: Vec<Mark>,
}

impl Chain {
    /// Takes in a fact.
    #[inline]
    pub fn note(&mut self, at: SimTime, fact: &Fact) {
        self.running.take(at, fact);
        self.last = Mark { facts: self.last.facts + 1, at, hash: self.running.value() };
        if self.last.facts.is_multiple_of(BLOCK) {
            self.marks.push(self.last);
        }
    }

    /// The last fact taken in.
    #[must_use]
    pub fn last(&self) -> Mark {
        self.last
    }

    /// All marks, the end included.
    #[must_use]
    pub fn marks(mut self) -> Vec<Mark> {
        if !self.last.facts.is_multiple_of(BLOCK) {
            self.marks.push(self.last);
        }
        self.marks
    }

    pub(super) fn table(self, replication: u32) -> Table {
        let marks = self.marks();
        let numbers = |of: fn(&Mark) -> u64| marks.iter().map(of).collect::<Vec<u64>>();
        Table::new(vec![
            Column::numbers("replication", vec![replication; marks.len()]),
            Column::numbers("facts", numbers(|mark| mark.facts)),
            Column::numbers("time_ms", numbers(|mark| mark.at.0)),
            Column::numbers("fingerprint", numbers(|mark| mark.hash)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::RiderId;

    fn chain(facts: u32) -> Chain {
        let mut chain = Chain::default();
        for rider in 0..facts {
            chain.note(SimTime(u64::from(rider)), &Fact::RiderOn { rider: RiderId(rider) });
        }
        chain
    }

    #[test]
    fn marks_stand_after_every_block_and_at_the_end() {
        let numbers = |facts| chain(facts).marks().iter().map(|m| m.facts).collect::<Vec<u64>>();
        assert_eq!(numbers(0), [] as [u64; 0]);
        assert_eq!(numbers(255), [255]);
        assert_eq!(numbers(256), [256]);
        assert_eq!(numbers(600), [256, 512, 600]);
        let end = chain(600).marks()[2];
        assert_eq!((end.at, end), (SimTime(599), chain(600).last()));
    }
}
