//! A search for better answers beside the proof, which is short where the best is known.

use std::rc::Rc;

use super::Rest;
use super::case::Case;
use super::climb::Ascent;
use crate::Work;
use crate::record::Mark;

/// How much longer the tree grows than a search takes.
pub(super) const BESIDE: u64 = 4;

/// What the root left, to be searched again and again, each time twice as long.
pub(super) struct Hunt<'a> {
    pub(super) rest: Rc<Rest<'a>>,
    pub(super) ascent: Rc<Ascent>,
    pub(super) bound: f64,
    pub(super) step: u32,
    /// Where the proof of the root ends.
    pub(super) mark: Mark,
    /// Work of the next search.
    pub(super) next: u64,
    /// Work left for all of them.
    pub(super) left: u64,
    /// Work done when it is time for the next.
    pub(super) due: u64,
}

impl<'a> Hunt<'a> {
    /// Where the root ends, after a search of so much work that found nothing.
    pub(super) fn of(root: &Case<'a>, mark: Mark, searched: u64, left: u64, work: &Work) -> Self {
        let next = 2 * searched.max(1);
        Self {
            rest: root.rest.clone(),
            ascent: Rc::new(root.ascent.clone()),
            bound: root.bound,
            step: root.step,
            mark,
            next,
            left,
            due: work.done() + BESIDE * next,
        }
    }
}
