//! What is still wanted of each line, packed into a few words that are compared at once.

/// Words of a [`Want`].
const WORDS: usize = 4;

/// Units still wanted of each line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Want([u64; WORDS]);

/// Where each line stands in a [`Want`]: a field wide enough for all that is wanted, with a bit
/// above it that is never set, so that fields are subtracted all at once without borrowing.
#[derive(Clone, Debug)]
pub(super) struct Wants {
    /// Word, shift and mask of each line.
    fields: Vec<(usize, u32, u64)>,
    guards: [u64; WORDS],
    all: Want,
}

impl Wants {
    /// For what is wanted of each line; `None` if that does not fit.
    pub(super) fn new(wanted: &[u16]) -> Option<Self> {
        let (mut word, mut shift) = (0, 0);
        let mut wants = Self { fields: Vec::new(), guards: [0; WORDS], all: Want([0; WORDS]) };
        for &units in wanted {
            let width = u16::BITS - units.leading_zeros();
            if shift + width + 1 > u64::BITS {
                (word, shift) = (word + 1, 0);
            }
            if word == WORDS {
                return None;
            }
            wants.fields.push((word, shift, (1 << width) - 1));
            wants.guards[word] |= 1 << (shift + width);
            wants.all.0[word] |= u64::from(units) << shift;
            shift += width + 1;
        }
        Some(wants)
    }

    /// All that is wanted.
    pub(super) fn all(&self) -> Want {
        self.all
    }

    /// Takes up to so many units of a line; how many were wanted before and are after.
    #[inline]
    pub(super) fn take(&self, want: &mut Want, line: usize, units: u16) -> (u16, u16) {
        let (word, shift, mask) = self.fields[line];
        let wanted = (want.0[word] >> shift & mask) as u16;
        let taken = wanted.min(units);
        want.0[word] -= u64::from(taken) << shift;
        (wanted, wanted - taken)
    }

    /// What is wanted of a line.
    #[inline]
    pub(super) fn units(&self, want: &Want, line: usize) -> u16 {
        let (word, shift, mask) = self.fields[line];
        (want.0[word] >> shift & mask) as u16
    }

    /// What is wanted of each line.
    pub(super) fn all_units(&self, want: &Want) -> Vec<u16> {
        (0..self.fields.len()).map(|line| self.units(want, line)).collect()
    }

    /// Whether one lacks no more of any line than another.
    #[inline]
    pub(super) fn is_within(&self, one: &Want, other: &Want) -> bool {
        (0..WORDS).all(|word| {
            let guard = self.guards[word];
            ((other.0[word] | guard) - one.0[word]) & guard == guard
        })
    }
}

impl Want {
    /// Whether nothing is wanted.
    pub(super) fn is_met(&self) -> bool {
        self.0 == [0; WORDS]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::rng::{Purpose, Streams};

    #[test]
    fn fields_do_not_touch_each_other() {
        let mut rng = Streams::new(4, 0).open(Purpose::Test, 0);
        let wanted: Vec<u16> = (0..30).map(|_| rng.below(12) as u16).collect();
        let wants = Wants::new(&wanted).unwrap();
        for _ in 0..2_000 {
            let mut pair = [(wants.all(), wanted.clone()), (wants.all(), wanted.clone())];
            for (want, left) in &mut pair {
                for _ in 0..rng.below(40) {
                    let (line, units) = (rng.below(30) as usize, rng.below(6) as u16);
                    let after = left[line].saturating_sub(units);
                    assert_eq!(wants.take(want, line, units), (left[line], after));
                    left[line] = after;
                }
                assert_eq!(wants.all_units(want), *left);
                assert_eq!(want.is_met(), left.iter().all(|left| *left == 0));
            }
            let [(one, lacks), (other, limits)] = &pair;
            let is_within = lacks.iter().zip(limits).all(|(lacks, limit)| lacks <= limit);
            assert_eq!(wants.is_within(one, other), is_within);
        }
        assert!(Wants::new(&[1; 128]).is_some());
        assert!(Wants::new(&[1; 129]).is_none());
    }
}
