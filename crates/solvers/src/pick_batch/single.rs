//! Orders picked one by one, and when each has to be begun.

use domain::decision::pick_batch::{PickBatchQuestion, Tour};
use domain::units::{Millimeters, SimTime};

use crate::pick_route::reference::zone_by_zone;

/// A tour with these orders, on the reference design's route.
pub(super) fn tour(question: &PickBatchQuestion<'_>, orders: Vec<u16>) -> Tour {
    let stops = zone_by_zone(&question.pick_list(&orders)).into_iter();
    let route = if let [order] = orders[..] {
        stops.map(|stop| (order, stop)).collect()
    } else {
        let visits: Vec<_> = question.visits(&orders).collect();
        stops.map(|stop| visits[usize::from(stop)]).collect()
    };
    Tour { orders, route }
}

/// When a tour has to begin at the latest for all its orders to be at the stations when they are
/// due.
pub(super) fn latest_start(question: &PickBatchQuestion<'_>, tour: &Tour) -> SimTime {
    let orders = tour.orders.iter().map(|order| question.orders[usize::from(*order)].due);
    let due = orders.min().unwrap_or(SimTime::NEVER);
    // Where there is no way the answer is refused; how long it takes does not matter.
    let length = question.length(&tour.route).unwrap_or(Millimeters::ZERO);
    let time = question.tour_time(&tour.orders, length);
    SimTime(due.0.saturating_sub(time.0))
}
