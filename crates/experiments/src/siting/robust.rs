//! What a site is worth over all layouts that are nearly as good as the best.

use domain::decision::placement::{Placed, PlacementQuestion, Standing, price};
use domain::rng::{Purpose, Streams};
use rayon::prelude::*;
use solvers::placement::pool;

use super::answered::{Answered, Asker};
use super::error::SitingError;
use super::view::standing;

/// What is known of a site over all layouts within the tolerance of the best.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is open in all of them; `is_proved` where a bound shows that none is without it, else
    /// none was found.
    MustHave {
        /// Whether a bound shows it.
        is_proved: bool,
    },
    /// Some with it and some without it were found.
    Swappable,
    /// It is open in none of them; `is_proved` where a bound shows it, else none was found.
    Never {
        /// Whether a bound shows it.
        is_proved: bool,
    },
}

/// What became of the question with the other choice forced: an open site banned, a closed one
/// kept.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Forced {
    /// A layout was found.
    Layout {
        /// How much worse it is than the best, in the unit of the objective.
        price: f64,
        /// How much worse every such layout is at least, where the solver knows.
        at_least: Option<f64>,
    },
    /// There is none: the question makes no sense any more.
    Impossible,
    /// The solver found none.
    NotFound,
}

/// A site and what is known of it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Judged {
    /// The site.
    pub site: u32,
    /// Whether the layout at hand opens it.
    pub is_open: bool,
    /// What the other choice costs.
    pub forced: Forced,
    /// In how many of the good layouts at hand it is open.
    pub open_in: usize,
    /// What follows.
    pub verdict: Verdict,
}

/// What is known of sites, and the layouts that it rests on.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Robustness {
    /// The sites examined, ascending.
    pub sites: Vec<Judged>,
    /// All layouts within the tolerance that were met, the best first, each once: value and sites.
    pub good: Vec<(f64, Vec<u32>)>,
}

/// Asks again with each open site banned and each of `others` kept, and looks at all layouts met,
/// `known` ones and those of a search of `work_m` million units among them.
///
/// `tolerance` is a share of the best value. A site must be open, or never is, where no layout
/// within the tolerance with the other choice is known; it is *proved* where the bound of the
/// forced question lies outside the tolerance, or the forced question has no answer. Sites that
/// must or must not open anyway are left out.
///
/// # Errors
/// As [`Asker::ask`], but for questions without an answer.
pub fn judged(
    question: &PlacementQuestion<'_>,
    best: &Answered,
    others: &[u32],
    known: &[&Placed],
    (tolerance, work_m): (f64, u32),
    asker: &Asker,
) -> Result<Robustness, SitingError> {
    let is_free = |site: &u32| question.candidates[*site as usize].standing == Standing::Free;
    let mut sites: Vec<u32> = best.placed.open.iter().chain(others).copied().collect();
    sites.retain(is_free);
    sites.sort_unstable();
    sites.dedup();
    let is_open = |site: u32| best.placed.open.binary_search(&site).is_ok();
    let ask = |site: u32| {
        let other = if is_open(site) { Standing::Banned } else { Standing::Kept };
        match asker.ask(&standing(question, &[site], other)) {
            Err(SitingError::Question(_)) => Ok((Forced::Impossible, None)),
            Err(SitingError::NoAnswer { .. }) => Ok((Forced::NotFound, None)),
            Err(error) => Err(error),
            Ok(answered) => {
                let bound = answered.bound.map(|bound| best.ahead_of(bound));
                let at_least = bound.filter(|price| price.is_finite());
                let forced = Forced::Layout { price: best.better_by(&answered), at_least };
                Ok((forced, Some(answered.placed)))
            }
        }
    };
    let asked: Vec<Result<_, SitingError>> = sites.par_iter().map(|site| ask(*site)).collect();
    let asked: Vec<(Forced, Option<Placed>)> = asked.into_iter().collect::<Result<_, _>>()?;
    let mut stream = Streams::new(1, 0).open(Purpose::Solver, 0);
    let searched = pool(question, work_m, &mut stream).into_iter().map(Placed::nearest);
    let forced = asked.iter().filter_map(|(_, placed)| placed.clone());
    let known = known.iter().map(|placed| (*placed).clone());
    let all = std::iter::once(best.placed.clone()).chain(known).chain(searched).chain(forced);
    let within = tolerance * best.objective.value.abs();
    let good = good(question, best, all, within);
    let judge = |(site, (forced, _)): (&u32, &(Forced, Option<Placed>))| {
        let open_in = good.iter().filter(|(_, open)| open.binary_search(site).is_ok()).count();
        let is_proved = match forced {
            Forced::Impossible => true,
            Forced::NotFound => false,
            Forced::Layout { at_least, .. } => at_least.is_some_and(|price| price > within),
        };
        // Another layout met on the way may be better than what the forced question found.
        let others =
            good.iter().filter(|(_, open)| open.binary_search(site).is_ok() != is_open(*site));
        let known = others.map(|(value, _)| best.ahead_of(*value)).fold(f64::INFINITY, f64::min);
        let forced = match *forced {
            Forced::Layout { price, at_least } => {
                let price = price.min(known);
                Forced::Layout { price, at_least: at_least.map(|least| least.max(0.0).min(price)) }
            }
            forced => forced,
        };
        let verdict = match open_in {
            0 => Verdict::Never { is_proved: is_proved && !is_open(*site) },
            all if all == good.len() => {
                Verdict::MustHave { is_proved: is_proved && is_open(*site) }
            }
            _ => Verdict::Swappable,
        };
        Judged { site: *site, is_open: is_open(*site), forced, open_in, verdict }
    };
    let sites = sites.iter().zip(&asked).map(judge).collect();
    Ok(Robustness { sites, good })
}

/// Layouts that keep the limits and are no worse than the best by more than `within`.
fn good(
    question: &PlacementQuestion<'_>,
    best: &Answered,
    all: impl Iterator<Item = Placed>,
    within: f64,
) -> Vec<(f64, Vec<u32>)> {
    let mut good: Vec<(f64, Vec<u32>)> = Vec::new();
    for placed in all {
        if placed.check(question).is_err() || good.iter().any(|(_, open)| *open == placed.open) {
            continue;
        }
        let Ok(objective) = price(&placed, question) else { continue };
        if best.ahead_of(objective.value) <= within {
            good.push((objective.value, placed.open));
        }
    }
    let worse = |value: f64| best.ahead_of(value);
    good.sort_by(|a, b| worse(a.0).total_cmp(&worse(b.0)).then_with(|| a.1.cmp(&b.1)));
    good
}
