//! The p-center: the worst-served demand point as near to its nearest open site as can be.

use domain::decision::placement::{Distances, Placed, PlacementQuestion, Standing};
use domain::rng::Stream;

use super::covering::{Solved, certificate, sites};
use kernels::Work;
use kernels::set_cover::{Center, Effort};

/// Answers a question of the p-center.
#[must_use]
pub fn solve(
    question: &PlacementQuestion<'_>,
    effort: Effort,
    work: &mut Work,
    stream: &mut Stream,
) -> Solved {
    let points: Vec<u32> = (0..)
        .zip(question.weights.iter())
        .filter(|(_, weight)| **weight > 0.0)
        .map(|(point, _)| point)
        .collect();
    let start = start(question, &points, work);
    let mut center = Center {
        sites: sites(question),
        starts: vec![0],
        links: Vec::new(),
        distances: Vec::new(),
        beyond: f64::INFINITY,
        most: question.most_sites(),
        budget: question.spendable(),
    };
    if let Distances::Links(links) = &question.distances {
        center.beyond = links.beyond.unwrap_or(f64::INFINITY);
    }
    let reach = start.as_ref().map_or(f64::INFINITY, |start| start.1);
    let mut row: Vec<(f64, u32)> = Vec::new();
    for &point in &points {
        let point = point as usize;
        row.clear();
        if let Distances::Links(links) = &question.distances {
            row.extend(links.of(point).map(|(site, distance)| (f64::from(distance), site)));
        } else {
            let near = |site: u32| Some((question.distance(point, site as usize)?, site));
            row.extend((0..question.candidates.len() as u32).filter_map(near));
        }
        work.spend(row.len() as u64);
        row.retain(|(distance, site)| {
            *distance <= reach && question.candidates[*site as usize].standing != Standing::Banned
        });
        row.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        center.links.extend(row.iter().map(|link| link.1));
        center.distances.extend(row.iter().map(|link| link.0));
        center.starts.push(center.links.len());
    }
    let first = start.as_ref().map(|start| start.0.as_slice());
    let found = center.solve(first, effort, work, stream);
    Solved {
        is_proved: found.is_proved,
        placed: found.open.map(Placed::nearest),
        bound: found.bound,
        certificate: certificate(found.told, found.proof, &points, false, question),
    }
}

/// Sites to begin with and the greatest distance they leave: always the one nearest to the
/// farthest demand point. `None` for links, whose pairs are few anyway, and where the limits do
/// not allow it. O(sites x (sites + points)).
///
/// Source: Gonzalez (1985), doi:10.1016/0304-3975(85)90224-5.
fn start(
    question: &PlacementQuestion<'_>,
    points: &[u32],
    work: &mut Work,
) -> Option<(Vec<u32>, f64)> {
    if matches!(question.distances, Distances::Links(_)) {
        return None;
    }
    let all = 0..question.candidates.len() as u32;
    let stands = |site: u32| question.candidates[site as usize].standing;
    let price = |site: u32| question.candidates[site as usize].opening_cost;
    let budget = question.spendable();
    let distance = |point: u32, site: u32| {
        question.distance(point as usize, site as usize).unwrap_or(f64::INFINITY)
    };
    let mut open: Vec<u32> = all.clone().filter(|site| stands(*site) == Standing::Kept).collect();
    let mut spent: f64 = open.iter().map(|site| price(*site)).sum();
    let to_nearest = |point: u32, open: &[u32]| {
        open.iter().map(|site| distance(point, *site)).fold(f64::INFINITY, f64::min)
    };
    let mut nearest: Vec<f64> = points.iter().map(|point| to_nearest(*point, &open)).collect();
    while open.len() < question.most_sites() {
        let farthest = (0..points.len()).max_by(|a, b| nearest[*a].total_cmp(&nearest[*b]))?;
        let point = points[farthest];
        let may = |site: &u32| {
            stands(*site) == Standing::Free
                && !open.contains(site)
                && spent + price(*site) <= budget
                && distance(point, *site) < nearest[farthest]
        };
        let order = |a: &u32, b: &u32| distance(point, *a).total_cmp(&distance(point, *b));
        let Some(site) = all.clone().filter(may).min_by(order) else { break };
        work.spend((points.len() + question.candidates.len()) as u64);
        spent += price(site);
        open.push(site);
        for (nearest, point) in nearest.iter_mut().zip(points) {
            *nearest = nearest.min(distance(*point, site));
        }
    }
    let value = nearest.iter().copied().fold(0.0, f64::max);
    (!open.is_empty() && value < f64::INFINITY).then_some((open, value))
}
