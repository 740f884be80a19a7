//! What a layout is worth, worked out from the question alone and from no solver's tables.

use super::answer::{Placed, Service, Share};
use super::distances::Distances;
use super::limits::{TOLERANCE, keeps};
use super::model::{Coverage, Model};
use super::question::PlacementQuestion;
use crate::decision::{BrokenAnswer, Objective};

/// The objective of a layout whose open sites keep the limits. O(points x open sites), for links
/// O(links).
///
/// # Errors
/// A demand point that nobody serves, a closed site that serves, a capacity exceeded.
pub fn price(placed: &Placed, question: &PlacementQuestion<'_>) -> Result<Objective, BrokenAnswer> {
    let opening = || -> f64 {
        let cost = |site: &u32| question.candidates[*site as usize].opening_cost;
        placed.open.iter().map(cost).sum()
    };
    let weight = |point: usize| question.weights[point];
    let points = 0..question.weights.len();
    Ok(match question.model {
        Model::PMedian => Objective::least(served_from_nearest(placed, question)?, "distance"),
        Model::Uncapacitated => {
            Objective::least(opening() + served_from_nearest(placed, question)?, "cost")
        }
        Model::PCenter => {
            let mut worst: f64 = 0.0;
            for point in points.filter(|point| weight(*point) > 0.0) {
                worst = worst.max(nearest(placed, question, point)?);
            }
            Objective::least(worst, "distance")
        }
        Model::SetCovering { radius } => {
            for point in points.filter(|point| weight(*point) > 0.0) {
                let distance = nearest(placed, question, point)?;
                BrokenAnswer::unless(question.is_within(distance, radius), || {
                    format!("demand point {point} is {distance} from the nearest open site")
                })?;
            }
            Objective::least(placed.open.len() as f64, "sites")
        }
        Model::MaxCovering { coverage, .. } => {
            let covered = |point| {
                let [first, second] = nearest_two(placed, question, point);
                let near = |distance: Option<f64>| {
                    distance.map_or(0.0, |distance| question.nearness(distance))
                };
                weight(point)
                    * match coverage {
                        Coverage::Backup { share } => {
                            near(first) * (1.0 - share) + near(second) * share
                        }
                        Coverage::Whole | Coverage::Partial { .. } => near(first),
                    }
            };
            Objective::most(points.map(covered).sum(), "covered")
        }
        Model::Capacitated | Model::SingleSource => {
            Objective::least(opening() + served_as_said(placed, question)?, "cost")
        }
    })
}

fn served_from_nearest(
    placed: &Placed,
    question: &PlacementQuestion<'_>,
) -> Result<f64, BrokenAnswer> {
    let mut sum = 0.0;
    for (point, weight) in question.weights.iter().enumerate() {
        if *weight > 0.0 {
            sum += weight * nearest(placed, question, point)?;
        }
    }
    Ok(sum)
}

fn nearest(
    placed: &Placed,
    question: &PlacementQuestion<'_>,
    point: usize,
) -> Result<f64, BrokenAnswer> {
    nearest_two(placed, question, point)[0]
        .ok_or_else(|| BrokenAnswer::new(format!("nobody serves demand point {point}")))
}

/// Distances to the nearest and the second nearest open site, where there are any.
fn nearest_two(
    placed: &Placed,
    question: &PlacementQuestion<'_>,
    point: usize,
) -> [Option<f64>; 2] {
    if let Distances::Links(links) = &question.distances {
        let is_open = |site: u32| placed.open.binary_search(&site).is_ok();
        let mut near = links.of(point).filter(|(site, _)| is_open(*site));
        let mut next = |earlier: usize| {
            let listed = near.next().map(|(_, distance)| f64::from(distance));
            listed.or(links.beyond.filter(|_| placed.open.len() > earlier))
        };
        return [next(0), next(1)];
    }
    let mut two = [None; 2];
    for site in &placed.open {
        let Some(distance) = question.distance(point, *site as usize) else { continue };
        if two[0].is_none_or(|first| distance < first) {
            two = [Some(distance), two[0]];
        } else if two[1].is_none_or(|second| distance < second) {
            two[1] = Some(distance);
        }
    }
    two
}

fn served_as_said(placed: &Placed, question: &PlacementQuestion<'_>) -> Result<f64, BrokenAnswer> {
    let points = question.weights.len();
    let whole;
    let shares: &[Share] = match &placed.service {
        Service::Nearest => return Err(BrokenAnswer::new("nothing says who serves whom")),
        Service::Split(shares) => shares,
        Service::Single(sites) => {
            BrokenAnswer::unless(sites.len() == points, || {
                format!("{} demand points have a site, expected {points}", sites.len())
            })?;
            let share = |(point, site): (u32, &u32)| Share { point, site: *site, share: 1.0 };
            whole = (0..).zip(sites).map(share).collect::<Vec<_>>();
            &whole
        }
    };
    let mut served = vec![0.0; points];
    let mut load = vec![0.0; question.candidates.len()];
    let mut cost = 0.0;
    for &Share { point, site, share } in shares {
        let (at, from) = (point as usize, site as usize);
        BrokenAnswer::unless(at < points && share > 0.0 && share <= 1.0 + TOLERANCE, || {
            format!("a share of {share} for demand point {point}")
        })?;
        BrokenAnswer::unless(placed.open.binary_search(&site).is_ok(), || {
            format!("site {site} serves demand point {point}, but is closed")
        })?;
        let distance = question.distance(at, from).ok_or_else(|| {
            BrokenAnswer::new(format!("site {site} cannot serve demand point {point}"))
        })?;
        served[at] += share;
        load[from] += share * question.sizes[at];
        cost += share * question.weights[at] * distance;
    }
    for (point, served) in served.iter().enumerate() {
        BrokenAnswer::unless((served - 1.0).abs() <= 1e-6, || {
            format!("demand point {point} is served {served} times, expected once")
        })?;
    }
    let splits = matches!(placed.service, Service::Split(_));
    for (site, load) in load.iter().enumerate() {
        let capacity = question.candidates[site].capacity;
        // Shares are rounded as well, and further than sizes.
        let is_kept = keeps(*load, capacity) || splits && *load <= capacity * (1.0 + 1e-6);
        BrokenAnswer::unless(is_kept, || {
            format!("site {site} serves {load}, its capacity is {capacity}")
        })?;
    }
    Ok(cost)
}
