//! A search for better answers beside the proof, which is short where the best is known.

use std::rc::Rc;

use super::Rest;
use super::branch::{Node, Tree};
use super::case::Case;
use super::climb::Ascent;
use super::proof::Mark;
use super::rounding::searched;
use crate::Work;

/// How much longer the tree grows than a search takes.
const BESIDE: u64 = 4;

/// What the root left, to be searched again and again, each time twice as long.
pub(super) struct Hunt<'a> {
    rest: Rc<Rest<'a>>,
    ascent: Rc<Ascent>,
    bound: f64,
    step: u32,
    /// Where the proof of the root ends.
    mark: Mark,
    /// Work of the next search.
    next: u64,
    /// Work left for all of them.
    left: u64,
    /// Work done when it is time for the next.
    due: u64,
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

impl<'a> Tree<'a> {
    /// Searches what the root left, when it is time. Whether that found a better answer.
    pub(super) fn hunt(&mut self, work: &mut Work) -> bool {
        let Some(hunt) = self.hunt.as_mut().filter(|hunt| hunt.left > 0) else { return false };
        if work.done() < hunt.due || work.is_over() {
            return false;
        }
        let most = hunt.next.min(hunt.left);
        hunt.left -= most;
        hunt.next *= 2;
        hunt.due = work.done() + most + BESIDE * hunt.next;
        let rest = hunt.rest.clone();
        let Some(start) = rest.own_sites(&self.open) else { return false };
        let answer = searched(&rest, start, self.rng, most, work);
        self.offer(&rest, answer)
    }

    /// The root as it was left, to be fixed and split anew, and the proof up to there.
    pub(super) fn again(&mut self) -> Option<Node<'a>> {
        let hunt = self.hunt.as_ref()?;
        self.record.rewind(hunt.mark);
        self.least = f64::INFINITY;
        Some(Node {
            standing: hunt.rest.standing(),
            rest: hunt.rest.clone(),
            ascent: hunt.ascent.clone(),
            bound: hunt.bound,
            step: hunt.step,
            is_root: false,
            split: None,
            plan: None,
        })
    }
}
