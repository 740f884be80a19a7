//! A day stopped, saved and gone on with is the day never stopped; from one state, many futures.

use domain::decision::Policies;
use domain::instance::Instance;
use domain::rng::Streams;
use domain::units::SimTime;
use sim_core::trace::Fact;
use sim_core::{Run, Simulation, Snapshot, SnapshotError, simulate};
use solvers::registry::{Choice, Choices, policies};

use crate::shipped;

type Facts = Vec<(SimTime, Fact)>;

fn tiny() -> Instance {
    shipped::instance("tiny", &[])
}

fn reference() -> Policies {
    policies(&Choices::default()).unwrap()
}

fn with(decision: &str, solver: &str) -> Policies {
    let mut choices = Choices::default();
    choices.set(decision, Choice::named(solver)).unwrap();
    policies(&choices).unwrap()
}

/// The state of replication 0 before `at`, and the facts until then.
fn stopped(instance: &Instance, at: SimTime) -> (Snapshot, Facts) {
    let mut facts = Facts::new();
    let mut simulation = Simulation::new(instance, reference(), Streams::new(5, 0), &mut facts);
    simulation.run_until(at).unwrap();
    let snapshot = simulation.snapshot(at).unwrap();
    drop(simulation);
    (snapshot, facts)
}

fn gone_on(
    instance: &Instance,
    snapshot: &Snapshot,
    policies: Policies,
    future: Option<Streams>,
) -> (Run, Facts) {
    let mut facts = Facts::new();
    let simulation = Simulation::resume(instance, policies, snapshot, future, &mut facts).unwrap();
    let run = simulation.finish().unwrap();
    (run, facts)
}

#[test]
fn stopping_and_going_on_changes_nothing() {
    let instance = tiny();
    let mut whole = Facts::new();
    let run = simulate(&instance, reference(), Streams::new(5, 0), &mut whole).unwrap();
    for minute in [0, 1, 9 * 60, 13 * 60 + 7, 18 * 60, 23 * 60 + 59, 40 * 60] {
        let at = SimTime(minute * 60_000 + minute);
        let (snapshot, before) = stopped(&instance, at);
        let saved = postcard::to_stdvec(&snapshot).unwrap();
        let snapshot: Snapshot = postcard::from_bytes(&saved).unwrap();
        let (rest, after) = gone_on(&instance, &snapshot, reference(), None);
        assert_eq!(rest.fingerprint, run.fingerprint, "stopped at minute {minute}");
        assert_eq!((rest.events, rest.facts), (run.events, run.facts));
        assert_eq!(rest.controls, run.controls);
        assert_eq!(sim_core::kpi::quantile(&rest.tally.click_to_door_ms, 0.5), {
            sim_core::kpi::quantile(&run.tally.click_to_door_ms, 0.5)
        });
        assert_eq!([before, after].concat(), whole);
    }
}

#[test]
fn a_store_that_learns_and_picks_in_waves_goes_on_with_what_it_knows() {
    let instance = shipped::instance(
        "tiny",
        &[
            ("demand.sessions_per_day", "1500"),
            ("stores.pickers_per_store", "1"),
            ("floor.second_faces", "150"),
            ("work.learn_from_walks", "true"),
            ("work.aisle_pace_sigma", "0.4"),
            ("work.fill_bags_while_picking", "true"),
        ],
    );
    let waves = || with("pick_batch", "first_come");
    let run = simulate(&instance, waves(), Streams::new(5, 0), &mut ()).unwrap();
    for at in [SimTime::from_hours(12), SimTime(19 * 3_600_000 + 123)] {
        let mut nobody = ();
        let mut simulation = Simulation::new(&instance, waves(), Streams::new(5, 0), &mut nobody);
        simulation.run_until(at).unwrap();
        let saved = postcard::to_stdvec(&simulation.snapshot(at).unwrap()).unwrap();
        let snapshot: Snapshot = postcard::from_bytes(&saved).unwrap();
        let (rest, _) = gone_on(&instance, &snapshot, waves(), None);
        assert_eq!(rest.fingerprint, run.fingerprint, "stopped at {at}");
    }
}

/// What no decision moves: who opens the app when, and the weather.
fn outside(facts: &[(SimTime, Fact)]) -> Vec<(SimTime, u32, u64)> {
    let outside = facts.iter().filter_map(|(at, fact)| match *fact {
        Fact::SessionBegan { zone, customer, .. } => Some((*at, zone.0, customer)),
        Fact::RainChanged { rain } => Some((*at, u32::MAX, rain as u64)),
        _ => None,
    });
    outside.collect()
}

#[test]
fn branches_share_each_future_and_futures_differ() {
    let instance = tiny();
    let at = SimTime::from_hours(17);
    let (snapshot, _) = stopped(&instance, at);
    let future = |number| Some(Streams::new(5, number));
    let (_, one) = gone_on(&instance, &snapshot, reference(), future(1));
    let (_, same) = gone_on(&instance, &snapshot, reference(), future(1));
    let (_, other_policy) =
        gone_on(&instance, &snapshot, with("dispatch", "first_come"), future(1));
    let (_, two) = gone_on(&instance, &snapshot, reference(), future(2));
    assert_eq!(one, same);
    assert_eq!(outside(&one), outside(&other_policy));
    assert_ne!(one, other_policy);
    assert_ne!(outside(&one), outside(&two));
    assert!(one.iter().all(|(time, _)| *time >= at));
    let sessions = |facts: &Facts| outside(facts).len() as f64;
    let (a, b) = (sessions(&one), sessions(&two));
    assert!((a - b).abs() < 6.0 * (a + b).sqrt(), "{a} and {b} sessions are of one rate");
}

#[test]
fn a_branch_into_its_own_future_keeps_the_weather_of_the_day() {
    let instance = tiny();
    let (snapshot, _) = stopped(&instance, SimTime::from_hours(11));
    let (_, onwards) = gone_on(&instance, &snapshot, reference(), None);
    let (_, redrawn) = gone_on(&instance, &snapshot, reference(), Some(Streams::new(5, 0)));
    let rain = |facts: &Facts| {
        let mut changes = outside(facts);
        changes.retain(|change| change.1 == u32::MAX);
        changes
    };
    assert_eq!(rain(&onwards), rain(&redrawn));
}

#[test]
fn a_damaged_or_foreign_state_is_refused() {
    let instance = tiny();
    let (snapshot, _) = stopped(&instance, SimTime::from_hours(12));
    let saved = postcard::to_stdvec(&snapshot).unwrap();
    assert!(postcard::from_bytes::<Snapshot>(&saved[..saved.len() / 2]).is_err());
    let other = shipped::instance("tiny", &[("fleet.riders_per_store", "17")]);
    let refused = Simulation::resume(&other, reference(), &snapshot, None, &mut ()).err();
    assert!(
        matches!(refused, Some(SnapshotError::OtherWorld { what: "riders", .. })),
        "{refused:?}"
    );
}

/// The state of `before` gone on with in a day whose timetable from then on is that of `after`.
fn revised_on(before: &Instance, after: Instance, snapshot: &Snapshot) -> Result<Facts, String> {
    let world = sim_core::revised(before, after, snapshot.at());
    let mut facts = Facts::new();
    let simulation =
        Simulation::resume_revised(before, &world, reference(), snapshot, None, &mut facts);
    simulation.map_err(|error| error.to_string())?.finish().unwrap();
    Ok(facts)
}

/// When two courses of facts part.
fn part(one: &Facts, other: &Facts) -> Option<SimTime> {
    let (a, b) = one.iter().zip(other).find(|(a, b)| a != b)?;
    Some(a.0.min(b.0))
}

/// A dry day with a shortage of riders under way from 10 on and a closed store from 19 on.
const PLANNED: [(&str, &str); 4] = [
    ("weather.drawn", "false"),
    ("disruptions.rider_shortage", "[{ share = 0.4, start_h = 10, end_h = 20 }]"),
    ("disruptions.store_closure", "[{ store = \"store 1\", start_h = 19, end_h = 20 }]"),
    ("demand.sessions_per_day", "1500"),
];

fn planned(changes: &[(&str, &str)]) -> Instance {
    let mut settings = PLANNED.to_vec();
    for (path, value) in changes {
        settings.retain(|(known, _)| known != path);
        settings.push((path, value));
    }
    shipped::instance("tiny", &settings)
}

#[test]
fn a_saved_day_goes_on_under_another_timetable_from_when_it_differs() {
    let before = planned(&[]);
    let at = SimTime::from_hours(16);
    let (snapshot, _) = stopped(&before, at);
    let (_, as_planned) = gone_on(&before, &snapshot, reference(), None);
    let on = |changes: &[(&str, &str)]| revised_on(&before, planned(changes), &snapshot).unwrap();

    assert_eq!(on(&[]), as_planned, "the timetable planned anew is the same day");

    let rain = on(&[("weather.spell", "[{ start_h = 18, end_h = 20, rain = \"heavy\" }]")]);
    assert_eq!(part(&rain, &as_planned), Some(SimTime::from_hours(18)));
    let raining = |facts: &Facts| outside(facts).iter().filter(|fact| fact.1 == u32::MAX).count();
    assert_eq!((raining(&rain), raining(&as_planned)), (2, 0));

    // The store closed in the list before it would be another number: the shortage keeps its own,
    // and those who stayed away since ten come back at eight.
    let closed =
        on(&[("disruptions.store_closure", "[{ store = \"store 2\", start_h = 17, end_h = 18 }]")]);
    assert_eq!(part(&closed, &as_planned), Some(SimTime::from_hours(17)));
    let turns = |facts: &Facts, at: u64| -> Vec<bool> {
        let at = SimTime::from_hours(at);
        let turn = facts.iter().filter(|(time, _)| *time == at);
        turn.filter_map(|(_, fact)| match fact {
            Fact::Disruption { begins, .. } => Some(*begins),
            _ => None,
        })
        .collect()
    };
    assert_eq!(turns(&closed, 17), [true]);
    assert_eq!(turns(&closed, 19), [false; 0], "the closure of the evening is no more");
    assert_eq!(turns(&closed, 20), [false], "the shortage ends");
    let back = |facts: &Facts| {
        let on = |(at, fact): &&(SimTime, Fact)| {
            *at == SimTime::from_hours(20) && matches!(fact, Fact::RiderOn { .. })
        };
        facts.iter().filter(on).count()
    };
    assert!(back(&as_planned) > 0);
    assert_eq!(back(&closed), back(&as_planned));

    let short = on(&[(
        "disruptions.rider_shortage",
        "[{ share = 0.4, start_h = 10, end_h = 20 }, { share = 1, start_h = 21, end_h = 22 }]",
    )]);
    assert_eq!(part(&short, &as_planned), Some(SimTime::from_hours(21)));
}

#[test]
fn riders_come_when_more_are_planned_and_nobody_on_duty_is_sent_home() {
    let before = planned(&[]);
    let at = SimTime::from_hours(16);
    let (snapshot, _) = stopped(&before, at);
    let (_, as_planned) = gone_on(&before, &snapshot, reference(), None);
    let with = |riders: &str| {
        let changes = [("fleet.riders_per_store", riders)];
        revised_on(&before, planned(&changes), &snapshot).unwrap()
    };
    let hours = |facts: &Facts| -> f64 {
        let duty = facts.iter().filter_map(|(_, fact)| match fact {
            Fact::RiderOff { duty, .. } => Some(duty.as_s() / 3600.0),
            _ => None,
        });
        duty.sum()
    };
    let (more, fewer) = (with("16"), with("4"));
    let came =
        more.iter().filter(|(time, fact)| *time == at && matches!(fact, Fact::RiderOn { .. }));
    assert!(came.count() >= 10, "8 more a store, less who is away");
    assert!(hours(&more) > hours(&as_planned) + 40.0);
    assert!(hours(&fewer) < hours(&as_planned) - 10.0);
    let sent_home =
        fewer.iter().any(|(time, fact)| *time == at && matches!(fact, Fact::RiderOff { .. }));
    assert!(!sent_home);
    let cancelled = |facts: &Facts| {
        facts.iter().filter(|(_, fact)| matches!(fact, Fact::Cancelled { .. })).count()
    };
    assert!(cancelled(&more) <= cancelled(&as_planned));
}

#[test]
fn what_has_rained_has_rained() {
    let before = planned(&[]);
    let (snapshot, _) = stopped(&before, SimTime::from_hours(16));
    let wet = planned(&[("weather.spell", "[{ start_h = 9, end_h = 10, rain = \"light\" }]")]);
    let refused = revised_on(&before, wet, &snapshot).unwrap_err();
    assert_eq!(refused, "until 16:00 it rained otherwise in the saved day");
}
