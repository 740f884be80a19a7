//! From two hash chains to the block in which they part, and from there to the fact.

use std::ops::Range;

use super::block::{Block, Choice, Noted};
use crate::error::ExperimentError;
use crate::record::chain::{BLOCK, Mark};
use crate::record::read_facts;
use crate::replay::Replay;
use crate::rundir::RunDirectory;

/// The first stretch in which two runs differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parting {
    /// Which replication, counted from 0.
    pub replication: u32,
    /// The last mark that both have; all zero where the first differs.
    pub common: Mark,
    /// The next mark of each run; `None` where it ends at the common one.
    pub next: [Option<Mark>; 2],
    /// Whether that next mark is the run's last.
    pub is_end: [bool; 2],
}

impl Parting {
    /// Numbers of the facts to look at: the stretch, and a block before it for context.
    fn facts(&self) -> Range<u64> {
        self.common.facts.saturating_sub(BLOCK)..self.common.facts + BLOCK
    }
}

/// Finds the first replication that both runs have and that differs, and where in it.
///
/// A chain folds every fact into all later marks, so marks agree up to a point and never after
/// it; the point is found by bisection.
#[must_use]
pub fn first_parting(chains: [&[Vec<Mark>]; 2]) -> Option<Parting> {
    let [a, b] = chains;
    let (replication, marks) = a
        .iter()
        .zip(b)
        .enumerate()
        .map(|(replication, (a, b))| (replication as u32, [a, b]))
        .find(|(_, [a, b])| a.last() != b.last())?;
    let indices: Vec<usize> = (0..marks[0].len().min(marks[1].len())).collect();
    let same = indices.partition_point(|&index| marks[0][index] == marks[1][index]);
    let common = same.checked_sub(1).map_or(Mark::default(), |last| marks[0][last]);
    Some(Parting {
        replication,
        common,
        next: marks.map(|marks| marks.get(same).copied()),
        is_end: marks.map(|marks| same + 1 >= marks.len()),
    })
}

/// What one run did in the stretch.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Seen {
    /// Facts by number, without gaps.
    pub facts: Vec<Noted>,
    /// Decisions between them; `None` where only facts were kept.
    pub choices: Option<Vec<Choice>>,
}

/// Simulates run number `side` again, up to and with the stretch.
///
/// # Errors
/// A solver fails, or the run does not repeat: its chain is another one by then.
pub fn look(
    run: &RunDirectory,
    replay: &Replay<'_>,
    parting: &Parting,
    side: usize,
) -> Result<Seen, ExperimentError> {
    let Parting { replication, common, next, is_end } = *parting;
    let until = next[side].unwrap_or(common);
    let mut block = Block::of(parting.facts(), [common.facts, until.facts]);
    if is_end[side] {
        replay.simulate(replication, &mut block)?;
    } else {
        let mut simulation = replay.begin(replication, &mut block)?;
        let stopped = |source| ExperimentError::Simulation { replication, source };
        simulation.run_until(until.at + domain::units::Millis(1)).map_err(stopped)?;
    }
    for expected in [common, until] {
        let anew = block.marks.iter().find(|mark| mark.facts == expected.facts);
        if expected.facts > 0 && anew != Some(&expected) {
            return Err(ExperimentError::NotRepeated {
                directory: run.path.clone(),
                replication,
                stored: expected.hash,
                anew: anew.map_or(0, |mark| mark.hash),
            });
        }
    }
    let Block { mut facts, choices, .. } = block;
    facts.retain(|noted| noted.number < until.facts);
    Ok(Seen { facts, choices: Some(choices) })
}

/// Reads what a run did in the stretch from its table of facts; `None` where it kept none.
///
/// # Errors
/// The table cannot be read.
pub fn stored(run: &RunDirectory, parting: &Parting) -> Result<Option<Seen>, ExperimentError> {
    let Some(file) = run.facts() else { return Ok(None) };
    let wanted = parting.facts();
    let first = wanted.start;
    let facts = read_facts(&file, parting.replication, wanted)?;
    let noted = |(number, (at, fact))| Noted { number, at, fact, event: None };
    let facts = (first..).zip(facts).map(noted).collect();
    Ok(Some(Seen { facts, choices: None }))
}

/// The first fact that differs.
#[derive(Clone, PartialEq, Debug)]
pub struct Divergence {
    /// Its number in the replication, counted from 0.
    pub number: u64,
    /// The facts before it, which both have.
    pub before: Vec<Noted>,
    /// The fact of each run; `None` where it has ended.
    pub facts: [Option<Noted>; 2],
    /// The first decision since the block before that differs, where there is one.
    pub choices: Option<[Option<Choice>; 2]>,
}

/// Compares fact by fact; `None` where all of them are the same.
#[must_use]
pub fn first_divergence(seen: [&Seen; 2]) -> Option<Divergence> {
    let [a, b] = seen.map(|seen| &seen.facts);
    let same = |a: &Noted, b: &Noted| (a.at, &a.fact) == (b.at, &b.fact);
    let shared = a.iter().zip(b).take_while(|(a, b)| same(a, b)).count();
    let facts = [a.get(shared).cloned(), b.get(shared).cloned()];
    let number = facts.iter().flatten().map(|noted| noted.number).min()?;
    let before = a[..shared].to_vec();
    Some(Divergence { number, before, facts, choices: first_choice(seen, number) })
}

/// The first decision that differs among those not later than fact `number`.
fn first_choice(seen: [&Seen; 2], number: u64) -> Option<[Option<Choice>; 2]> {
    let before = |seen: &Seen| -> Option<Vec<Choice>> {
        let choices = seen.choices.as_ref()?.iter();
        Some(choices.filter(|one| one.number <= number).cloned().collect())
    };
    let (a, b) = (before(seen[0])?, before(seen[1])?);
    let told = |one: &Choice| (one.at, one.decision, one.subject, one.answer.clone());
    let shared = a.iter().zip(&b).take_while(|(a, b)| told(a) == told(b)).count();
    let choices = [a.get(shared).cloned(), b.get(shared).cloned()];
    choices.iter().any(Option::is_some).then_some(choices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::chain::Chain;
    use domain::ids::RiderId;
    use domain::units::SimTime;
    use sim_core::trace::Fact;

    fn marks(facts: u32, changed: Option<u32>) -> Vec<Mark> {
        let mut chain = Chain::default();
        for number in 0..facts {
            let rider = RiderId(if changed == Some(number) { u32::MAX } else { number });
            chain.note(SimTime(u64::from(number)), &Fact::RiderOn { rider });
        }
        chain.marks()
    }

    #[test]
    fn chains_part_in_the_block_of_the_first_fact_that_differs() {
        for total in [5, 256, 700, 5000] {
            for changed in (0..total).step_by(37) {
                let chains = [vec![marks(total, None)], vec![marks(total, Some(changed))]];
                let found = first_parting([&chains[0], &chains[1]]).unwrap();
                let block = u64::from(changed) / BLOCK * BLOCK;
                assert_eq!(found.common.facts, block, "{changed} of {total}");
                assert!(found.next.iter().flatten().all(|mark| mark.facts > u64::from(changed)));
            }
        }
    }

    #[test]
    fn a_run_that_ends_earlier_parts_where_it_ends() {
        let chains = [vec![marks(512, None)], vec![marks(600, None)]];
        let found = first_parting([&chains[0], &chains[1]]).unwrap();
        assert_eq!(found.common.facts, 512);
        assert_eq!(found.next.map(|next| next.map(|mark| mark.facts)), [None, Some(600)]);
        let chains = [vec![marks(520, None)], vec![marks(600, None)]];
        let found = first_parting([&chains[0], &chains[1]]).unwrap();
        assert_eq!((found.common.facts, found.is_end), (512, [true, true]));
    }

    #[test]
    fn equal_chains_do_not_part_and_the_first_replication_that_differs_counts() {
        let same = vec![marks(900, None), marks(100, None)];
        assert_eq!(first_parting([&same, &same]), None);
        assert_eq!(first_parting([&same, &same[..1]]), None);
        let other = vec![marks(900, None), marks(100, Some(99))];
        assert_eq!(first_parting([&same, &other]).unwrap().replication, 1);
    }
}
