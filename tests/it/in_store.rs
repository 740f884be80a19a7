//! Inside the store: walks against the formula, the same draws on every route, and what second
//! places, waves, filled bags and learning do.

use std::collections::{BTreeMap, BTreeSet};

use domain::dist::Dist;
use domain::ids::{OrderId, StoreId};
use domain::instance::Instance;
use domain::rng::Streams;
use domain::store::{Aisles, Slot};
use domain::units::{Millimeters, Millis, SimTime};
use serde_json::Value;
use sim_core::stage::Stage;
use sim_core::trace::{Asked, Fact, MissedAt, Subject, Witness};
use sim_core::{Run, simulate};
use solvers::{Choice, Choices, policies};

use crate::lab::Lab;
use crate::shipped::instance;

type Facts = Vec<(SimTime, Fact)>;

fn chosen(decision: &str, solver: &str) -> Choices {
    let mut choices = Choices::default();
    choices.set(decision, Choice::named(solver)).expect("a registered solver");
    choices
}

fn run(instance: &Instance, choices: &Choices) -> (Run, Facts) {
    let mut facts = Facts::new();
    let policies = policies(choices).expect("registered policies");
    let run = simulate(instance, policies, Streams::new(7, 0), &mut facts);
    (run.expect("a run without broken answers"), facts)
}

fn stage_mean(run: &Run, stage: Stage) -> f64 {
    let sums = run.tally.stage_sum.map(|sums| sums[stage as usize].as_s());
    (sums.in_time + sums.late) / run.tally.delivered() as f64
}

#[test]
fn a_walk_takes_its_length_over_the_speed_of_the_aisle() {
    let lab = Lab {
        orders_per_hour: 20.0,
        picking: (1, Dist::constant(1.0)),
        packing: (1, Dist::constant(1.0)),
        days: 2,
    };
    let mut instance = lab.build();
    let (pitch, length) = (Millimeters(2_000), Millimeters(10_000));
    instance.floors[0].aisles = Aisles { count: 2, pitch, length, blocks: 1 };
    instance.floors[0].slots = vec![Slot { aisle: 1, depth: Millimeters(6_000) }];
    instance.stores[0].aisle_pace = vec![1.0, 0.5];
    instance.work.crowding_share = 3.0;
    let (run, facts) = run(&instance, &Choices::default());
    // Two metres across and six along an aisle at half the pace, there and back, nobody to meet.
    let walk = Millis(2 * (2_000 + 6_000 * 2));
    let mut walks = 0;
    for (_, fact) in &facts {
        if let Fact::StageEnded { stage: Stage::Walking, spent, .. } = fact {
            assert_eq!(*spent, walk);
            walks += 1;
        }
    }
    assert!(walks > 500, "{walks} walks");
    assert_eq!(run.tally.walks.planned_mm, run.tally.walks.orders * 16_000);
    assert_eq!(run.tally.picked_small, run.tally.picked_in_time);
}

#[test]
fn pickers_go_round_by_the_back_once_they_know_that_the_aisle_is_slow() {
    let lab = Lab {
        orders_per_hour: 20.0,
        picking: (1, Dist::constant(1.0)),
        packing: (1, Dist::constant(1.0)),
        days: 1,
    };
    let walks = |learns| {
        let mut instance = lab.build();
        let (pitch, length) = (Millimeters(2_000), Millimeters(10_000));
        instance.floors[0].aisles = Aisles { count: 2, pitch, length, blocks: 1 };
        instance.floors[0].slots = vec![Slot { aisle: 1, depth: Millimeters(6_000) }];
        instance.stores[0].aisle_pace = vec![1.0, 0.1];
        instance.work.learns = learns;
        let (run, facts) = run(&instance, &Choices::default());
        let walking = facts.iter().filter_map(|(_, fact)| match fact {
            Fact::StageEnded { stage: Stage::Walking, spent, .. } => Some(*spent),
            _ => None,
        });
        (walking.collect::<Vec<_>>(), run.tally.walks)
    };
    // There and back: six metres into the slow aisle, or ten along the other and four into it.
    let [front, back] = [2_000 + 60_000, 10_000 + 2_000 + 40_000].map(|way| Millis(2 * way));
    let (unknown, walked) = walks(false);
    assert!(unknown.len() > 100 && unknown.iter().all(|walk| *walk == front));
    assert_eq!(walked.planned_mm, walked.orders * 16_000);
    let (known, walked) = walks(true);
    // The first walk by the back may be the way home from a slot that was reached by the front.
    assert!(known[0] == front && known.is_sorted_by(|before, after| before >= after));
    let round = known.iter().filter(|walk| **walk == back).count();
    assert!((known.len() - 20..known.len()).contains(&round), "{round} of {}", known.len());
    assert!(walked.planned_mm > walked.orders * 31_000, "the longer way is told");
}

/// Picking time of every order of which all was found, walking left out.
fn picking_times(facts: &Facts) -> BTreeMap<OrderId, Millis> {
    let mut times = BTreeMap::new();
    let mut incomplete = BTreeSet::new();
    for (_, fact) in facts {
        match *fact {
            Fact::StageEnded { order, stage: Stage::Picking, spent } => {
                times.insert(order, spent);
            }
            Fact::LineMissed { order, .. } => {
                incomplete.insert(order);
            }
            _ => {}
        }
    }
    times.retain(|order, _| !incomplete.contains(order));
    times
}

#[test]
fn an_order_takes_as_long_to_pick_whatever_the_route() {
    let alike = [
        ("stores.picker_pace_sigma", "0"),
        ("work.congestion_s", "0"),
        ("work.misplaced_share", "0"),
        ("supply.phantom_share", "0"),
    ];
    let instance = instance("tiny", &alike);
    let times = |solver| picking_times(&run(&instance, &chosen("pick_route", solver)).1);
    let (one, other) = (times("reference"), times("as_listed"));
    let both: Vec<_> = one.iter().filter(|(order, _)| other.contains_key(order)).collect();
    assert!(both.len() > 100, "{} orders in common", both.len());
    for (order, time) in both {
        assert!(time.0.abs_diff(other[order].0) <= 1, "order {}", order.0);
    }
}

fn missed(facts: &Facts) -> usize {
    let at_shelf = |fact: &Fact| matches!(fact, Fact::LineMissed { at: MissedAt::Shelf, .. });
    facts.iter().filter(|(_, fact)| at_shelf(fact)).count()
}

#[test]
fn what_is_not_at_one_place_is_often_found_at_the_other() {
    let with = |faces| {
        let settings = [("work.misplaced_share", "0.2"), ("floor.second_faces", faces)];
        missed(&run(&instance("tiny", &settings), &Choices::default()).1)
    };
    let (one, two) = (with("0"), with("300"));
    assert!(two * 2 < one, "{one} lines missed with one place, {two} with two");
}

#[test]
fn bags_filled_while_picking_save_time_at_the_stations() {
    let packing = |fills| {
        let instance = instance("tiny", &[("work.fill_bags_while_picking", fills)]);
        stage_mean(&run(&instance, &Choices::default()).0, Stage::Packing)
    };
    let (apart, filled) = (packing("false"), packing("true"));
    assert!(filled < apart - 1.0, "{filled} s filled, {apart} s apart");
}

#[test]
fn waves_put_several_orders_on_a_tour_and_share_the_pickers_time() {
    let busy = [("demand.sessions_per_day", "2500"), ("stores.pickers_per_store", "1")];
    let (run, facts) = run(&instance("tiny", &busy), &chosen("pick_batch", "first_come"));
    let (mut together, mut busy, mut tours) = (0, BTreeMap::<_, Millis>::new(), BTreeMap::new());
    for (at, fact) in &facts {
        match *fact {
            Fact::PickStarted { order, picker, orders, .. } => {
                together += usize::from(orders > 1);
                tours.insert(order, (*at, picker));
            }
            Fact::PickEnded { order, busy: part, .. } => {
                let (began, _) = tours[&order];
                let tour = busy.entry((tours[&order], *at)).or_default();
                *tour += part;
                assert!(*tour <= at.since(began), "more time than the tour took");
            }
            _ => {}
        }
    }
    assert!(together > 50, "{together} orders picked together");
    for (((began, _), ended), parts) in busy {
        assert_eq!(parts, ended.since(began), "the parts make the tour");
    }
    assert!(run.tally.delivered() > 500);
}

/// The paces of aisles that pick routes were told, by store: first and last.
#[derive(Default)]
struct Told(BTreeMap<StoreId, [Vec<f64>; 2]>, BTreeMap<OrderId, StoreId>);

impl Witness for Told {
    fn note(&mut self, _at: SimTime, fact: &Fact) {
        if let Fact::Placed { order, store, .. } = *fact {
            self.1.insert(order, store);
        }
    }

    fn decided(&mut self, _at: SimTime, asked: &Asked<'_>) {
        let ("pick_route", Subject::Order(order)) = (asked.decision, asked.subject) else {
            return;
        };
        let question: Value = serde_json::from_str(&asked.question_json()).expect("JSON");
        let paces = question["aisle_pace"].as_array().expect("paces");
        let paces: Vec<f64> =
            paces.iter().map(|pace| pace.as_f64().expect("a number") / 1e3).collect();
        let told = self.0.entry(self.1[&order]).or_insert_with(|| [paces.clone(), Vec::new()]);
        told[1] = paces;
    }
}

#[test]
fn a_store_learns_how_fast_its_aisles_are() {
    let settings = [
        ("work.learn_from_walks", "true"),
        ("work.aisle_pace_sigma", "0.4"),
        ("work.crowding_share", "0"),
        ("stores.picker_pace_sigma", "0"),
        ("demand.sessions_per_day", "4000"),
    ];
    let instance = instance("tiny", &settings);
    let mut told = Told::default();
    let policies = policies(&Choices::default()).expect("the reference policies");
    simulate(&instance, policies, Streams::new(7, 0), &mut told).expect("a sound run");
    for (store, [first, last]) in told.0 {
        let truth = &instance.stores[store.index()].aisle_pace;
        // These few SKUs stand in the nearest aisles; of the others there is nothing to learn.
        let error = |paces: &[f64]| {
            let errors = paces.iter().zip(truth).take(2).map(|(pace, truth)| (pace / truth).ln());
            errors.map(f64::abs).fold(0.0, f64::max)
        };
        assert!(error(&last) < 0.02, "{last:?} for {truth:?}");
        assert!(error(&last) < error(&first) / 3.0, "{first:?}, then {last:?} for {truth:?}");
    }
}
