//! The search: visit points under a budget, then judge the best of them on fresh replications.

use super::candidates::Candidates;
use super::config::SearchConfig;
use super::descent::{Found, descend_from_many};
use super::outcome::{Method, SearchResult, Spent, report};
use super::space::{Point, Space};
use crate::selection::{Observations, Sampler, SelectionError, judge_constrained};

/// Margin in standard errors by which a constraint may look broken and still be hoped for.
const HOPE: f64 = 2.0;

/// Searches an integer box for the best objective under constraints on means.
///
/// Where the budget covers every point of the box, all are visited, the better half of them
/// twice as often each time. Otherwise descents start from points spread over the box, move to
/// the best neighbour and on along the same line while it pays, on samples of growing size and
/// common random numbers; the limit, as samples grow, is a point that no neighbour beats. No
/// monotone structure is assumed.
///
/// The best points visited (by what they look like, and by what they may be within two standard
/// errors of their constraints) are then judged by constrained selection on replications that
/// the search has not seen. So the guarantee is about the finalists: having been chosen for
/// looking good does not help them. It says nothing of points that are not finalists.
///
/// Source: in the spirit of Xu, Nelson and Hong (2010), doi:10.1145/1667072.1667075 (global,
/// local and clean-up stages) and Wang, Pasupathy and Schmeiser (2013),
/// doi:10.1145/2499913.2499916 (samples of growing size, enumeration of neighbours).
///
/// # Errors
/// Settings out of range, or whatever the sampler reports.
pub fn search<P: Sampler<Point>>(
    space: &Space,
    config: &SearchConfig,
    sampler: &mut P,
) -> Result<SearchResult, SelectionError<P::Error>> {
    config.validate()?;
    let first = config.first_replication;
    let responses = || config.judging(first).responses().collect::<Vec<usize>>();
    let observations = Observations::new(first, responses());
    let mut candidates =
        Candidates::new(&config.objective, &config.constraints, config.budget, observations);
    let (method, found) = if config.exhaustive_cost(space.size()) <= config.budget {
        (Method::Exhaustive, visit_all(space, config, &mut candidates, sampler)?)
    } else {
        (Method::Descent, descend_from_many(space, config, &mut candidates, sampler)?)
    };
    let finalists = choose_finalists(config, &mut candidates, sampler, &found.incumbents)?;
    let fresh = first + candidates.observations.longest();
    let mut judged = Observations::new(fresh, responses());
    let clean_up = judge_constrained(&finalists, &config.judging(fresh), &mut judged, sampler)?;
    let mut confirmed = Observations::new(fresh + judged.longest(), responses());
    if let Some(chosen) = &clean_up.chosen {
        confirmed.extend(sampler, [(chosen.clone(), config.clean_up.confirmation)])?;
    }
    let spent = Spent {
        search: candidates.observations.total(),
        clean_up: judged.total(),
        confirmation: confirmed.total(),
    };
    let is_exhausted = found.is_exhausted;
    Ok(report(space, config, &candidates, &confirmed, clean_up, method, is_exhausted, spent))
}

/// Visits every point, and the better half of them again with twice the sample, and so on.
fn visit_all<P: Sampler<Point>>(
    space: &Space,
    config: &SearchConfig,
    candidates: &mut Candidates<'_>,
    sampler: &mut P,
) -> Result<Found, SelectionError<P::Error>> {
    let mut kept: Vec<Point> = space.points().collect();
    let mut sample = config.first_sample;
    loop {
        if !candidates.visit(sampler, &kept, sample)? {
            return Ok(Found { incumbents: kept, is_exhausted: true });
        }
        kept.sort_by(|a, b| {
            let standing = |point| candidates.standing(point, sample, 0.0);
            standing(a).order(&standing(b)).then(a.cmp(b))
        });
        if sample >= config.most_sample || kept.len() as u64 <= config.least_kept() {
            kept.truncate(1);
            return Ok(Found { incumbents: kept, is_exhausted: false });
        }
        let half = kept.len().div_ceil(2) as u64;
        kept.truncate(half.max(config.least_kept()) as usize);
        sample = sample.saturating_mul(2).min(config.most_sample);
    }
}

/// The points to judge: where descents ended, then those that look best, alternately as they
/// look and as they may be.
///
/// Who gets in on few replications is given the last sample first, as far as the budget goes.
fn choose_finalists<P: Sampler<Point>>(
    config: &SearchConfig,
    candidates: &mut Candidates<'_>,
    sampler: &mut P,
    incumbents: &[Point],
) -> Result<Vec<Point>, SelectionError<P::Error>> {
    let most = config.clean_up.finalists as usize;
    loop {
        let mut finalists: Vec<Point> = incumbents.iter().take(most.div_ceil(2)).cloned().collect();
        let (looks, hopes) = (candidates.ranked(0.0), candidates.ranked(HOPE));
        for point in looks.iter().zip(&hopes).flat_map(|(look, hope)| [look, hope]) {
            if finalists.len() == most {
                break;
            }
            if !finalists.contains(point) {
                finalists.push(point.clone());
            }
        }
        let is_thin = |point: &&Point| candidates.observations.count(point) < config.most_sample;
        let thin: Vec<Point> = finalists.iter().filter(is_thin).cloned().collect();
        if thin.is_empty() || !candidates.visit(sampler, &thin, config.most_sample)? {
            finalists.sort();
            return Ok(finalists);
        }
    }
}
