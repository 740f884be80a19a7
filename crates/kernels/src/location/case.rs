//! A case at work: what is left of the problem, and how far its relaxation has climbed.

use std::rc::Rc;

use super::climb::Ascent;
use super::{Rest, Standing};
use crate::Work;

/// Pace at which a climb is over.
pub(super) const LEAST_PACE: f64 = 1e-6;

/// Pace from which a node's climb begins: its parent's prices are nearly the best, and longer steps
/// only lead away from them.
pub(super) const NODE_PACE: f64 = 0.01;

/// A case at work.
pub(super) struct Case<'a> {
    pub(super) rest: Rc<Rest<'a>>,
    pub(super) standing: Vec<Standing>,
    pub(super) ascent: Ascent,
    /// What no answer of it costs less than.
    pub(super) bound: f64,
    /// Its open step in the proof.
    pub(super) step: u32,
    pub(super) is_root: bool,
}

impl Case<'_> {
    /// To what its standing leaves.
    pub(super) fn shrink(&mut self, pace: f64, work: &mut Work) {
        work.spend(self.rest.location.links.len() as u64);
        let (rest, kept) = self.rest.after(&self.standing);
        self.rest = Rc::new(rest);
        self.standing = self.rest.standing();
        self.ascent = self.ascent.within(&kept, pace);
    }
}
