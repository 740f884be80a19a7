//! Who serves whom in a layout, and what each store gets out of it.

use domain::decision::placement::{Placed, PlacementQuestion, Service};

/// Who serves a demand point.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Served {
    /// The site.
    pub site: u32,
    /// How far it is, in the unit of the distances.
    pub distance: f64,
    /// Whether that is within the radius.
    pub is_near: bool,
}

/// What a store gets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct StoreFigures {
    /// The site.
    pub site: u32,
    /// Weight of the demand points that it serves within the radius.
    pub covered: f64,
    /// Weight of those that it serves beyond the radius.
    pub beyond: f64,
    /// Mean distance of what it serves within the radius, by weight; NaN where that is nothing.
    pub mean: f64,
    /// Weight within its radius, whoever serves it.
    pub within: f64,
}

/// A layout seen from both sides.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    /// The largest part's server of each demand point; `None` where nobody is listed near.
    pub served: Vec<Option<Served>>,
    /// Figures of each open site, ascending.
    pub stores: Vec<StoreFigures>,
    /// Weight of all demand points.
    pub total: f64,
    /// Weight within the radius of the site that serves it.
    pub covered: f64,
    /// Mean distance of what is covered, by weight; NaN where that is nothing.
    pub mean: f64,
}

impl Layout {
    /// Works out who serves whom: as the answer says, else the nearest open site, ties to the
    /// lowest. O(links), or points x sites. `radius` is what counts as near.
    ///
    /// # Panics
    /// On a layout that its question refuses.
    #[must_use]
    pub fn of(question: &PlacementQuestion<'_>, placed: &Placed, radius: f64) -> Self {
        let points = question.weights.len();
        let server = servers(question, placed);
        let served: Vec<Option<Served>> = (0..points)
            .map(|point| {
                server[point].map(|(site, distance)| Served {
                    site,
                    distance,
                    is_near: distance <= radius,
                })
            })
            .collect();
        let mut stores: Vec<StoreFigures> = placed
            .open
            .iter()
            .map(|site| StoreFigures {
                site: *site,
                covered: 0.0,
                beyond: 0.0,
                mean: 0.0,
                within: 0.0,
            })
            .collect();
        let (mut total, mut covered, mut far) = (0.0, 0.0, 0.0);
        for (point, weight) in question.weights.iter().enumerate() {
            total += weight;
            let Some(Served { site, distance, is_near }) = served[point] else { continue };
            let Ok(at) = placed.open.binary_search(&site) else { continue };
            if is_near {
                stores[at].covered += weight;
                stores[at].mean += weight * distance;
                (covered, far) = (covered + weight, far + weight * distance);
            } else {
                stores[at].beyond += weight;
            }
        }
        for (store, within) in
            stores.iter_mut().zip(super::overlap::within(question, placed, radius))
        {
            store.mean /= store.covered;
            store.within = within;
        }
        Self { served, stores, total, covered, mean: far / covered }
    }
}

/// The site that serves each demand point and how far it is.
fn servers(question: &PlacementQuestion<'_>, placed: &Placed) -> Vec<Option<(u32, f64)>> {
    let points = question.weights.len();
    match &placed.service {
        Service::Nearest => (0..points).map(|point| nearest(question, placed, point)).collect(),
        Service::Single(sites) => (0..points)
            .map(|point| Some((sites[point], question.distance(point, sites[point] as usize)?)))
            .collect(),
        Service::Split(shares) => {
            let mut largest = vec![(0.0, None); points];
            for share in shares {
                let point = share.point as usize;
                if share.share > largest[point].0 {
                    let distance = question.distance(point, share.site as usize);
                    largest[point] = (share.share, distance.map(|d| (share.site, d)));
                }
            }
            largest.into_iter().map(|(_, server)| server).collect()
        }
    }
}

fn nearest(question: &PlacementQuestion<'_>, placed: &Placed, point: usize) -> Option<(u32, f64)> {
    if let domain::decision::placement::Distances::Links(links) = &question.distances {
        let mut open = links.of(point).filter(|link| placed.open.binary_search(&link.0).is_ok());
        return open.next().map(|(site, distance)| (site, f64::from(distance)));
    }
    let distance = |site: &u32| Some((*site, question.distance(point, *site as usize)?));
    placed.open.iter().filter_map(distance).min_by(|a, b| a.1.total_cmp(&b.1))
}
