//! Streets and people of a generated city put together.

use domain::geo::{GeoPoint, Plane};
use domain::rng::Streams;
use petgraph::graph::{DiGraph, NodeIndex};

use super::people::{Cell, cells};
use super::shape::CityShape;
use super::{barrier, lattice};
use crate::error::RoadsError;
use crate::network::{Junction, Network, Street};

/// A generated city.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Its streets, strongly connected.
    pub network: Network,
    /// Its people, square by square, west to east and south to north.
    pub cells: Vec<Cell>,
}

/// Draws a city from a seed. The same shape and seed give the same city on every machine.
///
/// # Errors
/// When a field of the shape lies outside its range.
pub fn generate(shape: &CityShape, seed: u64) -> Result<Generated, RoadsError> {
    shape.validate()?;
    let streams = Streams::new(seed, 0);
    let spaces = lattice::open_spaces(shape, &streams);
    let (points, mut links) = lattice::streets(shape, &spaces, &streams);
    barrier::cut(shape, &points, &mut links, &streams);
    let mut graph = DiGraph::with_capacity(points.len(), links.len() * 2);
    for point in points {
        graph.add_node(Junction::new(point));
    }
    for link in links {
        let (a, b) = (NodeIndex::new(link.a as usize), NodeIndex::new(link.b as usize));
        let street = Street::straight(link.class, link.length);
        graph.add_edge(a, b, street.clone());
        if link.is_two_way {
            graph.add_edge(b, a, street);
        }
    }
    let origin = GeoPoint { lon: shape.centre_lon, lat: shape.centre_lat };
    let network = Network { graph, plane: Plane { origin } }
        .largest_strong_part()
        .merge_chains(&[])
        .in_spatial_order();
    Ok(Generated { network, cells: cells(shape, &spaces, &streams) })
}

#[cfg(test)]
#[path = "city_tests.rs"]
mod tests;
