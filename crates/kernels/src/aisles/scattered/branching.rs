//! The shortest walk that fetches all, by branch and bound over what the walk passes.
//!
//! A case is a scope with prices that bound it. Ways with which no shorter walk than the best is
//! left are closed; then the questions most in doubt are tried, each with both answers, and the
//! case splits at the one that raises both bounds most. The least bound comes first.
//!
//! Sources: closing by reduced costs: Dantzig, Fulkerson & Johnson (1954),
//! doi:10.1287/opre.2.4.393; trying answers before choosing a question (strong branching):
//! Applegate, Bixby, Chvatal & Cook (1995), DIMACS technical report 95-05.

use std::collections::BTreeMap;

use super::bounding::{Attempt, Pace, Proof, raise};
use super::relaxed::{Field, Relaxed};
use super::scope::{Outlook, Question, Scope};
use super::shares::Shares;
use super::shelves::Stage;
use super::tariff::Tariff;
use super::ways::ASIDE;
use crate::Work;

/// For the first case.
const FIRST: Pace = Pace { steps: 80, patience: 16, share: 1.0, tries: 8 };
/// For every other.
const LATER: Pace = Pace { steps: 30, patience: 5, share: 0.3, tries: 30 };
/// For an answer that is tried.
const TRIAL: Pace = Pace { steps: 8, patience: 4, share: 0.3, tries: 9 };
/// Questions tried with both answers.
const TRIALS: usize = 8;
/// Most times that ways are closed and the bound is raised before a case is split.
const ROUNDS: usize = 3;
/// How much more a question about how far the walk comes is worth than any other.
const FAR_OFF: f64 = 1.5;
/// Gains of both answers are raised by this share of the grain before they are multiplied.
const SOME_GAIN: f64 = 0.1;

/// Some of the walks.
#[derive(Clone, Debug)]
struct Case {
    scope: Scope,
    proof: Proof,
    shares: Shares,
}

/// What a case comes to.
enum Split {
    /// There is no shorter walk in it.
    Over,
    /// Only one answer to a question is left.
    One(Case),
    Two(Case, Case),
}

/// A search for a shorter walk than the best known.
pub(super) struct Search<'a> {
    pub(super) field: Field<'a>,
    /// Length of the best known walk.
    pub(super) upper: u64,
    pub(super) attempt: &'a mut Attempt<'a>,
}

impl Search<'_> {
    /// Goes on until the best is proved or the work is over; no walk is shorter than the answer.
    pub(super) fn run(mut self, work: &mut Work) -> u64 {
        let Field { shelves, ways, .. } = self.field;
        let first = Case {
            scope: Scope::all(shelves, ways),
            proof: Proof { bound: 0, packs: vec![0; shelves.packs.len()] },
            shares: Shares::new(shelves),
        };
        let mut cases = BTreeMap::from([((0, 0), first)]);
        let (mut count, mut pace) = (0, FIRST);
        while let Some((_, mut case)) = cases.pop_first() {
            loop {
                if work.is_over() {
                    let next = cases.first_key_value().map_or(i64::MAX, |((bound, _), _)| *bound);
                    return shelves.rounded(case.proof.bound.min(next)).min(self.upper);
                }
                let outlook = self.tighten(&mut case, pace, work);
                pace = LATER;
                let Some(outlook) = outlook else { break };
                match self.split(&case, &outlook, work) {
                    Split::Over => break,
                    Split::One(other) => case = other,
                    Split::Two(no, yes) => {
                        for case in [no, yes] {
                            count += 1;
                            cases.insert((case.proof.bound, count), case);
                        }
                        break;
                    }
                }
            }
        }
        self.upper
    }

    /// Whether a walk of at least this length is of no interest.
    fn is_beyond(&self, bound: i64) -> bool {
        self.field.shelves.rounded(bound) >= self.upper
    }

    /// Raises the bound and closes what is too dear; `None` if no shorter walk is left.
    fn tighten(&mut self, case: &mut Case, mut pace: Pace, work: &mut Work) -> Option<Outlook> {
        let Field { shelves, ways, .. } = self.field;
        for _ in 0..ROUNDS {
            let outlook = case.scope.settle(shelves, ways)?;
            let mut relaxed = Relaxed::new(self.field, &case.scope, &outlook, work);
            self.raise(&mut relaxed, &mut case.proof, pace, &mut case.shares, work)?;
            let tariff = Tariff::new(&shelves.wanted, &shelves.packs, &case.proof.packs);
            relaxed.bound(&tariff, work);
            let (due, through) = (tariff.of_all(&relaxed.wanted), relaxed.through(work));
            let mut is_changed = false;
            let Scope { is_open, corners, .. } = &mut case.scope;
            let ways = is_open.iter_mut().zip(&through.ways);
            let corners = corners.iter_mut().zip(&through.corners);
            let corners = corners.flat_map(|(sides, costs)| sides.iter_mut().zip(costs));
            for (is_open, cost) in ways.chain(corners) {
                if *is_open && self.is_beyond(cost + due) {
                    *is_open = false;
                    is_changed = true;
                }
            }
            if !is_changed {
                return Some(outlook);
            }
            pace = LATER;
        }
        case.scope.settle(shelves, ways)
    }

    /// Raises what is proved; `None` if no shorter walk is left.
    fn raise(
        &mut self,
        relaxed: &mut Relaxed<'_>,
        proof: &mut Proof,
        pace: Pace,
        shares: &mut Shares,
        work: &mut Work,
    ) -> Option<()> {
        let target = (&mut self.upper, &mut *self.attempt);
        let raised = raise(self.field, relaxed, &proof.packs, pace, target, shares, work);
        proof.packs = raised.packs;
        proof.bound = proof.bound.max(raised.bound);
        (!self.is_beyond(proof.bound)).then_some(())
    }

    /// Answers the question that raises both bounds most.
    fn split(&mut self, case: &Case, outlook: &Outlook, work: &mut Work) -> Split {
        let mut best: Option<(f64, [Case; 2])> = None;
        for question in self.questions(case, outlook) {
            let mut answered = |yes| self.answered(case, question, yes, work);
            let (no, yes) = match (answered(false), answered(true)) {
                (Some(no), Some(yes)) => (no, yes),
                (None, None) => return Split::Over,
                (Some(one), None) | (None, Some(one)) => return Split::One(one),
            };
            let some = SOME_GAIN * self.field.shelves.grain as f64;
            let gain = |answered: &Case| (answered.proof.bound - case.proof.bound) as f64 + some;
            let score = gain(&no) * gain(&yes);
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, [no, yes]));
            }
        }
        best.map_or(Split::Over, |(_, [no, yes])| Split::Two(no, yes))
    }

    /// A case with a question answered; `None` if no shorter walk is left.
    fn answered(
        &mut self,
        case: &Case,
        question: Question,
        yes: bool,
        work: &mut Work,
    ) -> Option<Case> {
        let Field { shelves, ways, .. } = self.field;
        let mut case = case.clone();
        case.scope.decide(shelves, ways, question, yes);
        let outlook = case.scope.settle(shelves, ways)?;
        let mut relaxed = Relaxed::new(self.field, &case.scope, &outlook, work);
        self.raise(&mut relaxed, &mut case.proof, TRIAL, &mut case.shares, work)?;
        Some(case)
    }

    /// Open questions, those most in doubt first.
    fn questions(&self, case: &Case, outlook: &Outlook) -> Vec<Question> {
        let Field { shelves, ways, .. } = self.field;
        let is_worth = |shelf: &usize| {
            shelves.goods_of(*shelf).iter().any(|good| outlook.wanted[good.line] > 0)
        };
        let mut questions: Vec<Question> =
            outlook.open().filter(is_worth).map(Question::Passes).collect();
        for (at, stage) in shelves.stages.iter().enumerate() {
            let Stage::Block { block, .. } = stage else { continue };
            let open = || ways.of(at).filter(|&way| case.scope.is_open[way]);
            let is_aside = |way: usize| ways.ways[way].effect == ASIDE;
            if open().all(is_aside) || !open().any(is_aside) {
                continue;
            }
            questions.push(Question::Enters(at));
            let [first, last] = case.scope.extent;
            let outermost = if at > shelves.depot_stage { 0 } else { shelves.floor.blocks() - 1 };
            if (at < first || at > last) && *block == outermost {
                questions.push(Question::Comes(at));
            }
        }
        let worth = |question: &Question| {
            let factor = if matches!(question, Question::Comes(_)) { FAR_OFF } else { 1.0 };
            factor * case.shares.doubt(*question)
        };
        questions.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        questions.truncate(TRIALS);
        questions
    }
}
