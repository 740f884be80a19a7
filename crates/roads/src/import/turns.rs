//! Turn restrictions, obeyed by splitting junctions.
//!
//! A junction with a restricted way in gets a copy for riders who come that way, with the ways
//! out that are left to them; searches then need to know nothing of turns. Where a restriction
//! leads over further streets, so do the copies. Source: Winter (2002), "Modeling costs of turns
//! in route planning", doi:10.1023/A:1020853410145.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::network::{Junction, Street, Turns};

/// Copies that are allowed on any map, beyond one for each junction.
const SPARE: usize = 1000;

/// What a restriction says of those who come by its first street.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    /// They may not leave by these streets.
    No,
    /// They may leave by no other.
    Only,
}

/// A restriction in terms of junctions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Restriction {
    pub(super) rule: Rule,
    /// Where one comes from.
    pub(super) from: Vec<usize>,
    /// The junctions passed, at least one.
    pub(super) via: Vec<usize>,
    /// Where one may not go, or must.
    pub(super) to: Vec<usize>,
}

/// What the `restriction` tags of a relation say to two-wheelers; `None` where nothing.
///
/// The most specific tag decides. Restrictions at certain hours only are not obeyed.
pub(super) fn rule<'a>(tag: impl Fn(&str) -> Option<&'a str>) -> Option<Rule> {
    const KEYS: [&str; 4] = [
        "restriction:motorcycle",
        "restriction:motor_vehicle",
        "restriction:vehicle",
        "restriction",
    ];
    // An older way to write it names the vehicle in the type.
    let is_for_us = match tag("type")? {
        "restriction" => true,
        other => KEYS[..3].contains(&other),
    };
    let is_excepted = tag("except").is_some_and(|except| {
        except.split(';').any(|of| matches!(of.trim(), "motorcycle" | "motor_vehicle" | "vehicle"))
    });
    if !is_for_us || is_excepted {
        return None;
    }
    let value = KEYS.into_iter().find_map(tag)?;
    if value.starts_with("no_") {
        Some(Rule::No)
    } else if value.starts_with("only_") {
        Some(Rule::Only)
    } else {
        None
    }
}

/// Splits junctions until nobody can turn against the restrictions.
///
/// Junctions keep their numbers, copies come last. Those who come by one street share a copy,
/// unless restrictions of several streets tell them apart.
///
/// # Errors
/// More copies than junctions (and a thousand): no city has so many restrictions.
pub(super) fn obey(
    graph: &mut DiGraph<Junction, Street, u32>,
    restrictions: &[Restriction],
) -> Result<(), String> {
    let junctions = graph.node_count();
    let origin = graph.node_indices().collect();
    let mut split = Split { graph, origin, copies: BTreeMap::new() };
    for restriction in restrictions {
        split.obey(restriction);
        if split.origin.len() > 2 * junctions + SPARE {
            return Err(format!(
                "turn restrictions split its {junctions} junctions more than once"
            ));
        }
    }
    Ok(())
}

/// A network whose junctions are being split.
struct Split<'a> {
    graph: &'a mut DiGraph<Junction, Street, u32>,
    /// The junction of the file that each one is, or is a copy of.
    origin: Vec<NodeIndex>,
    copies: BTreeMap<NodeIndex, Vec<NodeIndex>>,
}

impl Split<'_> {
    fn obey(&mut self, Restriction { rule, from, via, to }: &Restriction) {
        for from in from.iter().map(|node| NodeIndex::new(*node)) {
            let copies = self.copies.get(&from).into_iter().flatten();
            let mut here: Vec<NodeIndex> = std::iter::once(from).chain(copies.copied()).collect();
            for next in via {
                here = self.set_apart(&here, NodeIndex::new(*next));
            }
            for here in here {
                self.restrict(here, *rule, to);
            }
        }
    }

    /// Takes away the ways out that a rule does not leave.
    fn restrict(&mut self, here: NodeIndex, rule: Rule, to: &[usize]) {
        let is_named = |node: &NodeIndex| to.contains(&self.origin[node.index()].index());
        let ahead: Vec<NodeIndex> = self.graph.neighbors(here).collect();
        // A file that allows only a way that is not there is mistaken.
        if rule == Rule::Only && !ahead.iter().any(is_named) {
            return;
        }
        for node in ahead.iter().filter(|node| is_named(node) == (rule == Rule::No)) {
            while let Some(edge) = self.graph.find_edge(here, *node) {
                self.graph.remove_edge(edge);
            }
        }
    }

    /// The junctions of one origin at which those arrive who come from `before`, and nobody else.
    fn set_apart(&mut self, before: &[NodeIndex], next: NodeIndex) -> Vec<NodeIndex> {
        let mut arrived: Vec<NodeIndex> = before
            .iter()
            .flat_map(|node| self.graph.neighbors(*node))
            .filter(|node| self.origin[node.index()] == next)
            .collect();
        arrived.sort_unstable();
        arrived.dedup();
        for here in &mut arrived {
            if self.graph[next].turns == Turns::Free {
                self.graph[next].turns = Turns::Restricted;
            }
            let mut others = self.graph.neighbors_directed(*here, Direction::Incoming);
            if others.any(|other| !before.contains(&other)) {
                *here = self.copied(before, *here);
            }
        }
        arrived
    }

    /// A copy of a junction to which the streets from `before` lead instead.
    fn copied(&mut self, before: &[NodeIndex], here: NodeIndex) -> NodeIndex {
        let original = self.origin[here.index()];
        let point = self.graph[here].point;
        let copy = self.graph.add_node(Junction { point, turns: Turns::Copy });
        self.origin.push(original);
        self.copies.entry(original).or_default().push(copy);
        let leaving: Vec<(NodeIndex, Street)> =
            self.graph.edges(here).map(|edge| (edge.target(), edge.weight().clone())).collect();
        for (target, street) in leaving.into_iter().rev() {
            self.graph.add_edge(copy, target, street);
        }
        for before in before {
            while let Some(edge) = self.graph.find_edge(*before, here) {
                if let Some(street) = self.graph.remove_edge(edge) {
                    self.graph.add_edge(*before, copy, street);
                }
            }
        }
        copy
    }
}

#[cfg(test)]
mod tests {
    use domain::geo::Point;
    use domain::travel::RoadClass;
    use domain::units::Millimeters;
    use proptest::prelude::*;

    use super::*;

    /// Two-way streets of one metre between junctions.
    fn graph(nodes: usize, streets: &[(usize, usize)]) -> DiGraph<Junction, Street, u32> {
        let mut graph = DiGraph::new();
        for node in 0..nodes {
            graph.add_node(Junction::new(Point::from_m(node as f64, 0.0)));
        }
        for (a, b) in streets {
            let (a, b) = (NodeIndex::new(*a), NodeIndex::new(*b));
            let street = Street::straight(RoadClass::Residential, Millimeters(1000));
            graph.add_edge(a, b, street.clone());
            graph.add_edge(b, a, street);
        }
        graph
    }

    /// All ways of up to `most` junctions from `from`, by where each junction lies.
    fn ways(graph: &DiGraph<Junction, Street, u32>, from: usize, most: usize) -> Vec<Vec<i64>> {
        let mut found = Vec::new();
        let mut open = vec![vec![NodeIndex::new(from)]];
        while let Some(way) = open.pop() {
            found.push(way.iter().map(|node| graph[*node].point.x_mm / 1000).collect());
            if way.len() < most {
                let ahead = graph.neighbors(way[way.len() - 1]);
                open.extend(ahead.map(|next| [&way[..], &[next]].concat()));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    proptest! {
        #[test]
        fn what_is_left_is_every_way_without_a_forbidden_turn(
            streets in proptest::collection::btree_set((0_usize..6, 0_usize..6), 3..10),
            rules in proptest::collection::vec(
                (any::<bool>(), proptest::collection::vec(0_usize..6, 3..5)), 1..4),
        ) {
            let streets: Vec<(usize, usize)> =
                streets.into_iter().filter(|(a, b)| a < b).collect();
            let before = graph(6, &streets);
            let is_street = |a: usize, b: usize| streets.contains(&(a.min(b), a.max(b)));
            // Restrictions along streets that there are.
            let rules: Vec<(Rule, Vec<usize>)> = rules
                .into_iter()
                .filter(|(_, way)| way.windows(2).all(|pair| is_street(pair[0], pair[1])))
                .map(|(only, way)| (if only { Rule::Only } else { Rule::No }, way))
                .collect();
            let restrictions: Vec<Restriction> = rules
                .iter()
                .map(|(rule, way)| Restriction {
                    rule: *rule,
                    from: vec![way[0]],
                    via: way[1..way.len() - 1].to_vec(),
                    to: vec![way[way.len() - 1]],
                })
                .collect();
            let mut after = before.clone();
            prop_assert_eq!(obey(&mut after, &restrictions), Ok(()));
            let breaks = |way: &[i64], (rule, along): &(Rule, Vec<usize>)| {
                let names = |at: i64, node: usize| at == node as i64;
                way.windows(along.len()).any(|part| {
                    let last = along.len() - 1;
                    let passes = (0..last).all(|i| names(part[i], along[i]));
                    passes && names(part[last], along[last]) == (*rule == Rule::No)
                })
            };
            // One cannot be at a junction whose turns are restricted without having come there.
            let is_free = |node: &usize| after[NodeIndex::new(*node)].turns == Turns::Free;
            for from in (0..6).filter(is_free) {
                let mut expected = ways(&before, from, 5);
                // An earlier rule may already forbid the only way that a later one allows.
                expected.retain(|way| !rules.iter().any(|rule| breaks(way, rule)));
                let found = ways(&after, from, 5);
                let is_clash = rules.iter().any(|(rule, _)| *rule == Rule::Only) && rules.len() > 1;
                if !is_clash {
                    prop_assert_eq!(found, expected);
                }
            }
        }
    }
}
