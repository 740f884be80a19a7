//! Random streams named by (seed, replication, purpose, entity), each a counter-based generator.
//!
//! A stream holds no state but its name and how many blocks were read, so opening one is free
//! and whoever asks first changes nothing for the others: an order keeps its basket, its door
//! and its patience whichever policy serves it (common random numbers).
//!
//! The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw (2011),
//! doi:10.1145/2063384.2063405, checked against the authors' known answers.
//!
//! A [`Stream`] is a generator of `rand_core`, so what `rand` and `rand_distr` make of generators they
//! make of it, as a solver may:
//!
//! ```
//! use domain::rng::{Purpose, Streams};
//! use rand::seq::SliceRandom as _;
//! use rand_distr::{Distribution as _, Normal};
//!
//! let mut stream = Streams::new(1, 0).open(Purpose::Solver, 0);
//! let mut order = [0, 1, 2, 3, 4];
//! order.shuffle(&mut stream);
//! let ride_min = Normal::new(6.0, 1.5)?.sample(&mut stream);
//! assert!((0.0..15.0).contains(&ride_min));
//! # Ok::<(), rand_distr::NormalError>(())
//! ```
//!
//! What the simulator itself draws it draws by inversion ([`crate::dist`]): one number for each
//! outcome, so that neither another policy nor another parameter shifts what comes after.

use rand_core::{Infallible, TryRng};
use serde::{Deserialize, Serialize};

/// What a stream's draws are for; part of its name.
///
/// The numbers are part of every result: never renumber, only append.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Purpose {
    /// Street network, population and towers of a generated city.
    City = 1,
    /// SKUs of a generated catalogue.
    Catalog = 2,
    /// Session arrivals of a zone.
    Arrivals = 3,
    /// Which customer of the zone begins a session.
    Session = 4,
    /// Fixed traits of a customer.
    Customer = 5,
    /// Fixed traits of a building.
    Building = 6,
    /// What goes into an order's basket.
    Basket = 7,
    /// Whether the customer accepts what the app shows.
    Browse = 8,
    /// Payment time of an order.
    Payment = 9,
    /// Picking times, misplaced items and errors of an order.
    Picking = 10,
    /// Packing times of an order.
    Packing = 11,
    /// How long the customer waits before cancelling.
    Patience = 12,
    /// Private part of an order's ride out.
    RideOut = 13,
    /// Private part of the ride back from an order.
    RideBack = 14,
    /// Parking, building access and handover at an order's door.
    Door = 15,
    /// Rain, hour by hour.
    Weather = 16,
    /// Traffic of the day and its hours, shared by all.
    Traffic = 17,
    /// Lead time and receiving errors of a purchase order.
    Supply = 18,
    /// Stock on the shelf as the day begins.
    OpeningStock = 19,
    /// A gig rider's way to the store.
    Gig = 20,
    /// Fixed traits of riders and pickers.
    Staff = 21,
    /// Draws made by a solver.
    Solver = 22,
    /// Loading at the bay.
    Bay = 24,
    /// Who stays away in a shortage of riders.
    Absence = 25,
    /// Points of an experiment's design.
    Design = 26,
    /// Which questions of a run are captured.
    Capture = 27,
    /// Resamples of a bootstrap.
    Bootstrap = 28,
    /// Baskets by which a layout of goods is learnt and judged.
    Slotting = 31,
    /// Fixed traits of a store's aisles.
    Aisles = 29,
    /// Whether an order's goods are at their second slot, and how often they are.
    SecondFace = 30,
    /// Whether what a customer lives through drives them away.
    Loyalty = 32,
    /// Draws of a test or a benchmark.
    Test = 23,
}

/// All streams of one replication.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Streams {
    seed: u64,
    replication: u32,
    is_mirrored: bool,
}

impl Streams {
    /// Most replications of one seed (the number has 24 bits of a stream's name).
    pub const MAX_REPLICATIONS: u32 = 1 << 24;

    /// The streams of replication `replication` under `seed`.
    ///
    /// # Panics
    /// At [`Self::MAX_REPLICATIONS`] and beyond.
    #[must_use]
    pub fn new(seed: u64, replication: u32) -> Self {
        assert!(replication < Self::MAX_REPLICATIONS, "at most 2^24 replications");
        Self { seed, replication, is_mirrored: false }
    }

    /// The same streams mirrored: every uniform draw `u` becomes `1 - u` (antithetic variates).
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self { is_mirrored: !self.is_mirrored, ..self }
    }

    /// Opens the stream of `entity` for `purpose`, at its beginning.
    #[must_use]
    pub fn open(&self, purpose: Purpose, entity: u64) -> Stream {
        Stream {
            key: [self.seed as u32, (self.seed >> 32) as u32],
            name: [(purpose as u32) << 24 | self.replication, entity as u32, (entity >> 32) as u32],
            block: 0,
            words: [0; 4],
            used: 4,
            flip: if self.is_mirrored { u32::MAX } else { 0 },
        }
    }
}

/// One stream of random words, independent of every other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stream {
    key: [u32; 2],
    name: [u32; 3],
    block: u32,
    words: [u32; 4],
    used: u8,
    /// Bits to turn over: all of them in mirrored streams.
    flip: u32,
}

impl Stream {
    /// The next 32 random bits.
    #[inline]
    pub fn word(&mut self) -> u32 {
        if self.used == 4 {
            let [purpose, low, high] = self.name;
            self.words = philox4x32_10([self.block, purpose, low, high], self.key);
            self.block = self.block.wrapping_add(1);
            self.used = 0;
        }
        let word = self.words[usize::from(self.used)];
        self.used += 1;
        word ^ self.flip
    }

    /// A uniform draw strictly between 0 and 1, on a lattice of 2³² midpoints.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        (f64::from(self.word()) + 0.5) * (1.0 / 4_294_967_296.0)
    }

    /// A uniform draw from `0..bound` (bias below `bound` / 2³²).
    #[inline]
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.word()) * u64::from(bound)) >> 32) as u32
    }

    /// True with probability `p`.
    #[inline]
    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let low = u64::from(self.word());
        Ok(u64::from(self.word()) << 32 | low)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            let word = self.word().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// Ten rounds of Philox on four 32-bit words.
#[inline]
fn philox4x32_10(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let first = u64::from(counter[0]) * 0xD251_1F53;
        let third = u64::from(counter[2]) * 0xCD9E_8D57;
        counter = [
            (third >> 32) as u32 ^ counter[1] ^ key[0],
            third as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of the Random123 distribution (`kat_vectors`, philox4x32 10).
    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(
            philox4x32_10([0; 4], [0; 2]),
            [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
        );
        assert_eq!(
            philox4x32_10([u32::MAX; 4], [u32::MAX; 2]),
            [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
        );
        assert_eq!(
            philox4x32_10(
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0]
            ),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn a_stream_is_its_name() {
        let draw = |seed, replication, purpose, entity| {
            let mut stream = Streams::new(seed, replication).open(purpose, entity);
            [stream.word(), stream.word(), stream.word(), stream.word(), stream.word()]
        };
        let one = draw(7, 1, Purpose::Basket, 42);
        assert_eq!(one, draw(7, 1, Purpose::Basket, 42));
        for other in [
            draw(8, 1, Purpose::Basket, 42),
            draw(7, 2, Purpose::Basket, 42),
            draw(7, 1, Purpose::Door, 42),
            draw(7, 1, Purpose::Basket, 43),
            draw(7, 1, Purpose::Basket, 42 + (1 << 32)),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn uniforms_have_the_moments_of_a_uniform() {
        let mut stream = Streams::new(1, 0).open(Purpose::Test, 0);
        let n = 200_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let u = stream.uniform();
            assert!(u > 0.0 && u < 1.0);
            sum += u;
            squares += u * u;
        }
        let mean = sum / f64::from(n);
        let variance = squares / f64::from(n) - mean * mean;
        assert!((mean - 0.5).abs() < 4.0 * (1.0 / 12.0 / f64::from(n)).sqrt());
        assert!((variance - 1.0 / 12.0).abs() < 1e-3);
    }
}
