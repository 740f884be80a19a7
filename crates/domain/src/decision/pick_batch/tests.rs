//! What is asked of those who put orders on carts, and which answers count.

use super::*;
use crate::decision::Decision;
use crate::decision::pick_route::{DistanceTable, Ground, PickStop};
use crate::ids::OrderId;
use crate::store::{Aisles, FloorZone, Slot};
use crate::units::{Grams, Millimeters, Millis, SimTime};

fn stop(aisle: u16, depth: u64, turn: u8) -> PickStop {
    PickStop {
        slot: Slot { aisle, depth: Millimeters(depth) },
        zone: FloorZone::A,
        unit_weight: Grams(1),
        quantity: 3,
        is_cold: false,
        is_fragile: false,
        turn,
        line: 0,
    }
}

fn order(number: u32, stops: Vec<PickStop>) -> WaitingOrder<'static> {
    let (order, since, due) = (OrderId(number), SimTime(0), SimTime(100_000));
    WaitingOrder { order, since, due, is_premium: false, size: 2, stops: stops.into() }
}

/// Three orders, two pickers, a cart for two orders.
fn question() -> PickBatchQuestion<'static> {
    let length = Millimeters(10_000);
    let plan = Aisles { count: 2, pitch: Millimeters(3_000), length, blocks: 1 };
    let orders = vec![
        order(7, vec![stop(0, 4_000, 0), stop(1, 2_000, 1)]),
        order(8, vec![stop(0, 5_000, 0)]),
        order(9, vec![]),
    ];
    PickBatchQuestion {
        now: SimTime(1_000),
        ground: Ground::store(plan),
        orders: orders.into(),
        pickers: 2,
        capacity: 4,
        times: PickTimes {
            tour: Millis(100),
            order: Millis(10_000),
            stop: Millis(4_000),
            unit: Millis(500),
            walk_mm_per_s: 1_000,
        },
        is_last: false,
        pickers_in_aisle: vec![].into(),
    }
}

fn tour(orders: &[u16], route: &[Visit]) -> Tour {
    Tour { orders: orders.to_vec(), route: route.to_vec() }
}

fn answer(tours: Vec<Tour>) -> PickBatches {
    PickBatches { tours, ask_again: None }
}

#[test]
fn batches_that_break_a_rule_are_told_which() {
    let together = tour(&[0, 1], &[(0, 0), (1, 0), (0, 1)]);
    let good = answer(vec![together.clone(), tour(&[2], &[])]);
    assert_eq!(check(&good, &question()), Ok(()));
    let alone = tour(&[1], &[(1, 0)]);
    for (tours, broken) in [
        (vec![tour(&[2], &[]), tour(&[1], &[(1, 0)]), tour(&[0], &[])], "3 tours for 2 pickers"),
        (vec![tour(&[], &[])], "tour 0 has no order"),
        (vec![together.clone(), alone], "order 1 unknown or on two tours"),
        (vec![tour(&[3], &[])], "order 3 unknown or on two tours"),
        (vec![tour(&[0, 1, 2], &[])], "tour 0 takes 6, a cart holds 4"),
        (
            vec![tour(&[0, 1], &[(0, 0), (1, 0)])],
            "the route of tour 0 does not visit each stop of its orders once",
        ),
        (
            vec![tour(&[0, 1], &[(0, 0), (0, 1), (1, 0)])],
            "stop 0 of order 1 with turn 0 after stop 1 of order 0 with turn 1",
        ),
        (vec![together], "1 orders wait beside an idle picker, and nothing asks again"),
    ] {
        assert_eq!(check(&answer(tours), &question()).unwrap_err().to_string(), broken);
    }
    let hold = |at| PickBatches { tours: vec![], ask_again: Some(SimTime(at)) };
    assert_eq!(check(&hold(1_001), &question()), Ok(()));
    assert_eq!(check(&hold(1_000), &question()).unwrap_err().to_string(), "asks again in the past");
    let last = PickBatchQuestion { is_last: true, pickers: 3, ..question() };
    let told = check(&hold(1_001), &last).unwrap_err().to_string();
    assert_eq!(told, "3 orders on no tour, though none may wait");
    // An order too large for the cart is picked alone.
    let small = PickBatchQuestion { capacity: 1, ..question() };
    let singles = answer(vec![tour(&[2], &[]), tour(&[1], &[(1, 0)])]);
    assert_eq!(check(&singles, &small), Ok(()));
}

#[test]
fn tours_are_measured_in_metres_and_in_time() {
    let question = PickBatchQuestion { is_last: true, pickers: 3, ..question() };
    let route = [(0, 0), (1, 0), (0, 1)];
    let length = Millimeters(5_000 + 3_000 + 7_000 + 5_000);
    assert_eq!(question.length(&route), Some(length));
    // A tour, two orders, three stops with two units more each, 20 s of walking.
    let expected = 100 + 20_000 + 12_000 + 3_000 + 20_000;
    assert_eq!(question.tour_time(&[0, 1], length), Millis(expected));
    let given = answer(vec![tour(&[0, 1], &route), tour(&[2], &[])]);
    let objective = <dyn PickBatch>::objective(&given, &question).unwrap();
    assert_eq!((objective.value, objective.unit), (20.0, "m"));
    let some_may_wait = PickBatchQuestion { is_last: false, ..question };
    assert!(<dyn PickBatch>::objective(&given, &some_may_wait).is_none());
}

#[test]
fn a_pick_list_of_some_orders_takes_its_part_of_the_table() {
    let cells: Vec<u32> = (0..16).collect();
    let mut question = question();
    question.ground = Ground::Distances(DistanceTable { cells: cells.into() });
    let list = question.pick_list(&[1, 2]);
    assert_eq!(list.stops.len(), 1);
    assert_eq!(list.walk(None, Some(0)), question.walk(None, Some((1, 0))));
    assert_eq!(list.walk(Some(0), None), Some(Millimeters(12)));
    let list = question.pick_list(&[1, 0]);
    let visits: Vec<Visit> = question.visits(&[1, 0]).collect();
    assert_eq!(visits, [(1, 0), (0, 0), (0, 1)]);
    for (from, of) in (0..).zip(&visits) {
        for (to, other) in (0..).zip(&visits) {
            assert_eq!(list.walk(Some(from), Some(to)), question.walk(Some(*of), Some(*other)));
        }
    }
}

#[test]
fn questions_without_an_answer_are_refused_with_what_is_allowed() {
    let told = |change: fn(&mut PickBatchQuestion<'_>)| {
        let mut question = question();
        assert_eq!(<dyn PickBatch>::admit(&question), Ok(()));
        change(&mut question);
        <dyn PickBatch>::admit(&question).unwrap_err().to_string()
    };
    assert_eq!(told(|q| q.times.walk_mm_per_s = 0), "a walking speed of 0, allowed from 1 mm/s");
    assert_eq!(
        told(|q| q.is_last = true),
        "2 pickers for 3 orders of which none may wait, allowed: one each"
    );
    assert!(
        told(|q| q.orders.to_mut()[1].stops.to_mut()[0].slot.aisle = 2)
            .contains("stop 2 in aisle 2")
    );
}
