//! Which demand points each site has within its reach.

use domain::decision::placement::{Distances, PlacementQuestion};

/// The demand points within reach of each site.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    starts: Vec<usize>,
    points: Vec<u32>,
    /// Distances looked at.
    pub(super) looked_at: u64,
}

impl Reach {
    /// The points at most `reach` away from each site. O(points x sites), for links O(links).
    pub(super) fn of(question: &PlacementQuestion<'_>, reach: f64) -> Self {
        let mut near: Vec<(u32, u32)> = Vec::new();
        let mut looked_at = 0;
        for point in 0..question.weights.len() {
            if question.weights[point] > 0.0 {
                looked_at += each_distance(question, point, |site, distance| {
                    if distance <= reach {
                        near.push((site, point as u32));
                    }
                });
            }
        }
        let mut starts = vec![0; question.candidates.len() + 1];
        for (site, _) in &near {
            starts[*site as usize + 1] += 1;
        }
        for site in 1..starts.len() {
            starts[site] += starts[site - 1];
        }
        let mut next = starts.clone();
        let mut points = vec![0; near.len()];
        for (site, point) in near {
            points[next[site as usize]] = point;
            next[site as usize] += 1;
        }
        Self { starts, points, looked_at }
    }

    /// The points within reach of a site, ascending.
    pub(super) fn points(&self, site: u32) -> &[u32] {
        let site = site as usize;
        &self.points[self.starts[site]..self.starts[site + 1]]
    }
}

/// Tells of every site that lists the point, or of all sites; how many it told of.
pub(super) fn each_distance(
    question: &PlacementQuestion<'_>,
    point: usize,
    mut tell: impl FnMut(u32, f64),
) -> u64 {
    if let Distances::Links(links) = &question.distances {
        let links = links.of(point);
        let told = links.len();
        links.for_each(|(site, distance)| tell(site, f64::from(distance)));
        return told as u64;
    }
    let sites = question.candidates.len();
    for site in 0..sites {
        if let Some(distance) = question.distance(point, site) {
            tell(site as u32, distance);
        }
    }
    sites as u64
}
