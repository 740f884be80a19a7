//! What the planner's own choices cost: sites that are kept or banned, set free one by one.

use domain::decision::placement::{PlacementQuestion, Standing};
use rayon::prelude::*;

use super::answered::{Answered, Asker};
use super::error::SitingError;
use super::view::standing;

/// A choice that was made beforehand, and what it costs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Freed {
    /// The site; `None` stands for all of them together.
    pub site: Option<u32>,
    /// What was chosen for it.
    pub standing: Standing,
    /// How much better the best layout found without the choice is, in the unit of the objective.
    pub costs: f64,
    /// How much better it can be at most, where the solver knows.
    pub at_most: Option<f64>,
}

/// Asks again with each kept or banned site free, and where there are several with all of them.
///
/// # Errors
/// As [`Asker::ask`], but for questions without an answer.
pub fn freed(
    question: &PlacementQuestion<'_>,
    best: &Answered,
    asker: &Asker,
) -> Result<Vec<Freed>, SitingError> {
    let chosen: Vec<u32> = (0..question.candidates.len() as u32)
        .filter(|site| question.candidates[*site as usize].standing != Standing::Free)
        .collect();
    let mut sets: Vec<(Option<u32>, Vec<u32>)> =
        chosen.iter().map(|site| (Some(*site), vec![*site])).collect();
    if chosen.len() > 1 {
        sets.push((None, chosen));
    }
    let asked: Vec<Result<_, SitingError>> = sets
        .into_par_iter()
        .map(|(site, sites)| {
            let answered = match asker.ask(&standing(question, &sites, Standing::Free)) {
                Err(error) if error.is_no_answer() => return Ok(None),
                answered => answered?,
            };
            let was = site.map_or(Standing::Free, |at| question.candidates[at as usize].standing);
            // What is possible with the choice is possible without it.
            let costs = answered.better_by(best).max(0.0);
            let at_most = answered.bound.map(|bound| (-best.ahead_of(bound)).max(costs));
            Ok(Some(Freed { site, standing: was, costs, at_most }))
        })
        .collect();
    let asked: Vec<Option<Freed>> = asked.into_iter().collect::<Result<_, _>>()?;
    Ok(asked.into_iter().flatten().collect())
}
