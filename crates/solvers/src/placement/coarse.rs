//! A layout for a large plane with few sites to open: from a small copy of it, refined around what
//! is open.

use std::borrow::Cow;

use domain::decision::placement::{Distances, Model, PlacementQuestion, Plane, Standing, Table};
use domain::rng::Stream;

use super::nearest::nearest;
use super::view;
use kernels::Work;
use kernels::location::{greedy, search};

/// Candidates of the small copy: so many for each site to open, between these limits.
const FOR_EACH: usize = 24;
const FEWEST: usize = 1_500;
const MOST: usize = 4_000;

/// Pairs of the plane from which a copy is worth its making.
const LARGE: usize = 100_000_000;

/// How often the neighbourhoods of open sites are searched.
const REFINED: u64 = 5;

/// Candidates near open sites in all, and the fewest and most near each.
const NEAR: usize = 4_000;
const NEAR_EACH: (usize, usize) = (12, 160);

/// The best sites met, or `None` where the question is better searched as it is.
///
/// A sample of the candidates stands for all, and demand points whose nearest sampled candidate is
/// the same for one, so that its distances are still summed up exactly. What a search opens there
/// is searched again with all demand points, and of the candidates those near open sites, several
/// times over. O(points x candidates) distances each time.
///
/// Source: aggregation as in Irawan, Salhi & Scaparra (2014), doi:10.1007/s00291-014-0360-z.
pub(super) fn search_coarse(
    question: &PlacementQuestion<'_>,
    rng: &mut Stream,
    work: &mut Work,
) -> Option<Vec<u32>> {
    let Distances::Plane(plane) = &question.distances else { return None };
    let most = question.sites? as usize;
    let sampled = (FOR_EACH * most).clamp(FEWEST, MOST);
    let pairs = question.candidates.len() * question.weights.len();
    let is_large = pairs > LARGE && 6 * sampled <= question.candidates.len();
    if question.model != Model::PMedian || !is_large || 10 * most > sampled {
        return None;
    }
    let sites = sample(question, sampled, rng);
    let copy = copy(question, &sites, work);
    let location = view(&copy, nearest(&copy).0).location;
    let mut half = work.part(work.left() / 2);
    let start = greedy::open(&location, &mut half)?;
    let pool = search::search(&location, start, rng, &mut half);
    work.spend(half.done());
    let mut open = pool.layouts.into_iter().next()?.1;
    open.iter_mut().for_each(|site| *site = sites[*site as usize]);
    for round in 0..REFINED {
        let sites = around(question, plane, &open);
        let near = part(question, plane, &sites);
        let location = view(&near, nearest(&near).0).location;
        work.spend((sites.len() * question.weights.len()) as u64);
        if work.is_over() {
            break;
        }
        let mut part = work.part(work.left() / (REFINED - round));
        let start = places(&sites, &open);
        let pool = search::search(&location, start, rng, &mut part);
        work.spend(part.done());
        open = pool.layouts.into_iter().next()?.1;
        open.iter_mut().for_each(|site| *site = sites[*site as usize]);
    }
    Some(open)
}

/// So many of the candidates, drawn at random beside those that are kept; ascending.
fn sample(question: &PlacementQuestion<'_>, count: usize, rng: &mut Stream) -> Vec<u32> {
    let of = |standing| {
        let all = (0..).zip(question.candidates.iter());
        all.filter(move |(_, it)| it.standing == standing).map(|(site, _)| site)
    };
    let mut free: Vec<u32> = of(Standing::Free).collect();
    let count = count.min(free.len());
    for at in 0..count {
        let other = at + rng.below((free.len() - at) as u32) as usize;
        free.swap(at, other);
    }
    free.truncate(count);
    free.extend(of(Standing::Kept));
    free.sort_unstable();
    free
}

/// The question with these candidates only, and demand points that share the nearest as one.
fn copy(
    question: &PlacementQuestion<'_>,
    sites: &[u32],
    work: &mut Work,
) -> PlacementQuestion<'static> {
    let count = sites.len();
    let mut weights = vec![0.0; count];
    let mut sums = vec![0.0; count * count];
    let mut row = vec![0.0; count];
    let points = question.weights.iter().enumerate();
    for (point, weight) in points.filter(|(_, weight)| **weight > 0.0) {
        for (distance, site) in row.iter_mut().zip(sites) {
            *distance = question.distance(point, *site as usize).unwrap_or(f64::INFINITY);
        }
        let first = |best: usize, at: usize| if row[at] < row[best] { at } else { best };
        let nearest = (0..count).fold(0, first);
        weights[nearest] += weight;
        let sums = &mut sums[nearest * count..(nearest + 1) * count];
        sums.iter_mut().zip(&row).for_each(|(sum, distance)| *sum += weight * distance);
    }
    work.spend((count * question.weights.len()) as u64);
    for (sums, weight) in sums.chunks_mut(count).zip(&weights) {
        if *weight > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= weight);
        }
    }
    let candidates = sites.iter().map(|site| question.candidates[*site as usize]);
    PlacementQuestion {
        model: question.model,
        candidates: candidates.collect(),
        weights: weights.into(),
        sizes: Cow::default(),
        distances: Distances::Table(Table { rows: sums.into() }),
        sites: question.sites,
        budget: question.budget,
    }
}

/// The candidates near open sites, banned ones left out; ascending.
fn around(question: &PlacementQuestion<'_>, plane: &Plane<'_>, open: &[u32]) -> Vec<u32> {
    let mut is_near = vec![false; question.candidates.len()];
    open.iter().for_each(|site| is_near[*site as usize] = true);
    let each = (NEAR / open.len().max(1)).clamp(NEAR_EACH.0, NEAR_EACH.1);
    let mut row: Vec<(f64, u32)> = Vec::new();
    for site in open {
        let from = plane.sites[*site as usize];
        let far = |other: u32| plane.metric.between(from, plane.sites[other as usize]);
        let others = (0..).zip(question.candidates.iter());
        let others = others.filter(|(_, it)| it.standing != Standing::Banned);
        row.clear();
        row.extend(others.map(|(other, _): (u32, _)| (far(other), other)));
        let near = each.min(row.len());
        if near < row.len() {
            let order = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
            row.select_nth_unstable_by(near, order);
        }
        row[..near].iter().for_each(|(_, other)| is_near[*other as usize] = true);
    }
    (0..).zip(is_near).filter(|(_, is_near)| *is_near).map(|(site, _)| site).collect()
}

/// The question with these candidates only.
fn part<'a>(
    question: &'a PlacementQuestion<'_>,
    plane: &'a Plane<'_>,
    sites: &[u32],
) -> PlacementQuestion<'a> {
    PlacementQuestion {
        model: question.model,
        candidates: sites.iter().map(|site| question.candidates[*site as usize]).collect(),
        weights: Cow::Borrowed(&question.weights),
        sizes: Cow::default(),
        distances: Distances::Plane(Plane {
            sites: sites.iter().map(|site| plane.sites[*site as usize]).collect(),
            demand: Cow::Borrowed(&plane.demand),
            metric: plane.metric,
        }),
        sites: question.sites,
        budget: question.budget,
    }
}

/// Where each of some sites stands in a list; both ascending.
fn places(sites: &[u32], of: &[u32]) -> Vec<u32> {
    of.iter().filter_map(|site| sites.binary_search(site).ok()).map(|at| at as u32).collect()
}
