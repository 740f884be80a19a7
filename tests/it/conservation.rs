//! Nothing is lost: orders, seconds, and every unit of stock, from the facts alone.

use std::collections::BTreeMap;

use domain::ids::{OrderId, SkuId, StoreId};
use domain::rng::Streams;
use domain::units::{Millis, SimTime};
use sim_core::stage::Stage;
use sim_core::trace::{Fact, StockState};
use sim_core::{Run, simulate};
use solvers::{Choice, Choices, policies};

use crate::shipped::instance;

type Facts = Vec<(SimTime, Fact)>;

fn run(name: &str, overrides: &[(&str, &str)]) -> (Run, Facts) {
    decided(name, overrides, &Choices::default())
}

fn decided(name: &str, overrides: &[(&str, &str)], choices: &Choices) -> (Run, Facts) {
    let instance = instance(name, overrides);
    let mut facts = Facts::new();
    let policies = policies(choices).expect("registered policies");
    let run = simulate(&instance, policies, Streams::new(3, 0), &mut facts);
    (run.expect("a run without broken answers"), facts)
}

/// Orders picked in waves.
fn waves() -> Choices {
    let mut choices = Choices::default();
    choices.set("pick_batch", Choice::named("first_come")).expect("a registered solver");
    choices
}

/// A day, a day that goes wrong in every way, and one with every way of working inside the store:
/// waves, second places, bags filled while picking, a store that learns, impatient customers.
fn days() -> Vec<(Run, Facts)> {
    vec![
        run("tiny", &[]),
        run(
            "tiny",
            &[
                ("fleet.riders_per_store", "2"),
                ("work.misplaced_share", "0.2"),
                ("access.failed_share", "0.1"),
                ("supply.phantom_share", "0.5"),
                ("calendar.days", "2"),
            ],
        ),
        decided(
            "tiny",
            &[
                ("demand.sessions_per_day", "1500"),
                ("stores.pickers_per_store", "1"),
                ("floor.second_faces", "150"),
                ("handling.heavy_first_kg", "1"),
                ("work.misplaced_share", "0.2"),
                ("work.second_face_empty_share", "0.4"),
                ("work.learn_from_walks", "true"),
                ("work.aisle_pace_sigma", "0.4"),
                ("work.fill_bags_while_picking", "true"),
            ],
            &waves(),
        ),
    ]
}

#[test]
fn every_order_placed_is_delivered_cancelled_failed_or_open() {
    for (run, facts) in days() {
        let count = |test: fn(&Fact) -> bool| facts.iter().filter(|(_, f)| test(f)).count() as u64;
        let tally = &run.tally;
        assert!(tally.placed > 100, "a day with orders");
        assert_eq!(tally.placed, count(|f| matches!(f, Fact::Placed { .. })));
        assert_eq!(tally.delivered(), count(|f| matches!(f, Fact::Delivered { .. })));
        assert_eq!(tally.cancelled, count(|f| matches!(f, Fact::Cancelled { .. })));
        assert_eq!(tally.failed, count(|f| matches!(f, Fact::Failed { .. })));
        assert_eq!(tally.open(), 0, "after the drain nothing is open");
        assert_eq!(
            tally.sessions,
            tally.placed + tally.sessions_lost(),
            "every session orders or is lost"
        );
    }
}

#[test]
fn the_stages_of_a_delivered_order_sum_to_click_to_door() {
    for (_, facts) in days() {
        let mut booked: BTreeMap<OrderId, Millis> = BTreeMap::new();
        let mut delivered = 0;
        for (at, fact) in &facts {
            match *fact {
                Fact::StageEnded { order, spent, .. } => *booked.entry(order).or_default() += spent,
                Fact::Delivered { order, clicked, .. } => {
                    assert_eq!(booked[&order], at.since(clicked), "order {}", order.0);
                    delivered += 1;
                }
                _ => {}
            }
        }
        assert!(delivered > 100);
    }
}

/// Little's law holds sample path by sample path: the area under the number in the system is
/// the sum of the times spent in it.
#[test]
fn littles_law_holds() {
    for (_, facts) in days() {
        let (mut inside, mut area, mut last, mut times) = (0_u64, 0_u64, SimTime::ZERO, 0_u64);
        for (at, fact) in &facts {
            let (change, spent) = match *fact {
                Fact::Placed { .. } => (1_i64, Millis::ZERO),
                Fact::Delivered { clicked, .. }
                | Fact::Cancelled { clicked, .. }
                | Fact::Failed { clicked, .. } => (-1, at.since(clicked)),
                _ => continue,
            };
            area += inside * at.since(last).0;
            last = *at;
            inside = inside.checked_add_signed(change).expect("nobody leaves who did not come");
            times += spent.0;
        }
        assert_eq!(inside, 0);
        assert_eq!(area, times);
    }
}

#[test]
fn stock_is_conserved_never_negative_and_rebuilt_from_the_facts() {
    for (run, facts) in days() {
        let mut books: BTreeMap<(StoreId, SkuId), [i64; StockState::COUNT]> = BTreeMap::new();
        let mut entered: BTreeMap<(StoreId, SkuId), i64> = BTreeMap::new();
        let mut moves = 0;
        for (_, fact) in &facts {
            match *fact {
                Fact::OpeningStock { store, sku, units } => {
                    books.entry((store, sku)).or_default()[StockState::Available as usize] +=
                        i64::from(units);
                    *entered.entry((store, sku)).or_default() += i64::from(units);
                }
                Fact::Ordered { store, sku, units } => {
                    books.entry((store, sku)).or_default()[StockState::Ordered as usize] +=
                        i64::from(units);
                    *entered.entry((store, sku)).or_default() += i64::from(units);
                }
                Fact::Stock { store, sku, from, to, units } => {
                    let shelf = books.entry((store, sku)).or_default();
                    shelf[from as usize] -= i64::from(units);
                    shelf[to as usize] += i64::from(units);
                    assert!(shelf[from as usize] >= 0, "{from:?} of {sku:?} below zero");
                    moves += 1;
                }
                _ => {}
            }
        }
        assert!(moves > 1000);
        for ((store, sku), shelf) in &books {
            assert_eq!(shelf.iter().sum::<i64>(), entered[&(*store, *sku)]);
            for state in StockState::ALL {
                let kept = run.stock[*store].shelf(*sku).books(state);
                assert_eq!(shelf[state as usize], i64::from(kept), "{state:?} of {sku:?}");
            }
        }
    }
}

/// What is really on a shelf is what the books say, less the discrepancies nobody has noticed.
#[test]
fn shelf_and_books_differ_only_by_known_discrepancies() {
    for (run, facts) in days() {
        let mut unseen: BTreeMap<(StoreId, SkuId), i64> = BTreeMap::new();
        for (_, fact) in &facts {
            match *fact {
                Fact::Discrepancy { store, sku, units } => {
                    *unseen.entry((store, sku)).or_default() += i64::from(units);
                }
                Fact::Stock { store, sku, to: StockState::Missing, units, .. } => {
                    *unseen.entry((store, sku)).or_default() -= i64::from(units);
                }
                Fact::Stock { store, sku, from: StockState::Missing, units, .. } => {
                    *unseen.entry((store, sku)).or_default() += i64::from(units);
                }
                _ => {}
            }
        }
        for (store, inventory) in run.stock.iter_enumerated() {
            for number in 0..inventory.len() {
                let sku = SkuId::from(number);
                let shelf = inventory.shelf(sku);
                let booked: u32 =
                    [StockState::Available, StockState::Reserved, StockState::Suspect]
                        .map(|state| shelf.books(state))
                        .iter()
                        .sum();
                let gap = unseen.get(&(store, sku)).copied().unwrap_or(0);
                assert_eq!(i64::from(booked) - i64::from(shelf.on_hand()), gap, "{sku:?}");
            }
        }
    }
}

#[test]
fn stages_follow_the_order_of_an_orders_life() {
    let (_, facts) = run("tiny", &[]);
    let mut last: BTreeMap<OrderId, Stage> = BTreeMap::new();
    for (_, fact) in &facts {
        if let Fact::StageEnded { order, stage, .. } = *fact {
            let before = last.insert(order, stage);
            assert!(before.is_none_or(|before| before < stage), "{before:?} then {stage:?}");
        }
    }
}
