//! Small questions for the tests of all strategies.

use domain::decision::Decision;
use domain::decision::pick_batch::{
    PickBatch, PickBatchQuestion, PickBatches, PickTimes, WaitingOrder,
};
use domain::decision::pick_route::{GatedAisles, Ground, PickStop};
use domain::ids::OrderId;
use domain::rng::{Purpose, Stream, Streams};
use domain::store::{Aisles, FloorZone, Slot};
use domain::units::{Grams, Millimeters, Millis, SimTime};

/// The time of every question.
pub(super) const NOW: SimTime = SimTime(50_000_000);

/// One unit in a slot.
pub(super) fn stop(aisle: u16, depth: u64) -> PickStop {
    PickStop {
        slot: Slot { aisle, depth: Millimeters(depth) },
        zone: FloorZone::A,
        unit_weight: Grams(100),
        quantity: 1,
        is_cold: false,
        is_fragile: false,
        turn: 0,
        line: 0,
    }
}

/// Five orders that have waited 5, 4, 3, 2 and 1 s and have an hour left, on a cart for two.
///
/// Even ones lie in aisles 0 and 5, odd ones in aisle 3.
pub(super) fn question(pickers: u16) -> PickBatchQuestion<'static> {
    let length = Millimeters(10_000);
    let plan = Aisles { count: 6, pitch: Millimeters(2_000), length, blocks: 1 };
    let orders = (0..5_u16).map(|number| WaitingOrder {
        order: OrderId(u32::from(number)),
        since: SimTime(NOW.0 - 5_000 + 1_000 * u64::from(number)),
        due: NOW + Millis::HOUR,
        is_premium: false,
        size: 2,
        stops: match number % 2 {
            0 => vec![stop(0, 3_000), stop(5, 4_000 + 100 * u64::from(number))],
            _ => vec![stop(3, 5_000 + 100 * u64::from(number))],
        }
        .into(),
    });
    PickBatchQuestion {
        now: NOW,
        ground: Ground::store(plan),
        orders: orders.collect(),
        pickers,
        capacity: 4,
        times: PickTimes {
            tour: Millis::ZERO,
            order: Millis(10_000),
            stop: Millis(5_000),
            unit: Millis(1_000),
            walk_mm_per_s: 1_000,
        },
        is_last: false,
        pickers_in_aisle: vec![].into(),
    }
}

/// Up to `most` orders of which none may wait, on a floor of one block or two, the depot on it or
/// off it.
pub(super) fn random(rng: &mut Stream, most: u32) -> PickBatchQuestion<'static> {
    let (aisles, length) = (1 + rng.below(5) as u16, 10_000);
    let pitch = Millimeters(u64::from(rng.below(4)) * 1_000);
    let ground = if rng.below(2) == 0 {
        let blocks = 1 + rng.below(2) as u8;
        Ground::store(Aisles { count: aisles, pitch, length: Millimeters(length), blocks })
    } else {
        let middle = Millimeters(1 + u64::from(rng.below(9_999)));
        let cross = vec![Millimeters::ZERO, middle, Millimeters(length)].into();
        let gate = |aisle: u16| pitch * u64::from(aisle) + Millimeters(2_000);
        Ground::Gated(GatedAisles { pitch, cross, gates: (0..aisles).map(gate).collect() })
    };
    let mut stop = || stop(rng.below(u32::from(aisles)) as u16, 1_000 * u64::from(rng.below(11)));
    let mut stops: Vec<Vec<PickStop>> = (0..most).map(|_| vec![stop(), stop(), stop()]).collect();
    stops.truncate(1 + rng.below(most) as usize);
    let orders = stops.into_iter().map(|mut stops| {
        stops.truncate(rng.below(4) as usize);
        let (order, size) = (OrderId(0), 1 + rng.below(4));
        WaitingOrder {
            order,
            since: NOW,
            due: SimTime::NEVER,
            is_premium: false,
            size,
            stops: stops.into(),
        }
    });
    let orders: Vec<_> = orders.collect();
    let (pickers, capacity) = (orders.len() as u16, 2 + rng.below(6));
    PickBatchQuestion {
        ground,
        orders: orders.into(),
        capacity,
        is_last: true,
        ..question(pickers)
    }
}

/// A solver's answer, which keeps the rules.
pub(super) fn asked(solver: &mut dyn PickBatch, question: &PickBatchQuestion<'_>) -> PickBatches {
    assert_eq!(<dyn PickBatch>::admit(question), Ok(()));
    let answer = solver.batch(question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
    assert_eq!(<dyn PickBatch>::check(&answer, question), Ok(()));
    answer
}
