//! Which items never share a bin: a symmetric matrix of bits.

/// Bits of a row in one word.
const BITS: usize = u64::BITS as usize;

/// Pairs that never share a bin. Without any pair nothing is stored.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Conflicts {
    words: usize,
    bits: Vec<u64>,
}

impl Conflicts {
    /// No pair among any number of items.
    #[must_use]
    pub const fn none() -> Self {
        Self { words: 0, bits: Vec::new() }
    }

    /// Room for the pairs of `items` items. `items`² / 8 bytes.
    #[must_use]
    pub fn among(items: usize) -> Self {
        let words = items.div_ceil(BITS);
        Self { words, bits: vec![0; words * items] }
    }

    /// Keeps two different items apart.
    ///
    /// # Panics
    /// Where there is no room for them: see [`Self::among`].
    pub fn separate(&mut self, a: usize, b: usize) {
        if a != b {
            self.bits[a * self.words + b / BITS] |= 1 << (b % BITS);
            self.bits[b * self.words + a / BITS] |= 1 << (a % BITS);
        }
    }

    /// Whether two items are kept apart.
    #[must_use]
    pub fn between(&self, a: usize, b: usize) -> bool {
        self.words > 0 && self.bits[a * self.words + b / BITS] >> (b % BITS) & 1 == 1
    }

    /// Words in a row; 0 where no pair is kept apart.
    #[must_use]
    pub const fn words(&self) -> usize {
        self.words
    }

    /// The items that one is kept apart from, as bits.
    #[must_use]
    pub fn row(&self, item: usize) -> &[u64] {
        &self.bits[item * self.words..(item + 1) * self.words]
    }

    /// Number of items that one is kept apart from.
    #[must_use]
    pub fn degree(&self, item: usize) -> u32 {
        self.row(item).iter().map(|word| word.count_ones()).sum()
    }

    /// The conflicts of some items, numbered anew as listed; nothing is stored where there are none.
    #[must_use]
    pub fn of(&self, items: &[u32]) -> Self {
        let mut part = Self::none();
        if self.words == 0 {
            return part;
        }
        for (a, &item) in items.iter().enumerate() {
            for (b, &other) in items.iter().enumerate().take(a) {
                if self.between(item as usize, other as usize) {
                    if part.words == 0 {
                        part = Self::among(items.len());
                    }
                    part.separate(a, b);
                }
            }
        }
        part
    }
}

/// Sets the bits of `row` in `set`.
pub(super) fn join(set: &mut [u64], row: &[u64]) {
    set.iter_mut().zip(row).for_each(|(word, more)| *word |= more);
}

/// Whether a bit is set; in an empty set none is.
pub(super) fn holds(set: &[u64], bit: usize) -> bool {
    !set.is_empty() && set[bit / BITS] >> (bit % BITS) & 1 == 1
}
