//! A rectangular floor: parallel aisles between two or three cross aisles, and places on it.

/// A place in an aisle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Place {
    /// The aisle, from 0.
    pub aisle: u32,
    /// Way from the front cross aisle.
    pub at: u64,
}

/// Parallel aisles of one block (a front and a back cross aisle) or two (one more in the middle).
///
/// Lengths are whole numbers of any unit, so that sums are exact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Floor {
    pitch: u64,
    /// Where the cross aisles are, from the front; of the third there is none in one block.
    cross: [u64; 3],
    blocks: usize,
}

impl Floor {
    /// Aisles of this length, `pitch` apart, with a cross aisle in the middle if there are `two`
    /// blocks. A length that is odd is rounded down by half.
    #[must_use]
    pub const fn new(pitch: u64, length: u64, two: bool) -> Self {
        if two {
            Self { pitch, cross: [0, length / 2, length], blocks: 2 }
        } else {
            Self { pitch, cross: [0, length, length], blocks: 1 }
        }
    }

    /// Aisles `pitch` apart with cross aisles at `cross`, the first at 0 and each behind the one
    /// before; `None` if there are not two or three of them.
    #[must_use]
    pub const fn of(pitch: u64, cross: &[u64]) -> Option<Self> {
        match *cross {
            [0, back] => Some(Self { pitch, cross: [0, back, back], blocks: 1 }),
            [0, middle, back] => Some(Self { pitch, cross: [0, middle, back], blocks: 2 }),
            _ => None,
        }
    }

    /// Way between neighbouring aisles.
    #[must_use]
    pub const fn pitch(&self) -> u64 {
        self.pitch
    }

    /// Blocks: 1 or 2.
    #[must_use]
    pub const fn blocks(&self) -> usize {
        self.blocks
    }

    /// Where the cross aisles are, from the front on.
    #[must_use]
    pub fn cross(&self) -> &[u64] {
        &self.cross[..=self.blocks]
    }

    /// Where the cross aisles are, the last twice where there are two.
    pub(super) const fn all_cross(&self) -> [u64; 3] {
        self.cross
    }

    /// The shortest walk between two places. O(cross aisles).
    #[must_use]
    pub fn walk(&self, from: Place, to: Place) -> u64 {
        if from.aisle == to.aisle {
            return from.at.abs_diff(to.at);
        }
        let across = u64::from(from.aisle.abs_diff(to.aisle)) * self.pitch;
        let by = |cross: &u64| from.at.abs_diff(*cross) + to.at.abs_diff(*cross);
        across + self.cross().iter().map(by).min().unwrap_or(0)
    }

    /// The shortest walk from the depot behind these gates to a place, or back. O(gates).
    #[must_use]
    pub fn way_in(&self, gates: &[(Place, u64)], to: Place) -> u64 {
        gates.iter().map(|(gate, way)| way + self.walk(*gate, to)).min().unwrap_or(0)
    }

    /// Length of the walk from the depot behind these gates through these places and back.
    pub fn length(&self, gates: &[(Place, u64)], places: impl IntoIterator<Item = Place>) -> u64 {
        let mut at = None;
        let mut length = 0;
        for place in places {
            length += at.map_or_else(|| self.way_in(gates, place), |at| self.walk(at, place));
            at = Some(place);
        }
        length + at.map_or(0, |at| self.way_in(gates, at))
    }
}
