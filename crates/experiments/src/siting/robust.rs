//! What a site is worth: the loss when it must, or must not, open.

use domain::decision::placement::{PlacementQuestion, Standing};
use rayon::prelude::*;

use super::answered::{Answered, Asker};
use super::error::SitingError;
use super::view::standing;

/// What is found of a site over all layouts within the tolerance of the best.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Without it, no layout within the tolerance was found.
    MustHave,
    /// Layouts within the tolerance were found with it and without it.
    Swappable,
    /// With it, no layout within the tolerance was found.
    Never,
}

/// A site and the price of forcing the decision about it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Judged {
    /// The site.
    pub site: u32,
    /// Whether the layout at hand opens it.
    pub is_open: bool,
    /// What is lost when the other is done: an open site banned, a closed one kept. In the unit of
    /// the objective; below 0 where that found a better layout. `None` where it has no answer.
    pub price: Option<f64>,
    /// What follows.
    pub verdict: Verdict,
}

/// Asks again with each open site banned and each of `others` kept.
///
/// `tolerance` is a share of the best value. Sites that must or must not open anyway are left out.
///
/// # Errors
/// As [`Asker::ask`], but for questions without an answer.
pub fn judged(
    question: &PlacementQuestion<'_>,
    best: &Answered,
    others: &[u32],
    tolerance: f64,
    asker: &Asker,
) -> Result<Vec<Judged>, SitingError> {
    let is_free = |site: &u32| question.candidates[*site as usize].standing == Standing::Free;
    let is_open = |site: &u32| best.placed.open.binary_search(site).is_ok();
    let mut sites: Vec<u32> = best.placed.open.iter().chain(others).copied().collect();
    sites.retain(is_free);
    sites.sort_unstable();
    sites.dedup();
    let within = tolerance * best.objective.value.abs();
    let judge = |site: u32| {
        let is_open = is_open(&site);
        let forced = if is_open { Standing::Banned } else { Standing::Kept };
        let price = match asker.ask(&standing(question, &[site], forced)) {
            Err(SitingError::Question(_)) => None,
            answered => Some(best.better_by(&answered?)),
        };
        let verdict = match price {
            Some(price) if price <= within => Verdict::Swappable,
            _ if is_open => Verdict::MustHave,
            _ => Verdict::Never,
        };
        Ok(Judged { site, is_open, price, verdict })
    };
    let all: Vec<Result<Judged, SitingError>> = sites.into_par_iter().map(judge).collect();
    all.into_iter().collect()
}
