//! What splitting at each site has brought so far.

/// Gains seen on a side after which their mean is trusted.
const RELIABLE: u32 = 2;

/// A gain counts no less than this share of what is missing, so that a side that gains nothing
/// does not hide what the other does.
const LEAST_GAIN: f64 = 1e-6;

/// By how much the bound rose where a site was opened, or closed.
#[derive(Clone, Copy, Default, Debug)]
struct Gain {
    sum: f64,
    seen: u32,
}

impl Gain {
    fn add(&mut self, gain: f64) {
        self.sum += gain.max(0.0);
        self.seen += 1;
    }

    fn mean(self) -> f64 {
        self.sum / f64::from(self.seen.max(1))
    }
}

/// What splitting at each site has brought so far.
#[derive(Clone, Debug)]
pub(super) struct Gains {
    /// By site of the whole: where it closed, where it opened.
    of: Vec<[Gain; 2]>,
}

impl Gains {
    /// Nothing is known of so many sites.
    pub(super) fn new(sites: usize) -> Self {
        Self { of: vec![[Gain::default(); 2]; sites] }
    }

    /// Remembers what a side of a split brought.
    pub(super) fn learn(&mut self, site: u32, opened: bool, gain: f64) {
        self.of[site as usize][usize::from(opened)].add(gain);
    }

    /// Whether both sides have been seen often enough.
    pub(super) fn is_reliable(&self, site: u32) -> bool {
        self.of[site as usize].iter().all(|gain| gain.seen >= RELIABLE)
    }

    /// What a split at the site is worth where so much is missing: the product of both gains.
    pub(super) fn score(&self, site: u32, missing: f64) -> f64 {
        let worth = |gain: Gain| gain.mean().clamp(LEAST_GAIN * missing, missing);
        self.of[site as usize].iter().map(|gain| worth(*gain)).product()
    }
}
