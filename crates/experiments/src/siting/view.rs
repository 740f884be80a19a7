//! A question that borrows another's data, so that many can be asked of one city.

use std::borrow::Cow;

use domain::decision::placement::{Distances, Links, PlacementQuestion, Plane, Standing, Table};

/// The same question without a copy.
pub(super) fn borrowed<'b>(question: &'b PlacementQuestion<'_>) -> PlacementQuestion<'b> {
    PlacementQuestion {
        model: question.model,
        candidates: Cow::Borrowed(&question.candidates),
        weights: Cow::Borrowed(&question.weights),
        sizes: Cow::Borrowed(&question.sizes),
        distances: match &question.distances {
            Distances::Table(table) => Distances::Table(Table { rows: Cow::Borrowed(&table.rows) }),
            Distances::Links(links) => Distances::Links(Links {
                starts: Cow::Borrowed(&links.starts),
                sites: Cow::Borrowed(&links.sites),
                distances: Cow::Borrowed(&links.distances),
                beyond: links.beyond,
            }),
            Distances::Plane(plane) => Distances::Plane(Plane {
                sites: Cow::Borrowed(&plane.sites),
                demand: Cow::Borrowed(&plane.demand),
                metric: plane.metric,
            }),
        },
        sites: question.sites,
        budget: question.budget,
    }
}

/// The same question with some sites kept or banned.
pub(super) fn standing<'b>(
    question: &'b PlacementQuestion<'_>,
    sites: &[u32],
    standing: Standing,
) -> PlacementQuestion<'b> {
    let mut changed = borrowed(question);
    for site in sites {
        changed.candidates.to_mut()[*site as usize].standing = standing;
    }
    changed
}
