//! Set covering: the fewest sites such that every demand point has one within the radius.

use domain::decision::placement::{Distances, Placed, PlacementQuestion, Standing};
use domain::rng::Stream;

use super::covering::{Solved, certificate, sites};
use kernels::Work;
use kernels::set_cover::{Effort, SetCover, minimise};

/// Answers a question of set covering.
///
/// # Panics
/// On a question of another model.
#[must_use]
pub fn solve(
    question: &PlacementQuestion<'_>,
    effort: Effort,
    work: &mut Work,
    stream: &mut Stream,
) -> Solved {
    let (cover, points) = cover(question, work);
    let found = minimise(&cover, effort, work, stream);
    let is_none = found.open.is_none() && found.bound > cover.most;
    let bound = found.bound as f64;
    let proof = found.proof.filter(|_| found.told > 0);
    Solved {
        is_proved: is_none || found.open.as_ref().is_some_and(|open| open.len() == found.bound),
        placed: found.open.map(Placed::nearest),
        bound: if is_none { f64::INFINITY } else { bound },
        certificate: proof
            .and_then(|steps| certificate(found.told as f64, steps, &points, true, question)),
    }
}

/// The problem, and the demand point of each customer: points without weight are none.
fn cover(question: &PlacementQuestion<'_>, work: &mut Work) -> (SetCover, Vec<u32>) {
    let allowed = |site: &u32| question.candidates[*site as usize].standing != Standing::Banned;
    let all = question.candidates.len() as u32;
    let is_near = |distance: f64| question.nearness(distance) > 0.0;
    let mut cover = SetCover {
        sites: sites(question),
        starts: vec![0],
        links: Vec::new(),
        most: question.most_sites(),
        budget: question.spendable(),
    };
    let mut points = Vec::new();
    for (point, weight) in question.weights.iter().enumerate() {
        if *weight <= 0.0 {
            continue;
        }
        let from = cover.links.len();
        match &question.distances {
            Distances::Links(links) if !links.beyond.is_some_and(is_near) => {
                let near = links.of(point).filter(|link| is_near(f64::from(link.1)));
                cover.links.extend(near.map(|link| link.0).filter(allowed));
                cover.links[from..].sort_unstable();
                work.spend(links.of(point).len() as u64);
            }
            // All pairs are listed, or near beyond the list.
            Distances::Links(_) => cover.links.extend((0..all).filter(allowed)),
            _ => {
                let near = |site: &u32| {
                    question.distance(point, *site as usize).is_some_and(is_near) && allowed(site)
                };
                cover.links.extend((0..all).filter(near));
                work.spend(u64::from(all));
            }
        }
        cover.starts.push(cover.links.len());
        points.push(point as u32);
    }
    (cover, points)
}
