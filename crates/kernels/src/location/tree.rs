//! The tree of branch and bound: how it is to be searched, its cases, and what it knows.

use std::rc::Rc;

use domain::rng::Stream;

use super::climb::Ascent;
use super::gains::Gains;
use super::hunt::Hunt;
use super::plan::Planned;
use super::proof::Step;
use super::sift::Sifting;
use super::{Location, Rest, Standing};
use crate::record::Record;

/// How to search.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Search {
    /// Most steps of the climb before branching.
    pub root_steps: usize,
    /// Steps of the climb at each later node, again as long as that pays.
    pub node_steps: usize,
    /// Most work on the search for better answers between the root's steps.
    pub search: u64,
    /// Most nodes; 1 and less do not branch.
    pub nodes: usize,
    /// When a climb is among a part of the sites, and how small that may be.
    pub sifting: Sifting,
    /// Most numbers in the proof; where it would be longer there is only the root's.
    pub proof_numbers: usize,
}

/// Where to split a case.
pub(super) struct Cut {
    /// The site.
    pub(super) site: u32,
    /// How to go on where it closes and where it opens.
    pub(super) plans: [Option<Planned>; 2],
}

/// A case that is left.
pub(super) struct Node<'a> {
    /// What its parent left.
    pub(super) rest: Rc<Rest<'a>>,
    /// How the sites of that stand.
    pub(super) standing: Vec<Standing>,
    /// The parent's prices and averages.
    pub(super) ascent: Rc<Ascent>,
    /// What no answer of this case costs less than.
    pub(super) bound: f64,
    /// Its step in the proof.
    pub(super) step: u32,
    pub(super) is_root: bool,
    /// The site of the whole that it was split off at, and whether it opened.
    pub(super) split: Option<(u32, bool)>,
    /// How its part is to be split further.
    pub(super) plan: Option<Planned>,
}

/// What became of a case.
pub(super) enum Fate<'a> {
    Closed,
    /// To be split at the site.
    Split {
        cut: Cut,
        rest: Rc<Rest<'a>>,
        ascent: Ascent,
        bound: f64,
        step: u32,
    },
    GivenUp {
        rest: Rc<Rest<'a>>,
        ascent: Ascent,
        bound: f64,
        step: u32,
    },
}

/// The proof of what was known before branching: what was fixed, then the close.
#[derive(Default)]
pub(super) struct RootProof {
    pub(super) steps: Vec<Step>,
    pub(super) value: f64,
}

/// Branch and bound under way.
pub(super) struct Tree<'a> {
    pub(super) location: &'a Location,
    pub(super) how: Search,
    pub(super) rng: &'a mut Stream,
    pub(super) open: Vec<u32>,
    pub(super) cost: f64,
    pub(super) record: Record<Step>,
    pub(super) root_proof: Option<RootProof>,
    /// Least bound among the cases that were given up.
    pub(super) least: f64,
    /// The search for better answers beside it.
    pub(super) hunt: Option<Hunt<'a>>,
    /// Nodes from which on it follows the proof of a part.
    pub(super) planned: usize,
    pub(super) gains: Gains,
}
