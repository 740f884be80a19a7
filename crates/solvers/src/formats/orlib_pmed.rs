//! Format `orlib-pmed`: the p-median graphs of OR-Library.
//!
//! `n m p`, then `m` edges `a b cost`, vertices counted from 1, no direction. An edge can be listed
//! again: the last one counts. Every vertex is a customer of weight 1 and a site; the distance of
//! two is the length of the shortest path.
//!
//! Source: Beasley (1985), doi:10.1016/0377-2217(85)90040-2.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use domain::decision::placement::{Candidate, Distances, PlacementQuestion, Table};

use super::asking::{Asking, Instance};
use super::error::FormatError;
use super::format::Format;
use super::numbers::Numbers;

/// In the list of formats.
pub const FORMAT: Format = Format {
    name: "orlib-pmed",
    summary: "OR-Library p-median: `n m p`, then m edges `a b cost`; a repeated edge replaces the \
              earlier one.",
    model: Some("p_median"),
    read,
};

/// Most vertices: the table of all pairs must fit into memory.
const VERTICES: usize = 20_000;

fn read(text: &str, asking: &Asking) -> Result<PlacementQuestion<'static>, FormatError> {
    let mut numbers = Numbers::of(text);
    let vertices = numbers.count("the number of vertices")?;
    let line = numbers.line();
    if vertices > VERTICES {
        let message = format!("{vertices} vertices, allowed 1 to {VERTICES}");
        return Err(FormatError::new(line, message));
    }
    let edges = numbers.count("the number of edges")?;
    let sites = numbers.whole("the number of medians")?;
    let mut costs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for edge in 1..=edges {
        let mut end = || {
            let what =
                format_args!("an end of edge {edge} of {edges}, 1 to {vertices}").to_string();
            let vertex = numbers.count(&what)?;
            if vertex > vertices {
                let line = numbers.line();
                return Err(FormatError::new(line, format!("`{vertex}`, expected {what}")));
            }
            Ok(vertex - 1)
        };
        let (a, b) = (end()?, end()?);
        let cost = numbers.amount(format_args!("the cost of edge {edge} of {edges}"))?;
        costs.insert((a.min(b), a.max(b)), cost);
    }
    numbers.end()?;
    let mut near = vec![Vec::new(); vertices];
    for ((a, b), cost) in costs {
        near[a].push((b, cost));
        near[b].push((a, cost));
    }
    // Edges go both ways: who reaches all from one vertex does so from every other. The table is
    // made only then, as large as the head claims.
    let mut rows = shortest(&near, 0);
    if let Some(to) = rows.iter().position(|length| length.is_infinite()) {
        let message = format!("no path leads from vertex 1 to {}", to + 1);
        return Err(FormatError::new(line, message));
    }
    rows.reserve_exact(vertices * (vertices - 1));
    (1..vertices).for_each(|from| rows.extend(shortest(&near, from)));
    asking.question(Instance {
        candidates: vec![Candidate::default(); vertices],
        weights: vec![1.0; vertices],
        sizes: Vec::new(),
        distances: Distances::Table(Table { rows: rows.into() }),
        sites: Some(sites),
    })
}

/// Lengths of the shortest paths from a vertex. O(edges log vertices).
///
/// Source: Dijkstra (1959), doi:10.1007/BF01386390.
fn shortest(near: &[Vec<(usize, f64)>], from: usize) -> Vec<f64> {
    let mut lengths = vec![f64::INFINITY; near.len()];
    lengths[from] = 0.0;
    // Lengths are not negative, and the bits of such numbers are in their order.
    let mut open = BinaryHeap::from([Reverse((0.0_f64.to_bits(), from))]);
    while let Some(Reverse((bits, at))) = open.pop() {
        let length = f64::from_bits(bits);
        if length > lengths[at] {
            continue;
        }
        for &(next, cost) in &near[at] {
            let length = length + cost;
            if length < lengths[next] {
                lengths[next] = length;
                open.push(Reverse((length.to_bits(), next)));
            }
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> (usize, String) {
        let error = FORMAT.read(text, &Asking::default()).unwrap_err();
        (error.line, error.message)
    }

    #[test]
    fn distances_are_shortest_paths_and_a_repeated_edge_replaces_the_earlier() {
        let text = " 4 5 2\n 1 2 3\n 2 3 4\n 3 1 100\n 3 4 1\n 2 1 5\n";
        let question = FORMAT.read(text, &Asking::default()).unwrap();
        question.admit().unwrap();
        assert_eq!((question.model.name(), question.sites), ("p_median", Some(2)));
        let row: Vec<f64> = (0..4).map(|site| question.distance(0, site).unwrap()).collect();
        assert_eq!(row, [0.0, 5.0, 9.0, 10.0]);
        let asking = Asking { sites: Some(1), ..Asking::default() };
        assert_eq!(FORMAT.read(text, &asking).unwrap().sites, Some(1));
        let covering = Asking { model: Some("set_covering".into()), radius: Some(4.0), ..asking };
        let covering = Asking { sites: None, ..covering };
        assert_eq!(FORMAT.read(text, &covering).unwrap().sites, None);
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(fault(""), (1, "the file ends, expected the number of vertices".into()));
        assert_eq!(
            fault("2 1 1\n1 2"),
            (2, "the file ends, expected the cost of edge 1 of 1".into())
        );
        assert!(fault("2 1 1\n1 3 5").1.contains("`3`, expected an end of edge 1 of 1, 1 to 2"));
        assert!(fault("2 1 1\n1 2 nan").1.contains("`nan`, expected the cost of edge 1 of 1"));
        assert!(fault("2 1 1\n1 2 -4").1.contains("a number from 0"));
        assert_eq!(fault("2 1 1\n1 2 4\n1").0, 3);
        assert!(fault("3 1 1\n1 2 4").1.contains("no path leads from vertex 1 to 3"));
        assert!(fault("4000000000 1 1\n1 2 4").1.contains("allowed 1 to 20000"));
    }
}
