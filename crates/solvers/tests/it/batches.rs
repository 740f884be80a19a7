//! What company on a tour may cost and must save.

use domain::decision::pick_batch::{PickBatch, PickBatchQuestion, PickBatches};
use domain::decision::{Decision, pick_batch};
use domain::rng::{Purpose, Streams};
use domain::units::SimTime;
use proptest::prelude::*;

use crate::questions;

fn asked(name: &str, question: &PickBatchQuestion<'_>) -> PickBatches {
    let entry =
        solvers::pick_batch::SOLVERS.entries.iter().find(|entry| entry.name == name).unwrap();
    let mut solver = (entry.build)(toml::Table::new()).unwrap();
    let answer = solver.batch(question, &mut Streams::new(1, 0).open(Purpose::Solver, 9));
    assert_eq!(pick_batch::check(&answer, question), Ok(()), "{name}");
    answer
}

/// When each order is back if all are picked alone, the oldest first, by the idle pickers.
fn back_alone(question: &PickBatchQuestion<'_>) -> Vec<SimTime> {
    let mut free = vec![question.now; usize::from(question.pickers)];
    let alone = |order: usize| {
        let one = PickBatchQuestion {
            orders: vec![question.orders[order].clone()].into(),
            pickers: 1,
            ..question.clone()
        };
        let tour = asked("savings", &one).tours.remove(0);
        one.tour_time(&[0], one.length(&tour.route).unwrap())
    };
    let mut back = Vec::new();
    for order in 0..question.orders.len() {
        free.sort_unstable();
        let time = alone(order);
        match free.first_mut() {
            Some(free) => {
                *free = *free + time;
                back.push(*free);
            }
            None => back.push(SimTime::NEVER),
        }
    }
    back
}

proptest! {
    #[test]
    fn no_order_is_late_for_company_that_would_be_on_time_alone(question in questions::pick_batch()) {
        // Priority goes before punctuality: who pays for it may make others late.
        let mut question = PickBatchQuestion { is_last: false, ..question };
        question.orders.to_mut().iter_mut().for_each(|order| order.is_premium = false);
        let alone = back_alone(&question);
        for tour in asked("savings", &question).tours {
            let length = question.length(&tour.route).unwrap();
            let back = question.now + question.tour_time(&tour.orders, length);
            for order in tour.orders.iter().map(|order| usize::from(*order)) {
                let due = question.orders[order].due;
                prop_assert!(alone[order] > due || back <= due, "order {} {:?} {:?}", order, due, back);
            }
        }
    }

    #[test]
    fn company_never_lengthens_the_walk(question in questions::pick_batch()) {
        let pickers = question.orders.len() as u16;
        let question = PickBatchQuestion { is_last: true, pickers, ..question };
        let walked = ["reference", "savings", "portfolio"].map(|name| {
            let answer = asked(name, &question);
            <dyn PickBatch>::objective(&answer, &question).unwrap().value
        });
        prop_assert!(walked.is_sorted_by(|one, next| one >= next), "{:?}", walked);
    }
}
