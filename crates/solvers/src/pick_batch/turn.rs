//! Who is picked first: orders of customers who pay for priority, then those that wait longest.

use domain::decision::pick_batch::PickBatchQuestion;

/// Positions of the waiting orders, in the order in which they are picked.
pub(super) fn in_turn(question: &PickBatchQuestion<'_>) -> Vec<u16> {
    let mut orders: Vec<u16> = (0..question.orders.len() as u16).collect();
    orders.sort_by_key(|order| !question.orders[usize::from(*order)].is_premium);
    orders
}

/// Sorts tours with rising orders by who is picked first: those with priority on board, then those
/// with the order that has waited longest.
pub(super) fn sort_tours<T: AsRef<[u16]> + Ord>(question: &PickBatchQuestion<'_>, tours: &mut [T]) {
    let has_priority =
        |tour: &T| tour.as_ref().iter().any(|o| question.orders[usize::from(*o)].is_premium);
    tours.sort_unstable_by(|one, other| {
        has_priority(other).cmp(&has_priority(one)).then_with(|| one.cmp(other))
    });
}
