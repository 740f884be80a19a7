//! Splits that a case follows: those by which a part of it was solved.

use std::rc::Rc;

use super::proof::Step;
use super::{Rest, Standing};

/// Splits that lead somewhere: those by which a part was solved on its own.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Plan {
    /// The part's proof.
    pub(super) steps: Vec<Step>,
    /// Its sites as sites of the whole.
    pub(super) sites: Vec<u32>,
}

impl Plan {
    /// From a step on, the next site to split at that the rest still leaves free, as a site of the
    /// rest, and the steps that go on where it closes and where it opens.
    pub(super) fn next(&self, mut at: u32, rest: &Rest<'_>) -> Option<(u32, [u32; 2])> {
        loop {
            match &self.steps[at as usize] {
                Step::Close { .. } => return None,
                Step::Fix { next, .. } => at = *next,
                Step::Split { site, open, closed } => {
                    let whole = self.sites[*site as usize];
                    match rest.sites.binary_search(&whole) {
                        Err(_) => at = *closed,
                        Ok(own) if rest.location.sites[own].standing == Standing::Open => {
                            at = *open
                        }
                        Ok(own) => return Some((own as u32, [*closed, *open])),
                    }
                }
            }
        }
    }
}

/// A plan, and the step of it that comes next.
pub(super) type Planned = (Rc<Plan>, u32);
