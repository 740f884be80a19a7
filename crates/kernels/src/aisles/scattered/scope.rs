//! What a walk may still do, and what follows from it.

use super::shelves::{Shelves, Stage};
use super::ways::{ASIDE, Ways};

/// Something that a walk does or does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Question {
    /// Whether it passes a shelf.
    Passes(usize),
    /// Whether it goes into the block of a stage.
    Enters(usize),
    /// Whether it comes as far from the depot as the block of a stage.
    Comes(usize),
}

/// What a walk may still do.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// By way.
    pub(super) is_open: Vec<bool>,
    /// By stage, of a corner: whether it may be left aside, and whether it may be touched.
    pub(super) corners: Vec<[bool; 2]>,
    /// The walk does not begin behind the first of these stages, nor end before the last.
    pub(super) extent: [usize; 2],
}

/// What becomes of a shelf.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    Open,
    Passed,
    Barred,
}

/// What follows from a scope.
#[derive(Clone, Debug)]
pub(super) struct Outlook {
    /// Of each shelf.
    pub(super) fates: Vec<Fate>,
    /// Units wanted of each line beyond those on shelves that are passed.
    pub(super) wanted: Vec<u16>,
}

impl Scope {
    /// All is open.
    pub(super) fn all(shelves: &Shelves, ways: &Ways) -> Self {
        let corner = |stage: &Stage| [!matches!(stage, Stage::Corner { is_depot: true, .. }), true];
        Self {
            is_open: vec![true; ways.ways.len()],
            corners: shelves.stages.iter().map(corner).collect(),
            extent: [shelves.depot_stage; 2],
        }
    }

    /// Answers a question.
    pub(super) fn decide(&mut self, shelves: &Shelves, ways: &Ways, question: Question, yes: bool) {
        match question {
            Question::Passes(shelf) => {
                let stage = shelves.stage_of[shelf];
                // If it is a block, nobody asks.
                self.corners[stage][usize::from(!yes)] = false;
                for way in ways.of(stage) {
                    self.is_open[way] &= ways.ways[way].passes(shelf) == yes;
                }
            }
            Question::Enters(stage) => {
                for way in ways.of(stage) {
                    self.is_open[way] &= (ways.ways[way].effect != ASIDE) == yes;
                }
            }
            Question::Comes(stage) if yes => self.reach_out(stage),
            Question::Comes(stage) => {
                let stages = shelves.stages.len();
                let is_behind = stage > shelves.depot_stage;
                for beyond in if is_behind { stage..stages } else { 0..stage + 1 } {
                    self.corners[beyond][1] = false;
                    for way in ways.of(beyond) {
                        self.is_open[way] &= ways.ways[way].effect == ASIDE;
                    }
                }
            }
        }
    }

    /// The walk comes to a stage.
    fn reach_out(&mut self, stage: usize) {
        self.extent = [self.extent[0].min(stage), self.extent[1].max(stage)];
    }

    /// Passes what has to be passed lest there is too little of a line; `None` if no walk is left.
    pub(super) fn settle(&mut self, shelves: &Shelves, ways: &Ways) -> Option<Outlook> {
        loop {
            let outlook = self.outlook(shelves, ways)?;
            let needed = outlook.needed(shelves)?;
            if needed.is_empty() {
                return Some(outlook);
            }
            for shelf in needed {
                self.decide(shelves, ways, Question::Passes(shelf), true);
            }
        }
    }

    /// What becomes of each shelf; `None` if a stage is left without a way.
    fn outlook(&mut self, shelves: &Shelves, ways: &Ways) -> Option<Outlook> {
        let mut fates = vec![Fate::Open; shelves.shelves.len()];
        for (at, stage) in shelves.stages.iter().enumerate() {
            let (may_skip, may_touch) = match stage {
                Stage::Block { shelves: range, .. } => {
                    let is_open = |way: &usize| self.is_open[*way];
                    let open = || ways.of(at).filter(is_open).map(|way| &ways.ways[way]);
                    // Of each shelf, how many more ways leave it out than the one before.
                    let mut more = vec![0_i32; range.len() + 1];
                    for way in open() {
                        more[way.before - range.start] += 1;
                        more[way.after - range.start] -= 1;
                    }
                    let (count, mut left_out) = (open().count() as i32, 0);
                    for (shelf, more) in range.clone().zip(more) {
                        left_out += more;
                        fates[shelf] = match left_out {
                            0 => Fate::Passed,
                            some if some == count => Fate::Barred,
                            _ => Fate::Open,
                        };
                    }
                    (open().any(|way| way.effect == ASIDE), open().any(|way| way.effect != ASIDE))
                }
                Stage::Corner { shelves: range, .. } => {
                    let [may_skip, may_touch] = self.corners[at];
                    fates[range.clone()].fill(match (may_skip, may_touch) {
                        (true, true) => Fate::Open,
                        (true, false) => Fate::Barred,
                        (false, _) => Fate::Passed,
                    });
                    (may_skip, may_touch)
                }
                Stage::Across { .. } => continue,
            };
            if !may_skip {
                self.reach_out(at);
            }
            if !may_skip && !may_touch {
                return None;
            }
        }
        let mut wanted = shelves.wanted.clone();
        for (shelf, _) in fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Passed) {
            for good in shelves.goods_of(shelf) {
                wanted[good.line] = wanted[good.line].saturating_sub(good.units);
            }
        }
        Some(Outlook { fates, wanted })
    }
}

impl Outlook {
    /// Shelves that are open.
    pub(super) fn open(&self) -> impl Iterator<Item = usize> {
        let open = self.fates.iter().enumerate().filter(|(_, fate)| **fate == Fate::Open);
        open.map(|(shelf, _)| shelf)
    }

    /// Open shelves without which there is too little of a line; `None` if there is anyway.
    fn needed(&self, shelves: &Shelves) -> Option<Vec<usize>> {
        let mut spare: Vec<i64> = self.wanted.iter().map(|units| -i64::from(*units)).collect();
        for shelf in self.open() {
            for good in shelves.goods_of(shelf) {
                spare[good.line] += i64::from(good.units);
            }
        }
        if spare.iter().any(|spare| *spare < 0) {
            return None;
        }
        let is_needed = |&shelf: &usize| {
            let goods = shelves.goods_of(shelf);
            goods.iter().any(|good| {
                let own = goods.iter().filter(|other| other.line == good.line);
                let own: i64 = own.map(|other| i64::from(other.units)).sum();
                self.wanted[good.line] > 0 && own > spare[good.line]
            })
        };
        Some(self.open().filter(is_needed).collect())
    }
}
