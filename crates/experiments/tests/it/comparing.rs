//! Cells in the laboratory: any number of threads, journals, saved days, mirrored pairs.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use domain::units::SimTime;
use experiments::KeyFigure;
use experiments::comparison::{Options, compare};
use experiments::lab::{Cell, Identity, Job, Lab, Settings};
use experiments::sampling::Sampling;
use experiments::saved::{SavedDay, stop_at};
use experiments::start::{Origin, Saved, Start};
use experiments::statistics::{Estimate, Finding, Level};
use experiments::summary::position;
use experiments::{ExperimentError, Summary};
use solvers::registry::{self, Choice, Choices};

use crate::world::{Place, reference, simulate, tiny};

fn cell(dispatch: &str) -> Cell {
    let shipped = scenarios::shipped().iter().find(|s| s.name == "tiny").unwrap();
    let settings = [("policies.dispatch".to_owned(), dispatch.to_owned())];
    let scenario = scenarios::parse("tiny", shipped.text, &settings).unwrap();
    let mut choices = Choices::default();
    choices.set("dispatch", Choice::named(dispatch)).unwrap();
    Cell { label: dispatch.into(), scenario, choices }
}

/// A laboratory with both dispatchers.
fn lab<'a>(
    start: Start,
    threads: usize,
    stop: &'a AtomicBool,
    done: &'a (dyn Fn(usize) + Sync),
) -> Lab<'a> {
    let policies = &|choices: &Choices| registry::policies(choices).map_err(Into::into);
    let mut lab = Lab::new(Settings { seed: 3, start, threads, stop, done, policies });
    lab.add(cell("reference"));
    lab.add(cell("first_come"));
    lab
}

static NEVER: AtomicBool = AtomicBool::new(false);

fn quiet(_: usize) {}

fn by_cell(start: Start, replications: u32, threads: usize) -> Vec<Vec<Summary>> {
    lab(start, threads, &NEVER, &quiet).run_all(replications).unwrap()
}

/// Every digit of figures, some of which are nobody's number (NaN) and equal to nothing.
fn told(figures: &impl std::fmt::Debug) -> String {
    format!("{figures:?}")
}

#[test]
fn cells_come_out_alike_on_any_number_of_threads_and_as_they_do_alone() {
    let alone = by_cell(Start::default(), 3, 1);
    assert_eq!(told(&by_cell(Start::default(), 3, 5)), told(&alone));
    let run = simulate(&reference, 3, 2, None).unwrap();
    assert_eq!(told(&run.summaries), told(&alone[0]));
    assert_ne!(told(&alone[0]), told(&alone[1]));
}

fn identity(seed: &str) -> Identity {
    vec![("seed".into(), seed.into()), ("cells".into(), "two dispatchers".into())]
}

#[test]
fn what_the_journal_holds_is_not_run_again_and_a_torn_end_is_dropped() {
    let place = Place::new("journal");
    let all = by_cell(Start::default(), 4, 2);
    let stop = AtomicBool::new(false);
    let ran = AtomicUsize::new(0);
    let done = |finished: usize| {
        ran.store(finished, Ordering::Relaxed);
        stop.store(finished >= 3, Ordering::Relaxed);
    };
    let mut first = lab(Start::default(), 1, &stop, &done);
    first.keep_journal(place.path(), &identity("3"), false).unwrap();
    let interrupted = first.run_all(4);
    assert!(matches!(interrupted, Err(ExperimentError::Interrupted)));
    let finished = ran.load(Ordering::Relaxed);
    assert!((3..8).contains(&finished), "{finished}");
    drop(first);

    // As a kill in the middle of a write would leave it.
    let file = place.path().join("journal");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.truncate(bytes.len() - 7);
    std::fs::write(&file, bytes).unwrap();
    let mut second = lab(Start::default(), 2, &NEVER, &quiet);
    second.keep_journal(place.path(), &identity("3"), true).unwrap();
    assert_eq!(second.finished(), finished - 1);
    assert_eq!(told(&second.run_all(4).unwrap()), told(&all));
    drop(second);

    let known = AtomicUsize::new(0);
    let count = |_: usize| {
        known.fetch_add(1, Ordering::Relaxed);
    };
    let mut third = lab(Start::default(), 2, &NEVER, &count);
    third.keep_journal(place.path(), &identity("3"), true).unwrap();
    assert_eq!(told(&third.run_all(4).unwrap()), told(&all));
    assert_eq!(known.load(Ordering::Relaxed), 1, "told of what is known, and nothing is run");
    let more = third.run(&[Job { cell: 1, replication: 9 }]).unwrap();
    assert_eq!(more.len(), 1);
}

#[test]
fn a_journal_of_something_else_is_refused_and_says_what_differs() {
    let place = Place::new("other-journal");
    let keep = |seed: &str, resume: bool| {
        lab(Start::default(), 1, &NEVER, &quiet).keep_journal(place.path(), &identity(seed), resume)
    };
    keep("3", false).unwrap();
    assert!(matches!(keep("3", false), Err(ExperimentError::JournalExists { .. })));
    let refused = keep("4", true).unwrap_err().to_string();
    assert!(refused.ends_with("seed: `3` in the journal, `4` now"), "{refused}");
    std::fs::write(place.path().join("journal"), "something else").unwrap();
    assert!(matches!(keep("3", true), Err(ExperimentError::Unreadable { .. })));
}

fn saved(at: SimTime) -> SavedDay {
    let shipped = scenarios::shipped().iter().find(|s| s.name == "tiny").unwrap();
    SavedDay {
        version: "1".into(),
        scenario: "tiny".into(),
        text: shipped.text.into(),
        base: ".".into(),
        seed: 3,
        replication: 0,
        snapshot: stop_at(tiny(), reference().unwrap(), &Start::default(), 3, at).unwrap(),
    }
}

#[test]
fn a_saved_day_comes_back_whole_or_is_refused() {
    let place = Place::new("saved-day");
    let path = place.path().join("noon.day");
    std::fs::create_dir_all(place.path()).unwrap();
    let day = saved(SimTime::from_hours(12));
    day.write(&path).unwrap();
    assert!(SavedDay::is_in(&path));
    assert_eq!(SavedDay::read(&path, "1").unwrap(), day);
    let refused =
        |path: &Path, version: &str| SavedDay::read(path, version).unwrap_err().to_string();
    assert!(refused(&path, "2").contains("version 1 wrote it, this is version 2"));
    let whole = std::fs::read(&path).unwrap();
    for at in [9, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(refused(&path, "1").contains("damaged"), "byte {at}");
    }
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert!(refused(&path, "1").contains("damaged"));
    std::fs::write(&path, "no such thing").unwrap();
    assert!(refused(&path, "1").contains("not a saved day"));
}

#[test]
fn branches_of_a_saved_day_share_their_futures_and_the_first_is_the_day_itself() {
    let day = saved(SimTime::from_hours(16));
    let origin =
        Origin::Saved(Saved { snapshot: Arc::new(day.snapshot), replication: 0, world: None });
    let branches = by_cell(Start { origin, is_antithetic: false }, 4, 2);
    let whole = simulate(&reference, 1, 1, None).unwrap();
    assert_eq!(told(&branches[0][0]), told(&whole.summaries[0]));
    let sessions = |cell: usize| branches[cell].iter().map(|s| s.sessions).collect::<Vec<_>>();
    assert_eq!(sessions(0), sessions(1));
    assert!(sessions(0).windows(2).any(|pair| pair[0] != pair[1]), "futures differ");
}

#[test]
fn chance_falls_about_its_mean_and_mirrored_partners_fall_on_opposite_sides() {
    let start = Start { origin: Origin::Midnight, is_antithetic: true };
    let mut lab = lab(start, 2, &NEVER, &quiet);
    let jobs: Vec<Job> = (0..300).map(|replication| Job { cell: 0, replication }).collect();
    let summaries = lab.run(&jobs).unwrap();
    for control in 0..2 {
        let values: Vec<f64> = summaries.iter().map(|s| s.controls[control]).collect();
        let pairs = Sampling { is_antithetic: true, with_controls: false }.blocks(&values);
        let mean = Estimate::at(&pairs, Level::new(0.9999).unwrap());
        let [low, high] = mean.interval().unwrap();
        assert!(low < 0.0 && 0.0 < high, "control {control}: {mean:?}");
        let products: f64 = values.chunks_exact(2).map(|pair| pair[0] * pair[1]).sum();
        let squares: f64 = values.iter().map(|value| value * value / 2.0).sum();
        assert!(products < -0.25 * squares, "control {control}: {products} of {squares}");
    }
    // The controls explain most of the orders' variance, whose mean they leave where it is.
    let orders = position("orders_placed");
    let values: Vec<f64> = summaries.iter().map(|s| s.kpis[orders]).collect();
    let plain = Sampling::default().mean(&values, &summaries, Level::default());
    let sampling = Sampling { with_controls: true, is_antithetic: false };
    let controlled = sampling.mean(&values, &summaries, Level::default());
    assert!(controlled.saved_by_controls.unwrap() > 0.5, "{controlled:?}");
    let apart = (controlled.estimate.mean - plain.estimate.mean).abs();
    assert!(apart < 2.0 * plain.estimate.half_width.unwrap());
}

#[test]
fn common_random_numbers_sharpen_a_comparison_of_dispatchers() {
    let summaries = by_cell(Start::default(), 12, 2);
    let options = Options {
        kpis: vec![
            KeyFigure::named("click_to_door_s_mean").unwrap(),
            KeyFigure::named("sessions").unwrap(),
        ],
        level: Level::default(),
        sampling: Sampling::default(),
        matters: vec![None, None],
    };
    let labels = vec!["reference".into(), "first_come".into()];
    let comparison = compare(labels, &summaries, options).unwrap();
    let [times, sessions] = &comparison.differences[..] else { panic!("two differences") };
    let reduction = times.variance_reduction.unwrap();
    assert!(reduction > 2.0, "variance falls to 1/{reduction}");
    assert_eq!(sessions.finding, Finding::Same, "no dispatcher changes who opens the app");
    let each = comparison.each.get();
    assert!((each - 0.975).abs() < 1e-12, "two comparisons share the error: {each}");
    let json = comparison.json(3, &summaries);
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["differences"][0]["cell"], "first_come");
}
