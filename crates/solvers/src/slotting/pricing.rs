//! From a final layout to an answer: the judged baskets are routed, and nothing is learnt from them.

use domain::decision::slotting::{Slotted, SlottingQuestion};

use super::routing::Router;

/// The layout with the shortest walk through each judged basket, by which it is priced. Every
/// solver calls this last, so that all are judged by the same exact walks.
#[must_use]
pub fn priced(question: &SlottingQuestion<'_>, bays: Vec<u32>) -> Slotted {
    let mut router = Router::of(question);
    let routed = question.judged.iter().map(|basket| {
        let mut route = Vec::new();
        router.route(&bays, basket, &mut route);
        route
    });
    let routes = routed.collect();
    Slotted { bays, routes }
}
