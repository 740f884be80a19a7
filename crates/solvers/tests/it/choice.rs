//! The reference dispatch and bagging against plain transcriptions of the design's rules.

use domain::decision::bagging::BaggingQuestion;
use domain::decision::dispatch::{DispatchQuestion, ReadyOrder, RiderOption};
use domain::fleet::RiderKind;
use domain::ids::StoreId;
use domain::rng::{Purpose, Streams};
use domain::units::{Grams, Millilitres, Millis};
use proptest::prelude::*;
use solvers::{Choices, policies};

use crate::questions::{self, NOW};

/// The design's score, with the shift penalty's branches put right.
fn score(rider: &RiderOption) -> f64 {
    let travel_time = rider.eta.0 as f64 / 60_000.0;
    let distance_score = f64::max(0.0, 100.0 - travel_time * 10.0);
    let efficiency_score = rider.rating * 10.0;
    let shift_penalty = match rider.shift_left.0 {
        0..600_000 => -50.0,
        600_000..1_200_000 => -30.0,
        _ => 0.0,
    };
    let load_penalty = -2.0 * f64::from(rider.deliveries_last_hour);
    distance_score * 0.35 + efficiency_score * 0.20 + shift_penalty + load_penalty
}

proptest! {
    #[test]
    fn a_lone_fresh_order_gets_the_rider_with_the_highest_score(
        orders in questions::ready_orders(), riders in questions::riders(),
    ) {
        let order = ReadyOrder { ready: NOW, ..orders[0] };
        let dedicated = |rider: RiderOption| RiderOption {
            kind: RiderKind::Dedicated,
            load: None,
            ..rider
        };
        let riders: Vec<RiderOption> = riders.into_iter().map(dedicated).collect();
        let question = DispatchQuestion {
            now: NOW,
            store: StoreId(0),
            orders: vec![order].into(),
            riders: (&riders).into(),
            capacity_weight: Grams(20_000),
            capacity_volume: Millilitres(60_000),
            max_orders_per_trip: 2,
            door_time: Millis(120_000),
            door_to_door_m_per_s: 4.0,
            sla: Millis(600_000),
        };
        let mut dispatch = policies(&Choices::default()).unwrap().dispatch.solver;
        let plan = dispatch.plan(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
        let best = riders.iter().max_by(|a, b| score(a).total_cmp(&score(b)));
        match plan.assignments.first() {
            Some(given) => {
                let chosen = riders.iter().find(|rider| rider.rider == given.rider).unwrap();
                prop_assert!((score(chosen) - score(best.unwrap())).abs() < 1e-9);
                prop_assert!(score(chosen) > 20.0 - 1e-9);
            }
            None => {
                prop_assert!(best.is_none_or(|best| score(best) < 20.0 + 1e-9));
                prop_assert_eq!(plan.ask_again.is_some(), best.is_some());
            }
        }
    }

    #[test]
    fn every_bag_is_heavy_cold_fragile_from_bottom_to_top(mut items in questions::bag_items()) {
        items.iter_mut().for_each(|item| item.class = 0);
        let (max_weight, max_volume) = (Grams(9_000), Millilitres(40_000));
        let question = BaggingQuestion::of(&items, max_weight, max_volume);
        let mut bagging = policies(&Choices::default()).unwrap().bagging.solver;
        let bags = bagging.pack(&question, &mut Streams::new(1, 0).open(Purpose::Test, 0));
        for bag in &bags {
            let group = |item: &u16| {
                let item = items[usize::from(*item)];
                (item.is_fragile, item.is_cold)
            };
            prop_assert!(bag.is_sorted_by_key(group));
            let weight: Grams = bag.iter().map(|item| items[usize::from(*item)].weight).sum();
            prop_assert!(bag.len() == 1 || weight <= Grams(8_000), "the design's 8 kg");
        }
        // Next fit never leaves two neighbouring bags that would have fitted into one.
        let size = |bag: &[u16]| bag.iter().fold((0, 0), |(weight, volume), item| {
            let item = items[usize::from(*item)];
            (weight + item.weight.0, volume + item.volume.0)
        });
        for pair in bags.windows(2) {
            let ((w1, v1), (w2, v2)) = (size(&pair[0]), size(&pair[1]));
            prop_assert!(w1 + w2 > 8_000 || v1 + v2 > 40_000);
        }
    }
}
