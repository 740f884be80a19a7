//! Descent on a sample: from neighbour to better neighbour, with samples that grow.

use super::candidates::Candidates;
use super::config::SearchConfig;
use super::space::{Point, Space};
use crate::selection::{Sampler, SelectionError};

/// Where the search ended.
pub(super) struct Found {
    /// Points that no neighbour beat on their last sample, the best first.
    pub(super) incumbents: Vec<Point>,
    /// Whether the budget ended the search.
    pub(super) is_exhausted: bool,
}

/// Descends from several points on samples of growing size.
///
/// On each sample size the sample means are a fixed function of the point, because all points
/// see the same replications; so each descent ends at a point that none of its neighbours beats.
/// These points start the descents on the next size, the better half of them each time.
pub(super) fn descend_from_many<P: Sampler<Point>>(
    space: &Space,
    config: &SearchConfig,
    candidates: &mut Candidates<'_>,
    sampler: &mut P,
) -> Result<Found, SelectionError<P::Error>> {
    let mut incumbents: Vec<Point> = Vec::new();
    for index in 0..config.starts {
        let start = space.spread(index);
        if !incumbents.contains(&start) {
            incumbents.push(start);
        }
    }
    let mut sample = config.first_sample;
    if !candidates.visit(sampler, &incumbents, sample)? {
        return Ok(Found { incumbents: Vec::new(), is_exhausted: true });
    }
    loop {
        sort(candidates, &mut incumbents, sample);
        let mut ends: Vec<Point> = Vec::new();
        let mut is_exhausted = false;
        for start in &incumbents {
            let (end, is_covered) = descend(space, config, candidates, sampler, start, sample)?;
            if !ends.contains(&end) {
                ends.push(end);
            }
            if !is_covered {
                is_exhausted = true;
                break;
            }
        }
        sort(candidates, &mut ends, sample);
        if is_exhausted || sample >= config.most_sample {
            return Ok(Found { incumbents: ends, is_exhausted });
        }
        ends.truncate(ends.len().div_ceil(2));
        incumbents = ends;
        let grown = (f64::from(sample) * config.growth).ceil().min(f64::from(config.most_sample));
        sample = (grown as u32).max(sample + 1);
        if !candidates.visit(sampler, &incumbents, sample)? {
            return Ok(Found { incumbents, is_exhausted: true });
        }
    }
}

/// Best first on the first `sample` replications.
fn sort(candidates: &Candidates<'_>, points: &mut [Point], sample: u32) {
    points.sort_by(|a, b| {
        let standing = |point| candidates.standing(point, sample, 0.0);
        standing(a).order(&standing(b)).then(a.cmp(b))
    });
}

/// Descends from `start`, which has been visited, until no neighbour looks better; `false` where
/// the budget ended it.
fn descend<P: Sampler<Point>>(
    space: &Space,
    config: &SearchConfig,
    candidates: &mut Candidates<'_>,
    sampler: &mut P,
    start: &Point,
    sample: u32,
) -> Result<(Point, bool), SelectionError<P::Error>> {
    let mut here = start.clone();
    loop {
        let neighbours = space.neighbours(&here, config.neighbourhood);
        if !candidates.visit(sampler, &neighbours, sample)? {
            return Ok((here, false));
        }
        let standing = candidates.standing(&here, sample, 0.0);
        let Some((next, mut best)) = candidates.best_of(&neighbours, sample) else {
            return Ok((here, true));
        };
        if !best.is_better_than(&standing) {
            return Ok((here, true));
        }
        // Further the same way, in strides that double, while it pays.
        let direction: Vec<i64> = next.iter().zip(&here).map(|(to, from)| to - from).collect();
        here = next;
        let mut stride = 2;
        loop {
            let far: Point = here.iter().zip(&direction).map(|(x, d)| x + stride * d).collect();
            if !space.contains(&far) {
                break;
            }
            if !candidates.visit(sampler, std::slice::from_ref(&far), sample)? {
                return Ok((here, false));
            }
            let there = candidates.standing(&far, sample, 0.0);
            if !there.is_better_than(&best) {
                break;
            }
            (here, best) = (far, there);
            stride *= 2;
        }
    }
}
