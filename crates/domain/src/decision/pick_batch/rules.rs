//! What every batch must keep to.

use super::answer::{PickBatches, Tour, Visit};
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
    let mut visits = Visits::of(question);
    for (number, tour) in answer.tours.iter().enumerate() {
        BrokenAnswer::unless(!tour.orders.is_empty(), || format!("tour {number} has no order"))?;
        let mut size = 0_u64;
        for &order in &tour.orders {
            let is_fresh = visits.give(order, number);
            BrokenAnswer::unless(is_fresh, || format!("order {order} unknown or on two tours"))?;
            size += u64::from(question.orders[usize::from(order)].size);
        }
        let fits = size <= u64::from(question.capacity) || tour.orders.len() == 1;
        BrokenAnswer::unless(fits, || {
            format!("tour {number} takes {size}, a cart holds {}", question.capacity)
        })?;
        check_route(number, tour, question, &mut visits)?;
    }
    let left = visits.tours.iter().filter(|tour| tour.is_none()).count();
    BrokenAnswer::unless(left == 0 || !question.is_last, || {
        format!("{left} orders on no tour, though none may wait")
    })?;
    BrokenAnswer::unless(left == 0 || tours == pickers || answer.ask_again.is_some(), || {
        format!("{left} orders wait beside an idle picker, and nothing asks again")
    })?;
    let later = answer.ask_again.is_none_or(|at| at > question.now);
    BrokenAnswer::unless(later, || "asks again in the past".into())
}

/// Who is on which tour, and which stops have been visited.
struct Visits {
    /// By order.
    tours: Vec<Option<usize>>,
    /// Where the stops of each order begin among those of all, and where the last one's end.
    begins: Vec<usize>,
    is_visited: Vec<bool>,
}

impl Visits {
    fn of(question: &PickBatchQuestion<'_>) -> Self {
        let mut begins = Vec::with_capacity(question.orders.len() + 1);
        let mut stops = 0;
        begins.push(stops);
        begins.extend(question.orders.iter().map(|order| {
            stops += order.stops.len();
            stops
        }));
        Self { tours: vec![None; question.orders.len()], begins, is_visited: vec![false; stops] }
    }

    /// Puts an order on a tour, if there is such an order and it is on none.
    fn give(&mut self, order: u16, tour: usize) -> bool {
        let on = self.tours.get_mut(usize::from(order)).filter(|on| on.is_none());
        on.is_some_and(|on| on.replace(tour).is_none())
    }

    /// Visits a stop on a tour, if it is one of an order on it and has not been visited.
    fn visit(&mut self, (order, stop): Visit, tour: usize) -> bool {
        let order = usize::from(order);
        if self.tours.get(order) != Some(&Some(tour)) {
            return false;
        }
        let stops = &mut self.is_visited[self.begins[order]..self.begins[order + 1]];
        stops.get_mut(usize::from(stop)).is_some_and(|seen| !std::mem::replace(seen, true))
    }
}

/// The route visits the stops of the tour's orders and no others.
fn check_route(
    number: usize,
    tour: &Tour,
    question: &PickBatchQuestion<'_>,
    visits: &mut Visits,
) -> Result<(), BrokenAnswer> {
    let stops = |order: &u16| question.orders[usize::from(*order)].stops.len();
    let is_whole = tour.route.len() == tour.orders.iter().map(stops).sum::<usize>()
        && tour.route.iter().all(|visit| visits.visit(*visit, number));
    BrokenAnswer::unless(is_whole, || {
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
