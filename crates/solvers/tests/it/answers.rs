//! Every registered solver passes its decision's check and answers alike when asked alike.

use domain::decision::bagging;
use domain::decision::dispatch::{Dispatch, DispatchQuestion};
use domain::decision::pick_batch::{self, PickBatch};
use domain::decision::pick_route::{self, PickRoute};
use domain::decision::replenish::{self, ReplenishQuestion};
use domain::decision::slotting::Slotting;
use domain::decision::store_choice::{self, StoreChoiceQuestion};
use domain::decision::{Decision, delivery_fee, promise, radius};
use domain::geo::Point;
use domain::ids::StoreId;
use domain::rng::{Purpose, Stream, Streams};
use domain::units::{Grams, Millilitres, Millis, SimTime};
use proptest::collection::vec;
use proptest::prelude::*;
use solvers::{Entry, Parameter};

use crate::questions::{self, NOW};

/// Where each parameter is set within its range; `None` leaves the defaults.
fn knobs() -> impl Strategy<Value = Option<Vec<f64>>> {
    proptest::option::of(vec(0.0..=1.0, 8))
}

/// Parameters of a solver with every knob turned.
fn turned(parameters: Vec<Parameter>, knobs: &[f64]) -> toml::Table {
    let value = |parameter: &Parameter, knob: f64| -> toml::Value {
        let Some((low, high)) = parameter.allowed.split_once(" to ") else {
            return (knob < 0.5).into();
        };
        let (low, high): (f64, f64) = (low.parse().unwrap(), high.parse().unwrap());
        let value = low + (high - low) * knob;
        if parameter.default.contains('.') { value.into() } else { (value as i64).into() }
    };
    let knobs = knobs.iter().cycle();
    parameters.iter().zip(knobs).map(|(p, knob)| (p.name.clone(), value(p, *knob))).collect()
}

/// Two copies of each registered solver; those whose turned parameters contradict are left out.
fn twins<P: ?Sized>(
    entries: &'static [Entry<P>],
    knobs: Option<&[f64]>,
) -> Vec<(&'static str, [Box<P>; 2])> {
    let mut twins = Vec::new();
    for entry in entries {
        let table = knobs.map_or_else(toml::Table::new, |k| turned((entry.parameters)(), k));
        match [(entry.build)(table.clone()), (entry.build)(table)] {
            [Ok(one), Ok(other)] => twins.push((entry.name, [one, other])),
            [one, _] => {
                let refusal = one.err().map(|error| error.to_string()).unwrap_or_default();
                assert!(refusal.contains("must not exceed"), "{}: {refusal}", entry.name);
            }
        }
    }
    twins
}

fn stream() -> Stream {
    Streams::new(11, 0).open(Purpose::Solver, 0)
}

proptest! {
    #[test]
    fn stores_chosen_serve_the_customer(
        knobs in knobs(), asked in vec(questions::store_options(), 1..5),
    ) {
        for (name, [mut one, mut other]) in twins(solvers::store_choice::SOLVERS.entries, knobs.as_deref()) {
            for stores in &asked {
                let question = StoreChoiceQuestion { now: NOW, door: Point::default(), stores: stores.into() };
                let answer = one.choose(&question, &mut stream());
                prop_assert_eq!(store_choice::check(answer, &question), Ok(()), "{}", name);
                prop_assert_eq!(answer, other.choose(&question, &mut stream()));
                let served = stores.iter().any(|store| store.serves());
                prop_assert_eq!(answer.is_some(), served, "{} turns nobody away", name);
            }
        }
    }

    #[test]
    fn promises_are_in_range_whatever_was_learned(
        knobs in knobs(), asked in vec(questions::promise(), 1..12),
    ) {
        for (name, [mut one, mut other]) in twins(solvers::promise::SOLVERS.entries, knobs.as_deref()) {
            for (question, outcome) in &asked {
                one.learn(outcome);
                other.learn(outcome);
                let answer = one.quote(question, &mut stream());
                prop_assert_eq!(promise::check(answer, question), Ok(()), "{}", name);
                prop_assert_eq!(answer, other.quote(question, &mut stream()));
            }
        }
    }

    #[test]
    fn batches_give_no_order_twice_and_overload_no_cart(
        knobs in knobs(), asked in vec(questions::pick_batch(), 1..5),
    ) {
        for (name, [mut one, mut other]) in twins(solvers::pick_batch::SOLVERS.entries, knobs.as_deref()) {
            for question in &asked {
                prop_assert_eq!(<dyn PickBatch>::admit(question), Ok(()));
                let answer = one.batch(question, &mut stream());
                prop_assert_eq!(pick_batch::check(&answer, question), Ok(()), "{}", name);
                if let Some(walked) = <dyn PickBatch>::objective(&answer, question) {
                    let is_bound = one.bound().is_none_or(|bound| bound <= walked.value);
                    prop_assert!(is_bound, "{} proves {:?}, not {}", name, one.bound(), walked.value);
                }
                prop_assert_eq!(answer, other.batch(question, &mut stream()));
            }
        }
    }

    #[test]
    fn routes_visit_every_stop_once(
        knobs in knobs(), asked in vec(questions::pick_list(), 1..5),
    ) {
        for (name, [mut one, mut other]) in twins(solvers::pick_route::SOLVERS.entries, knobs.as_deref()) {
            for question in &asked {
                prop_assert_eq!(<dyn PickRoute>::admit(question), Ok(()));
                let answer = one.route(question, &mut stream());
                prop_assert_eq!(pick_route::check(&answer, question), Ok(()), "{}", name);
                let cost = question.cost(&answer).unwrap().as_m();
                let is_bound = one.bound().is_none_or(|bound| bound <= cost);
                prop_assert!(is_bound, "{} proves {:?} and walks {}", name, one.bound(), cost);
                prop_assert_eq!(answer, other.route(question, &mut stream()));
            }
        }
    }

    #[test]
    fn bags_hold_every_item_once_within_limits(
        knobs in knobs(), asked in vec(questions::bagging(), 1..5),
    ) {
        for (name, [mut one, mut other]) in twins(solvers::bagging::SOLVERS.entries, knobs.as_deref()) {
            for question in &asked {
                let answer = one.pack(question, &mut stream());
                prop_assert_eq!(bagging::check(&answer, question), Ok(()), "{}", name);
                let bags = answer.len() as f64;
                prop_assert!(one.bound().is_none_or(|bound| bound <= bags), "{}", name);
                prop_assert_eq!(answer, other.pack(question, &mut stream()));
            }
        }
    }

    #[test]
    fn plans_overload_nobody_and_name_everybody_once(
        knobs in knobs(),
        asked in vec((questions::ready_orders(), questions::riders(), 0_u64..120), 1..5),
        max_orders_per_trip in 1_u8..4,
    ) {
        for (name, [mut one, mut other]) in twins(solvers::dispatch::SOLVERS.entries, knobs.as_deref()) {
            for (orders, riders, later) in &asked {
                let question = DispatchQuestion {
                    now: SimTime(NOW.0 + later * 1000),
                    store: StoreId(0),
                    orders: orders.into(),
                    riders: riders.into(),
                    capacity_weight: Grams(20_000),
                    capacity_volume: Millilitres(60_000),
                    max_orders_per_trip,
                    door_time: Millis(120_000),
                    door_to_door_m_per_s: 4.0,
                    sla: Millis(600_000),
                };
                prop_assert_eq!(<dyn Dispatch>::admit(&question), Ok(()));
                let answer = one.plan(&question, &mut stream());
                prop_assert_eq!(answer.check(&question), Ok(()), "{}", name);
                prop_assert_eq!(&answer, &other.plan(&question, &mut stream()));
            }
        }
    }

    #[test]
    fn radii_keep_within_bounds(knobs in knobs(), asked in vec(questions::radius(), 1..12)) {
        for (name, [mut one, mut other]) in twins(solvers::radius::SOLVERS.entries, knobs.as_deref()) {
            for question in &asked {
                let answer = one.radius(question, &mut stream());
                prop_assert_eq!(radius::check(answer, question), Ok(()), "{}", name);
                prop_assert_eq!(answer, other.radius(question, &mut stream()));
            }
        }
    }

    #[test]
    fn fees_are_in_range_and_free_for_subscribers(
        knobs in knobs(), asked in vec(questions::delivery_fee(), 1..20),
    ) {
        let mut asked = asked;
        asked.sort_by_key(|question| question.now);
        for (name, [mut one, mut other]) in twins(solvers::delivery_fee::SOLVERS.entries, knobs.as_deref()) {
            for question in &asked {
                let answer = one.fee(question, &mut stream());
                prop_assert_eq!(delivery_fee::check(answer, question), Ok(()), "{}", name);
                prop_assert_eq!(answer, other.fee(question, &mut stream()));
                prop_assert!(!question.is_subscriber || answer.0 == 0, "{}", name);
            }
        }
    }

    #[test]
    fn purchase_orders_are_sorted_and_meet_the_minimum(
        knobs in knobs(), asked in vec(questions::stock(), 1..4), hours in 0_u64..400,
    ) {
        for (name, [mut one, mut other]) in twins(solvers::replenish::SOLVERS.entries, knobs.as_deref()) {
            for positions in &asked {
                let question = ReplenishQuestion {
                    now: NOW,
                    store: StoreId(0),
                    positions: positions.into(),
                    protection: Millis::HOUR * hours,
                };
                let answer = one.order(&question, &mut stream());
                prop_assert_eq!(replenish::check(&answer, &question), Ok(()), "{}", name);
                prop_assert_eq!(&answer, &other.order(&question, &mut stream()));
                for line in answer {
                    let least = positions[line.sku.index()].min_order_quantity;
                    prop_assert!(line.quantity >= u32::from(least), "{}: {:?}", name, line);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn goods_lie_where_they_fit_and_judged_baskets_teach_nothing(
        knobs in knobs(), question in questions::slotting(),
    ) {
        prop_assert_eq!(<dyn Slotting>::admit(&question), Ok(()));
        for (name, [mut one, mut other]) in twins(solvers::slotting::SOLVERS.entries, knobs.as_deref()) {
            let answer = one.slot(&question, &mut stream());
            prop_assert_eq!(answer.check(&question), Ok(()), "{}", name);
            prop_assert_eq!(&answer, &other.slot(&question, &mut stream()));
            let mut unseen = question.clone();
            unseen.judged = Vec::new().into();
            let blind = other.slot(&unseen, &mut stream());
            prop_assert_eq!(&answer.bays, &blind.bays, "{} looks at judged baskets", name);
        }
    }
}
