//! Stores opened one after another, none ever moved, against layouts chosen afresh.

use domain::decision::placement::{PlacementQuestion, Standing};

use super::answered::{Answered, Asker};
use super::curve::Step;
use super::error::SitingError;
use super::view::standing;

/// One more store, all earlier ones kept.
#[derive(Clone, PartialEq, Debug)]
pub struct Phase {
    /// How many stores there are.
    pub sites: u32,
    /// Which are new.
    pub opened: Vec<u32>,
    /// The layout.
    pub best: Answered,
    /// How much better a layout of as many stores chosen afresh is, in the unit of the objective.
    pub nesting: Option<f64>,
}

/// Opens up to `to` stores, each where it is best given those that stand.
///
/// # Errors
/// As [`Asker::ask`], but for numbers of stores at which there is no answer: there is no phase
/// then.
pub fn phased(
    question: &PlacementQuestion<'_>,
    to: u32,
    curve: &[Step],
    asker: &Asker,
) -> Result<Vec<Phase>, SitingError> {
    let mut phases: Vec<Phase> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    for sites in 1..=to {
        let mut asked = standing(question, &open, Standing::Kept);
        asked.sites = Some(sites);
        let best = match asker.ask(&asked) {
            Err(error) if error.is_no_answer() => continue,
            answered => answered?,
        };
        let is_new = |site: &u32| open.binary_search(site).is_err();
        let opened: Vec<u32> = best.placed.open.iter().copied().filter(is_new).collect();
        open.clone_from(&best.placed.open);
        let free = curve.iter().find(|step| step.sites == sites);
        let nesting = free.map(|step| step.best.better_by(&best).max(0.0));
        phases.push(Phase { sites, opened, best, nesting });
    }
    Ok(phases)
}
