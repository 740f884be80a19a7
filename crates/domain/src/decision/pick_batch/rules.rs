//! What every batch must keep to.

use super::answer::{PickBatches, Tour};
use super::question::PickBatchQuestion;
use crate::decision::BrokenAnswer;

/// No order twice, no more tours than pickers, no cart overloaded, every stop of a tour's orders
/// visited once and in rising turns; orders that have to wait beside an idle picker are asked for
/// again.
///
/// # Errors
/// Names the broken rule.
pub fn check(answer: &PickBatches, question: &PickBatchQuestion<'_>) -> Result<(), BrokenAnswer> {
    let (tours, pickers) = (answer.tours.len(), usize::from(question.pickers));
    BrokenAnswer::unless(tours <= pickers, || format!("{tours} tours for {pickers} pickers"))?;
    let mut given = vec![false; question.orders.len()];
    for (number, tour) in answer.tours.iter().enumerate() {
        BrokenAnswer::unless(!tour.orders.is_empty(), || format!("tour {number} has no order"))?;
        let mut size = 0_u64;
        for &order in &tour.orders {
            let fresh =
                given.get_mut(usize::from(order)).is_some_and(|g| !std::mem::replace(g, true));
            BrokenAnswer::unless(fresh, || format!("order {order} unknown or on two tours"))?;
            size += u64::from(question.orders[usize::from(order)].size);
        }
        let fits = size <= u64::from(question.capacity) || tour.orders.len() == 1;
        BrokenAnswer::unless(fits, || {
            format!("tour {number} takes {size}, a cart holds {}", question.capacity)
        })?;
        check_route(number, tour, question)?;
    }
    let left = given.iter().filter(|given| !**given).count();
    BrokenAnswer::unless(left == 0 || !question.is_last, || {
        format!("{left} orders on no tour, though none may wait")
    })?;
    BrokenAnswer::unless(left == 0 || tours == pickers || answer.ask_again.is_some(), || {
        format!("{left} orders wait beside an idle picker, and nothing asks again")
    })?;
    let later = answer.ask_again.is_none_or(|at| at > question.now);
    BrokenAnswer::unless(later, || "asks again in the past".into())
}

/// The route visits the stops of the tour's orders and no others.
fn check_route(
    number: usize,
    tour: &Tour,
    question: &PickBatchQuestion<'_>,
) -> Result<(), BrokenAnswer> {
    let mut left: Vec<_> = question.visits(&tour.orders).collect();
    left.sort_unstable();
    let mut visited = tour.route.clone();
    visited.sort_unstable();
    BrokenAnswer::unless(left == visited, || {
        format!("the route of tour {number} does not visit each stop of its orders once")
    })?;
    for pair in tour.route.windows(2) {
        let [turn, next] = [pair[0], pair[1]].map(|visit| question.stop(visit).turn);
        BrokenAnswer::unless(turn <= next, || {
            let ((order, stop), (before, earlier)) = (pair[1], pair[0]);
            format!(
                "stop {stop} of order {order} with turn {next} after stop {earlier} of order \
                 {before} with turn {turn}"
            )
        })?;
    }
    BrokenAnswer::unless(question.length(&tour.route).is_some(), || {
        format!("the route of tour {number} goes where there is no way")
    })
}
