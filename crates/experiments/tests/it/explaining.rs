//! Runs on disk, explained and compared.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::decision::Policies;
use domain::ids::OrderId;
use domain::rng::Streams;
use domain::units::{Millis, SimTime};
use experiments::attribution::{
    Cause, Comparison, Entry, Explanation, Ledger, Removal, Story, Tested, World as Changeable,
};
use experiments::divergence::{first_divergence, first_parting, look, stored};
use experiments::record::Output;
use experiments::replay::Replay;
use experiments::report::{Context, Recipe, World, manifest};
use experiments::rundir::RunDirectory;
use experiments::runner::PoliciesError;
use experiments::{ExperimentError, Outcome};
use sim_core::stage::Stage;
use sim_core::trace::Fact;
use solvers::registry::{self, Choice, Choices};

use crate::world::{Place, built, reference, simulate, tiny};

/// Nobody stops the tests.
static NEVER: AtomicBool = AtomicBool::new(false);

type Facts = Vec<(SimTime, Fact)>;
type Build = dyn Fn() -> Result<Policies, PoliciesError> + Sync;

fn first_come() -> Result<Policies, PoliciesError> {
    let mut choices = Choices::default();
    choices.set("dispatch", Choice::named("first_come"))?;
    Ok(registry::policies(&choices)?)
}

/// Runs `tiny` and writes it as the command line does.
fn write(directory: &Path, policies: &Build, replications: u32, facts: bool) -> Outcome {
    let mut output = Output::create(directory, facts).unwrap();
    let outcome = simulate(policies, replications, 2, Some(&mut output)).unwrap();
    let context = Context {
        scenario: "tiny",
        world: &World::of(tiny()),
        policies: &[],
        seed: 3,
        replications,
        sampling: experiments::sampling::Sampling::default(),
        with_spread: false,
        is_long_run: false,
        asked: &[],
        outcome: &outcome,
    };
    let text = scenarios::shipped().iter().find(|shipped| shipped.name == "tiny").unwrap().text;
    let recipe = Recipe {
        version: "1.2.3",
        scenario_text: text,
        scenario_directory: Path::new("some/where"),
    };
    output.finish(|files| manifest(&context, &recipe, files)).unwrap();
    outcome
}

fn replay(policies: &Build) -> Replay<'_> {
    Replay { instance: tiny(), policies, seed: 3, is_antithetic: false, threads: 2, stop: &NEVER }
}

fn trace(policies: &Build, replication: u32) -> Facts {
    let mut facts = Facts::new();
    sim_core::simulate(tiny(), policies().unwrap(), Streams::new(3, replication), &mut facts)
        .unwrap();
    facts
}

#[test]
fn a_run_directory_says_what_was_run() {
    let place = Place::new("opened");
    let outcome = write(place.path(), &reference, 3, false);
    let run = RunDirectory::open(place.path()).unwrap();
    assert_eq!((&*run.version, &*run.scenario, run.seed), ("1.2.3", "tiny", 3));
    assert_eq!(run.scenario_directory, Path::new("some/where"));
    let ends: Vec<u64> = outcome.summaries.iter().map(|one| one.fingerprint.value()).collect();
    assert_eq!(run.fingerprints, ends);
    let chains = run.chains().unwrap();
    for (marks, summary) in chains.iter().zip(&outcome.summaries) {
        assert_eq!(marks.last().unwrap().facts, summary.facts);
        assert_eq!(marks.len() as u64, summary.facts.div_ceil(256));
    }
}

#[test]
fn what_is_wrong_with_a_directory_is_named() {
    let place = Place::new("wrong");
    let error = |path: &Path| RunDirectory::open(path).unwrap_err().to_string();
    assert!(error(&place.path().join("none")).contains("no such directory"));
    assert!(error(place.path()).contains("no `summary.json`"));
    let summary = place.path().join("summary.json");
    for (text, names) in [
        ("{", "EOF"),
        ("{\"version\": \"1\"}", "missing field `results`"),
        ("{\"version\": 1}", "expected a string"),
        (
            "{\"version\": \"1\", \"results\": {\"scenario\": \"x\", \"seed\": 1, \"antithetic\": false, \"policies\": {}},
              \"fingerprints\": [\"12xy\"], \"scenario_directory\": \"\", \"scenario_text\": \"\"}",
            "`fingerprints[0]` is `12xy`",
        ),
    ] {
        fs::write(&summary, text).unwrap();
        let told = error(place.path());
        assert!(told.contains(names) && told.contains("summary.json"), "{told}");
    }
    let outcome = write(place.path(), &reference, 1, false);
    fs::write(place.path().join("chain.parquet"), "not a table").unwrap();
    let run = RunDirectory::open(place.path()).unwrap();
    assert_eq!(run.fingerprints.len(), outcome.summaries.len());
    assert!(run.chains().unwrap_err().to_string().contains("chain.parquet"));
}

#[test]
fn every_excess_is_split_to_the_millisecond_and_sums_by_store_and_hour() {
    let place = Place::new("split");
    let outcome = write(place.path(), &reference, 3, false);
    let run = RunDirectory::open(place.path()).unwrap();
    let all = Explanation::of(&run, &replay(&reference), &[0, 1, 2], &|| {}).unwrap();
    let sla = tiny().service.sla;
    assert!(all.late.len() > 50);
    for late in &all.late {
        assert_eq!(late.excess, late.delivery.took - sla);
        assert_eq!(late.blame.iter().copied().sum::<Millis>(), late.excess);
        assert_eq!(late.delivery.times_ms.iter().sum::<i64>(), late.delivery.took.0 as i64);
    }
    // What the tally of each run counted by itself.
    let counted =
        |of: fn(&experiments::Summary) -> u64| outcome.summaries.iter().map(of).sum::<u64>();
    let total = all.total();
    assert_eq!(total.late, counted(|s| s.delivered.late));
    assert_eq!(total.delivered - total.late, counted(|s| s.delivered.in_time));
    assert_eq!(all.placed, counted(|s| s.orders.placed));
    assert_eq!(
        all.not_delivered,
        counted(|s| s.orders.cancelled + s.orders.nothing_found + s.orders.failed)
    );
    let excess: Millis = all.late.iter().map(|late| late.excess).sum();
    for sums in [all.by_store().as_slice(), &all.by_hour()] {
        let joined = sums
            .iter()
            .fold(Default::default(), |sum: experiments::attribution::Sums, s| sum.join(s));
        assert_eq!((joined.excess, joined.late), (excess, total.late));
        assert_eq!(joined.blame.iter().copied().sum::<Millis>(), excess);
    }
    let by_store: Vec<u64> = all.by_store().iter().map(|sums| sums.delivered - sums.late).collect();
    let tallied = (0..by_store.len())
        .map(|store| outcome.summaries.iter().map(|s| s.by_store[store].in_time).sum::<u64>());
    assert_eq!(by_store, tallied.collect::<Vec<u64>>());
}

#[test]
fn times_by_cause_are_those_of_stages_and_last_mile_even_in_rain() {
    let wet = built(&[("weather.wet_share", "0.9"), ("weather.heavy_share", "0.5")]);
    let mut facts = Facts::new();
    let policies = || reference().unwrap();
    sim_core::simulate(&wet, policies(), Streams::new(3, 0), &mut facts).unwrap();
    let mut ledger = Ledger::after(SimTime::ZERO);
    sim_core::simulate(&wet, policies(), Streams::new(3, 0), &mut ledger).unwrap();
    assert!(ledger.deliveries.len() > 100);
    let mut rained = 0;
    for delivery in &ledger.deliveries {
        let time = |cause: Cause| delivery.times_ms[cause as usize];
        let mut stages = [0_i64; Stage::COUNT];
        for (_, fact) in &facts {
            match *fact {
                Fact::StageEnded { order, stage, spent } if order == delivery.order => {
                    stages[stage as usize] += spent.0 as i64;
                }
                Fact::LastMile { order, free_flow, traffic_ms, weather, parking, .. }
                    if order == delivery.order =>
                {
                    assert_eq!(time(Cause::EmptyRoad), free_flow.0 as i64);
                    assert_eq!(time(Cause::Traffic), traffic_ms, "order {}", order.0);
                    assert_eq!(time(Cause::Weather), weather.0 as i64);
                    assert_eq!(time(Cause::Parking), parking.0 as i64);
                    rained += u32::from(weather > Millis::ZERO);
                }
                _ => {}
            }
        }
        for (cause, stage) in [
            (Cause::PickQueue, Stage::PickQueue),
            (Cause::RiderWait, Stage::RiderWait),
            (Cause::Detour, Stage::Detour),
            (Cause::Customer, Stage::Customer),
        ] {
            assert_eq!(time(cause), stages[stage as usize]);
        }
    }
    assert!(rained > 100);
}

#[test]
fn a_run_that_does_not_repeat_is_refused() {
    let place = Place::new("refused");
    write(place.path(), &reference, 2, false);
    let run = RunDirectory::open(place.path()).unwrap();
    let error = Explanation::of(&run, &replay(&first_come), &[0, 1], &|| {}).unwrap_err();
    assert!(matches!(error, ExperimentError::NotRepeated { replication: 0, .. }), "{error}");
}

#[test]
fn a_story_holds_every_fact_and_decision_about_its_order() {
    let place = Place::new("story");
    write(place.path(), &reference, 1, false);
    let run = RunDirectory::open(place.path()).unwrap();
    let facts = trace(&reference, 0);
    let order = facts.iter().find_map(|(_, fact)| match fact {
        Fact::Delivered { order, .. } if order.0 > 50 => Some(*order),
        _ => None,
    });
    let order = order.unwrap();
    let story = Story::of(&run, &replay(&reference), 0, order).unwrap();
    // The oracle: a fact is the order's if its text names it.
    let named = format!("order: OrderId({})", order.0);
    let by_leg = format!("order: Some(OrderId({}))", order.0);
    let expected: Facts = facts
        .into_iter()
        .filter(|(_, fact)| {
            let text = format!("{fact:?}");
            text.contains(&named) || text.contains(&by_leg)
        })
        .collect();
    let told: Facts = story
        .entries
        .iter()
        .filter_map(|(at, entry)| match entry {
            Entry::Happened(fact) => Some((*at, *fact)),
            Entry::Decided(_) => None,
        })
        .collect();
    let own: Facts = told.iter().filter(|one| expected.contains(one)).copied().collect();
    assert_eq!(own, expected);
    let rest = told.iter().filter(|one| !expected.contains(one));
    for (_, fact) in rest {
        assert!(matches!(fact, Fact::TripStarted { .. } | Fact::LegEnded { .. }), "{fact:?}");
    }
    let decisions: Vec<&str> = story
        .entries
        .iter()
        .filter_map(|(_, entry)| match entry {
            Entry::Decided(decided) => Some(decided.decision),
            Entry::Happened(_) => None,
        })
        .collect();
    let each = ["store_choice", "promise", "delivery_fee", "pick_route", "bagging", "dispatch"];
    assert_eq!(decisions[..5], each[..5]);
    assert!(decisions[5..].iter().all(|decision| *decision == "dispatch"));
    let Some(Entry::Decided(last)) = story
        .entries
        .iter()
        .rev()
        .map(|(_, entry)| entry)
        .find(|entry| matches!(entry, Entry::Decided(_)))
    else {
        panic!("a decision")
    };
    assert!(!last.is_held && last.answer.contains(&order.0.to_string()));

    let error = Story::of(&run, &replay(&reference), 0, OrderId(1_000_000)).unwrap_err();
    assert!(error.to_string().contains("numbered 0 to"), "{error}");
}

#[test]
fn removing_a_cause_removes_it_and_leaves_the_world_as_it_was() {
    let settings = [("weather.wet_share", "0.6"), ("supply.phantom_share", "0.3")];
    let mut world = Changeable::new(built(&settings));
    let simulated = |instance: &domain::instance::Instance| {
        let mut facts = Facts::new();
        sim_core::simulate(instance, reference().unwrap(), Streams::new(3, 0), &mut facts).unwrap();
        facts
    };
    let before = simulated(world.instance());
    let is = |facts: &Facts, test: fn(&Fact) -> bool| facts.iter().any(|(_, fact)| test(fact));
    let missed: fn(&Fact) -> bool = |fact| matches!(fact, Fact::LineMissed { .. });
    let shared: fn(&Fact) -> bool = |fact| matches!(fact, Fact::TripStarted { orders: 2.., .. });
    let rained: fn(&Fact) -> bool =
        |fact| matches!(fact, Fact::LastMile { weather, .. } if weather.0 > 0);
    let slowed: fn(&Fact) -> bool =
        |fact| matches!(fact, Fact::LastMile { traffic_ms, .. } if traffic_ms.abs() > 50);
    for (removal, cause) in [
        (Removal::Stock, missed),
        (Removal::Batching, shared),
        (Removal::Weather, rained),
        (Removal::Traffic, slowed),
    ] {
        assert!(is(&before, cause), "{removal:?}");
        let after = world.without(removal, simulated);
        assert!(!is(&after, cause), "{removal:?}");
        assert!(after.len() > 1000);
    }
    let on = |facts: &Facts| {
        let pickers =
            facts.iter().filter(|(_, fact)| matches!(fact, Fact::PickerOn { .. })).count();
        let riders = facts.iter().filter(|(_, fact)| matches!(fact, Fact::RiderOn { .. })).count();
        (pickers, riders)
    };
    let (pickers, riders) = on(&before);
    assert_eq!(on(&world.without(Removal::Picker, simulated)).0, pickers + 2);
    assert!(on(&world.without(Removal::Rider, simulated)).1 >= riders + 2);
    assert_eq!(simulated(world.instance()), before);
}

#[test]
fn misses_that_vanish_are_counted_pair_by_pair() {
    let tested = |late: u64| Tested {
        fingerprint: Default::default(),
        placed: 200,
        delivered: 100,
        late,
        not_delivered: 0,
    };
    let all = |late: [u64; 3]| late.map(tested).to_vec();
    let comparison = Comparison {
        removal: Removal::Rider,
        is_antithetic: false,
        with: all([10, 20, 60]),
        without: all([8, 17, 59]),
    };
    // Differences 2, 3, 1: mean 2, standard deviation 1, t of 2 degrees of freedom 4.302653.
    let vanished = comparison.vanished();
    assert_eq!(vanished.mean, 2.0);
    assert!((vanished.half_width.unwrap() - 4.302_653 / 3.0_f64.sqrt()).abs() < 1e-5);
    assert_eq!(comparison.vanished_per_100().mean, 2.0);
    let [before, after] = comparison.sla();
    assert!((before - 0.7).abs() < 1e-12 && (after - 0.72).abs() < 1e-12);
}

#[test]
fn the_first_fact_that_differs_is_that_of_a_fact_by_fact_comparison() {
    let places = [Place::new("diff-a"), Place::new("diff-b")];
    let policies: [&Build; 2] = [&reference, &first_come];
    let runs = [0, 1].map(|side| {
        write(places[side].path(), policies[side], 2, true);
        RunDirectory::open(places[side].path()).unwrap()
    });
    let chains = runs.each_ref().map(|run| run.chains().unwrap());
    let parting = first_parting([&chains[0], &chains[1]]).unwrap();
    let traces = policies.map(|policies| trace(policies, parting.replication));
    let first = traces[0].iter().zip(&traces[1]).take_while(|(a, b)| a == b).count();
    let seen =
        [0, 1].map(|side| look(&runs[side], &replay(policies[side]), &parting, side).unwrap());
    let found = first_divergence([&seen[0], &seen[1]]).unwrap();
    assert_eq!((parting.replication, found.number), (0, first as u64));
    for side in [0, 1] {
        let noted = found.facts[side].clone().unwrap();
        assert_eq!((noted.at, noted.fact), traces[side][first]);
        assert!(noted.event.is_some());
    }
    let context = &traces[0][first - found.before.len()..first];
    assert!(found.before.iter().map(|noted| (noted.at, noted.fact)).eq(context.iter().copied()));
    let [Some(a), Some(b)] = found.choices.unwrap() else { panic!("a decision on both sides") };
    assert_eq!((a.decision, a.solver, b.solver), ("dispatch", "reference", "first_come"));
    assert_eq!(a.question, b.question);
    // The facts as they were kept tell the same.
    let kept = runs.each_ref().map(|run| stored(run, &parting).unwrap().unwrap());
    let kept = first_divergence([&kept[0], &kept[1]]).unwrap();
    assert_eq!(kept.number, found.number);
    assert_eq!(kept.facts.map(|n| n.map(|n| n.fact)), found.facts.map(|n| n.map(|n| n.fact)));
    // A run that does not repeat is not shown as if it did.
    let error = look(&runs[0], &replay(&first_come), &parting, 0).unwrap_err();
    assert!(matches!(error, ExperimentError::NotRepeated { .. }));
}

#[test]
fn replications_begun_before_a_stop_are_told_and_no_others() {
    let stop = AtomicBool::new(false);
    let replay = Replay { threads: 1, stop: &stop, ..replay(&reference) };
    let known = replay.each(&[4, 5, 6, 7], |replication| {
        stop.store(replication == 5, Ordering::Relaxed);
        Ok(replication)
    });
    assert_eq!(known.unwrap(), [4, 5]);
}
